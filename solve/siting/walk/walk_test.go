package walk_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linli/solve/siting/walk"
)

// hill is a drawn slope: forty stairs straight up, or a ramp of 98 m around.
const hill = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"highway":"steps","step_count":"40"},"geometry":{"type":"LineString","coordinates":[[0,0],[0,0.00018]]}},
{"type":"Feature","properties":null,"geometry":{"type":"LineString","coordinates":[[0,0,10],[0.00035,0,10.8],[0.00035,0.00018,11.2],[0,0.00018,12]]}},
{"type":"Feature","properties":{"name":"a tree"},"geometry":{"type":"Point","coordinates":[0,0]}}]}`

const mapXML = `<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="0" lon="0"/><node id="2" lat="0.00018" lon="0"/><node id="3" lat="0" lon="0.00035"/><node id="4" lat="0.00018" lon="0.00035"/>
<node id="5" lat="0.0001" lon="0.0002"><tag k="amenity" v="bench"/></node>
<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="steps"/><tag k="incline" v="up"/><tag k="step_count" v="40"/></way>
<way id="2"><nd ref="1"/><nd ref="3"/><nd ref="4"/><nd ref="2"/><tag k="highway" v="footway"/><tag k="incline" v="2%"/></way>
<way id="3"><nd ref="1"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way>
<way id="4"><nd ref="2"/><nd ref="99"/><tag k="highway" v="motorway"/></way></osm>`

func read(t testing.TB, text string) *walk.Network {
	t.Helper()
	n, err := walk.Read(context.Background(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var (
	foot = walk.Place{Lat: 0, Lon: 0}
	top  = walk.Place{Lat: 0.00018, Lon: 0}
)

// TestStepsAreForTheYoung: the same hill drawn and from a map. The adult climbs the stairs, the old person and the wheelchair go round.
func TestStepsAreForTheYoung(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"drawn": hill, "map": mapXML} {
		n := read(t, text)
		for _, c := range []struct {
			p      walk.Profile
			steps  int
			metres float64
		}{{walk.Adult(), 40, 20}, {walk.Old(), 0, 98}, {walk.Wheelchair(), 0, 98}} {
			r, err := n.Router(c.p).Route(foot, top)
			if err != nil || r.Steps != c.steps || math.Abs(r.Metres-c.metres) > 1 || len(r.Path) < 4 {
				t.Errorf("%s, %s: %+v %v", name, c.p.Name, r, err)
			}
		}
		r, err := n.Router(walk.Old()).Route(foot, top)
		if err != nil || r.Climb < 1.8 || r.Climb > 2.2 {
			t.Errorf("%s: climbs %.1f m: %v", name, r.Climb, err)
		}
	}
}

// TestSlopeCostsTheOldMore: up a slope of 8 % everybody is slower than on the flat, the old in a greater degree; down, nobody is faster than on the flat.
func TestSlopeCostsTheOldMore(t *testing.T) {
	t.Parallel()
	up := func(h float64) *walk.Network {
		return read(t, fmt.Sprintf(`{"type":"LineString","coordinates":[[0,0,0],[0,0.0018,%v]]}`, h))
	}
	seconds := func(n *walk.Network, p walk.Profile, from, to float64) float64 {
		r, err := n.Router(p).Route(walk.Place{Lat: from}, walk.Place{Lat: to})
		if err != nil {
			t.Fatal(err)
		}
		return r.Seconds
	}
	flat, steep := up(0), up(16)
	slower := func(p walk.Profile) float64 { return seconds(steep, p, 0, 0.0018) / seconds(flat, p, 0, 0.0018) }
	if a, o := slower(walk.Adult()), slower(walk.Old()); a <= 1.1 || o <= a {
		t.Errorf("adult %.2f times slower, old %.2f", a, o)
	}
	if d, f := seconds(steep, walk.Old(), 0.0018, 0), seconds(flat, walk.Old(), 0.0018, 0); d < f {
		t.Errorf("%.0f s down, %.0f s on the flat", d, f)
	}
	if _, err := up(40).Router(walk.Wheelchair()).Route(foot, walk.Place{Lat: 0.0018}); !errors.Is(err, walk.ErrUnreachable) {
		t.Errorf("a wheelchair on a slope of 20 %%: %v", err)
	}
	if _, err := flat.Router(walk.Adult()).Route(foot, walk.Place{Lat: 1}); !errors.Is(err, walk.ErrUnreachable) {
		t.Errorf("110 km from any path: %v", err)
	}
}

// TestWhatTheTagsForbid: nobody walks on a motorway or through a private yard; a moving stairway goes one way.
func TestWhatTheTagsForbid(t *testing.T) {
	t.Parallel()
	with := func(tags string) string {
		return `<osm><node id="1" lat="0" lon="0"/><node id="2" lat="0.0005" lon="0"/><node id="3" lat="0" lon="0.0005"/>` +
			`<way id="1"><nd ref="1"/><nd ref="3"/><nd ref="2"/><tag k="highway" v="footway"/></way><way id="2"><nd ref="1"/><nd ref="2"/>` + tags + `</way></osm>`
	}
	for tags, direct := range map[string][2]bool{
		`<tag k="highway" v="path"/>`:                                                              {true, true},
		`<tag k="highway" v="motorway"/>`:                                                          {false, false},
		`<tag k="highway" v="service"/><tag k="access" v="private"/>`:                              {false, false},
		`<tag k="highway" v="service"/><tag k="access" v="private"/><tag k="foot" v="yes"/>`:       {true, true},
		`<tag k="highway" v="cycleway"/>`:                                                          {false, false},
		`<tag k="highway" v="steps"/><tag k="step_count" v="10"/><tag k="conveying" v="forward"/>`: {true, false},
	} {
		r := read(t, with(tags)).Router(walk.Adult())
		for k, want := range direct {
			from, to := foot, walk.Place{Lat: 0.0005}
			if k == 1 {
				from, to = to, from
			}
			got, err := r.Route(from, to)
			if err != nil || (got.Metres < 60) != want {
				t.Errorf("%s, direction %d: %.0f m, %v", tags, k, got.Metres, err)
			}
		}
	}
}

// TestDrawnLinesMeet: an end that touches the middle of another line is joined to it; two ends a metre apart are one place, ten metres apart they are not.
func TestDrawnLinesMeet(t *testing.T) {
	t.Parallel()
	for gap, joined := range map[float64]bool{0: true, 1: true, 10: false} {
		n := read(t, fmt.Sprintf(`{"type":"Feature","properties":{},"geometry":{"type":"MultiLineString","coordinates":[[[-0.001,0],[0.0011,0]],[[0,%.9f],[0,0.001]]]}}`,
			gap/111_194.93))
		_, err := n.Router(walk.Adult()).Route(walk.Place{Lon: -0.001}, walk.Place{Lat: 0.001})
		r, _ := n.Router(walk.Adult()).Route(walk.Place{Lon: -0.001}, walk.Place{Lat: 0.001})
		if got := err == nil && r.Metres < 230 && len(r.Path) > 8; got != joined {
			t.Errorf("gap %v m: %.0f m, %d points, %v", gap, r.Metres, len(r.Path), err)
		}
	}
}

// TestSitesAreApart: sites lie on the paths, none nearer to another than asked, and every place of the network has one near by.
func TestSitesAreApart(t *testing.T) {
	t.Parallel()
	n := town(t, 12)
	sites := n.Sites(50)
	for i, a := range sites {
		for _, b := range sites[:i] {
			if a.Metres(b) < 50 {
				t.Errorf("%v and %v are %.1f m apart", a, b, a.Metres(b))
			}
		}
	}
	if len(sites) < 15 || len(sites) > 80 || len(n.Sites(1)) != n.Nodes() || n.Sites(0) != nil {
		t.Errorf("%d sites of %d nodes", len(sites), n.Nodes())
	}
}

// TestMatrixAgreesWithRoutes: on random nets every time of the matrix is that of the route, within the limit and on any number of cores.
func TestMatrixAgreesWithRoutes(t *testing.T) { // not parallel: it sets the number of cores
	rapid.Check(t, func(rt *rapid.T) {
		var lines []string
		for range rapid.IntRange(1, 8).Draw(rt, "lines") {
			c := make([]string, rapid.IntRange(2, 4).Draw(rt, "points"))
			for k := range c {
				c[k] = fmt.Sprintf("[%.5f,%.5f,%d]", float64(rapid.IntRange(0, 6).Draw(rt, "x"))*1e-4, float64(rapid.IntRange(0, 6).Draw(rt, "y"))*1e-4,
					rapid.IntRange(0, 3).Draw(rt, "height"))
			}
			lines = append(lines, "["+strings.Join(c, ",")+"]")
		}
		n, err := walk.Read(context.Background(), strings.NewReader(`{"type":"MultiLineString","coordinates":[`+strings.Join(lines, ",")+`]}`))
		if errors.Is(err, walk.ErrFormat) {
			rt.Skip("all points are one")
		}
		places := n.Sites(15)
		profile := rapid.SampledFrom([]walk.Profile{walk.Adult(), walk.Old(), walk.Wheelchair()}).Draw(rt, "profile")
		r := n.Router(profile)
		reach := float64(rapid.IntRange(0, 60).Draw(rt, "reach"))
		was := runtime.GOMAXPROCS(1)
		one, err := r.Matrix(context.Background(), places, places, reach)
		runtime.GOMAXPROCS(4)
		four, err4 := r.Matrix(context.Background(), places, places, reach)
		runtime.GOMAXPROCS(was)
		if err != nil || err4 != nil {
			rt.Fatal(err, err4)
		}
		for i := range places {
			for j := range places {
				if one[i][j] != four[i][j] {
					rt.Fatalf("%v on one core, %v on four", one[i][j], four[i][j])
				}
				route, err := r.Route(places[i], places[j])
				limit := math.Inf(1)
				if reach > 0 {
					limit = reach / profile.Speed
				}
				switch {
				case err != nil && !math.IsInf(one[i][j], 1):
					rt.Fatalf("no way, but %v s", one[i][j])
				case err == nil && !math.IsInf(one[i][j], 1) && math.Abs(route.Seconds-one[i][j]) > 1e-3:
					rt.Fatalf("route %v s, matrix %v s", route.Seconds, one[i][j])
				case err == nil && math.IsInf(one[i][j], 1) && route.Seconds < limit-1e-3:
					rt.Fatalf("route %v s, but out of reach %v", route.Seconds, reach)
				}
			}
		}
	})
}

// TestACancelledMatrixStops: the error is that of the context.
func TestACancelledMatrixStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	n := town(t, 5)
	if _, err := n.Router(walk.Adult()).Matrix(ctx, n.Sites(10), n.Sites(10), 0); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

var brokenMaps = []string{
	"", "{", "{}", "[]", `{"type":"FeatureCollection","features":[1]}`, `{"type":"FeatureCollection","features":[{"type":"Point"}]}`,
	`{"type":"LineString","coordinates":[[0,0]]}`, `{"type":"LineString","coordinates":[[0],[1]]}`, `{"type":"LineString","coordinates":[[500,0],[1,1]]}`,
	`{"type":"LineString","coordinates":"x"}`, "<osm>", "<osm></osm>", "<a>", "\x1f\x8b", "\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7f",
	`<osm><node id="1" lat="1e300" lon="0"/><node id="2" lat="0" lon="0"/><way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way></osm>`,
	`<osm><node id="1" lat="0" lon="0"/><way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way></osm>`,
}

// TestBrokenMapsAreRefused: always as an error of the file.
func TestBrokenMapsAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range brokenMaps {
		if n, err := walk.Read(context.Background(), strings.NewReader(text)); !errors.Is(err, walk.ErrFormat) || n != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzRead: whatever comes, there is a network or an error; on a network that was read, walking ends and takes no negative time.
func FuzzRead(f *testing.F) {
	for _, text := range append(brokenMaps, hill, mapXML) {
		f.Add([]byte(text))
	}
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write([]byte(mapXML))
	_ = w.Close()
	f.Add(z.Bytes())
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := walk.Read(context.Background(), bytes.NewReader(text))
		if (n == nil) == (err == nil) {
			t.Fatalf("network %v and error %v", n, err)
		}
		if err != nil {
			return
		}
		sites := n.Sites(100)
		if len(sites) > 5 {
			sites = sites[:5]
		}
		for _, p := range []walk.Profile{walk.Adult(), walk.Wheelchair()} {
			m, err := n.Router(p).Matrix(context.Background(), sites, sites, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range m {
				for _, s := range row {
					if !(s >= 0) {
						t.Fatalf("%v s", s)
					}
				}
			}
		}
	})
}
