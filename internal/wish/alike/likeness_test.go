package alike

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Two sets of invented wishes, a matter and a text in each line; texts of one matter are duplicates of one another. The ways of
// comparing and the words that mean the same were chosen on the first; the second was written afterwards and changed nothing.
var (
	//go:embed testdata/wishes.tsv
	wishes string
	//go:embed testdata/unseen.tsv
	unseen string
)

// Each text is compared with all others as the pages do it, where all of these are open in one community: what a resident types with
// what neighbours read of the others, their titles; at the desk whole texts. At most so many are offered, from the likeness on that
// the shipped rule says. Printed with -v.
func TestPrecisionAndRecall(t *testing.T) {
	t.Parallel()
	least := float64(rule.NewBook(rule.Shipped(), workday.Calendar{}).Int("wish.alike.least", "", time.Now())) / 100
	for name, c := range map[string]struct {
		texts             string
		typing            bool
		precision, recall float64 // at least
	}{
		"chosen on, while typing": {texts: wishes, typing: true, precision: 0.6, recall: 0.7},
		"chosen on, at the desk":  {texts: wishes, precision: 0.75, recall: 0.68},
		"unseen, while typing":    {texts: unseen, typing: true, precision: 0.95, recall: 0.65},
		"unseen, at the desk":     {texts: unseen, precision: 0.95, recall: 0.7},
	} {
		matter, text := labelled(t, c.texts)
		var shown, right, pairs int
		for i := range text {
			for _, at := range offers(text, i, c.typing, least) {
				shown++
				if matter[at] == matter[i] {
					right++
				}
			}
			for k, x := range matter {
				if k != i && x == matter[i] {
					pairs++
				}
			}
		}
		precision, recall := float64(right)/float64(shown), float64(right)/float64(pairs)
		t.Logf("%s: %d texts, %d pairs that are the same, %d offers: precision %.3f, recall %.3f", name, len(text), pairs/2, shown, precision, recall)
		if precision < c.precision || recall < c.recall {
			t.Errorf("%s: precision %.3f, recall %.3f", name, precision, recall)
		}
	}
}

// offers are the texts that a page offers for one of them, by their places.
func offers(text []string, i int, typing bool, least float64) (out []int) {
	all := slices.Clone(text)
	if typing {
		for k := range all {
			all[k] = wish.TitleOf(all[k])
		}
		all[i] = "" // it is not there yet
	}
	c := newCircle(all)
	if typing {
		c = newCorpus(all)
	}
	for _, m := range c.closest(read(text[i]), least) {
		if m.at != i && len(out) < offered {
			out = append(out, m.at)
		}
	}
	return out
}

func labelled(t *testing.T, table string) (matter, text []string) {
	t.Helper()
	for line := range strings.Lines(table) {
		m, words, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			t.Fatalf("no label: %q", line)
		}
		matter, text = append(matter, m), append(text, words)
	}
	return matter, text
}

func TestSpots(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]spots{
		"3号楼电梯坏了":       {buildings: []int{3}},
		"三号楼二单元":        {buildings: []int{3}, units: []int{2}},
		"十二幢、21栋":       {buildings: []int{12, 21}},
		"二十座":           {buildings: []int{20}},
		"东门和南区":         {sides: []int{0, 1}},
		"28路公交，每月20号发钱": {},
		"一二三四五":         {},
		"":              {},
		"十":             {},
	} {
		got := spotsOf(text)
		for i := range got.sides {
			got.sides[i] /= len("东")
		}
		if !slices.Equal(got.buildings, want.buildings) || !slices.Equal(got.units, want.units) || !slices.Equal(got.sides, want.sides) {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}

// The same text is most like itself; the likeness of two does not depend on which was written first; it is never above one.
func TestLikenessIsSymmetric(t *testing.T) {
	t.Parallel()
	word := rapid.SampledFrom([]string{"路灯", "坏了", "3号楼", "五幢", "电梯", "东门", "西门", "没人管", "，", " ", "的", "1单元", "2单元", "lamp", "八"})
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return strings.Join(rapid.SliceOfN(word, 0, 8).Draw(t, name), "") }
		c := newCircle([]string{text("a"), text("b"), text("c")})
		of := func(i, j int) float64 {
			for _, m := range c.closest(c.docs[i], 0) {
				if m.at == j {
					return m.of
				}
			}
			return 0
		}
		for i := range c.docs {
			for j := range c.docs {
				if d := of(i, j) - of(j, i); d > 1e-9 || d < -1e-9 || of(i, j) > 1 || of(i, i) < of(i, j) {
					t.Fatalf("%d and %d: %f, %f, itself %f", i, j, of(i, j), of(j, i), of(i, i))
				}
			}
		}
	})
}
