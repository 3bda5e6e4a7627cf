package geo

import (
	"io"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"linli/internal/errs"
)

// Bounds of a file: one write of the database takes it whole.
const (
	MaxBytes    = 64 << 20
	MaxFeatures = 20_000
	MaxPoints   = 20_000 // of one outline: the coast of a province in the detail of a street
)

// Feature is one feature of a file: what it covers and what is said of it. Wrong is the translation key of why its geometry is
// no outline, empty when it is one.
type Feature struct {
	Shape Shape
	Props map[string]string // numbers and texts, as they are written
	Wrong string
}

// Read reads the polygons of a GeoJSON FeatureCollection (RFC 7946), as the file's system has them. What is wrong with one
// feature is said at it. Invalid for a file that is none, or is larger than the bounds.
func Read(r io.Reader) ([]Feature, error) {
	body, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > MaxBytes:
		return nil, errs.New(errs.Invalid, "geo.file_large", MaxBytes>>20)
	}
	all, err := geojson.UnmarshalFeatureCollection(body)
	switch {
	case err != nil:
		return nil, errs.New(errs.Invalid, "geo.file")
	case len(all.Features) == 0:
		return nil, errs.New(errs.Invalid, "geo.file_empty")
	case len(all.Features) > MaxFeatures:
		return nil, errs.New(errs.Invalid, "geo.file_many", len(all.Features), MaxFeatures)
	}
	out := make([]Feature, len(all.Features))
	for i, f := range all.Features {
		if f == nil {
			out[i].Wrong = "geo.no_outline"
			continue
		}
		out[i].Props = said(f.Properties)
		out[i].Shape, out[i].Wrong = outline(f.Geometry)
	}
	return out, nil
}

// said is the properties that are numbers or texts.
func said(all geojson.Properties) map[string]string {
	out := make(map[string]string, len(all))
	for name, v := range all {
		switch v := v.(type) {
		case string:
			out[name] = v
		case float64:
			out[name] = strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return out
}

// outline is a geometry as a shape, or the key of what is wrong with it.
func outline(g orb.Geometry) (s Shape, wrong string) {
	var polygons orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	}
	if len(polygons) == 0 {
		return nil, "geo.no_outline"
	}
	for _, polygon := range polygons {
		var p Polygon
		for _, ring := range polygon {
			r, wrong := closed(ring)
			if wrong != "" {
				return nil, wrong
			}
			p = append(p, r)
		}
		if len(p) == 0 {
			return nil, "geo.no_outline"
		}
		s = append(s, p)
	}
	if s.Points() > MaxPoints {
		return nil, "geo.outline_long"
	}
	return s, ""
}

// closed is a ring without what is said twice, or the key of what is wrong with it.
func closed(line orb.Ring) (r Ring, wrong string) {
	for _, p := range line {
		if !sound(p[0], p[1]) {
			if sound(p[1], p[0]) {
				return nil, "geo.swapped"
			}
			return nil, "geo.off_globe"
		}
		if at := At(p[0], p[1]); len(r) == 0 || r[len(r)-1] != at {
			r = append(r, at)
		}
	}
	if len(r) > 1 && r[0] == r[len(r)-1] {
		r = r[:len(r)-1]
	}
	if len(r) < 3 {
		return nil, "geo.outline_short"
	}
	return r, ""
}
