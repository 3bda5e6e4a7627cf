package geo_test

import (
	"bytes"
	"testing"

	"linli/internal/geo"
)

// What is read is on the globe, comes back from its text, and can be drawn at any zoom.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"320613"},"geometry":{"type":"Polygon","coordinates":[[[120,31],[121,31],[121,32],[120,31]]]}}]}`,
		`{"type":"FeatureCollection","features":[{"type":"Feature","properties":null,"geometry":{"type":"MultiPolygon","coordinates":[[[[120,31],[121,31],[121,32]],[[120.5,31.2],[120.6,31.2],[120.6,31.3]]]]}}]}`,
		`{"type":"FeatureCollection","features":[null]}`,
		`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1e308,31],[],[121]]]}}]}`,
		`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[]}}]}`,
		`[`, ``, `{}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		all, err := geo.Read(bytes.NewReader(body))
		if err != nil {
			return
		}
		for _, x := range all {
			if x.Wrong != "" {
				continue
			}
			back, err := geo.ParseShape(x.Shape.Text())
			if err != nil || back.Points() != x.Shape.Points() {
				t.Fatalf("%s: %v", x.Shape.Text(), err)
			}
			x.Shape.Inside()
			if x.Shape.At(3).Points() < 3 {
				t.Fatal("nothing is left of it")
			}
		}
	})
}

func FuzzParsePoint(f *testing.F) {
	for _, seed := range []string{"120.8943,31.9802", "120.8985,31.9780 gcj02", "NaN,Inf", "1e400,0", ",", " ", "-180,-90"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		p, err := geo.ParsePoint(typed)
		if err == nil && !p.Valid() {
			t.Fatalf("%q is nowhere", typed)
		}
	})
}
