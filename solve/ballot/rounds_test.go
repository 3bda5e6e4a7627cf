package ballot_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"linli/solve/ballot"
	"linli/solve/ballot/pabulib"
)

// quarter is a small invented election in which money is short for long: dozens of rounds, few popular projects.
func quarter(seed uint64, kind pabulib.VoteType, voters, projects int) *pabulib.Election {
	r := rand.New(rand.NewPCG(seed, 3))
	e := &pabulib.Election{}
	e.Meta.VoteType = kind
	total := int64(0)
	for i := range projects {
		cost := 50 + r.Int64N(950)
		total += cost
		e.Projects = append(e.Projects, pabulib.Project{ID: fmt.Sprint(i + 1), Cost: pabulib.Decimal{Units: cost}})
	}
	e.Meta.Budget = pabulib.Decimal{Units: total / (2 + r.Int64N(4))}
	for i := range voters {
		v := pabulib.Vote{Voter: fmt.Sprint(i)}
		for c := range projects {
			if r.Float64() < min(0.6, math.Pow(float64(c+1), -0.6)) {
				v.Choices = append(v.Choices, int32(c))
				if kind == pabulib.Scoring {
					v.Points = append(v.Points, pabulib.Decimal{Units: 1 + r.Int64N(4)})
				}
			}
		}
		e.Votes = append(e.Votes, v)
	}
	return e
}

// Whatever is taken over from one round of add-one to the next, every round buys what counting it alone, in exact
// numbers, buys: the same intervals, the same round, the same payments.
func TestRoundsAreThoseOfExactCounting(t *testing.T) {
	t.Parallel()
	for rule, kind := range map[string]pabulib.VoteType{
		"mes_cost_add1": pabulib.Approval, "mes_card_add1": pabulib.Approval, "mes_cardinal_add1": pabulib.Scoring,
		"mes_card_add1_no_exhaustive_stop": pabulib.Approval,
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				e := quarter(rapid.Uint64().Draw(t, "seed"), kind, rapid.IntRange(5, 40).Draw(t, "voters"), rapid.IntRange(4, 16).Draw(t, "projects"))
				got := count(t, e, rule, ballot.Options{Explain: true})
				want := count(t, e, rule, ballot.Options{Explain: true, Exact: true})
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatal(diff)
				}
			})
		})
	}
}

// So on real elections with ballots that repeat little and many rounds.
func TestRoundsOfRealElections(t *testing.T) {
	t.Parallel()
	dir := benchDir(t)
	for _, name := range []string{"Netherlands_Assen_2024", "Poland_Swiecie_2023", "Poland_Warszawa_2017_Radosc"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := open(t, filepath.Join(dir, "files", name+".pb"))
			e.Votes = e.Votes[:min(len(e.Votes), 200)]
			for _, rule := range []string{"mes_cost_add1", "mes_card_add1"} {
				got := count(t, e, rule, ballot.Options{Explain: true})
				want, err := ballot.Count(context.Background(), e, rule, ballot.Options{Explain: true, Exact: true})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s: %s", rule, diff)
				}
			}
		})
	}
}
