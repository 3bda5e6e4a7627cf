package ask

import (
	"context"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/wish"
	"linli/internal/wish/number"
)

// Merging makes a wish part of another one.
type Merging struct {
	Number string // of the main wish, in full or short
	Text   string // why; the submitter reads it
	Key    string
}

// Merge makes an open wish part of another open one of the same community: its clocks end, and where it was due earlier than
// the main one in the same clock, that date becomes the main one's. Whoever follows it hears of the main wish from now on; the
// main one must therefore be public, or of the same submitter. Invalid: number (none such here; the wish itself; ended; not
// public; not as far as the wish itself), text.
func (s *Service) Merge(ctx context.Context, a actor.Actor, wishID string, in Merging) (_ wish.Wish, err error) {
	defer errs.Wrap(&err, "ask.Merge")
	w, err := s.wishes.Do(ctx, a, wish.Merge, wishID, in.Key, func(ctx context.Context, c *wish.Change) error {
		in.Text = strings.TrimSpace(in.Text)
		var bad wish.Checker
		bad.Text("text", in.Text, 1, wish.MaxText)
		if err := c.Tx.Lock(ctx, "wish.merge", c.Wish.Community); err != nil {
			return err
		}
		main, ok, err := s.target(ctx, c, in.Number)
		if err != nil {
			return err
		}
		switch {
		case !ok:
			bad.Add("number", "wish.error.merge_number")
		case stage(main) < stage(c.Old): // its own date would be lost in a clock that has not begun there
			bad.Add("number", "wish.error.merge_behind")
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		if err := merge(ctx, c, main, in.Text); err != nil {
			return err
		}
		w := &c.Wish // a pause and what is to be ruled stay as they are, for the undoing
		w.Main, w.ClosedAt = main.ID, c.Now
		w.Due, w.DueSpan, w.DueProvisional = time.Time{}, "", false
		c.Tell(wish.Merge, wish.ForPublic, in.Text, wish.Detail{Wish: main.ID, Words: wish.ForSubmitter})
		return nil
	})
	return w, err
}

// target is the wish that a number names, if it may be the main one.
func (s *Service) target(ctx context.Context, c *wish.Change, typed string) (wish.Wish, bool, error) {
	full, ok := number.Parse(typed, c.Wish.Community)
	if !ok {
		return wish.Wish{}, false, nil
	}
	w, err := wish.NumberedTx(ctx, c.Tx, full)
	if errs.Is(err, errs.NotFound) {
		return w, false, nil
	}
	return w, err == nil && fits(c.Wish, w), err
}

// fits tells whether a wish can be part of another: of the same community, which waits for its answer and tells nobody what a
// private wish says.
func fits(w, main wish.Wish) bool {
	private := main.Visibility == wish.Private && (main.Submitter == "" || main.Submitter != w.Submitter)
	return main.ID != w.ID && main.Community == w.Community && main.Open() && main.State != wish.Answered && !private
}

// MayMerge tells whether Merge would take a wish into another, by the two wishes; who asks is another matter.
func MayMerge(w, main wish.Wish) bool { return fits(w, main) && stage(main) >= stage(w) }

// stage is how far a wish is: each stage has a clock of its own.
func stage(w wish.Wish) int {
	switch w.State {
	case wish.Submitted:
		return 0
	case wish.Accepted:
		return 1
	}
	return 2
}

// merge sets aside what the wish was, and gives the main one the earlier due date of the answer.
func merge(ctx context.Context, c *wish.Change, main wish.Wish, text string) error {
	m := merged{state: c.Old.State, due: c.Old.Due, span: c.Old.DueSpan, provisional: c.Old.DueProvisional}
	both := stage(c.Old) == stage(main) && !main.Paused(c.Now) && !c.Old.Paused(c.Now) // the same clock runs for both
	earlier := both && c.Old.Due.Before(main.Due)
	if earlier {
		m.mainDue, m.mainSpan = main.Due, main.DueSpan
	}
	if err := insertMerge(ctx, c, main.ID, m, text); err != nil {
		return err
	}
	e := c.Entry(wish.Merge, wish.ForStaff, text, wish.Detail{Wish: c.Wish.ID})
	if earlier {
		e.Detail.Due, e.Detail.Was = c.Old.Due.UnixMicro(), main.Due.UnixMicro()
		return redate(ctx, c, main, c.Old.Due, e)
	}
	return redate(ctx, c, main, main.Due, e)
}

// redate sets the main wish's due date, if nobody has changed that wish meanwhile, and tells it there: one journal entry more.
func redate(ctx context.Context, c *wish.Change, main wish.Wish, due time.Time, e wish.Entry) error {
	w := main
	w.SetDue(due, main.DueProvisional)
	if err := wish.RedateTx(ctx, c.Tx, main, w); err != nil {
		return err
	}
	if err := wish.TellTx(ctx, c.Tx, main.ID, e); err != nil {
		return err
	}
	return journal.WriteTx(ctx, c.Tx, c.Actor, journal.Entry{
		Act: "wish." + e.Act, Kind: "wish", Subject: main.ID, Place: main.Place, Post: c.Post.ID,
		Before: map[string]int64{"due": main.Due.UnixMicro()}, After: map[string]int64{"due": due.UnixMicro()},
	})
}

// Unmerge makes a merged wish one of its own again, as it was, within the days of the rule wish.merge.days; its clock has
// gone on, and the main wish gets its own date back where the merge had moved it and nothing has since. Conflict: later, or
// archived.
func (s *Service) Unmerge(ctx context.Context, a actor.Actor, wishID string, in Word) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.Unmerge, wishID, in.Key, func(ctx context.Context, c *wish.Change) error {
		in.Text = strings.TrimSpace(in.Text)
		var bad wish.Checker
		bad.Text("text", in.Text, 1, wish.MaxText)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		if err := c.Tx.Lock(ctx, "wish.merge", c.Wish.Community); err != nil {
			return err
		}
		m, err := lastMerge(ctx, c.Tx, c.Wish.ID)
		if err != nil {
			return err
		}
		days := c.Book.Int("wish.merge.days", c.Wish.Community, c.Now)
		state, ok := wish.Flow.Undo(string(wish.Unmerge), wish.Merged, m.state)
		if !ok || c.Now.After(m.at.AddDate(0, 0, days)) {
			return errs.New(errs.Conflict, "wish.conflict.unmerge")
		}
		w := &c.Wish
		main := w.Main
		w.State, w.Main, w.ClosedAt = state, "", time.Time{}
		w.Due, w.DueSpan, w.DueProvisional = m.due, m.span, m.provisional
		c.Tell(wish.Unmerge, wish.ForPublic, in.Text, wish.Detail{Wish: main, Due: micros(w.Due), Words: wish.ForSubmitter})
		return undo(ctx, c, main, m, in.Text)
	})
}

// undo gives the main wish its own date back.
func undo(ctx context.Context, c *wish.Change, mainID string, m merged, text string) error {
	main, err := wish.FoundTx(ctx, c.Tx, mainID)
	if err != nil {
		return err
	}
	due, e := main.Due, c.Entry(wish.Unmerge, wish.ForStaff, text, wish.Detail{Wish: c.Wish.ID})
	if !m.mainDue.IsZero() && main.Open() && main.Due.Equal(m.due) && main.DueSpan == m.mainSpan {
		due = m.mainDue
		e.Detail.Due, e.Detail.Was = due.UnixMicro(), main.Due.UnixMicro()
	}
	if err := undone(ctx, c); err != nil {
		return err
	}
	return redate(ctx, c, main, due, e)
}
