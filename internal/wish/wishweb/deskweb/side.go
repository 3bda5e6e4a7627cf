package deskweb

import (
	"context"
	"slices"

	"linli/internal/actor"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

// sideActs are the acts beside the straight way, in the order of their tabs.
func sideActs() []wish.Act {
	return []wish.Act{wish.TaskDone, wish.Joint, wish.Hand, wish.Return, wish.Lower}
}

// mostShares is how many co-handlers the form of a ruling has room for.
const mostShares = 2

func sideDeeds() []deed {
	return []deed{
		{wish.Ruling, []string{"lead", "text", "share_1_unit", "share_1_text", "share_1_day", "share_2_unit", "share_2_text", "share_2_day", "keep"}, rule},
		{wish.Lower, []string{"text"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Escalate.Lower(ctx, a, wishID, f.Value("text"), f.Value("key"))
		}},
		{wish.TaskDone, []string{"text"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Sides.Finish(ctx, a, wishID, f.Value("task"), f.Value("text"), f.Value("key"))
		}},
		{wish.Joint, []string{"unit", "text", "day"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Sides.Join(ctx, a, wishID, shared(f, ""), f.Value("key"))
		}},
		{wish.Hand, []string{"unit", "text"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Sides.Hand(ctx, a, wishID, side.Handing{Unit: f.Value("unit"), Text: f.Value("text"), Key: f.Value("key")})
		}},
		{wish.Return, []string{"ground", "text"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Sides.Return(ctx, a, wishID, side.Returning{Ground: side.Ground(f.Value("ground")), Text: f.Value("text"), Key: f.Value("key")})
		}},
	}
}

// rule reads a ruling: who leads, and those of the rows for helpers in which something is filled in.
func rule(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
	in := side.Ruling{Lead: f.Value("lead"), Text: f.Value("text"), Keep: side.Scope(f.Value("keep")), Key: f.Value("key")}
	for i := range mostShares {
		if s := shared(f, sharePrefix(i)); s != (side.Share{}) {
			in.Shares = append(in.Shares, s)
		}
	}
	return h.Sides.Rule(ctx, a, wishID, in)
}

// sharePrefix is before the names of the fields of a row for helpers.
func sharePrefix(i int) string { return "share_" + string(rune('1'+i)) + "_" }

// shared reads a task; a day that is none is the zero day, which is past.
func shared(f *web.Form, prefix string) side.Share {
	day, _ := workday.ParseDate(f.Value(prefix + "day"))
	return side.Share{Unit: f.Value(prefix + "unit"), Text: f.Value(prefix + "text"), Day: day}
}

// offerSide is what the open form of a side act offers.
func (h *Handler) offerSide(ctx context.Context, p *wishPage, t teller) error {
	w, c := p.Wish, &p.Choice
	if !w.Due.IsZero() {
		c.Last = t.L.Date(w.Due)
	}
	switch p.Act {
	case wish.Hand, wish.Ruling:
		if err := h.offerUnits(ctx, p, w.Colour); err != nil {
			return err
		}
		if other := w.Asked.Colour; p.Act == wish.Ruling && other != wish.Unsorted && other != w.Colour {
			if err := h.offerUnits(ctx, p, other); err != nil {
				return err
			}
		}
	case wish.Return:
		c.Rule = t.L.T("desk.return.rule", t.Book.Int("wish.return.most", w.Community, t.Now))
		for _, g := range t.Book.Names(side.Grounds, w.Community, t.Now) {
			c.Grounds = append(c.Grounds, web.Option{Value: g.Code, Label: g.In(string(t.L.Lang()))})
		}
	}
	if p.Act == wish.Ruling {
		h.offerScopes(p, t)
	}
	if p.Act != wish.Joint && p.Act != wish.Ruling {
		return nil
	}
	units, err := side.Helpers(ctx, h.DB, w)
	for _, o := range units {
		c.Helpers = append(c.Helpers, web.Option{Value: o.ID, Label: o.Short()})
	}
	return err
}

// offerUnits lists the units of a level; a ruling may name the one that has it, too.
func (h *Handler) offerUnits(ctx context.Context, p *wishPage, colour wish.Colour) error {
	units, err := h.Wishes.Receivers(ctx, p.Wish.Community, colour)
	for _, o := range units {
		if o.ID != p.Wish.Unit || p.Act == wish.Ruling {
			p.Choice.Units = append(p.Choice.Units, web.Option{Value: o.ID, Label: o.Short()})
		}
	}
	return err
}

// taskRow is a task as the page of its wish shows it.
type taskRow struct {
	ID, Unit, Text string
	By, Due        string // 王建国 · 街道副主任, 5月22日前
	Done           string // what was done, and by whom; empty: not yet
	Late           string // 5月22日前; empty: it is not late
	Own            bool   // the reader's unit has it and may say that it is done
}

// tasks fills the tasks in the wish, open ones first.
func (h *Handler) tasks(ctx context.Context, p *wishPage, t teller) error {
	tasks, err := side.TasksOf(ctx, h.DB, p.Wish.ID)
	if err != nil || len(tasks) == 0 {
		return err
	}
	slices.SortStableFunc(tasks, func(x, y side.Task) int { return x.DoneAt.Compare(y.DoneAt) })
	for _, x := range tasks {
		row := taskRow{ID: x.ID, Unit: t.Org(x.Unit), Text: x.Text, By: x.By, Due: t.L.T("desk.task.due", t.L.Date(x.Due))}
		if x.DoneAt.IsZero() && t.Now.After(x.Due) {
			row.Late = row.Due
		}
		if !x.DoneAt.IsZero() {
			row.Done = t.L.T("desk.task.done", x.DoneBy, t.L.Date(x.DoneAt), x.Done)
		}
		_, acts := wish.ActsFor(t.Reader, x.Unit)
		row.Own = acts && x.DoneAt.IsZero() && wish.Can(t.Reader, wish.TaskDone, p.Wish)
		if row.Own && p.Choice.Task == "" {
			p.Choice.Task, p.Choice.TaskText = x.ID, x.Text
		}
		p.Tasks = append(p.Tasks, row)
	}
	return nil
}
