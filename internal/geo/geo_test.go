package geo_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/errs"
	"linli/internal/geo"
)

// The vector of domain.md B3, and points outside the box.
func TestGCJ02Vectors(t *testing.T) {
	t.Parallel()
	wgs, gcj := geo.At(120.8943, 31.9802), geo.At(120.89851566, 31.97803016)
	if got := wgs.To(geo.GCJ02); got != gcj {
		t.Errorf("forward: %v, want %v", got, gcj)
	}
	if got := gcj.From(geo.GCJ02); got != wgs {
		t.Errorf("back: %v, want %v", got, wgs)
	}
	if m := geo.Metres(wgs, gcj); math.Abs(m-464) > 2 {
		t.Errorf("the shift is %.1f m, want 464", m)
	}
	for _, out := range []geo.Point{geo.At(2.35, 48.85), geo.At(72.0039, 30), geo.At(137.8348, 30), geo.At(100, 0.8292), geo.At(100, 55.8272)} {
		if out.To(geo.GCJ02) != out || out.From(geo.GCJ02) != out {
			t.Errorf("%v moves outside the box", out)
		}
	}
	if p := geo.At(1, 2); p.To(geo.WGS84) != p || p.From(geo.WGS84) != p {
		t.Error("WGS-84 moves in WGS-84")
	}
}

// inland is a point well inside the box of GCJ-02.
func inland(t *rapid.T) geo.Point {
	return geo.Point{Lon: rapid.Int64Range(73e7, 136e7).Draw(t, "lon"), Lat: rapid.Int64Range(2e7, 54e7).Draw(t, "lat")}
}

func TestThereAndBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := inland(t)
		q := p.To(geo.GCJ02)
		if m := geo.Metres(p, q); m < 1 || m > 2000 {
			t.Fatalf("%v is shifted by %.1f m", p, m)
		}
		if b := q.From(geo.GCJ02); abs(b.Lon-p.Lon) > 1 || abs(b.Lat-p.Lat) > 1 {
			t.Fatalf("%v comes back as %v", p, b)
		}
		if b, err := geo.ParsePoint(p.String()); err != nil || b != p {
			t.Fatalf("%q reads as %v, %v", p, b, err)
		}
	})
}

func abs(n int64) int64 { return max(n, -n) }

func TestParsePoint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed string
		want  geo.Point
		bad   bool
	}{
		{typed: "120.8943,31.9802", want: geo.At(120.8943, 31.9802)},
		{typed: " 120.8943,31.9802 wgs84 ", want: geo.At(120.8943, 31.9802)},
		{typed: "120.89851566,31.97803016 gcj02", want: geo.At(120.8943, 31.9802)},
		{typed: "", bad: true},
		{typed: "0,0", bad: true},
		{typed: "31.9802,120.8943", bad: true},
		{typed: "NaN,31", bad: true},
		{typed: "Inf,31", bad: true},
		{typed: "120.8943", bad: true},
		{typed: "120.8943,31.9802 bd09", bad: true},
		{typed: "120.8943,31.9802,5", bad: true},
		{typed: strings.Repeat("1", 100) + ",31", bad: true},
	} {
		got, err := geo.ParsePoint(c.typed)
		if (err != nil) != c.bad || got != c.want || c.bad && !errs.Is(err, errs.Invalid) {
			t.Errorf("%q: %v, %v", c.typed, got, err)
		}
	}
}

func square(lon, lat, half int64) geo.Ring {
	return geo.Ring{{Lon: lon - half, Lat: lat - half}, {Lon: lon + half, Lat: lat - half}, {Lon: lon + half, Lat: lat + half}, {Lon: lon - half, Lat: lat + half}}
}

func TestShape(t *testing.T) {
	t.Parallel()
	s := geo.Shape{{square(1000, 1000, 100), square(1000, 1000, 50)}, {square(2000, 1000, 10)}}
	for _, c := range []struct {
		p    geo.Point
		want bool
	}{{geo.Point{Lon: 1000, Lat: 1000}, false}, {geo.Point{Lon: 1070, Lat: 1000}, true}, {geo.Point{Lon: 2000, Lat: 1000}, true}, {geo.Point{Lon: 1500, Lat: 1000}, false}} {
		if s.Holds(c.p) != c.want {
			t.Errorf("%v in it: %v", c.p, !c.want)
		}
	}
	if b := s.Box(); b != (geo.Box{West: 900, South: 900, East: 2010, North: 1100}) || !b.Holds(geo.Point{Lon: 1500, Lat: 900}) {
		t.Errorf("box %+v", b)
	}
	if back, err := geo.ParseShape(s.Text()); err != nil || back.Text() != s.Text() {
		t.Errorf("%v: %v", back, err)
	}
	if c := s.Coordinates(); len(c) != 2 || len(c[0][0]) != 5 || c[0][0][0] != c[0][0][4] {
		t.Errorf("coordinates %v", c)
	}
}

// star is an outline around a point, that does not cross itself.
func star(t *rapid.T) geo.Shape {
	at := inland(t)
	n := rapid.IntRange(3, 60).Draw(t, "corners")
	r := make(geo.Ring, n)
	for i := range r {
		far := rapid.Float64Range(1e4, 1e6).Draw(t, "far")
		a := 2 * math.Pi * float64(i) / float64(n)
		r[i] = geo.Point{Lon: at.Lon + int64(far*math.Cos(a)), Lat: at.Lat + int64(far*math.Sin(a))}
	}
	return geo.Shape{{r}}
}

func TestShapeLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := star(t)
		if in := s.Inside(); !s.Holds(in) {
			t.Fatalf("%v is not in %s", in, s.Text())
		}
		before := s.Points()
		for zoom := 18; zoom >= 5; zoom-- {
			x := s.At(zoom)
			if x.Points() > before || x.Points() < 3 {
				t.Fatalf("at %d it has %d points, of %d", zoom, x.Points(), before)
			}
			b, full := x.Box(), s.Box().Grown(1)
			if !full.Holds(geo.Point{Lon: b.West, Lat: b.South}) || !full.Holds(geo.Point{Lon: b.East, Lat: b.North}) {
				t.Fatalf("at %d it is larger than it is", zoom)
			}
		}
		if y := s.To(geo.GCJ02).From(geo.GCJ02); y.Points() != before {
			t.Fatal("points get lost on the way")
		}
		if back, err := geo.ParseShape(s.Text()); err != nil || back.Text() != s.Text() {
			t.Fatal(err)
		}
	})
}

func TestRead(t *testing.T) {
	t.Parallel()
	feature := func(geometry string) string {
		return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":320613007005,"name":"中心村","x":[1]},"geometry":` + geometry + `}]}`
	}
	for _, c := range []struct{ name, body, fails, wrong string }{
		{"a square", feature(`{"type":"Polygon","coordinates":[[[120,31],[121,31],[121,32],[120,32],[120,31]]]}`), "", ""},
		{"not closed", feature(`{"type":"Polygon","coordinates":[[[120,31],[121,31],[121,32]]]}`), "", ""},
		{"several", feature(`{"type":"MultiPolygon","coordinates":[[[[120,31],[121,31],[121,32],[120,31]]]]}`), "", ""},
		{"a point", feature(`{"type":"Point","coordinates":[120,31]}`), "", "geo.no_outline"},
		{"nothing", feature(`null`), "", "geo.no_outline"},
		{"two corners", feature(`{"type":"Polygon","coordinates":[[[120,31],[121,31],[120,31]]]}`), "", "geo.outline_short"},
		{"latitude first", feature(`{"type":"Polygon","coordinates":[[[31,120],[31,121],[32,121],[31,120]]]}`), "", "geo.swapped"},
		{"metres", feature(`{"type":"Polygon","coordinates":[[[3500000,400000],[3500001,400000],[3500001,400001]]]}`), "", "geo.off_globe"},
		{"no rings", feature(`{"type":"Polygon","coordinates":[]}`), "", "geo.no_outline"},
		{"no features", `{"type":"FeatureCollection","features":[]}`, "geo.file_empty", ""},
		{"one feature alone", `{"type":"Feature","properties":{},"geometry":null}`, "geo.file", ""},
		{"no JSON", `code,name`, "geo.file", ""},
	} {
		got, err := geo.Read(strings.NewReader(c.body))
		if c.fails != "" {
			if !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), c.fails) {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil || len(got) != 1 || got[0].Wrong != c.wrong || got[0].Props["code"] != "320613007005" || got[0].Props["name"] != "中心村" {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}
