package searchweb

import (
	"context"
	"net/url"
	"slices"

	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/search"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

// row is one record that was found.
type row struct {
	URL     string // empty: there is no page of it
	Title   []search.Piece
	Tel     string
	Mark    web.Colour
	Marked  bool // it has a place in the three-colour list
	State   string
	Clock   wishweb.Clock
	Where   string
	Code    string // number of a wish, code of a place; not in large print
	Excerpt []search.Piece
}

// teller says what was found to one reader.
type teller struct {
	*wishweb.Teller
	d wishweb.Deps
	q search.Query
}

// excerptRunes is how much of a text is shown around a hit.
const excerptRunes = 60

func (t *teller) wishes(ctx context.Context, all []wish.Wish) ([]row, error) {
	if err := t.Learn(ctx, t.d.DB, all, nil); err != nil {
		return nil, err
	}
	out := make([]row, len(all))
	for i, w := range all {
		own := t.Own(w)
		out[i] = row{
			URL: "/wishes/" + w.ID, Title: t.q.Mark(w.Title), Mark: wishweb.Mark(w), Marked: w.Open() || w.Colour != wish.Unsorted,
			State: t.State(w, own), Clock: t.Clock(w, own), Where: t.Where(w.Place), Code: w.ShortNumber(),
		}
		for _, text := range []string{w.Text, w.Spot} {
			if out[i].Excerpt == nil && !hits(out[i].Title) && hits(t.q.Mark(text)) { // else the title says it
				out[i].Excerpt = t.q.Excerpt(text, excerptRunes)
			}
		}
	}
	return out, nil
}

func hits(pieces []search.Piece) bool {
	return slices.ContainsFunc(pieces, func(p search.Piece) bool { return p.Hit })
}

// people are in full: only the desk where they live finds them.
func (t *teller) people(ctx context.Context, all []person.Person) []row {
	out := make([]row, len(all))
	for i, p := range all {
		out[i] = row{URL: address(url.Values{"by": {p.ID}}), Title: t.q.Mark(p.Name), State: t.Home(ctx, t.d.DB, p), Where: t.Age(p)}
	}
	return out
}

// orgs lead to the public page of their community, where there is one.
func (t *teller) orgs(ctx context.Context, all []org.Org) ([]row, error) {
	out := make([]row, len(all))
	for i, o := range all {
		path, err := t.path(ctx, o.Place, true)
		if err != nil {
			return nil, err
		}
		out[i] = row{Title: t.q.Mark(o.Name), State: path, Tel: o.Phone}
		if o.Kind == org.CommunityCommittee {
			out[i].URL = "/linli/" + o.Place
		}
	}
	return out, nil
}

// placesOf lead to the wishes there for whose they are, else to the public page of a place that takes part.
func (t *teller) placesOf(ctx context.Context, all []place.Named) ([]row, error) {
	out := make([]row, len(all))
	for i, x := range all {
		path, err := t.path(ctx, x.Code, false)
		if err != nil {
			return nil, err
		}
		out[i] = row{Title: t.q.Mark(x.Name), State: path, Code: x.Code}
		for _, alias := range x.Aliases {
			if t.q.InName(alias) && !t.q.InName(x.Name) {
				out[i].Excerpt = append([]search.Piece{{Text: t.L.T("search.also")}}, t.q.Mark(alias)...)
			}
		}
		if out[i].URL, err = t.placeURL(ctx, x.Code); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t *teller) placeURL(ctx context.Context, code string) (string, error) {
	if wishweb.Handles(t.Reader) && wishweb.Reaches(t.Reader, code) {
		return "/wishes?" + url.Values{"place": {code}}.Encode(), nil
	}
	if len(code) < wishweb.CommunityWidth {
		return "", nil
	}
	_, err := org.CommunityOf(ctx, t.d.DB, code)
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	return "/linli/" + code[:min(len(code), wishweb.NeighbourhoodWidth)], err
}

// path is what a place lies in, from the county down; with itself where that is asked for. Nothing for a code that never was
// one.
func (t *teller) path(ctx context.Context, code string, itself bool) (out string, err error) {
	path, err := place.Path(ctx, t.d.DB, code)
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	for _, p := range path {
		if p.Level() < place.County || p.Code == code && !itself {
			continue
		}
		if out != "" {
			out += " › "
		}
		out += p.Short()
	}
	return out, err
}
