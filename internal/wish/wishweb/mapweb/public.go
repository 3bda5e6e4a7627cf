package mapweb

import (
	"net/http"
	"strconv"

	"linli/internal/few"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish/spot"
	"linli/internal/wish/wishweb"
)

// publicPage is the map that everybody sees: places, and how many published wishes there are at each.
type publicPage struct {
	web.Page
	Map   *drawing
	Below []below
	Up    *web.View
	Place string
	Own   string // the page of the place itself; empty: it has none
	Least int
}

// public is GET /map?place=.
func (h *Handler) public(w http.ResponseWriter, r *http.Request) {
	f, ok := read(w, r)
	if !ok {
		return
	}
	t, err := h.Teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p, err := h.fillPublic(r, t, f.Value("place"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, t.L.T("map.title", p.Place))
	p.Here, p.Page.Map = "/linli", p.Map != nil
	web.Render(w, r, http.StatusOK, publicSheet(p))
}

func (h *Handler) fillPublic(r *http.Request, t *wishweb.Teller, code string) (p publicPage, err error) {
	ctx := r.Context()
	otherwise := t.Reader.Home
	if t.Reader.Staff() {
		otherwise = t.Reader.Posts[0].Place
	}
	x, err := h.look(ctx, code, otherwise[:min(len(otherwise), wishweb.CommunityWidth)])
	if err != nil {
		return p, err
	}
	n, err := h.Spots.Public(ctx, x.Code)
	if err != nil {
		return p, err
	}
	p.Place, p.Least = x.Short(), t.Book.Int("statistic.least", "", t.Now)
	if len(x.Code) >= wishweb.CommunityWidth {
		p.Own = "/linli/" + x.Code
	}
	cells := counted(x, n, p.Least)
	for i, b := range x.Below {
		one := below{Name: b.Short(), URL: at(b.Code), Cells: []string{shown(t.L, cells[0].Cells[i], p.Least), shown(t.L, cells[1].Cells[i], p.Least)}}
		p.Below = append(p.Below, one)
	}
	if up := x.above(); up != "" {
		names, err := place.Names(ctx, h.DB, []string{up})
		if err != nil {
			return p, err
		}
		p.Up = &web.View{Label: place.Short(names[up]), URL: Path + "?place=" + up}
	}
	h.drawPublic(t, x, &p)
	return p, nil
}

// drawPublic draws the places below, with how much is open at each.
func (h *Handler) drawPublic(t *wishweb.Teller, x here, p *publicPage) {
	p.Map = h.draw(t.L, x, t.L.T("map.title", x.Short()), at)
	if p.Map == nil {
		return
	}
	p.Map.AreasURL = Path + "/areas.json?place=" + x.Code
	for i := range p.Map.Areas {
		for j, b := range x.Below {
			if p.Map.Areas[i].URL == at(b.Code) {
				p.Map.Areas[i].Says = t.L.T("map.open", p.Below[j].Cells[0])
			}
		}
	}
}

// at is where a place leads: the map below it, or, of a 邻里, its page.
func at(code string) string {
	if len(code) >= wishweb.NeighbourhoodWidth {
		return "/linli/" + code
	}
	return Path + "?place=" + code
}

// counted is what is open and what was answered at each place below, as it may be told side by side: what is at none of them is the
// last part. No sum is told, so that none tells a small count.
func counted(x here, n spot.Counts, least int) (out [2]few.Parts) {
	var open, answered []int
	whole := n.Below(x.Code)
	for _, b := range x.Below {
		c := n.Below(b.Code)
		open, answered = append(open, c.Open), append(answered, c.Answered)
		whole.Open, whole.Answered = whole.Open-c.Open, whole.Answered-c.Answered
	}
	return [2]few.Parts{few.Shared(append(open, whole.Open), least), few.Shared(append(answered, whole.Answered), least)}
}

// shown is a count in words: 12; 不到 5; 不公布.
func shown(l i18n.Localizer, c few.Cell, least int) string {
	switch {
	case c.Few:
		return l.T("map.few", least)
	case c.Held:
		return l.T("map.held")
	}
	return strconv.Itoa(c.N)
}
