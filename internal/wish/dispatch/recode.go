package dispatch

import (
	"context"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/recode"
)

// Standing are the places that have entries without an end.
func (s *Service) Standing(ctx context.Context) (codes []string, err error) {
	defer errs.Wrap(&err, "dispatch.Standing")
	return db.All(ctx, s.d, func(r db.Row) (code string, err error) { return code, r.Scan(&code) },
		"SELECT DISTINCT place FROM dispatch_entry WHERE valid_to IS NULL ORDER BY place")
}

// Recode lets the entries without an end of a recoded place hold at its new code, and tells how many moved. One whose topic has
// an entry at the new place already stays where it is: which of two districts' entries holds in the one they have become is
// decided by people.
func (s *Service) Recode(ctx context.Context, c recode.Change) (n int, err error) {
	defer errs.Wrap(&err, "dispatch.Recode")
	if c.New == "" {
		return 0, nil
	}
	from, until := c.Range()
	err = recode.Write(ctx, s.d, func(ctx context.Context, tx *db.Tx) error {
		n = 0 // the function may run twice
		if err := lock(ctx, tx); err != nil {
			return err
		}
		list, err := db.All(ctx, tx, scan, "SELECT "+columns+" FROM dispatch_entry WHERE valid_to IS NULL AND place >= $1 AND place < $2 ORDER BY place, topic", from, until)
		if err != nil {
			return err
		}
		for _, e := range list {
			moved, err := recodeTx(ctx, tx, e, c.To(e.Place))
			if err != nil {
				return err
			}
			n += moved
		}
		return nil
	})
	return n, err
}

func recodeTx(ctx context.Context, tx *db.Tx, e Entry, now string) (int, error) {
	n, err := tx.Exec(ctx, `UPDATE dispatch_entry SET place = $2 WHERE id = $1
		AND NOT EXISTS (SELECT 1 FROM dispatch_entry x WHERE x.place = $2 AND x.topic = dispatch_entry.topic AND (x.valid_to IS NULL OR x.valid_to > dispatch_entry.valid_from))`, e.ID, now)
	if err != nil || n == 0 {
		return 0, err
	}
	return 1, recode.JournalTx(ctx, tx, journal.Entry{Act: "dispatch.recode", Kind: "dispatch", Subject: e.ID}, e.Place, now, 1)
}

// StandingIn counts the entries without an end in a range of codes, [from, until) in byte order.
func StandingIn(ctx context.Context, q db.Querier, from, until string) (n int, err error) {
	defer errs.Wrap(&err, "dispatch.StandingIn")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM dispatch_entry WHERE valid_to IS NULL AND place >= $1 AND place < $2", from, until)
}
