package walk

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"
	"github.com/paulmach/osm/osmxml"
)

// Read reads a network: an OpenStreetMap extract (PBF or XML) or drawn footpaths (GeoJSON), each also compressed with gzip. What it is shows at its
// beginning, not in its name.
func Read(ctx context.Context, r io.Reader) (*Network, error) {
	br := bufio.NewReaderSize(r, 1<<16)
	head, _ := br.Peek(64)
	switch {
	case len(head) > 1 && head[0] == 0x1f && head[1] == 0x8b:
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFormat, err)
		}
		defer z.Close()
		return Read(ctx, z)
	case bytes.Contains(head, []byte("OSMHeader")):
		sc := osmpbf.New(ctx, br, 1)
		sc.SkipRelations = true
		return readOSM(sc)
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")):
		return readOSM(osmxml.New(ctx, br))
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")):
		return readGeoJSON(br)
	}
	return nil, fmt.Errorf("%w: neither OpenStreetMap nor GeoJSON", ErrFormat)
}

// extract collects the nodes, which come first in every extract, and then the ways.
type extract struct {
	net  *Network
	at   map[osm.NodeID]Place
	node map[osm.NodeID]int32
	lift map[osm.NodeID]bool
}

func readOSM(sc osm.Scanner) (*Network, error) {
	defer sc.Close()
	x := &extract{net: &Network{}, at: map[osm.NodeID]Place{}, node: map[osm.NodeID]int32{}, lift: map[osm.NodeID]bool{}}
	for sc.Scan() {
		switch o := sc.Object().(type) {
		case *osm.Node:
			p := Place{o.Lat, o.Lon}
			if !p.OnEarth() {
				return nil, fmt.Errorf("%w: node %d is at %v, %v", ErrFormat, o.ID, o.Lat, o.Lon)
			}
			x.at[o.ID] = p
			if a := o.Tags.Find("amenity"); a != "" {
				x.net.features = append(x.net.features, Feature{p, "amenity=" + a})
			}
		case *osm.Way:
			x.way(o)
		}
	}
	if err := sc.Err(); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if len(x.net.edges) == 0 {
		return nil, fmt.Errorf("%w: no footpath in it", ErrFormat)
	}
	return x.net, nil
}

func (x *extract) way(o *osm.Way) {
	if b := o.Tags.Find("building"); b != "" && b != "no" {
		x.building(o)
	}
	tags := o.Tags.Map()
	w, ok := describe(tags)
	if !ok {
		return
	}
	total := 0.0
	for k := 1; k < len(o.Nodes); k++ {
		total += x.at[o.Nodes[k-1].ID].Metres(x.at[o.Nodes[k].ID])
	}
	if tags["highway"] == "steps" {
		w.steps = float32(total / tread)
		if n, err := strconv.Atoi(tags["step_count"]); err == nil && n > 0 && n < 10_000 {
			w.steps = float32(n)
		}
	}
	all := w.steps
	for k := 1; k < len(o.Nodes); k++ {
		a, okA := x.index(o.Nodes[k-1].ID)
		b, okB := x.index(o.Nodes[k].ID)
		if !okA || !okB || a == b { // an extract may end inside a way
			continue
		}
		if all > 0 && total > 0 {
			w.steps = all * float32(x.net.place[a].Metres(x.net.place[b])/total)
		}
		x.net.connect(a, b, w)
	}
}

// tread is the depth of one step in metres, for stairs whose steps nobody counted.
const tread = 0.3

func (x *extract) index(id osm.NodeID) (int32, bool) {
	if k, ok := x.node[id]; ok {
		return k, true
	}
	p, ok := x.at[id]
	if !ok {
		return 0, false
	}
	k := int32(len(x.net.place))
	x.net.place = append(x.net.place, p)
	x.node[id] = k
	return k, true
}

func (x *extract) building(o *osm.Way) {
	var c Place
	n := 0
	for k, nd := range o.Nodes {
		if p, ok := x.at[nd.ID]; ok && (k == 0 || nd.ID != o.Nodes[0].ID) {
			c.Lat, c.Lon, n = c.Lat+p.Lat, c.Lon+p.Lon, n+1
		}
	}
	if n > 0 {
		x.net.features = append(x.net.features, Feature{Place{c.Lat / float64(n), c.Lon / float64(n)}, "building"})
	}
}

// describe reads OpenStreetMap's tags; false when nobody may or can walk there.
func describe(tags map[string]string) (way, bool) {
	w := way{forward: true, backward: true}
	foot := tags["foot"]
	allowed := foot == "yes" || foot == "designated" || foot == "permissive"
	switch tags["highway"] {
	case "footway", "path", "pedestrian", "steps", "living_street", "residential", "service", "unclassified", "tertiary", "tertiary_link", "secondary",
		"secondary_link", "primary", "primary_link", "track", "road", "corridor", "platform", "crossing":
	case "elevator":
		w.lift = true
	case "cycleway", "bridleway", "trunk", "trunk_link":
		if !allowed {
			return w, false
		}
	default:
		return w, false
	}
	if foot == "no" || foot == "private" || (!allowed && (tags["access"] == "no" || tags["access"] == "private")) {
		return w, false
	}
	switch tags["conveying"] { // a moving stairway goes one way
	case "forward":
		w.backward = false
	case "backward":
		w.forward = false
	}
	w.rough = tags["wheelchair"] == "no"
	w.slope, w.uncertain = incline(tags["incline"])
	return w, true
}

// incline reads "8%", "-5°", "up" and "down". Where only the direction is known the slope is gentle, and marked as uncertain.
func incline(s string) (slope float32, uncertain bool) {
	switch s = strings.TrimSpace(s); s {
	case "":
		return 0, false
	case "up":
		return 0.04, true
	case "down":
		return -0.04, true
	}
	if t, ok := strings.CutSuffix(s, "%"); ok {
		if v, err := strconv.ParseFloat(strings.TrimSpace(t), 32); err == nil && v > -100 && v < 100 {
			return float32(v / 100), false
		}
	}
	if t, ok := strings.CutSuffix(s, "°"); ok {
		if v, err := strconv.ParseFloat(strings.TrimSpace(t), 32); err == nil && v > -45 && v < 45 {
			return float32(tan(v)), false
		}
	}
	return 0, false
}
