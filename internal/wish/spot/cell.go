package spot

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/geo"
	"linli/internal/place/boundary"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

// Zooms of the grid: the whole province, and a doorstep.
const (
	Farthest = 7
	Nearest  = 18
)

// CellID names a square of the grid of a zoom.
type CellID struct {
	Zoom int
	X, Y int64
}

// side is the side of a cell in units: about 64 pixels of the zoom.
func side(zoom int) int64 { return int64(geo.Pixel(zoom) * 64) }

// String is the id as addresses carry it: 14.3922.1033.
func (c CellID) String() string { return fmt.Sprintf("%d.%d.%d", c.Zoom, c.X, c.Y) }

// ParseCell reads an id. NotFound for what is none.
func ParseCell(s string) (c CellID, err error) {
	n, err := fmt.Sscanf(s, "%d.%d.%d", &c.Zoom, &c.X, &c.Y)
	if err != nil || n != 3 || c.String() != s || c.Zoom < Farthest || c.Zoom > Nearest {
		return CellID{}, errs.New(errs.NotFound, "error.not_found")
	}
	return c, nil
}

// Box is what the cell covers.
func (c CellID) Box() geo.Box {
	n := side(c.Zoom)
	return geo.Box{West: c.X * n, South: c.Y * n, East: (c.X+1)*n - 1, North: (c.Y+1)*n - 1}
}

// near is a point of the cell moved towards its middle, so that the numbers of two cells beside each other keep apart.
func (c CellID) near(p geo.Point) geo.Point {
	n, middle := side(c.Zoom), c.Box().Middle()
	clamp := func(x, at int64) int64 { return min(max(x, at-n/7), at+n/7) }
	return geo.Point{Lon: clamp(p.Lon, middle.Lon), Lat: clamp(p.Lat, middle.Lat)}
}

// cellAt is the cell of a point.
func cellAt(p geo.Point, zoom int) CellID {
	n := side(zoom)
	return CellID{zoom, p.Lon / n, p.Lat / n}
}

// Cell is the open wishes in a square of the grid.
type Cell struct {
	ID  CellID
	At  geo.Point // about their middle
	N   int
	Of  map[wish.Colour]int // by colour; Unsorted too
	sum [2]int64
}

// Ask is which open wishes a map of staff shows.
type Ask struct {
	Place  string       // its subtree
	Colour *wish.Colour // nil: any
	Cell   CellID       // a list only: those in it; zero: all
}

// scope is the open wishes that the actor sees as staff, in a place. NotFound for who has no desk.
func (s *Service) scope(ctx context.Context, a actor.Actor, code string) (w db.Where, err error) {
	if !a.SignedIn() {
		return w, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if !list.HasDesk(a) {
		return w, errs.New(errs.NotFound, "error.not_found")
	}
	codes, err := s.known.Codes(ctx, code)
	if err != nil {
		return w, err
	}
	var any db.Alternatives
	wish.AsStaff(&any, a)
	any.SplitInto(&w)
	w.And("closed_at IS NULL")
	if a.Token.Within != nil {
		w.Within("place", a.Token.Within)
	}
	if len(codes) > 0 {
		w.Within("place", codes)
		w.Within("community", communities(codes)) // by which the index of what is open goes
	}
	return w, nil
}

// communities are codes cut to those of communities.
func communities(codes []string) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = c[:min(len(c), wish.CommunityWidth)]
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// group is some wishes of one 邻里 and colour in one cell, or without a spot.
type group struct {
	place   string
	colour  wish.Colour
	spotted bool
	at      geo.Point
	n       int
}

// groups are the open wishes by 邻里, colour and cell.
func (s *Service) groups(ctx context.Context, w db.Where, zoom int) (out []group, err error) {
	n := strconv.FormatInt(side(zoom), 10)
	for _, piece := range w.Pieces() {
		some, err := db.All(ctx, s.d, func(r db.Row) (g group, err error) {
			return g, r.Scan(&g.place, &g.colour, &g.at.Lon, &g.at.Lat, &g.spotted, &g.n)
		}, `SELECT SUBSTR(place, 1, 15), colour, CAST(COALESCE(AVG(lon), 0) AS BIGINT), CAST(COALESCE(AVG(lat), 0) AS BIGINT), lon IS NOT NULL, COUNT(*)
			FROM wish LEFT JOIN wish_spot ON wish_spot.wish = wish.id WHERE `+piece.SQL()+`
			GROUP BY SUBSTR(place, 1, 15), colour, lon / `+n+`, lat / `+n+`, lon IS NOT NULL`, piece.Args()...)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// Cells are the open wishes that the actor sees as staff, as a map at a zoom shows them: each at its spot, or inside its place where
// it has none; lost is how many stand nowhere, because no outline is known there. Unauthenticated; NotFound for who has no desk.
func (s *Service) Cells(ctx context.Context, a actor.Actor, ask Ask, zoom int) (_ []Cell, lost int, err error) {
	defer errs.Wrap(&err, "spot.Cells")
	zoom = min(max(zoom, Farthest), Nearest)
	w, err := s.scope(ctx, a, ask.Place)
	if err != nil {
		return nil, 0, err
	}
	if ask.Colour != nil {
		w.And("colour = ?", string(*ask.Colour))
	}
	all, err := s.groups(ctx, w, zoom)
	if err != nil {
		return nil, 0, err
	}
	sheet, err := s.Atlas.Today(ctx)
	if err != nil {
		return nil, 0, err
	}
	cells := map[CellID]*Cell{}
	for _, g := range all {
		at, ok := g.at, true
		if !g.spotted {
			at, ok = sheet.Anchor(g.place)
		}
		if !ok {
			lost += g.n
			continue
		}
		add(cells, cellAt(at, zoom), at, g)
	}
	return sorted(cells), lost, nil
}

func add(cells map[CellID]*Cell, id CellID, at geo.Point, g group) {
	c := cells[id]
	if c == nil {
		c = &Cell{ID: id, Of: map[wish.Colour]int{}}
		cells[id] = c
	}
	c.N += g.n
	c.Of[g.colour] += g.n
	c.sum[0] += at.Lon * int64(g.n)
	c.sum[1] += at.Lat * int64(g.n)
}

func sorted(cells map[CellID]*Cell) []Cell {
	out := make([]Cell, 0, len(cells))
	for c := range maps.Values(cells) {
		c.At = c.ID.near(geo.Point{Lon: c.sum[0] / int64(c.N), Lat: c.sum[1] / int64(c.N)})
		out = append(out, *c)
	}
	slices.SortFunc(out, func(x, y Cell) int {
		return cmp.Or(cmp.Compare(y.At.Lat, x.At.Lat), cmp.Compare(x.At.Lon, y.At.Lon)) // as one reads: from the north, from the west
	})
	return out
}

// List is the same wishes as a list, by deadline, and how many there are and stand before the page; in a cell those that the map
// counts in it. Errors as Cells.
func (s *Service) List(ctx context.Context, a actor.Actor, ask Ask, f list.Filter) (_ list.Page, total, before int, err error) {
	defer errs.Wrap(&err, "spot.List")
	w, err := s.scope(ctx, a, ask.Place)
	if err != nil {
		return list.Page{}, 0, 0, err
	}
	if ask.Cell != (CellID{}) {
		if err := s.inCell(ctx, &w, ask.Cell); err != nil {
			return list.Page{}, 0, 0, err
		}
	}
	f.Place, f.Colour = ask.Place, ask.Colour
	page, err := s.lists.ByDeadline(ctx, a, w, f)
	if err != nil {
		return page, 0, 0, err
	}
	before2 := f
	before2.Before = page.Prev
	total, before, err = s.lists.Measure(ctx, w, before2)
	return page, total, before, err
}

// inCell adds that a wish stands in a cell, by its spot or by its place.
func (s *Service) inCell(ctx context.Context, w *db.Where, c CellID) error {
	sheet, err := s.Atlas.Today(ctx)
	if err != nil {
		return err
	}
	box := c.Box()
	places, err := s.anchored(ctx, *w, sheet, box)
	if err != nil {
		return err
	}
	var here db.Alternatives
	here.Or("id IN (SELECT wish FROM wish_spot WHERE lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?)", box.West, box.East, box.South, box.North)
	here.InAnd("SUBSTR(place, 1, 15)", places, "NOT EXISTS (SELECT 1 FROM wish_spot WHERE wish_spot.wish = wish.id)")
	here.Into(w)
	return nil
}

// anchored are the 邻里 of wishes without a spot that stand in a box.
func (s *Service) anchored(ctx context.Context, w db.Where, sheet *boundary.Sheet, box geo.Box) (out []string, err error) {
	seen := map[string]bool{}
	for _, piece := range w.Pieces() {
		codes, err := db.All(ctx, s.d, func(r db.Row) (code string, err error) { return code, r.Scan(&code) },
			"SELECT DISTINCT SUBSTR(place, 1, 15) FROM wish WHERE "+piece.SQL(), piece.Args()...)
		if err != nil {
			return nil, err
		}
		for _, code := range codes {
			if at, ok := sheet.Anchor(code); ok && box.Holds(at) && !seen[code] {
				seen[code] = true
				out = append(out, code)
			}
		}
	}
	return out, nil
}

// Places is how many open wishes there are by 邻里 and colour.
type Places map[string]map[wish.Colour]int

// Below is the sum at and below a code, of one colour or, nil, of all.
func (p Places) Below(code string, colour *wish.Colour) (n int) {
	for at, of := range p {
		if !actor.Covers(code, at) {
			continue
		}
		for c, k := range of {
			if colour == nil || *colour == c {
				n += k
			}
		}
	}
	return n
}

// Places are the same wishes by 邻里 and colour. Errors as Cells.
func (s *Service) Places(ctx context.Context, a actor.Actor, ask Ask) (_ Places, err error) {
	defer errs.Wrap(&err, "spot.Places")
	w, err := s.scope(ctx, a, ask.Place)
	if err != nil {
		return nil, err
	}
	out := Places{}
	for _, piece := range w.Pieces() {
		err := db.Each(ctx, s.d, func(r db.Row) error {
			var at string
			var c wish.Colour
			var n int
			err := r.Scan(&at, &c, &n)
			if out[at] == nil {
				out[at] = map[wish.Colour]int{}
			}
			out[at][c] += n
			return err
		}, "SELECT SUBSTR(place, 1, 15), colour, COUNT(*) FROM wish WHERE "+piece.SQL()+" GROUP BY SUBSTR(place, 1, 15), colour", piece.Args()...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
