package dispatch

import (
	"context"
	"errors"
	"slices"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Proposal is what the catalogue says about a wish.
type Proposal struct {
	Entry Entry
	Unit  string // the organisation that would get it; empty: the entry's does not cover the place any more
}

// Propose is what the catalogue says about a wish now; ok is false where it says nothing. The caller has decided that the reader
// may see the wish as staff do.
func (s *Service) Propose(ctx context.Context, w wish.Wish) (_ Proposal, ok bool, err error) {
	defer errs.Wrap(&err, "dispatch.Propose")
	return s.propose(ctx, s.d, w, s.d.Now())
}

func (s *Service) propose(ctx context.Context, q db.Querier, w wish.Wish, at time.Time) (p Proposal, ok bool, err error) {
	tree, err := s.topics.Tree(ctx, q)
	if err != nil {
		return p, false, err
	}
	path := tree.Path(string(w.Topic), at)
	entries, err := fitting(ctx, q, w.Place, path, at)
	if err != nil || len(entries) == 0 {
		return p, false, err
	}
	if p.Entry, ok = NewBook(entries).Resolve(w.Place, path, at); !ok {
		return p, false, nil
	}
	p.Unit, err = unitOf(ctx, q, p.Entry, w.Community)
	return p, err == nil, err
}

// unitOf is the organisation that an entry names for a community: its own, the community itself, its street; empty where none
// of that level covers the community.
func unitOf(ctx context.Context, q db.Querier, e Entry, community string) (string, error) {
	units, err := wish.ReceiversTx(ctx, q, community, e.Colour)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return "", err
	}
	i := slices.IndexFunc(units, func(o org.Org) bool {
		switch {
		case e.Unit != "":
			return o.ID == e.Unit
		case e.Colour == wish.Yellow:
			return o.Kind == org.Street
		}
		return o.Kind == org.CommunityCommittee
	})
	if i < 0 {
		return "", nil
	}
	return units[i].ID, nil
}

// Sorted is what happens while a wish is sorted (wish.Service.Route): it is kept by which entry, and whether that was followed;
// where it was, the entry's clock holds if it ends earlier than the rule's.
func (s *Service) Sorted(ctx context.Context, c *wish.Change) error {
	p, ok, err := s.propose(ctx, c.Tx, c.Wish, c.Now)
	if err != nil || !ok {
		return err
	}
	followed := c.Wish.Colour == p.Entry.Colour && c.Wish.Unit == p.Unit
	if followed && p.Entry.Clock != "" {
		span, err := workday.ParseSpan(p.Entry.Clock)
		if err != nil {
			return err
		}
		if due, _ := c.Book.Calendar().Due(c.Now, span); due.Before(c.Wish.Due) {
			c.Wish.AnswerDue = c.Run(span)
		}
	}
	return keepTx(ctx, c.Tx, Route{Wish: c.Wish.ID, Entry: p.Entry.ID, Colour: p.Entry.Colour, Unit: p.Unit, Followed: followed})
}

// Why is by which entry a wish was sorted; ok is false where there was none. The caller has decided as for Propose.
func (s *Service) Why(ctx context.Context, wishID string) (r Route, e Entry, ok bool, err error) {
	defer errs.Wrap(&err, "dispatch.Why")
	r, err = routeOf(ctx, s.d, wishID)
	if errors.Is(err, db.NoRows) {
		return r, e, false, nil
	}
	if err != nil {
		return r, e, false, err
	}
	e, err = byID(ctx, s.d, r.Entry)
	return r, e, err == nil, err
}

// AnsweredTx refuses an answer without the photo that the entry asks for by which the wish was sorted; photos counts those
// that go with the answer. Invalid: photos.
func (s *Service) AnsweredTx(ctx context.Context, tx *db.Tx, wishID string, photos func(context.Context) (int, error)) (err error) {
	defer errs.Wrap(&err, "dispatch.AnsweredTx")
	asked, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM wish_route r JOIN dispatch_entry e ON e.id = r.entry
		WHERE r.wish = $1 AND r.followed AND ' ' || e.evidence || ' ' LIKE '% photo %')`, wishID)
	if err != nil || !asked {
		return err
	}
	n, err := photos(ctx)
	if err == nil && n == 0 {
		err = errs.BadFields([]errs.Field{{Name: "photos", Key: "dispatch.error.photo"}})
	}
	return err
}
