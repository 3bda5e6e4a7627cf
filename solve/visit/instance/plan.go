package instance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"linli/solve/visit/day"
)

// solution is the published form of a plan: arrival_time is when the service begins.
type solution struct {
	Order  []string           `json:"global_ordering"`
	Routes []route            `json:"routes"`
	Parts  map[string]float64 `json:"cost_components,omitempty"`
}

type route struct {
	Carer string     `json:"caregiver_id"`
	Stops []location `json:"locations"`
}

type location struct {
	Arrival   float64 `json:"arrival_time"`
	Departure float64 `json:"departure_time"`
	Patient   string  `json:"patient"`
	Service   string  `json:"service"`
}

// ReadPlan reads a solution of a problem. Names that the problem does not have, and departures that do not follow from the duration, are refused;
// whether the plan keeps the rules is the checker's question.
func ReadPlan(r io.Reader, p *day.Problem) (*day.Plan, error) {
	plan, _, err := ReadPublished(r, p)
	return plan, err
}

// ReadPublished is ReadPlan, and returns the parts of the cost that stand in the file, by their published names.
func ReadPublished(r io.Reader, p *day.Problem) (*day.Plan, map[string]float64, error) {
	var s solution
	if err := decode(r, &s); err != nil {
		return nil, nil, err
	}
	plan, err := s.plan(p)
	return plan, s.Parts, err
}

func (s *solution) plan(p *day.Problem) (*day.Plan, error) {
	carers, patients := map[string]int{}, map[string]int{}
	for k := range p.Carers {
		carers[p.Carers[k].ID] = k
	}
	for i := range p.Patients {
		patients[p.Patients[i].ID] = i
	}
	plan := &day.Plan{Routes: make([][]day.Stop, len(p.Carers))}
	for _, t := range s.Routes {
		k, ok := carers[t.Carer]
		if !ok || plan.Routes[k] != nil {
			return nil, fmt.Errorf("%w: carer %q has two routes or is not in the problem", ErrFormat, t.Carer)
		}
		plan.Routes[k] = []day.Stop{}
		for _, l := range t.Stops {
			i, ok := patients[l.Patient]
			if !ok {
				return nil, fmt.Errorf("%w: carer %s: patient %q is not in the problem", ErrFormat, t.Carer, l.Patient)
			}
			stop, err := l.stop(p, i)
			if err != nil {
				return nil, fmt.Errorf("carer %s: patient %s: %w", t.Carer, l.Patient, err)
			}
			plan.Routes[k] = append(plan.Routes[k], stop)
		}
	}
	return plan, nil
}

func (l location) stop(p *day.Problem, i int) (day.Stop, error) {
	s := slices.IndexFunc(p.Patients[i].Services, func(v day.Service) bool { return v.Skill == l.Service })
	if s < 0 {
		return day.Stop{}, fmt.Errorf("%w: service %q is not required", ErrFormat, l.Service)
	}
	begin, err := ticks(l.Arrival, p.Unit)
	if err != nil {
		return day.Stop{}, err
	}
	end, err := ticks(l.Departure, p.Unit)
	if err != nil {
		return day.Stop{}, err
	}
	if end-begin != p.Patients[i].Services[s].Duration {
		return day.Stop{}, fmt.Errorf("%w: from %v to %v is not the duration of %s", ErrFormat, l.Arrival, l.Departure, l.Service)
	}
	return day.Stop{Patient: i, Service: s, Start: begin}, nil
}

// WritePlan writes a plan as a published solution: routes in the order of the carers, and the order of patients by the begin of their first service.
func WritePlan(w io.Writer, p *day.Problem, plan *day.Plan) error {
	s := solution{Order: order(p, plan), Routes: []route{}}
	unit := float64(p.Unit)
	for k, stops := range plan.Routes {
		if len(stops) == 0 {
			continue
		}
		t := route{Carer: p.Carers[k].ID}
		for _, v := range stops {
			q := &p.Patients[v.Patient]
			t.Stops = append(t.Stops, location{
				Arrival: float64(v.Start) / unit, Departure: float64(v.Start+q.Services[v.Service].Duration) / unit, Patient: q.ID, Service: q.Services[v.Service].Skill,
			})
		}
		s.Routes = append(s.Routes, t)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(s)
}

func order(p *day.Problem, plan *day.Plan) []string {
	first := make([]int, len(p.Patients))
	for i := range first {
		first[i] = day.Limit * 4
	}
	for _, stops := range plan.Routes {
		for _, v := range stops {
			first[v.Patient] = min(first[v.Patient], v.Start)
		}
	}
	at := make([]int, len(first))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(first[a], first[b]) })
	names := make([]string, len(at))
	for x, i := range at {
		names[x] = p.Patients[i].ID
	}
	return names
}
