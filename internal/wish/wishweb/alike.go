package wishweb

import (
	"context"
	"net/http"
	"slices"

	"linli/internal/id"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/follow"
)

// AlikeBox is what a form shows while a wish is written: the open wishes near its place that say the same. Without rows
// nothing is shown.
type AlikeBox struct{ Rows []AlikeRow }

// AlikeRow is one of them.
type AlikeRow struct {
	URL, Title, Says string // Says: where, how far it is, how many have the same
	Mark             web.Colour
	Join             string // where “我也一样” is sent; empty: not for this reader
	Key              string
}

// AlikeBox reads it for the reader.
func (d Deps) AlikeBox(ctx context.Context, t *Teller, place, text string) (box AlikeBox, err error) {
	if d.Alike == nil {
		return box, nil
	}
	found, err := d.Alike.Near(ctx, t.Reader, place, text)
	if err != nil || len(found) == 0 {
		return box, err
	}
	t = t.Apprentice()
	if err := t.Learn(ctx, d.DB, found, nil); err != nil {
		return box, err
	}
	also, err := t.AlsoSoOf(ctx, d.DB, found)
	for _, w := range found {
		row := t.alike(w, also[w.ID])
		if t.Reader.Person != "" && follow.May(t.Reader, w) {
			row.Join, row.Key = "/wishes/"+w.ID+"/follow", id.New()
		}
		box.Rows = append(box.Rows, row)
	}
	return box, err
}

// Apprentice is a teller for other wishes on the same page: what it learns, this one does not forget its own for.
func (t *Teller) Apprentice() *Teller {
	other := *t
	return &other
}

func (t *Teller) alike(w wish.Wish, also string) AlikeRow {
	row := AlikeRow{URL: "/wishes/" + w.ID, Title: w.Title, Mark: Mark(w), Says: t.Where(w.Place) + " · " + t.State(w, t.Own(w))}
	if also != "" {
		row.Says += " · " + also
	}
	return row
}

// joins tells whether the reader can join one of them.
func (b AlikeBox) joins() bool {
	return slices.ContainsFunc(b.Rows, func(x AlikeRow) bool { return x.Join != "" })
}

// alikePart is POST /wishes/alike: the box for what has been typed so far, as a part of the form. What is typed is sent in the
// body, so that it stands in no address.
func (d Deps) alikePart(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var box AlikeBox
	if err == nil {
		var t *Teller
		if t, err = d.Teller(r); err == nil {
			box, err = d.AlikeBox(r.Context(), t, f.Value("place"), f.Value("text"))
		}
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if n := len(box.Rows); n > 0 {
		web.Say(r, web.T(r.Context(), "alike.said", n))
	}
	web.Render(w, r, http.StatusOK, AlikeFound(box), "alike")
}

// AlikeRoutes adds what the forms ask for while somebody writes.
func AlikeRoutes(d Deps, mux *http.ServeMux) { mux.HandleFunc("POST /wishes/alike", d.alikePart) }

func alikeWords() []i18n.Message {
	return []i18n.Message{
		{"alike.box", "附近有人提了差不多的事", "Somebody near you has asked for much the same"},
		{"alike.lead", "是同一件事的话，按一下“我也一样”就行，不用再写。", "If it is the same, press “Me too”: you need not write it again."},
		{"alike.said", "附近有 {0} 件差不多的心愿", "{0} wishes near you say much the same"},
		{"alike.look", "看看附近有没有人提过", "See whether somebody near has asked already"},
		{"alike.window", "（另开一页，写好的不会丢）", "(opens another page; what you wrote stays)"},
		{"alike.same", "可能是同一件事", "Probably the same matter"},
		{"alike.merge", "并入这一件", "Make it part of this one"},
		{"alike.hint", "可能重复 {0} 件", "{0} probably the same"},
	}
}
