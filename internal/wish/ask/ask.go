// Package ask is what a unit asks for beside the straight way of a wish (domain.md 3.1): more time (延期), a pause (暂停), or
// another colour (转颜色); who decides it, what silence means, and what a decision does to the clock. And it makes one wish
// part of another (并入). Each is an act of wish.Flow and a row in a table of its own, so that every date can be recomputed.
package ask

import (
	"context"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Service is the use cases.
type Service struct {
	d      *db.DB
	wishes *wish.Service
}

// New is the service over wishes.
func New(d *db.DB, wishes *wish.Service) *Service { return &Service{d, wishes} }

// Outcome is how a request ended.
type Outcome string

// Outcomes; empty while it waits.
const (
	Granted Outcome = "granted"
	Refused Outcome = "refused"
	Silent  Outcome = "silent" // nobody answered in time: accepted
	Lapsed  Outcome = "lapsed" // the wish has left the unit that asked
)

// Request is one thing asked for.
type Request struct {
	ID      string
	Wish    string
	For     wish.Ask
	Text    string
	Until   time.Time // the new due date, or the end of the pause
	Year    int       // planned for; 0: for no year's plan
	Colour  wish.Colour
	Unit    string
	At      time.Time
	By      string // unit that asked
	Old     time.Time
	Silent  time.Time // when silence counts as acceptance
	Outcome Outcome
	Decided time.Time
	Word    string // of who decided
	Resumed time.Time
}

// Wanted is what a unit asks for: time or a pause until a day, or for a year's plan.
type Wanted struct {
	Day  workday.Date // the last day; of a pause the day on which the clock goes on
	Year int          // planned(year): the pause lasts until the year has ended
	Text string       // why; the submitter reads it
	Key  string
}

// Extend asks the level above for a later due date. The clock runs on until that has decided. Invalid: day (not after the
// due date), text. Conflict: asked already, the deadline has passed, or extended as often as the rule wish.extend.most says.
func (s *Service) Extend(ctx context.Context, a actor.Actor, wishID string, in Wanted) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.Extend, wishID, in.Key, func(ctx context.Context, c *wish.Change) error {
		var bad wish.Checker
		in.Text = strings.TrimSpace(in.Text)
		bad.Text("text", in.Text, 1, wish.MaxText)
		due := c.Book.Calendar().Closing(in.Day)
		if !due.After(c.Wish.Due) {
			bad.Add("day", "wish.error.extend_day", workday.DateOf(c.Wish.Due).String())
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		if c.Wish.Extended >= c.Book.Int("wish.extend.most", c.Wish.Community, c.Now) {
			return errs.New(errs.Conflict, "wish.conflict.extended")
		}
		return s.ask(ctx, c, Request{For: wish.ForTime, Text: in.Text, Until: due})
	})
}

// Suspend asks the level above to stop the clock until a day, or until a year whose plan the wish stands in has ended. The
// clock runs on until that has decided. Invalid: day (past, or further than the rule wish.suspend.months), year, text.
// Conflict: asked already, or the deadline has passed.
func (s *Service) Suspend(ctx context.Context, a actor.Actor, wishID string, in Wanted) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.Suspend, wishID, in.Key, func(ctx context.Context, c *wish.Change) error {
		var bad wish.Checker
		in.Text = strings.TrimSpace(in.Text)
		bad.Text("text", in.Text, 1, wish.MaxText)
		field := "day"
		if in.Year != 0 {
			field, in.Day = "year", workday.DateOf(time.Date(in.Year+1, time.January, 1, 0, 0, 0, 0, workday.Zone))
		}
		last := c.Now.In(workday.Zone).AddDate(0, c.Book.Int("wish.suspend.months", c.Wish.Community, c.Now), 0)
		until := in.Day.At(0)
		if !until.After(c.Now) || until.After(last) {
			bad.Add(field, "wish.error.suspend_"+field, workday.DateOf(last).String())
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		return s.ask(ctx, c, Request{For: wish.ForPause, Text: in.Text, Until: until, Year: in.Year})
	})
}

// ask writes a request down, and on the wish that it waits.
func (s *Service) ask(ctx context.Context, c *wish.Change, r Request) error {
	r.ID, r.Wish, r.At, r.By, r.Old = id.At(c.Now), c.Wish.ID, c.Now, c.Wish.Unit, c.Wish.Due
	if err := insert(ctx, c, r); err != nil {
		return err
	}
	c.Wish.Asked = wish.Asked{For: r.For, By: c.Actor.Person, Role: string(c.Post.Role), Unit: r.Unit, Colour: r.Colour}
	d := wish.Detail{Ask: r.For, Year: r.Year, Colour: r.Colour, Unit: r.Unit}
	if !r.Until.IsZero() {
		d.Due, d.Was = r.Until.UnixMicro(), c.Wish.Due.UnixMicro()
	}
	c.Tell(c.Act, wish.ForStaff, r.Text, d)
	return nil
}

// Turn is another level being asked to take a wish.
type Turn struct {
	Colour wish.Colour
	Unit   string // of that level; a red wish needs its superior group named
	Text   string
	Key    string
}

// Recolour asks a unit of another level to take the wish. Until it accepts, or has been silent for the time of the rule
// wish.clock.receive, the old one stays responsible, and the clock runs on. Invalid: colour (the same), unit (none of that
// level covers the place), text. Conflict: asked already, or to be ruled.
func (s *Service) Recolour(ctx context.Context, a actor.Actor, wishID string, in Turn) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.Recolour, wishID, in.Key, func(ctx context.Context, c *wish.Change) error {
		var bad wish.Checker
		in.Text = strings.TrimSpace(in.Text)
		bad.Text("text", in.Text, 1, wish.MaxText)
		ok, err := covers(ctx, c.Tx, c.Wish.Community, in.Colour, in.Unit)
		if err != nil {
			return err
		}
		switch {
		case in.Colour == c.Wish.Colour || wish.Level(c.Wish) == in.Colour:
			bad.Add("colour", "wish.error.same_colour")
		case !ok:
			bad.Add("unit", "wish.error.unit")
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		span := c.Book.Span("wish.clock.receive", c.Wish.Community, c.Now)
		silent, _ := c.Book.Calendar().Due(c.Now, span)
		return s.ask(ctx, c, Request{For: wish.ForColour, Text: in.Text, Colour: in.Colour, Unit: in.Unit, Silent: silent})
	})
}

// covers tells whether a unit is one of those that may get a wish of a community by colour.
func covers(ctx context.Context, q db.Querier, community string, colour wish.Colour, unit string) (bool, error) {
	units, err := wish.ReceiversTx(ctx, q, community, colour)
	for _, o := range units {
		if o.ID == unit {
			return true, err
		}
	}
	return false, err
}
