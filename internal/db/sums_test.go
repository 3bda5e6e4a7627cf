package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
)

// tally adds to one counter; a negative one cannot be written.
type tally struct{ n *int }

func (x tally) Add(more db.Sums) bool {
	y, ok := more.(tally)
	if ok {
		*x.n += *y.n
	}
	return ok
}

var errNegative = errors.New("negative")

func (x tally) Write(ctx context.Context, t *db.Tx) error {
	if *x.n < 0 {
		return errNegative
	}
	_, err := t.Exec(ctx, "UPDATE tally SET n = n + $1, writes = writes + 1", *x.n)
	return err
}

func one(n int) tally { return tally{n: &n} }

// Sums are there with the write that left them, and not there with one that failed; many writes at a time lose none.
func TestSumsAtCommit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		write := func(fn func(ctx context.Context, tx *db.Tx) error) error { return d.Write(ctx, fn) }
		if err := write(func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, "CREATE TABLE tally (n BIGINT NOT NULL, writes BIGINT NOT NULL)"); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "INSERT INTO tally (n, writes) VALUES (0, 0)")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		refused := errors.New("refused")
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				err := write(func(_ context.Context, tx *db.Tx) error {
					tx.AtCommit(one(1))
					tx.AtCommit(one(2))
					if i%2 == 0 {
						return refused
					}
					return nil
				})
				if (i%2 == 0) != errors.Is(err, refused) {
					t.Errorf("write %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		n, err := db.Value[int](ctx, d, "SELECT n FROM tally")
		writes, countErr := db.Value[int](ctx, d, "SELECT writes FROM tally")
		if err := errors.Join(err, countErr); err != nil || n != 32*3 || writes < 1 || writes > 32 {
			t.Errorf("%d in %d writes, %v", n, writes, err)
		}
		err = write(func(ctx context.Context, tx *db.Tx) error {
			tx.AtCommit(one(-1))
			_, err := tx.Exec(ctx, "UPDATE tally SET n = 1000")
			return err
		})
		if !errors.Is(err, errNegative) {
			t.Errorf("sums that cannot be written: %v", err)
		}
		if n, err := db.Value[int](ctx, d, "SELECT n FROM tally"); err != nil || n != 32*3 {
			t.Errorf("after the refusal %d, %v", n, err)
		}
	})
}
