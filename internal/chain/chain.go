// Package chain links records of any two features, so that the line from a need to its judgement can be walked both
// ways. A link is typed, belongs to a place, and is added in the transaction of the act that makes it.
package chain

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
)

// Subject names a record of a feature.
type Subject struct {
	Kind string // wish
	ID   string
}

// Relation is how the later record stands to the earlier one, read from → to.
type Relation string

// The relations.
const (
	Continues Relation = "continues" // a new wish takes up an ended one
	Heard     Relation = "heard"     // a wish stands on the agenda of a meeting, or was said there
	Promised  Relation = "promised"  // a promise was made for a wish
)

// Link is one step of the chain.
type Link struct {
	From     Subject
	Relation Relation
	To       Subject
	Place    string
	At       time.Time
	By       string // person id
}

// Card is what a record shows of itself in a chain: it is asked of the feature, through app's resolver.
type Card struct {
	Subject Subject
	Title   string
	State   string // translation key
	URL     string
}

// Resolver turns subjects into cards and leaves out what the viewer may not see.
type Resolver func(ctx context.Context, a actor.Actor, subjects []Subject) ([]Card, error)

// LinkTx adds a link; adding the same link again does nothing.
func LinkTx(ctx context.Context, tx *db.Tx, a actor.Actor, l Link) (err error) {
	defer errs.Wrap(&err, "chain.LinkTx")
	_, err = tx.Exec(ctx, `INSERT INTO link (from_kind, from_id, relation, to_kind, to_id, place, at, by_person)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		l.From.Kind, l.From.ID, string(l.Relation), l.To.Kind, l.To.ID, l.Place, tx.Now.UnixMicro(), a.Person)
	return err
}

// UnlinkTx takes a link away that was a mistake; not ok when there is none.
func UnlinkTx(ctx context.Context, tx *db.Tx, l Link) (ok bool, err error) {
	defer errs.Wrap(&err, "chain.UnlinkTx")
	n, err := tx.Exec(ctx, "DELETE FROM link WHERE from_kind = $1 AND from_id = $2 AND relation = $3 AND to_kind = $4 AND to_id = $5",
		l.From.Kind, l.From.ID, string(l.Relation), l.To.Kind, l.To.ID)
	return n > 0, err
}

// Into are the ids of a kind that stand in a relation to a subject, in the order in which they were linked.
func Into(ctx context.Context, q db.Querier, kind string, r Relation, to Subject) (_ []string, err error) {
	defer errs.Wrap(&err, "chain.Into")
	return db.All(ctx, q, func(r db.Row) (id string, err error) { return id, r.Scan(&id) },
		"SELECT from_id FROM link WHERE to_kind = $1 AND to_id = $2 AND relation = $3 AND from_kind = $4 ORDER BY at, from_id", to.Kind, to.ID, string(r), kind)
}

// Targets are to which record each of some subjects of one kind stands in a relation, by the subject's id; of several the
// one linked last.
func Targets(ctx context.Context, q db.Querier, kind string, ids []string, r Relation) (_ map[string]Subject, err error) {
	defer errs.Wrap(&err, "chain.Targets")
	var w db.Where
	w.And("from_kind = ? AND relation = ?", kind, string(r))
	w.In("from_id", ids)
	out := make(map[string]Subject, len(ids))
	return out, db.Each(ctx, q, func(r db.Row) error {
		var from string
		var to Subject
		err := r.Scan(&from, &to.Kind, &to.ID)
		out[from] = to
		return err
	}, "SELECT from_id, to_kind, to_id FROM link WHERE "+w.SQL()+" ORDER BY at", w.Args()...)
}

// WithoutSQL is the condition that a record has no link of a relation: id is the column with its id, in a query over its
// own table.
func WithoutSQL(kind, id string, r Relation) string {
	return "NOT EXISTS (SELECT 1 FROM link WHERE from_kind = '" + kind + "' AND from_id = " + id + " AND relation = '" + string(r) + "')"
}

// Links are the links that touch a subject, oldest first.
func Links(ctx context.Context, q db.Querier, s Subject) ([]Link, error) {
	return db.All(ctx, q, scanLink, `SELECT from_kind, from_id, relation, to_kind, to_id, place, at, by_person FROM link
		WHERE (from_kind = $1 AND from_id = $2) OR (to_kind = $1 AND to_id = $2) ORDER BY at, from_id, to_id`, s.Kind, s.ID)
}

func scanLink(r db.Row) (l Link, err error) {
	return l, r.Scan(&l.From.Kind, &l.From.ID, &l.Relation, &l.To.Kind, &l.To.ID, &l.Place, db.Time(&l.At), &l.By)
}

// walkLimit bounds how many records one page follows.
const walkLimit = 32

// Walk follows the links in both directions from a subject and returns what the viewer may see,
// by the nearest first. The subject itself is the first card. What happened to stand on one agenda has nothing else in
// common: from a wish the line leads to its meeting, and not on to the other wishes that were heard there.
func Walk(ctx context.Context, q db.Querier, a actor.Actor, start Subject, resolve Resolver) (cards []Card, err error) {
	defer errs.Wrap(&err, "chain.Walk")
	order, seen := []Subject{start}, map[Subject]bool{start: true}
	for i := 0; i < len(order) && len(order) < walkLimit; i++ {
		links, err := Links(ctx, q, order[i])
		if err != nil {
			return nil, err
		}
		for _, l := range links {
			if l.Relation == Heard && l.To == order[i] && i > 0 {
				continue
			}
			for _, s := range []Subject{l.From, l.To} {
				if !seen[s] {
					seen[s] = true
					order = append(order, s)
				}
			}
		}
	}
	return resolve(ctx, a, order)
}
