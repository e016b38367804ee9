package main

import "math"

// bins is how many equal parts of 0 to 1 probabilities are sorted into.
const bins = 10

// calibration compares how sure predictions were with how often they were
// right.
type calibration [bins]struct {
	n, right int
	sum      float64 // of the probabilities
}

func (c *calibration) add(probability float64, right bool) {
	bin := &c[min(bins-1, max(0, int(probability*bins)))]
	bin.n++
	bin.sum += probability
	if right {
		bin.right++
	}
}

// ece is the expected calibration error: the mean distance between how sure
// predictions of a bin were and how often they were right, weighted by how many
// the bin has. 0 is honest, 1 the opposite. Naeini, Cooper and Hauskrecht (2015),
// "Obtaining well calibrated probabilities using Bayesian binning".
func (c *calibration) ece() float64 {
	n, sum := 0, 0.0
	for _, bin := range c {
		n += bin.n
		sum += math.Abs(bin.sum - float64(bin.right))
	}
	if n == 0 {
		return 0
	}
	return round(sum / float64(n))
}
