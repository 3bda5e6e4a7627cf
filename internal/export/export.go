// Package export numbers what leaves the house: each copy of data, on paper or as a file, has a number without gaps, a
// row that says who took what for which purpose and how many records that were, and the same in the copy itself.
//
// Who builds an export counts its records, takes its number in the transaction that writes down the act (NumberTx), and
// puts the stamp into what goes out: Text as the last line or the readme of a file, Fields as its metadata.
package export

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
)

// Export is what goes out.
type Export struct {
	Kind    string // lower case; its words are export.kind.*: own_copy
	Subject string // the person whose data it is, when it is about one; may be empty
	Filter  string // what was chosen, as the list's address says it; may be empty, and holds no sealed value
	Purpose string // why, in the words that were chosen
	Records int    // how many records go out
	Post    actor.Post
	Key     string // idempotency key of the request
}

// Stamp is what an export says of itself.
type Stamp struct {
	Number  int64     `json:"number"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	By      string    `json:"by"`
	Post    string    `json:"post,omitempty"`
	Purpose string    `json:"purpose"`
	Records int       `json:"records"`
}

// File is a name for a file that tells nothing of anybody: linli-000012.
func (s Stamp) File() string { return fmt.Sprintf("linli-%06d", s.Number) }

// NumberTx gives an export its number and writes it down. It comes last in its transaction: until the commit nobody else
// gets the next number. Invalid without a kind, a purpose or a count.
func NumberTx(ctx context.Context, tx *db.Tx, a actor.Actor, e Export) (_ Stamp, err error) {
	defer errs.Wrap(&err, "export.NumberTx")
	if e.Kind == "" || e.Purpose == "" || e.Records < 0 {
		return Stamp{}, errs.New(errs.Invalid, "error.invalid")
	}
	s := Stamp{At: tx.Now, Kind: e.Kind, By: a.Name, Post: e.Post.Title, Purpose: e.Purpose, Records: e.Records}
	if s.Number, err = db.Value[int64](ctx, tx, "UPDATE export_counter SET last = last + 1 WHERE one = 1 RETURNING last"); err != nil {
		return Stamp{}, err
	}
	place := placeOf(a, e.Post)
	_, err = tx.Exec(ctx, `INSERT INTO export (number, at, kind, subject, filter, purpose, records, account, person, post, place)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		s.Number, tx.Now.UnixMicro(), e.Kind, e.Subject, e.Filter, e.Purpose, e.Records, db.Null(a.Account), db.Null(a.Person), db.Null(e.Post.ID), place)
	if err != nil {
		return Stamp{}, err
	}
	return s, journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "export.number", Kind: "export", Subject: fmt.Sprint(s.Number), Place: place, Post: e.Post.ID, Key: e.Key,
		After: map[string]any{"kind": e.Kind, "purpose": e.Purpose, "records": e.Records},
	})
}

// Number numbers an export in a write of its own, for what is read and handed on after it. Conflict (Given) where the same request
// was answered before: a copy goes out once for a number, and what would be read now may differ from it.
func Number(ctx context.Context, d *db.DB, a actor.Actor, e Export) (stamp Stamp, err error) {
	defer errs.Wrap(&err, "export.Number")
	again, err := journal.Once(ctx, d, a, "export.number", e.Key, func(ctx context.Context, tx *db.Tx) (err error) {
		stamp, err = NumberTx(ctx, tx, a, e)
		return err
	})
	if err != nil || again == "" {
		return stamp, err
	}
	first, err := ByNumber(ctx, d, again)
	switch {
	case err != nil:
		return stamp, err
	case first.Kind != e.Kind || first.Filter != e.Filter:
		return stamp, errs.New(errs.Conflict, "error.key_reused")
	}
	return stamp, errs.New(errs.Conflict, given, first.Number, first.At)
}

const given = "export.given"

// Given tells whether an error says that the same request was answered before, with which number, and when.
func Given(err error) (number int64, at time.Time, ok bool) {
	var e *errs.Error
	if !errors.As(err, &e) || e.Key != given || len(e.Args) != 2 {
		return 0, time.Time{}, false
	}
	number, _ = e.Args[0].(int64)
	at, ok = e.Args[1].(time.Time)
	return number, at, ok
}

// placeOf is where an export counts: where its post stands; without one where the actor lives, and for staff who live elsewhere
// where they work. Empty is everything.
func placeOf(a actor.Actor, post actor.Post) string {
	switch {
	case post.ID != "":
		return post.Place
	case a.Home == "" && len(a.Posts) > 0:
		return a.Posts[0].Place
	}
	return a.Home
}

// Row is an export as it was written down.
type Row struct {
	Number  int64
	At      time.Time
	Kind    string
	Subject string
	Filter  string
	Purpose string
	Records int
	Person  string
	Post    string
}

// Pageful is how many rows a page of List has.
const Pageful = 50

// List is the exports that the actor may see (MaySee) with numbers below one, the latest first; 0 is from the end. next is the
// number to go on below, 0 when that was all. NotFound for who may not see any.
func List(ctx context.Context, q db.Querier, a actor.Actor, below int64) (_ []Row, next int64, err error) {
	defer errs.Wrap(&err, "export.List")
	if !MayList(a) {
		return nil, 0, errs.New(errs.NotFound, "error.not_found")
	}
	var w db.Where
	w.Within("place", scope(a))
	if below > 0 {
		w.And("number < ?", below)
	}
	rows, err := db.All(ctx, q, scan, "SELECT "+columns+" FROM export WHERE "+w.SQL()+fmt.Sprintf(" ORDER BY number DESC LIMIT %d", Pageful+1), w.Args()...)
	if len(rows) > Pageful {
		rows = rows[:Pageful]
		next = rows[Pageful-1].Number
	}
	return rows, next, err
}

const columns = "number, at, kind, subject, filter, purpose, records, person, post"

func scan(r db.Row) (x Row, err error) {
	return x, r.Scan(&x.Number, db.Time(&x.At), &x.Kind, &x.Subject, &x.Filter, &x.Purpose, &x.Records, db.Text(&x.Person), db.Text(&x.Post))
}

// ByNumber is the export with a number, as a journal entry has it for its subject.
func ByNumber(ctx context.Context, q db.Querier, number string) (_ Row, err error) {
	defer errs.Wrap(&err, "export.ByNumber")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return Row{}, err
	}
	return db.One(ctx, q, scan, "SELECT "+columns+" FROM export WHERE number = $1", n)
}
