package org

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/workday"
)

// StandIn is a stand-in (代班): from day to day somebody acts in a post that another one holds. Days are those of China.
type StandIn struct {
	ID     string
	Post   string
	Person string // who acts
	Holder string // whose post it is; when the holder's appointment ends, so does this
	First  workday.Date
	Last   workday.Date // the last day of it
	Alone  bool         // the holder does not act in the post on these days

	From, To time.Time // the moments: whole days, but for one that begins today or was ended early
	Ended    time.Time // when it was ended early; zero: it was not
}

// Cancelled tells whether it was ended before it began.
func (x StandIn) Cancelled() bool { return !x.To.After(x.From) }

// NameStandIn lets somebody stand in: in.Post, Person, First, Last, Alone; key is an idempotency key. Who holds the post at
// its beginning is the holder. It begins at midnight, or now where the first day is today. Invalid: first, last, person (not
// of the unit, the holder, or somebody who must not have the post beside the own ones); Conflict when somebody stands in for
// the post on any of these days, or nobody holds it; Forbidden; NotFound.
func (s *Service) NameStandIn(ctx context.Context, a actor.Actor, in StandIn, key string) (out StandIn, err error) {
	defer errs.Wrap(&err, "org.NameStandIn")
	if !id.Valid(in.Post) {
		return StandIn{}, unknown(db.NoRows)
	}
	again, err := journal.Once(ctx, s.d, a, "org.stand_in", key, func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = s.nameTx(ctx, tx, a, in, key)
		return err
	})
	if err != nil {
		return StandIn{}, err
	}
	if again != "" {
		return standInByID(ctx, s.d, again)
	}
	return out, nil
}

func (s *Service) nameTx(ctx context.Context, tx *db.Tx, a actor.Actor, x StandIn, key string) (StandIn, error) {
	if err := tx.Lock(ctx, "post", x.Post); err != nil { // of two who are named for the same day one is
		return x, err
	}
	p, err := postByID(ctx, tx, x.Post)
	if err != nil {
		return x, unknown(err)
	}
	x.ID, x.From, x.To, x.Ended = id.At(tx.Now), x.First.At(0), (x.Last + 1).At(0), time.Time{}
	if x.From.Before(tx.Now) {
		x.From = tx.Now
	}
	if x.Holder, err = holderAt(ctx, tx, p.ID, x.From); err != nil {
		return x, err
	}
	by, ok := MayNameStandIn(a, p, x.Holder)
	if !ok {
		return x, forbidden()
	}
	if err := s.checkStandInTx(ctx, tx, p, x); err != nil {
		return x, err
	}
	if err := insertStandInTx(ctx, tx, x, a.Person); err != nil {
		return x, err
	}
	err = journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "org.stand_in", Kind: "stand_in", Subject: x.ID, Place: p.Place, Post: by.ID, After: stampStandIn(x), Key: key,
	})
	if err != nil {
		return x, err
	}
	return x, s.sink.Emit(ctx, tx, StandInChanged{Post: p, Person: x.Person, Holder: x.Holder, Place: p.Place, At: x.From})
}

// checkStandInTx refuses days that are past or out of order, a person who may not, and a second stand-in for a day.
func (s *Service) checkStandInTx(ctx context.Context, tx *db.Tx, p actor.Post, x StandIn) error {
	var bad []errs.Field
	if x.First < workday.DateOf(tx.Now) {
		bad = append(bad, errs.Field{Name: "first", Key: "org.error.stand_past"})
	}
	if x.Last < x.First {
		bad = append(bad, errs.Field{Name: "last", Key: "org.error.stand_order"})
	}
	if len(bad) > 0 {
		return errs.BadFields(bad)
	}
	if x.Holder == "" {
		return errs.New(errs.Conflict, "org.error.stand_vacant")
	}
	if err := tx.Lock(ctx, "holder", x.Person); err != nil { // an administrator's post must not come to it meanwhile
		return err
	}
	held, err := postsFrom(ctx, tx, x.Person, x.From, x.To)
	if err != nil {
		return err
	}
	if x.Person == x.Holder || !MayBeStandIn(p, held) {
		return errs.BadFields([]errs.Field{{Name: "person", Key: "org.error.stand_person"}})
	}
	taken, err := stoodInTx(ctx, tx, x)
	if err == nil && taken {
		err = errs.New(errs.Conflict, "org.error.stand_taken")
	}
	return err
}

// EndStandIn ends a stand-in now, or, when it has not begun, before it does. Conflict when it is over; Forbidden; NotFound.
func (s *Service) EndStandIn(ctx context.Context, a actor.Actor, standInID string) (err error) {
	defer errs.Wrap(&err, "org.EndStandIn")
	if !id.Valid(standInID) {
		return unknown(db.NoRows)
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err := standInByID(ctx, tx, standInID)
		if err != nil {
			return unknown(err)
		}
		p, err := postByID(ctx, tx, x.Post)
		if err != nil {
			return err
		}
		by, ok := MayNameStandIn(a, p, x.Holder)
		if !ok {
			return forbidden()
		}
		n, err := endStandInTx(ctx, tx, x)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "org.error.stand_ended")
		}
		if err != nil {
			return err
		}
		ended := x
		ended.To, ended.Ended = tx.Now, tx.Now
		err = journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "org.end_stand_in", Kind: "stand_in", Subject: x.ID, Place: p.Place, Post: by.ID, Before: stampStandIn(x), After: stampStandIn(ended),
		})
		if err != nil {
			return err
		}
		return s.sink.Emit(ctx, tx, StandInChanged{Post: p, Person: x.Person, Holder: x.Holder, Place: p.Place, At: tx.Now})
	})
}

type journalledStandIn struct {
	Post   string `json:"post"`
	Person string `json:"person"`
	Holder string `json:"holder"`
	From   int64  `json:"from"`
	To     int64  `json:"to"`
	Alone  bool   `json:"alone,omitempty"`
}

func stampStandIn(x StandIn) journalledStandIn {
	return journalledStandIn{x.Post, x.Person, x.Holder, x.From.UnixMicro(), x.To.UnixMicro(), x.Alone}
}

// ActsIn are the posts in which a person acts at a moment: those held, the longest first, without those that somebody else
// has alone that day, which are away; then those of others in which the person stands in (Post.For).
func ActsIn(ctx context.Context, q db.Querier, personID string, at time.Time) (acts, away []actor.Post, err error) {
	defer errs.Wrap(&err, "org.ActsIn")
	stands, err := standingAt(ctx, q, personID, at)
	if err != nil {
		return nil, nil, err
	}
	people := []string{personID}
	for _, x := range stands {
		people = append(people, x.Holder)
	}
	all, err := postsOf(ctx, q, people, at)
	if err != nil || len(stands) == 0 {
		return all[personID], nil, err
	}
	return acting(ctx, q, personID, all, stands)
}

// PostStandIns are the stand-ins of posts that run or are still to come, the first to come first.
func PostStandIns(ctx context.Context, q db.Querier, posts []string, at time.Time) (_ []StandIn, err error) {
	defer errs.Wrap(&err, "org.PostStandIns")
	return standIns(ctx, q, "post", posts, at)
}

// OwnStandIns are those that run or are still to come in which a person stands in for others.
func OwnStandIns(ctx context.Context, q db.Querier, personID string, at time.Time) (_ []StandIn, err error) {
	defer errs.Wrap(&err, "org.OwnStandIns")
	return standIns(ctx, q, "person", []string{personID}, at)
}

// StandInByID is one. NotFound.
func StandInByID(ctx context.Context, q db.Querier, standInID string) (_ StandIn, err error) {
	defer errs.Wrap(&err, "org.StandInByID")
	if !id.Valid(standInID) {
		return StandIn{}, unknown(db.NoRows)
	}
	x, err := standInByID(ctx, q, standInID)
	return x, unknown(err)
}

// Colleagues are the persons who may stand in for the holder of a post, with their posts at the moment; the one who holds it
// is left out.
func Colleagues(ctx context.Context, q db.Querier, p actor.Post, at time.Time) (_ map[string][]actor.Post, err error) {
	defer errs.Wrap(&err, "org.Colleagues")
	people, err := holdersAround(ctx, q, p, at)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	holder, err := holderAt(ctx, q, p.ID, at)
	if err != nil {
		return nil, err
	}
	all, err := postsOf(ctx, q, people, at)
	for personID, posts := range all {
		if personID == holder || !MayBeStandIn(p, posts) {
			delete(all, personID)
		}
	}
	return all, err
}
