package siting

import (
	"fmt"
	"math"
)

func (p *Problem) check() error {
	switch p.Objective {
	case Median, Centre, Cover:
	default:
		return fmt.Errorf("%w: unknown objective %q", ErrProblem, p.Objective)
	}
	if len(p.Dist) == 0 || len(p.Dist[0]) == 0 {
		return fmt.Errorf("%w: no demand points or no sites", ErrProblem)
	}
	if err := p.checkNumbers(); err != nil {
		return err
	}
	return p.checkSites()
}

func (p *Problem) checkNumbers() error {
	n, m := len(p.Dist), p.sites()
	for i, row := range p.Dist {
		if len(row) != m {
			return fmt.Errorf("%w: row %d has %d distances, not %d", ErrProblem, i, len(row), m)
		}
		for j, d := range row {
			if !(d >= 0) {
				return fmt.Errorf("%w: distance %d to %d is %v", ErrProblem, i, j, d)
			}
		}
	}
	for _, l := range []struct {
		name string
		v    []float64
		want int
	}{{"weights", p.Weight, n}, {"loads", p.Load, n}, {"capacities", p.Capacity, m}} {
		if l.v != nil && len(l.v) != l.want {
			return fmt.Errorf("%w: %d %s for %d", ErrProblem, len(l.v), l.name, l.want)
		}
		for i, x := range l.v {
			if !(x >= 0) || math.IsInf(x, 1) {
				return fmt.Errorf("%w: %s: number %d is %v", ErrProblem, l.name, i, x)
			}
		}
	}
	if int64(n)*int64(m) > math.MaxInt32 {
		return fmt.Errorf("%w: %d × %d distances are more than this package handles", ErrProblem, n, m)
	}
	for _, x := range []float64{p.Radius, p.Reach, p.Beyond} {
		if !(x >= 0) || math.IsInf(x, 1) {
			return fmt.Errorf("%w: radius, reach and beyond are finite and not negative, not %v", ErrProblem, x)
		}
	}
	return nil
}

func (p *Problem) checkSites() error {
	m := p.sites()
	role := make([]string, m)
	free := m
	for _, l := range []struct {
		name string
		v    []int
	}{{"existing", p.Existing}, {"required", p.Required}, {"forbidden", p.Forbidden}} {
		for _, j := range l.v {
			if j < 0 || j >= m {
				return fmt.Errorf("%w: %s site %d of %d", ErrProblem, l.name, j, m)
			}
			if role[j] != "" {
				return fmt.Errorf("%w: site %d is %s and %s", ErrProblem, j, role[j], l.name)
			}
			role[j] = l.name
			if l.name != "required" {
				free--
			}
		}
	}
	if p.P < 0 || len(p.Required) > p.P || p.P > free {
		return fmt.Errorf("%w: %d sites to choose of %d, %d of them required", ErrProblem, p.P, free, len(p.Required))
	}
	if p.P+len(p.Existing) == 0 {
		return fmt.Errorf("%w: no site to choose and none existing", ErrProblem)
	}
	return nil
}
