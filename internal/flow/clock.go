package flow

import (
	"errors"
	"time"

	"linli/internal/errs"
)

// Clock runs from an act to a due date. It is a value: each method returns the clock as it is afterwards, or refuses with
// Conflict and leaves it alone. It pauses and is never set back: no act may be earlier than the one before it, what has
// elapsed never shrinks, and the due date moves only later (a provisional one excepted, see Recompute). A “new clock of
// the same length” is a new Clock; the old one keeps its result.
type Clock struct {
	Started     time.Time     `json:"started"`
	Due         time.Time     `json:"due"`
	Provisional bool          `json:"provisional,omitempty"` // Due used days whose notice is still awaited
	PausedSince time.Time     `json:"paused_since,omitzero"` // zero while it runs; stays when stopped in a pause
	PausedTotal time.Duration `json:"paused_total_ns"`       // pauses that have ended, in plain time
	Stopped     time.Time     `json:"stopped,omitzero"`      // zero until then
	Last        time.Time     `json:"last"`                  // the last act on it
}

// NewClock starts a clock at a moment; Invalid when it would be due already.
func NewClock(at, due time.Time, provisional bool) (_ Clock, err error) {
	defer errs.Wrap(&err, "flow.NewClock")
	if !due.After(at) {
		return Clock{}, errs.New(errs.Invalid, "flow.clock_due")
	}
	return Clock{Started: at, Due: due, Provisional: provisional, Last: at}, nil
}

// Pause begins a suspension. Conflict when the clock is paused or stopped.
func (c Clock) Pause(at time.Time) (_ Clock, err error) {
	defer errs.Wrap(&err, "flow.Pause")
	if err := c.accepts(at); err != nil {
		return c, err
	}
	if c.Paused() {
		return c, errs.New(errs.Conflict, "flow.clock_paused")
	}
	c.PausedSince, c.Last = at, at
	return c, nil
}

// Resume ends the suspension. The due date moves by the length of the pause in the clock's own unit: shift is
// workday.Calendar.Shift for that unit, and what it says of provisional adds to what was. Conflict when the clock is not
// paused; Internal when shift moves the date back.
func (c Clock) Resume(at time.Time, shift func(due, pause, resume time.Time) (time.Time, bool)) (_ Clock, err error) {
	defer errs.Wrap(&err, "flow.Resume")
	if err := c.accepts(at); err != nil {
		return c, err
	}
	if !c.Paused() {
		return c, errs.New(errs.Conflict, "flow.clock_running")
	}
	due, provisional := shift(c.Due, c.PausedSince, at)
	if due.Before(c.Due) {
		return c, errors.New("a pause moved the due date back")
	}
	c.Due, c.Provisional = due, c.Provisional || provisional
	c.PausedTotal += at.Sub(c.PausedSince)
	c.PausedSince, c.Last = time.Time{}, at
	return c, nil
}

// Extend sets a later due date, also while paused. Invalid when it is not later than the one before and than now.
func (c Clock) Extend(at, due time.Time, provisional bool) (_ Clock, err error) {
	defer errs.Wrap(&err, "flow.Extend")
	if err := c.accepts(at); err != nil {
		return c, err
	}
	if !due.After(c.Due) || !due.After(at) {
		return c, errs.New(errs.Invalid, "flow.clock_earlier")
	}
	c.Due, c.Provisional, c.Last = due, provisional, at
	return c, nil
}

// Stop ends it for good. Stopped in a pause it shows the moment of the pause: what is answered during a suspension was
// answered in time if it was not late when the suspension began.
func (c Clock) Stop(at time.Time) (_ Clock, err error) {
	defer errs.Wrap(&err, "flow.Stop")
	if err := c.accepts(at); err != nil {
		return c, err
	}
	c.Stopped, c.Last = at, at
	return c, nil
}

// Recompute replaces a provisional due date once its notice is imported; due has the pauses so far in it. It is no act in time and the only way for a due
// date to become earlier, though never earlier than the start. Conflict when the date was certain or the clock has
// stopped.
func (c Clock) Recompute(due time.Time, provisional bool) (_ Clock, err error) {
	defer errs.Wrap(&err, "flow.Recompute")
	switch {
	case !c.Stopped.IsZero():
		return c, errs.New(errs.Conflict, "flow.clock_stopped")
	case !c.Provisional:
		return c, errs.New(errs.Conflict, "flow.clock_certain")
	case !due.After(c.Started):
		return c, errs.New(errs.Invalid, "flow.clock_due")
	}
	c.Due, c.Provisional = due, provisional
	return c, nil
}

// Paused tells whether a suspension is running.
func (c Clock) Paused() bool { return !c.PausedSince.IsZero() && c.Stopped.IsZero() }

// Running tells whether it was started and is neither paused nor stopped.
func (c Clock) Running() bool { return !c.Started.IsZero() && !c.Paused() && c.Stopped.IsZero() }

// Face is the moment to compare with Due: now, or when the clock was paused or stopped. Working days left or late are
// counted from it.
func (c Clock) Face(now time.Time) time.Time {
	for _, held := range []time.Time{c.PausedSince, c.Stopped} {
		if !held.IsZero() && held.Before(now) {
			now = held
		}
	}
	return now
}

// Elapsed is the plain time the clock has run by now, pauses left out.
func (c Clock) Elapsed(now time.Time) time.Duration {
	return max(c.Face(now).Sub(c.Started)-c.PausedTotal, 0)
}

// Overdue tells whether the due date has passed on the clock: now, or when it was paused or stopped.
func (c Clock) Overdue(now time.Time) bool { return c.Face(now).After(c.Due) }

// accepts refuses an act on a clock that has stopped or never started, and one earlier than the act before it.
func (c Clock) accepts(at time.Time) error {
	switch {
	case c.Started.IsZero():
		return errs.New(errs.Conflict, "flow.clock_not_started")
	case !c.Stopped.IsZero():
		return errs.New(errs.Conflict, "flow.clock_stopped")
	case at.Before(c.Last):
		return errs.New(errs.Conflict, "flow.clock_backwards")
	}
	return nil
}
