package intake

import (
	"context"
	"errors"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/plain"
	"linli/internal/seal"
	"linli/internal/sheet"
)

// Deps are what the service stands on.
type Deps struct {
	DB    *db.DB
	Ring  *seal.Ring // nil: nothing can be kept, so nothing is read in
	Kinds Kinds
	Actor func(ctx context.Context, account string) (actor.Actor, error) // who an account is now
	Queue func(ctx context.Context, tx *db.Tx, run string) error         // has Work called after the commit
}

// Service is the use cases of reading in. A run is NotFound for everybody but its owner.
type Service struct{ Deps }

// New is a service.
func New(d Deps) *Service { return &Service{d} }

// MaxBytes bounds a file.
func MaxBytes() int64 { return sheet.Large().Bytes }

// maxName bounds the name of a file, in characters.
const maxName = 80

// Upload is a file that comes in.
type Upload struct {
	Kind string
	Name string
	Body []byte
	Key  string // idempotency key
}

func notFound() error { return errs.New(errs.NotFound, "error.not_found") }

// allowed is the kind, and the post under which the actor reads it in. NotFound where there is no such kind; Forbidden for
// staff who may not; NotFound for everybody else.
func (s *Service) allowed(a actor.Actor, name string) (Kind, actor.Post, error) {
	k := s.Kinds.Named(name)
	switch {
	case !a.SignedIn() && !a.System:
		return nil, actor.Post{}, errs.New(errs.Unauthenticated, "error.unauthenticated")
	case k == nil || !a.Staff() && !a.System:
		return nil, actor.Post{}, notFound()
	}
	post, ok := k.May(a)
	if !ok {
		return nil, actor.Post{}, errs.New(errs.Forbidden, "intake.forbidden")
	}
	return k, post, nil
}

// Allowed tells whether the actor reads files of a kind in: errors as Take.
func (s *Service) Allowed(a actor.Actor, kind string) (Kind, error) {
	k, _, err := s.allowed(a, kind)
	return k, err
}

// Take keeps a file, sealed, and has it read. Invalid, field file: too large, empty, of a kind that cannot be read; Unavailable
// without keys; Forbidden, NotFound.
func (s *Service) Take(ctx context.Context, a actor.Actor, in Upload) (_ Run, err error) {
	defer errs.Wrap(&err, "intake.Take")
	_, post, err := s.allowed(a, in.Kind)
	switch {
	case err != nil:
		return Run{}, err
	case s.Ring == nil:
		return Run{}, errs.New(errs.Unavailable, "person.no_keys")
	case len(in.Body) == 0:
		return Run{}, errs.BadFields([]errs.Field{{Name: "file", Key: "sheet.error.empty"}})
	case int64(len(in.Body)) > MaxBytes():
		return Run{}, errs.BadFields([]errs.Field{{Name: "file", Key: "sheet.error.bytes", Args: []any{MaxBytes() >> 20}}})
	case strings.HasPrefix(string(in.Body[:min(4, len(in.Body))]), "\xd0\xcf\x11\xe0"):
		return Run{}, errs.BadFields([]errs.Field{{Name: "file", Key: "sheet.error.xls"}})
	}
	var r Run
	again, err := journal.Once(ctx, s.DB, a, "intake.upload", in.Key, func(ctx context.Context, tx *db.Tx) error {
		r = Run{
			ID: id.At(tx.Now), Kind: in.Kind, State: Reading, Name: fileName(in.Name), Place: post.Place, Account: a.Account, Person: a.Person, Post: post.ID,
			Size: int64(len(in.Body)), BeganAt: tx.Now, BeatAt: tx.Now,
		}
		return s.takeTx(ctx, tx, a, r, in)
	})
	if err == nil && again != "" {
		return s.See(ctx, a, again)
	}
	return r, err
}

func (s *Service) takeTx(ctx context.Context, tx *db.Tx, a actor.Actor, r Run, in Upload) error {
	if err := s.insertTx(ctx, tx, r); err != nil {
		return err
	}
	if err := s.keepTx(ctx, tx, r.ID, in.Body); err != nil {
		return err
	}
	err := journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "intake.upload", Kind: "intake", Subject: r.ID, Place: r.Place, Post: r.Post, Key: in.Key, After: map[string]any{"kind": r.Kind, "bytes": r.Size},
	})
	if err != nil || a.System {
		return err // whoever sits at the machine works it at once
	}
	return s.Queue(ctx, tx, r.ID)
}

// fileName is what is kept of a file's name: its last part, as one line.
func fileName(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if !plain.Clean(string(r), false) {
			return -1
		}
		return r
	}, s)), " ")
	if r := []rune(s); len(r) > maxName {
		s = string(r[:maxName])
	}
	return s
}

// See is a run of the actor's. NotFound.
func (s *Service) See(ctx context.Context, a actor.Actor, runID string) (_ Run, err error) {
	defer errs.Wrap(&err, "intake.See")
	if !id.Valid(runID) {
		return Run{}, notFound()
	}
	r, err := s.byID(ctx, s.DB, runID)
	if errors.Is(err, db.NoRows) || err == nil && !Owns(a, r) {
		return Run{}, notFound()
	}
	return r, err
}

// mostRuns is how many runs a list has.
const mostRuns = 50

// List is the actor's runs of a kind, the latest first.
func (s *Service) List(ctx context.Context, a actor.Actor, kind string) (_ []Run, err error) {
	defer errs.Wrap(&err, "intake.List")
	if _, _, err := s.allowed(a, kind); err != nil {
		return nil, err
	}
	return s.own(ctx, a.Account, kind)
}

// Begin does what a plan says. Conflict when it is not planned any more, or would do nothing; Forbidden, NotFound.
func (s *Service) Begin(ctx context.Context, a actor.Actor, runID string) error {
	return s.act(ctx, a, runID, "begin", func(r Run) bool { return r.Planned() > 0 })
}

// GoOn goes on with a run that was stopped. Errors as Begin.
func (s *Service) GoOn(ctx context.Context, a actor.Actor, runID string) error {
	return s.act(ctx, a, runID, "go_on", nil)
}

// Stop stops a run between two chunks: what is in stays in, and the run says which lines that are. Errors as Begin.
func (s *Service) Stop(ctx context.Context, a actor.Actor, runID string) error {
	return s.act(ctx, a, runID, "stop", nil)
}

// Drop forgets a file before anything of it is in. Errors as Begin.
func (s *Service) Drop(ctx context.Context, a actor.Actor, runID string) error {
	return s.act(ctx, a, runID, "drop", nil)
}

// act is one act of the owner on a run.
func (s *Service) act(ctx context.Context, a actor.Actor, runID, act string, sure func(Run) bool) (err error) {
	defer errs.Wrap(&err, "intake."+act)
	r, err := s.See(ctx, a, runID)
	if err != nil {
		return err
	}
	if _, _, err := s.allowed(a, r.Kind); err != nil {
		return err
	}
	next, ok := Flow.Next(act, r.State)
	if !ok || sure != nil && !sure(r) {
		return errs.New(errs.Conflict, "intake.conflict")
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.moveTx(ctx, tx, r, next, ""); err != nil {
			return err
		}
		if next == Dropped {
			if err := dropTx(ctx, tx, r.ID); err != nil {
				return err
			}
		}
		err := journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "intake." + act, Kind: "intake", Subject: r.ID, Place: r.Place, Post: r.Post, After: r.counts(),
		})
		if err != nil || next != Doing || a.System {
			return err
		}
		return s.Queue(ctx, tx, r.ID)
	})
}

// counts is what the journal keeps of a run.
func (r Run) counts() map[string]any {
	return map[string]any{"kind": r.Kind, "added": r.Added, "changed": r.Changed, "same": r.Same, "refused": r.Refused + r.Late, "in": r.In}
}

// silent is how long a run may be worked on without a sign before another worker takes it up.
const silent = 20 * time.Second

// Resume has runs worked on whose worker has fallen silent, and tells how many.
func (s *Service) Resume(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "intake.Resume")
	ids, err := silentRuns(ctx, s.DB, s.DB.Now().Add(-silent))
	for _, runID := range ids {
		err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := beatTx(ctx, tx, runID); err != nil {
				return err
			}
			return s.Queue(ctx, tx, runID)
		})
		if err != nil {
			return n, err
		}
		n++
	}
	return n, err
}
