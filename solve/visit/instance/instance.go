// Package instance reads the published JSON files of the home health care routing and scheduling problem (University of Udine), and reads and writes
// their solutions. Numbers are kept exactly: a file whose distances have decimals is read in thousandths.
package instance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"linli/solve/visit/day"
)

// ErrFormat is wrapped by every error about a file's form.
var ErrFormat = errors.New("visit: file")

// largest is how many bytes a file may have.
const largest = 64 << 20

type file struct {
	Name      string
	Patients  []patient
	Caregiver []caregiver `json:"caregivers"`
	Services  []struct {
		ID       string   `json:"id"`
		Duration *float64 `json:"default_duration"`
	}
	Departing []struct {
		ID    string `json:"id"`
		Index *int   `json:"distance_matrix_index"`
	} `json:"departing_points"`
	Distances [][]float64
}

type patient struct {
	ID       string    `json:"id"`
	Index    *int      `json:"distance_matrix_index"`
	Window   []float64 `json:"time_window"`
	Required []struct {
		Service  string   `json:"service"`
		Duration *float64 `json:"duration"`
	} `json:"required_caregivers"`
	Sync *struct {
		Type     string    `json:"type"`
		Distance []float64 `json:"distance"`
	} `json:"synchronization"`
	Incompatible []string `json:"incompatible_caregivers"`
}

type caregiver struct {
	ID        string    `json:"id"`
	Abilities []string  `json:"abilities"`
	Index     *int      `json:"distance_matrix_index"`
	Shift     []float64 `json:"working_shift"`
}

// Read reads a problem. Bounds of windows are cut down to whole minutes, as the published solutions do.
func Read(r io.Reader) (*day.Problem, error) {
	var f file
	if err := decode(r, &f); err != nil {
		return nil, err
	}
	p := &day.Problem{Name: f.Name, Unit: 1}
	for _, row := range f.Distances {
		for _, d := range row {
			if d != math.Trunc(d) {
				p.Unit = 1000
			}
		}
	}
	if err := f.distances(p); err != nil {
		return nil, err
	}
	names, err := f.carers(p)
	if err != nil {
		return nil, err
	}
	if err := f.patients(p, names); err != nil {
		return nil, err
	}
	return p, p.Check()
}

func decode(r io.Reader, into any) error {
	text, err := io.ReadAll(io.LimitReader(r, largest+1))
	if err != nil {
		return err
	}
	if len(text) > largest {
		return fmt.Errorf("%w: more than %d bytes", ErrFormat, largest)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return nil
}

// ticks is a number of minutes in ticks; one that lies between two of them, or out of range, is refused.
func ticks(minutes float64, unit int) (int, error) {
	t := math.Round(minutes * float64(unit))
	if !(math.Abs(t) <= day.Limit) || math.Abs(minutes*float64(unit)-t) > 1e-4 {
		return 0, fmt.Errorf("%w: %v is out of range or has too many decimals", ErrFormat, minutes)
	}
	return int(t), nil
}

func (f *file) distances(p *day.Problem) error {
	p.Dist = make([][]int32, len(f.Distances))
	for a, row := range f.Distances {
		p.Dist[a] = make([]int32, len(row))
		for b, d := range row {
			t, err := ticks(d, p.Unit)
			if err != nil {
				return fmt.Errorf("distance %d to %d: %w", a, b, err)
			}
			p.Dist[a][b] = int32(t) // ticks keeps it within Limit
		}
	}
	return nil
}

// carers reads them, and returns their numbers by name.
func (f *file) carers(p *day.Problem) (map[string]int, error) {
	names := map[string]int{}
	for k, c := range f.Caregiver {
		if _, twice := names[c.ID]; twice || c.ID == "" {
			return nil, fmt.Errorf("%w: carer %q is named twice or not at all", ErrFormat, c.ID)
		}
		names[c.ID] = k
		d := day.Carer{ID: c.ID, Skills: c.Abilities}
		if c.Index != nil {
			d.Place, d.End = *c.Index, *c.Index
		}
		if c.Shift != nil {
			var err error
			if d.From, d.Until, err = span(c.Shift, p.Unit); err != nil {
				return nil, fmt.Errorf("carer %s: %w", c.ID, err)
			}
		}
		p.Carers = append(p.Carers, d)
	}
	return names, nil
}

func span(v []float64, unit int) (from, to int, err error) {
	if len(v) != 2 {
		return 0, 0, fmt.Errorf("%w: %d bounds instead of two", ErrFormat, len(v))
	}
	if from, err = ticks(math.Trunc(v[0]), unit); err != nil {
		return 0, 0, err
	}
	to, err = ticks(math.Trunc(v[1]), unit)
	return from, to, err
}

func (f *file) patients(p *day.Problem, carers map[string]int) error {
	usual := map[string]*float64{}
	for _, s := range f.Services {
		usual[s.ID] = s.Duration
	}
	seen := map[string]bool{}
	for i := range f.Patients {
		q := &f.Patients[i]
		if seen[q.ID] || q.ID == "" {
			return fmt.Errorf("%w: patient %q is named twice or not at all", ErrFormat, q.ID)
		}
		seen[q.ID] = true
		v := day.Patient{ID: q.ID, Place: i + 1}
		if q.Index != nil {
			v.Place = *q.Index
		}
		if err := q.read(&v, p.Unit, usual, carers); err != nil {
			return fmt.Errorf("patient %s: %w", q.ID, err)
		}
		p.Patients = append(p.Patients, v)
	}
	return nil
}

func (q *patient) read(v *day.Patient, unit int, usual map[string]*float64, carers map[string]int) (err error) {
	if v.Earliest, v.Latest, err = span(q.Window, unit); err != nil {
		return err
	}
	for _, r := range q.Required {
		minutes := r.Duration
		if minutes == nil {
			minutes = usual[r.Service]
		}
		if minutes == nil {
			return fmt.Errorf("%w: service %s has no duration", ErrFormat, r.Service)
		}
		d, err := ticks(*minutes, unit)
		if err != nil {
			return err
		}
		v.Services = append(v.Services, day.Service{Skill: r.Service, Duration: d})
	}
	for _, name := range q.Incompatible {
		if k, ok := carers[name]; ok {
			v.Refused = append(v.Refused, k)
		}
	}
	slices.Sort(v.Refused)
	return q.sync(v, unit)
}

func (q *patient) sync(v *day.Patient, unit int) (err error) {
	if q.Sync == nil {
		return nil
	}
	switch q.Sync.Type {
	case "simultaneous":
		v.Order = day.Simultaneous
	case "sequential":
		v.Order = day.Sequential
		v.Min, v.Max, err = span(q.Sync.Distance, unit)
	default:
		err = fmt.Errorf("%w: unknown synchronization %q", ErrFormat, q.Sync.Type)
	}
	return err
}
