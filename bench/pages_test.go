package bench_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/bench"
	"linli/internal/dbtest"
)

// Every page of the loop is asked for, by everybody who works with it, and each answers.
func TestAllPages(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "b.db") },
		"postgres": func(t *testing.T) string { return dbtest.EmptyPostgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			r, err := bench.AllPages(t.Context(), bench.Config{DSN: dsn(t), Wishes: 3000, Clients: 1, Duration: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			if r.Engine != engine || len(r.Each) < 25 || r.Limits.EmptyHandler <= 0 {
				t.Errorf("%+v", r)
			}
			for _, x := range r.Each {
				if x.Count < 5 || x.P50 <= 0 || x.P50 > x.P99 {
					t.Errorf("%+v", x)
				}
			}
			var text bytes.Buffer
			if err := r.WriteText(&text); err != nil || !strings.Contains(text.String(), "wish, staff") || !strings.Contains(text.String(), "figures, district") {
				t.Errorf("%s, %v", &text, err)
			}
		})
	}
}
