package search

import (
	"context"

	"linli/internal/db"
	"linli/internal/errs"
)

// State is how the index stands.
type State struct {
	Waiting int64 // changes that are not written yet
	Builds  []Build
}

// Behind tells whether something is not found that is there, for longer than the moment which a change takes.
func (s State) Behind() bool {
	for _, b := range s.Builds {
		if b.State != Done {
			return true
		}
	}
	return s.Waiting > behind
}

// Sum is how many records have been gone through, of how many, all kinds together.
func (s State) Sum() (done, total int64) {
	for _, b := range s.Builds {
		done, total = done+b.Done, total+b.Total
	}
	return done, total
}

// behind is how many changes wait at most where the index keeps up: the most that a second has brought where it was measured.
const behind = 5000

// StateOf is how the index of a database stands.
func StateOf(ctx context.Context, q db.Querier) (s State, err error) {
	defer errs.Wrap(&err, "search.StateOf")
	if s.Waiting, err = db.Value[int64](ctx, q, "SELECT COUNT(*) FROM search_queue"); err != nil {
		return s, err
	}
	s.Builds, err = db.All(ctx, q, scanBuild, builds+" ORDER BY kind")
	return s, err
}

// build puts the next records of a build that is open into the queue, from which they are written as what has changed is. The
// place where it goes on is kept with that: it may be cut off anywhere.
func (x *Index) build(ctx context.Context) (int, error) {
	b, ok, err := openBuild(ctx, x.d)
	if err != nil || !ok {
		return 0, err
	}
	s, known := x.sources[b.Kind]
	if !known {
		return 0, nil
	}
	refs, err := s.Next(ctx, x.d, b.after, batch)
	if err != nil {
		return 0, err
	}
	queue := make([][]any, len(refs))
	for i, ref := range refs {
		queue[i] = []any{b.Kind, ref}
	}
	err = x.d.WriteMany(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := db.InsertRows(ctx, tx, "INSERT INTO search_queue (kind, ref) VALUES ", queue); err != nil {
			return err
		}
		return builtTx(ctx, tx, b, refs)
	})
	return max(1, len(refs)), err
}

// builtTx keeps how far a build has come, unless somebody has stopped it, another process has gone on with it or it has begun
// anew: then what is in the queue is written all the same.
func builtTx(ctx context.Context, tx *db.Tx, b Build, refs []string) error {
	state, after := Open, b.after
	if n := len(refs); n < batch {
		state = Done
	}
	if n := len(refs); n > 0 {
		after = refs[n-1]
	}
	_, err := tx.Exec(ctx, `UPDATE search_build SET after = $3, done = CASE WHEN $5 = 'done' THEN total ELSE done + $4 END, state = $5
		WHERE kind = $1 AND after = $2 AND state = 'open'`, b.Kind, b.after, after, len(refs), state)
	return err
}

// Rebuild empties the index and begins to build it anew over all records; Start and CatchUp go on with it.
func (x *Index) Rebuild(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "search.Rebuild")
	return x.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "search", "index"); err != nil {
			return err
		}
		if err := clearTx(ctx, tx); err != nil {
			return err
		}
		for _, kind := range x.kinds {
			_, err := tx.Exec(ctx, `UPDATE search_build SET after = '', done = 0, state = 'open',
				total = (SELECT COUNT(*) FROM `+kind+`) WHERE kind = $1`, kind)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Stop stops the builds that are open, until Resume: what changes is still written. It tells how many that were.
func (x *Index) Stop(ctx context.Context) (int64, error) { return x.turn(ctx, Open, Stopped) }

// Resume goes on with the builds that were stopped.
func (x *Index) Resume(ctx context.Context) (int64, error) { return x.turn(ctx, Stopped, Open) }

func (x *Index) turn(ctx context.Context, from, to string) (n int64, err error) {
	defer errs.Wrap(&err, "search.turn")
	err = x.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err = tx.Exec(ctx, "UPDATE search_build SET state = $2 WHERE state = $1", from, to)
		return err
	})
	return n, err
}
