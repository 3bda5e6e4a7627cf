package ballot_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

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

// dearCity is a town where projects cost ten times as much and few are very popular: at 780 units of money a voter,
// hundreds of rounds of add-one.
func dearCity(voters, projects int) *pabulib.Election {
	r := rand.New(rand.NewPCG(8, 2))
	e := &pabulib.Election{}
	e.Meta.VoteType = pabulib.Approval
	total := int64(0)
	for i := range projects {
		cost := int64(10_000+r.IntN(290_000)) * 10
		total += cost
		e.Projects = append(e.Projects, pabulib.Project{ID: fmt.Sprint(i + 1), Cost: pabulib.Decimal{Units: cost}})
	}
	e.Meta.Budget = pabulib.Decimal{Units: total / 4}
	for i := range voters {
		v := pabulib.Vote{Voter: fmt.Sprint(i)}
		for c := range projects {
			if r.Float64() < min(0.3, 0.4*math.Pow(float64(c+1), -0.7)) {
				v.Choices = append(v.Choices, int32(c))
			}
		}
		e.Votes = append(e.Votes, v)
	}
	return e
}
