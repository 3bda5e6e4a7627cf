package publish

import (
	"context"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/veil"
	"linli/internal/wish"
	"linli/internal/wish/await"
)

// Pageful is how many rows a list shows.
const Pageful = 25

// Waiting is a text that waits for a moderator, in a list.
type Waiting struct {
	Wish   string
	Part   int64
	Since  time.Time
	Number string
	Title  string // the original
	Place  string
	Act    string // of the entry; empty: the title
}

// List is what waits for the actor, the longest first, behind a cursor. Unauthenticated; NotFound for who never decides.
func (s *Service) List(ctx context.Context, a actor.Actor, after string) (_ []Waiting, next string, err error) {
	defer errs.Wrap(&err, "publish.List")
	codes := scope(a)
	switch {
	case !a.SignedIn():
		return nil, "", errs.New(errs.Unauthenticated, "error.unauthenticated")
	case len(codes) == 0:
		return nil, "", errs.New(errs.NotFound, "error.not_found")
	}
	var keys []string
	if after != "" {
		if keys, err = db.Keys(after, 3); err != nil {
			return nil, "", err
		}
	}
	list, err := waitingIn(ctx, s.d, codes, keys, Pageful+1)
	if err != nil || len(list) <= Pageful {
		return list, "", err
	}
	last := list[Pageful-1]
	return list[:Pageful], db.Cursor(strconv.FormatInt(last.Since.UnixMicro(), 10), last.Wish, strconv.FormatInt(last.Part, 10)), nil
}

// Count is how much waits for the actor; 0 for who never decides.
func (s *Service) Count(ctx context.Context, a actor.Actor) (_ int, err error) {
	defer errs.Wrap(&err, "publish.Count")
	return countWaiting(ctx, s.d, a)
}

// See is the parts of a wish, for who decides on them. NotFound, Forbidden, Unauthenticated as Publish.
func (s *Service) See(ctx context.Context, a actor.Actor, wishID string) (_ wish.Wish, _ []Part, err error) {
	defer errs.Wrap(&err, "publish.See")
	w, _, err := s.deciding(ctx, a, wishID)
	if err != nil {
		return w, nil, err
	}
	parts, err := partsOf(ctx, s.d, wishID)
	return w, parts, err
}

// chunk is how many wishes of before the rule one write examines.
const chunk = 100

// Examine lets the rule look at wishes from before there was one, and at imported ones: what it finds nothing in becomes
// public, the rest waits for a moderator. It may be stopped anywhere and run again, and tells how many it has looked at.
func (s *Service) Examine(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "publish.Examine")
	book, err := s.rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	byRule := func(w wish.Wish, text string) bool {
		return book.Yes("wish.publish.by_rule", w.Community, s.d.Now()) && veil.Clear(text)
	}
	for after := ""; ; {
		list, err := unexamined(ctx, s.d, after, chunk)
		if err != nil || len(list) == 0 {
			return n, err
		}
		after = list[len(list)-1].ID
		some := 0
		err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			some = 0
			for _, w := range list {
				done, err := examineTx(ctx, tx, w, byRule)
				if err != nil {
					return err
				}
				if done {
					some++
				}
			}
			return nil
		})
		if n += some; err != nil {
			return n, err
		}
	}
}

// examineTx examines one wish, and tells whether it still stood as it was read.
func examineTx(ctx context.Context, tx *db.Tx, w wish.Wish, byRule func(wish.Wish, string) bool) (bool, error) {
	w.Publicity, w.PublicTitle = wish.Unpublished, ""
	open := w.Visibility == wish.Public && !w.AcceptedAt.IsZero() && w.State != wish.Withdrawn && (w.State != wish.Archived || !w.AnsweredAt.IsZero())
	switch {
	case open && byRule(w, w.Title):
		w.Publicity, w.PublicTitle = wish.Published, w.Title
	case open:
		w.Publicity = wish.Waiting
	}
	still, err := examinedTx(ctx, tx, w)
	if err != nil || !still || !open {
		return still, err
	}
	parts, err := partsOf(ctx, tx, w.ID)
	if err != nil {
		return false, err
	}
	for _, p := range parts {
		switch {
		case p.State != wish.Unexamined:
			continue
		case p.ID != wish.TitlePart && byRule(w, p.Original):
			err = showTx(ctx, tx, w.ID, p.ID, wish.Published, p.Original)
		default:
			err = await.AskTx(ctx, tx, w.ID, w.Community, p.ID)
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// Answer is the answer of a wish as neighbours read it.
type Answer struct {
	Text string
	At   time.Time // when it became what it is: given, or published later
}

// Answers are the last answers of some wishes that neighbours see, by wish; one that is not public is left out.
func (s *Service) Answers(ctx context.Context, wishes []wish.Wish) (_ map[string]Answer, err error) {
	defer errs.Wrap(&err, "publish.Answers")
	return answersOf(ctx, s.d, wishes)
}

// Decided is when a moderator last decided on anything in some communities; zero: never.
func (s *Service) Decided(ctx context.Context, communities []string) (_ time.Time, err error) {
	defer errs.Wrap(&err, "publish.Decided")
	return lastDecided(ctx, s.d, communities)
}
