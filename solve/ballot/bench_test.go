package ballot_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"linli/solve/ballot"
	"linli/solve/ballot/pabulib"
)

// city is an invented election: every ballot names five to ten of the projects, popular ones more often, and the
// budget pays for about a quarter of them. Almost no two ballots are equal, which is the worst case for merging.
func city(voters, projects int) *pabulib.Election {
	r := rand.New(rand.NewPCG(8, 1))
	e := &pabulib.Election{}
	e.Meta.VoteType = pabulib.Approval
	total := int64(0)
	for i := range projects {
		cost := int64(10+r.IntN(290)) * 1000
		total += cost
		e.Projects = append(e.Projects, pabulib.Project{ID: fmt.Sprint(i + 1), Cost: pabulib.Decimal{Units: cost}})
	}
	e.Meta.Budget = pabulib.Decimal{Units: total / 4}
	for i := range voters {
		v := pabulib.Vote{Voter: fmt.Sprint(i)}
		for n := 5 + r.IntN(6); len(v.Choices) < n; {
			u := r.Float64()
			if c := int32(u * u * float64(projects)); !slices.Contains(v.Choices, c) {
				v.Choices = append(v.Choices, c)
			}
		}
		e.Votes = append(e.Votes, v)
	}
	return e
}

// BenchmarkAddOne is the aim of the package: 100,000 voters, 200 projects, equal shares with add-one, below a second
// on one core.
func BenchmarkAddOne(b *testing.B) {
	for _, rule := range []string{"mes_cost_add1", "mes_card_add1", "mes_cost", "phragmen"} {
		e := city(100_000, 200)
		b.Run(rule, func(b *testing.B) {
			var rounds int64
			for b.Loop() {
				res, err := ballot.Count(context.Background(), e, rule, ballot.Options{})
				if err != nil {
					b.Fatal(err)
				}
				rounds = res.Round
			}
			b.ReportMetric(float64(rounds), "rounds")
		})
	}
}

// BenchmarkRepeated is the same town ten times over: ballots that repeat cost no more than their reading.
func BenchmarkRepeated(b *testing.B) {
	e := city(10_000, 200)
	for _, times := range []int{1, 10} {
		big := *e
		big.Votes = slices.Repeat(e.Votes, times)
		big.Meta.Budget.Units = e.Meta.Budget.Units * int64(times)
		big.Projects = slices.Clone(e.Projects)
		for i := range big.Projects {
			big.Projects[i].Cost.Units *= int64(times)
		}
		b.Run(fmt.Sprintf("mes_cost_add1/voters=%d", len(big.Votes)), func(b *testing.B) {
			for b.Loop() {
				if _, err := ballot.Count(context.Background(), &big, "mes_cost_add1", ballot.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
