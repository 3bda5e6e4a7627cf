package edition_test

import (
	"slices"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/workday"
)

const centre = "320613007005" // 中心村社区

func staff(role actor.Role, at string) actor.Actor {
	return actor.Actor{Account: "acc", Person: "per", Posts: []actor.Post{{ID: "post", Place: at, Role: role}}}
}

// eachAt is dbtest.Each with a clock for each engine, set to the morning of a day in China.
func eachAt(t *testing.T, morning string, fn func(t *testing.T, d *db.DB, clock *dbtest.Clock)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(day(t, morning).At(10 * time.Hour))
			fn(t, dbtest.Open(t, dsn(t), db.Options{Now: clock.Now}), clock)
		})
	}
}

func day(t *testing.T, s string) workday.Date {
	t.Helper()
	d, err := workday.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func children(t *testing.T, d *db.DB, code string) []place.Place {
	t.Helper()
	ps, err := place.Children(t.Context(), d, code)
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

func wantCodes(t *testing.T, what string, ps []place.Place, codes ...string) {
	t.Helper()
	got := make([]string, len(ps))
	for i, p := range ps {
		got[i] = p.Code
	}
	if !slices.Equal(got, codes) {
		t.Errorf("%s: %q, want %q", what, got, codes)
	}
}

func wantNames(t *testing.T, what string, ps []place.Place, names ...string) {
	t.Helper()
	got := make([]string, len(ps))
	for i, p := range ps {
		got[i] = p.Name
	}
	if !slices.Equal(got, names) {
		t.Errorf("%s: %q, want %q", what, got, names)
	}
}

func wantKind(t *testing.T, err error, k errs.Kind, what string) {
	t.Helper()
	if !errs.Is(err, k) {
		t.Errorf("%s must be %v, got %v", what, k, err)
	}
}
