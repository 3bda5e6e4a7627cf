package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"linli/internal/errs"
	"linli/internal/plain"
)

// gap stands where one run of letters and digits ends and the next begins.
const gap = ' '

// folded is a text as it is compared: full width like half width, capitals like small letters, no accents, nothing but
// letters, digits and gaps. from and to say where each of its characters stands in the text, in bytes.
type folded struct {
	text     []rune
	from, to []int
}

// fold folds a text. Joined leaves the gaps out, for names: 买买提·艾力 is found without its dot.
func fold(s string, joined bool) (f folded) {
	for i, r := range s {
		end := i + utf8.RuneLen(r)
		if r == utf8.RuneError {
			end = i + 1
		}
		if plain.Seen(string(r)) == "" {
			continue // what is not seen parts nothing
		}
		for _, c := range decomposed(r) {
			c = unicode.ToLower(c)
			switch {
			case unicode.Is(unicode.Mn, c): // an accent
			case unicode.IsLetter(c) || unicode.IsNumber(c):
				f.add(c, i, end)
			case !joined && len(f.text) > 0 && f.text[len(f.text)-1] != gap:
				f.add(gap, i, end)
			}
		}
	}
	return f
}

// decomposed is a character in its plainest form: １ is 1, é is e and an accent.
func decomposed(r rune) []rune {
	if r < utf8.RuneSelf || unicode.Is(unicode.Han, r) {
		return []rune{r}
	}
	return []rune(norm.NFKD.String(string(r)))
}

func (f *folded) add(r rune, from, to int) {
	f.text, f.from, f.to = append(f.text, r), append(f.from, from), append(f.to, to)
}

// runs are the stretches between gaps.
func (f folded) runs() []string { return strings.Fields(string(f.text)) }

// grams calls add for every character and every pair of neighbours of a run.
func grams(run string, add func(string)) {
	last := rune(0)
	for _, r := range run {
		add(string(r))
		if last != 0 {
			add(string([]rune{last, r}))
		}
		last = r
	}
}

// needed are the tokens that a text must have that contains the run: its pairs, or its one character.
func needed(run string) (out []string) {
	r := []rune(run)
	if len(r) == 1 {
		return []string{run}
	}
	for i := range len(r) - 1 {
		if g := string(r[i : i+2]); !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// Limits of what is looked for.
const (
	MaxQuery = 40 // characters
	maxWords = 8
)

// Query is what somebody looks for: words that must all be there. A word is a run of letters and digits; where it stands
// in a longer one does not matter.
type Query struct {
	Typed string
	words []string
}

// Parse reads what was typed. Invalid, field q: it is too long, or has characters that no text has. Without a letter or a
// digit it is empty.
func Parse(typed string) (Query, error) {
	typed = strings.TrimSpace(typed)
	switch n := plain.Length(typed); {
	case !plain.Clean(typed, false):
		return Query{}, errs.BadFields([]errs.Field{{Name: "q", Key: "search.error.characters"}})
	case n > MaxQuery || len(typed) > 8*MaxQuery: // what is not seen takes room too
		return Query{}, errs.BadFields([]errs.Field{{Name: "q", Key: "search.error.long", Args: []any{MaxQuery}}})
	}
	q := Query{Typed: typed}
	for _, w := range fold(typed, false).runs() {
		if !slices.Contains(q.words, w) {
			q.words = append(q.words, w)
		}
	}
	if len(q.words) > maxWords {
		return Query{}, errs.BadFields([]errs.Field{{Name: "q", Key: "search.error.words", Args: []any{maxWords}}})
	}
	return q, nil
}

// Empty tells whether there is nothing to look for.
func (q Query) Empty() bool { return len(q.words) == 0 }

// In tells whether every word stands in one of the texts.
func (q Query) In(texts ...string) bool { return q.in(false, texts) }

// InName is In for names, in which dots and blanks do not count.
func (q Query) InName(names ...string) bool { return q.in(true, names) }

func (q Query) in(joined bool, texts []string) bool {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = string(fold(t, joined).text)
	}
	for _, w := range q.words {
		if !slices.ContainsFunc(all, func(t string) bool { return strings.Contains(t, w) }) {
			return false
		}
	}
	return len(q.words) > 0
}

// Piece is a stretch of a text that was looked through; Hit: it is what was looked for.
type Piece struct {
	Text string
	Hit  bool
}

// Mark parts a text into what was looked for and the rest, the whole of it.
func (q Query) Mark(text string) (out []Piece) { return pieces(text, q.hits(text)) }

// Excerpt is Mark of at most that many characters around the first hit, from the beginning where there is none, with an
// ellipsis where something is left out.
func (q Query) Excerpt(text string, most int) []Piece {
	hits, r := q.hits(text), []rune(text)
	if len(r) <= most {
		return pieces(text, hits)
	}
	at := 0
	if len(hits) > 0 {
		at = min(max(0, utf8.RuneCountInString(text[:hits[0][0]])-most/4), len(r)-most)
	}
	cut := string(r[at : at+most])
	out := q.Mark(cut)
	if at > 0 {
		out = append([]Piece{{Text: "…"}}, out...)
	}
	if at+most < len(r) {
		out = append(out, Piece{Text: "…"})
	}
	return out
}

// hits are the stretches of a text that are one of the words, in bytes, in their order and apart from each other.
func (q Query) hits(text string) (out [][2]int) {
	f := fold(text, false)
	var all [][2]int
	for _, w := range q.words {
		word := []rune(w)
		for i := 0; i+len(word) <= len(f.text); i++ {
			if slices.Equal(f.text[i:i+len(word)], word) {
				all = append(all, [2]int{f.from[i], f.to[i+len(word)-1]})
			}
		}
	}
	slices.SortFunc(all, func(a, b [2]int) int { return a[0] - b[0] })
	for _, h := range all {
		if n := len(out); n > 0 && h[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], h[1])
			continue
		}
		out = append(out, h)
	}
	return out
}

func pieces(text string, hits [][2]int) (out []Piece) {
	at := 0
	for _, h := range hits {
		if h[0] > at {
			out = append(out, Piece{Text: text[at:h[0]]})
		}
		out = append(out, Piece{text[h[0]:h[1]], true})
		at = h[1]
	}
	if at < len(text) {
		out = append(out, Piece{Text: text[at:]})
	}
	return out
}
