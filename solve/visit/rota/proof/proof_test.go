package proof_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"linli/solve/visit/day"
	"linli/solve/visit/rota"
	"linli/solve/visit/rota/proof"
)

// week has two helpers, an elder who is visited twice, and one who needs both helpers one after the other.
func week() (*rota.Problem, rota.Plan) {
	p := &rota.Problem{Days: 14, Walk: [][]int32{{0, 6, 4}, {6, 0, 5}, {4, 5, 0}}}
	for _, id := range []string{"h0", "h1"} {
		h := rota.Helper{ID: id, Skills: []string{"a", "b"}}
		for d := range 5 {
			h.Week[d] = rota.Span{From: 500, Until: 700}
		}
		p.Helpers = append(p.Helpers, h)
	}
	days := [7]bool{1: true, 3: true}
	p.Wishes = []rota.Wish{
		{ID: "w0", Place: 1, Services: []rota.Service{{Skill: "a", Minutes: 30}}, Weekdays: days, Earliest: 500, Latest: 640, Apart: 5, Periods: []rota.Period{{From: 0, Until: 7, Visits: 1}, {From: 7, Until: 14, Visits: 1}}, Preferred: []int{0}},
		{
			ID: "w1", Place: 2, Services: []rota.Service{{Skill: "a", Minutes: 20}, {Skill: "b", Minutes: 20}}, Order: day.Sequential, Min: 10, Max: 40, Weekdays: days, Latest: 700,
			Periods: []rota.Period{{From: 0, Until: 7, Visits: 1}}, Usual: []int{1},
		},
	}
	return p, rota.Plan{
		{Day: 1, Helper: [2]int{0, -1}, Start: [2]int{520}},
		{Day: 8, Helper: [2]int{1, -1}, Start: [2]int{520}},
		{Day: 1, Helper: [2]int{0, 1}, Start: [2]int{560, 600}},
	}
}

func TestCost(t *testing.T) {
	t.Parallel()
	p, plan := week()
	before := slices.Clone(plan)
	before[1].Start[0] = 530
	c, err := proof.Plan(p, plan, before)
	// h0 on day 1 walks 6, waits 5, walks 5, walks 4; h1 walks 8 on day 1 and 12 on day 8; one change, one visit by the helper not asked for, one helper too many
	if want := (rota.Cost{0, 1, 1, 1, 5, 35, 8}); err != nil || c != want {
		t.Errorf("%v, not %v: %v", c, want, err)
	}
	plan[1] = rota.Unplanned
	if c, err = proof.Plan(p, plan, before); err != nil || c != (rota.Cost{1, 1, 0, 0, 5, 23, 5}) {
		t.Errorf("%v: %v", c, err)
	}
	if got := rota.Changes(before, plan); len(got) != 1 || got[0] != (rota.Change{Visit: 1, Old: before[1], New: rota.Unplanned}) {
		t.Errorf("%+v", got)
	}
}

// TestRefusals: each rule is refused with the wish, the visit, the rule and the amount.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wish   string
		visit  int
		rule   proof.Rule
		amount int
		spoil  func(*rota.Problem, rota.Plan)
	}{
		{"w0", 0, proof.Period, 2, func(_ *rota.Problem, l rota.Plan) { l[0].Day = 8 }},
		{"w0", 1, proof.Period, 6, func(_ *rota.Problem, l rota.Plan) { l[1].Day = 1 }},
		{"w0", 0, proof.Weekday, 1, func(_ *rota.Problem, l rota.Plan) { l[0].Day = 2 }},
		{"w0", 1, proof.Apart, 1, func(p *rota.Problem, _ rota.Plan) { p.Wishes[0].Apart = 8 }},
		{"w0", 1, proof.Unable, 1, func(p *rota.Problem, _ rota.Plan) { p.Wishes[0].Refused = []int{1} }},
		{"w0", 0, proof.Unable, 1, func(_ *rota.Problem, l rota.Plan) { l[0].Helper[0] = 2 }},
		{"w0", 0, proof.NotThere, 1, func(p *rota.Problem, _ rota.Plan) { p.Helpers[0].Away = []rota.Span{{From: 1, Until: 2}} }},
		{"w0", 0, proof.NotThere, 4, func(p *rota.Problem, _ rota.Plan) { p.Helpers[0].Week[1].From = 518 }},
		{"w1", 2, proof.NotThere, 1, func(p *rota.Problem, _ rota.Plan) { p.Helpers[1].Week[1].Until = 623 }},
		{"w0", 0, proof.Window, 7, func(p *rota.Problem, _ rota.Plan) { p.Wishes[0].Latest = 513 }},
		{"w1", 2, proof.NoTime, 3, func(_ *rota.Problem, l rota.Plan) { l[2].Start = [2]int{552, 590} }},
		{"w1", 2, proof.SameHelper, 1, func(_ *rota.Problem, l rota.Plan) { l[2].Helper[1] = 0 }},
		{"w1", 2, proof.Between, 5, func(_ *rota.Problem, l rota.Plan) { l[2].Start[1] = 605 }},
		{"w1", 2, proof.Between, 2, func(_ *rota.Problem, l rota.Plan) { l[2].Start[1] = 568 }},
	} {
		p, plan := week()
		c.spoil(p, plan)
		_, err := proof.Plan(p, plan, nil)
		var b *proof.Broken
		if !errors.As(err, &b) || *b != (proof.Broken{Wish: c.wish, Visit: c.visit, Rule: c.rule, Amount: c.amount}) || !strings.Contains(err.Error(), string(c.rule)) {
			t.Errorf("%s of %s by %d: %v", c.rule, c.wish, c.amount, err)
		}
	}
	p, plan := week()
	if _, err := proof.Plan(p, plan[:2], nil); err == nil {
		t.Error("a plan without the last visit is taken")
	}
}

// FuzzPlan: any rota is priced or refused by the rule it breaks; one that is taken has no helper in two places at once.
func FuzzPlan(f *testing.F) {
	f.Add([]byte{1, 0, 255, 104, 0, 8, 1, 255, 104, 0, 1, 0, 1, 112, 120})
	f.Add([]byte{255, 0, 0, 0, 0, 8, 1, 255, 104, 0, 1, 1, 0, 112, 120})
	f.Fuzz(func(t *testing.T, text []byte) {
		p, plan := week()
		for i := range plan {
			if len(text) < 5 {
				break
			}
			plan[i] = rota.Planned{Day: int(int8(text[0])), Helper: [2]int{int(int8(text[1])), int(int8(text[2]))}, Start: [2]int{5 * int(text[3]), 5 * int(text[4])}}
			text = text[5:]
		}
		c, err := proof.Plan(p, plan, nil)
		var b *proof.Broken
		if err != nil {
			if !errors.As(err, &b) || b.Rule == "" || b.Amount <= 0 || c != (rota.Cost{}) {
				t.Fatalf("%v with %v", err, c)
			}
			return
		}
		if x, y := plan[0], plan[2]; x.Day >= 0 && x.Day == y.Day && x.Helper[0] == y.Helper[0] && x.Start[0] < y.Start[0]+25 && y.Start[0] < x.Start[0]+35 {
			t.Fatalf("%+v and %+v by the same helper", x, y)
		}
		if c[rota.Unmet] > 3 || c[rota.Waiting] < 0 || c[rota.Walking] < 0 {
			t.Fatal(c)
		}
	})
}
