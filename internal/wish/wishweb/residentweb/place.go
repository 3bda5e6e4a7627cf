package residentweb

import (
	"context"
	"net/http"
	"slices"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

// placePage is the choice of a place while a wish is being written: one's own places, the tree, a search by name. Each
// place is a button that sends everything typed along, so that nothing is lost and nothing needs a script.
type placePage struct {
	web.Page
	Carry []web.Hidden
	Own   []placeButton // where one lives, and those for whom one may act
	Up    *placeButton  // one level higher
	At    *placeButton  // where one is in the tree, when a wish may belong there itself
	Name  string        // where one is in the tree
	Below []placeButton
	Query string
	Found []placeButton
	Asked bool   // a search was made
	Bad   string // what is wrong with the place chosen
}

// placeButton is one place to press: it goes down the tree, or it is the place.
type placeButton struct {
	Code string
	Name string
	Path string // what it lies in, for those that were found
}

// maxPlacesFound bounds a search: who finds more types more of the name.
const maxPlacesFound = 12

// choosePlace shows the tree where at= says, or what a name finds. here= is the place chosen; so is at= when nothing lies
// below it.
func (h *Handler) choosePlace(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx, a := r.Context(), h.Who(r)
	at, err := h.placeAt(ctx, f, a)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	below, err := place.Children(ctx, h.DB, at)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := placePage{Page: web.NewPage(w, r, web.T(ctx, "place.title")), Carry: carry(f), Query: f.Value("q")}
	p.Bar, p.Back, p.Frame = p.T("wish.act.file"), "/", web.Phone
	status, chosen := http.StatusOK, f.Value("here")
	if chosen == "" && len(below) == 0 && at == f.Value("at") && len(at) >= wishweb.CommunityWidth {
		chosen = at
	}
	if chosen != "" {
		_, err := org.CommunityOf(ctx, h.DB, chosen)
		if err == nil {
			f.Set("place", chosen)
			h.walk(w, r, f)
			return
		}
		if !errs.Is(err, errs.NotFound) {
			web.Fail(w, r, err)
			return
		}
		p.Bad, status = p.T("wish.error.place_closed"), http.StatusUnprocessableEntity
		at = chosen[:min(len(chosen), townWidth)]
	}
	if err := h.fillPlaces(ctx, &p, a, at, f); err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, status, places(p))
}

// townWidth is the width of a street's code.
const townWidth = 9

// placeAt is where in the tree to begin: where one has gone to; else around the place chosen or one's home; else the
// highest place that has more than one below it.
func (h *Handler) placeAt(ctx context.Context, f *web.Form, a actor.Actor) (string, error) {
	if f.Values("at") != nil {
		return f.Value("at"), nil
	}
	for _, code := range []string{f.Value("place"), a.Home} {
		if len(code) >= wishweb.CommunityWidth {
			return code[:wishweb.CommunityWidth], nil
		}
	}
	at := ""
	for len(at) < townWidth {
		below, err := place.Children(ctx, h.DB, at)
		if err != nil {
			return "", err
		}
		if len(below) != 1 {
			break
		}
		at = below[0].Code
	}
	return at, nil
}

func (h *Handler) fillPlaces(ctx context.Context, p *placePage, a actor.Actor, at string, f *web.Form) error {
	below, err := place.Children(ctx, h.DB, at)
	if err != nil {
		return err
	}
	if at != "" {
		path, err := place.Path(ctx, h.DB, at)
		if err != nil {
			return err
		}
		here := path[len(path)-1]
		p.Name, p.Up = here.Short(), &placeButton{Name: p.T("place.everywhere")}
		if len(path) > 1 {
			up := path[len(path)-2]
			p.Up = &placeButton{Code: up.Code, Name: up.Short()}
		}
		if len(at) >= wishweb.CommunityWidth {
			p.At = &placeButton{Code: at, Name: here.Short()}
		}
	}
	for _, x := range below {
		p.Below = append(p.Below, placeButton{Code: x.Code, Name: x.Short()})
	}
	if err := h.ownPlaces(ctx, p, a); err != nil {
		return err
	}
	if err := h.call(ctx, &p.Page, f.Value("place")); err != nil {
		return err
	}
	if p.Asked = f.Value("do") == "find" && p.Query != ""; !p.Asked {
		return nil
	}
	return h.findPlaces(ctx, p)
}

// ownPlaces are the homes of the resident and of those for whom the resident may act.
func (h *Handler) ownPlaces(ctx context.Context, p *placePage, a actor.Actor) error {
	people, err := h.actsFor(ctx, a)
	if err != nil {
		return err
	}
	codes := []string{a.Home}
	for _, x := range people {
		codes = append(codes, x.Place)
	}
	var t wishweb.Teller
	var known []wish.Wish
	for _, code := range codes {
		known = append(known, wish.Wish{Place: code})
	}
	if err := t.Learn(ctx, h.DB, known, nil); err != nil {
		return err
	}
	for i, code := range codes {
		if len(code) >= wishweb.CommunityWidth && t.Where(code) != "" && !slices.Contains(codes[:i], code) {
			p.Own = append(p.Own, placeButton{Code: code, Name: t.Where(code)})
		}
	}
	return nil
}

// findPlaces looks for a name among the communities and what lies below them, and what lies above to go down from.
func (h *Handler) findPlaces(ctx context.Context, p *placePage) error {
	found, err := place.Find(ctx, h.DB, p.Query, []string{""}, maxPlacesFound)
	if err != nil {
		return err
	}
	var above []string
	for _, x := range found {
		above = append(above, place.Ancestors(x.Code)...)
	}
	names, err := place.Names(ctx, h.DB, above)
	if err != nil {
		return err
	}
	for _, x := range found {
		b := placeButton{Code: x.Code, Name: x.Short()}
		for _, code := range place.Ancestors(x.Code) {
			if len(code) < countyWidth {
				continue
			}
			if b.Path != "" {
				b.Path += " › "
			}
			b.Path += place.Short(names[code])
		}
		p.Found = append(p.Found, b)
	}
	return nil
}

// countyWidth is the width of a district's code; what lies above is not said.
const countyWidth = 6
