//go:build unix

package tlog

import (
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
)

// BenchmarkRetention is what a day's retention costs beside two million entries, of which half were erased before: how long
// the store's only writer is kept when nothing is due, and for each entry that is. On PostgreSQL the server's time is in it.
func BenchmarkRetention(b *testing.B) {
	const rows, day = 2_000_000, 20_000
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, dsn := range map[string]string{"sqlite": dbtest.SQLite(b), "postgres": dbtest.Postgres(b)} {
		b.Run(name, func(b *testing.B) {
			d := dbtest.Open(b, dsn, db.Options{})
			must[state](b)(newLog(d).begin(b.Context()))
			series := "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < $1)"
			run(b, d, `INSERT INTO journal (at, act, kind, subject, place, account, person, origin, after, salt, pos, erased_at, payload_hash) `+series+`
				SELECT CAST($2 AS BIGINT) + CAST(n AS BIGINT) * 1000000, 'thing.do', 'thing', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '320613007005', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
				CASE WHEN n > $1 / 2 THEN '192.0.2.7' END, CASE WHEN n > $1 / 2 THEN '{"state":"filed","note":"a note of some length"}' END,
				CASE WHEN n > $1 / 2 THEN 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' END, n - 1, CASE WHEN n <= $1 / 2 THEN 1 END,
				CASE WHEN n <= $1 / 2 THEN '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f' END FROM s`, rows, start.UnixMicro())
			run(b, d, "ANALYZE")
			until := start.Add(rows / 2 * time.Second)
			due := func(until time.Time) time.Duration {
				began := time.Now()
				must[int](b)(Erase(b.Context(), d, actor.Job("retention"), Erasure{until, "r"}))
				return time.Since(began)
			}
			due(until) // warm
			var none, some time.Duration
			for b.Loop() {
				none += due(until)
				until = until.Add(day * time.Second)
				some += due(until)
			}
			b.ReportMetric(float64(none.Microseconds())/float64(b.N)/1000, "ms/nothing-due")
			b.ReportMetric(float64(some.Microseconds())/float64(b.N)/day, "µs/entry-due")
			b.ReportMetric(0, "ns/op")
		})
	}
}
