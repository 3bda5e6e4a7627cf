package triage

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// lexicon counts features in how many texts and by how many people.
type lexicon struct {
	people map[string]int
	texts  map[string]int
	last   map[string]int // who counted last
}

// choose is the features that a model of these texts may have: those that at least so many different people have written. A
// longer run is counted only where its parts are kept, so that what is held in memory stays small. texts are grouped by people:
// who[i] never comes back once it has changed.
func choose(ctx context.Context, texts []parsed, who []int, least int) (map[string]int, error) {
	kept := map[string]int{}
	for n := 1; n <= Longest; n++ {
		l := lexicon{people: map[string]int{}, texts: map[string]int{}, last: map[string]int{}}
		for i, p := range texts {
			if i%256 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			l.count(p, n, who[i], kept)
		}
		for f, people := range l.people {
			if people >= least {
				kept[f] = l.texts[f]
			}
		}
	}
	return kept, nil
}

func (l lexicon) count(p parsed, n, who int, kept map[string]int) {
	seen := map[string]bool{}
	p.grams(n, func(f string, _ float64) {
		if seen[f] || n > 1 && !partsKept(f, kept) {
			return
		}
		seen[f] = true
		l.texts[f]++
		if last, ok := l.last[f]; !ok || last != who {
			l.people[f]++
			l.last[f] = who
		}
	})
}

// partsKept tells whether the two shorter runs of which a run is made are kept.
func partsKept(f string, kept map[string]int) bool {
	mark := ""
	if f[:1] == inTitle {
		mark, f = inTitle, f[1:]
	}
	r := []rune(f)
	return kept[mark+string(r[1:])] > 0 && kept[mark+string(r[:len(r)-1])] > 0
}

// strongest are the features that tell labels apart best, at most so many: by the largest chi-square of being there against
// having a label. They come back in order.
func strongest(texts []parsed, labels []int, k int, counts map[string]int, most int) []string {
	names := make([]string, 0, len(counts))
	for f := range counts {
		names = append(names, f)
	}
	slices.Sort(names)
	if len(names) <= most {
		return names
	}
	voc := newVocabulary(names, make([]float64, len(names)))
	with, size := make([]int32, k*len(names)), make([]float64, k)
	for i, p := range texts {
		size[labels[i]]++
		for _, f := range voc.vector(p).at {
			with[int(f)*k+labels[i]]++
		}
	}
	score := make([]float64, len(names))
	for f, name := range names {
		for c := range k {
			score[f] = max(score[f], chiSquare(float64(with[f*k+c]), float64(counts[name]), size[c], float64(len(texts))))
		}
	}
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	out := make([]string, most)
	for i := range out {
		out[i] = names[order[i]]
	}
	slices.Sort(out)
	return out
}

// chiSquare of a two by two table: both, with the feature, with the label, all.
func chiSquare(both, feature, label, all float64) float64 {
	d := all*both - feature*label
	if below := feature * label * (all - feature) * (all - label); below > 0 {
		return all * d * d / below
	}
	return 0
}

// rarity is how much a feature counts for being in few of all texts.
func rarity(in, all int) float64 { return math.Log(float64(1+all)/float64(1+in)) + 1 }
