package org

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/retain"
)

// copiedPost is a post that somebody holds or has held, in the person's own copy.
type copiedPost struct {
	Org   string    `json:"organisation"`
	Title string    `json:"title"`
	From  time.Time `json:"from"`
	To    time.Time `json:"to,omitzero"`
	Stood bool      `json:"stood_in,omitempty"` // stood in for the holder
}

// Held is the posts that a person holds and has held, and those in which the person stood in.
func (s *Service) Held(ctx context.Context, q db.Querier, personID string, whole bool) (_ []retain.Held, err error) {
	defer errs.Wrap(&err, "org.Held")
	list, err := db.All(ctx, q, func(r db.Row) (x copiedPost, err error) {
		return x, r.Scan(&x.Org, &x.Title, db.Time(&x.From), db.Time(&x.To), &x.Stood)
	}, `SELECT o.name, p.title, h.from_at, h.to_at, FALSE FROM appointment h JOIN post p ON p.id = h.post JOIN org o ON o.id = p.org
		WHERE h.person = $1 UNION ALL SELECT o.name, p.title, s.from_at, s.to_at, TRUE FROM stand_in s JOIN post p ON p.id = s.post
		JOIN org o ON o.id = p.org WHERE s.person = $1 AND s.to_at > s.from_at ORDER BY 3, 1, 2`, personID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	h := retain.Held{Entity: "post", N: len(list), Since: list[0].From}
	if whole {
		h.Copy = list
	}
	return []retain.Held{h}, nil
}

// Needed are those who hold a post, or held one after the moment.
func (s *Service) Needed(ctx context.Context, q db.Querier, persons []string, after time.Time) (_ map[string]bool, err error) {
	defer errs.Wrap(&err, "org.Needed")
	var w db.Where
	w.In("person", persons)
	w.And("(to_at IS NULL OR to_at > ?)", after.UnixMicro())
	out := map[string]bool{}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var personID string
		err := r.Scan(&personID)
		out[personID] = true
		return err
	}, "SELECT DISTINCT person FROM appointment WHERE "+w.SQL(), w.Args()...)
}

// EraseTx erases nothing: who held which post is a record of the office.
func (s *Service) EraseTx(ctx context.Context, tx *db.Tx, personID string, _ bool) (_ []retain.Outcome, err error) {
	held, err := s.Held(ctx, tx, personID, false)
	if err != nil || len(held) == 0 {
		return nil, err
	}
	return []retain.Outcome{{Entity: "post", Kept: held[0].N, Why: "post"}}, nil
}
