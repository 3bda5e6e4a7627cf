package org

import (
	"context"
	"errors"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/person"
	"linli/internal/workday"
)

const standInColumns = "id, post, person, holder, from_at, to_at, alone, ended_at"

// scanStandIn reads a row; the last day is the one in which its last moment lies.
func scanStandIn(r db.Row) (x StandIn, err error) {
	err = r.Scan(&x.ID, &x.Post, &x.Person, &x.Holder, db.Time(&x.From), db.Time(&x.To), &x.Alone, db.Time(&x.Ended))
	x.First, x.Last = workday.DateOf(x.From), workday.DateOf(x.To.Add(-time.Microsecond))
	return x, err
}

func insertStandInTx(ctx context.Context, tx *db.Tx, x StandIn, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO stand_in (id, post, person, holder, from_at, to_at, alone, named_by, named_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		x.ID, x.Post, x.Person, x.Holder, x.From.UnixMicro(), x.To.UnixMicro(), x.Alone, db.Null(by), tx.Now.UnixMicro())
	return err
}

// endStandInTx ends one that is not over; the number of rows says whether it was.
func endStandInTx(ctx context.Context, tx *db.Tx, x StandIn) (int64, error) {
	to := max(x.From.UnixMicro(), tx.Now.UnixMicro())
	return tx.Exec(ctx, "UPDATE stand_in SET to_at = $2, ended_at = $3 WHERE id = $1 AND to_at > $3 AND ended_at IS NULL", x.ID, to, tx.Now.UnixMicro())
}

func standInByID(ctx context.Context, q db.Querier, standInID string) (StandIn, error) {
	return db.One(ctx, q, scanStandIn, "SELECT "+standInColumns+" FROM stand_in WHERE id = $1", standInID)
}

// stoodInTx tells whether somebody stands in for the post at any moment of it.
func stoodInTx(ctx context.Context, tx *db.Tx, x StandIn) (bool, error) {
	return db.Value[bool](ctx, tx, "SELECT EXISTS (SELECT 1 FROM stand_in WHERE post = $1 AND to_at > $2 AND from_at < $3 AND to_at > from_at)",
		x.Post, x.From.UnixMicro(), x.To.UnixMicro())
}

// standIns are those by a column that are not over at a moment.
func standIns(ctx context.Context, q db.Querier, column string, ids []string, at time.Time) ([]StandIn, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var w db.Where
	w.In(column, ids)
	w.And("to_at > ?", at.UnixMicro())
	w.And("to_at > from_at")
	return db.All(ctx, q, scanStandIn, "SELECT "+standInColumns+" FROM stand_in WHERE "+w.SQL()+" ORDER BY from_at, id", w.Args()...)
}

// standingAt are the stand-ins of a moment that concern a person: who stands in, or whose post it is.
func standingAt(ctx context.Context, q db.Querier, personID string, at time.Time) ([]StandIn, error) {
	return db.All(ctx, q, scanStandIn, "SELECT "+standInColumns+` FROM stand_in WHERE (person = $1 OR holder = $1) AND from_at <= $2 AND to_at > $2
		ORDER BY from_at, id`, personID, at.UnixMicro())
}

// standsFrom are the posts in which a person stands in at any moment of a period; without an end it is open.
func standsFrom(ctx context.Context, q db.Querier, personID string, from, to time.Time) ([]actor.Post, error) {
	var w db.Where
	w.And("s.person = ?", personID)
	w.And("s.to_at > ?", from.UnixMicro())
	w.And("s.to_at > s.from_at")
	if !to.IsZero() {
		w.And("s.from_at < ?", to.UnixMicro())
	}
	return db.All(ctx, q, scanPost, "SELECT "+postColumns+` FROM stand_in s JOIN post p ON p.id = s.post JOIN org o ON o.id = p.org
		WHERE `+w.SQL()+" ORDER BY s.from_at, p.id", w.Args()...)
}

// acting puts the posts together in which a person acts, of those that the person and the holders hold.
func acting(ctx context.Context, q db.Querier, personID string, all map[string][]actor.Post, stands []StandIn) (acts, away []actor.Post, err error) {
	alone, holders := map[string]bool{}, []string(nil)
	for _, x := range stands {
		alone[x.Post] = alone[x.Post] || x.Alone && x.Holder == personID
		holders = append(holders, x.Holder)
	}
	for _, p := range all[personID] {
		if alone[p.ID] {
			away = append(away, p)
		} else {
			acts = append(acts, p)
		}
	}
	names, err := person.Names(ctx, q, holders)
	for _, x := range stands {
		i := slices.IndexFunc(all[x.Holder], func(p actor.Post) bool { return p.ID == x.Post })
		if x.Person != personID || i < 0 || !MayBeStandIn(all[x.Holder][i], all[personID]) {
			continue // an appointment that has ended takes its stand-in with it, the holder's and the own one
		}
		p := all[x.Holder][i]
		p.For, p.ForName = x.Holder, names[x.Holder]
		acts = append(acts, p)
	}
	return acts, away, err
}

// holderAt is who holds a post at a moment; empty while nobody does.
func holderAt(ctx context.Context, q db.Querier, postID string, at time.Time) (string, error) {
	who, err := db.Value[string](ctx, q, "SELECT person FROM appointment WHERE post = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2)", postID, at.UnixMicro())
	if errors.Is(err, db.NoRows) {
		return "", nil
	}
	return who, err
}

// holdersAround are those who hold a post in the same organisation, or in one at the same place.
func holdersAround(ctx context.Context, q db.Querier, p actor.Post, at time.Time) ([]string, error) {
	return db.All(ctx, q, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
		`SELECT DISTINCT h.person FROM appointment h JOIN post p ON p.id = h.post JOIN org o ON o.id = p.org
		WHERE (o.id = $1 OR o.place = $2) AND h.from_at <= $3 AND (h.to_at IS NULL OR h.to_at > $3) ORDER BY h.person`, p.Org, p.Place, at.UnixMicro())
}
