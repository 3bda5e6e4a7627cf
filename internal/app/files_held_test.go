package app

import (
	"context"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/privacy"
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
