package mapweb

import (
	"encoding/json"
	"net/http"
	"time"

	"linli/internal/geo"
	"linli/internal/place"
	"linli/internal/web"
)

// features is a GeoJSON FeatureCollection (RFC 7946).
type features struct {
	Type     string    `json:"type"`
	Features []feature `json:"features"`
}

type feature struct {
	Type       string   `json:"type"`
	Properties any      `json:"properties"`
	Geometry   geometry `json:"geometry"`
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

func collection() features { return features{Type: "FeatureCollection", Features: []feature{}} }

func (all *features) add(kind string, coordinates, properties any) {
	all.Features = append(all.Features, feature{"Feature", properties, geometry{kind, coordinates}})
}

// answer sends a collection with its hash as its tag.
func (all features) answer(w http.ResponseWriter, r *http.Request) {
	body, err := json.Marshal(all)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	w.Header().Set("Vary", "Accept-Language, Cookie")
	web.Tagged(w, r, "application/geo+json", time.Time{}, body)
}

// areaSaid is what is told of an area.
type areaSaid struct {
	Code     string     `json:"code"`
	Name     string     `json:"name"`
	At       [2]float64 `json:"at"` // where its name stands
	Invented bool       `json:"invented,omitempty"`
}

// areas is GET /map/areas.json?place=&z=: the outlines of the places directly below one, or its own where those have none, as they are
// worth drawing at a zoom, in the system of what lies under the maps. Everybody may know where places lie.
func (h *Handler) areas(w http.ResponseWriter, r *http.Request) {
	f, ok := read(w, r)
	if !ok {
		return
	}
	x, err := h.look(r.Context(), f.Value("place"), "")
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	names := map[string]string{x.Code: x.Short()}
	for _, p := range x.Below {
		names[p.Code] = p.Short()
	}
	zoom, all := zoomed(f.Value("z")), collection()
	areas := x.sheet.Within(x.Code, place.LevelOf(x.Code)+1, zoom)
	if own, ok := x.sheet.Drawn(x.Code, zoom); ok && len(areas) == 0 {
		areas = append(areas, own)
	}
	for _, a := range areas {
		if names[a.Code] == "" {
			continue
		}
		all.add("MultiPolygon", a.Shape.Coordinates(), areaSaid{a.Code, names[a.Code], pair(a.Inside), a.Invented})
	}
	all.answer(w, r)
}

// pair is a point as GeoJSON writes it.
func pair(p geo.Point) [2]float64 {
	lon, lat := p.Degrees()
	return [2]float64{lon, lat}
}
