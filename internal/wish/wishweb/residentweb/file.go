package residentweb

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// filePage is a wish being made: one form, or in elder mode one question to a screen.
type filePage struct {
	web.Page
	Form    *web.Form
	Where   string       // the place, as people say it; empty: not chosen yet
	Name    string       // the resident as neighbours see one: 谈*
	Contact string       // the telephone where the community reaches the resident, masked; in the demonstration only
	For     []web.Option // for whom, where the resident acts for somebody
	Kinds   []web.Option // the topics at the top of the tree
	NoName  bool         // the community takes wishes without a name
	Visitor bool         // nobody has signed in: only without a name
	Promise string       // when one will hear
	Old     string       // title of the ended wish that this one takes up
	Step    string       // the screen of elder mode
	Steps   []string     // all of its screens
	Carry   []web.Hidden // what is not on this screen
	Files   wishweb.AttachBox
	Alike   wishweb.AlikeBox // what neighbours have asked for already
	Spot    wishweb.SpotBox  // picking a spot on the map; zero: there is none to pick on
}

// fileFields are the names of the form in the order of the page: what a screen does not show is carried along.
func fileFields() []string {
	return []string{"for", "topic", "text", "place", "spot", "point", "visibility", "anonymous", "continues", "key", "draft", "step"}
}

// The screens of elder mode; the kind is left to staff.
const (
	stepFor   = "for"
	stepWhere = "where"
	stepWhat  = "what"
	stepFiles = "files"
	stepSee   = "see"
	stepCheck = "check"
)

// stepOf is the screen of a field.
func stepOf(field string) string {
	switch field {
	case "for":
		return stepFor
	case "place", "spot", "point":
		return stepWhere
	case "text":
		return stepWhat
	case "photos", "voice":
		return stepFiles
	case "visibility":
		return stepSee
	}
	return stepCheck
}

// newWish is GET /wishes/new: an empty form with the resident's own place in it, and the key that makes a second press
// of the button harmless. ?continues= names the ended wish that it takes up; its place is taken over.
func (h *Handler) newWish(w http.ResponseWriter, r *http.Request) {
	a := h.Who(r)
	if len(wishweb.DesksOf(a)) > 0 {
		http.Redirect(w, r, "/wishes/register", http.StatusSeeOther)
		return
	}
	f := web.NewForm("key", id.New(), "draft", id.New(), "place", a.Home)
	if old := r.URL.Query().Get("continues"); old != "" {
		s, err := h.Wishes.See(r.Context(), a, old)
		if err != nil || s.View < wish.SubmitterView || s.Wish.Open() {
			web.Fail(w, r, cmp.Or(err, error(errs.New(errs.NotFound, ""))))
			return
		}
		f.Set("continues", old)
		f.Set("place", s.Wish.Place)
		f.Set("topic", string(s.Wish.Topic))
	}
	h.showFile(w, r, f, http.StatusOK)
}

// fileWish is POST /wishes/new. Which button was pressed says what to do: send it, choose a place, or go through the
// screens of elder mode. Everything typed comes back each time.
func (h *Handler) fileWish(w http.ResponseWriter, r *http.Request) {
	f, err := h.ReadUpload(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	defer f.Close()
	switch {
	case !f.OK():
		f.Set("step", stepOf(f.Wrong()[0].Name))
		h.showFile(w, r, f, http.StatusUnprocessableEntity)
	case !h.stillContinues(r, f):
		h.showFile(w, r, f, http.StatusUnprocessableEntity)
	case wishweb.Attaching(f):
		h.walk(w, r, f)
	case f.Value("do") == "send":
		h.sendWish(w, r, f)
	case f.Value("do") == "place" || f.Value("do") == "find" || f.Value("here") != "" || len(f.Values("at")) > 0:
		h.choosePlace(w, r, f)
	default:
		h.walk(w, r, f)
	}
}

// stillContinues tells whether the wish that this one takes up may still be taken up. It may not when another receipt was
// opened meanwhile: then the form says that it goes as a new one, and everything typed stays.
func (h *Handler) stillContinues(r *http.Request, f *web.Form) bool {
	old := f.Value("continues")
	if old == "" {
		return true
	}
	s, err := h.Wishes.See(r.Context(), h.Who(r), old)
	if err != nil && !errs.Is(err, errs.NotFound) || err == nil && s.View >= wish.SubmitterView && !s.Wish.Open() {
		return true // the service says what is wrong
	}
	asNew(f)
	return false
}

// asNew lets go of the earlier wish and says so.
func asNew(f *web.Form) {
	f.Set("continues", "")
	f.Bad("", "file.error.continues")
}

// sendWish gives the wish to the community; a visitor's session may open it from then on.
func (h *Handler) sendWish(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx, a := r.Context(), h.Who(r)
	in := wish.Filing{
		Topic: wish.Topic(f.Value("topic")), Text: f.Value("text"), Place: f.Value("place"), Spot: f.Value("spot"), Point: f.Value("point"),
		Visibility: wish.Visibility(f.Value("visibility")), Anonymous: f.Has("anonymous", "1") || a.Person == "",
		For: f.Value("for"), Continues: f.Value("continues"), Draft: string(wishweb.Draft(f)), Key: f.Value("key"),
	}
	if in.Topic == "" && !web.PrefsOf(r).Elder {
		in.Topic = wishweb.Missing // refused, together with whatever else is wrong
	}
	if in.For == "" && !in.Anonymous && len(a.ActsFor) > 0 {
		in.For = wishweb.Missing
	}
	filed, err := h.Wishes.File(ctx, a, in)
	if errs.Is(err, errs.Invalid) {
		h.refuse(f, err, a)
		h.showFile(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	if e := (*errs.Error)(nil); errors.As(err, &e) && e.Key == "error.key_reused" {
		// Somebody went back, changed the words and sends them again: that is another wish, under another key.
		f.Set("key", id.New())
		f.Set("draft", id.New()) // the files of the first time have gone with it
		f.Bad("text", "file.error.again")
		h.showFile(w, r, f, http.StatusConflict)
		return
	}
	if err == nil && filed.Anonymous {
		err = h.Grant(ctx, filed.ID)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/wishes/"+filed.ID+"/receipt", web.Flash{Key: "receipt.sent", Args: []string{filed.ShortNumber()}})
}

// refuse puts what is wrong into the form, in the order of the page; in elder mode it opens the first screen of it.
func (h *Handler) refuse(f *web.Form, err error, a actor.Actor) {
	fields, order := errs.FieldsOf(err), fileFields()
	if len(fields) == 0 {
		f.Take(err)
		return
	}
	slices.SortStableFunc(fields, func(x, y errs.Field) int {
		return slices.Index(order, x.Name) - slices.Index(order, y.Name)
	})
	for _, x := range fields {
		if x.Name == "continues" {
			asNew(f)
			continue
		}
		if x.Name == "anonymous" && a.Person == "" {
			x.Key = "file.error.named"
		}
		f.Bad(x.Name, x.Key, x.Args...)
	}
	f.Set("step", stepOf(fields[0].Name))
}

// walk is the form as it stands: after a place was chosen, or the next or last screen of elder mode.
func (h *Handler) walk(w http.ResponseWriter, r *http.Request, f *web.Form) {
	steps := h.screens(h.Who(r))
	at := max(0, slices.Index(steps, f.Value("step")))
	switch f.Value("do") {
	case "back":
		at = max(0, at-1)
	case "next":
		if h.checkScreen(r.Context(), f, steps[at]); !f.OK() {
			h.showFile(w, r, f, http.StatusUnprocessableEntity)
			return
		}
		at = min(len(steps)-1, at+1)
	}
	f.Set("step", steps[at])
	h.showFile(w, r, f, http.StatusOK)
}

// screens are those of elder mode for somebody.
func (h *Handler) screens(a actor.Actor) []string {
	all := []string{stepWhere, stepWhat, stepSee, stepCheck}
	if h.Files.Takes() {
		all = slices.Insert(all, 2, stepFiles)
	}
	if len(a.ActsFor) > 0 {
		return append([]string{stepFor}, all...)
	}
	return all
}

// checkScreen says on the screen itself what its answer lacks; File checks everything once more.
func (h *Handler) checkScreen(ctx context.Context, f *web.Form, step string) {
	switch step {
	case stepFor:
		if f.Value("for") == "" {
			f.Bad("for", "wish.error.for")
		}
	case stepWhere:
		if _, err := place.ByCode(ctx, h.DB, f.Value("place")); err != nil || len(f.Value("place")) < wishweb.CommunityWidth {
			f.Bad("place", "wish.error.place")
		}
	case stepWhat:
		if err := wish.CheckText(f.Value("text")); err != nil {
			f.Take(err)
		}
	case stepSee:
		if v := wish.Visibility(f.Value("visibility")); v != wish.Public && v != wish.Private {
			f.Bad("visibility", "wish.error.visibility")
		}
	}
}

// showFile shows the form with everything in it.
func (h *Handler) showFile(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	p, err := h.filePage(w, r, f)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if p.Spot.On() {
		p.Page.Map = true
		web.LetLocate(w)
	}
	if p.Prefs.Elder {
		web.Render(w, r, status, fileScreen(p))
		return
	}
	web.Render(w, r, status, fileForm(p))
}

func (h *Handler) filePage(w http.ResponseWriter, r *http.Request, f *web.Form) (filePage, error) {
	ctx := r.Context()
	t, err := h.teller(r)
	if err != nil {
		return filePage{}, err
	}
	p := filePage{Page: web.NewPage(w, r, web.T(ctx, "wish.act.file")), Form: f, Visitor: t.Reader.Person == "", Steps: h.screens(t.Reader)}
	p.Bar, p.Back, p.Frame = p.Title, "/", web.Phone
	if p.Step = f.Value("step"); !slices.Contains(p.Steps, p.Step) {
		p.Step = p.Steps[0]
	}
	if err := h.fillFile(ctx, &p, t); err != nil {
		return filePage{}, err
	}
	if !p.Form.OK() {
		p.Title = p.T("error.fields", len(p.Form.Wrong())) + " · " + p.Title
	}
	p.Carry = carry(f, p.shown()...)
	return p, nil
}

// fillFile reads what the form shows beside what was typed.
func (h *Handler) fillFile(ctx context.Context, p *filePage, t teller) error {
	at, err := place.Resolve(ctx, h.DB, p.Form.Value("place"))
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	if err != nil || len(at.Code) < wishweb.CommunityWidth {
		at.Code = ""
	}
	p.Form.Set("place", at.Code)
	if err := h.fillPeople(ctx, p, t, at.Code); err != nil {
		return err
	}
	if p.Files, err = h.AttachBox(ctx, p.Form); err != nil {
		return err
	}
	if p.Alike, err = h.AlikeBox(ctx, t.Teller, at.Code, p.Form.Value("text")); err != nil {
		return err
	}
	if p.Spot, err = h.SpotBox(ctx, at.Code); err != nil {
		return err
	}
	p.Kinds = t.Kinds()
	p.Form.Set("topic", t.Kind(p.Form.Value("topic")))
	p.Where = t.Where(at.Code)
	p.NoName = at.Code == "" || t.Book.Yes("wish.anonymous", at.Code[:wishweb.CommunityWidth], t.Now)
	p.Promise = t.promise(at.Code)
	if old := p.Form.Value("continues"); old != "" {
		s, err := h.Wishes.See(ctx, t.Reader, old)
		if err != nil {
			return err
		}
		p.Old = s.Wish.Title
	}
	return h.call(ctx, &p.Page, at.Code)
}

// fillPeople is who asks, and for whom that may be. It learns the names of the places it needs, and of code.
func (h *Handler) fillPeople(ctx context.Context, p *filePage, t teller, code string) error {
	people, err := h.actsFor(ctx, t.Reader)
	if err != nil {
		return err
	}
	known := []wish.Wish{{Place: code}}
	for _, x := range people {
		known = append(known, wish.Wish{Place: x.Place})
	}
	if err := t.Learn(ctx, h.DB, known, nil); err != nil {
		return err
	}
	if len(people) > 0 {
		p.For = append(p.For, web.Option{Value: t.Reader.Person, Label: p.T("file.for.me")})
	}
	for _, x := range people {
		p.For = append(p.For, web.Option{Value: x.ID, Label: person.MaskName(x.Name), Note: t.Where(x.Place)})
	}
	if t.Reader.Person == "" {
		return nil
	}
	me, err := person.ByID(ctx, h.DB, t.Reader.Person)
	if err != nil {
		return err
	}
	p.Name = person.MaskName(me.Name)
	masked, err := h.People.Masked(ctx, me.ID)
	p.Contact = masked.Phone
	return err
}

// actsFor are the persons for whom somebody may act now.
func (h *Handler) actsFor(ctx context.Context, a actor.Actor) ([]person.Person, error) {
	var out []person.Person
	for _, personID := range a.ActsFor {
		p, err := person.ByID(ctx, h.DB, personID)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// promise says when one will hear, from the rule: 1 个工作日内.
func (t teller) promise(code string) string {
	community := code[:min(len(code), wishweb.CommunityWidth)]
	span := t.Book.Span("wish.clock.accept", community, t.Now)
	if span.Unit == workday.Workday {
		return t.L.T("file.promise", span.N)
	}
	due, _ := t.Book.Calendar().Due(t.Now, span)
	return t.L.T("file.promise.date", t.L.Date(due))
}

// shown are the fields that the screen has inputs for.
func (p filePage) shown() []string {
	if !p.Prefs.Elder {
		return []string{"for", "topic", "text", "spot", "point", "visibility", "anonymous", "step"}
	}
	switch p.Step {
	case stepFor:
		return []string{"for", "step"}
	case stepWhere:
		return []string{"spot", "point", "step"}
	case stepWhat:
		return []string{"text", "step"}
	case stepSee:
		return []string{"visibility", "step"}
	}
	return []string{"anonymous", "step"}
}

// carry is everything typed that a screen does not show, so that nothing is lost on the way.
func carry(f *web.Form, shown ...string) []web.Hidden {
	var out []web.Hidden
	for _, name := range fileFields() {
		if slices.Contains(shown, name) {
			continue
		}
		for _, v := range f.Values(name) {
			if v != "" {
				out = append(out, web.Hidden{Name: name, Value: v})
			}
		}
	}
	return out
}

// stepNumber counts the screens from 1.
func (p filePage) stepNumber() int { return slices.Index(p.Steps, p.Step) + 1 }

// last tells whether this is the screen that sends.
func (p filePage) last() bool { return p.Step == p.Steps[len(p.Steps)-1] }

// first tells whether there is no screen before this one.
func (p filePage) first() bool { return p.Step == p.Steps[0] }

// see are the two answers to who may read it; none is chosen beforehand.
func (p filePage) see() []web.Option {
	note := p.T("file.see.note", p.Name)
	switch {
	case p.Visitor:
		note = p.T("file.see.note.visitor")
	case len(p.For) > 0:
		note = p.T("file.see.note.proxy")
	}
	return []web.Option{
		{Value: string(wish.Public), Label: p.T("wish.visibility.public"), Note: note},
		{Value: string(wish.Private), Label: p.T("wish.visibility.private")},
	}
}

// bad tells whether a field is wrong, for what is not an input of the kit.
func (p filePage) bad(name string) bool {
	return slices.ContainsFunc(p.Form.Wrong(), func(x errs.Field) bool { return x.Name == name })
}
