package seek_test

import (
	"context"
	"path/filepath"
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/search"
	"linli/internal/wish/seek"
)

// A store of an earlier release is found nothing of until its index is built, and everything of after that.
func TestAnEarlierStoreIsBuilt(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "old.db") },
		"postgres": func(t *testing.T) string { return dbtest.EmptyPostgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			d, err := db.Open(ctx, dsn(t), db.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			const before = 22
			if _, err := d.MigrateTo(ctx, before); err != nil {
				t.Fatal(err)
			}
			exec(t, d, "INSERT INTO place (code, version, parent, name, valid_from, edition_from) VALUES ('320613007005001', 1, '', '花半里', '2020-01-01', 0)")
			if _, err := d.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
			if s, err := search.StateOf(ctx, d); err != nil || !s.Behind() {
				t.Errorf("%+v, %v", s, err)
			}
			s, _ := service(t, d)
			p, err := s.Places(ctx, query(t, "半里"), seek.Stretch{Limit: 5})
			if err != nil || len(p.Found) != 1 {
				t.Errorf("%+v, %v", p.Found, err)
			}
			if s, err := search.StateOf(ctx, d); err != nil || s.Behind() {
				t.Errorf("%+v, %v", s, err)
			}
		})
	}
}
