package place_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/workday"
)

const (
	centre = "320613007005" // 中心村社区
	north  = "320613007002" // 城北村社区
)

// put adds places as an import would have left them: code, name, code, name …
func put(t *testing.T, d *db.DB, codeName ...string) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for p := range slices.Chunk(codeName, 2) {
			above := place.Ancestors(p[0])
			if _, err := tx.Exec(ctx, `INSERT INTO place (code, version, parent, name, valid_from, edition_from)
				VALUES ($1, 1, $2, $3, '2022-10-31', 0)`, p[0], append([]string{""}, above...)[len(above)], p[1]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// district is a corner of the real tree that starts at the prefecture, as a city's own list does.
func district(t *testing.T, d *db.DB) {
	put(t, d, "3206", "南通市", "320613", "崇川区", "320613007", "钟秀街道", centre, "中心村社区居委会", north, "城北村社区居委会")
}

func staff(role actor.Role, at string) actor.Actor {
	return actor.Actor{Account: "acc", Person: "per", Posts: []actor.Post{{ID: "post", Place: at, Role: role}}}
}

func TestCommunityKeepsItsOwnNeighbourhoods(t *testing.T) {
	t.Parallel()
	eachAt(t, "2026-03-01", func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, s, a := t.Context(), place.New(d), staff(actor.SocialWorker, centre)
		district(t, d)
		first, err := s.AddNeighbourhood(ctx, a, place.Addition{Parent: centre, Name: " 永兴邻里 ", Key: "k1"})
		if err != nil || first.Code != centre+"001" || first.Name != "永兴邻里" || first.From.String() != "2026-03-01" {
			t.Fatalf("first: %+v, %v", first, err)
		}
		again, err := s.AddNeighbourhood(ctx, a, place.Addition{Parent: centre, Name: "永兴邻里", Key: "k1"})
		if err != nil || again != first {
			t.Errorf("the same request sent twice: %+v, %v", again, err)
		}
		given, err := s.AddNeighbourhood(ctx, a, place.Addition{Parent: centre, Name: "新城邻里", Code: centre + "012"})
		if err != nil || given.Code != centre+"012" {
			t.Errorf("a given code: %+v, %v", given, err)
		}
		house, err := s.AddBuilding(ctx, a, place.Addition{Parent: given.Code, Name: "3号楼"})
		if err != nil || house.Code != centre+"012001" {
			t.Errorf("building: %+v, %v", house, err)
		}
		_, err = s.AddNeighbourhood(ctx, a, place.Addition{Parent: centre, Name: "又一个", Code: centre + "012"})
		wantKind(t, err, errs.Conflict, "a code that is taken")
		wantKind(t, s.End(ctx, a, given.Code, ""), errs.Conflict, "ending what has buildings")

		if err := s.Rename(ctx, a, given.Code, "新城桥邻里"); err != nil {
			t.Fatal(err)
		}
		if err := s.Rename(ctx, a, given.Code, "新城桥邻里"); err != nil {
			t.Errorf("the same name again: %v", err)
		}
		if p, err := place.ByCode(ctx, d, given.Code); err != nil || p.Name != "新城桥邻里" || p.Parent != centre {
			t.Errorf("renamed: %+v, %v", p, err)
		}
		if err := s.End(ctx, a, first.Code, given.Code); err != nil {
			t.Fatal(err)
		}
		wantKind(t, s.End(ctx, a, first.Code, ""), errs.NotFound, "ending it again")
		wantKind(t, s.Rename(ctx, a, first.Code, "x"), errs.NotFound, "renaming what has ended")
		if p, err := place.Resolve(ctx, d, first.Code); err != nil || p.Code != given.Code {
			t.Errorf("an ended code finds its successor: %+v, %v", p, err)
		}
		next, err := s.AddNeighbourhood(ctx, a, place.Addition{Parent: centre, Name: "城市邻里"})
		if err != nil || next.Code != centre+"013" {
			t.Errorf("codes are never given twice: %+v, %v", next, err)
		}
		acts, err := db.All(ctx, d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
			"SELECT act || ' ' || subject || ' ' || post FROM journal ORDER BY id")
		want := []string{
			"place.add " + first.Code + " post", "place.add " + given.Code + " post", "place.add " + house.Code + " post",
			"place.rename " + given.Code + " post", "place.end " + first.Code + " post", "place.add " + next.Code + " post",
		}
		if err != nil || !slices.Equal(acts, want) {
			t.Errorf("journal: %q, %v", acts, err)
		}
	})
}

func TestAdditionsAreChecked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		district(t, d)
		s, a := place.New(d), staff(actor.SystemAdmin, "")
		for _, c := range []struct {
			name string
			in   place.Addition
			kind errs.Kind
		}{
			{"no name", place.Addition{Parent: centre, Name: " "}, errs.Invalid},
			{"a line break in the name", place.Addition{Parent: centre, Name: "永兴\n邻里"}, errs.Invalid},
			{"below a street", place.Addition{Parent: "320613007", Name: "永兴"}, errs.Invalid},
			{"below a neighbourhood", place.Addition{Parent: centre + "001", Name: "永兴"}, errs.Invalid},
			{"code of another community", place.Addition{Parent: centre, Name: "永兴", Code: north + "001"}, errs.Invalid},
			{"code of another level", place.Addition{Parent: centre, Name: "永兴", Code: centre}, errs.Invalid},
			{"code with the hyphen", place.Addition{Parent: centre, Name: "永兴", Code: centre + "-001"}, errs.Invalid},
			{"community that is not there", place.Addition{Parent: "320613007099", Name: "永兴"}, errs.NotFound},
		} {
			_, err := s.AddNeighbourhood(t.Context(), a, c.in)
			wantKind(t, err, c.kind, c.name)
		}
	})
}

func TestNeighbourhoodCodesNeverRepeat(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		district(t, d)
		s, a := place.New(d), staff(actor.Secretary, centre)
		const writers = 32
		codes := make([]string, writers)
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() {
				p, err := s.AddNeighbourhood(t.Context(), a, place.Addition{Parent: centre, Name: fmt.Sprintf("%d邻里", i)})
				if err != nil {
					t.Error(err)
				}
				codes[i] = p.Code
			})
		}
		wg.Wait()
		slices.Sort(codes)
		for i, code := range codes {
			if want := fmt.Sprintf("%s%03d", centre, i+1); code != want {
				t.Fatalf("%d writers got %q", writers, codes)
			}
		}
	})
}

func TestReading(t *testing.T) {
	t.Parallel()
	eachAt(t, "2026-03-01", func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		ctx, s, a := t.Context(), place.New(d), staff(actor.SystemAdmin, "32")
		district(t, d)
		put(t, d, "44", "广东省", "4419", "东莞市", "441900003", "东城街道")
		hood, err := s.AddNeighbourhood(ctx, a, place.Addition{Parent: centre, Name: "永兴邻里"})
		if err != nil {
			t.Fatal(err)
		}
		clock.Add(48 * time.Hour)
		if err := s.Rename(ctx, a, hood.Code, "永兴花苑邻里"); err != nil {
			t.Fatal(err)
		}

		wantCodes(t, "the roots", children(t, d, ""), "3206", "44")
		wantCodes(t, "the children of a street", children(t, d, "320613007"), north, centre)
		wantCodes(t, "the children of an unknown code", children(t, d, "99"))
		path, err := place.Path(ctx, d, hood.Code)
		wantNames(t, "the path", path, "南通市", "崇川区", "钟秀街道", "中心村社区居委会", "永兴花苑邻里")
		if err != nil {
			t.Error(err)
		}
		if path, err = place.Path(ctx, d, "441900003"); err != nil {
			t.Error(err)
		}
		wantNames(t, "the path of a town under a prefecture", path, "广东省", "东莞市", "东城街道")
		names, err := place.Names(ctx, d, []string{centre, hood.Code, "99"})
		if err != nil || len(names) != 2 || names[centre] != "中心村社区居委会" || names[hood.Code] != "永兴花苑邻里" {
			t.Errorf("names: %v, %v", names, err)
		}
		for _, c := range []struct{ day, name string }{{"2026-03-01", "永兴邻里"}, {"2026-03-02", "永兴邻里"}, {"2026-03-03", "永兴花苑邻里"}, {"2030-01-01", "永兴花苑邻里"}} {
			if p, err := place.AsOf(ctx, d, hood.Code, day(t, c.day)); err != nil || p.Name != c.name {
				t.Errorf("as of %s: %+v, %v", c.day, p, err)
			}
		}
		_, err = place.AsOf(ctx, d, hood.Code, day(t, "2026-02-28"))
		wantKind(t, err, errs.NotFound, "as of a day before it was there")
		_, err = place.ByCode(ctx, d, "99")
		wantKind(t, err, errs.NotFound, "an unknown code")
		_, err = place.Path(ctx, d, "99")
		wantKind(t, err, errs.NotFound, "the path of an unknown code")
		_, err = place.Resolve(ctx, d, "99")
		wantKind(t, err, errs.NotFound, "resolving an unknown code")
	})
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
