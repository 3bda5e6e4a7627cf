package check_test

import (
	"errors"
	"strings"
	"testing"

	"linli/solve/visit/check"
	"linli/solve/visit/day"
)

// small is a day with all three kinds of visits: patient 0 alone, 1 by two together, 2 by one after the other; two carers, ten minutes from place to place.
func small() (*day.Problem, *day.Plan) {
	p := &day.Problem{Unit: 1, Dist: make([][]int32, 4)}
	for a := range p.Dist {
		p.Dist[a] = []int32{10, 10, 10, 10}
		p.Dist[a][a] = 0
	}
	one := []day.Service{{Skill: "a", Duration: 5}}
	two := []day.Service{{Skill: "a", Duration: 5}, {Skill: "b", Duration: 7}}
	p.Patients = []day.Patient{
		{ID: "p0", Place: 1, Earliest: 0, Latest: 100, Services: one},
		{ID: "p1", Place: 2, Earliest: 20, Latest: 22, Services: two, Order: day.Simultaneous},
		{ID: "p2", Place: 3, Earliest: 30, Latest: 100, Services: two, Order: day.Sequential, Min: 15, Max: 25},
	}
	p.Carers = []day.Carer{{ID: "c0", Skills: []string{"a"}}, {ID: "c1", Skills: []string{"a", "b"}, From: 3, Until: 80}}
	plan := &day.Plan{Routes: [][]day.Stop{
		{{Patient: 0, Service: 0, Start: 10}, {Patient: 1, Service: 0, Start: 25}, {Patient: 2, Service: 0, Start: 50}},
		{{Patient: 1, Service: 1, Start: 25}, {Patient: 2, Service: 1, Start: 70}},
	}}
	return p, plan
}

func TestCost(t *testing.T) {
	t.Parallel()
	p, plan := small()
	c, err := check.Plan(p, plan)
	if want := (day.Cost{Travel: 70, Tardiness: 6, MaxTardiness: 3, Extra: 7}); err != nil || c != want {
		t.Errorf("%+v, not %+v: %v", c, want, err)
	}
	if v := p.Value(c); v < 28.66 || v > 28.67 {
		t.Errorf("value %v", v)
	}
	p.Dist[3][1] = 2
	p.Carers[1].End = 1 // the second carer is done at p0's instead
	if c, err := check.Plan(p, plan); err != nil || c.Travel != 62 || c.Extra != 0 {
		t.Errorf("another end: %+v, %v", c, err)
	}
}

// TestRefusals: each rule is refused with the visit, the rule and the amount.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		patient string
		rule    check.Rule
		amount  int
		spoil   func(*day.Problem, *day.Plan)
	}{
		{"p2", check.Missing, 1, func(_ *day.Problem, l *day.Plan) { l.Routes[1] = l.Routes[1][:1] }},
		{"p0", check.Twice, 1, func(_ *day.Problem, l *day.Plan) { l.Routes[1] = append(l.Routes[1], day.Stop{Patient: 0, Start: 99}) }},
		{"", check.Unknown, 1, func(_ *day.Problem, l *day.Plan) { l.Routes[0][0].Service = 1 }},
		{"", check.Unknown, 1, func(_ *day.Problem, l *day.Plan) { l.Routes[0][0].Patient = 3 }},
		{"", check.Unknown, -1, func(_ *day.Problem, l *day.Plan) { l.Routes = l.Routes[:1] }},
		{"p1", check.Unable, 1, func(p *day.Problem, _ *day.Plan) { p.Carers[1].Skills = []string{"a"} }},
		{"p1", check.Unable, 1, func(p *day.Problem, _ *day.Plan) { p.Patients[1].Refused = []int{1} }},
		{"p0", check.TooEarly, 2, func(p *day.Problem, _ *day.Plan) { p.Patients[0].Earliest = 12 }},
		{"p0", check.NoTime, 3, func(_ *day.Problem, l *day.Plan) { l.Routes[0][0].Start = 7 }},
		{"p1", check.NoTime, 4, func(_ *day.Problem, l *day.Plan) { l.Routes[0][1].Start = 21 }},
		{"p1", check.NoTime, 5, func(p *day.Problem, _ *day.Plan) { p.Carers[1].From = 20 }},
		{"p1", check.NotTogether, 2, func(_ *day.Problem, l *day.Plan) { l.Routes[1][0].Start = 27 }},
		{"p2", check.TooSoonAfter, 6, func(_ *day.Problem, l *day.Plan) { l.Routes[1][1].Start = 59 }},
		{"p2", check.TooLateAfter, 1, func(_ *day.Problem, l *day.Plan) { l.Routes[1][1].Start = 76 }},
		{"p1", check.SameCarer, 1, func(p *day.Problem, l *day.Plan) {
			p.Patients[1].Order, p.Patients[1].Max = day.Sequential, 100
			l.Routes[1] = []day.Stop{{Patient: 1, Service: 1, Start: 25}, {Patient: 1, Service: 0, Start: 40}, {Patient: 2, Service: 1, Start: 70}}
			l.Routes[0] = append(l.Routes[0][:1], l.Routes[0][2])
		}},
	} {
		p, plan := small()
		c.spoil(p, plan)
		_, err := check.Plan(p, plan)
		var b *check.Broken
		if !errors.As(err, &b) || b.Patient != c.patient || b.Rule != c.rule || b.Amount != c.amount || !strings.Contains(err.Error(), string(c.rule)) {
			t.Errorf("%s of %s by %d: %v", c.rule, c.patient, c.amount, err)
		}
	}
}

// FuzzPlan: any plan is priced or refused by the rule it breaks; one that is taken gives each service once, and not before its time.
func FuzzPlan(f *testing.F) {
	f.Add([]byte{0, 0, 0, 10, 0, 1, 0, 25, 0, 2, 0, 50, 1, 1, 1, 25, 1, 2, 1, 70})
	f.Add([]byte{0, 0, 0, 10})
	f.Add([]byte{9, 9, 9, 9, 1})
	f.Fuzz(func(t *testing.T, text []byte) {
		p, _ := small()
		plan := &day.Plan{Routes: make([][]day.Stop, 2)}
		for ; len(text) >= 4; text = text[4:] {
			k := int(text[0]) % 2
			plan.Routes[k] = append(plan.Routes[k], day.Stop{Patient: int(int8(text[1])), Service: int(int8(text[2])), Start: int(text[3])})
		}
		c, err := check.Plan(p, plan)
		var b *check.Broken
		if err != nil {
			if !errors.As(err, &b) || b.Rule == "" || b.Amount == 0 || c != (day.Cost{}) {
				t.Fatalf("%v with %+v", err, c)
			}
			return
		}
		seen := map[[2]int]int{}
		for _, r := range plan.Routes {
			for _, s := range r {
				seen[[2]int{s.Patient, s.Service}]++
				if s.Start < p.Patients[s.Patient].Earliest {
					t.Fatalf("%+v", s)
				}
			}
		}
		if len(seen) != 5 || c.Travel < 40 || c.Tardiness < c.MaxTardiness {
			t.Fatalf("%v %+v", seen, c)
		}
	})
}
