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

// Waves of lifecycles: each has begun as many as it should, none has failed, and the table says when it was quiet again.
func TestSpikes(t *testing.T) {
	t.Parallel()
	c := small("sqlite:" + filepath.Join(t.TempDir(), "b.db"))
	c.Clients, c.Duration = 16, 300*time.Millisecond
	r, err := bench.Spikes(t.Context(), c)
	if err != nil || len(r.Waves) != 7 {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, w := range r.Waves {
		if w.Failed > 0 || w.Begun != int(float64(w.Rate)*c.Duration.Seconds()) || w.Count != w.Begun {
			t.Errorf("%+v: %s", w, r.Complaint)
		}
	}
	var text bytes.Buffer
	if err := r.WriteText(&text); err != nil || !strings.Contains(text.String(), "quiet after") {
		t.Errorf("%s, %v", &text, err)
	}
}

// Reports whose connections are cut are there once, each with its photo, on both engines.
func TestFlood(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(t.TempDir(), "b.db") },
		"postgres": func() string { return dbtest.EmptyPostgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			c := small(dsn())
			c.Clients, c.Duration = 8, 2*time.Second
			r, err := bench.Flood(t.Context(), c)
			if err != nil || r.Reports != 200 || r.Lost+r.Doubled+r.Bare > 0 {
				t.Fatalf("%+v, %v", r, err)
			}
			if r.Cut < r.Requests/5-1 || r.Cut == 0 || r.Requests < 2*r.Reports+r.Cut {
				t.Errorf("%d of %d requests were cut", r.Cut, r.Requests)
			}
		})
	}
}
