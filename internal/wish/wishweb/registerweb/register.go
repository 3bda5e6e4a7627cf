// Package registerweb is the page on which the desk files a wish for somebody (代居民登记).
package registerweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

// Handler serves it.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// Routes adds the page.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /wishes/register", h.newWish)
	mux.HandleFunc("POST /wishes/register", h.file)
}

// registerPage is a wish that the desk files for somebody.
type registerPage struct {
	web.Page
	Form      *web.Form
	Found     []web.Option // persons of the typed name who live here, and “none of them”
	Channels  []web.Option
	Places    []web.Option
	Topics    []web.Option
	Anonymous bool   // the community takes wishes without a name
	Promise   string // when the submitter hears
	Files     wishweb.AttachBox
	Alike     wishweb.AlikeBox
}

// somebodyNew is the answer “none of them” to the question which of the namesakes it is.
const somebodyNew = "new"

// newWish is GET /wishes/register.
func (h *Handler) newWish(w http.ResponseWriter, r *http.Request) {
	h.showRegister(w, r, web.NewForm("key", id.New(), "draft", id.New(), "channel", string(wish.Window)), nil, http.StatusOK)
}

// file is POST /wishes/register. A name that somebody here bears already is asked about once: it may be that person.
func (h *Handler) file(w http.ResponseWriter, r *http.Request) {
	ctx, a := r.Context(), h.Who(r)
	f, ok := h.typed(w, r, a)
	if !ok {
		return
	}
	defer f.Close()
	if f.Value("do") == "alike" {
		h.showRegister(w, r, f, nil, http.StatusOK)
		return
	}
	in, who, err := h.filing(ctx, a, f)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if _, err := person.ParsePhone(f.Value("phone")); f.Value("phone") != "" && err != nil {
		who.refuse(f, errs.In("phone", err))
		h.showRegister(w, r, f, who.namesakes, http.StatusUnprocessableEntity)
		return
	}
	filed, err := h.fileOnce(ctx, a, in)
	if errs.Is(err, errs.Invalid) {
		who.refuse(f, err)
		h.showRegister(w, r, f, who.namesakes, http.StatusUnprocessableEntity)
		return
	}
	if phone := f.Value("phone"); err == nil && phone != "" && filed.Submitter != "" {
		err = h.People.SetContact(ctx, a, filed.Submitter, person.ContactChange{Phone: &phone})
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/wishes/register/receipt?"+url.Values{"key": {in.Key}}.Encode(),
		web.Flash{Key: "desk.done.register", Args: []string{filed.ShortNumber()}, Link: "/wishes/" + filed.ID, Word: "desk.see"})
}

// typed is the form as it was sent, complete and to be filed; not ok when the visitor was answered: who may not, what cannot
// be read, and a photo that was only to be attached.
func (h *Handler) typed(w http.ResponseWriter, r *http.Request, a actor.Actor) (f *web.Form, ok bool) {
	err := mayRegister(a)
	if err == nil {
		f, err = h.ReadUpload(w, r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return nil, false
	}
	switch {
	case !f.OK():
		h.showRegister(w, r, f, nil, http.StatusUnprocessableEntity)
	case wishweb.Attaching(f):
		h.showRegister(w, r, f, nil, http.StatusOK)
	default:
		return f, true
	}
	f.Close()
	return nil, false
}

// fileOnce files a wish, or finds the one that was filed with this key: sent twice, the newcomer of the first time would be
// a namesake of the second.
func (h *Handler) fileOnce(ctx context.Context, a actor.Actor, in wish.Filing) (wish.Wish, error) {
	filed, err := h.Wishes.DeskReceipt(ctx, a, in.Key)
	if err != nil || filed.Text != in.Text {
		filed, err = h.Wishes.File(ctx, a, in)
	}
	return filed, err
}

// whom is for whom the desk files, as far as that is said; until it is, field and key are what to ask.
type whom struct {
	namesakes  []person.Person
	field, key string
}

// filing reads the form. As long as it is open for whom, the filing names nobody, so that the service refuses it
// together with whatever else is wrong.
func (h *Handler) filing(ctx context.Context, a actor.Actor, f *web.Form) (in wish.Filing, who whom, err error) {
	in = wish.Filing{
		Topic: wish.Topic(f.Value("topic")), Text: f.Value("text"), Place: f.Value("place"), Spot: f.Value("spot"),
		Visibility: wish.Visibility(f.Value("visibility")), Anonymous: f.Has("anonymous", "1"),
		Channel: wish.Channel(f.Value("channel")), ForName: strings.Join(strings.Fields(f.Value("for_name")), " "),
		Draft: string(wishweb.Draft(f)), Key: f.Value("key"),
	}
	if in.Topic == "" {
		in.Topic = wishweb.Missing
	}
	if !slices.ContainsFunc(wishweb.DesksOf(a), func(desk string) bool { return actor.Covers(desk, in.Place) }) {
		in.Place = "" // where the actor has no desk there is nothing to register
	}
	switch {
	case in.Anonymous:
		in.ForName = ""
		return in, who, nil
	case in.ForName == "":
		in.For, who.field, who.key = wishweb.Missing, "for_name", "desk.register.name"
		return in, who, nil
	}
	if who.namesakes, err = h.namesakes(ctx, a, in.ForName); err != nil || len(who.namesakes) == 0 || f.Value("for") == somebodyNew {
		return in, who, err
	}
	in.For, who.field, who.key = wishweb.Missing, "for", "desk.register.which"
	for _, p := range who.namesakes {
		if p.ID == f.Value("for") {
			in.For, in.ForName = p.ID, ""
		}
	}
	return in, who, nil
}

// refuse puts what is wrong into the form, with the question that is really open.
func (x whom) refuse(f *web.Form, err error) {
	if len(errs.FieldsOf(err)) == 0 {
		f.Take(err)
	}
	for _, e := range errs.FieldsOf(err) {
		elsewhere := e.Key == "wish.error.not_at_desk" // where the place is wrong there is no desk; the place is what to correct
		switch {
		case (e.Name == "for" || elsewhere) && x.field != "":
			e = errs.Field{Name: x.field, Key: x.key}
		case elsewhere:
			continue
		}
		f.Bad(e.Name, e.Key, e.Args...)
	}
}

// mayRegister is the policy of filing for somebody, for the page before there is a place.
func mayRegister(a actor.Actor) error {
	switch {
	case !a.SignedIn():
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	case !a.Staff():
		return errs.New(errs.NotFound, "error.not_found")
	case len(wishweb.DesksOf(a)) == 0:
		return errs.New(errs.Forbidden, "desk.forbidden.register")
	}
	return nil
}

// maxNamesakes bounds how many persons of one name are asked about.
const maxNamesakes = 20

// namesakes are the persons of exactly this name whom the desk knows.
func (h *Handler) namesakes(ctx context.Context, a actor.Actor, name string) (out []person.Person, err error) {
	found, err := person.Find(ctx, h.DB, a, name, maxNamesakes)
	for _, p := range found {
		if p.Name == name {
			out = append(out, p)
		}
	}
	return out, err
}

func (h *Handler) showRegister(w http.ResponseWriter, r *http.Request, f *web.Form, namesakes []person.Person, status int) {
	t, err := h.Teller(r)
	if err == nil {
		err = mayRegister(t.Reader)
	}
	p := registerPage{Form: f}
	if err == nil {
		err = h.fillRegister(r.Context(), &p, t, namesakes)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, web.T(r.Context(), "desk.nav.register"))
	p.Here = "/wishes/register"
	web.Render(w, r, status, register(p))
}

func (h *Handler) fillRegister(ctx context.Context, p *registerPage, t *wishweb.Teller, namesakes []person.Person) error {
	for _, who := range namesakes {
		note := strings.Trim(t.Home(ctx, h.DB, who)+" · "+t.Age(who), " ·")
		p.Found = append(p.Found, web.Option{Value: who.ID, Label: who.Name, Note: note})
	}
	if len(namesakes) > 0 {
		p.Found = append(p.Found, web.Option{Value: somebodyNew, Label: t.L.T("desk.register.none_of_them")})
	}
	for _, c := range wish.DeskChannels() {
		p.Channels = append(p.Channels, web.Option{Value: string(c), Label: t.L.T("wish.channel." + string(c))})
	}
	p.Topics = t.AllTopics("")
	var err error
	if p.Alike, err = h.AlikeBox(ctx, t, p.Form.Value("place"), p.Form.Value("text")); err != nil {
		return err
	}
	if p.Files, err = h.AttachBox(ctx, p.Form); err != nil {
		return err
	}
	for _, community := range wishweb.DesksOf(t.Reader) {
		if err := h.offerPlaces(ctx, p, community); err != nil {
			return err
		}
		p.Anonymous = p.Anonymous || t.Book.Yes("wish.anonymous", community, t.Now)
		p.Promise = t.L.T("desk.register.promise", t.Span("wish.clock.accept", community))
	}
	return nil
}

// offerPlaces are the community, its 邻里 and their buildings, in this order, as people say them.
func (h *Handler) offerPlaces(ctx context.Context, p *registerPage, community string) error {
	here, err := place.ByCode(ctx, h.DB, community)
	if err != nil {
		return err
	}
	linli, err := place.Children(ctx, h.DB, community)
	if err != nil {
		return err
	}
	p.Places = append(p.Places, web.Option{Value: here.Code, Label: here.Short()})
	for _, n := range linli {
		p.Places = append(p.Places, web.Option{Value: n.Code, Label: n.Short()})
		buildings, err := place.Children(ctx, h.DB, n.Code)
		if err != nil {
			return err
		}
		for _, b := range buildings {
			p.Places = append(p.Places, web.Option{Value: b.Code, Label: n.Short() + " " + b.Short()})
		}
	}
	return nil
}
