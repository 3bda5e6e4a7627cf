package siting

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/solve/siting/instance"
)

// TestTheIterationsOfADeadlineRepeatItsAnswer: wherever a deadline fell, the same seed with as many iterations gives the same answer.
func TestTheIterationsOfADeadlineRepeatItsAnswer(t *testing.T) {
	t.Parallel()
	pts := scatter(300, 3)
	for _, objective := range objectives {
		for _, capacities := range []bool{false, true} {
			for _, after := range []time.Duration{0, 3 * time.Millisecond, 40 * time.Millisecond} {
				p := Problem{Objective: objective, P: 25, Radius: 60, Dist: instance.Distances(pts, pts, instance.Exact)}
				if capacities {
					p.P = 12
					p.Dist = p.Dist[:80]
					for range pts {
						p.Capacity = append(p.Capacity, 8)
					}
				}
				ctx, cancel := context.WithTimeout(context.Background(), after)
				cut, err := Solve(ctx, p, Options{Seed: 3})
				cancel()
				limit := cut.Iterations
				if limit == 0 {
					limit = -1
				}
				again, err2 := Solve(context.Background(), p, Options{Seed: 3, Iterations: limit})
				if err != nil || err2 != nil || !slices.Equal(cut.Sites, again.Sites) || cut.Value != again.Value || cut.Bound != again.Bound ||
					cut.Iterations != again.Iterations || len(cut.Sites) != p.P {
					t.Errorf("%s, capacities %v, %v: %+v and again %+v", objective, capacities, after, cut, again)
				}
			}
		}
	}
}

// TestCancellingEndsTheSearchSoon: a search without a limit on a question that takes minutes ends when told to, with an answer and its bound.
func TestCancellingEndsTheSearchSoon(t *testing.T) {
	t.Parallel()
	pts := scatter(400, 9)
	p := Problem{Objective: Median, P: 60, Dist: instance.Distances(pts, pts, instance.Exact)}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan Result, 1)
	go func() {
		r, _ := Solve(ctx, p, Options{Progress: func(s Progress) {
			if s.Iterations >= 3 {
				cancel()
			}
		}})
		done <- r
	}()
	select {
	case r := <-done:
		if r.Iterations < 3 || len(r.Sites) != 60 || !(r.Bound <= r.Value) {
			t.Errorf("%+v", r)
		}
	case <-time.After(time.Minute):
		t.Error("still searching a minute after it was cancelled")
	}
	cancel()
}

// TestProgressOnlyImproves: values and bounds move towards each other, and the last is the result.
func TestProgressOnlyImproves(t *testing.T) {
	t.Parallel()
	pts := scatter(150, 4)
	for _, objective := range objectives {
		p := Problem{Objective: objective, P: 9, Radius: 130, Dist: instance.Distances(pts, pts, instance.Nearest)}
		var seen []Progress
		r, err := Solve(context.Background(), p, Options{Iterations: 60, Progress: func(s Progress) { seen = append(seen, s) }})
		if err != nil || len(seen) == 0 {
			t.Fatalf("%s: %d reports, %v", objective, len(seen), err)
		}
		sign := 1.0
		if objective == Cover {
			sign = -1
		}
		for k, s := range seen {
			if sign*s.Bound > sign*s.Value || k > 0 && (sign*s.Value > sign*seen[k-1].Value || sign*s.Bound < sign*seen[k-1].Bound || s.Iterations <= seen[k-1].Iterations) {
				t.Errorf("%s: %+v after %+v", objective, s, seen[max(0, k-1)])
			}
		}
		if last := seen[len(seen)-1]; last.Value != r.Value || last.Bound != r.Bound {
			t.Errorf("%s: ends with %+v, result %+v", objective, last, r)
		}
	}
}

// TestContradictionsAreRefused: every error wraps ErrProblem.
func TestContradictionsAreRefused(t *testing.T) {
	t.Parallel()
	ok := func() Problem { return Problem{Objective: Median, P: 1, Dist: [][]float64{{1, 2}, {2, 1}}} }
	for name, spoil := range map[string]func(p *Problem){
		"objective": func(p *Problem) { p.Objective = "x" }, "no points": func(p *Problem) { p.Dist = nil }, "no sites": func(p *Problem) { p.Dist = [][]float64{{}} },
		"ragged": func(p *Problem) { p.Dist[1] = p.Dist[1][:1] }, "negative": func(p *Problem) { p.Dist[0][0] = -1 }, "NaN": func(p *Problem) { p.Dist[0][0] = math.NaN() },
		"weights": func(p *Problem) { p.Weight = []float64{1} }, "weight": func(p *Problem) { p.Weight = []float64{1, math.Inf(1)} },
		"capacity": func(p *Problem) { p.Capacity = []float64{1, -1} }, "load": func(p *Problem) { p.Load = []float64{1, math.NaN()} },
		"radius": func(p *Problem) { p.Radius = -1 }, "reach": func(p *Problem) { p.Reach = math.Inf(1) }, "too many": func(p *Problem) { p.P = 3 },
		"none": func(p *Problem) { p.P = 0 }, "outside": func(p *Problem) { p.Required = []int{2} }, "below": func(p *Problem) { p.Forbidden = []int{-1} },
		"both": func(p *Problem) { p.Required, p.Forbidden = []int{1}, []int{1} }, "required": func(p *Problem) { p.Required = []int{0, 1} },
		"twice": func(p *Problem) { p.Existing = []int{1, 1} },
	} {
		p := ok()
		spoil(&p)
		if _, err := Solve(context.Background(), p, Options{}); !errors.Is(err, ErrProblem) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := NewPlan(p, []int{0}); !errors.Is(err, ErrProblem) {
			t.Errorf("%s: plan %v", name, err)
		}
	}
	for _, sites := range [][]int{nil, {2}, {-1}, {0, 1}} {
		if _, err := NewPlan(ok(), sites); !errors.Is(err, ErrProblem) {
			t.Errorf("%v: %v", sites, err)
		}
	}
}

// TestAPlanTellsWhatMovesAndLossesCost: moves, reasons and shares against evaluation by definition.
func TestAPlanTellsWhatMovesAndLossesCost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, rapid.SampledFrom(objectives).Draw(t, "objective"), rapid.Bool().Draw(t, "capacities"))
		r := solveAll(t, p, Options{})
		pl, err := NewPlan(p, r.Sites)
		if err != nil || !close(pl.Value, r.Value) {
			t.Fatalf("%+v: %v, value %v", p, err, pl)
		}
		worth := func(sites []int) float64 { return naive(&p, append(slices.Clone(sites), p.Existing...)) }
		for k, from := range r.Sites {
			for to := range p.sites() {
				moved := slices.Clone(r.Sites)
				moved[k] = to
				_, illegal := NewPlan(p, moved)
				v, err := pl.Move(from, to)
				if (err == nil) != (illegal == nil) || (err == nil && !close(v, worth(moved))) {
					if !(to == from && errors.Is(err, ErrProblem)) {
						t.Fatalf("%+v: %d to %d costs %v (%v), by definition %v (%v)", p, from, to, v, err, worth(moved), illegal)
					}
				}
			}
		}
		reasons := pl.Reasons()
		if len(reasons) != len(r.Sites) {
			t.Fatalf("%d reasons for %v", len(reasons), r.Sites)
		}
		for k, x := range reasons {
			if want := math.Abs(worth(slices.Delete(slices.Clone(r.Sites), k, k+1)) - r.Value); x.Site != r.Sites[k] || !close(x.Loss, want) {
				t.Fatalf("%+v: without %d the loss is %v, not %v", p, x.Site, want, x.Loss)
			}
			sum := 0.0
			for _, s := range x.Serves {
				sum += s.Weight
			}
			if !close(sum, x.Weight) || p.Capacity != nil && p.Load == nil && x.Weight > p.Capacity[x.Site]+1e-6 {
				t.Fatalf("%+v: site %d serves %v in sum, said %v", p, x.Site, sum, x.Weight)
			}
		}
	})
}

// TestEffectsByAgeGroup: two old people live far, two young ones near; the new bench is the old people's.
func TestEffectsByAgeGroup(t *testing.T) {
	t.Parallel()
	p := Problem{Objective: Median, P: 1, Existing: []int{0}, Dist: [][]float64{{100, 900}, {1000, 50}, {math.Inf(1), math.Inf(1)}}, Weight: []float64{1, 3, 1}}
	pl, err := NewPlan(p, []int{1})
	if err != nil {
		t.Fatal(err)
	}
	e, err := pl.Effects([]Group{{"60+", []float64{0, 2, 0}}, {"18-59", []float64{2, 0, 2}}}, 150)
	want := []Effect{
		{"60+", Walks{1000, 1000, 0, 0}, Walks{50, 50, 1, 0}},
		{"18-59", Walks{100, 100, 0.5, 2}, Walks{100, 100, 0.5, 2}},
	}
	if err != nil || !slices.Equal(e, want) {
		t.Errorf("%+v: %v", e, err)
	}
	if _, err := pl.Effects([]Group{{"60+", []float64{1}}}, 150); !errors.Is(err, ErrProblem) {
		t.Error(err)
	}
}

// TestProposalsDiffer: any two differ in as many sites as asked, the first is the best, and each that is called proven is the best of those that differ.
func TestProposalsDiffer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, rapid.SampledFrom(objectives).Draw(t, "objective"), rapid.Bool().Draw(t, "capacities"))
		k, differ := rapid.IntRange(1, 4).Draw(t, "k"), rapid.IntRange(1, 3).Draw(t, "differ")
		out, err := Proposals(context.Background(), p, Options{Seed: 2}, k, differ)
		if err != nil || len(out) == 0 || len(out) > k {
			t.Fatalf("%+v: %d proposals, %v", p, len(out), err)
		}
		apart := func(a, b []int) int {
			n := 0
			for _, j := range a {
				if !slices.Contains(b, j) {
					n++
				}
			}
			return n
		}
		for x, r := range out {
			legal(t, p, r.Sites)
			best, any := math.Inf(1), false
			p.each(func(sites []int) {
				for _, e := range out[:x] {
					if apart(sites, e.Sites) < differ {
						return
					}
				}
				v := naive(&p, append(slices.Clone(sites), p.Existing...))
				if p.Objective == Cover {
					v = -v
				}
				best, any = min(best, v), true
			})
			if p.Objective == Cover {
				best = -best
			}
			for _, e := range out[:x] {
				if apart(r.Sites, e.Sites) < differ {
					t.Fatalf("%+v: %v and %v", p, r.Sites, e.Sites)
				}
			}
			if !any || !r.Proven || !close(r.Value, best) {
				t.Fatalf("%+v: proposal %d %v is worth %v (proven %v), the best is %v", p, x, r.Sites, r.Value, r.Proven, best)
			}
		}
		if len(out) == k {
			return
		}
		p.each(func(sites []int) { // fewer came back: then there is no further one
			for _, e := range out {
				if apart(sites, e.Sites) < differ {
					return
				}
			}
			t.Fatalf("%+v: %v differs from all %d proposals", p, sites, len(out))
		})
	})
}
