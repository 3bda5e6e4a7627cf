package appraisal

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/metric"
	"linli/internal/wish/figure/tally"
)

// unit is one with judged wishes, of which some were solved.
func unit(name string, judged, solved int) Unit {
	var u Unit
	u.ID, u.Name = name, name
	u.N[tally.Dispatched], u.N[tally.TakenInTime], u.N[tally.Judged] = judged, judged, judged
	u.N[tally.Solved], u.N[tally.Satisfied] = solved, solved
	return u
}

func names(units []Unit) (out []string) {
	for _, u := range units {
		out = append(out, u.Name)
	}
	return out
}

func TestBoards(t *testing.T) {
	t.Parallel()
	rules := Rules{Least: 10, Basically: 80, Board: 5, Weights: metric.Weights{30, 35, 35}}
	rated := func(solved ...int) (out []Unit) {
		for i, n := range solved {
			out = append(out, unit(string(rune('a'+i)), 100, n))
		}
		return out
	}
	for name, c := range map[string]struct {
		units      []Unit
		red, black []string
	}{
		"nobody":                          {nil, nil, nil},
		"one is neither first nor last":   {rated(90), nil, nil},
		"two":                             {rated(90, 80), []string{"a"}, []string{"b"}},
		"two alike":                       {rated(90, 90), nil, nil},
		"three":                           {rated(90, 80, 70), []string{"a"}, []string{"c"}},
		"twelve":                          {rated(99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89, 88), []string{"a", "b", "c", "d", "e"}, []string{"l", "k", "j", "i", "h"}},
		"the fifth and the sixth alike":   {rated(99, 98, 97, 96, 95, 95, 93, 92, 91, 90, 89, 88), []string{"a", "b", "c", "d", "e", "f"}, []string{"l", "k", "j", "i", "h"}},
		"the middle is alike":             {rated(99, 90, 90, 80), []string{"a"}, []string{"d"}},
		"too few cases are named nowhere": {append(rated(90, 80), unit("few", 9, 9)), []string{"a"}, []string{"b"}},
		"ten cases are enough":            {append(rated(90, 80), unit("ten", 10, 10)), []string{"ten"}, []string{"b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := View{Units: slices.Clone(c.units), Rules: rules}
			v.rank()
			if red, black := names(v.Red), names(v.Black); !slices.Equal(red, c.red) || !slices.Equal(black, c.black) {
				t.Errorf("red %q, black %q", red, black)
			}
		})
	}
}

// Nobody stands on both lists; whoever has a better score stands before; whoever is not ranked comes last and on no list; equal scores
// have equal ranks and say so.
func TestBoardsHold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := View{Rules: Rules{Least: 10, Basically: 80, Board: rapid.IntRange(1, 9).Draw(t, "board"), Weights: metric.Weights{30, 35, 35}}}
		for i := range rapid.IntRange(0, 25).Draw(t, "units") {
			judged := rapid.IntRange(0, 30).Draw(t, "judged")
			v.Units = append(v.Units, unit(fmt.Sprint(i), judged, rapid.IntRange(0, judged).Draw(t, "solved")))
		}
		v.rank()
		for i, u := range v.Units {
			if u.Ranked != (u.N[tally.Judged] >= 10) || u.Ranked != (i < v.Ranked()) {
				t.Fatalf("%+v has place %d of %d", u, i, v.Ranked())
			}
			if i > 0 && u.Ranked && (v.Units[i-1].Score < u.Score || (v.Units[i-1].Score == u.Score) != (v.Units[i-1].Rank == u.Rank)) {
				t.Fatalf("%+v stands before %+v", v.Units[i-1], u)
			}
			alike := slices.ContainsFunc(v.Units, func(x Unit) bool { return x.ID != u.ID && x.Ranked && x.Score == u.Score })
			if u.Ranked && u.Tied != alike {
				t.Fatalf("%+v is tied: %v", u, alike)
			}
		}
		for _, red := range v.Red {
			for _, black := range v.Black {
				if red.ID == black.ID || red.Score <= black.Score {
					t.Fatalf("%+v on the red list, %+v on the black one", red, black)
				}
			}
			if !red.Ranked || red.Rank > v.Rules.Board {
				t.Fatalf("%+v is on the red list", red)
			}
		}
	})
}
