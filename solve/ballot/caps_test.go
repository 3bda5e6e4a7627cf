package ballot_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"linli/solve/ballot"
	"linli/solve/ballot/pabulib"
)

var kinds, places = []string{"green", "paths"}, []string{"north", "south"}

// drawCapped makes a small election with envelopes for two categories and two areas, each of at least least.
func drawCapped(t *rapid.T, least func(budget int) int) *pabulib.Election {
	return drawIn(t, pabulib.Approval, func(budget int) (string, func() string) {
		money := func() int { return least(budget) + rapid.IntRange(0, 30).Draw(t, "envelope") }
		meta := fmt.Sprintf("categories;green,paths\nbudget_per_category;%d,%d\nneighborhoods;north,south\nbudget_per_neighborhood;%d,%d\n",
			money(), money(), money(), money())
		return meta, func() string {
			return rapid.SampledFrom([]string{"-", "green", "paths", "green,paths"}).Draw(t, "category") + " " +
				rapid.SampledFrom([]string{"", "north", "south"}).Draw(t, "area")
		}
	})
}

var cappedRules = []string{
	"greedy_cost", "greedy_card", "phragmen", "phragmen_then_greedy_cost",
}

// left is what an envelope has left beside the winners.
func left(t *rapid.T, e *pabulib.Election, winners []string, money pabulib.Decimal, in func(*pabulib.Project) bool) *big.Rat {
	var ids []string
	for i := range e.Projects {
		if p := &e.Projects[i]; in(p) && slices.Contains(winners, p.ID) {
			ids = append(ids, p.ID)
		}
	}
	return new(big.Rat).Sub(money.Rat(), total(t, e, ids))
}

// room is what every envelope has left, by name, and the budget, by "".
func room(t *rapid.T, e *pabulib.Election, winners []string) map[string]*big.Rat {
	all := map[string]*big.Rat{"": left(t, e, winners, e.Meta.Budget, func(*pabulib.Project) bool { return true })}
	for i := range kinds {
		all[kinds[i]] = left(t, e, winners, e.Meta.BudgetPerCategory[i], func(p *pabulib.Project) bool { return slices.Contains(p.Categories, kinds[i]) })
		all[places[i]] = left(t, e, winners, e.Meta.BudgetPerNeighbor[i], func(p *pabulib.Project) bool { return p.Neighborhood == places[i] })
	}
	return all
}

// With caps no envelope of a category or an area is exceeded; a recount by other code agrees; the order of voters and
// of projects changes nothing; and where a greedy rule came last, nothing that still fits was left out.
func TestEveryEnvelopeIsKept(t *testing.T) {
	t.Parallel()
	for _, rule := range cappedRules {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				e := drawCapped(t, func(int) int { return 0 })
				o := ballot.Options{Caps: true, Ties: rapid.SampledFrom([]string{"id", "votes", "cost", "lot:7"}).Draw(t, "ties")}
				got := agree(t, e, rule, o)
				exact := count(t, e, rule, ballot.Options{Caps: true, Ties: o.Ties, Exact: true})
				if diff := cmp.Diff(got.Order, count(t, permuted(t, e), rule, o).Order) + cmp.Diff(got.Order, exact.Order); diff != "" {
					t.Fatal(diff)
				}
				all := room(t, e, got.Winners)
				for name, x := range all {
					if x.Sign() < 0 {
						t.Fatalf("%v exceed %q by %s", got.Winners, name, x.RatString())
					}
				}
				for i := range e.Projects {
					p := &e.Projects[i]
					fits := !slices.Contains(got.Winners, p.ID) && rule != "phragmen"
					for _, name := range append(slices.Clone(p.Categories), p.Neighborhood, "") {
						fits = fits && p.Cost.Rat().Cmp(all[name]) <= 0
					}
					if fits {
						t.Fatalf("%s still fits beside %v", p.ID, got.Winners)
					}
				}
			})
		})
	}
}

// Envelopes that are each as large as the budget bind nowhere: the outcome is that of the rule without them.
func TestCapsThatDoNotBindChangeNothing(t *testing.T) {
	t.Parallel()
	for _, rule := range cappedRules {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				e := drawCapped(t, func(budget int) int { return budget })
				with, without := count(t, e, rule, ballot.Options{Caps: true, Explain: true}), count(t, e, rule, ballot.Options{Explain: true})
				with.Caps = false
				if diff := cmp.Diff(without, with); diff != "" {
					t.Fatal(diff)
				}
			})
		})
	}
}

// Phragmén with caps is priceable among what its envelopes allow: with the largest load as everybody's money, the
// supporters of each funded project pay its cost and nobody pays more than he has; and the supporters of a project that
// neither the budget nor an envelope keeps out have no more left together than it costs.
func TestPhragmenWithCapsIsPriceable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := drawCapped(t, func(int) int { return 0 })
		got := count(t, e, "phragmen", ballot.Options{Caps: true, Explain: true})
		load := make([]*big.Rat, len(e.Votes))
		for i := range load {
			load[i] = new(big.Rat)
		}
		money := new(big.Rat)
		for _, s := range got.Steps {
			p := int32(slices.IndexFunc(e.Projects, func(p pabulib.Project) bool { return p.ID == s.Project }))
			paid := new(big.Rat)
			money = rat(t, s.Load)
			for i, v := range e.Votes {
				if slices.Contains(v.Choices, p) {
					if load[i].Cmp(money) > 0 {
						t.Fatalf("voter %d pays less than nothing for %s", i, s.Project)
					}
					paid.Add(paid, new(big.Rat).Sub(money, load[i]))
					load[i] = money
				}
			}
			if paid.Cmp(e.Projects[p].Cost.Rat()) != 0 {
				t.Fatalf("%s costs %s, its supporters pay %s", s.Project, e.Projects[p].Cost, paid.RatString())
			}
		}
		all := room(t, e, got.Winners)
		for c, p := range e.Projects {
			if slices.Contains(got.Winners, p.ID) || p.Cost.Rat().Cmp(all[""]) > 0 ||
				slices.ContainsFunc(append(slices.Clone(p.Categories), p.Neighborhood), func(name string) bool { return p.Cost.Rat().Cmp(all[name]) > 0 }) {
				continue
			}
			have := new(big.Rat)
			for i, v := range e.Votes {
				if slices.Contains(v.Choices, int32(c)) {
					have.Add(have, new(big.Rat).Sub(money, load[i]))
				}
			}
			if have.Cmp(p.Cost.Rat()) > 0 {
				t.Fatalf("the supporters of %s have %s left and could buy it for %s", p.ID, have.RatString(), p.Cost)
			}
		}
	})
}

// On paper: 6 voters, budget 100. Loads: a 20/3, b (20+20)/3 for its three; the envelope of green has 30.
func TestPhragmenPassesOverWhatAnEnvelopeCannotPay(t *testing.T) {
	t.Parallel()
	e := election(t, pabulib.Approval, 100, "categories;green,paths\nbudget_per_category;30,100\n",
		[]string{"a 20 green", "b 20 green,paths", "c 60 paths"}, []string{"3 a,b", "3 c"})
	if got := count(t, e, "phragmen", ballot.Options{}).Order; !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("without caps: %v", got)
	}
	got := count(t, e, "phragmen", ballot.Options{Caps: true, Explain: true})
	if !slices.Equal(got.Order, []string{"a", "c"}) {
		t.Errorf("with caps: %v", got.Order)
	}
	b := got.Verdicts[1]
	if !strings.Contains(b.EN, `after 1 funded projects the envelope of category "green" had 10 left of its cost of 20: 10 missing`) ||
		!strings.Contains(b.ZH, "第1个项目入选后,“green”的限额只剩 10,造价 20,还差 10") {
		t.Errorf("verdict of b: %s / %s", b.EN, b.ZH)
	}
}

// An area counted as an election of its own is the election that one would write down for it by hand.
func TestAreasAreElectionsOfTheirOwn(t *testing.T) {
	t.Parallel()
	meta := "neighborhoods;north,south,west\nbudget_per_neighborhood;50,30,10\n"
	e := election(t, pabulib.Approval, 100, meta, []string{"a 30 - north", "b 25 - north", "c 30 - south", "d 10"},
		[]string{"3 a,c", "2 b", "1 b,d", "2 c"})
	areas, err := ballot.Areas(e)
	if err != nil || !slices.Equal(areas, []string{"north", "south", ballot.Citywide}) {
		t.Fatalf("%v %v", areas, err)
	}
	byHand := map[string]*pabulib.Election{
		"north":         election(t, pabulib.Approval, 50, "", []string{"a 30", "b 25"}, []string{"3 a", "3 b"}),
		"south":         election(t, pabulib.Approval, 30, "", []string{"c 30"}, []string{"5 c"}),
		ballot.Citywide: election(t, pabulib.Approval, 10, "", []string{"d 10"}, []string{"1 d"}),
	}
	for _, area := range areas {
		for _, rule := range []string{"greedy_cost", "mes_cost", "mes_cost_add1", "phragmen", "maximin_support"} {
			got, want := count(t, e, rule, ballot.Options{Area: area, Explain: true}), count(t, byHand[area], rule, ballot.Options{Explain: true})
			got.Area = ""
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s in %s: %s", rule, area, diff)
			}
		}
	}
}

// Whatever the election, no area spends more than its envelope, and a recount agrees.
func TestAreasDoNotMix(t *testing.T) {
	t.Parallel()
	for _, rule := range []string{"greedy_card", "mes_cost_add1", "phragmen", "maximin_support"} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				e := drawIn(t, pabulib.Approval, func(budget int) (string, func() string) {
					north := rapid.IntRange(0, budget).Draw(t, "north")
					south := rapid.IntRange(0, budget-north).Draw(t, "south")
					return fmt.Sprintf("neighborhoods;north,south\nbudget_per_neighborhood;%d,%d\n", north, south), func() string {
						return "- " + rapid.SampledFrom([]string{"", "north", "south"}).Draw(t, "area")
					}
				})
				areas, err := ballot.Areas(e)
				if err != nil {
					t.Fatal(err)
				}
				sum := new(big.Rat)
				for _, area := range areas {
					got := agree(t, e, rule, ballot.Options{Area: area})
					if spent := total(t, e, got.Winners); spent.Cmp(rat(t, got.Budget)) > 0 {
						t.Fatalf("%s spends %s of %s", area, spent.RatString(), got.Budget)
					}
					sum.Add(sum, rat(t, got.Budget))
				}
				if sum.Cmp(e.Meta.Budget.Rat()) > 0 {
					t.Fatalf("the areas have %s of %s", sum.RatString(), e.Meta.Budget)
				}
			})
		})
	}
}
