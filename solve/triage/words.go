package triage

import (
	"cmp"
	"slices"
	"strings"
)

// Shape of the words that are shown: characters each, and which part of the strongest character's weight still belongs to one.
const (
	shortest  = 2
	longWord  = 8
	belonging = 0.3
)

// word is a part of the text that spoke for a label.
type word struct {
	text   string
	weight float64
}

// Words are the parts of the text itself that spoke most for a label against the others, the strongest first, at most so many,
// each once and as it is written there. None for a label that the model does not know.
func (m *Model) Words(t Text, label string, most int) []string {
	c, ok := slices.BinarySearch(m.Labels, label)
	if !ok {
		return nil
	}
	p := parse(t)
	x := m.known.vector(p)
	value := make(map[int32]float64, len(x.at))
	for j, f := range x.at {
		value[f] = m.speaks(c, f) * x.value[j]
	}
	var found []word
	top := 0.0
	light := make([][][]float64, 2)
	for k, part := range [][][]spot{p.title, p.body} {
		for _, ph := range part {
			l := m.light(ph, value)
			light[k] = append(light[k], l)
			top = max(top, slices.Max(l))
		}
	}
	for k, part := range [][][]spot{p.title, p.body} {
		for i, ph := range part {
			found = append(found, lit([]string{t.Title, t.Body}[k], ph, light[k][i], top*belonging)...)
		}
	}
	return strongestWords(found, most)
}

// speaks is how much a feature speaks for a label against the mean of the others.
func (m *Model) speaks(label int, f int32) float64 {
	var others float64
	for c := range m.weight {
		if c != label {
			others += float64(m.weight[c][f]) * m.scale[c]
		}
	}
	return float64(m.weight[label][f])*m.scale[label] - others/float64(len(m.weight)-1)
}

// light is how much each character of a phrase speaks, as part of all runs that it is in; what the title has speaks the same
// wherever it is said again.
func (m *Model) light(p []spot, value map[int32]float64) []float64 {
	l := make([]float64, len(p))
	for n := 1; n <= Longest; n++ {
		each(p, n, func(g string, at int) {
			var v float64
			if f, ok := m.known.index[g]; ok {
				v = value[f]
			}
			if f, ok := m.known.index[inTitle+g]; ok {
				v += value[f]
			}
			for i := range n {
				l[at+i] += v / float64(n)
			}
		})
	}
	return l
}

// lit are the parts of a phrase whose characters all speak more than a least.
func lit(text string, p []spot, light []float64, least float64) (out []word) {
	for i := 0; i < len(p); {
		if light[i] <= 0 || light[i] < least {
			i++
			continue
		}
		end, sum := i, 0.0
		for end < len(p) && end-i < longWord && light[end] > 0 && light[end] >= least {
			sum += light[end]
			end++
		}
		from := i
		i = end
		if end-from < shortest { // a character alone is no word: with its stronger neighbour
			if end < len(p) && (from == 0 || light[end] >= light[from-1]) {
				end++
			} else if from > 0 {
				from--
			}
		}
		if end-from >= shortest {
			out = append(out, word{text[p[from].start:p[end-1].end], sum})
		}
	}
	return out
}

// strongestWords are the strongest, each once; what another one has in it is not said again.
func strongestWords(found []word, most int) []string {
	sum := map[string]float64{}
	for _, w := range found {
		sum[w.text] += w.weight
	}
	found = found[:0]
	for text, weight := range sum {
		found = append(found, word{text, weight})
	}
	slices.SortFunc(found, func(a, b word) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.text, b.text)) })
	var out []string
	for _, w := range found {
		if len(out) < most && !slices.ContainsFunc(out, func(has string) bool { return strings.Contains(has, w.text) }) {
			out = append(out, w.text)
		}
	}
	return out
}
