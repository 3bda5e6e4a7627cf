package boundary_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/geo"
	"linli/internal/place"
	"linli/internal/place/boundary"
	"linli/internal/place/edition"
	"linli/internal/workday"
)

const (
	street = "320613007"
	centre = "320613007005"
	north  = "320613007002"
	hood   = centre + "001"
)

var machine = actor.Job("test")

// district is a street with two communities, and a 邻里 in one of them.
func district(t *testing.T, d *db.DB) {
	t.Helper()
	const list = "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n" +
		centre + ",中心村社区居委会,320613007000,5\n" + north + ",城北村社区居委会,320613007000,5\n"
	if _, err := edition.Import(t.Context(), d, machine, strings.NewReader(list), edition.Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := place.New(d).AddNeighbourhood(t.Context(), machine, place.Addition{Parent: centre, Name: "花半里"}); err != nil {
		t.Fatal(err)
	}
}

// outline is a feature: a square around a point, in degrees.
func outline(property, code string, lon, lat, half float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{%q:%q,"name":"x"},"geometry":{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}`,
		property, code, lon-half, lat-half, lon+half, lat-half, lon+half, lat+half, lon-half, lat+half, lon-half, lat-half)
}

func file(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func read(t *testing.T, d *db.DB, body string, opt boundary.Options) boundary.Report {
	t.Helper()
	rep, err := boundary.Import(t.Context(), d, machine, strings.NewReader(body), opt)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func TestBoundariesComeInAreDatedAndComeInOnce(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC))
			d := dbtest.Open(t, dsn(t), db.Options{Now: clock.Now})
			district(t, d)
			atlas := boundary.NewAtlas(d)
			body := file(outline("adcode", centre, 120.89, 31.98, 0.01), outline("adcode", "320613007002", 120.92, 31.98, 0.01), outline("adcode", "320613099001", 120.95, 31.98, 0.01))

			plan := read(t, d, body, boundary.Options{Source: "a.geojson"})
			if plan.Done || plan.Property != "adcode" || plan.Added.Count != 2 || len(plan.Problems) != 1 || plan.Problems[0].Key != "boundary.unknown" || plan.Problems[0].Line != 3 {
				t.Fatalf("the plan: %+v", plan)
			}
			if s, err := atlas.Today(t.Context()); err != nil || !s.Box("").Empty() {
				t.Fatalf("a plan writes: %v", err)
			}
			if rep := read(t, d, body, boundary.Options{Source: "a.geojson", Do: true}); rep.Added.Count != 2 || rep.Edition != 1 {
				t.Fatalf("the first time: %+v", rep)
			}
			if rep := read(t, d, body, boundary.Options{Source: "a.geojson", Do: true}); rep.Same != 2 || rep.Edition != 0 || rep.Added.Count+rep.Changed.Count != 0 {
				t.Fatalf("the second time: %+v", rep)
			}
			clock.Set(clock.Now().Add(24 * time.Hour))
			atlas.Forget()
			s, err := atlas.Today(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if p, ok := s.Anchor(hood); !ok || geo.Metres(p, geo.At(120.89, 31.98)) > 10 {
				t.Errorf("a 邻里 without an outline stands in its community: %v", p)
			}
			if all := s.Within(street, place.Community, 12); len(all) != 2 || all[0].Code != north || all[1].Code != centre {
				t.Errorf("%d communities have an outline", len(all))
			}
			if b := s.Box(street); !b.Holds(geo.At(120.925, 31.985)) || b.Holds(geo.At(120.94, 31.98)) {
				t.Errorf("the street is around its communities: %+v", b)
			}

			// Another outline from a later day on; the former one ends with the day before.
			from := workday.DateOf(clock.Now()) + 7
			if rep := read(t, d, file(outline("code", centre, 120.80, 31.98, 0.01)), boundary.Options{ValidFrom: from, Do: true}); rep.Changed.Count != 1 {
				t.Fatalf("the change: %+v", rep)
			}
			for _, c := range []struct {
				later time.Duration
				lon   float64
			}{{0, 120.89}, {8 * 24 * time.Hour, 120.80}} {
				clock.Set(clock.Now().Add(c.later))
				atlas.Forget()
				s, err := atlas.Today(t.Context())
				if x, ok := s.Of(centre); err != nil || !ok || !x.Shape.Holds(geo.At(c.lon, 31.98)) {
					t.Errorf("after %s it is not at %g: %v", c.later, c.lon, err)
				}
			}
			_, err = boundary.Import(t.Context(), d, machine, strings.NewReader(file(outline("code", centre, 120.7, 31.98, 0.01))), boundary.Options{ValidFrom: from - 1, Do: true})
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("before the last one: %v", err)
			}
		})
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		district(t, d)
		good := outline("code", centre, 120.89, 31.98, 0.01)
		for _, c := range []struct{ name, feature, key string }{
			{"no code", outline("other", centre, 120.89, 31.98, 0.01), "boundary.no_code"},
			{"no code at all", outline("code", "x", 120.89, 31.98, 0.01), "place.code"},
			{"twice", good, "boundary.twice"},
			{"a place that is not there", outline("code", "320613007009", 120.89, 31.98, 0.01), "boundary.unknown"},
			{"a point", `{"type":"Feature","properties":{"code":"` + north + `"},"geometry":{"type":"Point","coordinates":[120,31]}}`, "geo.no_outline"},
			{"latitude first", outline("code", north, 31.98, 120.89, 0.01), "geo.swapped"},
		} {
			rep := read(t, d, file(good, c.feature), boundary.Options{Property: "code"})
			if len(rep.Problems) != 1 || rep.Problems[0].Key != c.key || rep.Problems[0].Line != 2 || rep.Added.Count != 1 {
				t.Errorf("%s: %+v", c.name, rep)
			}
			for _, lang := range []string{"zh", "en"} {
				var b bytes.Buffer
				if err := rep.WriteText(&b, lang); err != nil || strings.Contains(b.String(), "{") || strings.Contains(b.String(), "  \n") {
					t.Errorf("%s in %s: %v\n%s", c.name, lang, err, b.String())
				}
			}
		}
		if _, err := boundary.Import(t.Context(), d, machine, strings.NewReader(file(outline("name", "y", 120, 31, 1))), boundary.Options{}); !errs.Is(err, errs.Invalid) {
			t.Errorf("no property with codes: %v", err)
		}
	})
}

// Who may import the list of divisions may import their outlines, and nobody else.
func TestWhoImports(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		district(t, d)
		for _, role := range actor.Roles() {
			a := actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "post", Place: "320613", Role: role}}}
			_, err := boundary.Import(t.Context(), d, a, strings.NewReader(file(outline("code", centre, 120.89, 31.98, 0.01))), boundary.Options{Do: true})
			if want := role == actor.SystemAdmin; (err == nil) != want || !want && !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}

func TestGCJ02IsStoredAsWGS84(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		district(t, d)
		read(t, d, file(outline("code", centre, 120.89851566, 31.97803016, 0.001)), boundary.Options{System: geo.GCJ02, Do: true})
		s, err := boundary.NewAtlas(d).Today(t.Context())
		if x, ok := s.Of(centre); err != nil || !ok || geo.Metres(x.Inside, geo.At(120.8943, 31.9802)) > 20 {
			t.Errorf("it stands at %v: %v", x.Inside, err)
		}
	})
}
