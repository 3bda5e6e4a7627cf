package wish_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/geo"
	"linli/internal/place/boundary"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/spot"
)

// drawn gives the community and its 邻里 an outline: squares of two kilometres and of four hundred metres.
func (w *world) drawn() {
	w.t.Helper()
	square := func(code string, half float64) string {
		lon, lat := 120.89, 31.98
		return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q},"geometry":{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}`,
			code, lon-half, lat-half, lon+half, lat-half, lon+half, lat+half, lon-half, lat+half)
	}
	_, err := boundary.Import(w.t.Context(), w.d, actor.Job("test"), strings.NewReader(
		`{"type":"FeatureCollection","features":[`+square(theCommunity, 0.01)+","+square(garden, 0.002)+`]}`), boundary.Options{Do: true})
	w.must(err)
}

// spotted files a wish with a spot.
func (w *world) spotted(at string, v wish.Visibility) (wish.Wish, error) {
	return w.wishes.File(w.t.Context(), w.tan, wish.Filing{Topic: wish.Other, Text: "门口的路灯不亮", Place: garden, Visibility: v, Point: at})
}

func TestASpotComesWithItsWish(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		for _, c := range []struct {
			name, at, key string
			drawn         bool
		}{
			{name: "nowhere", at: ""},
			{name: "anywhere, where nothing is drawn", at: "121.5,31.2"},
			{name: "no numbers", at: "here", key: "geo.point"},
			{name: "inside", at: "120.8943,31.9802", drawn: true},
			{name: "by another system", at: "120.89851566,31.97803016 gcj02", drawn: true},
			{name: "across the street", at: "120.9025,31.98", drawn: true},
			{name: "in another town", at: "121.5,31.2", key: "spot.far", drawn: true},
		} {
			if c.drawn {
				w.drawn()
			}
			filed, err := w.spotted(c.at, wish.Public)
			if c.key != "" {
				f := errs.FieldsOf(err)
				if len(f) != 1 || f[0].Name != "point" || f[0].Key != c.key {
					t.Errorf("%s: %v", c.name, err)
				}
				continue
			}
			w.must(err)
			p, ok, err := spot.Of(t.Context(), w.d, filed.ID)
			w.must(err)
			if ok != (c.at != "") {
				t.Errorf("%s: kept %v", c.name, ok)
			}
			if strings.HasPrefix(c.at, "120.898") && p != geo.At(120.8943, 31.9802) {
				t.Errorf("%s: %v", c.name, p)
			}
		}
	})
}

// The spot is the submitter's and staff's; neighbours do not see it, whatever the wish's visibility.
func TestWhoSeesASpot(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		spots := spot.New(w.d, w.lists)
		for _, v := range []wish.Visibility{wish.Public, wish.Private} {
			x, err := w.spotted("120.8943,31.9802", v)
			w.must(err)
			x, err = w.wishes.Accept(t.Context(), w.worker, x.ID, wish.Acceptance{})
			w.must(err)
			for _, c := range []struct {
				name string
				a    actor.Actor
				want bool
			}{{"submitter", w.tan, true}, {"her daughter", w.wu, true}, {"neighbour", w.neighbour, false}, {"nobody", actor.Actor{}, false}, {"worker", w.worker, true}, {"secretary", w.secretary, true}} {
				for _, view := range []wish.View{wish.ViewOf(c.a, x)} {
					_, ok, err := spots.See(t.Context(), wish.Seen{Wish: x, View: view})
					if w.must(err); ok != c.want {
						t.Errorf("%s of a %s wish: %v", c.name, v, ok)
					}
				}
			}
		}
	})
}

func TestCellsAndTheirListsSayTheSame(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, spots := t.Context(), spot.New(w.d, w.lists)
		w.drawn()
		for i := range 12 {
			at := ""
			if i%3 > 0 {
				at = geo.At(120.885+float64(i)*0.0008, 31.978+float64(i%4)*0.001).String()
			}
			_, err := w.spotted(at, []wish.Visibility{wish.Public, wish.Private}[i%2])
			w.must(err)
		}
		red := wish.Unsorted
		for _, zoom := range []int{1, 10, 14, 16, 18, 30} {
			for _, colour := range []*wish.Colour{nil, &red} {
				ask := spot.Ask{Place: theCommunity, Colour: colour}
				cells, lost, err := spots.Cells(ctx, w.secretary, ask, zoom)
				w.must(err)
				sum := 0
				for _, c := range cells {
					sum += c.N
					back, err := spot.ParseCell(c.ID.String())
					if err != nil || back != c.ID {
						t.Fatalf("%s reads as %v: %v", c.ID, back, err)
					}
					ask.Cell = c.ID
					page, total, _, err := spots.List(ctx, w.secretary, ask, list.Filter{})
					w.must(err)
					if total != c.N || len(page.Wishes) != c.N || !c.ID.Box().Holds(c.At) {
						t.Errorf("zoom %d: the map says %d in %s, the list %d of %d", zoom, c.N, c.ID, len(page.Wishes), total)
					}
				}
				if sum != 12 || lost != 0 {
					t.Errorf("zoom %d: %d on the map, %d lost", zoom, sum, lost)
				}
			}
		}
	})
}

// Whoever looks at a map of staff sees what the lists of the desk show, and nobody else sees a map.
func TestWhoSeesWhichCells(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, spots := t.Context(), spot.New(w.d, w.lists)
		w.drawn()
		for _, v := range []wish.Visibility{wish.Public, wish.Private} {
			_, err := w.spotted("120.8943,31.9802", v)
			w.must(err)
		}
		elsewhere := actor.Actor{Account: "e", Person: "e", Posts: []actor.Post{{ID: "p", Org: "other", Place: "320613007002", Role: actor.Secretary}}}
		administrator := actor.Actor{Account: "s", Person: "s", Posts: []actor.Post{{ID: "p", Place: "320613", Role: actor.SystemAdmin}}}
		narrow := w.secretary
		narrow.Token = actor.Token{ID: "t", Within: []string{"320613007002"}}
		for _, c := range []struct {
			name string
			a    actor.Actor
			n    int
			kind errs.Kind
		}{
			{"secretary", w.secretary, 2, 0},
			{"worker", w.worker, 2, 0},
			{"street leader", w.leader, 2, 0},
			{"street officer: public ones", w.officer, 1, 0},
			{"a group that has none", w.red, 0, 0},
			{"another community", elsewhere, 0, 0},
			{"a token kept to another place", narrow, 0, 0},
			{"resident", w.tan, 0, errs.NotFound},
			{"administrator", administrator, 0, errs.NotFound},
			{"nobody", actor.Actor{}, 0, errs.Unauthenticated},
		} {
			cells, _, err := spots.Cells(ctx, c.a, spot.Ask{}, 16)
			sum := 0
			for _, x := range cells {
				sum += x.N
			}
			if c.kind != 0 && !errs.Is(err, c.kind) || c.kind == 0 && err != nil || sum != c.n {
				t.Errorf("%s: %d, %v", c.name, sum, err)
			}
			_, total, _, err := spots.List(ctx, c.a, spot.Ask{}, list.Filter{})
			if c.kind != 0 && !errs.Is(err, c.kind) || c.kind == 0 && err != nil || total != c.n {
				t.Errorf("%s: a list of %d, %v", c.name, total, err)
			}
		}
	})
}

// What is counted in public is what neighbours may read, at its 邻里.
func TestPublicCounts(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, spots := t.Context(), spot.New(w.d, w.lists)
		for i, v := range []wish.Visibility{wish.Public, wish.Public, wish.Private, wish.Public} {
			x, err := w.spotted("120.8943,31.9802", v)
			w.must(err)
			if i < 3 { // the last one nobody has read yet
				_, err = w.wishes.Accept(ctx, w.worker, x.ID, wish.Acceptance{})
				w.must(err)
			}
		}
		n, err := spots.Public(ctx, theStreet)
		w.must(err)
		if n.Below("") != (spot.Count{Open: 2}) || n.Below(garden) != n.Below(theStreet) || n.Below("320613007002") != (spot.Count{}) {
			t.Errorf("%+v", n)
		}
	})
}

func TestParseCellRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "14", "14.1", "14.1.1.1", "6.1.1", "19.1.1", "14.01.1", "14.1.1 ", "x.1.1", "14.-0.1"} {
		if _, err := spot.ParseCell(s); !errs.Is(err, errs.NotFound) {
			t.Errorf("%q: %v", s, err)
		}
	}
	if !slices.Contains([]string{"14.5.7"}, spot.CellID{Zoom: 14, X: 5, Y: 7}.String()) {
		t.Error("the form of an id has changed: it stands in addresses")
	}
}
