package mapweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/spot"
	"linli/internal/wish/wishweb"
)

// Nav is where staff find the map.
func Nav(a actor.Actor) []web.NavItem {
	if !list.HasDesk(a) {
		return nil
	}
	return []web.NavItem{{Key: "map.nav", URL: DeskPath, Icon: web.IconMapPin}}
}

// deskPage is the map of staff with its list.
type deskPage struct {
	web.Page
	Map   *drawing // nil: nothing is drawn there
	Views []web.View
	Rows  []row
	Pager web.Pager
	Total int
	Cell  bool // the list is that of one number on the map
	All   string
	Below []below
	Up    *web.View
	Lost  int
}

// row is one wish of the list.
type row struct {
	URL, Number, Title, Where, State string
	Mark                             web.Colour
	Clock                            wishweb.Clock
}

// below is a place below, with its numbers in words.
type below struct {
	Name, URL string
	Cells     []string
	Page      string // its public page; empty: none
}

// asked is what an address asks for.
type asked struct {
	spot.Ask
	colour string
	after  string
	before string
}

// address is the page at a place, a colour and a cell.
func (q asked) address(path, placeCode, colour, cell string) string {
	v := url.Values{}
	for _, x := range [][2]string{{"place", placeCode}, {"colour", colour}, {"cell", cell}} {
		if x[1] != "" {
			v.Set(x[0], x[1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// ask reads an address. A colour that is none, or a cell, is not there.
func ask(f *web.Form) (q asked, err error) {
	q.colour, q.after, q.before = f.Value("colour"), f.Value("after"), f.Value("before")
	if q.colour != "" {
		for _, c := range colours() {
			if name(c) == q.colour {
				q.Colour = &c
			}
		}
		if q.Colour == nil {
			return q, errs.New(errs.NotFound, "error.not_found")
		}
	}
	if cell := f.Value("cell"); cell != "" {
		q.Cell, err = spot.ParseCell(cell)
	}
	return q, err
}

// colours are those that a wish may have, in the order of the list.
func colours() []wish.Colour { return []wish.Colour{wish.Blue, wish.Yellow, wish.Red, wish.Unsorted} }

// name is a colour in an address: unsorted wishes have none in theirs.
func name(c wish.Colour) string {
	if c == wish.Unsorted {
		return "none"
	}
	return string(c)
}

// word is a colour in a word.
func word(t *wishweb.Teller, c wish.Colour) string { return t.L.T(web.Colour(c).Key()) }

// desk is GET /wishes/map?place=&colour=&cell=&after=&before=.
func (h *Handler) desk(w http.ResponseWriter, r *http.Request) {
	f, ok := read(w, r)
	if !ok {
		return
	}
	t, err := h.Teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if !list.HasDesk(t.Reader) { // before the place: who has no desk learns nothing of places either
		err = errs.New(errs.NotFound, "error.not_found")
		if !t.Reader.SignedIn() {
			err = errs.New(errs.Unauthenticated, "error.unauthenticated")
		}
		web.Fail(w, r, err)
		return
	}
	p, err := h.fillDesk(r.Context(), t, f)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	title := p.Title
	p.Page = web.NewPage(w, r, t.L.T("map.desk.title", title))
	p.Here, p.Page.Map = DeskPath, p.Map != nil
	web.Render(w, r, http.StatusOK, deskSheet(p))
}

// fillDesk is everything on the page but its frame; its title is the place.
func (h *Handler) fillDesk(ctx context.Context, t *wishweb.Teller, f *web.Form) (p deskPage, err error) {
	q, err := ask(f)
	if err != nil {
		return p, err
	}
	x, err := h.look(ctx, f.Value("place"), home(t.Reader))
	if err != nil {
		return p, err
	}
	q.Place, p.Title = x.Code, x.Short()
	counts, err := h.Spots.Places(ctx, t.Reader, spot.Ask{Place: x.Code})
	if err != nil {
		return p, err
	}
	p.Views = h.views(t, q, counts)
	for _, b := range x.Below {
		p.Below = append(p.Below, below{b.Short(), q.address(DeskPath, b.Code, q.colour, ""), []string{strconv.Itoa(counts.Below(b.Code, q.Colour))}, ""})
	}
	if up := x.above(); up != "" && covers(t.Reader, up) {
		names, err := place.Names(ctx, h.DB, []string{up})
		if err != nil {
			return p, err
		}
		p.Up = &web.View{Label: place.Short(names[up]), URL: q.address(DeskPath, up, q.colour, "")}
	}
	p.Cell, p.All = q.Cell != spot.CellID{}, q.address(DeskPath, x.Code, q.colour, "")
	if err := h.drawDesk(ctx, t, x, q, &p); err != nil {
		return p, err
	}
	return p, h.list(ctx, t, q, &p)
}

// home is the place of the first post with a desk.
func home(a actor.Actor) string {
	for _, p := range a.Posts {
		if list.AtDesk(p.Role) {
			return p.Place
		}
	}
	return ""
}

// covers tells whether a place lies in the scope of a desk of the actor.
func covers(a actor.Actor, code string) bool {
	for _, p := range a.Posts {
		if list.AtDesk(p.Role) && actor.Covers(p.Place, code) {
			return true
		}
	}
	return false
}

// views are the colours with their counts.
func (h *Handler) views(t *wishweb.Teller, q asked, n spot.Places) []web.View {
	out := []web.View{{Label: t.L.T("map.all"), URL: q.address(DeskPath, q.Place, "", ""), Count: n.Below("", nil), Counted: true, Current: q.Colour == nil}}
	for _, c := range colours() {
		out = append(out, web.View{
			Label: word(t, c), URL: q.address(DeskPath, q.Place, name(c), ""), Count: n.Below("", &c), Counted: true, Current: q.Colour != nil && *q.Colour == c,
		})
	}
	return out
}

// drawDesk draws the areas and the numbers on them.
func (h *Handler) drawDesk(ctx context.Context, t *wishweb.Teller, x here, q asked, p *deskPage) error {
	p.Map = h.draw(t.L, x, t.L.T("map.desk.title", x.Short()), func(code string) string { return q.address(DeskPath, code, q.colour, "") })
	if p.Map == nil {
		return nil
	}
	box := x.sheet.Box(x.Code)
	cells, lost, err := h.Spots.Cells(ctx, t.Reader, q.Ask, zoomOf(box))
	if err != nil {
		return err
	}
	p.Lost, p.Map.Heat = lost, true
	p.Map.AreasURL = Path + "/areas.json?place=" + x.Code
	p.Map.PinsURL = q.address("/wishes/map.json", x.Code, q.colour, "")
	f, _, _ := framed(roomy(box))
	for _, c := range cells {
		one := pin{N: strconv.Itoa(c.N), URL: q.address(DeskPath, x.Code, q.colour, c.ID.String()), Says: said(t, c)}
		one.X, one.Y = f.at(c.At)
		p.Map.Pins = append(p.Map.Pins, one)
	}
	return nil
}

// said is a number on the map in words: 12 件：蓝 5，黄 4，红 3.
func said(t *wishweb.Teller, c spot.Cell) string {
	var parts []string
	for _, colour := range colours() {
		if n := c.Of[colour]; n > 0 {
			parts = append(parts, t.L.T("map.part", word(t, colour), n))
		}
	}
	return t.L.T("map.pin", c.N, strings.Join(parts, t.L.T("map.and")))
}

// list is the list beside the map.
func (h *Handler) list(ctx context.Context, t *wishweb.Teller, q asked, p *deskPage) error {
	page, total, before, err := h.Spots.List(ctx, t.Reader, q.Ask, list.Filter{After: q.after, Before: q.before})
	if err != nil {
		return err
	}
	if err := t.Learn(ctx, h.DB, page.Wishes, nil); err != nil {
		return err
	}
	for _, x := range page.Wishes {
		p.Rows = append(p.Rows, row{
			URL: "/wishes/" + x.ID, Number: x.Number, Title: x.Title, Where: t.Where(x.Place), State: t.State(x, false), Mark: wishweb.Mark(x), Clock: t.Clock(x, false),
		})
	}
	cell := ""
	if p.Cell {
		cell = q.Cell.String()
	}
	p.Total, p.Pager = total, web.Pager{Total: total}
	if len(p.Rows) > 0 {
		p.Pager.From, p.Pager.To = before+1, before+len(p.Rows)
	}
	at := q.address(DeskPath, q.Place, q.colour, cell)
	if page.Next != "" {
		p.Pager.Next = at + "&after=" + url.QueryEscape(page.Next)
	}
	if page.Prev != "" {
		p.Pager.Prev = at + "&before=" + url.QueryEscape(page.Prev)
	}
	return nil
}

// cellSaid is what is told of a number on the map.
type cellSaid struct {
	N    int    `json:"n"`
	Of   [4]int `json:"of"` // blue, yellow, red, unsorted
	URL  string `json:"url"`
	Says string `json:"says"`
}

// cells is GET /wishes/map.json?place=&colour=&z=: the open wishes that the reader sees as staff, counted in cells of the zoom, in the
// system of what lies under the maps.
func (h *Handler) cells(w http.ResponseWriter, r *http.Request) {
	f, ok := read(w, r)
	if !ok {
		return
	}
	all, err := h.cellsOf(r, f)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	all.answer(w, r)
}

func (h *Handler) cellsOf(r *http.Request, f *web.Form) (all features, err error) {
	t, err := h.Teller(r)
	if err != nil {
		return all, err
	}
	q, err := ask(f)
	if err != nil {
		return all, err
	}
	q.Place = place.Trim(f.Value("place"))
	cells, _, err := h.Spots.Cells(r.Context(), t.Reader, q.Ask, zoomed(f.Value("z")))
	if err != nil {
		return all, err
	}
	all = collection()
	for _, c := range cells {
		x := cellSaid{N: c.N, URL: q.address(DeskPath, q.Place, q.colour, c.ID.String()), Says: said(t, c)}
		for i, colour := range colours() {
			x.Of[i] = c.Of[colour]
		}
		all.add("Point", pair(c.At), x)
	}
	return all, nil
}
