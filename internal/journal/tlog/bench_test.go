package tlog

import (
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
)

// BenchmarkTakingIn is what an entry costs after it was written.
func BenchmarkTakingIn(b *testing.B) {
	for name, dsn := range map[string]string{"sqlite": dbtest.SQLite(b), "postgres": dbtest.Postgres(b)} {
		b.Run(name, func(b *testing.B) {
			d := dbtest.Open(b, dsn, db.Options{})
			l := newLog(d)
			n := 0
			for b.Loop() {
				b.StopTimer()
				act(b, d, 2*batchRows)
				b.StartTimer()
				n += must[int](b)(l.CatchUp(b.Context()))
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/entry")
		})
	}
}
