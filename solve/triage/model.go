package triage

import (
	"cmp"
	"math"
	"slices"
)

// Model suggests labels. It does not change and may be used by many at a time.
type Model struct {
	Labels   []string // in order
	Examples int      // of how many it was learnt

	known  vocabulary
	weight [][]int16 // by label and feature, in units of scale
	scale  []float64
	bias   []float64
	sharp  float64
}

// Answer is a label with how likely it is, 0 to 1.
type Answer struct {
	Label string
	Sure  float64
}

// Features is how many features the model has.
func (m *Model) Features() int { return len(m.known.names) }

// pack keeps weights as small integers of each label.
func (m *Model) pack(w [][]float64, bias []float64) {
	m.weight, m.scale, m.bias = make([][]int16, len(w)), make([]float64, len(w)), make([]float64, len(w))
	for c := range w {
		top := 0.0
		for _, x := range w[c] {
			top = max(top, math.Abs(x))
		}
		m.scale[c], m.bias[c] = float64(float32(max(top, 1e-9)/math.MaxInt16)), float64(float32(bias[c]))
		m.weight[c] = make([]int16, len(w[c]))
		for f, x := range w[c] {
			m.weight[c][f] = int16(min(max(math.Round(x/m.scale[c]), -math.MaxInt16), math.MaxInt16))
		}
	}
}

func (m *Model) score(x vector) []float64 {
	s := slices.Clone(m.bias)
	for c := range s {
		for j, f := range x.at {
			s[c] += float64(m.weight[c][f]) * m.scale[c] * x.value[j]
		}
	}
	return s
}

// Predict is every label with how likely it is, the likeliest first. Of a text in which it knows nothing each is as likely.
func (m *Model) Predict(t Text) []Answer {
	x, sharp := m.known.vector(parse(t)), m.sharp
	if len(x.at) == 0 {
		sharp = 0
	}
	p := probabilities(m.score(x), sharp)
	out := make([]Answer, len(p))
	for c := range p {
		out[c] = Answer{m.Labels[c], p[c]}
	}
	slices.SortStableFunc(out, func(a, b Answer) int { return cmp.Compare(b.Sure, a.Sure) })
	return out
}

// Runs are the runs of characters that the model has weights for; those of titles begin with ^.
func (m *Model) Runs() []string { return slices.Clone(m.known.names) }
