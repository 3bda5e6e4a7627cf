package deskweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// deciding are the acts that answer what others have asked for; they come before everything else.
func deciding() []wish.Act { return []wish.Act{wish.Ruling, wish.Approve, wish.Receive, wish.Refuse} }

// askActs are what a unit asks for, and what makes two wishes one, in the order of their tabs.
func askActs() []wish.Act {
	return []wish.Act{wish.Extend, wish.Suspend, wish.Resume, wish.Recolour, wish.Merge, wish.Unmerge}
}

func askDeeds() []deed {
	return []deed{
		{wish.Extend, []string{"day", "text"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Asks.Extend(ctx, a, wishID, wanted(f))
		}},
		{wish.Suspend, []string{"day", "year", "text"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Asks.Suspend(ctx, a, wishID, wanted(f))
		}},
		{wish.Recolour, []string{"to", "text"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			colour, unit, _ := strings.Cut(f.Value("to"), " ")
			w, err := h.Asks.Recolour(ctx, a, wishID, ask.Turn{Colour: wish.Colour(colour), Unit: unit, Text: f.Value("text"), Key: f.Value("key")})
			return w, named(err, "to", "colour", "unit")
		}},
		{wish.Approve, []string{"text"}, word((*ask.Service).Approve)},
		{wish.Receive, []string{"text"}, word((*ask.Service).Receive)},
		{wish.Refuse, []string{"text"}, word((*ask.Service).Refuse)},
		{wish.Resume, []string{"text"}, word((*ask.Service).Resume)},
		{wish.Unmerge, []string{"text"}, word((*ask.Service).Unmerge)},
		{wish.Merge, []string{"number", "text"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Asks.Merge(ctx, a, wishID, ask.Merging{Number: f.Value("number"), Text: f.Value("text"), Key: f.Value("key")})
		}},
	}
}

// word reads an act that needs words only.
func word(do func(*ask.Service, context.Context, actor.Actor, string, ask.Word) (wish.Wish, error)) func(context.Context, *Handler, actor.Actor, string, *web.Form) (wish.Wish, error) {
	return func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
		return do(h.Asks, ctx, a, wishID, ask.Word{Text: f.Value("text"), Key: f.Value("key")})
	}
}

// wanted reads a day, or the year of a plan; a day that is none is the zero day, which is past.
func wanted(f *web.Form) ask.Wanted {
	day, _ := workday.ParseDate(f.Value("day"))
	year, _ := strconv.Atoi(f.Value("year"))
	return ask.Wanted{Day: day, Year: year, Text: f.Value("text"), Key: f.Value("key")}
}

// named gives fields of an error the name of the one field that the form has for them.
func named(err error, as string, names ...string) error {
	fields := errs.FieldsOf(err)
	if len(fields) == 0 {
		return err
	}
	fields = slices.Clone(fields)
	for i := range fields {
		if slices.Contains(names, fields[i].Name) {
			fields[i].Name = as
		}
	}
	return errs.BadFields(fields)
}

// request is what waits for a decision, as the page of its wish shows it.
type request struct {
	What string // 申请延到6月8日，现在是6月1日
	Why  string
	Unit string
	When string
}

// same reads what is probably the same matter as an open wish, for who could make it part of that.
func (h *Handler) same(ctx context.Context, p *wishPage, t teller, may wish.Seen) error {
	if !may.May(wish.Merge) {
		return nil
	}
	found, err := h.Alike.Among(ctx, t.Reader, p.Wish.Community, []wish.Wish{p.Wish})
	all, other := found[p.Wish.ID], t.Apprentice()
	if err == nil {
		err = other.Learn(ctx, h.DB, all, nil)
	}
	for _, w := range all {
		x := wishweb.AlikeRow{URL: "/wishes/" + w.ID, Title: w.Title, Says: w.ShortNumber() + " · " + other.Where(w.Place) + " · " + other.State(w, false)}
		if ask.MayMerge(p.Wish, w) {
			x.Join = "/wishes/" + p.Wish.ID + "?" + url.Values{"act": {string(wish.Merge)}, "number": {w.ShortNumber()}}.Encode()
		}
		p.Same = append(p.Same, x)
	}
	return err
}

// offerAsk is what the open form of such an act offers, and the request that it answers.
func (h *Handler) offerAsk(ctx context.Context, p *wishPage, t teller) error {
	w, c := p.Wish, &p.Choice
	c.Silence = t.Span("wish.clock.receive", w.Community)
	switch p.Act {
	case wish.Suspend:
		this := workday.DateOf(t.Now).Year()
		for year := this; year <= this+2; year++ {
			c.Years = append(c.Years, web.Option{Value: strconv.Itoa(year), Label: t.L.T("desk.suspend.year.of", strconv.Itoa(year))})
		}
	case wish.Recolour:
		return h.offerTurn(ctx, p, t)
	case wish.Merge:
		c.Days = t.Book.Int("wish.merge.days", w.Community, t.Now)
	}
	return nil
}

// offerTurn lists the units of the other levels.
func (h *Handler) offerTurn(ctx context.Context, p *wishPage, t teller) error {
	for _, colour := range wish.Colours() {
		if colour == wish.Level(p.Wish) {
			continue
		}
		units, err := h.Wishes.Receivers(ctx, p.Wish.Community, colour)
		if err != nil {
			return err
		}
		for _, o := range units {
			p.Choice.Units = append(p.Choice.Units, web.Option{Value: string(colour) + " " + o.ID, Label: t.L.T("desk.recolour.to", i18n.Key(web.Colour(colour).Key()), o.Short())})
		}
	}
	return nil
}

// asked fills what waits for a decision, and what was granted.
func (h *Handler) asked(ctx context.Context, p *wishPage, t teller) error {
	w := p.Wish
	if w.Asked.For == "" && w.Extended == 0 {
		return nil
	}
	all, err := ask.Of(ctx, h.DB, w.ID)
	if err != nil {
		return err
	}
	for _, r := range all {
		switch {
		case r.Outcome == "":
			p.Request = &request{What: t.Asked(r.For, r.Until, r.Year, r.Colour, r.Unit), Why: r.Text, Unit: t.Org(r.By), When: t.L.DateTime(r.At)}
		case r.For == wish.ForTime && r.Outcome == ask.Granted:
			p.Extended = t.L.T("desk.fact.extended.was", w.Extended, t.L.Date(r.Old))
			return nil
		}
	}
	return nil
}
