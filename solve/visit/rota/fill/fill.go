package fill

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"

	"linli/solve/visit/rota"
)

// Options steer the search.
type Options struct {
	Seed       uint64
	Iterations int       // so many times visits are taken out and put in anew; 0 = until the context ends, negative = only the first plan
	Before     rota.Plan // the plan that people know: kept wherever it still can be; nil = none
	Progress   func(iterations int, c rota.Cost)
}

// Result is the best plan found.
type Result struct {
	Plan       rota.Plan
	Cost       rota.Cost
	Iterations int
}

// Solve makes a plan. The same problem, seed and number of iterations give the same plan on every machine; a context that has ended gives the first plan.
func Solve(ctx context.Context, p *rota.Problem, o Options) (Result, error) {
	if err := p.Check(); err != nil {
		return Result{}, err
	}
	s := newState(p, o.Before)
	if err := s.adopt(o.Before); err != nil {
		return Result{}, err
	}
	for w := range s.of {
		s.insert(s.missing(s.of[w]))
	}
	n := &neighbours{state: s, rng: rand.New(rand.NewPCG(o.Seed, 0x5bd1e995))}
	n.near()
	done := 0
	for ; len(s.visits) > 0 && (o.Iterations == 0 || done < o.Iterations) && ctx.Err() == nil; done++ {
		was := s.cost
		n.round()
		if o.Progress != nil && s.cost != was {
			o.Progress(done+1, s.cost)
		}
	}
	return Result{Plan: slices.Clone(s.plan), Cost: s.cost, Iterations: done}, nil
}

// missing are those of the visits that are not planned.
func (s *state) missing(visits []int) (out []int) {
	for _, i := range visits {
		if s.plan[i].Day < 0 {
			out = append(out, i)
		}
	}
	return out
}

// neighbours are what the search draws from.
type neighbours struct {
	*state
	rng     *rand.Rand
	close   [][]int // wishes by walking distance, for each wish; itself first
	out     []int   // visits taken out in this round
	back    rota.Plan
	wishes  []int
	removed [][]int
}

// most is how many wishes are taken out together.
const most = 4

func (n *neighbours) near() {
	const wide = 24
	n.close = make([][]int, len(n.p.Wishes))
	for w := range n.close {
		all := make([]int, len(n.p.Wishes))
		for i := range all {
			all[i] = i
		}
		at := n.p.Walk[n.p.Wishes[w].Place]
		slices.SortStableFunc(all, func(a, b int) int {
			return cmp.Or(cmp.Compare(b2i(a != w), b2i(b != w)), cmp.Compare(at[n.p.Wishes[a].Place], at[n.p.Wishes[b].Place]))
		})
		n.close[w] = slices.Clone(all[:min(wide, len(all))])
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// round takes a few wishes' visits out, puts them in anew, and takes that back when it is worse.
func (n *neighbours) round() {
	was := n.cost
	n.out, n.back = n.out[:0], n.back[:0]
	n.wishes, n.removed = n.wishes[:0], n.removed[:0]
	n.choose()
	for _, w := range n.wishes {
		part := n.rng.IntN(3) == 0 // now and then only some of its visits
		var mine []int
		for _, i := range n.of[w] {
			if part && n.rng.IntN(2) == 0 {
				continue
			}
			n.out, n.back = append(n.out, i), append(n.back, n.plan[i])
			mine = append(mine, i)
			if n.plan[i].Day >= 0 {
				n.take(i)
			}
		}
		n.rng.Shuffle(len(mine), func(a, b int) { mine[a], mine[b] = mine[b], mine[a] })
		n.removed = append(n.removed, mine)
	}
	for _, mine := range n.removed {
		n.insert(mine)
	}
	if was.Less(&n.cost) {
		n.restore()
	}
}

func (n *neighbours) restore() {
	for _, i := range n.out {
		if n.plan[i].Day >= 0 {
			n.take(i)
		}
	}
	for k, i := range n.out {
		if n.back[k].Day >= 0 {
			n.put(i, n.back[k])
		}
	}
}

// choose draws the wishes: one at random, or one with something amiss, and some near it or served by the same helper.
func (n *neighbours) choose() {
	w := n.rng.IntN(len(n.p.Wishes))
	if n.rng.IntN(2) == 0 {
		for k := range n.p.Wishes { // the next one whose visits are not all as they should be
			if at := (w + k) % len(n.p.Wishes); n.amiss(at) {
				w = at
				break
			}
		}
	}
	n.wishes = append(n.wishes, w)
	for count := n.rng.IntN(most); count > 0; count-- {
		o := n.close[w][n.rng.IntN(len(n.close[w]))]
		if n.rng.IntN(3) == 0 {
			o = n.rng.IntN(len(n.p.Wishes))
		}
		if !slices.Contains(n.wishes, o) {
			n.wishes = append(n.wishes, o)
		}
	}
	n.rng.Shuffle(len(n.wishes), func(a, b int) { n.wishes[a], n.wishes[b] = n.wishes[b], n.wishes[a] })
}

// amiss tells whether a visit of the wish is not made, or is made by somebody not asked for, or by too many.
func (n *neighbours) amiss(w int) bool {
	if n.variety[w] > len(n.p.Wishes[w].Services) {
		return true
	}
	for _, i := range n.of[w] {
		if n.plan[i].Day < 0 || n.asked[w] != nil && !n.asked[w][n.plan[i].Helper[0]] {
			return true
		}
	}
	return false
}
