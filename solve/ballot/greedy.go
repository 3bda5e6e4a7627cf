package ballot

import (
	"math/bits"
	"slices"

	"linli/solve/ballot/profile"
)

// fits is the money that is left, and the constraints beyond it.
type fits struct {
	left int64
	caps []envelope
}

// envelope is a cap: the projects under it may cost left together.
type envelope struct {
	kind, name string
	left       int64
	member     []bool
}

// blocked is what keeps a project out: -1 nothing, 0 the budget, i+1 the i-th envelope.
func (f *fits) blocked(p int32, cost int64) int {
	if cost > f.left {
		return 0
	}
	for i := range f.caps {
		if f.caps[i].member[p] && cost > f.caps[i].left {
			return i + 1
		}
	}
	return -1
}

func (f *fits) take(p int32, cost int64) {
	f.left -= cost
	for i := range f.caps {
		if f.caps[i].member[p] {
			f.caps[i].left -= cost
		}
	}
}

// passed is a project that could not be funded for lack of room.
type passed struct {
	project int32
	by      int   // as fits.blocked
	left    int64 // of what blocked it
	after   int   // Phragmén: how many projects had been bought then
}

// greedyRun funds projects in the order of satisfaction per cost, each that still fits. taken projects are skipped.
func greedyRun(p *profile.Profile, m measure, f *fits, taken []bool) (order []int32, missed []passed) {
	value := greedyValues(p, m)
	all := make([]int32, 0, len(p.IDs))
	for c := range p.IDs {
		if !taken[c] {
			all = append(all, int32(c))
		}
	}
	slices.SortFunc(all, func(a, b int32) int {
		if c := compareFractions(value[b], value[a]); c != 0 {
			return c
		}
		return profile.Compare(int64(p.Rank[a]), int64(p.Rank[b]))
	})
	for _, c := range all {
		by := f.blocked(c, p.Cost[c])
		if by < 0 {
			f.take(c, p.Cost[c])
			order = append(order, c)
			continue
		}
		left := f.left
		if by > 0 {
			left = f.caps[by-1].left
		}
		missed = append(missed, passed{project: c, by: by, left: left})
	}
	return order, missed
}

// fraction is a non-negative number num/den; den 0 stands for more than any number.
type fraction struct{ num, den int64 }

// greedyValues is what each project is sorted by.
func greedyValues(p *profile.Profile, m measure) []fraction {
	values := make([]fraction, len(p.IDs))
	for c := range p.IDs {
		switch m {
		case byCost:
			values[c] = fraction{p.Votes[c], 1}
		case byScore:
			values[c] = fraction{p.Score[c], 1}
		default:
			values[c] = fraction{p.Score[c], p.Cost[c]}
			if p.Score[c] == 0 {
				values[c] = fraction{0, 1}
			}
		}
	}
	return values
}

func compareFractions(a, b fraction) int {
	switch {
	case a.den == 0 && b.den == 0:
		return 0
	case a.den == 0:
		return 1
	case b.den == 0:
		return -1
	}
	ah, al := bits.Mul64(uint64(a.num), uint64(b.den))
	bh, bl := bits.Mul64(uint64(b.num), uint64(a.den))
	if ah != bh {
		return profile.Compare(int64(ah), int64(bh))
	}
	if al == bl {
		return 0
	}
	if al < bl {
		return -1
	}
	return 1
}
