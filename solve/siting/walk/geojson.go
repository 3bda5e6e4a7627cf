package walk

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
)

func tan(degrees float64) float64 { return math.Tan(degrees * math.Pi / 180) }

type geo struct {
	Type        string            `json:"type"`
	Features    []json.RawMessage `json:"features"`
	Geometry    *geometry         `json:"geometry"`
	Properties  map[string]any    `json:"properties"`
	Coordinates json.RawMessage   `json:"coordinates"`
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// join is how far apart two ends may be drawn and still be one place, in metres.
const join = 1.5

// readGeoJSON reads drawn footpaths: LineString and MultiLineString, longitude before latitude, the height as third number giving the slope.
// Properties are OpenStreetMap's tags ("highway": "steps", "step_count", "incline", "wheelchair"); a line without "highway" is a footway.
// Lines meet where points are within join of each other, and where an end is within join of another line.
func readGeoJSON(r io.Reader) (*Network, error) {
	var g geo
	if err := json.NewDecoder(r).Decode(&g); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	d := &drawing{}
	if err := d.add(g); err != nil {
		return nil, err
	}
	d.meet()
	n := d.network()
	if len(n.edges) == 0 {
		return nil, fmt.Errorf("%w: no line in it", ErrFormat)
	}
	return n, nil
}

type point struct {
	Place
	height float64
	level  bool // a height was given
}

type line struct {
	points   []point
	tags     map[string]string
	low, top Place // the corners around it, with join to spare
}

// frame finds the corners.
func (l *line) frame() {
	l.low, l.top = Place{math.Inf(1), math.Inf(1)}, Place{math.Inf(-1), math.Inf(-1)}
	for _, p := range l.points {
		lat := join / perDegree
		lon := lat / math.Max(0.01, math.Cos(p.Lat*math.Pi/180)) * 1.01
		l.low = Place{min(l.low.Lat, p.Lat-lat), min(l.low.Lon, p.Lon-lon)}
		l.top = Place{max(l.top.Lat, p.Lat+lat), max(l.top.Lon, p.Lon+lon)}
	}
}

func (l *line) near(p Place) bool {
	return p.Lat >= l.low.Lat && p.Lat <= l.top.Lat && p.Lon >= l.low.Lon && p.Lon <= l.top.Lon
}

type drawing struct{ lines []line }

func (d *drawing) add(g geo) error {
	switch g.Type {
	case "FeatureCollection":
		for _, raw := range g.Features {
			var f geo
			if err := json.Unmarshal(raw, &f); err != nil {
				return fmt.Errorf("%w: %w", ErrFormat, err)
			}
			if f.Type != "Feature" {
				return fmt.Errorf("%w: %q in a FeatureCollection", ErrFormat, f.Type)
			}
			if err := d.add(f); err != nil {
				return err
			}
		}
		return nil
	case "Feature":
		if g.Geometry == nil {
			return nil
		}
		return d.geometry(*g.Geometry, tagsOf(g.Properties))
	case "LineString", "MultiLineString":
		return d.geometry(geometry{g.Type, g.Coordinates}, tagsOf(nil))
	}
	return fmt.Errorf("%w: GeoJSON of type %q", ErrFormat, g.Type)
}

func tagsOf(p map[string]any) map[string]string {
	t := map[string]string{"highway": "footway"}
	for k, v := range p {
		switch v := v.(type) {
		case string:
			t[k] = v
		case float64:
			t[k] = strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return t
}

func (d *drawing) geometry(g geometry, tags map[string]string) error {
	var lines [][][]float64
	switch g.Type {
	case "LineString":
		lines = make([][][]float64, 1)
		if err := json.Unmarshal(g.Coordinates, &lines[0]); err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
	case "MultiLineString":
		if err := json.Unmarshal(g.Coordinates, &lines); err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
	default: // points and areas are no paths
		return nil
	}
	for _, l := range lines {
		out := line{tags: tags}
		for _, c := range l {
			if len(c) < 2 || !(Place{Lat: c[1], Lon: c[0]}).OnEarth() {
				return fmt.Errorf("%w: coordinates %v", ErrFormat, c)
			}
			p := point{Place: Place{Lat: c[1], Lon: c[0]}}
			if len(c) > 2 && math.Abs(c[2]) < 1e4 {
				p.height, p.level = c[2], true
			}
			out.points = append(out.points, p)
		}
		d.lines = append(d.lines, out)
	}
	return nil
}

// meet puts a point into every line that another line's end touches.
func (d *drawing) meet() {
	for a := range d.lines {
		d.lines[a].frame()
	}
	for a := range d.lines {
		pts := d.lines[a].points
		if len(pts) < 2 {
			continue
		}
		for _, end := range []point{pts[0], pts[len(pts)-1]} {
			for b := range d.lines {
				if a != b && d.lines[b].near(end.Place) {
					d.lines[b].touch(end)
				}
			}
		}
	}
}

// touch inserts the end into the first segment that it lies on.
func (l *line) touch(end point) {
	for k := 1; k < len(l.points); k++ {
		p, q := l.points[k-1], l.points[k]
		if p.Metres(end.Place) <= join || q.Metres(end.Place) <= join {
			return
		}
		t, off := project(p.Place, q.Place, end.Place)
		if off > join || t <= 0 || t >= 1 {
			continue
		}
		mid := point{Place: end.Place, height: p.height + t*(q.height-p.height), level: p.level && q.level}
		pts := append([]point(nil), l.points[:k]...)
		l.points = append(append(pts, mid), l.points[k:]...)
		return
	}
}

// project finds the point of the segment a-b nearest to p: its fraction along, and how far p is from it.
func project(a, b, p Place) (t, off float64) {
	c := math.Cos(a.Lat * math.Pi / 180)
	bx, by := (b.Lon-a.Lon)*c, b.Lat-a.Lat
	px, py := (p.Lon-a.Lon)*c, p.Lat-a.Lat
	if n := bx*bx + by*by; n > 0 {
		t = min(1, max(0, (px*bx+py*by)/n))
	}
	return t, p.Metres(Place{a.Lat + t*(b.Lat-a.Lat), a.Lon + t*(b.Lon-a.Lon)})
}

func (d *drawing) network() *Network {
	n := &Network{}
	cells := map[[2]int][]int32{}
	size := join / perDegree
	node := func(p Place) int32 {
		x, y := int(math.Floor(p.Lon*math.Cos(p.Lat*math.Pi/180)/size)), int(math.Floor(p.Lat/size))
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				for _, k := range cells[[2]int{x + dx, y + dy}] {
					if n.place[k].Metres(p) <= join {
						return k
					}
				}
			}
		}
		k := int32(len(n.place))
		n.place = append(n.place, p)
		cells[[2]int{x, y}] = append(cells[[2]int{x, y}], k)
		return k
	}
	for _, l := range d.lines {
		n.draw(l, node)
	}
	return n
}

func (n *Network) draw(l line, node func(Place) int32) {
	w, ok := describe(l.tags)
	if !ok {
		return
	}
	total := 0.0
	for k := 1; k < len(l.points); k++ {
		total += l.points[k-1].Metres(l.points[k].Place)
	}
	count, _ := strconv.ParseFloat(l.tags["step_count"], 64)
	for k := 1; k < len(l.points); k++ {
		p, q := l.points[k-1], l.points[k]
		a, b := node(p.Place), node(q.Place)
		run := p.Metres(q.Place)
		if a == b || run == 0 {
			continue
		}
		part := w
		if p.level && q.level {
			part.slope, part.uncertain = float32((q.height-p.height)/run), false
		}
		if l.tags["highway"] == "steps" {
			part.steps = float32(run / tread)
			if count > 0 {
				part.steps = float32(count * run / total)
			}
		}
		n.connect(a, b, part)
	}
}
