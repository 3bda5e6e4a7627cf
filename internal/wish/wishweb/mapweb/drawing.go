package mapweb

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"linli/internal/geo"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish/wishweb"
)

// drawing is a map on a page: what the server draws of it, and what the script needs to draw it better.
type drawing struct {
	Name      string // what it shows, for those who listen
	W, H      int
	Areas     []outline
	Pins      []pin
	AreasURL  string // GeoJSON of the areas; the script adds &z=
	PinsURL   string // GeoJSON of the pins; empty: none
	Box       string // degrees, in the system of what lies under it: west, south, east, north
	Invented  bool
	Heat      bool // can be shown as heat
	Locale    string
	WorkerURL string
}

// outline is an area as it is drawn.
type outline struct {
	Name, URL, Path string
	X, Y            float64 // where its name stands
	Says            string  // a number below the name; empty: none
}

// pin is a number on the map.
type pin struct {
	X, Y   float64
	N, URL string
	Says   string // in words
}

// width is how wide a drawing is, in its own units; the page scales it.
const width = 640

// frame lays points of a box onto a drawing.
type frame struct {
	box   geo.Box
	scale float64
	squ   float64
}

func framed(b geo.Box) (f frame, w, h int) {
	squ := math.Cos(float64(b.South+b.North) / 2 / 1e7 * math.Pi / 180)
	across, up := float64(b.East-b.West)*squ, float64(b.North-b.South)
	scale := min(width/max(across, 1), width/max(up, 1))
	return frame{b, scale, squ}, int(across*scale) + 1, int(up*scale) + 1
}

func (f frame) at(p geo.Point) (x, y float64) {
	return float64(p.Lon-f.box.West) * f.squ * f.scale, float64(f.box.North-p.Lat) * f.scale
}

// path is a shape as SVG writes it.
func (f frame) path(s geo.Shape) string {
	var b strings.Builder
	for _, polygon := range s {
		for _, ring := range polygon {
			for i, p := range ring {
				x, y := f.at(p)
				b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0])
				b.WriteString(short(x) + " " + short(y))
			}
			b.WriteString("Z")
		}
	}
	return b.String()
}

// short is a length to a tenth.
func short(x float64) string { return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64) }

// draw is a map of a place: its areas below it, or itself where nothing below is drawn.
func (h *Handler) draw(l i18n.Localizer, x here, name string, urlOf func(code string) string) *drawing {
	box := x.sheet.Box(x.Code)
	if box.Empty() {
		return nil
	}
	box = roomy(box)
	f, w, height := framed(box)
	d := &drawing{Name: name, W: w, H: height, Locale: locale(l), WorkerURL: web.MapWorker(), Box: wishweb.Degrees(box)}
	zoom := zoomOf(box) + 1
	names := map[string]string{x.Code: x.Short()}
	for _, p := range x.Below {
		names[p.Code] = p.Short()
	}
	areas := x.sheet.Within(x.Code, x.level(), zoom)
	if own, ok := x.sheet.Drawn(x.Code, zoom); ok && len(areas) == 0 {
		areas = append(areas, own)
	}
	for _, a := range areas {
		if names[a.Code] == "" {
			continue // it has ended by hand
		}
		o := outline{Name: names[a.Code], URL: urlOf(a.Code), Path: f.path(a.Shape)}
		o.X, o.Y = f.at(a.Inside)
		d.Areas, d.Invented = append(d.Areas, o), d.Invented || a.Invented
	}
	return d
}

// roomy is a box with a margin.
func roomy(b geo.Box) geo.Box {
	room := max(b.East-b.West, b.North-b.South)/40 + 1
	return geo.Box{West: b.West - room, South: b.South - room, East: b.East + room, North: b.North + room}
}

// locale is the words of the map's own buttons.
func locale(l i18n.Localizer) string {
	text, _ := json.Marshal(map[string]string{ // texts always marshal
		"NavigationControl.ZoomIn": l.T("map.zoom_in"), "NavigationControl.ZoomOut": l.T("map.zoom_out"), "Map.Title": l.T("map.canvas"),
		"AttributionControl.ToggleAttribution": l.T("map.source"),
	})
	return string(text)
}

// viewBox is the drawing's own rectangle.
func (d *drawing) viewBox() string { return fmt.Sprintf("0 0 %d %d", d.W, d.H) }
