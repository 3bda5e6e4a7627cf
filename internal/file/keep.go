package file

import (
	"context"
	"errors"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/file/content"
)

// dropTx removes rows, and has their contents removed after the commit where no other row names them.
func (s *Service) dropTx(ctx context.Context, tx *db.Tx, cond string, args ...any) ([]File, error) {
	gone, err := deleteTx(ctx, tx, cond, args...)
	if err != nil || len(gone) == 0 {
		return gone, err
	}
	var lost []string
	for _, f := range gone {
		for _, c := range f.contents() {
			more, err := named(ctx, tx, c)
			if err != nil {
				return nil, err
			}
			if !more {
				lost = append(lost, c)
			}
		}
	}
	if len(lost) == 0 {
		return gone, nil
	}
	return gone, s.sink.Emit(ctx, tx, Dropped{lost})
}

// Given are the originals that a subject's own person sees, without a question who asks: for use cases that have decided.
func Given(ctx context.Context, q db.Querier, sub Subject) (out []File, err error) {
	all, err := ofSubject(ctx, q, sub)
	for _, f := range all {
		if f.Original == "" && f.Audience != ForStaff {
			out = append(out, f)
		}
	}
	return out, err
}

// RemoveTx removes every file of a subject, in the transaction that erases it, and tells how many those were.
func (s *Service) RemoveTx(ctx context.Context, tx *db.Tx, a actor.Actor, sub Subject) (n int, err error) {
	defer errs.Wrap(&err, "file.RemoveTx")
	all, err := ofSubject(ctx, tx, sub)
	for _, f := range all {
		if err == nil && f.Original == "" {
			err = s.removeTx(ctx, tx, a, f, "")
			n++
		}
	}
	return n, err
}

// removeTx removes a file with its copy, if it is still there.
func (s *Service) removeTx(ctx context.Context, tx *db.Tx, a actor.Actor, f File, reason string) error {
	if err := tx.Lock(ctx, "file", f.ID); err != nil {
		return err
	}
	gone, err := s.dropTx(ctx, tx, "id = $1 OR original = $1", f.ID)
	if err != nil || len(gone) == 0 {
		return err
	}
	return journalTx(ctx, tx, a, Remove, Seen{File: f}, "", func(j *journalled) { j.Reason = reason })
}

// Drop removes a content that no row names: the job behind Dropped. It is safe to repeat. The row is looked for under the
// lock under which rows are added, and the bytes are gone before that lock is; a write that runs twice removes nothing more.
func (s *Service) Drop(ctx context.Context, hash string) (err error) {
	defer errs.Wrap(&err, "file.Drop")
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, contentLock, hash); err != nil {
			return err
		}
		if more, err := named(ctx, tx, hash); err != nil || more {
			return err
		}
		return s.store.Remove(hash)
	})
}

const (
	stagedFor   = 24 * time.Hour // how long a file waits for its record
	orphanAfter = 24 * time.Hour // how old a content without a row is when it is removed
	chunk       = 100
)

// Sweep removes what was cut off: contents older than a day that no row names. It is how many.
func (s *Service) Sweep(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "file.Sweep")
	err = s.store.Stale(time.Now().Add(-orphanAfter), func(hash string) error { // the folder's clock is the machine's
		if err := ctx.Err(); err != nil {
			return err
		}
		if more, err := named(ctx, s.d, hash); err != nil || more {
			return err
		}
		n++
		return s.Drop(ctx, hash)
	})
	return n, err
}

// Expire removes what has waited in a draft for a day. It is how many files. It may be stopped anywhere and run again.
func (s *Service) Expire(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "file.Expire")
	return s.expire(ctx, true, s.d.Now().Add(-stagedFor), func(context.Context, File) (bool, error) { return true, nil })
}

// ExpireEnded removes the files of subjects that ended before a moment. It is how many, without their copies. It may be
// stopped anywhere and run again.
func (s *Service) ExpireEnded(ctx context.Context, before time.Time) (n int, err error) {
	defer errs.Wrap(&err, "file.ExpireEnded")
	return s.expire(ctx, false, before, func(ctx context.Context, f File) (bool, error) {
		ended, err := s.guard.Ended(ctx, f.Subject)
		return err == nil && !ended.IsZero() && ended.Before(before), err
	})
}

func (s *Service) expire(ctx context.Context, staged bool, bound time.Time, over func(context.Context, File) (bool, error)) (n int, err error) {
	for after := ""; ; {
		list, err := before(ctx, s.d, staged, bound, after, chunk)
		if err != nil || len(list) == 0 {
			return n, err
		}
		for _, f := range list {
			after = f.ID
			if yes, err := over(ctx, f); err != nil {
				return n, err
			} else if !yes {
				continue
			}
			if err := s.expireOne(ctx, f); err != nil {
				return n, err
			}
			n++
		}
	}
}

// expireOne removes a file with its copy; a staged one only while it is still staged.
func (s *Service) expireOne(ctx context.Context, f File) error {
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if f.Subject.ID == "" {
			_, err := s.dropTx(ctx, tx, "id = $1 AND owner IS NOT NULL", f.ID)
			return err
		}
		return s.removeTx(ctx, tx, actor.Job("retention"), f, "retention")
	})
}

// Damage is a file whose bytes are not there, or not what they were.
type Damage struct {
	File    string
	Subject Subject
	Content string
	Err     error
}

// Check looks at the contents of every file and calls fn with each damage. whole reads them all; otherwise only whether
// they are there is looked at. seen, which may be nil, is told of every content that a row names. It is how many files it
// has looked at. It changes nothing, and needs no service: whoever examines an installation from outside has none.
func Check(ctx context.Context, q db.Querier, store *content.Store, whole bool, seen func(hash string), fn func(Damage)) (n int, err error) {
	defer errs.Wrap(&err, "file.Check")
	for after := ""; ; {
		list, err := following(ctx, q, after, chunk)
		if err != nil || len(list) == 0 {
			return n, err
		}
		for _, f := range list {
			after, n = f.ID, n+1
			for _, c := range f.contents() {
				if seen != nil {
					seen(c)
				}
				bad := intact(store, c, whole)
				if bad == nil {
					continue
				}
				if _, err := byID(ctx, q, f.ID); errors.Is(err, db.NoRows) {
					break // removed meanwhile
				} else if err != nil {
					return n, err
				}
				fn(Damage{f.ID, f.Subject, c, bad})
			}
		}
	}
}

func intact(store *content.Store, hash string, whole bool) error {
	if whole {
		return store.Intact(hash)
	}
	f, err := store.Open(hash)
	if err != nil {
		return err
	}
	return f.Close()
}
