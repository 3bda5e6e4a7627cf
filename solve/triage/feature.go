package triage

import (
	"math"
	"slices"
	"unicode"
)

// Text is what is to be sorted.
type Text struct{ Title, Body string }

// Longest is the length of the longest run of characters that is looked at.
const Longest = 3

// inTitle marks a feature of the title; no run has it, for it is no letter.
const inTitle = "^"

// titleTimes is how often a run of the title counts against one of the body.
const titleTimes = 2

// number stands for any number.
const number = '0'

// spot is one character of a text as it is compared, and the bytes of the text that it stands for.
type spot struct {
	r          rune
	start, end int
}

// phrases are the parts of a text between everything that is neither letter nor digit: in lower case, of one width, a number as
// a single 0.
func phrases(s string) (out [][]spot) {
	var cur []spot
	for i, r := range s {
		end := i + len(string(r))
		if r >= '！' && r <= '～' { // full width
			r -= '！' - '!'
		}
		switch {
		case unicode.IsDigit(r):
			if n := len(cur); n > 0 && cur[n-1].r == number {
				cur[n-1].end = end
				continue
			}
			cur = append(cur, spot{number, i, end})
		case unicode.IsLetter(r):
			cur = append(cur, spot{unicode.ToLower(r), i, end})
		case len(cur) > 0:
			out, cur = append(out, cur), nil
		}
	}
	if len(cur) > 0 {
		out = append(out, cur)
	}
	return out
}

// each calls fn for every run of n characters of a phrase.
func each(p []spot, n int, fn func(gram string, at int)) {
	var b [4 * Longest]byte
	for i := 0; i+n <= len(p); i++ {
		buf := b[:0]
		for _, x := range p[i : i+n] {
			buf = append(buf, string(x.r)...)
		}
		fn(string(buf), i)
	}
}

// parsed is a text in phrases.
type parsed struct{ title, body [][]spot }

func parse(t Text) parsed { return parsed{phrases(t.Title), phrases(t.Body)} }

// grams calls fn for every run of n characters: those of the title twice, as part of the text and as the title's own.
func (p parsed) grams(n int, fn func(feature string, times float64)) {
	for _, x := range p.title {
		each(x, n, func(g string, _ int) {
			fn(g, titleTimes)
			fn(inTitle+g, 1)
		})
	}
	for _, x := range p.body {
		each(x, n, func(g string, _ int) { fn(g, 1) })
	}
}

// vector is a text as numbers: features in order, and the value of each; its length is 1, or it has none.
type vector struct {
	at    []int32
	value []float64
}

// vocabulary is the features that a model knows.
type vocabulary struct {
	names []string  // in order
	rare  []float64 // how much each counts for being seldom
	index map[string]int32
}

func newVocabulary(names []string, rare []float64) vocabulary {
	v := vocabulary{names, rare, make(map[string]int32, len(names))}
	for i, n := range names {
		v.index[n] = int32(i)
	}
	return v
}

// vector weighs the known features of a text: how often each is there, damped, times how seldom it is in all texts.
func (v *vocabulary) vector(p parsed) vector {
	times := map[int32]float64{}
	for n := 1; n <= Longest; n++ {
		p.grams(n, func(f string, w float64) {
			if i, ok := v.index[f]; ok {
				times[i] += w
			}
		})
	}
	x := vector{at: make([]int32, 0, len(times)), value: make([]float64, len(times))}
	for i := range times {
		x.at = append(x.at, i)
	}
	slices.Sort(x.at)
	var sum float64
	for j, i := range x.at {
		x.value[j] = (1 + math.Log(times[i])) * v.rare[i]
		sum += x.value[j] * x.value[j]
	}
	for j := range x.value {
		x.value[j] /= math.Sqrt(sum)
	}
	return x
}
