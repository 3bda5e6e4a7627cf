// Package escalate looks after the dates of wishes (提级督办, ADR 26): the unit that has a wish is reminded before its date, who is to
// rule who has it before the date of the ruling, the level above is told when the date has passed, and after as many redos, transfers or days as the rules say the wish moves up a level, where
// somebody else has it: also one that its community has neither received nor sorted. The unit that had it first stays named (首办单位) and answers for it in the figures. No clock is touched by any
// of this, and at each moment one unit has the wish: what moves it is an act like any other (wish.Service.Do).
//
// The numbers are dated rules: wish.warn.share (percent of the clock after which its unit is reminded), wish.raise.late (working days
// past the date, 0: never), wish.raise.redos and wish.raise.transfers (since it was last moved; a transfer is handing it to another
// unit). Redos by themselves have moved a wish up before: the second one does (domain.md 3.1).
package escalate

import (
	"context"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/recode"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

// Why a wish was moved up.
const (
	Redos     = "redos"     // taken up again as often as the rule says
	Transfers = "transfers" // handed on as often as the rule says
	Overdue   = "overdue"   // past its date for as long as the rule says
	Reopened  = "reopened"  // taken up again for the second time
	Unruled   = "unruled"   // who was to rule who has it has not done so in time: that level has it now
)

// Service reminds, tells and moves.
type Service struct {
	d      *db.DB
	rules  *rule.Store
	wishes *wish.Service
}

// New is the service over a database, the district's rules and the wishes.
func New(d *db.DB, rules *rule.Store, wishes *wish.Service) *Service {
	return &Service{d, rules, wishes}
}

// job is the actor of all that the system does here.
var job = actor.Job("escalate")

// Run does what the rules ask for now, in every community with open wishes, and tells how much. It may be stopped anywhere, run again
// and run in several processes at once: each thing is done once, because its row is the same for all of them.
func (s *Service) Run(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "escalate.Run")
	book, err := s.rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	codes, err := recode.Standing(ctx, s.d, "SELECT MIN(community) FROM wish WHERE closed_at IS NULL AND community >= $1")
	if err != nil {
		return 0, err
	}
	steps := []func(context.Context, *rule.Book, string) (int, error){s.warn, s.report, s.late, s.warnRuling, s.unruled, s.reportRuling}
	for _, code := range codes {
		for _, step := range steps {
			some, err := step(ctx, book, code)
			if n += some; err != nil {
				return n, err
			}
		}
	}
	some, err := s.ripe(ctx)
	return n + some, err
}

// warn reminds units of wishes of a community of whose clock little is left.
func (s *Service) warn(ctx context.Context, book *rule.Book, code string) (int, error) {
	now := s.d.Now()
	share := book.Int("wish.warn.share", code, now)
	until := horizon(book, code, share, now)
	return s.each(ctx, wish.Warn, func(ctx context.Context, after mark) ([]row, error) {
		return unwarned(ctx, s.d, code, now, until, after)
	}, func(x row) bool { return near(book.Calendar(), x.Wish, share, now) }, func(_ context.Context, c *wish.Change) error {
		c.Stay()
		c.Tell(wish.Warn, wish.ForStaff, "", wish.Detail{Unit: c.Wish.Unit, Due: c.Wish.Due.UnixMicro()})
		return nil
	})
}

// report tells the level above of wishes of a community whose date has passed.
func (s *Service) report(ctx context.Context, _ *rule.Book, code string) (int, error) {
	return s.each(ctx, wish.Report, func(ctx context.Context, after mark) ([]row, error) {
		return untold(ctx, s.d, code, s.d.Now(), after)
	}, every, func(_ context.Context, c *wish.Change) error {
		c.Stay()
		c.Tell(wish.Report, wish.ForStaff, "", wish.Detail{Unit: c.Wish.Unit, Colour: wish.Level(c.Wish), Due: c.Wish.Due.UnixMicro()})
		return nil
	})
}

// late moves wishes of a community up that have been past their date, or where they are now, for as long as the rule says.
func (s *Service) late(ctx context.Context, book *rule.Book, code string) (int, error) {
	now := s.d.Now()
	most := book.Int("wish.raise.late", code, now)
	if most == 0 {
		return 0, nil
	}
	return s.each(ctx, wish.Escalate, func(ctx context.Context, after mark) ([]row, error) {
		return overdue(ctx, s.d, code, now.AddDate(0, 0, 1-most), after) // so many working days are more than as many days less one
	}, func(x row) bool {
		since := x.Due
		if x.since.After(since) {
			since = x.since
		}
		return book.Calendar().Late(now, since) >= most
	}, s.raise)
}

// ripe moves wishes up that were taken up again or handed on too often. While somebody is to rule who has one, that is awaited.
func (s *Service) ripe(ctx context.Context) (int, error) {
	n, err := s.each(ctx, wish.Escalate, func(ctx context.Context, after mark) ([]row, error) { return ripe(ctx, s.d, after) }, every, s.raise)
	if err != nil {
		return n, err
	}
	return n, s.d.Write(ctx, unripen)
}

// unruled moves wishes of a community up to the level that was to rule who has them, and has not in its time.
func (s *Service) unruled(ctx context.Context, _ *rule.Book, code string) (int, error) {
	return s.each(ctx, wish.Escalate, func(ctx context.Context, after mark) ([]row, error) { return unruled(ctx, s.d, code, s.d.Now(), after) }, every, s.raise)
}

// warnRuling reminds who is to rule on wishes of a community when as little of that clock is left as of a wish's own.
func (s *Service) warnRuling(ctx context.Context, book *rule.Book, code string) (int, error) {
	now := s.d.Now()
	share := book.Int("wish.warn.share", code, now)
	return s.each(ctx, wish.RulingSoon, func(ctx context.Context, after mark) ([]row, error) {
		return unwarnedRulings(ctx, s.d, code, now, after)
	}, func(x row) bool {
		span := book.Span("wish.clock.ruling", code, x.since)
		return little(book.Calendar(), span.Unit, stretch{x.since, x.RulingDue}, stretch{now, x.RulingDue}, share)
	}, ofRuling)
}

// reportRuling tells the district of rulings of a community that are late and move no wish up.
func (s *Service) reportRuling(ctx context.Context, _ *rule.Book, code string) (int, error) {
	return s.each(ctx, wish.RulingLate, func(ctx context.Context, after mark) ([]row, error) {
		return untoldRulings(ctx, s.d, code, s.d.Now(), after)
	}, every, ofRuling)
}

// ofRuling is the edit that tells of the date of a ruling.
func ofRuling(_ context.Context, c *wish.Change) error {
	c.Stay()
	c.Tell(c.Act, wish.ForStaff, "", wish.Detail{Due: c.Wish.RulingDue.UnixMicro()})
	return nil
}

func every(row) bool { return true }

// raise is the edit that moves a wish up.
func (s *Service) raise(ctx context.Context, c *wish.Change) error {
	why, err := ground(ctx, c.Tx, c.Book, c.Old, c.Now)
	if err != nil {
		return err
	}
	raised, err := side.Raise(ctx, c)
	if err == nil && !raised {
		err = errs.New(errs.Conflict, "wish.conflict")
	}
	if err != nil {
		return err
	}
	if c.Old.Colour == wish.Unsorted {
		sort(c)
	}
	c.Tell(wish.Escalate, wish.ForPublic, "", wish.Detail{Unit: c.Wish.Unit, Colour: c.Wish.Colour, Ground: why})
	return nil
}

// sort makes up for what the community has not done: the wish counts as received and sorted now, both too late, and the clock of the
// street's answer starts.
func sort(c *wish.Change) {
	if c.Wish.AcceptedAt.IsZero() {
		c.Wish.AcceptedAt = c.Now
	}
	c.Wish.ClassifiedAt = c.Now
	c.Wish.AnswerDue = c.Start("wish.clock.answer." + string(c.Wish.Colour))
}

// each does an act of the system to each wish of a list that calls for it, as it stood when it was read, from the first date to the
// last: what cannot be moved holds up nothing behind it. Whichever process comes first does it: for the others the wish has changed, or
// the act's key is taken.
func (s *Service) each(
	ctx context.Context, act wish.Act, next func(context.Context, mark) ([]row, error), calls func(row) bool, edit func(context.Context, *wish.Change) error,
) (n int, err error) {
	for after := (mark{}); ; {
		found, err := next(ctx, after)
		if err != nil || len(found) == 0 {
			return n, err
		}
		for _, x := range found {
			if err := ctx.Err(); err != nil {
				return n, err
			}
			if !calls(x) {
				continue
			}
			switch err := s.once(ctx, act, x.Wish, edit); {
			case err == nil:
				n++
			case !errs.Is(err, errs.Conflict):
				return n, err
			}
		}
		last := found[len(found)-1]
		after = mark{last.Due.UnixMicro(), last.ID}
	}
}

// once does an act to a wish as it was read. Conflict when it has changed since.
func (s *Service) once(ctx context.Context, act wish.Act, w wish.Wish, edit func(context.Context, *wish.Change) error) error {
	key := string(act) + "-" + w.ID + "-" + strconv.FormatInt(w.Rev, 10)
	_, err := s.wishes.Do(ctx, job, act, w.ID, key, func(ctx context.Context, c *wish.Change) error {
		if c.Old.Rev != w.Rev {
			return errs.New(errs.Conflict, "wish.conflict")
		}
		return edit(ctx, c)
	})
	return err
}

// clocks are the rules of the clocks that a unit is reminded of.
func clocks() []string {
	return []string{"accept", "classify", "answer.blue", "answer.yellow", "answer.red"}
}

// horizon is a moment after the date of every wish that there is to remind of now: what is left of the longest clock, and a day.
func horizon(book *rule.Book, code string, share int, now time.Time) (until time.Time) {
	cal := book.Calendar()
	for _, key := range clocks() {
		span := book.Span("wish.clock."+key, code, now)
		due, _ := cal.Due(now, span)
		left := due.Sub(now)*time.Duration(100-share)/100 + 24*time.Hour
		at := now.Add(left)
		if span.Unit == workday.Workday || span.Unit == workday.WorkHour {
			hours := int(cal.Worked(now, due).Hours())*(100-share)/100 + 10
			at, _ = cal.Due(now, workday.Span{N: hours, Unit: workday.WorkHour})
		}
		if at.After(until) {
			until = at
		}
	}
	return until
}

// near tells whether no more is left of a wish's clock than its last part: 20 percent where share is 80. A pause and more time count
// as they have moved its date.
func near(cal workday.Calendar, w wish.Wish, share int, now time.Time) bool {
	span, err := workday.ParseSpan(w.DueSpan)
	if err != nil || !w.Due.After(now) {
		return err == nil
	}
	start := w.Clock().Started
	due, _ := cal.Due(start, span)
	return little(cal, span.Unit, stretch{start, due}, stretch{now, w.Due}, share)
}

// stretch is the time from a moment to another.
type stretch struct{ from, to time.Time }

// little tells whether what is left of a clock is no more than its last part, in the unit in which the clock is counted.
func little(cal workday.Calendar, u workday.Unit, whole, left stretch, share int) bool {
	length := func(x stretch) time.Duration {
		if u == workday.Hour || u == workday.Month {
			return x.to.Sub(x.from)
		}
		return cal.Worked(x.from, x.to)
	}
	return length(left)*100 <= length(whole)*time.Duration(100-share)
}
