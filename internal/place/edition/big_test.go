package edition_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/place"
	"linli/internal/place/edition"
)

// TestImportsTheCountry imports every division of China, 494,554 rows. It prints what it took: the aims are 30 s and 60 s, below 500 MiB, and no other write above 200 ms.
func TestImportsTheCountry(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute")
	}
	body := divisions(t, "china.csv.gz")
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			d := dbtest.Open(t, dsn(t), db.Options{})
			began, phase := time.Now(), edition.Phase("")
			opt := edition.Options{ValidFrom: day(t, "2022-10-31"), Progress: func(p edition.Progress) {
				if p.Phase != phase {
					t.Logf("%6.2fs %s %s", time.Since(began).Seconds(), p.Phase, peak())
					phase = p.Phase
				}
			}}
			others := writeMeanwhile(t, d, 10*time.Millisecond)
			rep, err := edition.Import(t.Context(), d, actor.Job("import"), bytes.NewReader(body), opt)
			others()
			t.Logf("%6.2fs in all, %s", time.Since(began).Seconds(), peak())
			if err != nil || rep.Added.Count != 494_554 {
				t.Fatalf("%+v, %v", rep, err)
			}
			began = time.Now()
			rep, err = edition.Import(t.Context(), d, actor.Job("import"), bytes.NewReader(body), opt)
			t.Logf("%6.2fs again, %s", time.Since(began).Seconds(), peak())
			if err != nil || rep.Edition != 0 || rep.Unchanged != 494_554 {
				t.Fatalf("again: %+v, %v", rep, err)
			}
			for _, q := range []struct {
				text   string
				within string
			}{{"城北村社区", ""}, {"城北村社区", "320613"}, {"中心村", "3206"}, {"中心村", ""}, {"3206130070", ""}, {"没有这个名字", ""}} {
				began = time.Now()
				ps, err := place.Find(t.Context(), d, q.text, []string{q.within}, 20)
				t.Logf("%6.1fms find %s in %q: %d", float64(time.Since(began).Microseconds())/1e3, q.text, q.within, len(ps))
				if err != nil {
					t.Error(err)
				}
			}
			began = time.Now()
			wantCodes(t, "provinces", children(t, d, "")[:2], "11", "12")
			t.Logf("%6.1fms roots", float64(time.Since(began).Microseconds())/1e3)
		})
	}
}

// peak is the most resident memory that this process ever had, as Linux tells it.
func peak() string {
	body, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(body)) {
		if strings.HasPrefix(line, "VmHWM:") {
			return strings.Join(strings.Fields(line), " ")
		}
	}
	return ""
}
