package rule

import (
	"context"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/recode"
)

// Standing are the places that have rules of their own.
func (s *Store) Standing(ctx context.Context) (codes []string, err error) {
	defer errs.Wrap(&err, "rule.Standing")
	return db.All(ctx, s.d, func(r db.Row) (code string, err error) { return code, r.Scan(&code) },
		"SELECT DISTINCT place FROM rule WHERE place <> '' ORDER BY place")
}

// Recode lets the rules of a recoded place hold at its new code, and tells how many rows moved. All days of one key move
// together. A key that has rules at the new place already stays where it is: which of two districts' rules holds in the
// one they have become is decided by people.
func (s *Store) Recode(ctx context.Context, c recode.Change) (n int, err error) {
	defer errs.Wrap(&err, "rule.Recode")
	if c.New == "" {
		return 0, nil
	}
	from, until := c.Range()
	err = recode.Write(ctx, s.d, func(ctx context.Context, tx *db.Tx) error {
		n = 0 // the function may run twice
		if err := tx.Lock(ctx, "rule", "recode"); err != nil {
			return err
		}
		series, err := db.All(ctx, tx, func(r db.Row) (v Rule, err error) { return v, r.Scan(&v.Key, &v.Place) },
			"SELECT DISTINCT key, place FROM rule WHERE place >= $1 AND place < $2 ORDER BY place, key", from, until)
		if err != nil {
			return err
		}
		for _, v := range series {
			moved, err := recodeTx(ctx, tx, v, c.To(v.Place))
			if err != nil {
				return err
			}
			n += moved
		}
		tx.AfterCommit(func() { s.at.Store(0) })
		return nil
	})
	return n, err
}

// recodeTx moves all rows of a key at a place, unless the key has rows at the other.
func recodeTx(ctx context.Context, tx *db.Tx, v Rule, now string) (int, error) {
	taken, err := db.Value[bool](ctx, tx, "SELECT EXISTS (SELECT 1 FROM rule WHERE key = $1 AND place = $2)", v.Key, now)
	if err != nil || taken {
		return 0, err
	}
	n, err := tx.Exec(ctx, "UPDATE rule SET place = $3 WHERE key = $1 AND place = $2", v.Key, v.Place, now)
	if err != nil {
		return 0, err
	}
	return int(n), recode.JournalTx(ctx, tx, journal.Entry{Act: "rule.recode", Kind: "rule", Subject: v.Key}, v.Place, now, int(n))
}

// StandingIn counts the rows in a range of codes, [from, until) in byte order.
func StandingIn(ctx context.Context, q db.Querier, from, until string) (n int, err error) {
	defer errs.Wrap(&err, "rule.StandingIn")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM rule WHERE place >= $1 AND place < $2", from, until)
}
