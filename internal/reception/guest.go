package reception

import (
	"context"
	"errors"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/rule"
)

// LinkFor makes the one-time link of somebody invited and gives its token; one made before opens nothing any more. NotFound
// when nobody of the id is invited.
func (s *Service) LinkFor(ctx context.Context, a actor.Actor, sessionID, inviteeID string) (token string, err error) {
	_, err = s.do(ctx, a, Link, sessionID, "", right(a, Link), func(ctx context.Context, c *change) error {
		var hash string
		token, hash = id.Token()
		c.note = map[string]string{"invitee": inviteeID}
		n, err := c.tx.Exec(ctx, "UPDATE reception_invitee SET link = $3, opened_at = NULL WHERE id = $1 AND reception = $2", inviteeID, c.s.ID, hash)
		if err == nil && n == 0 {
			err = notFound()
		}
		return err
	})
	return token, err
}

// Pass is what a one-time link lets somebody see: one tea, as one of those invited, until a moment.
type Pass struct {
	Invitee string
	Session Session
	Until   time.Time
}

// Follow tells what a link is for without using it up. NotFound when it was used, has been replaced, or its time is over.
func (s *Service) Follow(ctx context.Context, token string) (_ Pass, err error) {
	defer errs.Wrap(&err, "reception.Follow")
	book, err := s.rules.Book(ctx)
	if err != nil {
		return Pass{}, err
	}
	return pass(ctx, s.d, book, s.d.Now(), "SELECT id, reception FROM reception_invitee WHERE link = $1", token)
}

// Enter uses a link up. Whoever keeps what it returns in a session sees the tea as its guest until then: what the session
// carries is the invitee's id. NotFound as Follow.
func (s *Service) Enter(ctx context.Context, from actor.Actor, token string) (out Pass, err error) {
	defer errs.Wrap(&err, "reception.Enter")
	book, err := s.rules.Book(ctx)
	if err != nil {
		return Pass{}, err
	}
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		out, err = pass(ctx, tx, book, tx.Now, "UPDATE reception_invitee SET link = NULL, opened_at = $2 WHERE link = $1 RETURNING id, reception",
			token, tx.Now.UnixMicro())
		if err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, actor.Actor{From: from.From}, journal.Entry{
			Act: Kind + ".enter", Kind: Kind, Subject: out.Session.ID, Place: out.Session.Place, After: map[string]string{"invitee": out.Invitee},
		})
	})
	return out, err
}

// pass is what a link leads to, by the statement that finds it.
func pass(ctx context.Context, q db.Querier, book *rule.Book, now time.Time, sql, token string, more ...any) (out Pass, err error) {
	type found struct{ invitee, session string }
	f, err := db.One(ctx, q, func(r db.Row) (f found, err error) { return f, r.Scan(&f.invitee, &f.session) }, sql, append([]any{id.TokenHash(token)}, more...)...)
	if err == nil {
		out.Session, err = one(ctx, q, book, f.session, now)
	}
	out.Invitee, out.Until = f.invitee, out.Session.Until
	if err == nil && (!out.Session.Shown() || out.Session.State == Cancelled || !now.Before(out.Until)) {
		err = db.NoRows
	}
	if errors.Is(err, db.NoRows) {
		return Pass{}, errs.New(errs.NotFound, "reception.link_gone")
	}
	return out, err
}
