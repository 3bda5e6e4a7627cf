package edition

import (
	"context"
	"errors"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/place"
)

const (
	chunkTime = 10 * time.Millisecond // of one write: whoever waits behind it waits no longer than this
	beatEvery = 5 * time.Second
	aliveFor  = time.Minute // after so long without a sign of life an import counts as killed
	busyPause = 50 * time.Millisecond
	busyTries = 200
)

// begin takes the right to stage the next edition.
func (im *run) begin(ctx context.Context) error {
	return im.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		im.beaten = tx.Now
		im.edition, err = beginTx(ctx, tx, im.token, tx.Now.Add(-aliveFor))
		if errors.Is(err, db.NoRows) {
			return &errs.Error{Kind: errs.Conflict, Key: "place.import.running", RetryAfter: aliveFor}
		}
		return err
	})
}

// beat gives a sign of life. Conflict when another import has taken over: this one was taken for dead and must not
// write any more.
func (im *run) beat(ctx context.Context, tx *db.Tx) error {
	alive, err := beatTx(ctx, tx, im.token)
	if err == nil && !alive {
		err = errs.New(errs.Conflict, "place.import.lost")
	}
	im.beaten = tx.Now
	return err
}

// beatIfDue keeps a phase alive that writes nothing, and ends it when the import is cancelled.
func (im *run) beatIfDue(ctx context.Context) error {
	if ctx.Err() != nil {
		return cancelled(ctx)
	}
	if im.d.Now().Sub(im.beaten) < beatEvery {
		return nil
	}
	return im.patiently(ctx, im.beat)
}

// release gives the right back, also after a cancellation. What was staged stays hidden until the next import removes
// it.
func (im *run) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), beatEvery)
	defer cancel()
	_ = im.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { // if this fails, the next import waits a minute
		return releaseTx(ctx, tx, im.token)
	})
}

// patiently writes, and waits while the queue of writers is full: then nothing ran, and an import has time.
func (im *run) patiently(ctx context.Context, fn func(ctx context.Context, tx *db.Tx) error) error {
	for try := 0; ; try++ {
		err := im.d.WriteMany(ctx, fn)
		var e *errs.Error
		if try == busyTries || !errors.As(err, &e) || e.Kind != errs.Unavailable || e.RetryAfter == 0 {
			return err
		}
		time.Sleep(busyPause)
	}
}

// chunks writes n things by short writes, so that others get their turn. step writes some from i on and tells how far
// it came.
func (im *run) chunks(ctx context.Context, n int, step func(ctx context.Context, tx *db.Tx, i int) (int, error)) error {
	for i := 0; i < n; {
		if ctx.Err() != nil {
			return cancelled(ctx)
		}
		var reached int
		err := im.patiently(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			if err := im.beat(ctx, tx); err != nil {
				return err
			}
			reached = i // the function may run twice
			for began := time.Now(); err == nil && reached < n && (reached == i || time.Since(began) < chunkTime); {
				reached, err = step(ctx, tx, reached)
			}
			return err
		})
		if err != nil {
			return err
		}
		im.progress.Done += reached - i
		im.opt.Progress(im.progress)
		i = reached
	}
	return nil
}

// clean removes what an import left behind that did not reach its end.
func (im *run) clean(ctx context.Context) error {
	im.progress = Progress{Phase: Cleaning}
	for {
		codes, err := stagedCodes(ctx, im.d, im.edition, progressRows)
		if err != nil {
			return err
		}
		im.progress.Total += len(codes)
		err = im.chunks(ctx, len(codes), func(ctx context.Context, tx *db.Tx, i int) (int, error) {
			end := min(i+place.StageRows, len(codes))
			return end, unstageTx(ctx, tx, im.edition, codes[i:end])
		})
		if err != nil || len(codes) < progressRows {
			return err
		}
	}
}

// write stages the plan as the edition after the current one.
func (im *run) write(ctx context.Context) error {
	if im.plan.empty() {
		return nil
	}
	p, next, day := &im.plan, im.edition+1, im.opt.ValidFrom.String()
	im.progress = Progress{Phase: Writing, Total: len(p.inserts) + len(p.superseded) + len(p.ended) + len(p.mends) + len(p.aliases)}
	one := func(fn func(ctx context.Context, tx *db.Tx, i int) error) func(ctx context.Context, tx *db.Tx, i int) (int, error) {
		return func(ctx context.Context, tx *db.Tx, i int) (int, error) { return i + 1, fn(ctx, tx, i) }
	}
	for _, part := range []struct {
		n    int
		step func(ctx context.Context, tx *db.Tx, i int) (int, error)
	}{
		{len(p.inserts), func(ctx context.Context, tx *db.Tx, i int) (int, error) {
			end := min(i+place.StageRows, len(p.inserts))
			return end, place.StageTx(ctx, tx, next, im.opt.ValidFrom, im.versions(p.inserts[i:end]))
		}},
		{len(p.superseded), func(ctx context.Context, tx *db.Tx, i int) (int, error) {
			end := min(i+place.StageRows, len(p.superseded))
			return end, stageSupersededTx(ctx, tx, next, day, p.superseded[i:end])
		}},
		{len(p.ended), one(func(ctx context.Context, tx *db.Tx, i int) error {
			return stageEndTx(ctx, tx, next, day, p.ended[i])
		})},
		{len(p.mends), one(func(ctx context.Context, tx *db.Tx, i int) error {
			return stageMendTx(ctx, tx, next, p.mends[i])
		})},
		{len(p.aliases), one(func(ctx context.Context, tx *db.Tx, i int) error {
			return stageAliasTx(ctx, tx, next, p.aliases[i])
		})},
	} {
		if err := im.chunks(ctx, part.n, part.step); err != nil {
			return err
		}
	}
	im.opt.Progress(Progress{Phase: Switching})
	return nil
}

// versions are the rows of insertions as the store takes them; a few at a time, because there may be half a million.
func (im *run) versions(inserts []insertion) []place.Place {
	out := make([]place.Place, len(inserts))
	for i, in := range inserts {
		r := &im.list.rows[in.row]
		out[i] = place.Place{Code: r.code, Version: in.version, Parent: r.parent, Name: r.name, Class: r.class}
	}
	return out
}

// switchOver makes the staged edition the current one: the only write of an import that anybody sees. It is not
// cancelled: whoever cancels is told the truth.
func (im *run) switchOver(ctx context.Context, a actor.Actor, post actor.Post) error {
	return im.patiently(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := switchTx(ctx, tx, im.token)
		if errors.Is(err, db.NoRows) {
			return errs.New(errs.Conflict, "place.import.lost")
		}
		if err != nil {
			return err
		}
		im.rep.Edition = n
		err = journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "place.import", Kind: "edition", Subject: strconv.FormatInt(n, 10), Post: post.ID, After: im.summary(),
		})
		if err != nil || im.opt.Sink == nil || im.rep.Recoded.Count == 0 {
			return err
		}
		return im.opt.Sink.Emit(ctx, tx, place.Recoded{Edition: n})
	})
}
