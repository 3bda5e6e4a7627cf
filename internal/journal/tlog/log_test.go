package tlog

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/proof"
	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/seal"
)

// must gives a function that ends the test with an error.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newLog(d *db.DB) *Log { return New(d, seal.Throwaway(seal.SM), slog.New(slog.DiscardHandler)) }

// clerk does what is written down.
func clerk() actor.Actor { return actor.Actor{Account: "acc", Person: "per", From: "192.0.2.7"} }

func act(t testing.TB, d *db.DB, n int) {
	t.Helper()
	ok(t, d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for i := range n {
			err := journal.WriteTx(ctx, tx, clerk(), journal.Entry{Act: "thing.do", Kind: "thing", Subject: fmt.Sprint("s", i), Place: "320613", After: map[string]int{"n": i}})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

func run(t testing.TB, d *db.DB, text string, args ...any) {
	t.Helper()
	ok(t, d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, text, args...)
		return err
	}))
}

func count(t testing.TB, d *db.DB, text string, args ...any) int64 {
	t.Helper()
	return must[int64](t)(db.Value[int64](t.Context(), d, text, args...))
}

// agrees fails when a log does not.
func agrees(t testing.TB, d *db.DB, size uint64) Report {
	t.Helper()
	rep := must[Report](t)(Verify(t.Context(), FromDB(d), Options{}))
	if rep.First != nil || rep.Size != size {
		t.Fatalf("%+v, first %+v; want %d entries that agree", rep, rep.First, size)
	}
	return rep
}

func TestEntriesAreTakenInOnceAndInOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLog(d)
		if n := must[int](t)(l.CatchUp(t.Context())); n != 0 {
			t.Fatalf("%d of none", n)
		}
		for _, n := range []int{1, 254, 2, 700} {
			act(t, d, n)
			if got := must[int](t)(l.CatchUp(t.Context())); got != n {
				t.Fatalf("%d of %d", got, n)
			}
		}
		if n := count(t, d, "SELECT COUNT(*) FROM journal WHERE pos <> id - 1 OR pos IS NULL"); n != 0 {
			t.Errorf("%d are not where they belong", n)
		}
		agrees(t, d, 957)
		if n := count(t, d, "SELECT COUNT(*) FROM journal_tile"); n != 5 {
			t.Errorf("%d tiles, want four of entries and one above", n)
		}
	})
}

// However long the journal is, what waits is found by its index: SQLite is asked, which has no figures to guess from.
func TestWaitingEntriesAreFoundByTheirIndex(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	for _, text := range []string{waiting, countWaiting} {
		plan := must[string](t)(db.One(t.Context(), d, func(r db.Row) (s string, err error) {
			var a, b, c int
			return s, r.Scan(&a, &b, &c, &s)
		}, "EXPLAIN QUERY PLAN "+strings.Replace(text, "$1", "1", 1)))
		if !strings.Contains(plan, "journal_waiting") {
			t.Errorf("%s: %s", text, plan)
		}
	}
}

// The entry with the lower id is committed later: it is taken in after the other, and nothing is left behind.
func TestALowerIDThatIsCommittedLater(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.Postgres(t), db.Options{})
	l := newLog(d)
	written, goOn := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			err := journal.WriteTx(ctx, tx, clerk(), journal.Entry{Act: "thing.slow", Kind: "thing", Subject: "slow"})
			close(written)
			<-goOn
			return err
		}); err != nil {
			t.Error(err)
		}
	})
	<-written
	act(t, d, 3)
	if n := must[int](t)(l.CatchUp(t.Context())); n != 3 {
		t.Errorf("%d of the three that are committed", n)
	}
	close(goOn)
	wg.Wait()
	if n := must[int](t)(l.CatchUp(t.Context())); n != 1 {
		t.Errorf("%d of the one that came late", n)
	}
	if n := count(t, d, "SELECT pos FROM journal WHERE act = 'thing.slow' AND id = (SELECT MIN(id) FROM journal)"); n != 3 {
		t.Errorf("it stands at %d", n)
	}
	agrees(t, d, 4)
}

func TestTwoSequencersUnder32Writers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logs := []*Log{newLog(d), newLog(d)}
		ctx, stop := context.WithCancel(t.Context())
		var writers, sequencers sync.WaitGroup
		for _, l := range logs {
			sequencers.Go(func() {
				for ctx.Err() == nil {
					if _, err := l.CatchUp(context.WithoutCancel(ctx)); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for range 32 {
			writers.Go(func() {
				for range 20 {
					act(t, d, 1)
				}
			})
		}
		writers.Wait()
		stop()
		sequencers.Wait()
		must[int](t)(logs[0].CatchUp(t.Context()))
		agrees(t, d, 640)
	})
}

// Rows of a release without salts get them when they are taken in.
func TestRowsOfAnEarlierRelease(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		act(t, d, 200)
		run(t, d, "UPDATE journal SET salt = NULL WHERE id <= 150")
		must[int](t)(newLog(d).CatchUp(t.Context()))
		if n := count(t, d, "SELECT COUNT(DISTINCT salt) FROM journal WHERE LENGTH(salt) = 26"); n != 200 {
			t.Errorf("%d salts", n)
		}
		agrees(t, d, 200)
	})
}

// What was written before Stop is in the log and signed after it.
func TestStopCatchesUpAndSigns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLog(d)
		l.Start(t.Context())
		act(t, d, 600)
		ok(t, l.Stop(t.Context()))
		rep := agrees(t, d, 600)
		if rep.Signed != 600 || rep.Checkpoints != 1 || len(rep.Keys) != 1 || rep.Unproved != 0 {
			t.Errorf("%+v", rep)
		}
		ok(t, l.Stop(t.Context()))
		l = New(d, nil, slog.New(slog.DiscardHandler))
		l.Start(t.Context())
		act(t, d, 1)
		ok(t, l.Stop(t.Context()))
		if rep := agrees(t, d, 601); rep.Signed != 600 {
			t.Errorf("without keys something was signed: %+v", rep)
		}
	})
}

// A running sequencer takes entries in by itself.
func TestTheSequencerGoesOnByItself(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	l := newLog(d)
	l.Start(t.Context())
	act(t, d, 5)
	for deadline := time.Now().Add(20 * time.Second); count(t, d, countWaiting) > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing was taken in")
		}
	}
	ok(t, l.Stop(t.Context()))
}

func TestCheckpoints(t *testing.T) {
	t.Parallel()
	for _, suite := range seal.Suites() {
		t.Run(string(suite), func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				l := New(d, seal.Throwaway(suite), slog.New(slog.DiscardHandler))
				if _, err := l.Checkpoint(t.Context()); !errs.Is(err, errs.Conflict) {
					t.Fatalf("of nothing: %v", err)
				}
				act(t, d, 10)
				must[int](t)(l.CatchUp(t.Context()))
				first := must[string](t)(l.Checkpoint(t.Context()))
				if again := must[string](t)(l.Checkpoint(t.Context())); again != first {
					t.Error("the same log is signed twice")
				}
				c := must[Checkpoint](t)(ParseCheckpoint(first))
				if c.Size != 10 || c.Suite != suite || c.Hash != hashFor(suite) {
					t.Errorf("%+v", c)
				}
				act(t, d, 300)
				must[int](t)(l.CatchUp(t.Context()))
				second := must[Checkpoint](t)(ParseCheckpoint(must[string](t)(l.Checkpoint(t.Context()))))
				if second.Size != 310 || second.KeyID() != c.KeyID() {
					t.Errorf("%+v", second)
				}
				agrees(t, d, 310)
				// The log is rewritten below the last checkpoint: it is not signed any more.
				run(t, d, "UPDATE journal SET subject = 'other' WHERE pos = 3")
				rebuild(t, d)
				act(t, d, 1)
				must[int](t)(l.CatchUp(t.Context()))
				if note, err := l.Checkpoint(t.Context()); !errs.Is(err, errs.Conflict) {
					t.Errorf("a rewritten log is signed: %q, %v", note, err)
				}
			})
		})
	}
}

// rebuild computes all nodes anew from the rows as they are, as somebody would who can write everything.
func rebuild(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := t.Context()
	s := must[state](t)(readState(ctx, d))
	rows := must[[]Entry](t)(db.All(ctx, d, scanEntry, "SELECT "+columns+" FROM journal WHERE pos IS NOT NULL ORDER BY pos"))
	ok(t, d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM journal_tile"); err != nil {
			return err
		}
		tr, err := readTree(ctx, tx, s.hasher, 0)
		if err != nil {
			return err
		}
		for i := range rows {
			leaf, err := rows[i].leaf(s.hasher)
			if err != nil {
				return err
			}
			if err := tr.append(leaf); err != nil {
				return err
			}
		}
		if err := tr.tiles.writeTx(ctx, tx, tr.dirty); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE journal_log SET size = $1", len(rows))
		return err
	}))
}

// Every proof that the stored nodes give is accepted by the library's verifier, also across tiles of tiles, and by no
// other root.
func TestProofs(t *testing.T) {
	t.Parallel()
	const n = tileWidth*tileWidth + 700
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, ctx := newLog(d), context.Background()
		s := must[state](t)(l.begin(ctx))
		leaves, roots := make([][]byte, n), make([][]byte, n+1)
		ok(t, d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			tr, err := readTree(ctx, tx, s.hasher, 0)
			if err != nil {
				return err
			}
			for i := range leaves {
				leaves[i] = s.hasher.HashLeaf(fmt.Append(nil, i))
				if err := tr.append(leaves[i]); err != nil {
					return err
				}
				if roots[i+1], err = tr.root(); err != nil {
					return err
				}
			}
			if err := tr.tiles.writeTx(ctx, tx, tr.dirty); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, "UPDATE journal_log SET size = $1", n)
			return err
		}))
		rapid.Check(t, func(rt *rapid.T) {
			size := rapid.Uint64Range(1, n).Draw(rt, "size")
			pos := rapid.Uint64Range(0, size-1).Draw(rt, "pos")
			path, err := Inclusion(ctx, d, pos, size)
			if err != nil {
				rt.Fatal(err)
			}
			if err := proof.VerifyInclusion(s.hasher, pos, size, leaves[pos], path, roots[size]); err != nil {
				rt.Fatal(err)
			}
			if proof.VerifyInclusion(s.hasher, pos, size, leaves[(pos+1)%n], path, roots[size]) == nil {
				rt.Fatal("another entry is proved")
			}
			if path, err = Consistency(ctx, d, pos+1, size); err != nil {
				rt.Fatal(err)
			}
			if err := proof.VerifyConsistency(s.hasher, pos+1, size, path, roots[pos+1], roots[size]); err != nil {
				rt.Fatal(err)
			}
			if proof.VerifyConsistency(s.hasher, pos+1, size, path, leaves[0], roots[size]) == nil && pos > 0 {
				rt.Fatal("another beginning is proved")
			}
			tr, err := readTree(ctx, d, s.hasher, n)
			if err != nil {
				rt.Fatal(err)
			}
			if root, err := tr.root(); err != nil || !bytes.Equal(root, roots[n]) {
				rt.Fatalf("the edge read again gives another root: %v", err)
			}
		})
		if _, err := Inclusion(ctx, d, 0, n+1); err == nil {
			t.Error("a proof in a log that is longer")
		}
	})
}
