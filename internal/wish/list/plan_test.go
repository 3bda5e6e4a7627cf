package list_test

import (
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/wish"
)

// What a unit has, has had, was asked for, had first and helps with is read from an index for each, never by a look at every wish.
func TestAUnitsListReadsIndexes(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	a := actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "p", Org: "org-a", Place: "320613007", Role: actor.Handler}}}
	var w db.Where
	var any db.Alternatives
	wish.AsStaff(&any, a)
	any.SplitInto(&w)
	var used []string
	for _, piece := range w.Pieces() {
		plan, err := db.All(t.Context(), d, func(r db.Row) (step string, err error) {
			var id, parent, rest int
			return step, r.Scan(&id, &parent, &rest, &step)
		}, "EXPLAIN QUERY PLAN SELECT "+wish.Columns+" FROM wish WHERE "+piece.SQL()+" ORDER BY id DESC LIMIT 26", piece.Args()...)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range plan {
			if step == "SCAN wish" || strings.HasPrefix(step, "SCAN wish ") {
				t.Errorf("%s: %s", piece.SQL(), step)
			}
			if _, index, ok := strings.Cut(step, "SEARCH wish USING INDEX "); ok {
				used = append(used, strings.Fields(index)[0])
			}
		}
	}
	if got := strings.Join(used, " "); got != "wish_unit wish_unit_ended wish_asked_unit wish_first_unit sqlite_autoindex_wish_1" {
		t.Errorf("reads %s", got)
	}
}
