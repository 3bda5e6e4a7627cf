package triage

import "math"

// probabilities turns scores into how likely each label is; sharp is the inverse temperature.
func probabilities(scores []float64, sharp float64) []float64 {
	top := math.Inf(-1)
	for _, s := range scores {
		top = max(top, s*sharp)
	}
	out, sum := make([]float64, len(scores)), 0.0
	for c, s := range scores {
		out[c] = math.Exp(s*sharp - top)
		sum += out[c]
	}
	for c := range out {
		out[c] /= sum
	}
	return out
}

// Bounds of the inverse temperature.
const (
	flattest = 0.05
	sharpest = 50
)

// temperature is the inverse temperature under which the labels of the examples are likeliest, found by golden section on its
// logarithm: the likelihood has one maximum.
func temperature(scores [][]float64, truth []int) float64 {
	loss := func(x float64) (sum float64) {
		for i, s := range scores {
			sum -= math.Log(max(probabilities(s, math.Exp(x))[truth[i]], 1e-300))
		}
		return sum
	}
	const part = 0.6180339887498949
	low, high := math.Log(flattest), math.Log(sharpest)
	a, b := high-part*(high-low), low+part*(high-low)
	fa, fb := loss(a), loss(b)
	for high-low > 1e-3 {
		if fa < fb {
			high, b, fb = b, a, fa
			a = high - part*(high-low)
			fa = loss(a)
		} else {
			low, a, fa = a, b, fb
			b = low + part*(high-low)
			fb = loss(b)
		}
	}
	return float64(float32(math.Exp((low + high) / 2)))
}
