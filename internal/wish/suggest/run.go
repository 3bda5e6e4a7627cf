package suggest

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
)

// RunState is how a training stands.
type RunState string

// The states of a training.
const (
	Running   RunState = "running"
	Cancelled RunState = "cancelled"
	Done      RunState = "done"
	Few       RunState = "few"  // too few wishes
	Same      RunState = "same" // nothing has ended since the last time
	Failed    RunState = "failed"
)

// Run is the last training of a district; the zero value where there was none.
type Run struct {
	Number             int64
	State              RunState
	Percent            int
	StartedAt, EndedAt time.Time
	Wishes             int       // of which it, or the last that learnt something, has learnt
	Newest             time.Time // when the latest of them ended

	beat time.Time
}

// Alive tells whether it is under way at a moment: one that has not told of itself for two minutes is dead.
func (r Run) Alive(now time.Time) bool { return r.State == Running && now.Sub(r.beat) < silent }

// kind is the kind of models in the journal.
const kind = "suggest"

// Train has the models of a district trained now, by a job. The same request again, known by its key, is answered as the first.
// NotFound for who may not see them, Forbidden for who only may do that, Conflict while it is being done.
func (s *Service) Train(ctx context.Context, a actor.Actor, district, key string) (err error) {
	defer errs.Wrap(&err, "suggest.Train")
	post, err := s.trains(a, district)
	if err != nil {
		return err
	}
	again, err := journal.Once(ctx, s.d, a, "suggest.train", key, func(ctx context.Context, tx *db.Tx) error {
		run, err := beginTx(ctx, tx, district)
		if err != nil {
			return err
		}
		if err := journal.WriteTx(ctx, tx, a, journal.Entry{Act: "suggest.train", Kind: kind, Subject: district, Place: district, Post: post.ID, Key: key}); err != nil {
			return err
		}
		return s.queue(ctx, tx, district, run)
	})
	if err == nil && again != "" && again != district {
		err = errs.New(errs.Conflict, "error.key_reused")
	}
	return err
}

// Cancel stops a training; what it had learnt is thrown away and the models stay as they are. Errors as Train; Conflict where none
// is under way.
func (s *Service) Cancel(ctx context.Context, a actor.Actor, district string) (err error) {
	defer errs.Wrap(&err, "suggest.Cancel")
	post, err := s.trains(a, district)
	if err != nil {
		return err
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE suggest_run SET state = 'cancelled', ended_at = $2 WHERE district = $1 AND state = 'running'", district, tx.Now.UnixMicro())
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Conflict, "suggest.idle")
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "suggest.cancel", Kind: kind, Subject: district, Place: district, Post: post.ID})
	})
}

func (s *Service) trains(a actor.Actor, district string) (actor.Post, error) {
	if _, ok := MaySee(a, district); !ok || len(district) != districtWidth {
		return actor.Post{}, errs.New(errs.NotFound, "error.not_found")
	}
	post, ok := MayTrain(a, district)
	if !ok {
		return post, errs.New(errs.Forbidden, "suggest.forbidden")
	}
	return post, nil
}
