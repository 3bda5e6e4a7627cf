package side

import (
	"context"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Task is what a joint handler (一起办) has to do, by a day inside the wish's.
type Task struct {
	ID     string
	Wish   string
	Unit   string
	Text   string
	Due    time.Time
	At     time.Time // given
	By     string    // who gave it, by name and title
	DoneAt time.Time // zero: not yet
	DoneBy string
	Done   string // what was done
}

// Share is a task being given.
type Share struct {
	Unit string
	Text string
	Day  workday.Date // the last day; done by closing time
}

// Join gives another unit a task in a wish; the responsible unit stays responsible, and the clock runs on. Invalid: unit
// (responsible itself, has an open task already, or does not cover the place), text, day (past, or after the wish's).
func (s *Service) Join(ctx context.Context, a actor.Actor, wishID string, in Share, key string) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.Joint, wishID, key, func(ctx context.Context, c *wish.Change) error {
		return share(ctx, c, "", in)
	})
}

// share checks a task and gives it. prefix is before the names of its fields, where a form has several.
func share(ctx context.Context, c *wish.Change, prefix string, in Share) error {
	in.Text = strings.TrimSpace(in.Text)
	var bad wish.Checker
	bad.Text(prefix+"text", in.Text, 1, wish.MaxText)
	units, err := Helpers(ctx, c.Tx, c.Wish)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(units, func(o org.Org) bool { return o.ID == in.Unit }) {
		bad.Add(prefix+"unit", "wish.error.unit")
	}
	due := c.Book.Calendar().Closing(in.Day)
	if !due.After(c.Now) || due.After(c.Wish.Due) {
		bad.Add(prefix+"day", "wish.error.task_day", workday.DateOf(c.Wish.Due).String())
	}
	if err := errs.BadFields(bad); err != nil {
		return err
	}
	t := Task{ID: id.At(c.Now), Wish: c.Wish.ID, Unit: in.Unit, Text: in.Text, Due: due, At: c.Now, By: c.Actor.Signed(c.Post)}
	if err := insertTask(ctx, c.Tx, t); err != nil {
		return err
	}
	if !slices.Contains(c.Wish.Beside, in.Unit) {
		c.Wish.Beside = append(slices.Clone(c.Wish.Beside), in.Unit)
	}
	c.Tell(wish.Joint, wish.ForPublic, in.Text, wish.Detail{Unit: in.Unit, Due: due.UnixMicro(), Words: wish.ForStaff})
	return nil
}

// Helpers are the units that may be given a task in a wish: those of its level and of the levels below that cover the
// place, without the responsible one and those that have an open task.
func Helpers(ctx context.Context, q db.Querier, w wish.Wish) (out []org.Org, err error) {
	defer errs.Wrap(&err, "side.Helpers")
	tasks, err := TasksOf(ctx, q, w.ID)
	if err != nil {
		return nil, err
	}
	busy := map[string]bool{w.Unit: true}
	for _, t := range tasks {
		busy[t.Unit] = busy[t.Unit] || t.DoneAt.IsZero()
	}
	for _, colour := range wish.Colours() {
		units, err := wish.ReceiversTx(ctx, q, w.Community, colour)
		if err != nil {
			return nil, err
		}
		for _, o := range units {
			if !busy[o.ID] {
				out, busy[o.ID] = append(out, o), true
			}
		}
		if colour == w.Colour {
			break
		}
	}
	return out, nil
}

// Finish says that a task is done, by the unit that has it. Invalid: text. NotFound: no such task here; Conflict: done
// already.
func (s *Service) Finish(ctx context.Context, a actor.Actor, wishID, taskID, text, key string) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.TaskDone, wishID, key, func(ctx context.Context, c *wish.Change) error {
		text = strings.TrimSpace(text)
		var bad wish.Checker
		bad.Text("text", text, 1, wish.MaxText)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		tasks, err := TasksOf(ctx, c.Tx, c.Wish.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(tasks, func(t Task) bool { return t.ID == taskID })
		if i < 0 {
			return errs.New(errs.NotFound, "error.not_found")
		}
		post, ok := wish.ActsFor(a, tasks[i].Unit)
		if !ok {
			return errs.New(errs.Forbidden, "wish.forbidden.task_done")
		}
		if err := finishTask(ctx, c.Tx, tasks[i], a.Signed(post), text); err != nil {
			return err
		}
		c.Stay()
		c.Tell(wish.TaskDone, wish.ForStaff, text, wish.Detail{Unit: tasks[i].Unit})
		return nil
	})
}

// Ruling is the level above's word on who has a wish, and who helps.
type Ruling struct {
	Lead   string
	Text   string // why; binds
	Shares []Share
	Keep   Scope // where it is a precedent
	Key    string
}

// Scope is where a ruling holds for the next similar wish.
type Scope string

// The scopes. A street's leader rules for the street at most. Nothing said is the community.
const (
	InCommunity Scope = "community"
	InStreet    Scope = "street"
	InDistrict  Scope = "district"
	Nowhere     Scope = "none" // it was a case of its own
)

// ledBy is the colour that a wish has when a unit leads: its own, or the one that was refused. Unsorted: the unit is of
// neither level.
func ledBy(ctx context.Context, c *wish.Change, lead string) (wish.Colour, error) {
	for _, colour := range []wish.Colour{c.Wish.Colour, c.Wish.Asked.Colour} {
		units, err := wish.ReceiversTx(ctx, c.Tx, c.Wish.Community, colour)
		if err != nil || slices.ContainsFunc(units, func(o org.Org) bool { return o.ID == lead }) {
			return colour, err
		}
	}
	return wish.Unsorted, nil
}

// Rule names the lead of a wish that was returned as often as may be, or whose other colour was refused, and its
// co-handlers. It binds: the lead cannot
// return it again. The clock has run on all the while. Invalid: lead, text, and each share's unit, text, day as
// share_1_unit and so on.
func (s *Service) Rule(ctx context.Context, a actor.Actor, wishID string, in Ruling) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.Ruling, wishID, in.Key, func(ctx context.Context, c *wish.Change) error {
		in.Text = strings.TrimSpace(in.Text)
		var bad wish.Checker
		bad.Text("text", in.Text, 1, wish.MaxText)
		colour, err := ledBy(ctx, c, in.Lead)
		if err != nil {
			return err
		}
		if colour == wish.Unsorted {
			bad.Add("lead", "wish.error.unit")
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		w := &c.Wish
		w.Unit, w.Sender, w.Post, w.Returned, w.RulingDue = in.Lead, "", "", 0, time.Time{}
		if colour == wish.Red && w.Colour != wish.Red {
			w.NotedAt = c.Now // the month of its first note begins
		}
		w.Colour, w.Asked = colour, wish.Asked{}
		c.Tell(wish.Ruling, wish.ForPublic, in.Text, wish.Detail{Unit: in.Lead, Colour: colour, Words: wish.ForStaff})
		for i, one := range in.Shares {
			if err := share(ctx, c, "share_"+string(rune('1'+i))+"_", one); err != nil {
				return err
			}
		}
		if err := ruleReturns(ctx, c); err != nil {
			return err
		}
		return s.ruled(ctx, c, in)
	})
}
