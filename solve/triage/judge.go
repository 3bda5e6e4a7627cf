package triage

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Sheet is how answers compare with what people decided.
type Sheet struct {
	N, Right int
	Labels   map[string]Tally
}

// Tally is one label's: how often people gave it, how often it was answered, how often both.
type Tally struct{ Given, Answered, Both int }

// Add notes what was answered where people gave a label.
func (s *Sheet) Add(given, answered string) {
	if s.Labels == nil {
		s.Labels = map[string]Tally{}
	}
	s.N++
	g := s.Labels[given]
	g.Given++
	if given == answered {
		s.Right++
		g.Answered++
		g.Both++
	}
	s.Labels[given] = g
	if given != answered {
		a := s.Labels[answered]
		a.Answered++
		s.Labels[answered] = a
	}
}

// Accuracy is the part of the answers that were right.
func (s Sheet) Accuracy() float64 { return float64(s.Right) / float64(max(s.N, 1)) }

// F1 is twice what was right over what was given and answered.
func (t Tally) F1() float64 { return 2 * float64(t.Both) / float64(max(t.Given+t.Answered, 1)) }

// MacroF1 is the mean of F1 over the labels that people gave.
func (s Sheet) MacroF1() float64 {
	sum, n := 0.0, 0
	for _, t := range s.Labels {
		if t.Given > 0 {
			sum += t.F1()
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// Commonest is the label that most examples have, the first of equals: what an answer must be better than.
func Commonest(examples []Example) string {
	n := map[string]int{}
	for _, e := range examples {
		n[e.Label]++
	}
	best := ""
	for l, have := range n {
		if have > n[best] || have == n[best] && l < best {
			best = l
		}
	}
	return best
}

// Folds gives each example one of k parts, every label evenly, by chance of a seed.
func Folds(examples []Example, k int, seed uint64) []int {
	next, fold := map[string]int{}, make([]int, len(examples))
	for _, i := range rand.New(rand.NewPCG(seed, 1)).Perm(len(examples)) {
		fold[i] = next[examples[i].Label] % k
		next[examples[i].Label]++
	}
	return fold
}

// Spread is the mean of figures and their standard deviation.
func Spread(x []float64) (mean, deviation float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		deviation += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(deviation / float64(max(len(x)-1, 1)))
}

// Names are the labels of a sheet, in order.
func (s Sheet) Names() []string {
	out := make([]string, 0, len(s.Labels))
	for l := range s.Labels {
		out = append(out, l)
	}
	slices.Sort(out)
	return out
}
