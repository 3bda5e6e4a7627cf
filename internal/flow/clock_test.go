package flow_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/errs"
	"linli/internal/flow"
)

// h is the moment so many hours after the clock of these tests was started.
func h(n int) time.Time {
	return time.Date(2026, 3, 2, 8, 30, 0, 0, time.UTC).Add(time.Duration(n) * time.Hour)
}

// plain moves the due date by the pause itself, as the unit “round the clock” does.
func plain(due, pause, resume time.Time) (time.Time, bool) {
	return due.Add(resume.Sub(pause)), false
}

type step func(flow.Clock) (flow.Clock, error)

func pause(n int) step { return func(c flow.Clock) (flow.Clock, error) { return c.Pause(h(n)) } }
func resume(n int) step {
	return func(c flow.Clock) (flow.Clock, error) { return c.Resume(h(n), plain) }
}
func stop(n int) step { return func(c flow.Clock) (flow.Clock, error) { return c.Stop(h(n)) } }

func extend(n, due int) step {
	return func(c flow.Clock) (flow.Clock, error) { return c.Extend(h(n), h(due), false) }
}

func recompute(due int) step {
	return func(c flow.Clock) (flow.Clock, error) { return c.Recompute(h(due), false) }
}

func started(t testing.TB, provisional bool) flow.Clock {
	t.Helper()
	c, err := flow.NewClock(h(0), h(24), provisional)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func do(t testing.TB, c flow.Clock, steps ...step) flow.Clock {
	t.Helper()
	for i, s := range steps {
		var err error
		if c, err = s(c); err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
	}
	return c
}

// A clock started at hour 0 and due at hour 24, seen at a later hour.
func TestClock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		steps   []step
		now     int
		elapsed int
		due     int
		overdue bool
	}{
		{"runs", nil, 10, 10, 24, false},
		{"not before its start", nil, -3, 0, 24, false},
		{"the due moment is in time", nil, 24, 24, 24, false},
		{"late", nil, 25, 25, 24, true},
		{"paused, it does not age", []step{pause(4)}, 100, 4, 24, false},
		{"paused late, it stays as late", []step{pause(30)}, 100, 30, 24, true},
		{"resumed, the due date has moved", []step{pause(4), resume(10)}, 12, 6, 30, false},
		{"two pauses", []step{pause(4), resume(10), pause(12), resume(20)}, 21, 7, 38, false},
		{"extended", []step{extend(5, 48)}, 30, 30, 48, false},
		{"extended while paused, the pause is added", []step{pause(4), extend(5, 48), resume(10)}, 12, 6, 54, false},
		{"stopped in time", []step{stop(20)}, 100, 20, 24, false},
		{"stopped late", []step{stop(25)}, 100, 25, 24, true},
		{"stopped while paused", []step{pause(4), stop(50)}, 100, 4, 24, false},
		{"stopped after a pause", []step{pause(4), resume(10), stop(12)}, 100, 6, 30, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := do(t, started(t, false), c.steps...)
			if got := clock.Elapsed(h(c.now)); got != time.Duration(c.elapsed)*time.Hour {
				t.Errorf("elapsed %s, want %dh", got, c.elapsed)
			}
			if !clock.Due.Equal(h(c.due)) {
				t.Errorf("due %s, want %s", clock.Due, h(c.due))
			}
			if got := clock.Overdue(h(c.now)); got != c.overdue {
				t.Errorf("overdue %v, want %v", got, c.overdue)
			}
		})
	}
}

func TestClockRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		before []step
		act    step
		kind   errs.Kind
		key    string
	}{
		{"a second pause", []step{pause(4)}, pause(5), errs.Conflict, "flow.clock_paused"},
		{"a second end of the pause", []step{pause(4), resume(5)}, resume(6), errs.Conflict, "flow.clock_running"},
		{"the end of a pause that never began", nil, resume(6), errs.Conflict, "flow.clock_running"},
		{"a pause before the start", nil, pause(-1), errs.Conflict, "flow.clock_backwards"},
		{"an end before the pause began", []step{pause(4)}, resume(3), errs.Conflict, "flow.clock_backwards"},
		{"a pause inside the last one", []step{pause(4), resume(10)}, pause(9), errs.Conflict, "flow.clock_backwards"},
		{"a stop before the last act", []step{extend(5, 48)}, stop(4), errs.Conflict, "flow.clock_backwards"},
		{"a pause after the stop", []step{stop(5)}, pause(6), errs.Conflict, "flow.clock_stopped"},
		{"a second stop", []step{stop(5)}, stop(6), errs.Conflict, "flow.clock_stopped"},
		{"an extension after the stop", []step{stop(5)}, extend(6, 48), errs.Conflict, "flow.clock_stopped"},
		{"an extension to an earlier date", nil, extend(5, 20), errs.Invalid, "flow.clock_earlier"},
		{"an extension to the same date", nil, extend(5, 24), errs.Invalid, "flow.clock_earlier"},
		{"an extension into the past", nil, extend(40, 30), errs.Invalid, "flow.clock_earlier"},
		{"another date for a certain one", nil, recompute(20), errs.Conflict, "flow.clock_certain"},
		{"another date after the stop", []step{stop(5)}, recompute(20), errs.Conflict, "flow.clock_stopped"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := do(t, started(t, false), c.before...)
			after, err := c.act(clock)
			var e *errs.Error
			if !errors.As(err, &e) || e.Kind != c.kind || e.Key != c.key {
				t.Errorf("%v, want %s %s", err, c.kind, c.key)
			}
			if after != clock {
				t.Errorf("refused, and yet changed: %+v", after)
			}
		})
	}
}

func TestClockNeverStarted(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]step{"pause": pause(1), "resume": resume(1), "extend": extend(1, 2), "stop": stop(1)} {
		if _, err := act(flow.Clock{}); !errs.Is(err, errs.Conflict) {
			t.Errorf("%s: %v, want Conflict", name, err)
		}
	}
	for _, due := range []int{0, -1} {
		if _, err := flow.NewClock(h(0), h(due), false); !errs.Is(err, errs.Invalid) {
			t.Errorf("due %dh after its start: %v, want Invalid", due, err)
		}
	}
	if (flow.Clock{}).Running() {
		t.Error("a clock that was never started runs")
	}
}

func TestRunningAndPaused(t *testing.T) {
	t.Parallel()
	c := started(t, false)
	for _, s := range []struct {
		name            string
		clock           flow.Clock
		running, paused bool
	}{
		{"started", c, true, false},
		{"paused", do(t, c, pause(1)), false, true},
		{"resumed", do(t, c, pause(1), resume(2)), true, false},
		{"stopped", do(t, c, stop(1)), false, false},
		{"stopped while paused", do(t, c, pause(1), stop(2)), false, false},
	} {
		if s.clock.Running() != s.running || s.clock.Paused() != s.paused {
			t.Errorf("%s: running %v paused %v", s.name, s.clock.Running(), s.clock.Paused())
		}
	}
}

func TestProvisionalDates(t *testing.T) {
	t.Parallel()
	c := started(t, true)
	earlier := do(t, c, recompute(20))
	if !earlier.Due.Equal(h(20)) || earlier.Provisional {
		t.Errorf("recomputed: %+v", earlier)
	}
	if _, err := c.Recompute(h(0), false); !errs.Is(err, errs.Invalid) {
		t.Errorf("recomputed to its start: %v, want Invalid", err)
	}
	if kept := do(t, c, pause(1), resume(2)); !kept.Provisional {
		t.Error("a pause made a provisional date certain")
	}
	soft := func(due, pause, resume time.Time) (time.Time, bool) { return due.Add(resume.Sub(pause)), true }
	if now, err := do(t, started(t, false), pause(1)).Resume(h(2), soft); err != nil || !now.Provisional {
		t.Errorf("moved beyond the notices: %+v, %v", now, err)
	}
	if ext := do(t, c, extend(1, 48)); ext.Provisional {
		t.Error("a new certain date is provisional")
	}
}

func TestAShiftThatMovesBackIsOurFault(t *testing.T) {
	t.Parallel()
	back := func(due, _, _ time.Time) (time.Time, bool) { return due.Add(-1), false }
	if _, err := do(t, started(t, false), pause(1)).Resume(h(2), back); err == nil || errs.KindOf(err) != errs.Internal {
		t.Errorf("%v, want Internal", err)
	}
}

func TestClockInJSON(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]flow.Clock{
		"running": started(t, true),
		"paused":  do(t, started(t, false), pause(1), resume(3), pause(4)),
		"stopped": do(t, started(t, false), stop(4)),
	} {
		b, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var out flow.Clock
		if err := json.Unmarshal(b, &out); err != nil || out != in {
			t.Errorf("%s: %s became %+v, %v", name, b, out, err)
		}
	}
}

// Any sequence of acts, at any moments: the clock takes those that are in order and refuses the others with Conflict or
// Invalid; it never runs backwards, and it has run exactly as long as it was not paused.
func TestNoSequenceOfActsMakesAClockRunBackwards(t *testing.T) {
	t.Parallel()
	acts := rapid.SampledFrom([]string{"pause", "pause", "pause", "resume", "resume", "resume", "extend", "extend", "stop"})
	rapid.Check(t, func(t *rapid.T) {
		clock, err := flow.NewClock(h(0), h(rapid.IntRange(1, 100).Draw(t, "due")), false)
		if err != nil {
			t.Fatal(err)
		}
		m := model{last: h(0)}
		for range rapid.IntRange(1, 30).Draw(t, "acts") {
			act := acts.Draw(t, "act")
			at := m.last.Add(time.Duration(rapid.Int64Range(-int64(5*time.Hour), int64(40*time.Hour)).Draw(t, "after")))
			after, err := apply(t, clock, act, at)
			late := act == "extend" && errs.Is(err, errs.Invalid) // to a date that is not later
			if m.allows(act, at) != (err == nil) && !late {
				t.Fatalf("%s at %s after %+v: %v", act, at, clock, err)
			}
			if err == nil {
				compare(t, act, at, clock, after)
				m.take(act, at)
				clock = after
			} else if after != clock || (!late && !errs.Is(err, errs.Conflict)) {
				t.Fatalf("%s refused with %v: %+v became %+v", act, err, clock, after)
			}
			watch(t, clock, m)
		}
	})
}

// compare: at the moment of an act nothing jumps.
func compare(t *rapid.T, act string, at time.Time, was, is flow.Clock) {
	if is.Due.Before(was.Due) {
		t.Fatalf("%s moved the due date back from %s to %s", act, was.Due, is.Due)
	}
	if a, b := was.Elapsed(at), is.Elapsed(at); a != b {
		t.Fatalf("%s at %s turned %s elapsed into %s", act, at, a, b)
	}
	if a, b := was.Overdue(at), is.Overdue(at); a != b && act != "extend" {
		t.Fatalf("%s at %s turned overdue from %v to %v", act, at, a, b)
	}
}

func apply(t *rapid.T, c flow.Clock, act string, at time.Time) (flow.Clock, error) {
	switch act {
	case "pause":
		return c.Pause(at)
	case "resume":
		return c.Resume(at, plain)
	case "stop":
		return c.Stop(at)
	default:
		return c.Extend(at, c.Due.Add(time.Duration(rapid.IntRange(-2, 50).Draw(t, "by"))*time.Hour), false)
	}
}

// model is the clock told as a list of acts.
type model struct {
	last            time.Time
	ran             time.Duration // until last
	paused, stopped bool
}

func (m *model) allows(act string, at time.Time) bool {
	return !m.stopped && !at.Before(m.last) && (act != "pause" || !m.paused) && (act != "resume" || m.paused)
}

func (m *model) take(act string, at time.Time) {
	if !m.paused {
		m.ran += at.Sub(m.last)
	}
	m.last = at
	switch act {
	case "pause":
		m.paused = true
	case "resume":
		m.paused = false
	case "stop":
		m.paused, m.stopped = false, true
	}
}

// watch looks at the clock at two moments from the last act on, without another act.
func watch(t *rapid.T, c flow.Clock, m model) {
	first := m.last.Add(time.Duration(rapid.Int64Range(0, int64(50*time.Hour)).Draw(t, "look")))
	second := first.Add(time.Duration(rapid.Int64Range(0, int64(50*time.Hour)).Draw(t, "look again")))
	want := m.ran
	if !m.paused && !m.stopped {
		want += first.Sub(m.last)
	}
	a, b := c.Elapsed(first), c.Elapsed(second)
	switch {
	case a != want:
		t.Fatalf("elapsed %s, want %s", a, want)
	case b < a:
		t.Fatalf("elapsed ran backwards from %s to %s", a, b)
	case (m.paused || m.stopped) && b != a:
		t.Fatalf("a held clock aged from %s to %s", a, b)
	case !m.paused && !m.stopped && b-a != second.Sub(first):
		t.Fatalf("a running clock lost time: %s in %s", b-a, second.Sub(first))
	case c.Overdue(first) && !c.Overdue(second):
		t.Fatal("overdue, and then not")
	}
}
