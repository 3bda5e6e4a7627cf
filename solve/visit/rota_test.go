package visit_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"linli/solve/visit"
	"linli/solve/visit/day"
	"linli/solve/visit/rota"
	"linli/solve/visit/rota/fill"
	"linli/solve/visit/rota/proof"
)

// quarter is an invented community over 91 days: every elder asks for two visits in each of three months, at least ten days apart, on two weekdays in the
// morning or the afternoon; helpers are there on three or four half days a week. A tenth asks for two helpers at once, a fifth for certain helpers.
func quarter(elders, helpers int, seed uint64) *rota.Problem {
	r := rand.New(rand.NewPCG(seed, 7))
	p := &rota.Problem{Days: 91, First: 3}
	at := make([][2]int, elders+helpers)
	for i := range at {
		at[i] = [2]int{r.IntN(900), r.IntN(900)} // metres
	}
	for _, a := range at {
		row := make([]int32, len(at))
		for k, b := range at {
			row[k] = int32((max(a[0]-b[0], b[0]-a[0]) + max(a[1]-b[1], b[1]-a[1])) / 60) // an old helper walks sixty metres a minute
		}
		p.Walk = append(p.Walk, row)
	}
	halves := [2]rota.Span{{From: 8*60 + 30, Until: 11*60 + 30}, {From: 14 * 60, Until: 17 * 60}}
	skills := []string{"talk", "walk", "shop"}
	for h := range helpers {
		x := rota.Helper{ID: fmt.Sprint("h", h), Place: elders + h, Skills: []string{"talk", skills[1+r.IntN(2)]}}
		half := halves[r.IntN(2)]
		for _, d := range r.Perm(6)[:3+r.IntN(2)] {
			x.Week[d] = half
		}
		p.Helpers = append(p.Helpers, x)
	}
	for e := range elders {
		g := r.IntN(helpers) // it is no use to ask for what nobody offers
		half, days := halves[0], []int(nil)
		for d, x := range p.Helpers[g].Week {
			if x.Until > 0 {
				half, days = x, append(days, d)
			}
		}
		w := rota.Wish{
			ID: fmt.Sprint("e", e), Place: e, Services: []rota.Service{{Skill: p.Helpers[g].Skills[r.IntN(2)], Minutes: 30 + 15*r.IntN(3)}},
			Earliest: half.From, Latest: half.Until - 60, Apart: 10, Periods: []rota.Period{{From: 0, Until: 30, Visits: 2}, {From: 30, Until: 61, Visits: 2}, {From: 61, Until: 91, Visits: 2}},
		}
		for _, k := range r.Perm(len(days))[:2] {
			w.Weekdays[days[k]] = true
		}
		if e%10 == 9 {
			w.Services, w.Order = append(w.Services, rota.Service{Skill: "talk", Minutes: 30}), day.Simultaneous
		}
		if e%5 == 4 {
			w.Preferred = []int{g, r.IntN(helpers)}
		}
		p.Wishes = append(p.Wishes, w)
	}
	return p
}

// BenchmarkCommunity plans a quarter for 150 elders and 60 helpers on one core; the aim is below ten seconds.
func BenchmarkCommunity(b *testing.B) {
	p := quarter(150, 60, 1)
	for _, n := range []int{-1, 1000, 5000} {
		b.Run(fmt.Sprint("iterations=", max(n, 0)), func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			begin := cpu()
			for range b.N {
				r, err := visit.Rota(context.Background(), p, visit.RotaOptions{Seed: 1, Iterations: n})
				if err != nil {
					b.Fatal(err)
				}
				for l, v := range r.Cost {
					b.ReportMetric(float64(v), rotaUnits[l])
				}
			}
			b.ReportMetric((cpu()-begin).Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

var rotaUnits = [rota.Levels]string{"unmet", "changed", "missed", "turnover", "waiting-min", "walking-min", "imbalance"}

// BenchmarkDistrict plans a quarter for 1,074 neighbourhoods of 8 elders and 4 helpers each, on all cores.
func BenchmarkDistrict(b *testing.B) {
	const places = 1074
	problems := make([]*rota.Problem, places)
	for i := range problems {
		problems[i] = quarter(8, 4, uint64(i))
	}
	begin := cpu()
	for b.Loop() {
		var next, unmet, visits atomic.Int64
		var all sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			all.Go(func() {
				for i := next.Add(1) - 1; i < places; i = next.Add(1) - 1 {
					r, err := visit.Rota(context.Background(), problems[i], visit.RotaOptions{Seed: 1, Iterations: 300})
					if err != nil {
						b.Error(err)
						return
					}
					unmet.Add(int64(r.Cost[rota.Unmet]))
					visits.Add(int64(len(r.Plan)))
				}
			})
		}
		all.Wait()
		b.ReportMetric(float64(unmet.Load()), "unmet")
		b.ReportMetric(float64(visits.Load()), "visits")
	}
	b.ReportMetric((cpu()-begin).Seconds()/float64(b.N), "cpu-s/op")
}

// few draws a small rota with everything that a wish can ask for.
func few(t *rapid.T) *rota.Problem {
	n := func(lo, hi int, what string) int { return rapid.IntRange(lo, hi).Draw(t, what) }
	places := n(1, 4, "places")
	p := &rota.Problem{Days: n(1, 9, "days"), First: n(0, 6, "first")}
	for range places {
		row := make([]int32, places)
		for k := range row {
			row[k] = int32(n(0, 40, "way"))
		}
		p.Walk = append(p.Walk, row)
	}
	helpers := n(1, 4, "helpers")
	for h := range helpers {
		x := rota.Helper{ID: fmt.Sprint("h", h), Place: n(0, places-1, "place"), Skills: []string{"a", "b"}[:n(0, 2, "skills")]}
		for d := range x.Week {
			from := n(0, 300, "from")
			x.Week[d] = rota.Span{From: from, Until: from + n(0, 300, "hours")}
		}
		if n(0, 3, "away") == 0 {
			x.Away = []rota.Span{{From: 0, Until: n(1, p.Days, "until")}}
		}
		p.Helpers = append(p.Helpers, x)
	}
	for w := range n(1, 4, "wishes") {
		x := rota.Wish{ID: fmt.Sprint("w", w), Place: n(0, places-1, "place"), Services: []rota.Service{{Skill: "a", Minutes: n(1, 60, "minutes")}}, Apart: n(0, 3, "apart")}
		x.Earliest = n(0, 300, "earliest")
		x.Latest = x.Earliest + n(0, 200, "window")
		if kind := n(0, 2, "order"); kind > 0 {
			x.Order, x.Services = day.Order(kind), append(x.Services, rota.Service{Skill: "b", Minutes: n(1, 60, "minutes")})
			x.Min = n(0, 60, "min")
			x.Max = x.Min + n(0, 60, "max")
		}
		for d := range x.Weekdays {
			x.Weekdays[d] = n(0, 2, "weekday") > 0
		}
		x.Periods = []rota.Period{{From: 0, Until: p.Days, Visits: n(0, 3, "visits")}}
		for _, list := range []*[]int{&x.Preferred, &x.Refused, &x.Usual} {
			if n(0, 2, "list") == 0 {
				*list = []int{n(0, helpers-1, "helper")}
			}
		}
		p.Wishes = append(p.Wishes, x)
	}
	return p
}

// TestRota: whatever is asked for, the plan passes the checker with the cost that the search counted (visit.Rota compares), the same again for the same
// seed, and never worse for more iterations; and every reason holds: the next best way really costs what it says.
func TestRota(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := few(t)
		opt := visit.RotaOptions{Seed: 3, Iterations: 30}
		first, err := visit.Rota(context.Background(), p, visit.RotaOptions{Iterations: -1})
		if err != nil {
			t.Fatal(err)
		}
		r, err := visit.Rota(context.Background(), p, opt)
		if err != nil {
			t.Fatal(err)
		}
		again, err := visit.Rota(context.Background(), p, opt)
		if err != nil || !slices.Equal(r.Plan, again.Plan) || first.Cost.Less(&r.Cost) {
			t.Fatalf("%v: %v, again %v, at first %v", err, r.Cost, again.Cost, first.Cost)
		}
		reasons(t, p, r.Plan, nil)
	})
}

// reasons checks every explanation against the checker.
func reasons(t interface{ Fatalf(string, ...any) }, p *rota.Problem, plan, before rota.Plan) {
	cost, err := proof.Plan(p, plan, before)
	if err != nil {
		t.Fatalf("%v", err)
	}
	why, err := visit.Explain(p, plan, before)
	if err != nil || len(why) != len(plan) {
		t.Fatalf("%v: %d reasons", err, len(why))
	}
	for i, r := range why {
		switch {
		case (plan[i].Day < 0) != (r.Why != nil), r.Why != nil && r.Why.By == fill.Nothing:
			t.Fatalf("visit %d: %+v", i, r)
		case r.Next != nil:
			other := slices.Clone(plan)
			other[i] = r.Next.Planned
			c, err := proof.Plan(p, other, before)
			c.Add(&cost, -1)
			if err != nil || c != r.Next.More || slices.Equal(other[i].Helper[:], plan[i].Helper[:]) {
				t.Fatalf("visit %d: %v, costs %v more, not %v", i, err, c, r.Next.More)
			}
		}
	}
}

// TestRotaMends: a helper falls ill for a fortnight. Exactly the visits that were hers are planned anew, everything else stays as people know it, and what
// changed is said.
func TestRotaMends(t *testing.T) {
	t.Parallel()
	p := quarter(30, 16, 5)
	old, err := visit.Rota(context.Background(), p, visit.RotaOptions{Seed: 1, Iterations: 200})
	if err != nil || old.Cost[rota.Unmet] > 0 {
		t.Fatal(err, old.Cost)
	}
	ill := old.Plan[0].Helper[0]
	p.Helpers[ill].Away = []rota.Span{{From: old.Plan[0].Day, Until: old.Plan[0].Day + 14}}
	hers := map[int]bool{}
	for i, x := range old.Plan {
		if x.Day >= old.Plan[0].Day && x.Day < old.Plan[0].Day+14 && slices.Contains(x.Helper[:], ill) {
			hers[i] = true
		}
	}
	r, err := visit.Rota(context.Background(), p, visit.RotaOptions{Seed: 1, Iterations: 200, Before: old.Plan})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Changes) != len(hers) || r.Cost[rota.Changed] != len(hers) || len(hers) == 0 {
		t.Fatalf("%d of her visits, %d changes, cost %v", len(hers), len(r.Changes), r.Cost)
	}
	for _, c := range r.Changes {
		if !hers[c.Visit] || c.Old != old.Plan[c.Visit] || c.New != r.Plan[c.Visit] || c.Old == c.New {
			t.Errorf("%+v", c)
		}
	}
	reasons(t, p, r.Plan, old.Plan)
	if same, err := visit.Rota(context.Background(), p, visit.RotaOptions{Seed: 9, Iterations: 200, Before: r.Plan}); err != nil || len(same.Changes) > 0 {
		t.Errorf("%v: nothing happened, and %d visits change", err, len(same.Changes))
	}
}

// TestRotaExcludes: an unplanned visit names what keeps it from being made.
func TestRotaExcludes(t *testing.T) {
	t.Parallel()
	base := func() *rota.Problem {
		p := &rota.Problem{Days: 7, Walk: [][]int32{{0}}, Helpers: []rota.Helper{{ID: "h", Skills: []string{"a"}}, {ID: "g"}}}
		p.Helpers[0].Week[1] = rota.Span{From: 480, Until: 600}
		p.Wishes = []rota.Wish{{ID: "w", Services: []rota.Service{{Skill: "a", Minutes: 60}}, Weekdays: [7]bool{1: true}, Earliest: 480, Latest: 480, Periods: []rota.Period{{From: 0, Until: 7, Visits: 1}}}}
		return p
	}
	for want, change := range map[fill.Constraint]func(*rota.Problem){
		fill.NoWeekday:   func(p *rota.Problem) { p.Wishes[0].Weekdays = [7]bool{} },
		fill.NoSkill:     func(p *rota.Problem) { p.Helpers[0].Skills = nil },
		fill.AllRefused:  func(p *rota.Problem) { p.Wishes[0].Refused = []int{0} },
		fill.NobodyThere: func(p *rota.Problem) { p.Helpers[0].Away = []rota.Span{{From: 1, Until: 2}} },
		fill.TooClose:    func(p *rota.Problem) { p.Wishes[0].Periods[0].Visits = 2 },
		fill.AllBusy:     func(p *rota.Problem) { p.Wishes = append(p.Wishes, p.Wishes[0]) },
		fill.NoSecond: func(p *rota.Problem) {
			p.Wishes[0].Services, p.Wishes[0].Order = append(p.Wishes[0].Services, p.Wishes[0].Services[0]), day.Simultaneous
		},
	} {
		p := base()
		change(p)
		r, err := visit.Rota(context.Background(), p, visit.RotaOptions{Iterations: 5})
		if err != nil || r.Cost[rota.Unmet] != 1 {
			t.Fatal(want, err, r.Cost)
		}
		why, err := visit.Explain(p, r.Plan, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range why {
			if x.Why != nil && (x.Why.By != want || x.Why.Count[want] < 1) {
				t.Errorf("%s: %+v", want, x.Why)
			}
		}
	}
}
