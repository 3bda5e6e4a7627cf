// Package outline invents outlines for the places of the demonstration, so that a newcomer sees a map. They stand about where the
// district is; where one street ends and the next begins is made up, and the import says so.
package outline

import (
	"encoding/json"
	"hash/fnv"
	"math"

	"linli/internal/geo"
)

// Node is a place with those directly below it.
type Node struct {
	Code  string
	Below []Node
}

// point is degrees, longitude first; ring a convex outline, counterclockwise.
type (
	point [2]float64
	ring  []point
)

// district is an invented outline about where the demonstration's district is: between the river and the fields.
var district = ring{{120.772, 31.982}, {120.800, 31.928}, {120.862, 31.905}, {120.934, 31.918}, {120.982, 31.962}, {120.985, 32.018}, {120.940, 32.066}, {120.868, 32.082}, {120.806, 32.056}}

// Around is the district's place on the ground, divided among the nodes and what is below them, as GeoJSON.
func Around(top Node) []byte {
	type geometry struct {
		Type        string    `json:"type"`
		Coordinates [][]point `json:"coordinates"`
	}
	type feature struct {
		Type       string            `json:"type"`
		Properties map[string]string `json:"properties"`
		Geometry   geometry          `json:"geometry"`
	}
	all := struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}{Type: "FeatureCollection"}
	var draw func(n Node, r ring)
	draw = func(n Node, r ring) {
		line := make([]point, 0, len(r)+1)
		for _, p := range append(r[:len(r):len(r)], r[0]) {
			line = append(line, point{math.Round(p[0]*1e6) / 1e6, math.Round(p[1]*1e6) / 1e6})
		}
		all.Features = append(all.Features, feature{"Feature", map[string]string{"code": n.Code}, geometry{"Polygon", [][]point{line}}})
		for i, part := range divide(r, n.Below) {
			draw(n.Below[i], part)
		}
	}
	draw(top, district)
	text, _ := json.Marshal(all) // texts and numbers always marshal
	return text
}

// Spot is a point inside an outline that looks picked by hand: the same for the same seed.
func Spot(s geo.Shape, seed string) geo.Point {
	in, box := s.Inside(), s.Box()
	for i := range 20 {
		p := geo.Point{Lon: between(box.West, box.East, seed, 2*i), Lat: between(box.South, box.North, seed, 2*i+1)}
		if s.Holds(p) {
			return p
		}
	}
	return in
}

func between(from, to int64, seed string, n int) int64 {
	return from + int64(float64(to-from)*fraction(seed, n))
}

// fraction is a number from 0 to 1 that a seed and a count give.
func fraction(seed string, n int) float64 {
	h := fnv.New64a()
	_, _ = h.Write(append([]byte(seed), byte(n), byte(n>>8), 0x5a)) // a hash takes everything
	x := h.Sum64()
	x ^= x >> 31
	x *= 0x9e3779b97f4a7c15
	return float64(x>>11) / (1 << 53)
}

// weight is how much ground a place gets: more, the more stands below it.
func weight(all []Node) (w float64) {
	for _, n := range all {
		w += 1.5 + 0.35*float64(len(n.Below))
	}
	return w
}

// divide cuts an outline into one part for each place, so that neighbours share their borders.
func divide(r ring, among []Node) []ring {
	switch len(among) {
	case 0:
		return nil
	case 1:
		return []ring{r}
	}
	half := (len(among) + 1) / 2
	first, rest := among[:half], among[half:]
	a, b := cut(r, weight(first)/weight(among), among[0].Code)
	return append(divide(a, first), divide(b, rest)...)
}

// cut parts an outline by a line across its longer side, so that the first part has a share of the ground.
func cut(r ring, share float64, seed string) (a, b ring) {
	squeeze := math.Cos(32 * math.Pi / 180) // a degree of longitude is that much shorter
	low, high := r[0], r[0]
	for _, p := range r {
		low, high = point{min(low[0], p[0]), min(low[1], p[1])}, point{max(high[0], p[0]), max(high[1], p[1])}
	}
	angle := 0.0
	if (high[1] - low[1]) > (high[0]-low[0])*squeeze {
		angle = math.Pi / 2
	}
	angle += (fraction(seed, 0) - 0.5) * 0.7
	n := point{math.Cos(angle) * squeeze, math.Sin(angle)}
	dot := func(p point) float64 { return p[0]*n[0] + p[1]*n[1] }
	from, to := math.Inf(1), math.Inf(-1)
	for _, p := range r {
		from, to = min(from, dot(p)), max(to, dot(p))
	}
	whole := area(r)
	for range 40 {
		at := (from + to) / 2
		if a = side(r, n, at, 1); area(a) < whole*share {
			from = at
		} else {
			to = at
		}
	}
	at := (from + to) / 2
	return side(r, n, at, 1), side(r, n, at, -1)
}

// side is what of a convex outline lies on one side of a line.
func side(r ring, n point, at, sign float64) (out ring) {
	far := func(p point) float64 { return (p[0]*n[0] + p[1]*n[1] - at) * sign }
	for i, p := range r {
		q := r[(i+1)%len(r)]
		if far(p) <= 0 {
			out = append(out, p)
		}
		if (far(p) < 0) != (far(q) < 0) && far(p) != far(q) {
			t := far(p) / (far(p) - far(q))
			out = append(out, point{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])})
		}
	}
	return out
}

func area(r ring) (sum float64) {
	for i, p := range r {
		q := r[(i+1)%len(r)]
		sum += p[0]*q[1] - q[0]*p[1]
	}
	return math.Abs(sum) / 2
}
