package alike

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// wishes are invented, a matter and a text in each line; those of one matter are of one another's kind.
//
//go:embed testdata/wishes.tsv
var wishes string

//go:embed testdata/unseen.tsv
var unseen string

func labelled(wishes string) (matter, text []string) {
	for line := range strings.Lines(wishes) {
		m, t, _ := strings.Cut(strings.TrimSpace(line), "\t")
		matter, text = append(matter, m), append(text, t)
	}
	return matter, text
}

// Each text is compared with all others, as it would be while it is typed in a community where all of these are open.
func TestPrecisionAndRecall(t *testing.T) {
	for _, x := range []string{wishes,unseen} {
	matter, text := labelled(x)
	for _, least := range []float64{0.2,0.25,0.3,0.35,0.4} {
		var offered, right, pairs, found, helped, could int
		for i := range text {
			others := slices.Delete(slices.Clone(text), i, i+1)
			of := slices.Delete(slices.Clone(matter), i, i+1)
			hit := false
			for _, m := range newCorpus(others).closest(read(text[i]), least) {
				offered++
				if of[m.at] == matter[i] {
					right++
					hit = true
					found++
				} else { t.Logf("%.2f %.2f wrong: %s / %s",least, m.of, text[i], others[m.at]) }
			}
			n := 0
			for _, m := range of {
				if m == matter[i] { n++ }
			}
			pairs += n
			if n > 0 { could++; if hit { helped++ } }
		}
		t.Logf("least %.2f: offered %d, precision %.3f, recall of pairs %.3f, found one %.3f", least, offered, float64(right)/float64(offered), float64(found)/float64(pairs), float64(helped)/float64(could))
	}
	_ = rapid.Bool
	}
}
