// Package walk is a network of footpaths and how long people need on it: from OpenStreetMap extracts or from paths drawn as GeoJSON, with slopes and
// steps counted for those whom they cost most.
//
// Coordinates are degrees (WGS 84), lengths metres, times seconds. The network keeps what the ground is like; a Profile says what that costs a person,
// and a Router is the network as that person walks it.
package walk

import (
	"errors"
	"math"
)

// ErrFormat is wrapped by every error about the content of a file.
var ErrFormat = errors.New("walk: file")

// ErrUnreachable says that there is no way for this profile.
var ErrUnreachable = errors.New("walk: no way")

// Place is a point on the ground.
type Place struct {
	Lat, Lon float64
}

// perDegree is a degree of latitude in metres: mean radius 6,371,008.8 m.
const perDegree = 111_194.93

// OnEarth reports whether the degrees are such that a place can have.
func (a Place) OnEarth() bool {
	return a.Lat >= -90 && a.Lat <= 90 && a.Lon >= -180 && a.Lon <= 180
}

// Metres is the distance between two places as the crow flies. The ground is taken as flat, which is right to a millimetre in a kilometre.
func (a Place) Metres(b Place) float64 {
	y := (b.Lat - a.Lat) * perDegree
	x := (b.Lon - a.Lon) * perDegree * math.Cos((a.Lat+b.Lat)/2*math.Pi/180)
	return math.Hypot(x, y)
}

// Feature is something on the map that is no path: an amenity, or a building by its centre.
type Feature struct {
	Place
	Kind string // the OpenStreetMap tag: "amenity=bench", "building"
}

// Way is what the ground is like along an edge.
type way struct {
	steps     float32 // number of risers; 0 = no stairs
	slope     float32 // rise over run in the direction drawn
	lift      bool    // a lift: time does not depend on the length
	rough     bool    // a wheelchair cannot pass
	forward   bool    // may be walked as drawn
	backward  bool    // may be walked against it
	uncertain bool    // slope is only known as up or down
}

type edge struct {
	from, to int32
	metres   float32
	way
}

// Network is a graph of footpaths. It does not change once read.
type Network struct {
	place    []Place
	edges    []edge
	features []Feature
}

// Nodes is the number of places joined by edges.
func (n *Network) Nodes() int { return len(n.place) }

// Features are the amenities and buildings of the file, in its order.
func (n *Network) Features() []Feature { return n.features }

// Sites are places along the footpaths where something could be put, at least so many metres apart as the crow flies: the first of the network, then
// each next one that is far enough from all before. What nobody can walk to, because it hangs together with nothing, is for the caller to leave out
// (Matrix says so).
func (n *Network) Sites(apart float64) []Place {
	var out []Place
	if !(apart > 0) {
		return out
	}
	size := apart / perDegree
	cells := map[[2]int][]int{}
	for _, p := range n.place {
		x, y := int(math.Floor(p.Lon*math.Cos(p.Lat*math.Pi/180)/size)), int(math.Floor(p.Lat/size))
		close := false
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				for _, k := range cells[[2]int{x + dx, y + dy}] {
					close = close || out[k].Metres(p) < apart
				}
			}
		}
		if !close {
			cells[[2]int{x, y}] = append(cells[[2]int{x, y}], len(out))
			out = append(out, p)
		}
	}
	return out
}

// piece is the longest edge: longer ones are divided, so that every place on a path has a node near by.
const piece = 25.0

// farthest is the length up to which an edge is divided as finely: no path goes straight for so long, a wrong coordinate does.
const farthest = 5000.0

// connect adds an edge between two nodes, in pieces.
func (n *Network) connect(a, b int32, w way) {
	d := n.place[a].Metres(n.place[b])
	k := max(1, int(math.Ceil(min(d, farthest)/piece)))
	if w.lift {
		k = 1
	}
	w.steps /= float32(k)
	last := a
	for i := 1; i <= k; i++ {
		next := b
		if i < k {
			t := float64(i) / float64(k)
			p, q := n.place[a], n.place[b]
			next = int32(len(n.place))
			n.place = append(n.place, Place{p.Lat + t*(q.Lat-p.Lat), p.Lon + t*(q.Lon-p.Lon)})
		}
		n.edges = append(n.edges, edge{last, next, float32(d / float64(k)), w})
		last = next
	}
}

// Profile is how somebody walks. The numbers are data: the three below are starting points, to be replaced by what a community measures.
type Profile struct {
	Name     string
	Speed    float64 // metres a second on the flat
	StepUp   float64 // seconds a step, climbing; as it weighs in choosing the way, so a person who shuns stairs has a high number
	StepDown float64
	Steep    float64 // how strongly slope slows: 3.5 is Tobler's hiking function
	NoSteps  bool    // stairs are no way at all
	MaxSlope float64 // steeper ways are no way at all; 0 = any
	Lift     float64 // seconds for a lift, waiting included
}

// Adult is a grown person in good health. Speed: 1.34 m/s is the value of Weidmann, "Transporttechnik der Fussgänger", 1993.
func Adult() Profile {
	return Profile{Name: "adult", Speed: 1.34, StepUp: 0.65, StepDown: 0.5, Steep: 3.5, Lift: 45}
}

// Old is a person who walks slowly and avoids stairs: a flight of twenty weighs like a detour of about 70 m.
func Old() Profile {
	return Profile{Name: "old", Speed: 0.9, StepUp: 4, StepDown: 3.5, Steep: 6, Lift: 45}
}

// Wheelchair needs ramps: no stairs, nothing steeper than 1:12 as GB 50763-2012 sets for ramps.
func Wheelchair() Profile {
	return Profile{Name: "wheelchair", Speed: 0.9, Steep: 8, NoSteps: true, MaxSlope: 1.0 / 12, Lift: 60}
}

// seconds is what an edge costs in one direction (slope as walked), +Inf when it cannot be used.
func (p Profile) seconds(e *edge, slope float64) float64 {
	switch {
	case e.lift:
		return p.Lift
	case p.NoSteps && (e.steps > 0 || e.rough):
		return math.Inf(1)
	case p.MaxSlope > 0 && math.Abs(slope) > p.MaxSlope && !e.uncertain:
		return math.Inf(1)
	case e.steps > 0:
		flat := float64(e.metres) / p.Speed
		each := p.StepUp
		if slope < 0 {
			each = p.StepDown
		}
		return max(flat, float64(e.steps)*each)
	}
	// Tobler's function, made 1 on the flat: a gentle descent is no slower than the flat.
	slow := math.Exp(p.Steep * (math.Abs(slope+0.05) - 0.05))
	return float64(e.metres) / p.Speed * max(1, slow)
}
