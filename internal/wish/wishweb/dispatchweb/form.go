package dispatchweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// formPage is an entry being written.
type formPage struct {
	web.Page
	Form     *web.Form
	Name     string // of the place
	Topics   []web.Option
	To       []web.Option // who is responsible, with the colour
	Units    []web.Option // of the clock
	Evidence []web.Option
	Rules    string // what the rule allows, by colour
	Clash    string
	See      string // where what clashes stands
	Held     *held  // what saving would end
	Preview  *preview
	Up       string
}

// preview is how last month's wishes would have been sorted.
type preview struct {
	What  string // in one sentence
	Moves []move
	Rows  []row
	More  bool
}

type move struct {
	Mark web.Colour
	Unit string
	N    int
}

// row is a wish that was sorted otherwise.
type row struct {
	Number, Title, URL string
	Mark, Was          web.Colour
	Unit, Before       string
}

// ask is GET /dispatch/new?place=&topic=: what holds there now stands in the form.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request) {
	q, err := web.ReadQuery(r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.teller(r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	code, topic := at(t, q.Value("place")), q.Value("topic")
	old, err := h.Dispatch.Last(r.Context(), t.Reader, code, topic)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	f := web.NewForm("key", id.New(), "place", code, "topic", topic, "replaces", old.ID, "for", code+"/"+topic, "from", workday.DateOf(t.Now).String())
	if old.ID != "" {
		f.Set("to", string(old.Colour)+"/"+old.Unit)
		if span, err := workday.ParseSpan(old.Clock); err == nil {
			f.Set("n", strconv.Itoa(span.N))
			f.Set("unit", string(span.Unit))
		}
		for _, x := range old.Evidence {
			f.Add("evidence", string(x))
		}
	}
	h.show(w, r, t, f, nil, http.StatusOK, nil)
}

// typed is the entry that a form says.
func typed(f *web.Form) dispatch.Entry {
	colour, unit, _ := strings.Cut(f.Value("to"), "/")
	e := dispatch.Entry{Place: place.Trim(f.Value("place")), Topic: f.Value("topic"), Colour: wish.Colour(colour), Unit: unit}
	if n := f.Value("n"); n != "" {
		e.Clock = n + f.Value("unit")
	}
	for _, x := range f.Values("evidence") {
		e.Evidence = append(e.Evidence, dispatch.Evidence(x))
	}
	if d, err := workday.ParseDate(f.Value("from")); err == nil {
		e.From = d.At(0)
	} else if f.Value("from") != "" {
		f.Bad("from", "dispatch.error.from")
	}
	return e
}

// save is POST /dispatch: do=preview shows what would be; anything else writes the entry. Where that would end one that the form has
// not shown, it is shown first.
func (h *Handler) save(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.teller(r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	ctx, e := r.Context(), typed(f)
	unseen, old := f.Value("for") != e.Place+"/"+e.Topic, dispatch.Entry{}
	if unseen { // another topic was chosen: what it has was not shown yet
		if old, err = h.Dispatch.Last(ctx, t.Reader, e.Place, e.Topic); err != nil {
			web.Fail(w, r, err)
			return
		}
		f.Set("replaces", "")
		f.Set("for", e.Place+"/"+e.Topic)
	}
	if f.Value("do") == "preview" && f.OK() {
		shown, err := h.Dispatch.Preview(ctx, t.Reader, e)
		if err == nil && unseen {
			f.Set("replaces", old.ID)
		}
		h.answer(w, r, t, f, err, func() { h.show(w, r, t, f, nil, http.StatusOK, &shown) })
		return
	}
	var done dispatch.Entry
	if f.OK() {
		done, err = h.Dispatch.Save(ctx, t.Reader, e, f.Value("replaces"), f.Value("key"))
	}
	if unseen && errs.Is(err, errs.Conflict) {
		err = errs.New(errs.Conflict, "dispatch.exists") // nobody has changed it: it is there, and would be ended
	}
	h.answer(w, r, t, f, err, func() {
		web.Redirect(w, r, Path+"/"+done.ID, web.Flash{Key: "dispatch.saved"})
	})
}

// answer goes on, or shows the form again with what is wrong.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, t *wishweb.Teller, f *web.Form, err error, on func()) {
	fields := errs.FieldsOf(err)
	for i, x := range fields {
		switch x.Name {
		case "colour", "unit":
			fields[i].Name = "to"
		case "clock":
			fields[i].Name = "n"
		}
		f.Bad(fields[i].Name, x.Key, inWords(t, x.Args)...)
	}
	switch {
	case !f.OK() || len(fields) > 0:
		h.show(w, r, t, f, nil, http.StatusUnprocessableEntity, nil)
	case errs.Is(err, errs.Conflict):
		f.Set("key", id.New())
		if old, lastErr := h.Dispatch.Last(r.Context(), t.Reader, f.Value("place"), f.Value("topic")); lastErr == nil {
			f.Set("replaces", old.ID) // whoever sends it once more has read the change and means it
		}
		h.show(w, r, t, f, err, http.StatusConflict, nil)
	case err != nil:
		web.Fail(w, r, err)
	default:
		on()
	}
}

// show makes the page of the form.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, t *wishweb.Teller, f *web.Form, failed error, status int, shown *dispatch.Preview) {
	ctx, code := r.Context(), place.Trim(f.Value("place"))
	if _, ok := dispatch.MayEdit(t.Reader, code); !ok {
		web.Fail(w, r, errs.New(errs.Forbidden, "dispatch.forbidden"))
		return
	}
	p := formPage{Form: f, Up: Path + "?place=" + code}
	err := h.offer(ctx, t, &p, code)
	var in *dispatch.Entry
	if shown != nil || failed != nil {
		e := typed(f)
		in = &e
	}
	if err == nil {
		p.Held, err = h.held(ctx, t, f, in)
	}
	if err == nil && shown != nil {
		p.Preview, err = h.told(ctx, t, *shown, *in)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, t.L.T("dispatch.new"))
	p.Here, p.Back = Path, p.Up
	if failed != nil {
		p.Clash, p.See = wishweb.Clash(t.L, failed), p.Up
		if p.Held != nil {
			p.See = "#held"
		}
	}
	web.Render(w, r, status, formSheet(p))
}

// offer is what the form offers to choose from.
func (h *Handler) offer(ctx context.Context, t *wishweb.Teller, p *formPage, code string) error {
	here, err := place.ByCode(ctx, h.DB, code)
	if err != nil {
		return err
	}
	p.Name = here.Short()
	p.Topics = append([]web.Option{{Label: t.L.T("dispatch.any")}}, t.AllTopics(p.Form.Value("topic"))...)
	post, _ := dispatch.MayEdit(t.Reader, code)
	var rules []string
	for _, c := range wish.Colours() {
		word := t.L.T("mark."+string(c)) + " · "
		if c != wish.Red {
			p.To = append(p.To, web.Option{Value: string(c) + "/", Label: word + unitName(t, c, "")})
		}
		units, err := dispatch.Covering(ctx, h.DB, code, c)
		if err != nil {
			return err
		}
		units = slices.DeleteFunc(units, func(o org.Org) bool { return !dispatch.MayName(post, o.Place) })
		for _, o := range units {
			p.To = append(p.To, web.Option{Value: string(c) + "/" + o.ID, Label: word + o.Short()})
		}
		rules = append(rules, t.L.T("mark."+string(c))+" "+t.Span("wish.clock.answer."+string(c), code))
	}
	p.Rules = t.L.T("dispatch.clock.hint", strings.Join(rules, t.L.T("dispatch.and")))
	for _, u := range []workday.Unit{workday.Workday, workday.Hour, workday.WorkHour} {
		p.Units = append(p.Units, web.Option{Value: string(u), Label: t.L.T("dispatch.unit." + string(u))})
	}
	for _, x := range dispatch.Evidences() {
		p.Evidence = append(p.Evidence, web.Option{Value: string(x), Label: t.L.T("dispatch.evidence." + string(x)), Note: t.L.T("dispatch.evidence." + string(x) + ".note")})
	}
	return nil
}

// told is a preview in words.
func (h *Handler) told(ctx context.Context, t *wishweb.Teller, v dispatch.Preview, e dispatch.Entry) (*preview, error) {
	units := wishweb.Set{}
	for _, m := range v.Moves {
		units.Add(m.Unit)
	}
	for _, x := range v.Rows {
		units.Add(x.To, x.Unit)
	}
	names, err := org.Names(ctx, h.DB, units.All())
	if err != nil {
		return nil, err
	}
	key := "dispatch.preview"
	if v.Capped {
		key = "dispatch.preview.capped"
	}
	out := preview{What: t.L.T(key, t.L.Date(v.From), v.Read, v.Decided, v.Same, v.Decided-v.Same), More: v.Decided-v.Same > len(v.Rows)}
	for _, m := range v.Moves {
		out.Moves = append(out.Moves, move{web.Colour(m.Colour), names[m.Unit], m.N})
	}
	for _, x := range v.Rows {
		unit := names[x.To]
		if x.To == "" {
			unit = t.L.T("dispatch.no_unit")
		}
		out.Rows = append(out.Rows, row{
			Number: x.Wish.Number, Title: x.Wish.Title, URL: "/wishes/" + x.Wish.ID, Mark: web.Colour(e.Colour), Was: web.Colour(x.Colour), Unit: unit, Before: names[x.Unit],
		})
	}
	return &out, nil
}
