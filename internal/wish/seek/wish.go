package seek

import (
	"context"
	"strconv"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/search"
	"linli/internal/wish"
	"linli/internal/wish/number"
	"linli/internal/workday"
)

// wishesOf are wishes by their ids, as a condition of the reader lets them be seen.
func wishesOf(ctx context.Context, q db.Querier, w db.Where, ids []string) ([]wish.Wish, error) {
	w.In("id", search.Padded(ids))
	return db.All(ctx, q, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE "+w.SQL(), w.Args()...)
}

// wishDocuments: what a wish says, to whom, and what it is labelled with where it stands. Nothing sealed is a column of it; its receipt's code is left out.
func wishDocuments(ctx context.Context, q db.Querier, ids []string) (map[string]*search.Document, error) {
	all, err := wishesOf(ctx, q, db.Where{}, ids)
	if err != nil {
		return nil, err
	}
	at, err := labelsOf(ctx, q, all)
	out := make(map[string]*search.Document, len(all))
	for _, w := range all {
		d := search.New(made(w.ID, wishBits))
		d.Says(wholeWords, w.Title, w.Text, w.Spot, at.of(w.Place))
		d.Is(numbered + number.Short(w.Number))
		for _, code := range append(place.Ancestors(w.Place), w.Place) {
			d.Is(standsAt + code)
		}
		for _, unit := range append([]string{w.Unit, w.Asked.Unit, w.First}, w.Beside...) {
			if unit != "" {
				d.Is(withUnit + unit)
			}
		}
		if w.Submitter != "" {
			d.Is(madeBy + w.Submitter)
		}
		marks(d, w, at)
		out[w.ID] = d
	}
	return out, err
}

// marks are the conditions of wish.AsStaff and wish.OpenToAll that are not places, units or persons.
func marks(d *search.Document, w wish.Wish, at labels) {
	if w.Visibility == wish.Public {
		d.Is(madePublic)
	}
	if w.Submitter != "" && (w.State == wish.Answered || w.State == wish.Closed) {
		d.Is(toCallBack)
	}
	if wish.ViewOf(actor.Actor{}, w) == wish.PublicView {
		d.Is(openToAll)
		seen := wish.Redact(actor.Actor{}, w)
		d.Says(publicWords, seen.Title, at.of(seen.Place))
	}
}

// seen is wish.Visible without what everybody sees, in marks.
func seen(a actor.Actor) search.Expr {
	if a.System {
		return search.Everywhere()
	}
	var units, own []search.Expr
	for _, p := range a.Posts {
		if wish.Handles(p.Role) {
			units = append(units, search.Is(withUnit+p.Org))
		}
	}
	for _, person := range append([]string{a.Person}, a.ActsFor...) {
		if person != "" {
			own = append(own, search.Is(madeBy+person))
		}
	}
	return search.Any(
		below(standsAt, posts(a, func(p actor.Post) bool {
			_, ok := wish.Oversees(actor.Actor{Posts: []actor.Post{p}}, p.Place)
			return ok
		})),
		search.Any(units...),
		search.All(search.Is(madePublic), below(standsAt, posts(a, func(p actor.Post) bool { return p.Role == actor.StreetOfficer }))),
		search.All(search.Is(toCallBack), below(standsAt, posts(a, func(p actor.Post) bool { return p.Role == actor.CallBackOfficer }))),
		search.Any(own...),
	)
}

// Wishes are the wishes that the actor may see and in which every word stands that was typed, in what the actor sees of
// them or of where they stand, from the 邻里 down, the newest first; each with what its view hides left out. A number, with or without its place, finds its wish.
func (s *Service) Wishes(ctx context.Context, a actor.Actor, q search.Query, st Stretch) (p Page[wish.Wish], err error) {
	defer errs.Wrap(&err, "seek.Wishes")
	if q.Empty() {
		return p, nil
	}
	if full, ok := number.Parse(q.Typed, ""); ok {
		return s.numbered(ctx, a, full)
	}
	short := shortNumber(q.Typed, workday.DateOf(s.d.Now()).Year())
	scope := seen(a)
	words, open := q.Said(wholeWords), q.Said(publicWords)
	if short != "" {
		named := search.Is(numbered + short)
		words, open = search.Any(words, named), search.Any(open, named)
	}
	e := search.Any(search.All(words, scope), search.All(open, search.Is(openToAll)))
	err = s.d.Read(ctx, func(ctx context.Context, r db.Querier) error {
		p, err = collect(ctx, r, s.d.Engine(), e, st, above(s.d.Now(), wishBits), granted(ctx, r, a), func(ctx context.Context, ids []string) (map[string]wish.Wish, error) {
			var w db.Where
			wish.Visible(&w, a)
			all, err := wishesOf(ctx, r, w, ids)
			if err != nil {
				return nil, err
			}
			at, err := labelsOf(ctx, r, all)
			out := make(map[string]wish.Wish, len(all))
			for _, x := range all {
				if wish.ViewOf(a, x) == wish.NotSeen {
					continue
				}
				if x = wish.Redact(a, x); q.In(x.Title, x.Text, x.Spot, at.of(x.Place)) || short != "" && number.Short(x.Number) == short {
					out[x.ID] = x
				}
			}
			return out, err
		})
		return err
	})
	return p, err
}

// idsAtOnce is how many wishes IDs finds at a time.
const idsAtOnce = 100

// IDs are the wishes that Wishes finds by words, as ids, some at a time. Invalid: the words cannot be looked for; a telephone or
// identity number is none.
func (s *Service) IDs(ctx context.Context, a actor.Actor, words, after string) (ids []string, next string, err error) {
	defer errs.Wrap(&err, "seek.IDs")
	if s.NumberIn(words) != "" {
		return nil, "", errs.New(errs.Invalid, "search.typed")
	}
	q, err := search.Parse(words)
	if err != nil {
		return nil, "", err
	}
	p, err := s.Wishes(ctx, a, q, Stretch{After: after, Limit: idsAtOnce})
	for _, w := range p.Found {
		ids = append(ids, w.ID)
	}
	return ids, p.Next, err
}

// Of are the wishes that somebody has made, as far as the actor sees them as staff, the newest first. That the actor may know
// of the person, the caller has decided.
func (s *Service) Of(ctx context.Context, a actor.Actor, personID string, st Stretch) (p Page[wish.Wish], err error) {
	defer errs.Wrap(&err, "seek.Of")
	e := search.All(search.Is(madeBy+personID), seen(a))
	err = s.d.Read(ctx, func(ctx context.Context, r db.Querier) error {
		p, err = collect(ctx, r, s.d.Engine(), e, st, above(s.d.Now(), wishBits), nil, func(ctx context.Context, ids []string) (map[string]wish.Wish, error) {
			var w db.Where
			wish.Visible(&w, a)
			w.And("submitter = ?", personID)
			all, err := wishesOf(ctx, r, w, ids)
			out := make(map[string]wish.Wish, len(all))
			for _, x := range all {
				if wish.ViewOf(a, x) == wish.StaffView {
					out[x.ID] = wish.Redact(a, x)
				}
			}
			return out, err
		})
		return err
	})
	return p, err
}

// granted is the wish that a receipt has opened: no mark says so.
func granted(ctx context.Context, q db.Querier, a actor.Actor) []search.Found {
	if a.Grant == "" {
		return nil
	}
	at, err := search.PlaceOf(ctx, q, string(Wish), a.Grant)
	if err != nil {
		return nil // a grant of another kind, or one that is not written yet
	}
	return []search.Found{{At: at, Ref: a.Grant}}
}

// numbered is the one wish of a full number, if the actor may see it.
func (s *Service) numbered(ctx context.Context, a actor.Actor, full string) (p Page[wish.Wish], err error) {
	x, err := s.wishes.SeeNumber(ctx, a, full)
	if errs.Is(err, errs.NotFound) {
		return p, nil
	}
	if err == nil {
		p.Found = []wish.Wish{x.Wish}
	}
	return p, err
}

// shortNumber is what was typed, as a number without its place: 2026-000123, or 000123 of this year. Empty when it cannot be one.
func shortNumber(typed string, year int) string {
	const anywhere, digits = "000000000000", 6
	if typed = strings.TrimSpace(typed); len(typed) == digits && strings.HasPrefix(typed, "0") {
		typed = strconv.Itoa(year) + "-" + typed
	}
	full, ok := number.Parse(typed, anywhere)
	if !ok || !strings.HasPrefix(full, anywhere) {
		return ""
	}
	return number.Short(full)
}
