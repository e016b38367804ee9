package main

import "math"

// cell is a word of an abstract, by its number, with how much it counts there.
type cell struct {
	word  int
	value float64
}

// How the weights are found.
const (
	fitRounds  = 300
	fitPenalty = 2e-5 // on half the square of a weight, beside the mean loss
	powerSteps = 20
)

// fit finds the weights of words for classes (by word, then by class) under
// which the labels are likeliest: multinomial logistic regression with an L2
// penalty, by the accelerated gradient method of Beck and Teboulle (2009), "A
// fast iterative shrinkage-thresholding algorithm", started anew when it
// overshoots. Word 0 is in every row and is not penalised. Nothing is random.
func fit(rows [][]cell, labels []int, words, classes int) []float64 {
	step := 1 / (0.5*spread(rows, words) + fitPenalty)
	weights, ahead, next := make([]float64, words*classes), make([]float64, words*classes), make([]float64, words*classes)
	gradient, odds := make([]float64, words*classes), make([]float64, classes)
	pace := 1.0
	for range fitRounds {
		clear(gradient)
		for i, row := range rows {
			expected(row, ahead, odds)
			odds[labels[i]]--
			for _, c := range row {
				for class, odd := range odds {
					gradient[c.word*classes+class] += c.value * odd
				}
			}
		}
		away := 0.0
		for i := range next {
			slope := gradient[i] / float64(len(rows))
			next[i] = ahead[i] - step*slope
			if i >= classes {
				next[i] /= 1 + step*fitPenalty
			}
			away += (ahead[i] - next[i]) * (next[i] - weights[i])
		}
		faster := (1 + math.Sqrt(1+4*pace*pace)) / 2
		drive := (pace - 1) / faster
		if away > 0 { // it turned back
			faster, drive = 1, 0
		}
		for i := range next {
			ahead[i] = next[i] + drive*(next[i]-weights[i])
		}
		weights, next, pace = next, weights, faster
	}
	return weights
}

// expected puts the probabilities of the classes of a row into odds.
func expected(row []cell, weights, odds []float64) {
	clear(odds)
	for _, c := range row {
		for class := range odds {
			odds[class] += c.value * weights[c.word*len(odds)+class]
		}
	}
	most, total := math.Inf(-1), 0.0
	for _, odd := range odds {
		most = max(most, odd)
	}
	for class, odd := range odds {
		odds[class] = math.Exp(odd - most)
		total += odds[class]
	}
	for class := range odds {
		odds[class] /= total
	}
}

// spread is the largest eigenvalue of the rows' second moments, by the power
// method, and a little more.
func spread(rows [][]cell, words int) float64 {
	along, next := make([]float64, words), make([]float64, words)
	for i := range along {
		along[i] = 1
	}
	length := 0.0
	for range powerSteps {
		clear(next)
		for _, row := range rows {
			dot := 0.0
			for _, c := range row {
				dot += c.value * along[c.word]
			}
			for _, c := range row {
				next[c.word] += c.value * dot / float64(len(rows))
			}
		}
		length = 0
		for _, x := range next {
			length += x * x
		}
		length = math.Sqrt(length)
		for i := range next {
			along[i] = next[i] / max(length, 1e-12)
		}
	}
	return 1.05 * length
}
