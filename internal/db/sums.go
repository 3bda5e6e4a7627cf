package db

import (
	"context"
	"database/sql"
)

// Sums are additions to counters that many writes share. They wait for the commit, so that they are written last, and once
// for all the writes that SQLite commits together: a counter that each write touches for itself costs it a page.
type Sums interface {
	Add(more Sums) bool                     // takes more in; false when it is of another kind
	Write(ctx context.Context, t *Tx) error // adds everything to the counters
}

// AtCommit leaves sums to the end of this transaction. They are part of it: all of it is there, or nothing; but only who
// comes after the commit reads them. An error of Write fails everything that was to be committed with it.
func (t *Tx) AtCommit(s Sums) { t.sums = append(t.sums, s) }

// sumUp writes sums, those of a kind together.
func (t *Tx) sumUp(ctx context.Context, all []Sums) error {
	var kinds []Sums
next:
	for _, s := range all {
		for _, k := range kinds {
			if k.Add(s) {
				continue next
			}
		}
		kinds = append(kinds, s)
	}
	for _, k := range kinds {
		if err := k.Write(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// sumUp writes the sums of a batch's calls, of those that have succeeded.
func (d *DB) sumUp(ctx context.Context, stx *sql.Tx, ran []*call) (fresh []string, err error) {
	var all []Sums
	for _, c := range ran {
		if c.err == nil {
			all = append(all, c.sums...)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	t := &Tx{Now: d.Now(), d: d, tx: stx}
	err = t.sumUp(ctx, all)
	return t.fresh, err
}
