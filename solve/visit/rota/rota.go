// Package rota holds the words of recurring home visits over weeks and months: “two visits a month, at least ten days apart, Tuesdays or Thursdays in the
// morning, the same helper”. A single day is a rota of one day.
//
// What counts, in this order: visits that nobody makes, what changes in a plan that people know already, helpers whom the elder did not ask for, helpers
// who change, minutes that helpers wait between visits, minutes that they walk, and how unevenly visits are spread. Less of the first is worth any amount
// of the later ones.
package rota

import (
	"errors"
	"fmt"
	"slices"

	"linli/solve/visit/day"
)

// ErrProblem is wrapped by every error about a problem that contradicts itself.
var ErrProblem = errors.New("visit: rota")

// Bounds of what is planned at once: days, helpers, visits.
const (
	MaxDays   = 400
	MaxPeople = 5_000
	MaxVisits = 200_000
	Minutes   = 24 * 60 // of a day
)

// Problem is what is asked. Days are numbered from 0, weekdays from 0 = Monday; times are minutes of the day.
type Problem struct {
	Days    int
	First   int       // weekday of day 0
	Walk    [][]int32 // minutes from place to place
	Helpers []Helper
	Wishes  []Wish
}

// Span is from From up to Until.
type Span struct{ From, Until int }

// Helper is somebody who visits, on foot from Place and back.
type Helper struct {
	ID     string
	Place  int
	Skills []string
	Week   [7]Span // when on each weekday, from leaving to being back; the zero value is not at all
	Away   []Span  // days, without Until
}

// Works tells from when to when the helper is there on a day; ok is false when not at all.
func (p *Problem) Works(h, d int) (s Span, ok bool) {
	x := &p.Helpers[h]
	for _, a := range x.Away {
		if d >= a.From && d < a.Until {
			return s, false
		}
	}
	s = x.Week[(p.First+d)%7]
	return s, s.Until > s.From
}

// Wish is what one elder asks for.
type Wish struct {
	ID               string
	Place            int
	Services         []Service // one, or two by two helpers
	Order            day.Order // how two hang together
	Min, Max         int       // Sequential: begin of the second minus begin of the first, in minutes
	Weekdays         [7]bool
	Earliest, Latest int // begin of every service
	Periods          []Period
	Apart            int   // days between one visit and the next, at least
	Preferred        []int // helpers asked for; none = all are welcome
	Refused          []int // helpers who do not come here
	Usual            []int // helpers who came until now: others count as a change
}

// Service is one thing to do.
type Service struct {
	Skill   string
	Minutes int
}

// Period asks for so many visits on days From up to, but without, Until.
type Period struct{ From, Until, Visits int }

// Can tells whether helper h may give service s of wish w.
func (p *Problem) Can(h, w, s int) bool {
	x := &p.Wishes[w]
	return slices.Contains(p.Helpers[h].Skills, x.Services[s].Skill) && !slices.Contains(x.Refused, h)
}

// Visit names one visit: the wish and the period in which it falls.
type Visit struct{ Wish, Period int }

// Visits are all visits asked for, by wish and period; a plan has its entries in this order.
func (p *Problem) Visits() []Visit {
	var out []Visit
	for w := range p.Wishes {
		for i, x := range p.Wishes[w].Periods {
			for range x.Visits {
				out = append(out, Visit{w, i})
			}
		}
	}
	return out
}

// Planned is when a visit is made and by whom. Day -1: it is not.
type Planned struct {
	Day    int
	Helper [2]int // of each service; -1 where there is none
	Start  [2]int
}

// Unplanned is the entry of a visit that nobody makes.
var Unplanned = Planned{Day: -1, Helper: [2]int{-1, -1}}

// Plan has an entry for each of Problem.Visits.
type Plan []Planned

// Levels of a cost, the most important first.
const (
	Unmet     = iota // visits that nobody makes
	Changed          // visits that are not as in the plan before
	Missed           // services by somebody who was not asked for
	Turnover         // helpers of a wish beyond as many as it has services
	Waiting          // minutes between visits that are not walked
	Walking          // minutes
	Imbalance        // sum over helpers of the square of their services
	Levels
)

// Names are the levels' names, for messages and reports.
var Names = [Levels]string{"unmet", "changed", "missed preferences", "turnover", "waiting", "walking", "imbalance"}

// Cost is compared from the first level on.
type Cost [Levels]int

// Less tells whether c is the better one.
func (c *Cost) Less(d *Cost) bool {
	for i := range c {
		if c[i] != d[i] {
			return c[i] < d[i]
		}
	}
	return false
}

// Add adds d to c, times sign.
func (c *Cost) Add(d *Cost, sign int) {
	for i := range c {
		c[i] += sign * d[i]
	}
}

// Change is one visit that differs between two plans of a problem.
type Change struct {
	Visit    int // index in Problem.Visits
	Old, New Planned
}

// Changes lists what differs, in the order of visits. Both plans have an entry for each visit.
func Changes(old, now Plan) []Change {
	var out []Change
	for v := range now {
		if old[v] != now[v] {
			out = append(out, Change{v, old[v], now[v]})
		}
	}
	return out
}

// Check refuses a problem that contradicts itself: an error names helper or wish.
func (p *Problem) Check() error {
	if p.Days < 1 || p.Days > MaxDays || p.First < 0 || p.First > 6 || len(p.Helpers) == 0 || len(p.Helpers) > MaxPeople || len(p.Wishes) > MaxPeople {
		return fmt.Errorf("%w: %d days from weekday %d, %d helpers, %d wishes", ErrProblem, p.Days, p.First, len(p.Helpers), len(p.Wishes))
	}
	for a, row := range p.Walk {
		if len(row) != len(p.Walk) {
			return fmt.Errorf("%w: row %d has %d ways, not %d", ErrProblem, a, len(row), len(p.Walk))
		}
		for b, d := range row {
			if d < 0 || d > Minutes {
				return fmt.Errorf("%w: way %d to %d is %d", ErrProblem, a, b, d)
			}
		}
	}
	for h := range p.Helpers {
		x := &p.Helpers[h]
		if x.Place < 0 || x.Place >= len(p.Walk) {
			return fmt.Errorf("%w: helper %s: place %d", ErrProblem, x.ID, x.Place)
		}
		for _, s := range x.Week {
			if s.From < 0 || s.Until < s.From || s.Until > Minutes {
				return fmt.Errorf("%w: helper %s: from %d until %d", ErrProblem, x.ID, s.From, s.Until)
			}
		}
	}
	total := 0
	for w := range p.Wishes {
		if err := p.checkWish(&p.Wishes[w], &total); err != nil {
			return fmt.Errorf("%w: wish %s: %w", ErrProblem, p.Wishes[w].ID, err)
		}
	}
	return nil
}

func (p *Problem) checkWish(x *Wish, total *int) error {
	switch {
	case x.Place < 0 || x.Place >= len(p.Walk):
		return fmt.Errorf("place %d", x.Place)
	case x.Earliest < 0 || x.Latest < x.Earliest || x.Latest > Minutes:
		return fmt.Errorf("window %d to %d", x.Earliest, x.Latest)
	case len(x.Services) < 1 || len(x.Services) > 2 || (x.Order == day.Alone) != (len(x.Services) == 1):
		return fmt.Errorf("%d services", len(x.Services))
	case x.Order == day.Sequential && (x.Min < 0 || x.Max < x.Min || x.Max > Minutes), x.Apart < 0:
		return fmt.Errorf("second service %d to %d after the first, visits %d days apart", x.Min, x.Max, x.Apart)
	}
	for _, s := range x.Services {
		if s.Minutes < 1 || s.Minutes > Minutes {
			return fmt.Errorf("%s takes %d minutes", s.Skill, s.Minutes)
		}
	}
	for _, q := range x.Periods {
		if *total += q.Visits; q.From < 0 || q.Until <= q.From || q.Until > p.Days || q.Visits < 0 || q.Visits > MaxVisits || *total > MaxVisits {
			return fmt.Errorf("%d visits on days %d to %d", q.Visits, q.From, q.Until)
		}
	}
	for _, h := range slices.Concat(x.Preferred, x.Refused, x.Usual) {
		if h < 0 || h >= len(p.Helpers) {
			return fmt.Errorf("helper %d", h)
		}
	}
	return nil
}
