package main

import "testing"

func TestCalibrationErrorIsTheDistanceBetweenSureAndRight(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		probability float64
		right, n    int
		want        float64
	}{
		{"as often right as sure", 0.75, 3, 4, 0},
		{"always sure, never right", 1, 0, 5, 1},
		{"too sure", 0.95, 7, 10, 0.25},
		{"too modest", 0.5, 10, 10, 0.5},
		{"nothing measured", 0, 0, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var c calibration
			for i := range test.n {
				c.add(test.probability, i < test.right)
			}
			if got := c.ece(); got != test.want {
				t.Errorf("error %v, want %v", got, test.want)
			}
		})
	}
}
