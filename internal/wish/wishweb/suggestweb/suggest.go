// Package suggestweb is the page of who looks after a district's suggestions: how good the models are, how often they are
// followed, and the training.
package suggestweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/metric"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/suggest"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// Handler serves the page.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// Path is the page.
const Path = "/suggestions"

// Routes adds the page and what is done on it.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+Path, h.see)
	mux.HandleFunc("POST "+Path+"/train", h.act("train"))
	mux.HandleFunc("POST "+Path+"/cancel", h.act("cancel"))
}

// Nav is the entry of the navigation; nothing for who sees no models.
func Nav(a actor.Actor) []web.NavItem {
	if suggest.Home(a) == "" {
		return nil
	}
	return []web.NavItem{{Key: "suggest.nav", URL: Path, Icon: web.IconFilter}}
}

// page is the models of a district.
type page struct {
	web.Page
	Sight  suggest.Sight
	Run    string // how the last training stands, in words
	Key    string // under which another one is asked for
	Fields []field
	Past   []past
	Months []month

	Decided bool // somebody has decided where a suggestion was shown
}

// field is the model in use of a field.
type field struct {
	Name   suggest.Field
	None   string // why there is none; empty: there is one
	Made   string // when, and of how much it was learnt and judged
	Scores []scored
	Labels []labelled
}

// scored is how right something was.
type scored struct{ Name, Accuracy, Macro string }

// labelled is how right the answers about one label were.
type labelled struct {
	Name                  string
	Mark                  web.Colour
	Given, Answered, Both int
	F1                    string
}

// past is one training of a field.
type past struct{ When, Field, Wishes, Accuracy, Macro, Base, Rival, State string }

// month is how often suggestions were followed in a month, by field.
type month struct {
	Name  string
	Cells []string
}

// who is the district of the reader. Unauthenticated for visitors; NotFound for who sees no models.
func (h *Handler) who(r *http.Request) (a actor.Actor, district string, err error) {
	a = h.Who(r)
	if !a.SignedIn() {
		return a, "", errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if district = suggest.Home(a); district == "" {
		return a, "", errs.New(errs.NotFound, "error.not_found")
	}
	return a, district, nil
}

// see is GET /suggestions.
func (h *Handler) see(w http.ResponseWriter, r *http.Request) {
	a, district, err := h.who(r)
	var v suggest.Sight
	if err == nil {
		v, err = h.Suggest.See(r.Context(), a, district)
	}
	var t *wishweb.Teller
	if err == nil {
		t, err = h.Teller(r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := page{Sight: v, Run: running(t, v)}
	for _, f := range suggest.Fields() {
		p.Fields = append(p.Fields, fieldOf(t, v, f))
	}
	for _, m := range v.Models {
		p.Past = append(p.Past, pastOf(t, m))
	}
	for _, m := range slices.Backward(v.Months) {
		p.Months = append(p.Months, monthOf(t, m, v.Least))
		p.Decided = p.Decided || len(m.Fields) > 0
	}
	p.Page = web.NewPage(w, r, t.L.T("suggest.title", v.Place.Short()))
	p.Here, p.Key = Path, id.New()
	web.Render(w, r, http.StatusOK, sheet(p))
}

// act is POST /suggestions/train and /cancel.
func (h *Handler) act(verb string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, district, err := h.who(r)
		var f *web.Form
		if err == nil {
			f, err = web.ReadForm(w, r)
		}
		if err == nil && verb == "train" {
			err = h.Suggest.Train(r.Context(), a, district, f.Value("key"))
		} else if err == nil {
			err = h.Suggest.Cancel(r.Context(), a, district)
		}
		if err != nil {
			web.Offer(r, web.Telephone{}, Path)
			web.Fail(w, r, err)
			return
		}
		web.Redirect(w, r, Path, web.Flash{Key: "suggest.done." + verb})
	}
}

// running is how the last training stands.
func running(t *wishweb.Teller, v suggest.Sight) string {
	r := v.Run
	switch {
	case v.Running:
		return t.L.T("suggest.run.running", r.Percent)
	case r.Number == 0:
		return t.L.T("suggest.run.never")
	case r.State == suggest.Running, r.State == suggest.Failed:
		return t.L.T("suggest.run.failed", t.L.Date(r.StartedAt))
	}
	return t.L.T("suggest.run."+string(r.State), t.L.Date(r.EndedAt), t.L.Clock(r.EndedAt))
}

// percent is a share as the page says it: 79.5 %.
func percent(s metric.Share) string { return strconv.FormatFloat(float64(s)/100, 'f', 1, 64) + " %" }

func fieldOf(t *wishweb.Teller, v suggest.Sight, f suggest.Field) (out field) {
	out.Name = f
	m, ok := v.Used(f)
	switch {
	case !ok && v.Wishes < v.Enough:
		out.None = t.L.T("suggest.none.few", v.Wishes, v.Enough)
		return out
	case !ok && slices.ContainsFunc(v.Models, func(m suggest.Model) bool { return m.Field == f }):
		out.None = t.L.T("suggest.none.worse")
		return out
	case !ok:
		out.None = t.L.T("suggest.none.yet")
		return out
	}
	out.Made = t.L.T("suggest.made", t.L.Date(m.MadeAt), m.Examples, t.L.Date(m.CutAt), m.Held)
	add := func(key string, s suggest.Score) {
		out.Scores = append(out.Scores, scored{t.L.T(key), percent(s.Accuracy), percent(s.Macro)})
	}
	add("suggest.score.own", m.Score)
	add("suggest.score.base", m.Base)
	if m.Rival != nil {
		add("suggest.score.rival", *m.Rival)
	}
	for label, n := range m.Labels {
		l := labelled{Name: labelName(t, f, label), Given: n.Given, Answered: n.Answered, Both: n.Both, F1: percent(metric.Share(10_000 * n.F1()))}
		if f == suggest.Colour {
			l.Mark = web.Colour(label)
		}
		out.Labels = append(out.Labels, l)
	}
	slices.SortFunc(out.Labels, func(a, b labelled) int { return cmp.Or(cmp.Compare(b.Given, a.Given), cmp.Compare(a.Name, b.Name)) })
	return out
}

// labelName is what a model calls something, as people say it.
func labelName(t *wishweb.Teller, f suggest.Field, label string) string {
	kind, name, named := strings.Cut(label, " ")
	switch {
	case f == suggest.Topic:
		return t.Topic(wish.Topic(label))
	case f == suggest.Colour:
		return t.L.T("mark." + label)
	case f == suggest.Unit && named:
		return name
	case f == suggest.Unit:
		return t.L.T("suggest.kind." + kind)
	}
	return label
}

func pastOf(t *wishweb.Teller, m suggest.Model) past {
	p := past{
		When: t.L.Date(m.MadeAt) + " " + t.L.Clock(m.MadeAt), Field: t.L.T("suggest." + string(m.Field)), State: t.L.T("suggest.state." + string(m.State)),
		Wishes:   t.L.T("suggest.past.wishes", m.Examples, m.Held),
		Accuracy: percent(m.Score.Accuracy), Macro: percent(m.Score.Macro), Base: percent(m.Base.Accuracy), Rival: "–",
	}
	if m.Rival != nil {
		p.Rival = percent(m.Rival.Accuracy)
	}
	return p
}

func monthOf(t *wishweb.Teller, m suggest.Month, least int) month {
	begins := m.Begins().In(workday.Zone)
	out := month{Name: t.L.T("suggest.month", begins.Year(), int(begins.Month()))}
	for _, f := range suggest.Fields() {
		s := m.Fields[f]
		switch {
		case s.Offered == 0:
			out.Cells = append(out.Cells, "–")
		case s.Offered < least:
			out.Cells = append(out.Cells, t.L.T("suggest.share.few", s.Offered))
		default:
			out.Cells = append(out.Cells, t.L.T("suggest.share", percent(s.Rate().Share()), s.Offered, s.Accepted))
		}
	}
	return out
}
