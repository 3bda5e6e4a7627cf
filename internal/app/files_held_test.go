package app

import (
	"context"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/app/demo"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/id"
	"linli/internal/privacy"
	"linli/internal/rule"
)

// Whoever has their data deleted has the photos of ended wishes deleted with them; those of an open wish stay until it has
// ended.
func TestADeletionTakesThePhotosAlong(t *testing.T) {
	t.Parallel()
	a := newDemo(t)
	ctx := t.Context()
	type found struct{ wish, person, place string }
	all, err := db.All(ctx, a.DB, func(r db.Row) (f found, err error) { return f, r.Scan(&f.wish, &f.person, &f.place) },
		"SELECT DISTINCT w.id, w.submitter, w.community FROM wish w JOIN file f ON f.subject_id = w.id WHERE w.submitter IS NOT NULL ORDER BY w.id")
	if err != nil || len(all) == 0 {
		t.Fatalf("the demonstration has no photos: %v, %v", all, err)
	}
	files := func(wish string) int {
		n, err := db.Value[int](ctx, a.DB, "SELECT COUNT(*) FROM file WHERE subject_id = $1", wish)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	x := all[0]
	own := actor.Actor{Account: "own", Person: x.person, Home: x.place}
	secretary := actor.Actor{Account: "wen", Person: id.New(), Posts: []actor.Post{{ID: "post", Place: x.place, Role: actor.Secretary}}}
	for _, ended := range []bool{false, true} {
		err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			at := any(nil)
			if ended {
				at = tx.Now.UnixMicro()
			}
			_, err := tx.Exec(ctx, "UPDATE wish SET closed_at = $2 WHERE id = $1", x.wish, at)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r, err := a.Privacy.Ask(ctx, own, privacy.Asking{Kind: privacy.Erase, Key: id.New()})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Privacy.Grant(ctx, secretary, r.ID, privacy.Decision{Key: id.New()}); err != nil {
			t.Fatal(err)
		}
		if left := files(x.wish); (left == 0) != ended {
			t.Errorf("ended %v: %d files are left", ended, left)
		}
	}
}

// demoOn is the demonstration on an engine, with the folder of its photos.
func demoOn(t *testing.T, dsn string) (a *App, folder string) {
	t.Helper()
	return demoAt(t, dsn, time.Now)
}

// demoAt is demoOn at another moment than now.
func demoAt(t *testing.T, dsn string, now func() time.Time) (a *App, folder string) {
	t.Helper()
	clock, folder := &demo.Clock{Real: now}, t.TempDir()
	a, err := New(t.Context(), Config{DSN: dsn, Files: folder, Now: clock.Now, Keys: Throwaway, Invented: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	a.accounts, err = demo.Fill(t.Context(), demo.Services{
		DB: a.DB, Rules: a.Rules, Places: a.Places, People: a.People, Orgs: a.Orgs, Accounts: a.Accounts, Topics: a.Topics, Dispatch: a.Dispatch, Wishes: a.Wishes, Sides: a.Sides, Escalate: a.Escalate, Asks: a.Asks, Teas: a.Teas, Calls: a.Calls, Files: a.Files, Intake: a.Intake, Publish: a.Publish, Follows: a.Follows, Views: a.Views, Tokens: a.Tokens, Notices: a.Notices,
	}, clock)
	if err != nil {
		t.Fatal(err)
	}
	a.Accounts.ForgetActors()
	return a, folder
}

// lying is how many contents lie in the folder.
func lying(t *testing.T, folder string) (n int) {
	t.Helper()
	err := filepath.WalkDir(folder, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Where a district keeps photos for longer than wishes, they go with their wishes all the same, in the same run: originals,
// what neighbours saw, small pictures, voice notes, and the bytes of them all.
func TestAWishThatIsMadeAnonymousTakesItsFilesAlong(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			a, folder := demoOn(t, dsn(t))
			ctx := t.Context()
			run := func(text string, args ...any) {
				t.Helper()
				if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, text, args...); return err }); err != nil {
					t.Fatal(err)
				}
			}
			count := func(text string) int {
				t.Helper()
				n, err := db.Value[int](ctx, a.DB, text)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			for key, months := range map[string]string{"retention.wish": "1mo", "retention.file": "1200mo"} {
				if _, _, err := a.Rules.Set(ctx, actor.Job("test"), rule.Change{Key: key, Value: months, Source: "the district turns it round"}); err != nil {
					t.Fatal(err)
				}
			}
			a.coverOne(t)
			if copies := count("SELECT COUNT(*) FROM file WHERE original IS NOT NULL"); copies == 0 || lying(t, folder) == 0 {
				t.Fatalf("%d copies for neighbours, %d contents", copies, lying(t, folder))
			}
			run("UPDATE wish SET state = 'archived', closed_at = $1 WHERE id IN (SELECT subject_id FROM file)", a.DB.Now().AddDate(0, -2, 0).UnixMicro())

			over := count("SELECT COUNT(*) FROM wish WHERE state = 'archived'")
			if _, err := a.Privacy.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			if files, bare := count("SELECT COUNT(*) FROM file"), count("SELECT COUNT(*) FROM wish WHERE erased_at IS NOT NULL"); files != 0 || bare != over {
				t.Errorf("%d files are left; %d wishes of %d have been made anonymous", files, bare, over)
			}
			if err := a.Start(ctx); err != nil { // the jobs that remove the bytes
				t.Fatal(err)
			}
			defer func() { _ = a.Stop(context.WithoutCancel(ctx)) }()
			for end := time.Now().Add(20 * time.Second); lying(t, folder) > 0; time.Sleep(20 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("%d contents still lie in the folder", lying(t, folder))
				}
			}
		})
	}
}

// coverOne has staff cover a part of a photo, so that there is a copy for neighbours.
func (a *App) coverOne(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	type photo struct{ id, place string }
	p, err := db.One(ctx, a.DB, func(r db.Row) (p photo, err error) { return p, r.Scan(&p.id, &p.place) },
		`SELECT f.id, w.community FROM file f JOIN wish w ON w.id = f.subject_id
		WHERE f.kind = 'photo' AND f.original IS NULL AND w.visibility = 'public' AND NOT EXISTS (SELECT 1 FROM file c WHERE c.original = f.id) ORDER BY f.id LIMIT 1`)
	if err != nil {
		t.Fatal(err)
	}
	secretary := actor.Actor{Account: "wen", Person: id.New(), Posts: []actor.Post{{ID: "post", Place: p.place, Role: actor.Secretary}}}
	if _, err := a.Files.Blur(ctx, secretary, p.id, []int{0, 1}, ""); err != nil {
		t.Fatal(err)
	}
}
