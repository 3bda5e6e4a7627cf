package figure_test

import (
	"context"
	"errors"
	"sync"
	"syscall"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/event"
	"linli/internal/wish"
)

// quiet hears nothing: wishes that are not counted.
type quiet struct{}

func (quiet) Emit(context.Context, *db.Tx, event.Event) error { return nil }

// BenchmarkCounting is the processor time of a lifecycle of five acts through the services, 32 at a time, counted and not
// counted in turns on one store: what keeping the counts costs.
func BenchmarkCounting(b *testing.B) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			clock := dbtest.At(monday.AddDate(0, 0, -30))
			w := newWorld(b, dbtest.Open(b, dsn(b), db.Options{Now: clock.Now}), clock)
			plain := wish.New(w.d, w.rules, quiet{})
			var took [2]time.Duration
			for round := 0; b.Loop(); round++ {
				for turn := range 2 {
					i := (turn + round) % 2 // neither is always first
					s := []*wish.Service{plain, w.wishes}[i]
					before := used(b)
					var wg sync.WaitGroup
					for range 32 {
						wg.Go(func() {
							if err := w.lifecycle(b.Context(), s); err != nil {
								b.Error(err)
							}
						})
					}
					wg.Wait()
					took[i] += used(b) - before
				}
			}
			n := float64(32 * b.N)
			b.ReportMetric(float64(took[0].Microseconds())/n, "µs/plain")
			b.ReportMetric(float64(took[1].Microseconds())/n, "µs/counted")
		})
	}
}

// lifecycle is a wish from filing to its judgement.
func (w *world) lifecycle(ctx context.Context, s *wish.Service) error {
	x, err := s.File(ctx, w.tan, wish.Filing{Topic: wish.Repair, Text: "楼道的灯坏了两天，老人晚上看不见路", Place: garden, Visibility: wish.Public})
	if err != nil {
		return err
	}
	_, accept := s.Accept(ctx, w.worker, x.ID, wish.Acceptance{})
	_, classify := s.Classify(ctx, w.secretary, x.ID, wish.Classification{Colour: wish.Blue})
	_, answer := s.Answer(ctx, w.worker, x.ID, wish.Reply{Text: "已经安排，本周内办好。"})
	solved := true
	_, judge := s.Evaluate(ctx, w.tan, x.ID, wish.Evaluation{Solved: &solved, Rating: wish.Satisfied})
	return errors.Join(accept, classify, answer, judge)
}

func used(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
