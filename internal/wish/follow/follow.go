// Package follow is “我也一样”: a resident who has the same wish joins a public one, is counted, and hears of the answer
// once neighbours may read it. It changes nothing of the wish: no clock, no state, no entry of its timeline. Joining
// twice is joining once; pressing again takes it back.
//
// Who joins hears by the page of own wishes, and by a notice for each answer, told once to each (Messenger); of a message to
// the telephone everybody may say no (Quiet).
//
// When a wish is merged into another its followers go along (MoveTx) and come back when that is undone (MoveBackTx).
package follow

import (
	"context"
	"slices"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/wish"
)

// Service is the use cases of following.
type Service struct {
	d      *db.DB
	wishes *wish.Service
	post   Messenger
}

// Messenger is who brings notices to people (package notice).
type Messenger interface {
	// Reach tells whether a message could go to a person's telephone, and whether that was refused.
	Reach(ctx context.Context, personID string) (could, refused bool, err error)

	// RefuseTx keeps whether that is refused, and tells whether it was otherwise before.
	RefuseTx(ctx context.Context, tx *db.Tx, personID string, yes bool) (changed bool, err error)

	// TellTx tells people of the answer to a wish.
	TellTx(ctx context.Context, tx *db.Tx, wishID string, persons []string) error
}

// New is the service over the wishes. Without a messenger followers hear by their page alone.
func New(d *db.DB, wishes *wish.Service, post Messenger) *Service {
	return &Service{d, wishes, post}
}

// Standing is how the actor stands to a wish.
type Standing struct {
	May       bool // join now
	Following bool
	Messages  bool // a message could go to a telephone when there is an answer
	Quiet     bool
}

// Of is how the actor stands to a wish that the actor sees.
func (s *Service) Of(ctx context.Context, a actor.Actor, seen wish.Seen) (out Standing, err error) {
	defer errs.Wrap(&err, "follow.Of")
	out.May = may(a, seen.View, seen.Wish) == nil
	if a.Person == "" {
		return out, nil
	}
	if out.Following, err = follows(ctx, s.d, seen.Wish.ID, a.Person); err != nil {
		return out, err
	}
	out.Messages, out.Quiet, err = s.Messages(ctx, a)
	return out, err
}

// Messages tells whether a message could go to the actor, to a telephone that is kept, and whether that was refused.
func (s *Service) Messages(ctx context.Context, a actor.Actor) (could, refused bool, err error) {
	defer errs.Wrap(&err, "follow.Messages")
	if s.post == nil {
		return false, false, nil
	}
	return s.post.Reach(ctx, a.Person)
}

// Join adds the actor to those who have the same wish; joined already, it does nothing. NotFound; Unauthenticated;
// Forbidden for the submitter and who handles it; Conflict when it has ended.
func (s *Service) Join(ctx context.Context, a actor.Actor, wishID, key string) (err error) {
	defer errs.Wrap(&err, "follow.Join")
	seen, err := s.wishes.See(ctx, a, wishID)
	if err != nil {
		return err
	}
	if err := may(a, seen.View, seen.Wish); err != nil {
		return err
	}
	return s.once(ctx, a, "wish.follow", seen.Wish, key, func(ctx context.Context, tx *db.Tx) (bool, error) {
		if err := lockTx(ctx, tx, wishID); err != nil {
			return false, err
		}
		return insertTx(ctx, tx, wishID, a.Person)
	})
}

// Leave takes it back, also from a wish that has ended, and by who holds a post now; not joined, it does nothing for who
// might have. NotFound; Unauthenticated; Forbidden as Join.
func (s *Service) Leave(ctx context.Context, a actor.Actor, wishID, key string) (err error) {
	defer errs.Wrap(&err, "follow.Leave")
	seen, err := s.wishes.See(ctx, a, wishID)
	if err != nil {
		return err
	}
	if err := may(a, seen.View, seen.Wish); err != nil && !errs.Is(err, errs.Conflict) {
		in, lookErr := follows(ctx, s.d, wishID, a.Person)
		switch {
		case lookErr != nil:
			return lookErr
		case !in:
			return err
		}
	}
	return s.once(ctx, a, "wish.unfollow", seen.Wish, key, func(ctx context.Context, tx *db.Tx) (bool, error) {
		return deleteTx(ctx, tx, wishID, a.Person)
	})
}

// once runs an act of following and writes it down where it has changed something.
func (s *Service) once(ctx context.Context, a actor.Actor, act string, w wish.Wish, key string, do func(context.Context, *db.Tx) (bool, error)) error {
	again, err := journal.Once(ctx, s.d, a, act, key, func(ctx context.Context, tx *db.Tx) error {
		changed, err := do(ctx, tx)
		if err != nil || !changed {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: act, Kind: "wish", Subject: w.ID, Place: w.Place, Key: key})
	})
	if err == nil && again != "" && again != w.ID {
		return errs.New(errs.Conflict, "error.key_reused")
	}
	return err
}

// SetQuiet says whether the actor wants no messages about wishes that the actor follows. Unauthenticated; Forbidden for who
// only looks and follows nothing.
func (s *Service) SetQuiet(ctx context.Context, a actor.Actor, yes bool) (err error) {
	defer errs.Wrap(&err, "follow.SetQuiet")
	if a.Person == "" {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if s.post == nil {
		return nil
	}
	if onlyLooks(a) {
		n, err := db.Value[int](ctx, s.d, "SELECT COUNT(*) FROM wish_follower WHERE person = $1", a.Person)
		switch {
		case err != nil:
			return err
		case n == 0:
			return errs.New(errs.Forbidden, "follow.forbidden.staff")
		}
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		changed, err := s.post.RefuseTx(ctx, tx, a.Person, yes)
		if err != nil || !changed {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "wish.follow_messages", Kind: "person", Subject: a.Person, After: map[string]bool{"quiet": yes}})
	})
}

// Counts is how many people follow each of some wishes; those that nobody follows are left out.
func Counts(ctx context.Context, q db.Querier, wishIDs []string) (_ map[string]int, err error) {
	defer errs.Wrap(&err, "follow.Counts")
	return counts(ctx, q, wishIDs)
}

// Any tells whether anybody follows a wish: whether there is somebody to tell.
func Any(ctx context.Context, q db.Querier, wishID string) (_ bool, err error) {
	defer errs.Wrap(&err, "follow.Any")
	return db.Value[bool](ctx, q, "SELECT EXISTS (SELECT 1 FROM wish_follower WHERE wish = $1 AND moved_to IS NULL)", wishID)
}

// MoveTx lets the followers of a wish that is merged into another follow that one, and so does who has made it; the other's
// submitter and who filed it for that person are no followers of it. Where each came from is kept.
func MoveTx(ctx context.Context, tx *db.Tx, from, to string) (err error) {
	defer errs.Wrap(&err, "follow.MoveTx")
	if err := lockTx(ctx, tx, from, to); err != nil {
		return err
	}
	return moveTx(ctx, tx, from, to)
}

// MoveBackTx undoes MoveTx, wherever the wish was merged into: those who came with it follow the one wish again and the
// other no more. Who has taken it back meanwhile follows neither.
func MoveBackTx(ctx context.Context, tx *db.Tx, from string) (err error) {
	defer errs.Wrap(&err, "follow.MoveBackTx")
	mains, err := cameTo(ctx, tx, from)
	if err != nil {
		return err
	}
	if err := lockTx(ctx, tx, append([]string{from}, mains...)...); err != nil {
		return err
	}
	for _, to := range mains {
		if err := moveBackTx(ctx, tx, from, to); err != nil {
			return err
		}
	}
	return nil
}

// lockTx lets nobody join the wishes until the commit; in one order, so that two moves do not wait for each other.
func lockTx(ctx context.Context, tx *db.Tx, wishIDs ...string) error {
	slices.Sort(wishIDs)
	for _, id := range wishIDs {
		if err := tx.Lock(ctx, "wish.follow", id); err != nil {
			return err
		}
	}
	return nil
}

// DroppedTx forgets who follows a wish that is being made anonymous.
func DroppedTx(ctx context.Context, tx *db.Tx, wishID string) (err error) {
	defer errs.Wrap(&err, "follow.DroppedTx")
	_, err = tx.Exec(ctx, "DELETE FROM wish_follower WHERE wish = $1 OR via = $1", wishID)
	return err
}
