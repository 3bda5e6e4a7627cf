package person

import (
	"context"
	"errors"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
)

func unknown(err error) error {
	if errors.Is(err, db.NoRows) {
		return errs.New(errs.NotFound, "person.unknown")
	}
	return err
}

// ByID is a person, without a question who asks: for use cases that have decided that. NotFound.
func ByID(ctx context.Context, q db.Querier, personID string) (_ Person, err error) {
	defer errs.Wrap(&err, "person.ByID")
	if !id.Valid(personID) {
		return Person{}, unknown(db.NoRows)
	}
	p, err := byID(ctx, q, personID)
	return p, unknown(err)
}

// ByIDs are persons by their ids, in no order, without a question who asks: for use cases that ask it of each.
func ByIDs(ctx context.Context, q db.Querier, ids []string) (_ []Person, err error) {
	defer errs.Wrap(&err, "person.ByIDs")
	var w db.Where
	w.In("id", ids)
	return db.All(ctx, q, scanPerson, "SELECT "+columns+" FROM person WHERE "+w.SQL(), w.Args()...)
}

// ReachableSQL is the condition that a telephone is kept of the person whose id stands in the column.
func ReachableSQL(column string) string {
	return "EXISTS (SELECT 1 FROM person AS callee WHERE callee.id = " + column + " AND callee.phone IS NOT NULL)"
}

// Names are the full names by id, in one query; an id that is nobody's is left out. A page shows a resident's name
// through MaskName.
func Names(ctx context.Context, q db.Querier, ids []string) (_ map[string]string, err error) {
	defer errs.Wrap(&err, "person.Names")
	if len(ids) == 0 {
		return map[string]string{}, nil
	}
	return names(ctx, q, ids)
}

// maxFound bounds a search: who has more in common than that types more of the name.
const maxFound = 50

// Find is the people whose name contains the text, as the desk of a community looks for them: only those who live in the
// scope of the actor's posts there, names that begin so first, at most limit (50). Somebody without such a post finds
// nobody.
func Find(ctx context.Context, q db.Querier, a actor.Actor, text string, limit int) (_ []Person, err error) {
	defer errs.Wrap(&err, "person.Find")
	if nameKey(text) == "" {
		return nil, nil
	}
	return find(ctx, q, text, scope(a), min(max(limit, 1), maxFound))
}

// Named are the people of exactly this name who live in the subtree of a place, everywhere when it is empty, at most 50:
// for the command line, where whoever sits at the machine names somebody.
func Named(ctx context.Context, q db.Querier, name, within string) (_ []Person, err error) {
	defer errs.Wrap(&err, "person.Named")
	if nameKey(name) == "" {
		return nil, nil
	}
	return named(ctx, q, name, within, maxFound)
}

// MayActFor tells whether somebody may act for another at a moment, as a recorded proxy.
func MayActFor(ctx context.Context, q db.Querier, personID, forPerson string, at time.Time) (_ bool, err error) {
	defer errs.Wrap(&err, "person.MayActFor")
	return mayActFor(ctx, q, personID, forPerson, at)
}

// ActsFor are those for whom somebody may act at a moment, oldest record first.
func ActsFor(ctx context.Context, q db.Querier, personID string, at time.Time) (_ []Proxy, err error) {
	defer errs.Wrap(&err, "person.ActsFor")
	return proxiesOf(ctx, q, personID, at)
}

// ProxiesOf are those who may act for somebody at a moment, oldest record first.
func ProxiesOf(ctx context.Context, q db.Querier, forPerson string, at time.Time) (_ []Proxy, err error) {
	defer errs.Wrap(&err, "person.ProxiesOf")
	return proxiesFor(ctx, q, forPerson, at)
}

// In are the people who live in the subtree of a place, behind an id, by id, at most limit.
func In(ctx context.Context, q db.Querier, within, after string, limit int) (_ []Person, err error) {
	defer errs.Wrap(&err, "person.In")
	w := inhabitants(within, after)
	return db.All(ctx, q, scanPerson, "SELECT "+columns+" FROM person WHERE "+w.SQL()+" ORDER BY id LIMIT "+strconv.Itoa(limit), w.Args()...)
}

// CountIn is how many In has.
func CountIn(ctx context.Context, q db.Querier, within string) (_ int, err error) {
	defer errs.Wrap(&err, "person.CountIn")
	w := inhabitants(within, "")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM person WHERE "+w.SQL(), w.Args()...)
}

// inhabitants narrows a query to people whose name is kept, who live in the subtree of a place.
func inhabitants(within, after string) (w db.Where) {
	w.Within("place", []string{within})
	w.And("id > ? AND name <> ''", after)
	return w
}
