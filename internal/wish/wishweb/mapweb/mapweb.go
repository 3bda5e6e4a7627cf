// Package mapweb is the maps: for staff the open wishes of their places, for everybody how many published wishes there are at each
// community and 邻里. Beside each map stands a list that does all that the map does; without scripts, or where nothing can be drawn,
// the list is the page, with a drawing by the server above it.
package mapweb

import (
	"context"
	"net/http"
	"strconv"

	"linli/internal/errs"
	"linli/internal/geo"
	"linli/internal/place"
	"linli/internal/place/boundary"
	"linli/internal/web"
	"linli/internal/wish/spot"
	"linli/internal/wish/wishweb"
)

// Handler serves the maps.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// The pages.
const (
	Path     = "/map"
	DeskPath = "/wishes/map"
)

// Routes adds the pages, and what their scripts ask for.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /map", h.public)
	mux.HandleFunc("GET /map/areas.json", h.areas)
	mux.HandleFunc("GET /wishes/map", h.desk)
	mux.HandleFunc("GET /wishes/map.json", h.cells)
}

// here is a place that a map is of, and the places directly below it.
type here struct {
	place.Place
	Below []place.Place
	sheet *boundary.Sheet
}

// level is the level of the places below.
func (x here) level() place.Level { return place.LevelOf(x.Code) + 1 }

// look is the place of an address, or another where it names none. A building is shown as its 邻里; what is no place is not there.
func (h *Handler) look(ctx context.Context, code, otherwise string) (x here, err error) {
	if code == "" {
		code = otherwise
	}
	if x.sheet, err = h.Spots.Atlas.Today(ctx); err != nil {
		return x, err
	}
	if code == "" {
		if code, err = h.top(ctx); err != nil {
			return x, err
		}
	}
	if code, err = place.Parse(code); err != nil {
		return x, errs.New(errs.NotFound, "error.not_found")
	}
	code = code[:min(len(code), wishweb.NeighbourhoodWidth)]
	if x.Place, err = place.Resolve(ctx, h.DB, code); errs.Is(err, errs.NotFound) {
		return x, errs.New(errs.NotFound, "error.not_found")
	}
	if err == nil && len(code) < wishweb.NeighbourhoodWidth {
		x.Below, err = place.Children(ctx, h.DB, x.Code)
	}
	return x, err
}

// top is the place in which the installation's communities stand: the narrowest around all of them that take part.
func (h *Handler) top(ctx context.Context) (code string, err error) {
	roots, err := place.Children(ctx, h.DB, "")
	if err != nil || len(roots) == 0 {
		return "", err
	}
	code = roots[0].Code
	for len(code) < wishweb.CommunityWidth {
		below, err := place.Children(ctx, h.DB, code)
		if err != nil {
			return "", err
		}
		next := ""
		for _, p := range below {
			if !h.drawn(ctx, p.Code) {
				continue
			}
			if next != "" {
				return code, nil
			}
			next = p.Code
		}
		if next == "" {
			return code, nil
		}
		code = next
	}
	return code, nil
}

// drawn tells whether something is drawn at or below a place.
func (h *Handler) drawn(ctx context.Context, code string) bool {
	s, err := h.Spots.Atlas.Today(ctx)
	return err == nil && !s.Box(code).Empty()
}

// zoomOf is the zoom at which a box fills a page.
func zoomOf(b geo.Box) int {
	zoom := spot.Farthest
	for zoom < spot.Nearest && max(float64(b.East-b.West), float64(b.North-b.South)*1.2) < geo.Pixel(zoom+1)*640 {
		zoom++
	}
	return zoom
}

// zoomed is the zoom that a script asks for.
func zoomed(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return spot.Nearest
	}
	return min(max(n, spot.Farthest), spot.Nearest)
}

// above is the nearest place above one that is drawn; empty: there is none.
func (x here) above() string {
	all := place.Ancestors(x.Code)
	for i := len(all) - 1; i >= 0; i-- {
		if !x.sheet.Box(all[i]).Empty() {
			return all[i]
		}
	}
	return ""
}

// read is the query of an address.
func read(w http.ResponseWriter, r *http.Request) (*web.Form, bool) {
	f, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return nil, false
	}
	return f, true
}
