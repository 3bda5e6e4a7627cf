package geo

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"linli/internal/errs"
)

// Ring is a closed line whose last point is joined to its first without repeating it.
type Ring []Point

// Polygon is an outline and the holes in it.
type Polygon []Ring

// Shape is what a place covers: one or several polygons.
type Shape []Polygon

// Box is a rectangle of longitudes and latitudes, its edges belonging to it.
type Box struct{ West, South, East, North int64 }

// Empty tells whether nothing lies in the box.
func (b Box) Empty() bool { return b == Box{} }

// Holds tells whether the point lies in the box.
func (b Box) Holds(p Point) bool {
	return p.Lon >= b.West && p.Lon <= b.East && p.Lat >= b.South && p.Lat <= b.North
}

// With is the box and what another covers.
func (b Box) With(o Box) Box {
	switch {
	case b.Empty():
		return o
	case o.Empty():
		return b
	}
	return Box{min(b.West, o.West), min(b.South, o.South), max(b.East, o.East), max(b.North, o.North)}
}

// Grown is the box with so many metres more on each side, as they are in the latitude of its middle.
func (b Box) Grown(metres float64) Box {
	north := int64(metres / earth * 180 / math.Pi * scale)
	east := int64(float64(north) / math.Max(0.01, math.Cos(float64(b.South+b.North)/2/scale*math.Pi/180)))
	return Box{b.West - east, b.South - north, b.East + east, b.North + north}
}

// Middle is the point in the middle of the box.
func (b Box) Middle() Point { return Point{(b.West + b.East) / 2, (b.South + b.North) / 2} }

// Box is the smallest box around the shape; empty for one without points.
func (s Shape) Box() (b Box) {
	for _, polygon := range s {
		for _, ring := range polygon {
			for _, p := range ring {
				if b.Empty() {
					b = Box{p.Lon, p.Lat, p.Lon, p.Lat}
				}
				b = Box{min(b.West, p.Lon), min(b.South, p.Lat), max(b.East, p.Lon), max(b.North, p.Lat)}
			}
		}
	}
	return b
}

// Points is how many points the shape has.
func (s Shape) Points() (n int) {
	for _, polygon := range s {
		for _, ring := range polygon {
			n += len(ring)
		}
	}
	return n
}

// Holds tells whether the point lies in the shape. On the edge it may be either.
func (s Shape) Holds(p Point) (in bool) {
	for _, polygon := range s {
		for _, ring := range polygon {
			for i, a := range ring {
				b := ring[(i+len(ring)-1)%len(ring)]
				if (a.Lat > p.Lat) != (b.Lat > p.Lat) && float64(p.Lon) < crossing(a, b, p.Lat) {
					in = !in
				}
			}
		}
	}
	return in
}

// crossing is the longitude at which the line from a to b passes a latitude between the two.
func crossing(a, b Point, lat int64) float64 {
	return float64(b.Lon-a.Lon)*float64(lat-a.Lat)/float64(b.Lat-a.Lat) + float64(a.Lon)
}

// lines are how many latitudes Inside tries.
const lines = 15

// Inside is a point in the shape, near the middle of its widest part: where its name or its number stands.
func (s Shape) Inside() Point {
	b := s.Box()
	best, width := b.Middle(), -1.0
	for i := range int64(lines) {
		lat := b.South + (b.North-b.South)*(2*i+1)/(2*lines)
		var at []float64
		for _, polygon := range s {
			for _, ring := range polygon {
				for i, a := range ring {
					if c := ring[(i+len(ring)-1)%len(ring)]; (a.Lat > lat) != (c.Lat > lat) {
						at = append(at, crossing(a, c, lat))
					}
				}
			}
		}
		slices.Sort(at)
		for i := 0; i+1 < len(at); i += 2 {
			// A line near the middle wins over one as wide at the edge.
			if w := (at[i+1] - at[i]) * (1 - math.Abs(float64(lat-b.Middle().Lat))/float64(b.North-b.South+1)); w > width {
				best, width = Point{int64((at[i] + at[i+1]) / 2), lat}, w
			}
		}
	}
	return best
}

// To is the shape in another system.
func (s Shape) To(system System) Shape {
	if system != GCJ02 {
		return s
	}
	return s.each(func(p Point) Point { return p.To(system) })
}

// From is a shape of another system in WGS-84.
func (s Shape) From(system System) Shape {
	if system != GCJ02 {
		return s
	}
	return s.each(func(p Point) Point { return p.From(system) })
}

func (s Shape) each(do func(Point) Point) Shape {
	out := make(Shape, len(s))
	for i, polygon := range s {
		out[i] = make(Polygon, len(polygon))
		for j, ring := range polygon {
			out[i][j] = make(Ring, len(ring))
			for k, p := range ring {
				out[i][j][k] = do(p)
			}
		}
	}
	return out
}

// Pixel is how much ground a pixel shows at a zoom of web maps (tiles of 512), in units.
func Pixel(zoom int) float64 { return 360 * scale / 512 / math.Exp2(float64(zoom)) }

// At is the shape as it is worth drawing at a zoom: points that move the line by less than a pixel are left out (Douglas and
// Peucker), and so are islands and holes smaller than that. Something of each shape remains.
func (s Shape) At(zoom int) Shape {
	within := Pixel(zoom)
	var out Shape
	for _, polygon := range s {
		var kept Polygon
		for i, ring := range polygon {
			if r := ring.within(within); len(r) >= 3 {
				kept = append(kept, r)
			} else if i == 0 {
				break // an outline that is gone takes its holes along
			}
		}
		if len(kept) > 0 {
			out = append(out, kept)
		}
	}
	if len(out) == 0 {
		return s
	}
	return out
}

func (r Ring) within(units float64) Ring {
	line := make(orb.Ring, 0, len(r)+1)
	for _, p := range r {
		line = append(line, orb.Point{float64(p.Lon), float64(p.Lat)})
	}
	line = append(line, line[0])
	line = simplify.DouglasPeucker(units).Ring(line)
	out := make(Ring, 0, len(line))
	for _, p := range line[:len(line)-1] {
		out = append(out, Point{int64(p[0]), int64(p[1])})
	}
	return out
}

// Coordinates is the shape as a GeoJSON MultiPolygon names it (RFC 7946, 3.1.7): degrees, each ring closed.
func (s Shape) Coordinates() [][][][2]float64 {
	out := make([][][][2]float64, len(s))
	for i, polygon := range s {
		out[i] = make([][][2]float64, len(polygon))
		for j, ring := range polygon {
			line := make([][2]float64, 0, len(ring)+1)
			for _, p := range append(slices.Clip(ring), ring[0]) {
				lon, lat := p.Degrees()
				line = append(line, [2]float64{lon, lat})
			}
			out[i][j] = line
		}
	}
	return out
}

// Text is the shape as it is stored: lists of units, longitude and latitude in turn.
func (s Shape) Text() string {
	all := make([][][]int64, len(s))
	for i, polygon := range s {
		all[i] = make([][]int64, len(polygon))
		for j, ring := range polygon {
			for _, p := range ring {
				all[i][j] = append(all[i][j], p.Lon, p.Lat)
			}
		}
	}
	text, _ := json.Marshal(all) // numbers in lists always marshal
	return string(text)
}

// ParseShape reads what Text has written. Invalid.
func ParseShape(text string) (Shape, error) {
	var all [][][]int64
	bad := errs.New(errs.Invalid, "geo.shape")
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, bad
	}
	s := make(Shape, len(all))
	for i, polygon := range all {
		s[i] = make(Polygon, len(polygon))
		for j, numbers := range polygon {
			if len(numbers) < 6 || len(numbers)%2 != 0 {
				return nil, bad
			}
			for k := 0; k < len(numbers); k += 2 {
				s[i][j] = append(s[i][j], Point{numbers[k], numbers[k+1]})
			}
		}
	}
	return s, nil
}
