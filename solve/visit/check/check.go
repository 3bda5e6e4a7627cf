// Package check says what a plan of home visits costs, or which visit breaks which rule by how much. It shares no code with the search: it walks the
// routes as they are written and knows nothing of how they were found.
package check

import (
	"fmt"

	"linli/solve/visit/day"
)

// Rule is what a plan has broken.
type Rule string

// The rules. Amounts are in ticks where a time is broken, else in visits.
const (
	Missing      Rule = "required and not given"
	Twice        Rule = "given twice"
	Unknown      Rule = "not part of the problem"
	Unable       Rule = "the carer cannot or may not give it"
	TooEarly     Rule = "begins before the window opens"
	NoTime       Rule = "begins before the carer can be there"
	SameCarer    Rule = "both services by the same carer"
	NotTogether  Rule = "services that begin together begin apart"
	TooSoonAfter Rule = "the second service begins too soon after the first"
	TooLateAfter Rule = "the second service begins too late after the first"
)

// Broken is a plan refused: by which visit, rule and amount.
type Broken struct {
	Patient, Carer string
	Rule           Rule
	Amount         int
}

// Error says it in one line.
func (b *Broken) Error() string {
	return fmt.Sprintf("visit %s, carer %s: %s (by %d)", b.Patient, b.Carer, b.Rule, b.Amount)
}

// given is where a service stands in the plan.
type given struct{ carer, start int }

// Plan checks every rule and returns the cost. The error is a *Broken, the first that is found in the order of carers and then of patients.
func Plan(p *day.Problem, plan *day.Plan) (day.Cost, error) {
	var c day.Cost
	found := make([][2]*given, len(p.Patients))
	if n := len(plan.Routes); n != len(p.Carers) {
		return c, &Broken{Rule: Unknown, Amount: n - len(p.Carers)}
	}
	for k, stops := range plan.Routes {
		if err := route(p, k, stops, found, &c); err != nil {
			return day.Cost{}, err
		}
	}
	for i := range p.Patients {
		if err := pair(p, i, found[i], &c); err != nil {
			return day.Cost{}, err
		}
	}
	return c, nil
}

// route follows one carer: abilities, windows and travel times.
func route(p *day.Problem, k int, stops []day.Stop, found [][2]*given, c *day.Cost) error {
	carer := &p.Carers[k]
	place, free := carer.Place, carer.From
	for _, s := range stops {
		if s.Patient < 0 || s.Patient >= len(p.Patients) || s.Service < 0 || s.Service >= len(p.Patients[s.Patient].Services) {
			return &Broken{Carer: carer.ID, Rule: Unknown, Amount: 1}
		}
		v := &p.Patients[s.Patient]
		broken := func(rule Rule, amount int) error { return &Broken{v.ID, carer.ID, rule, amount} }
		switch way := int(p.Dist[place][v.Place]); {
		case found[s.Patient][s.Service] != nil:
			return broken(Twice, 1)
		case !p.Can(k, s.Patient, s.Service):
			return broken(Unable, 1)
		case s.Start < v.Earliest:
			return broken(TooEarly, v.Earliest-s.Start)
		case s.Start < free+way:
			return broken(NoTime, free+way-s.Start)
		case s.Start > 64*day.Limit:
			return broken(Unknown, s.Start)
		default:
			c.Travel += way
		}
		found[s.Patient][s.Service] = &given{k, s.Start}
		place, free = v.Place, s.Start+v.Services[s.Service].Duration
	}
	if len(stops) == 0 {
		return nil
	}
	home := int(p.Dist[place][carer.End])
	c.Travel += home
	if carer.Until > 0 {
		c.Extra += max(0, free+home-carer.Until)
	}
	return nil
}

// pair looks at all services of one patient together, and counts how late they are.
func pair(p *day.Problem, i int, found [2]*given, c *day.Cost) error {
	v := &p.Patients[i]
	for s := range v.Services {
		if found[s] == nil {
			return &Broken{v.ID, "-", Missing, 1}
		}
		late := max(0, found[s].start-v.Latest)
		c.Tardiness += late
		c.MaxTardiness = max(c.MaxTardiness, late)
	}
	if v.Order == day.Alone {
		return nil
	}
	broken := func(rule Rule, amount int) error { return &Broken{v.ID, p.Carers[found[1].carer].ID, rule, amount} }
	apart := found[1].start - found[0].start
	switch {
	case found[0].carer == found[1].carer:
		return broken(SameCarer, 1)
	case v.Order == day.Simultaneous && apart != 0:
		return broken(NotTogether, max(apart, -apart))
	case v.Order == day.Sequential && apart < v.Min:
		return broken(TooSoonAfter, v.Min-apart)
	case v.Order == day.Sequential && apart > v.Max:
		return broken(TooLateAfter, apart-v.Max)
	}
	return nil
}
