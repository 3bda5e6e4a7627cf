//go:build unix

package tlog

import (
	"bytes"
	"syscall"
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
)

// processor is the processor time of this process so far, in microseconds.
func processor() float64 {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return float64(r.Utime.Sec+r.Stime.Sec)*1e6 + float64(r.Utime.Usec+r.Stime.Usec) //nolint:unconvert // of another size elsewhere
}

// BenchmarkTakingIn is what an entry costs after it was written; on PostgreSQL without the server's share.
func BenchmarkTakingIn(b *testing.B) {
	for name, dsn := range map[string]string{"sqlite": dbtest.SQLite(b), "postgres": dbtest.Postgres(b)} {
		b.Run(name, func(b *testing.B) {
			d := dbtest.Open(b, dsn, db.Options{})
			l := newLog(d)
			n, cpu := 0, 0.0
			for b.Loop() {
				b.StopTimer()
				act(b, d, 2*batchRows)
				began := processor()
				b.StartTimer()
				n += must[int](b)(l.CatchUp(b.Context()))
				cpu += processor() - began
			}
			b.ReportMetric(cpu/float64(n), "processor-µs/entry")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkWriting is what an entry costs its writer, ten in a transaction, with the log's indexes and without them.
func BenchmarkWriting(b *testing.B) {
	for name, texts := range map[string][]string{"with": nil, "without": {"DROP INDEX journal_waiting", "DROP INDEX journal_pos"}} {
		b.Run(name, func(b *testing.B) {
			d := dbtest.Open(b, dbtest.SQLite(b), db.Options{})
			for _, text := range texts {
				run(b, d, text)
			}
			n, cpu := 0, processor()
			for b.Loop() {
				act(b, d, 10)
				n += 10
			}
			b.ReportMetric((processor()-cpu)/float64(n), "processor-µs/entry")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkVerify is how many entries a second are verified, from a database and from an export.
func BenchmarkVerify(b *testing.B) {
	d := dbtest.Open(b, dbtest.SQLite(b), db.Options{})
	l := newLog(d)
	const n = 20_000
	for range n / 1000 {
		act(b, d, 1000)
	}
	must[int](b)(l.CatchUp(b.Context()))
	var file bytes.Buffer
	must[uint64](b)(Export(b.Context(), d, &file, nil, func(_, _ uint64) {}))
	for name, open := range map[string]func() Source{
		"database": func() Source { return FromDB(d) },
		"export":   func() Source { return must[Source](b)(FromExport(bytes.NewReader(file.Bytes()))) },
	} {
		b.Run(name, func(b *testing.B) {
			runs, cpu := 0, processor()
			for b.Loop() {
				runs++
				if rep := must[Report](b)(Verify(b.Context(), open(), Options{})); rep.First != nil || rep.Size != n {
					b.Fatal(rep)
				}
			}
			b.ReportMetric((processor()-cpu)/float64(runs*n), "processor-µs/entry")
			b.ReportMetric(0, "ns/op")
		})
	}
}
