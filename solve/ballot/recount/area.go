package recount

import (
	"fmt"
	"math/big"
	"strings"
)

// areas are the areas that have projects, in the order of the file, "*" last for the projects without one.
func (e *election) areas() (names []string) {
	holds := map[string]bool{}
	for _, p := range e.projects {
		holds[p.area] = true
	}
	for _, name := range strings.Split(e.meta["neighborhoods"], ",") {
		if name = strings.TrimSpace(name); name != "" && holds[name] {
			names = append(names, name)
		}
	}
	if holds[""] {
		names = append(names, "*")
	}
	return names
}

// only keeps the election of one area: its projects, its envelope as the budget, and the ballots that name one of its
// projects. "*" is the election of the projects without an area, with what the envelopes leave of the budget.
func (e *election) only(area string) error {
	budget, rest, name := (*big.Rat)(nil), new(big.Rat).Set(e.budget), area
	names, money := strings.Split(e.meta["neighborhoods"], ","), strings.Split(e.meta["budget_per_neighborhood"], ",")
	if len(names) != len(money) {
		return fmt.Errorf("recount: %d areas have %d amounts of money", len(names), len(money))
	}
	for i, text := range money {
		x, err := number(strings.TrimSpace(text))
		if err != nil {
			return err
		}
		rest.Sub(rest, x)
		if strings.TrimSpace(names[i]) == area {
			budget = x
		}
	}
	if area == "*" {
		budget, name = rest, ""
	}
	if budget == nil || budget.Sign() < 0 {
		return disagree("the file gives area %q no money", area)
	}
	e.budget = budget
	at := map[int]int{}
	var kept []project
	for i, p := range e.projects {
		if p.area == name {
			at[i] = len(kept)
			kept = append(kept, p)
		}
	}
	e.projects = kept
	e.restrict(at)
	return nil
}

// restrict takes from the ballots what they say of the projects in at.
func (e *election) restrict(at map[int]int) {
	var ballots []ballot
	e.voters = 0
	for _, b := range e.ballots {
		part := ballot{voters: b.voters}
		for i, c := range b.projects {
			to, ok := at[c]
			if !ok {
				continue
			}
			part.projects = append(part.projects, to)
			if b.points != nil {
				part.points = append(part.points, b.points[i])
			}
		}
		if len(part.projects) > 0 {
			ballots = append(ballots, part)
			e.voters += b.voters
		}
	}
	e.ballots = ballots
}
