package place_test

import (
	"slices"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/place"
)

func wantFormers(t *testing.T, d *db.DB, code string, want ...string) {
	t.Helper()
	formers, err := place.Formers(t.Context(), d, []string{code})
	if err != nil || !slices.Equal(formers[code], want) {
		t.Errorf("%s was %q, %v; want %q", code, formers[code], err, want)
	}
}

// Former codes reach back over several recodings, and forget a code that is somebody else's now.
func TestFormers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d, "2019-12-31", before)
		rep := must(t, d, "2020-07-01", after)
		changes, err := place.Recodings(t.Context(), d, rep.Edition)
		if err != nil || len(changes) != 7 || changes[3].New != "" { // 东街 was renamed as well: nothing says what it has become
			t.Errorf("%d changes, %v: %+v", len(changes), err, changes)
		}
		wantFormers(t, d, "320613001001", "320602001001")
		must(t, d, "2021-07-01", strings.ReplaceAll(after, "320613001001,", "320613001009,"))
		wantFormers(t, d, "320613001009", "320602001001", "320613001001")
		codes, err := place.Codes(t.Context(), d, "320602001001")
		if want := []string{"320613001009", "320602001001", "320613001001"}; err != nil || !slices.Equal(codes, want) {
			t.Errorf("an old code means %q, %v; want %q", codes, err, want)
		}
		must(t, d, "2022-07-01", strings.ReplaceAll(after, "320613001001,北街", "320613001009,北街社区居委会,320613001000,5\n320613001001,南街"))
		wantFormers(t, d, "320613001009")
	})
}

// 邻里 and buildings follow with their names and dates; a second run finds nothing; the codes of before lead to them, and
// no two get the same.
func TestOwnPlacesFollowTheirCommunity(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s, a := t.Context(), place.New(d), actor.Job("test")
		must(t, d, "2019-12-31", before)
		hood, err := s.AddNeighbourhood(ctx, a, place.Addition{Parent: "320602001001", Name: "一邻里"})
		if err == nil {
			_, err = s.AddBuilding(ctx, a, place.Addition{Parent: hood.Code, Name: "7幢", Code: hood.Code + "007"})
		}
		if err != nil {
			t.Fatal(err)
		}
		rep := must(t, d, "2099-07-01", after)
		// Somebody is quicker than the job and adds a 邻里 under the new code.
		if _, err := s.AddNeighbourhood(ctx, a, place.Addition{Parent: "320613001001", Name: "新邻里"}); err != nil {
			t.Fatal(err)
		}
		for run, want := range []int{2, 0} {
			moved := 0
			changes, err := place.Recodings(ctx, d, rep.Edition)
			for _, c := range changes {
				followed, n, rerr := s.Recode(ctx, c)
				if moved += n; rerr != nil {
					err = rerr
				}
				if c.Old == "320602001001" && (followed.To(hood.Code+"007") != "320613001001002007" || followed.To(hood.Code+"999") != "320613001001002") {
					t.Errorf("%+v", followed)
				}
			}
			if err != nil || moved != want {
				t.Errorf("run %d moved %d, %v; want %d", run, moved, err, want)
			}
		}
		p, err := place.Resolve(ctx, d, hood.Code+"007")
		if err != nil || p.Code != "320613001001002007" || p.Parent != "320613001001002" || p.Name != "7幢" || p.From != day(t, "2099-07-01") {
			t.Errorf("%+v, %v", p, err)
		}
		if n, err := place.Held(ctx, d, "320602001001"); err != nil || n != 0 {
			t.Errorf("%d hold on at the old code, %v", n, err)
		}
	})
}
