package org

import (
	"context"
	"errors"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/place"
)

func unknown(err error) error {
	if errors.Is(err, db.NoRows) {
		return errs.New(errs.NotFound, "org.unknown")
	}
	return err
}

// ByID is an organisation. NotFound.
func ByID(ctx context.Context, q db.Querier, orgID string) (_ Org, err error) {
	defer errs.Wrap(&err, "org.ByID")
	if !id.Valid(orgID) {
		return Org{}, unknown(db.NoRows)
	}
	o, err := byID(ctx, q, orgID)
	return o, unknown(err)
}

// ByIDs are organisations by their ids, in no order.
func ByIDs(ctx context.Context, q db.Querier, ids []string) (_ []Org, err error) {
	defer errs.Wrap(&err, "org.ByIDs")
	var w db.Where
	w.In("o.id", ids)
	return db.All(ctx, q, scanOrg, "SELECT "+columns+" FROM org o WHERE "+w.SQL(), w.Args()...)
}

// Names are the names as pages print them (short where there is a short one) by id, in one query; an id that is no
// organisation's is left out.
func Names(ctx context.Context, q db.Querier, ids []string) (_ map[string]string, err error) {
	defer errs.Wrap(&err, "org.Names")
	if len(ids) == 0 {
		return map[string]string{}, nil
	}
	return names(ctx, q, ids)
}

// Widths of codes, from package place's levels.
const (
	townWidth      = 9
	communityWidth = 12
)

// CommunityOf is the community committee that is responsible for a place, the community itself or one below it; an old
// code finds the committee of today, a new one the committee that has not followed yet. NotFound when the place lies
// above, or its community does not take part.
func CommunityOf(ctx context.Context, q db.Querier, code string) (_ Org, err error) {
	defer errs.Wrap(&err, "org.CommunityOf")
	if len(code) < communityWidth {
		return Org{}, unknown(db.NoRows)
	}
	code = code[:communityWidth]
	o, err := committeeOf(ctx, q, code)
	if !errors.Is(err, db.NoRows) {
		return o, err
	}
	codes, err := place.Codes(ctx, q, code)
	if err != nil {
		return Org{}, err
	}
	for _, code := range append(codes, codes[0]) { // the first once more: it may have followed while we looked
		if o, err = committeeOf(ctx, q, code); !errors.Is(err, db.NoRows) {
			return o, err
		}
	}
	return Org{}, unknown(db.NoRows)
}

// Vacant tells whether nobody holds a post at a moment; also for a post that there is not.
func Vacant(ctx context.Context, q db.Querier, postID string, at time.Time) (_ bool, err error) {
	defer errs.Wrap(&err, "org.Vacant")
	return vacant(ctx, q, postID, at)
}

// StreetOrgs are the street and its offices that cover a place, the street first; none above the streets.
func StreetOrgs(ctx context.Context, q db.Querier, code string) (_ []Org, err error) {
	defer errs.Wrap(&err, "org.StreetOrgs")
	if len(code) < townWidth {
		return nil, nil
	}
	var w db.Where
	w.And("o.place = ?", code[:townWidth])
	w.In("o.kind", []string{string(Street), string(StreetOffice)})
	return listed(ctx, q, &w)
}

// Units are the organisations of some kinds that cover a place, the nearest first: an organisation covers a place when
// its own is the same or an ancestor.
func Units(ctx context.Context, q db.Querier, code string, kinds ...Kind) (_ []Org, err error) {
	defer errs.Wrap(&err, "org.Units")
	var w db.Where
	w.In("o.place", append(place.Ancestors(code), code, ""))
	k := make([]string, len(kinds))
	for i := range kinds {
		k[i] = string(kinds[i])
	}
	w.In("o.kind", k)
	return listed(ctx, q, &w)
}

// Below are the organisations that stand in the subtrees of places, for who administers them; [""] is all of them.
func Below(ctx context.Context, q db.Querier, places []string) (_ []Org, err error) {
	defer errs.Wrap(&err, "org.Below")
	var w db.Where
	w.Within("o.place", places)
	return listed(ctx, q, &w)
}

// PostByID is a post, vacant or not. NotFound.
func PostByID(ctx context.Context, q db.Querier, postID string) (_ actor.Post, err error) {
	defer errs.Wrap(&err, "org.PostByID")
	if !id.Valid(postID) {
		return actor.Post{}, unknown(db.NoRows)
	}
	p, err := postByID(ctx, q, postID)
	return p, unknown(err)
}

// PostsOf are the posts that a person holds at a moment, the longest held first.
func PostsOf(ctx context.Context, q db.Querier, personID string, at time.Time) (_ []actor.Post, err error) {
	defer errs.Wrap(&err, "org.PostsOf")
	all, err := postsOf(ctx, q, []string{personID}, at)
	return all[personID], err
}

// PostsOfAll are the posts of several persons at a moment, in one query.
func PostsOfAll(ctx context.Context, q db.Querier, persons []string, at time.Time) (_ map[string][]actor.Post, err error) {
	defer errs.Wrap(&err, "org.PostsOfAll")
	if len(persons) == 0 {
		return map[string][]actor.Post{}, nil
	}
	return postsOf(ctx, q, persons, at)
}

// PostsFrom are the posts that a person holds at a moment or will hold later: who manages the person's account must be
// responsible for all of them.
func PostsFrom(ctx context.Context, q db.Querier, personID string, at time.Time) (_ []actor.Post, err error) {
	defer errs.Wrap(&err, "org.PostsFrom")
	return postsFrom(ctx, q, personID, at, time.Time{})
}

// HoldersOf are all posts of an organisation and who holds each at a moment, in the order in which they were made.
func HoldersOf(ctx context.Context, q db.Querier, orgID string, at time.Time) (_ []Holder, err error) {
	defer errs.Wrap(&err, "org.HoldersOf")
	return holdersOf(ctx, q, orgID, at)
}

// HoldersOfRole are the persons who hold a post with the role at a moment, anywhere.
func HoldersOfRole(ctx context.Context, q db.Querier, role actor.Role, at time.Time) (_ []string, err error) {
	defer errs.Wrap(&err, "org.HoldersOfRole")
	return holdersOfRole(ctx, q, role, at)
}

// History is everybody who has held a post, holds it or will, in order.
func History(ctx context.Context, q db.Querier, postID string) (_ []Appointment, err error) {
	defer errs.Wrap(&err, "org.History")
	return history(ctx, q, postID)
}

// Alike are the organisations at a place of a kind and name, and those with a social credit code, the oldest first: what a file
// that names one may mean. An empty code is nobody's.
func Alike(ctx context.Context, q db.Querier, o Org) (_ []Org, err error) {
	defer errs.Wrap(&err, "org.Alike")
	return db.All(ctx, q, scanOrg, "SELECT "+columns+" FROM org o WHERE o.place = $1 AND o.kind = $2 AND o.name = $3 OR $4 <> '' AND o.uscc = $4 ORDER BY o.id",
		o.Place, string(o.Kind), o.Name, o.USCC)
}

// Checked is an organisation in normal form. Invalid with fields.
func Checked(o Org) (Org, error) { return o.checked() }

// In are organisations in the subtree of a place, everywhere when it is empty, behind an id, by id, at most limit.
func In(ctx context.Context, q db.Querier, within, after string, limit int) (_ []Org, err error) {
	defer errs.Wrap(&err, "org.In")
	var w db.Where
	w.Within("o.place", []string{within})
	w.And("o.id > ?", after)
	return db.All(ctx, q, scanOrg, "SELECT "+columns+" FROM org o WHERE "+w.SQL()+" ORDER BY o.id LIMIT "+strconv.Itoa(limit), w.Args()...)
}

// CountIn is how many In has.
func CountIn(ctx context.Context, q db.Querier, within string) (_ int, err error) {
	defer errs.Wrap(&err, "org.CountIn")
	var w db.Where
	w.Within("o.place", []string{within})
	w.And("o.id > ?", "")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM org o WHERE "+w.SQL(), w.Args()...)
}
