package publicweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish/wishweb"
)

// turned is a post that residents turn to, and its rank on the page.
type turned struct {
	org.Holder
	rank int
}

// whom is whom to turn to here, officials by name, and what is missing among the three forces (domain.md A1.5): posts that
// nobody holds, no social worker (professional), no property firm (co-management). Volunteers are not kept yet, so nothing
// is said of them.
func (h *Handler) whom(ctx context.Context, p *hoodPage, t *wishweb.Teller, x here) error {
	posts, err := h.posts(ctx, x, t)
	if err != nil {
		return err
	}
	byPerson, order := map[string][]actor.Post{}, []string(nil)
	var vacant []string
	for _, y := range posts {
		switch {
		case y.Person != "":
			if byPerson[y.Person] == nil {
				order = append(order, y.Person)
			}
			byPerson[y.Person] = append(byPerson[y.Person], y.Post)
		case !slices.Contains(vacant, y.Post.Title):
			vacant = append(vacant, y.Post.Title)
		}
	}
	names, err := person.Names(ctx, h.DB, order)
	if err != nil {
		return err
	}
	for _, id := range order {
		if names[id] != "" {
			p.Holders = append(p.Holders, web.Somebody{Name: names[id], Second: org.CombinedTitle(byPerson[id])})
		}
	}
	if len(vacant) > 0 {
		p.Gaps = append(p.Gaps, t.L.T("public.gap.vacant", strings.Join(vacant, t.L.T("public.and"))))
	}
	if !slices.ContainsFunc(posts, func(y turned) bool { return y.Person != "" && y.Post.Role == actor.SocialWorker }) {
		p.Gaps = append(p.Gaps, t.L.T("public.gap.professional"))
	}
	firms, err := org.Units(ctx, h.DB, x.Code, org.PropertyFirm)
	if err == nil && len(firms) == 0 {
		p.Gaps = append(p.Gaps, t.L.T("public.gap.comanagement"))
	}
	return err
}

// posts are the posts to turn to, in the order of the page: those of the 邻里 itself, then the community's.
func (h *Handler) posts(ctx context.Context, x here, t *wishweb.Teller) (out []turned, err error) {
	orgs, err := org.Units(ctx, h.DB, x.Code, org.CommunityCommittee, org.PartyBranch, org.Association)
	if err != nil {
		return nil, err
	}
	for _, o := range orgs {
		holders, err := org.HoldersOf(ctx, h.DB, o.ID, t.Now)
		if err != nil {
			return nil, err
		}
		for _, y := range holders {
			if n, ok := rank(x, o, y.Post); ok {
				out = append(out, turned{y, n})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b turned) int { return a.rank - b.rank })
	return out, nil
}

// choosePage is the choice of a place: those above and below where one is, down to the 邻里.
type choosePage struct {
	web.Page
	Name  string
	Up    *link
	Own   *link // the page of the place itself, where it has one
	Below []link
}

// choose is GET /linli: the page of one's own 邻里, or with at= (and for who has none) the tree of places that take part.
func (h *Handler) choose(w http.ResponseWriter, r *http.Request) {
	ctx, at := r.Context(), r.URL.Query().Get("at")
	a := h.Who(r)
	if own := home(a); own != "" && !r.URL.Query().Has("at") {
		if _, err := org.CommunityOf(ctx, h.DB, own); err == nil {
			http.Redirect(w, r, Path+"/"+own, http.StatusSeeOther)
			return
		}
	}
	t, err := h.Teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := choosePage{Page: web.NewPage(w, r, web.T(ctx, "public.choose"))}
	p.Here = Path
	if err := h.tree(ctx, &p, t, at, !r.URL.Query().Has("at")); err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, http.StatusOK, chooser(p))
}

// home is the 邻里 or community of a resident, or where the first post of staff stands.
func home(a actor.Actor) string {
	codes := []string{a.Home}
	for _, p := range a.Posts {
		codes = append(codes, p.Place)
	}
	for _, code := range codes {
		if len(code) >= wishweb.CommunityWidth {
			return code[:min(len(code), wishweb.NeighbourhoodWidth)]
		}
	}
	return ""
}

// tree fills the choice at a place with what lies below it and takes part; descend goes down by itself while there is only
// one way.
func (h *Handler) tree(ctx context.Context, p *choosePage, t *wishweb.Teller, at string, descend bool) error {
	at = at[:min(len(at), wishweb.CommunityWidth)]
	taking, err := h.taking(ctx, at)
	if err != nil {
		return err
	}
	below, err := h.below(ctx, at, taking)
	for err == nil && descend && len(below) == 1 && len(below[0].Code) < wishweb.CommunityWidth {
		at = below[0].Code
		below, err = h.below(ctx, at, taking)
	}
	if err == nil && at != "" {
		err = h.path(ctx, p, t, at)
	}
	if err != nil {
		return err
	}
	if len(at) == wishweb.CommunityWidth && slices.Contains(taking, at) {
		p.Own = &link{p.Name, Path + "/" + at}
	}
	for _, x := range below {
		switch {
		case len(x.Code) > wishweb.CommunityWidth:
			p.Below = append(p.Below, link{t.L.T("public.hood", x.Short()), Path + "/" + x.Code})
		default:
			p.Below = append(p.Below, link{x.Short(), Path + "?at=" + x.Code})
		}
	}
	return nil
}

// below is what lies below a place and takes part: above a community what holds one that does.
func (h *Handler) below(ctx context.Context, at string, taking []string) ([]place.Place, error) {
	below, err := place.Children(ctx, h.DB, at)
	if len(at) < wishweb.CommunityWidth {
		below = slices.DeleteFunc(below, func(x place.Place) bool {
			return !slices.ContainsFunc(taking, func(code string) bool { return actor.Covers(x.Code, code) })
		})
	}
	return below, err
}

// path is where in the tree the page is, and the way up.
func (h *Handler) path(ctx context.Context, p *choosePage, t *wishweb.Teller, at string) error {
	path, err := place.Path(ctx, h.DB, at)
	if err != nil {
		return err
	}
	p.Name, p.Up = path[len(path)-1].Short(), &link{t.L.T("public.everywhere"), Path + "?at="}
	if len(path) > 1 {
		up := path[len(path)-2]
		p.Up = &link{up.Short(), Path + "?at=" + up.Code}
	}
	return nil
}

// taking are the codes of the communities at or below a place that take part.
func (h *Handler) taking(ctx context.Context, at string) (codes []string, err error) {
	orgs, err := org.Below(ctx, h.DB, []string{at})
	for _, o := range orgs {
		if o.Kind == org.CommunityCommittee {
			codes = append(codes, o.Place)
		}
	}
	return codes, err
}
