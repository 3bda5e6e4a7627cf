// Package day holds the words of a day of home visits: who needs which services where and when, who can give them, and what a plan of routes is.
// It is data with the few questions that reader, checker and search all ask; none of them imports another.
//
// The problem is the home health care routing and scheduling problem of Mankowska, Meisel and Bierwirth (Health Care Management Science 17, 2014): a
// patient needs one service or two; two are given by two different carers, at the same time or one after the other within stated limits. A visit does
// not begin before its window opens; it may begin after the window closes, and the minutes too late count.
package day

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrProblem is wrapped by every error about a problem that contradicts itself.
var ErrProblem = errors.New("visit: problem")

// Limit is the greatest time, duration or distance in ticks: sums of all of them over a plan stay far inside 64 bits.
const Limit = 1 << 28

// Problem is one day. Times, durations and distances are in ticks, Unit of them in one minute of the file.
type Problem struct {
	Name     string
	Unit     int
	Dist     [][]int32 // Dist[a][b]: travel from place a to place b; not always that of the way back, nothing to where one is
	Patients []Patient
	Carers   []Carer
}

// Order says how two services of one patient hang together.
type Order int

// The three cases.
const (
	Alone        Order = iota // one service
	Simultaneous              // both begin at the same time
	Sequential                // the second begins between Min and Max after the first
)

// Patient is one visit.
type Patient struct {
	ID               string
	Place            int // row of Dist
	Earliest, Latest int // when a service may begin; after Latest it is late
	Services         []Service
	Order            Order
	Min, Max         int   // Sequential: start of the second minus start of the first
	Refused          []int // carers who do not come here, ascending
}

// Service is one thing to do during a visit.
type Service struct {
	Skill    string
	Duration int
}

// Carer is somebody who visits.
type Carer struct {
	ID     string
	Skills []string
	Place  int // where the route begins
	End    int // and where it ends
	From   int // not under way before this
	Until  int // being back later counts as extra time; 0 = no end
}

// Plan is a route for each carer of the problem, in its order.
type Plan struct{ Routes [][]Stop }

// Stop is one service on a route, named by index: Patients[Patient].Services[Service].
type Stop struct{ Patient, Service, Start int }

// Cost is what a plan costs, in ticks.
type Cost struct{ Travel, Tardiness, MaxTardiness, Extra int }

// Sum is what the search makes small: three times the published objective, plus the extra time of problems with shifts.
func (c Cost) Sum() int { return c.Travel + c.Tardiness + c.MaxTardiness + c.Extra }

// Value is the published objective in minutes of the file: a third of the sum.
func (p *Problem) Value(c Cost) float64 { return float64(c.Sum()) / 3 / float64(p.Unit) }

// Can tells whether carer c may give service s of patient i.
func (p *Problem) Can(c, i, s int) bool {
	v := &p.Patients[i]
	_, refused := slices.BinarySearch(v.Refused, c)
	return !refused && slices.Contains(p.Carers[c].Skills, v.Services[s].Skill)
}

// Check refuses a problem that contradicts itself, or that nobody could serve: an error names patient or carer.
func (p *Problem) Check() error {
	if p.Unit < 1 || len(p.Dist) == 0 || len(p.Patients) == 0 || len(p.Carers) == 0 {
		return fmt.Errorf("%w: no distances, no patients or no carers", ErrProblem)
	}
	if len(p.Patients) > math.MaxInt16/2-len(p.Carers) {
		return fmt.Errorf("%w: %d patients and %d carers are more than this can plan", ErrProblem, len(p.Patients), len(p.Carers))
	}
	for a, row := range p.Dist {
		if len(row) != len(p.Dist) {
			return fmt.Errorf("%w: row %d has %d distances, not %d", ErrProblem, a, len(row), len(p.Dist))
		}
		for b, d := range row {
			if d < 0 || d > Limit || a == b && d != 0 {
				return fmt.Errorf("%w: distance %d to %d is %d", ErrProblem, a, b, d)
			}
		}
	}
	for k := range p.Carers {
		c := &p.Carers[k]
		if c.Place < 0 || c.Place >= len(p.Dist) || c.End < 0 || c.End >= len(p.Dist) || c.From < 0 || c.From > Limit || c.Until != 0 && c.Until <= c.From || c.Until > Limit {
			return fmt.Errorf("%w: carer %s: from place %d to %d, from %d until %d", ErrProblem, c.ID, c.Place, c.End, c.From, c.Until)
		}
	}
	for i := range p.Patients {
		if err := p.checkPatient(i); err != nil {
			return fmt.Errorf("%w: patient %s: %w", ErrProblem, p.Patients[i].ID, err)
		}
	}
	return nil
}

func (p *Problem) checkPatient(i int) error {
	v := &p.Patients[i]
	switch {
	case v.Place < 0 || v.Place >= len(p.Dist):
		return fmt.Errorf("place %d", v.Place)
	case v.Earliest < 0 || v.Latest < v.Earliest || v.Latest > Limit:
		return fmt.Errorf("window %d to %d", v.Earliest, v.Latest)
	case len(v.Services) < 1 || len(v.Services) > 2 || (v.Order == Alone) != (len(v.Services) == 1):
		return fmt.Errorf("%d services", len(v.Services))
	case len(v.Services) == 2 && v.Services[0].Skill == v.Services[1].Skill: // a published solution could not tell them apart
		return fmt.Errorf("two services %s", v.Services[0].Skill)
	case v.Order == Sequential && (v.Min < 0 || v.Max < v.Min || v.Max > Limit):
		return fmt.Errorf("second service %d to %d after the first", v.Min, v.Max)
	case !slices.IsSorted(v.Refused):
		return errors.New("refused carers are not in order")
	}
	var able [2][]int
	for s := range v.Services {
		if d := v.Services[s].Duration; d < 0 || d > Limit {
			return fmt.Errorf("duration %d", d)
		}
		for k := range p.Carers {
			if p.Can(k, i, s) {
				able[s] = append(able[s], k)
			}
		}
		if able[s] == nil {
			return fmt.Errorf("nobody can give service %s", v.Services[s].Skill)
		}
	}
	if v.Order != Alone && len(able[0]) == 1 && slices.Equal(able[0], able[1]) {
		return fmt.Errorf("two services, and only %s can give them", p.Carers[able[0][0]].ID)
	}
	return nil
}
