package precedent

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"linli/internal/wish"
)

// Two sets of invented wishes: topic, kind of matter, text. Of a kind is what one ruling would hold for, wherever it happens. The
// likeness from which the rule wish.precedent.like proposes was chosen on the first; the second was written afterwards and changed
// nothing.
var (
	//go:embed testdata/rulings.tsv
	chosenOn string
	//go:embed testdata/unseen.tsv
	unseen string
)

type labelled struct{ topic, kind, text string }

func labels(t *testing.T, table string) (out []labelled) {
	t.Helper()
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 {
			t.Fatalf("no label: %q", line)
		}
		out = append(out, labelled{f[0], f[1], f[2]})
	}
	return out
}

// Each text is a wish that is to be sorted where one of every kind of its topic has been ruled: what is alike enough, and what of it
// would be proposed. Printed with -v.
func TestWhatAPrecedentIsProposedFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		table                        string
		precision, recall, proposals float64 // at least
	}{
		"chosen on": {chosenOn, 0.9, 0.6, 0.9},
		"unseen":    {unseen, 0.9, 0.7, 0.9},
	} {
		all := labels(t, c.table)
		var alike, right, kin, proposed, holds int
		for _, x := range all {
			ruled, kinds := []candidate{}, map[string]bool{}
			for _, y := range all {
				if y.topic == x.topic && y.text != x.text && !kinds[y.kind] {
					kinds[y.kind] = true
					ruled = append(ruled, candidate{Precedent: Precedent{Text: y.kind}, text: y.text})
				}
			}
			found := ranked(wish.Wish{Text: x.text}, ruled, 18)
			alike, kin = alike+len(found), kin+1
			if slices.ContainsFunc(found, func(p Proposal) bool { return p.Text == x.kind }) {
				right++
			}
			if len(found) > 0 {
				proposed++
				if found[0].Text == x.kind {
					holds++
				}
			}
		}
		precision, recall, share := float64(right)/float64(alike), float64(right)/float64(kin), float64(holds)/float64(proposed)
		t.Logf("%s: %d wishes, %d alike enough: precision %.3f, recall %.3f; %d are proposed something, %d what holds for them (%.3f)", name, len(all), alike, precision, recall, proposed, holds, share)
		if precision < c.precision || recall < c.recall || share < c.proposals {
			t.Errorf("%s: precision %.3f, recall %.3f, of proposals %.3f hold", name, precision, recall, share)
		}
	}
}
