package instance_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"linli/solve/visit/day"
	"linli/solve/visit/instance"
)

const whole = `{"patients":[
 {"id":"p1","time_window":[10.9,20.999],"required_caregivers":[{"service":"s1","duration":5}]},
 {"id":"p2","time_window":[0,9],"required_caregivers":[{"service":"s1"},{"service":"s2","duration":4}],"synchronization":{"type":"sequential","distance":[3,6]},"incompatible_caregivers":["c2","nobody"]}],
 "services":[{"id":"s1","default_duration":7},{"id":"s2"}],
 "caregivers":[{"id":"c1","abilities":["s1","s2"]},{"id":"c2","abilities":["s1"],"working_shift":[5,90],"distance_matrix_index":0},{"id":"c3","abilities":["s1"]}],
 "distances":[[0,1,2.5],[1,0,3],[2.5,3,0]]}`

const solved = `{"routes":[{"caregiver_id":"c1","locations":[{"arrival_time":2.5,"departure_time":9.5,"patient":"p2","service":"s1"}]}]}`

func read(t *testing.T, text string) *day.Problem {
	t.Helper()
	p, err := instance.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestRead: decimals are kept in thousandths, windows cut to whole minutes, durations taken from the service where the patient has none.
func TestRead(t *testing.T) {
	t.Parallel()
	p := read(t, whole)
	want := []day.Patient{
		{ID: "p1", Place: 1, Earliest: 10_000, Latest: 20_000, Services: []day.Service{{Skill: "s1", Duration: 5000}}},
		{ID: "p2", Place: 2, Latest: 9000, Services: []day.Service{{Skill: "s1", Duration: 7000}, {Skill: "s2", Duration: 4000}}, Order: day.Sequential, Min: 3000, Max: 6000, Refused: []int{1}},
	}
	if p.Unit != 1000 || p.Dist[0][2] != 2500 || !reflect.DeepEqual(p.Patients, want) || p.Carers[1].From != 5000 || p.Carers[1].Until != 90_000 {
		t.Errorf("%+v", p)
	}
	plan, err := instance.ReadPlan(strings.NewReader(solved), p)
	if err != nil || plan.Routes[0][0] != (day.Stop{Patient: 1, Service: 0, Start: 2500}) {
		t.Errorf("%+v %v", plan, err)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ old, now, says string }{
		{`"s1","s2"`, `"s1"`, "nobody can give service s2"},
		{`"id":"p2"`, `"id":"p1"`, "twice"},
		{`"id":"c3"`, `"id":"c1"`, "twice"},
		{"2.5,3,0", "2.5,3", "row 2"},
		{"0,1,2.5", "0,1,2.50001", "decimals"},
		{"0,1,2.5", "0,-1,2.5", "distance 0 to 1"},
		{"sequential", "near", "near"},
		{"[3,6]", "[6,3]", "6000 to 3000"},
		{"[0,9]", "[0]", "bounds"},
		{"[0,9]", "[9,0]", "window"},
		{`"default_duration":7`, `"x":7`, "no duration"},
		{`{"service":"s2","duration":4}`, `{"service":"s1","duration":4}`, "two services s1"},
		{`{"patients"`, `{"patients":[`, ""},
	} {
		_, err := instance.Read(strings.NewReader(strings.Replace(whole, c.old, c.now, 1)))
		if err == nil || !strings.Contains(err.Error(), c.says) || !errors.Is(err, instance.ErrFormat) && !errors.Is(err, day.ErrProblem) {
			t.Errorf("%s: %v", c.now, err)
		}
	}
	p := read(t, whole)
	for _, c := range []struct{ old, now, says string }{
		{"c1", "c9", "c9"}, {`"p2"`, `"p9"`, "p9"}, {`"s1"`, `"s9"`, "s9"}, {"9.5", "9", "duration"}, {"2.5,", "2.50001,", "decimals"},
	} {
		if _, err := instance.ReadPlan(strings.NewReader(strings.Replace(solved, c.old, c.now, 1)), p); !errors.Is(err, instance.ErrFormat) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.now, err)
		}
	}
}

// FuzzRead: a problem that keeps what it promises, or an error of the file.
func FuzzRead(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"patients":[{}],"caregivers":[{"id":"c"}],"distances":[[1e300]]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := instance.Read(bytes.NewReader(text))
		if err != nil {
			if !errors.Is(err, instance.ErrFormat) && !errors.Is(err, day.ErrProblem) {
				t.Fatal(err)
			}
			return
		}
		if err := p.Check(); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzReadPlan: a plan, written and read again as the same, or an error of the file.
func FuzzReadPlan(f *testing.F) {
	f.Add([]byte(solved))
	f.Add([]byte(`{"routes":[{"caregiver_id":"c2"},{"caregiver_id":"c2"}]}`))
	f.Add([]byte(`{"routes":[{"caregiver_id":"c2","locations":[{"arrival_time":-3e5,"departure_time":-299993,"patient":"p2","service":"s1"}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := instance.Read(strings.NewReader(whole))
		if err != nil {
			t.Fatal(err)
		}
		plan, err := instance.ReadPlan(bytes.NewReader(text), p)
		if err != nil {
			if !errors.Is(err, instance.ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		var out bytes.Buffer
		if err := instance.WritePlan(&out, p, plan); err != nil {
			t.Fatal(err)
		}
		again, err := instance.ReadPlan(&out, p)
		if err != nil {
			t.Fatal(err)
		}
		for k := range plan.Routes {
			if len(plan.Routes[k])+len(again.Routes[k]) > 0 && !reflect.DeepEqual(plan.Routes[k], again.Routes[k]) {
				t.Fatalf("%+v, then %+v", plan, again)
			}
		}
	})
}
