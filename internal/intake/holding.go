package intake

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/retain"
	"linli/internal/seal"
)

// Expiry is how files that were read in end, with what is staged of them. Who read what in stays in the journal, for its period.
func (s *Service) Expiry() retain.Expiry {
	return retain.Expiry{
		Entity: "intake",
		Find: func(ctx context.Context, q db.Querier, before time.Time, after string, limit int) ([]string, error) {
			return db.All(ctx, q, scanID, "SELECT id FROM intake_run WHERE beat_at < $1 AND id > $2 ORDER BY id LIMIT $3", before.UnixMicro(), after, limit)
		},
		EraseTx: func(ctx context.Context, tx *db.Tx, ids []string, before time.Time) (int, error) {
			for _, run := range ids {
				if err := dropTx(ctx, tx, run); err != nil {
					return 0, err
				}
			}
			var w db.Where
			w.In("id", ids)
			w.And("beat_at < ?", before.UnixMicro())
			n, err := tx.Exec(ctx, "DELETE FROM intake_run WHERE "+w.SQL(), w.Args()...)
			return int(n), err
		},
	}
}

func scanID(r db.Row) (s string, err error) { return s, r.Scan(&s) }

// sealedColumns are the sealed texts of the room: table, column, what numbers them beside the run, and what each is
// bound to.
var sealedColumns = []struct {
	table, run, n, column string
	bound                 func(run string, n int) string
}{
	{"intake_run", "id", "0 * size", "name", func(run string, _ int) string { return nameOf(run) }},
	{"intake_piece", "run", "n", "body", pieceOf},
	{"intake_row", "run", "n", "cells", cellsOf},
}

// SealedTexts are the sealed texts as they are stored, each once.
func SealedTexts(ctx context.Context, q db.Querier, do func(db.Row) error) error {
	for _, c := range sealedColumns {
		if err := db.Each(ctx, q, do, "SELECT "+c.column+" FROM "+c.table+" WHERE "+c.column+" <> ''"); err != nil {
			return err
		}
	}
	return nil
}

// Reseal brings what is sealed to the current key; as person.Reseal, also in what it leaves.
func (s *Service) Reseal(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "intake.Reseal")
	if s.Ring == nil {
		return 0, nil
	}
	prefix, _ := s.Ring.Prefixes()
	for _, c := range sealedColumns {
		left := seal.Unopened{Table: c.table}
		some, failed := db.Walk(ctx, func(after string, limit int) ([]string, error) {
			run, at, _ := strings.Cut(after, " ")
			number, _ := strconv.Atoi(at) // empty: from the beginning
			return db.All(ctx, s.DB, func(r db.Row) (key string, err error) {
				var n int
				err = r.Scan(&run, &n)
				return fmt.Sprint(run, " ", n), err
			}, "SELECT "+c.run+", "+c.n+" FROM "+c.table+" WHERE ("+c.run+" > $2 OR "+c.run+" = $2 AND "+c.n+" > $3) AND "+c.column+" <> '' AND "+c.column+" NOT LIKE $1 ORDER BY "+c.run+", "+c.n+" LIMIT $4",
				prefix+"%", run, number, limit)
		}, db.Itself, func(key string) (bool, error) {
			run, at, _ := strings.Cut(key, " ")
			number, _ := strconv.Atoi(at) // Walk has just listed it
			return left.Past(key, s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				return s.resealTx(ctx, tx, "SELECT "+c.column+" FROM "+c.table+" WHERE "+c.run+" = $1 AND "+c.n+" = $2",
					"UPDATE "+c.table+" SET "+c.column+" = $3 WHERE "+c.run+" = $1 AND "+c.n+" = $2 AND "+c.column+" = $4", run, number, c.bound(run, number))
			}))
		})
		n, err = n+some, errors.Join(err, failed, left.Err())
	}
	return n, err
}

// resealTx makes one text anew, unless it has gone or changed.
func (s *Service) resealTx(ctx context.Context, tx *db.Tx, read, write, run string, n int, bound string) error {
	text, err := db.Value[string](ctx, tx, read, run, n)
	if errors.Is(err, db.NoRows) || err == nil && text == "" {
		return nil
	}
	if err != nil {
		return err
	}
	v, err := s.Ring.Open(text, bound)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, write, run, n, s.Ring.Seal(v, bound), text)
	return err
}
