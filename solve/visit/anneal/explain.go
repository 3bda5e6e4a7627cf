package anneal

import (
	"fmt"
	"math"

	"linli/solve/visit/day"
)

// Reason is why one service is given by this carer: what it costs on the carer's way, and what the best other carer would cost. All amounts are in ticks.
type Reason struct {
	Patient, Service, Carer int
	Travel                  int // by how much the service lengthens the carer's way
	Able                    int // how many carers could give it
	Next                    int // the best other carer, everything else staying in its order; -1: there is none
	More                    int // by how much the sum of costs would grow; less than nothing: the plan can be bettered
}

// Explain gives the reason for every service of a plan that has passed the checker, in the order of patients and their services. Services are thought to
// begin as early as the routes allow.
func Explain(p *day.Problem, plan *day.Plan) ([]Reason, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if err := bounded(p); err != nil {
		return nil, err
	}
	s := newState(p)
	s.load(p, plan)
	if !s.retime() {
		return nil, fmt.Errorf("%w: the routes wait for each other", day.ErrProblem)
	}
	out := make([]Reason, 0, s.n)
	for i := range p.Patients {
		for j := range p.Patients[i].Services {
			r := s.reason(int32(len(out)))
			r.Patient, r.Service = i, j
			out = append(out, r)
		}
	}
	return out, nil
}

// load takes the routes of a plan in which every service stands once.
func (s *state) load(p *day.Problem, plan *day.Plan) {
	first := make([]int32, len(p.Patients))
	at := int32(0)
	for i := range p.Patients {
		first[i] = at
		at += int32(len(p.Patients[i].Services))
	}
	for k, stops := range plan.Routes {
		for _, v := range stops {
			s.append(first[v.Patient]+int32(v.Service), int32(k))
		}
	}
}

// reason tries service v everywhere on the routes of all others who could give it.
func (s *state) reason(v int32) Reason {
	x := &s.nodes[v]
	r := Reason{Carer: int(x.carer), Next: -1, More: math.MaxInt, Travel: s.way(x.prev, v) + s.way(v, x.next) - s.way(x.prev, x.next)}
	sum := s.sum()
	for k := range int32(s.carers) {
		if !s.able(v, k) {
			continue
		}
		r.Able++
		if k == s.nodes[v].carer {
			continue
		}
		for u := int32(s.n) + k; ; {
			a, b := s.piece(s.nodes[v].prev, 1), s.piece(u, 0)
			if s.exchange(&a, &b, math.MaxInt) {
				if more := s.sum() - sum; more < r.More {
					r.More, r.Next = more, int(k)
				}
				s.undo()
			}
			if u = s.nodes[u].next; int(u) >= s.n {
				break
			}
		}
	}
	if r.Next < 0 {
		r.More = 0
	}
	return r
}
