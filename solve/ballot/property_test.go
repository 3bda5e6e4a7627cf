package ballot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"linli/solve/ballot"
	"linli/solve/ballot/pabulib"
	"linli/solve/ballot/recount"
)

var budgetRules = map[pabulib.VoteType][]string{
	pabulib.Approval: {
		"greedy_cost", "greedy_card", "mes_cost", "mes_card", "mes_cost_add1", "mes_card_add1", "mes_cost_add1_then_greedy_cost",
		"mes_cost_add1_no_exhaustive_stop", "mes_card_add1_no_exhaustive_stop_then_greedy_card", "phragmen", "phragmen_then_greedy_cost", "maximin_support",
	},
	pabulib.Ordinal: {"greedy_borda", "greedy_score", "mes_borda", "mes_borda_add1", "mes_borda_add1_then_greedy_borda", "mes_cost", "phragmen"},
	pabulib.Scoring: {"greedy_cardinal", "greedy_score", "mes_cardinal", "mes_cardinal_add1", "mes_cardinal_add1_no_exhaustive_stop", "mes_card_then_greedy_score"},
}

var singleRules = []string{"plurality", "two_round", "borda", "schulze", "irv"}

// draw makes a small election with many ties: few projects, few distinct costs, ballots that repeat.
func draw(t *rapid.T, kind pabulib.VoteType) *pabulib.Election {
	return drawIn(t, kind, func(int) (string, func() string) { return "", func() string { return "" } })
}

// drawIn makes one whose lines of META, and whose projects' category and area, come from setting; it is told the budget.
func drawIn(t *rapid.T, kind pabulib.VoteType, setting func(budget int) (meta string, of func() string)) *pabulib.Election {
	m := rapid.IntRange(1, 7).Draw(t, "projects")
	var costs, projects []string
	total := 0
	scale := rapid.SampledFrom([]int{1, 40}).Draw(t, "scale") // 40: hundreds of rounds of add-one
	for i := range m {
		cost := scale * rapid.SampledFrom([]int{0, 1, 2, 2, 3, 5, 7, 20}).Draw(t, "cost")
		total += cost
		costs = append(costs, fmt.Sprintf("%d %d", i+1, cost))
	}
	budget := rapid.IntRange(0, total+2).Draw(t, "budget")
	meta, of := setting(budget)
	for _, p := range costs {
		projects = append(projects, p+" "+of())
	}
	var ballots []string
	for range rapid.IntRange(1, 8).Draw(t, "ballots") {
		order := rapid.Permutation(seq(m)).Draw(t, "order")
		order = order[:rapid.IntRange(0, m).Draw(t, "length")]
		var names, points []string
		for _, c := range order {
			names = append(names, fmt.Sprint(c+1))
			points = append(points, rapid.SampledFrom([]string{"0", "1", "2", "3", "0.5"}).Draw(t, "points"))
		}
		vote := strings.Join(names, ",") + ";"
		if kind == pabulib.Scoring {
			vote += strings.Join(points, ",")
		}
		if len(names) == 0 {
			vote = "-;"
		}
		ballots = append(ballots, fmt.Sprintf("%d %s", rapid.IntRange(1, 4).Draw(t, "times"), vote))
	}
	return election(t, kind, budget, meta, projects, ballots)
}

func seq(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func total(t *rapid.T, e *pabulib.Election, ids []string) *big.Rat {
	sum := new(big.Rat)
	for _, p := range e.Projects {
		if slices.Contains(ids, p.ID) {
			sum.Add(sum, p.Cost.Rat())
		}
	}
	return sum
}

// agree counts, and has separate code check the trace.
func agree(t *rapid.T, e *pabulib.Election, rule string, o ballot.Options) *ballot.Outcome {
	o.Explain = true
	got, err := ballot.Count(context.Background(), e, rule, o)
	if err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
	var pb bytes.Buffer
	if err := pabulib.Write(&pb, e); err != nil {
		t.Fatal(err)
	}
	trace, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	text := pb.String()
	if _, err := recount.Check(context.Background(), bytes.NewReader(trace), &pb, nil); err != nil {
		t.Fatalf("%s: %v\n%s\n%s", rule, err, text, trace)
	}
	for _, v := range got.Verdicts {
		yes := strings.HasPrefix(v.EN, "Funded") || strings.HasPrefix(v.EN, "Chosen")
		if v.Selected != yes || v.Selected != (strings.HasPrefix(v.ZH, "入选") || strings.HasPrefix(v.ZH, "选中")) || v.Selected == strings.HasPrefix(v.ZH, "未") ||
			strings.Contains(v.EN+v.ZH, "%!") {
			t.Fatalf("%s: %+v", rule, v)
		}
	}
	return got
}

// No rule exceeds the budget; a recount by other code agrees; forced exact arithmetic agrees; voters in another order
// change nothing; projects in another order change nothing, because ties look at ids, costs, votes or the lot only.
func TestEveryRuleOnAnyElection(t *testing.T) {
	t.Parallel()
	for kind, rules := range budgetRules {
		if kind == pabulib.Ordinal {
			rules = slices.Concat(rules, singleRules)
		}
		for _, rule := range rules {
			t.Run(string(kind)+"/"+rule, func(t *testing.T) {
				t.Parallel()
				rapid.Check(t, func(t *rapid.T) {
					e := draw(t, kind)
					o := ballot.Options{Ties: rapid.SampledFrom([]string{"id", "votes", "cost", "lot:7"}).Draw(t, "ties")}
					if slices.Contains(singleRules, rule) && empty(e) {
						return
					}
					got := agree(t, e, rule, o)
					if !slices.Contains(singleRules, rule) && total(t, e, got.Winners).Cmp(e.Meta.Budget.Rat()) > 0 {
						t.Fatalf("%v cost %s, the budget is %s", got.Winners, got.TotalCost, e.Meta.Budget)
					}
					exact := count(t, e, rule, ballot.Options{Ties: o.Ties, Exact: true})
					shuffled := count(t, permuted(t, e), rule, o)
					if diff := cmp.Diff(got.Order, exact.Order) + cmp.Diff(got.Order, shuffled.Order); diff != "" {
						t.Fatal(diff)
					}
				})
			})
		}
	}
}

func empty(e *pabulib.Election) bool {
	return !slices.ContainsFunc(e.Votes, func(v pabulib.Vote) bool { return len(v.Choices) > 0 })
}

// permuted is the same election with its projects and its voters in another order.
func permuted(t *rapid.T, e *pabulib.Election) *pabulib.Election {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	p := *e
	order := r.Perm(len(e.Projects))
	place := make([]int32, len(order))
	p.Projects = make([]pabulib.Project, len(order))
	for to, from := range order {
		p.Projects[to] = e.Projects[from]
		place[from] = int32(to)
	}
	p.Votes = slices.Clone(e.Votes)
	for i, v := range p.Votes {
		p.Votes[i].Choices = make([]int32, len(v.Choices))
		for j, c := range v.Choices {
			p.Votes[i].Choices[j] = place[c]
		}
	}
	r.Shuffle(len(p.Votes), func(i, j int) { p.Votes[i], p.Votes[j] = p.Votes[j], p.Votes[i] })
	return &p
}

// Voters in parties that only like their own projects of cost 1: with one unit of money for each seat, a party gets at
// least the seats that its share pays for in full, under equal shares and under Phragmén.
func TestPartyListsAreServedInProportion(t *testing.T) {
	t.Parallel()
	for _, rule := range []string{"mes_cost", "mes_card", "mes_cost_add1", "phragmen", "maximin_support"} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				seats := rapid.IntRange(1, 6).Draw(t, "seats")
				sizes := rapid.SliceOfN(rapid.IntRange(1, 9), 1, 3).Draw(t, "sizes")
				var projects, ballots []string
				voters := 0
				for party, size := range sizes {
					var list []string
					for i := range seats {
						id := fmt.Sprintf("%c%d", 'a'+party, i)
						projects, list = append(projects, id+" 1"), append(list, id)
					}
					ballots = append(ballots, fmt.Sprintf("%d %s", size, strings.Join(list, ",")))
					voters += size
				}
				got := count(t, election(t, pabulib.Approval, seats, "", projects, ballots), rule, ballot.Options{})
				for party, size := range sizes {
					won := 0
					for _, id := range got.Winners {
						if id[0] == byte('a'+party) {
							won++
						}
					}
					if quota := seats * size / voters; won < quota {
						t.Fatalf("party %c has %d of %d voters and %d of %d seats", 'a'+party, size, voters, won, seats)
					}
				}
			})
		})
	}
}

// Equal shares is priceable: every voter's own account, rebuilt from nothing but the prices of the trace. Supporters pay
// the price or all that they have left, that adds up to the cost, nobody pays for what he does not support or more than
// his share, and the supporters of a project that was not bought have less than its cost left.
func TestAccountsOfEqualShares(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := draw(t, pabulib.Approval)
		got := count(t, e, rapid.SampledFrom([]string{"mes_cost", "mes_card", "mes_cost_add1", "mes_card_add1_no_exhaustive_stop"}).Draw(t, "rule"), ballot.Options{Explain: true})
		purse := make([]*big.Rat, len(e.Votes))
		for i := range purse {
			purse[i] = rat(t, got.Share)
		}
		supporters := func(p int) (list []int) {
			for i, v := range e.Votes {
				if slices.Contains(v.Choices, int32(p)) {
					list = append(list, i)
				}
			}
			return list
		}
		for _, s := range got.Steps {
			p := slices.IndexFunc(e.Projects, func(p pabulib.Project) bool { return p.ID == s.Project })
			sum := new(big.Rat)
			for _, i := range supporters(p) {
				pays := new(big.Rat)
				if s.Price != "" {
					pays = rat(t, s.Price)
				}
				if pays.Cmp(purse[i]) > 0 {
					pays.Set(purse[i])
				}
				purse[i].Sub(purse[i], pays)
				sum.Add(sum, pays)
			}
			if sum.Cmp(e.Projects[p].Cost.Rat()) != 0 {
				t.Fatalf("%s costs %s, its supporters pay %s", s.Project, e.Projects[p].Cost, sum.RatString())
			}
		}
		for p := range e.Projects {
			rest, who := new(big.Rat), supporters(p)
			for _, i := range who {
				rest.Add(rest, purse[i])
			}
			if !slices.Contains(got.Winners, e.Projects[p].ID) && len(who) > 0 && rest.Cmp(e.Projects[p].Cost.Rat()) >= 0 {
				t.Fatalf("the supporters of %s have %s left and could buy it for %s", e.Projects[p].ID, rest.RatString(), e.Projects[p].Cost)
			}
		}
	})
}

// Equal shares is priceable (Peters, Pierczyński, Skowron): the published payments are those of voters with equal
// money. Each project's payments add up to its cost and come from its supporters; all payments together are at most
// voters × share; nobody pays more than the share.
func TestEqualSharesIsPriceable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := draw(t, pabulib.Approval)
		rule := rapid.SampledFrom([]string{"mes_cost", "mes_card", "mes_cost_add1"}).Draw(t, "rule")
		got := agree(t, e, rule, ballot.Options{})
		share, all := rat(t, got.Share), new(big.Rat)
		for _, s := range got.Steps {
			sum, payers := new(big.Rat), int64(0)
			for _, p := range s.Payments {
				each := rat(t, p.Each)
				if each.Cmp(share) > 0 {
					t.Fatalf("%s pay %s, the share is %s", s.Project, p.Each, got.Share)
				}
				payers += p.Voters
				sum.Add(sum, each.Mul(each, new(big.Rat).SetInt64(p.Voters)))
			}
			at := slices.IndexFunc(got.Verdicts, func(v ballot.Verdict) bool { return v.ID == s.Project })
			if v := got.Verdicts[at]; sum.Cmp(rat(t, v.Cost)) != 0 || payers > v.Votes {
				t.Fatalf("%s costs %s: %d of %d supporters pay %s", s.Project, v.Cost, payers, v.Votes, sum.RatString())
			}
			all.Add(all, sum)
		}
		if most := share.Mul(share, new(big.Rat).SetInt64(got.Voters)); all.Cmp(most) > 0 {
			t.Fatalf("all pay %s of %s", all.RatString(), most.RatString())
		}
	})
}

func rat(t *rapid.T, s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return r
}
