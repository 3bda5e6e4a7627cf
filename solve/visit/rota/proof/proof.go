// Package proof says what a rota costs, or which visit breaks which rule by how much. It shares no code with the search: it looks at the finished plan
// only.
package proof

import (
	"cmp"
	"fmt"
	"slices"

	"linli/solve/visit/day"
	"linli/solve/visit/rota"
)

// Rule is what a plan has broken.
type Rule string

// The rules; the amount is in days, minutes or visits.
const (
	Entries    Rule = "the plan has not one entry a visit"
	Period     Rule = "on a day outside its period"
	Weekday    Rule = "on a weekday that was not asked for"
	Apart      Rule = "too few days after the visit before"
	Unable     Rule = "the helper cannot or may not give it"
	NotThere   Rule = "the helper is not there on that day or at that time"
	Window     Rule = "begins outside its window"
	NoTime     Rule = "begins before the helper can be there"
	SameHelper Rule = "both services by the same helper"
	Between    Rule = "the services begin too near or too far apart"
)

// Broken is a plan refused.
type Broken struct {
	Wish   string
	Visit  int // index in Problem.Visits
	Rule   Rule
	Amount int
}

// Error says it in one line.
func (b *Broken) Error() string {
	return fmt.Sprintf("visit %d of wish %s: %s (by %d)", b.Visit, b.Wish, b.Rule, b.Amount)
}

// stop is a service as its helper meets it.
type stop struct{ helper, day, start, end, place, visit int }

// Plan checks every rule and returns the cost; before is the plan that people know, or nil. The error is a *Broken.
func Plan(p *rota.Problem, plan, before rota.Plan) (rota.Cost, error) {
	visits := p.Visits()
	if len(plan) != len(visits) || before != nil && len(before) != len(visits) {
		return rota.Cost{}, &Broken{Rule: Entries, Amount: len(plan) - len(visits)}
	}
	var c rota.Cost
	var stops []stop
	for i, v := range visits {
		if before != nil && before[i] != plan[i] && before[i].Day >= 0 {
			c[rota.Changed]++
		}
		if plan[i].Day < 0 {
			c[rota.Unmet]++
			continue
		}
		if b := one(p, &p.Wishes[v.Wish], v, plan[i]); b != nil {
			b.Visit = i
			return rota.Cost{}, b
		}
		for s, x := range p.Wishes[v.Wish].Services {
			stops = append(stops, stop{plan[i].Helper[s], plan[i].Day, plan[i].Start[s], plan[i].Start[s] + x.Minutes, p.Wishes[v.Wish].Place, i})
		}
	}
	if b := apart(p, visits, plan); b != nil {
		return rota.Cost{}, b
	}
	if b := routes(p, visits, stops, &c); b != nil {
		return rota.Cost{}, b
	}
	people(p, visits, plan, &c)
	return c, nil
}

// one checks what a visit must keep by itself.
func one(p *rota.Problem, w *rota.Wish, v rota.Visit, x rota.Planned) *Broken {
	broken := func(r Rule, amount int) *Broken { return &Broken{Wish: w.ID, Rule: r, Amount: amount} }
	q := w.Periods[v.Period]
	switch {
	case x.Day < q.From:
		return broken(Period, q.From-x.Day)
	case x.Day >= q.Until:
		return broken(Period, x.Day-q.Until+1)
	case !w.Weekdays[(p.First+x.Day)%7]:
		return broken(Weekday, 1)
	}
	for s := range w.Services {
		h, at := x.Helper[s], x.Start[s]
		if h < 0 || h >= len(p.Helpers) || !p.Can(h, v.Wish, s) {
			return broken(Unable, 1)
		}
		if at < w.Earliest || at > w.Latest {
			return broken(Window, max(w.Earliest-at, at-w.Latest))
		}
	}
	if w.Order == day.Alone {
		return nil
	}
	low, high := 0, 0
	if w.Order == day.Sequential {
		low, high = w.Min, w.Max
	}
	gap := x.Start[1] - x.Start[0]
	switch {
	case x.Helper[0] == x.Helper[1]:
		return broken(SameHelper, 1)
	case gap < low || gap > high:
		return broken(Between, max(low-gap, gap-high))
	}
	return nil
}

// apart checks the days between the visits of each wish.
func apart(p *rota.Problem, visits []rota.Visit, plan rota.Plan) *Broken {
	days := make([][][2]int, len(p.Wishes))
	for i, v := range visits {
		if plan[i].Day >= 0 {
			days[v.Wish] = append(days[v.Wish], [2]int{plan[i].Day, i})
		}
	}
	for w := range days {
		slices.SortFunc(days[w], func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
		for k := 1; k < len(days[w]); k++ {
			if gap := days[w][k][0] - days[w][k-1][0]; gap < max(p.Wishes[w].Apart, 1) {
				return &Broken{p.Wishes[w].ID, days[w][k][1], Apart, max(p.Wishes[w].Apart, 1) - gap}
			}
		}
	}
	return nil
}

// routes follows each helper through each day, and counts waiting and walking.
func routes(p *rota.Problem, visits []rota.Visit, stops []stop, c *rota.Cost) *Broken {
	slices.SortStableFunc(stops, func(a, b stop) int {
		return cmp.Or(cmp.Compare(a.helper, b.helper), cmp.Compare(a.day, b.day), cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	for i, s := range stops {
		broken := func(r Rule, amount int) *Broken {
			return &Broken{p.Wishes[visits[s.visit].Wish].ID, s.visit, r, amount}
		}
		works, ok := p.Works(s.helper, s.day)
		if !ok {
			return broken(NotThere, 1)
		}
		home := p.Helpers[s.helper].Place
		if opens := i == 0 || stops[i-1].helper != s.helper || stops[i-1].day != s.day; opens {
			way := int(p.Walk[home][s.place])
			if late := works.From + way - s.start; late > 0 {
				return broken(NotThere, late)
			}
			c[rota.Walking] += way
		} else {
			way := int(p.Walk[stops[i-1].place][s.place])
			wait := s.start - stops[i-1].end - way
			if wait < 0 {
				return broken(NoTime, -wait)
			}
			c[rota.Walking] += way
			c[rota.Waiting] += wait
		}
		if closes := i == len(stops)-1 || stops[i+1].helper != s.helper || stops[i+1].day != s.day; closes {
			way := int(p.Walk[s.place][home])
			if late := s.end + way - works.Until; late > 0 {
				return broken(NotThere, late)
			}
			c[rota.Walking] += way
		}
	}
	return nil
}

// people counts preferences, who comes to whom, and how visits are spread.
func people(p *rota.Problem, visits []rota.Visit, plan rota.Plan, c *rota.Cost) {
	load := make([]int, len(p.Helpers))
	seen := make([][]int, len(p.Wishes))
	for w := range p.Wishes {
		for _, h := range p.Wishes[w].Usual {
			if !slices.Contains(seen[w], h) {
				seen[w] = append(seen[w], h)
			}
		}
	}
	for i, v := range visits {
		w := &p.Wishes[v.Wish]
		for s := range w.Services {
			h := plan[i].Helper[s]
			if plan[i].Day < 0 {
				continue
			}
			load[h]++
			if len(w.Preferred) > 0 && !slices.Contains(w.Preferred, h) {
				c[rota.Missed]++
			}
			if !slices.Contains(seen[v.Wish], h) {
				seen[v.Wish] = append(seen[v.Wish], h)
			}
		}
	}
	for w := range seen {
		c[rota.Turnover] += max(0, len(seen[w])-len(p.Wishes[w].Services))
	}
	for _, n := range load {
		c[rota.Imbalance] += n * n
	}
}
