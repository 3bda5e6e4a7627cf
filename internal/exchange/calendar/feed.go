package calendar

import (
	"context"
	"errors"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/reception"
	"linli/internal/wish/list"
)

// Feed is an address that somebody has made.
type Feed struct {
	ID     string
	Post   string // the post whose feed it is; empty: the person's own
	Lang   string // in which language it speaks
	MadeAt time.Time
	UsedAt time.Time // when a calendar has last asked, to the hour; zero: never

	account string
}

// most is how many addresses one account has at a time.
const most = 10

// Actors tells who stands behind an account now. Unauthenticated when it is not there or disabled.
type Actors interface {
	Actor(ctx context.Context, accountID string) (actor.Actor, error)
}

// Service makes addresses, and reads what stands behind them.
type Service struct {
	d      *db.DB
	actors Actors
	lists  *list.Lists
	teas   *reception.Service
}

// New is the feeds over a database.
func New(d *db.DB, actors Actors, lists *list.Lists, teas *reception.Service) *Service {
	return &Service{d: d, actors: actors, lists: lists, teas: teas}
}

// own lets those pass who have an account.
func own(a actor.Actor) error {
	if !a.SignedIn() || a.Account == "" {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return nil
}

func missing(err error) error {
	if errors.Is(err, db.NoRows) {
		return errs.New(errs.NotFound, "error.not_found")
	}
	return err
}

// Make makes the address of a new feed and tells its secret, once. A request that comes again makes no second one: the address
// of the first is another one then, since nobody can tell whether the first answer was seen. Unauthenticated; NotFound for a
// post that the actor does not hold or stand in for; Invalid when there are too many; Conflict when the first was taken back.
func (s *Service) Make(ctx context.Context, a actor.Actor, post, lang, key string) (secret string, err error) {
	defer errs.Wrap(&err, "calendar.Make")
	if err := own(a); err != nil {
		return "", err
	}
	if post != "" && !holds(a, post) {
		return "", missing(db.NoRows)
	}
	feed := Feed{ID: id.At(s.d.Now()), Post: post, Lang: lang, account: a.Account}
	secret, hash := id.Token()
	before, err := journal.Once(ctx, s.d, a, "calendar.make", key, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "calendar", a.Account); err != nil {
			return err
		}
		n, err := db.Value[int](ctx, tx, "SELECT COUNT(*) FROM calendar_feed WHERE account = $1", a.Account)
		if err != nil {
			return err
		}
		if n >= most {
			return errs.BadFields([]errs.Field{{Name: "post", Key: "calendar.error.most", Args: []any{most}}})
		}
		if _, err := tx.Exec(ctx, "INSERT INTO calendar_feed (id, account, post, lang, secret_hash, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
			feed.ID, a.Account, db.Null(post), lang, hash, tx.Now.UnixMicro()); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "calendar.make", Kind: "calendar", Subject: feed.ID, Key: key, After: map[string]string{"post": post}})
	})
	if err == nil && before != "" {
		err = s.change(ctx, errs.New(errs.Conflict, "calendar.error.again"), nil,
			"UPDATE calendar_feed SET secret_hash = $3 WHERE id = $1 AND account = $2", before, a.Account, hash)
	}
	return secret, err
}

// change runs a statement that must change a row, else it fails with none, and what belongs to it in the same write.
func (s *Service) change(ctx context.Context, none error, also func(context.Context, *db.Tx) error, sql string, args ...any) error {
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, sql, args...)
		switch {
		case err != nil:
			return err
		case n == 0:
			return none
		case also != nil:
			return also(ctx, tx)
		}
		return nil
	})
}

// holds tells whether a post is one of the actor's, held or stood in for.
func holds(a actor.Actor, post string) bool {
	return slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return p.ID == post })
}

const columns = "id, account, COALESCE(post, ''), lang, made_at, used_at"

func scan(r db.Row) (f Feed, err error) {
	return f, r.Scan(&f.ID, &f.account, &f.Post, &f.Lang, db.Time(&f.MadeAt), db.Time(&f.UsedAt))
}

// Of are the actor's own feeds, the latest first. Unauthenticated.
func (s *Service) Of(ctx context.Context, a actor.Actor) (_ []Feed, err error) {
	defer errs.Wrap(&err, "calendar.Of")
	if err := own(a); err != nil {
		return nil, err
	}
	return db.All(ctx, s.d, scan, "SELECT "+columns+" FROM calendar_feed WHERE account = $1 ORDER BY id DESC", a.Account)
}

// Revoke takes an address back: from now on it is one that never was. Sent again, it is answered as the first time. Unauthenticated;
// NotFound for somebody else's.
func (s *Service) Revoke(ctx context.Context, a actor.Actor, feedID string) (err error) {
	defer errs.Wrap(&err, "calendar.Revoke")
	if err := own(a); err != nil {
		return err
	}
	once := "revoke-" + feedID
	err = s.change(ctx, missing(db.NoRows), func(ctx context.Context, tx *db.Tx) error {
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "calendar.revoke", Kind: "calendar", Subject: feedID, Key: once})
	}, "DELETE FROM calendar_feed WHERE id = $1 AND account = $2", feedID, a.Account)
	if errs.Is(err, errs.NotFound) { // an id is made once: whoever has revoked it has done just this
		if done, lookErr := journal.Done(ctx, s.d, a, "calendar.revoke", once); lookErr != nil || done != "" {
			return lookErr
		}
	}
	return err
}

// usedEvery is how long an address that was asked for is not written down again: calendars ask by themselves, all day.
const usedEvery = time.Hour

// open is the feed behind a secret and who asks with it: its owner as of now, of a post's feed in that post alone. NotFound
// when there is no such address, the account was closed, or the post is not the owner's any more.
func (s *Service) open(ctx context.Context, secret string) (f Feed, a actor.Actor, err error) {
	f, err = db.One(ctx, s.d, scan, "SELECT "+columns+" FROM calendar_feed WHERE secret_hash = $1", id.TokenHash(secret))
	if err != nil {
		return f, a, missing(err)
	}
	a, err = s.actors.Actor(ctx, f.account)
	if errs.Is(err, errs.Unauthenticated) || err == nil && f.Post != "" && !holds(a, f.Post) {
		err = missing(db.NoRows)
	}
	if err != nil {
		return f, a, err
	}
	if f.Post != "" {
		a.Posts = slices.DeleteFunc(slices.Clone(a.Posts), func(p actor.Post) bool { return p.ID != f.Post })
		a.Home, a.ActsFor = "", nil
	}
	if now := s.d.Now(); now.Sub(f.UsedAt) >= usedEvery {
		err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE calendar_feed SET used_at = $2 WHERE id = $1", f.ID, now.UnixMicro())
			return err
		})
	}
	return f, a, err
}
