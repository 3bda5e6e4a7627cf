package search_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/search"
)

// words is a source of records that stand in memory.
type words struct {
	mu sync.Mutex
	m  map[string]string
}

func (s *words) source() search.Source {
	return search.Source{
		Kind: "org",
		Documents: func(_ context.Context, _ db.Querier, refs []string) (map[string]*search.Document, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			out := map[string]*search.Document{}
			for _, ref := range refs {
				if text, ok := s.m[ref]; ok {
					d := search.New(100_000) // all of them ask for the same place
					d.Says("w", text)
					out[ref] = d
				}
			}
			return out, nil
		},
		Next: func(context.Context, db.Querier, string, int) ([]string, error) { return nil, nil },
	}
}

func (s *words) set(ref, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m[ref] = text; text == "" {
		delete(s.m, ref)
	}
}

func mark(t *testing.T, d *db.DB, ref string) {
	t.Helper()
	err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO search_queue (kind, ref) VALUES ('org', $1)", ref)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func found(t *testing.T, d *db.DB, typed string) (refs []string) {
	t.Helper()
	all, err := search.Match(context.Background(), d, d.Engine(), parse(t, typed).Said("w"), search.Stretch{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		refs = append(refs, f.Ref)
	}
	return refs
}

// A document follows its record: new, changed, gone; records that ask for the same place stand beside each other.
func TestDocumentsFollow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &words{m: map[string]string{}}
		x := search.NewIndex(d, slog.New(slog.DiscardHandler), s.source())
		step := func(want int, ref, text, typed string) {
			t.Helper()
			s.set(ref, text)
			mark(t, d, ref)
			if _, err := x.CatchUp(context.Background()); err != nil {
				t.Fatal(err)
			}
			if got := found(t, d, typed); len(got) != want {
				t.Fatalf("%q finds %v", typed, got)
			}
		}
		step(1, "a", "路灯坏了", "灯坏")
		step(2, "b", "门口的路灯", "路灯")
		step(0, "a", "长椅", "灯坏")
		step(1, "a", "长椅", "长椅")
		step(0, "a", "", "长椅")
		step(1, "a", "", "路灯")
		err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error { return search.DropTx(ctx, tx, "org", "b") })
		if got := found(t, d, "路灯"); err != nil || len(got) != 0 {
			t.Errorf("%v, %v", got, err)
		}
	})
}

// Five thousand who ask for the same place get one each, without a look at every place that is taken.
func TestAHeapAtOnePlace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const n = 5000
		s, ctx := &words{m: map[string]string{}}, context.Background()
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			rows := make([][]any, n)
			for i := range rows {
				ref := fmt.Sprint("r", i)
				rows[i] = []any{"org", ref}
				s.set(ref, "路灯")
			}
			return db.InsertRows(ctx, tx, "INSERT INTO search_queue (kind, ref) VALUES ", rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := search.NewIndex(d, slog.New(slog.DiscardHandler), s.source()).CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
		least, err := db.Value[int64](ctx, d, "SELECT MIN(doc) FROM search_doc")
		if got, countErr := db.Value[int](ctx, d, "SELECT COUNT(*) FROM search_doc"); err != nil || countErr != nil || got != n || least < 100_000-10_000_000 {
			t.Errorf("%d documents, the farthest at %d, %v, %v", got, least, err, countErr)
		}
	})
}

// While 32 write and two indexes of two processes take what has changed, nothing is lost and nothing stands there twice.
func TestManyWritersTwoIndexes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &words{m: map[string]string{}}
		ctx, stop := context.WithCancel(context.Background())
		var indexes, writers sync.WaitGroup
		for range 2 {
			x := search.NewIndex(d, slog.New(slog.DiscardHandler), s.source())
			indexes.Go(func() {
				for ctx.Err() == nil {
					if _, err := x.Step(context.Background()); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for w := range 32 {
			writers.Go(func() {
				for i := range 6 {
					ref := fmt.Sprint("r", w%8, "-", i)
					s.set(ref, "路灯"+ref)
					mark(t, d, ref)
				}
			})
		}
		writers.Wait()
		stop()
		indexes.Wait()
		if _, err := search.NewIndex(d, slog.New(slog.DiscardHandler), s.source()).CatchUp(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got := found(t, d, "路灯"); len(got) != 48 {
			t.Errorf("%d of 48 are found", len(got))
		}
	})
}

// Between the moment in which one process has read a record and that in which it writes, the record changes, or is erased, and
// another process has written that already: what the first has read is older and is left.
func TestAnOlderReadingIsLeft(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, then string // what the record says by then; empty: it is erased
		build      bool   // the first process reads it for a build, not because it has changed
	}{
		{"changed", "长椅", false},
		{"erased", "", false},
		{"changed while the index is built", "长椅", true},
		{"erased while the index is built", "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx, s := context.Background(), &words{m: map[string]string{}}
				other := search.NewIndex(d, slog.New(slog.DiscardHandler), s.source())
				slow := s.source()
				slow.Next = func(_ context.Context, _ db.Querier, after string, _ int) ([]string, error) {
					if after == "" {
						return []string{"a"}, nil
					}
					return nil, nil
				}
				read := slow.Documents
				var once sync.Once
				slow.Documents = func(ctx context.Context, q db.Querier, refs []string) (map[string]*search.Document, error) {
					out, err := read(ctx, q, refs)
					once.Do(func() {
						s.set("a", c.then)
						if c.then == "" {
							if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return search.DropTx(ctx, tx, "org", "a") }); err != nil {
								t.Error(err)
							}
						}
						mark(t, d, "a") // as the trigger does
						if c.then == "" {
							return
						}
						if _, err := other.CatchUp(ctx); err != nil {
							t.Error(err)
						}
					})
					return out, err
				}
				s.set("a", "路灯")
				x := search.NewIndex(d, slog.New(slog.DiscardHandler), slow)
				if c.build {
					if err := x.Rebuild(ctx); err != nil {
						t.Fatal(err)
					}
				} else {
					mark(t, d, "a")
				}
				for range 2 { // a build puts it into the queue first
					if _, err := x.Step(ctx); err != nil {
						t.Fatal(err)
					}
				}
				if got := found(t, d, "路灯"); len(got) != 0 {
					t.Errorf("what it said before is found at once afterwards: %v", got)
				}
				if _, err := x.CatchUp(ctx); err != nil {
					t.Fatal(err)
				}
				if got := found(t, d, "路灯"); len(got) != 0 {
					t.Errorf("what it said before is found for good: %v", got)
				}
				if got := found(t, d, "长椅"); (len(got) == 1) != (c.then != "") {
					t.Errorf("what it says now: %v", got)
				}
			})
		})
	}
}

// Words are written in the order of their places, so that a batch is one segment of FTS5 and not one for each document: merging
// them was a tenth of the processor time of a district at work.
func TestABatchIsOneSegment(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := &words{m: map[string]string{}}, context.Background()
		x := search.NewIndex(d, slog.New(slog.DiscardHandler), s.source())
		for batch, said := range []string{"路灯坏了", "长椅没有靠背"} {
			for i := range 40 {
				s.set(fmt.Sprintf("r%02d", i), said)
				mark(t, d, fmt.Sprintf("r%02d", i))
			}
			if _, err := x.CatchUp(ctx); err != nil {
				t.Fatal(err)
			}
			if got := found(t, d, said); len(got) != 40 {
				t.Errorf("%d of 40 say %q", len(got), said)
			}
			if d.Engine() != db.SQLite {
				continue
			}
			if n, err := db.Value[int](ctx, d, "SELECT COUNT(DISTINCT segid) FROM search_index_idx"); err != nil || n > batch+1 {
				t.Errorf("after %d batches there are %d segments (%v)", batch+1, n, err)
			}
		}
		if got := found(t, d, "路灯"); len(got) != 0 {
			t.Errorf("what they said before is found: %v", got)
		}
	})
}
