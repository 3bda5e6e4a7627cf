package deskweb

import (
	"context"
	"net/http"
	"strings"

	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/privacy"
	"linli/internal/web"
	"linli/internal/wish"
)

// contact fills how the submitter can be reached: masked, or in full when it was just opened.
func (h *Handler) contact(ctx context.Context, p *wishPage, t teller, who person.Person, open opened) error {
	masked, err := h.People.Masked(ctx, who.ID)
	if err != nil {
		return err
	}
	s := &p.Sealed
	s.Form = open.reveal
	if s.Form == nil {
		s.Form = web.NewForm("key", id.New())
	}
	p.Who.Second = strings.Trim(masked.Phone+" · "+p.Who.Second, " ·")
	if c := open.shown; c != nil {
		s.Seen = t.L.T("desk.contact.seen", t.Reader.Name, t.L.DateTime(t.Now))
		for _, l := range []web.SealedLine{
			{Label: "desk.contact.name", Full: who.Name},
			{Label: "desk.contact.phone", Full: c.Phone.Reveal(), Dials: true},
			{Label: "desk.contact.other", Full: c.Other.Reveal()},
			{Label: "desk.contact.address", Full: c.Address.Reveal()},
			{Label: "desk.contact.id_number", Full: c.IDNumber.Reveal()},
		} {
			if l.Full != "" {
				l.Label = t.L.T(l.Label)
				s.Lines = append(s.Lines, l)
			}
		}
	}
	if _, ok := wish.MayCall(t.Reader, p.Wish); ok && open.shown == nil {
		s.Post = "/wishes/" + p.Wish.ID + "/reveal#submitter"
		for _, x := range person.Reasons() {
			s.Reasons = append(s.Reasons, web.Option{Value: string(x), Label: t.L.T("person.reason." + string(x))})
		}
	}
	if _, ok := person.MaySetContact(t.Reader, who); ok {
		p.Contact = "/wishes/" + p.Wish.ID + "/contact"
	}
	return nil
}

// reveal is POST /wishes/{id}/reveal: the wish's page with the submitter's name and contact in full, this once. The same
// request again, a page loaded anew, shows them masked.
func (h *Handler) reveal(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	ctx, a := r.Context(), h.Who(r)
	s, err := h.Wishes.See(ctx, a, r.PathValue("id"))
	if err == nil && (s.View != wish.StaffView || s.Wish.Submitter == "") {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	post, ok := wish.MayCall(a, s.Wish)
	if !ok {
		h.Fail(w, r, errs.New(errs.Forbidden, "error.forbidden"))
		return
	}
	if look, ok := h.Reveal(w, r, s, person.Revealing{Post: post}, f); ok {
		h.show(w, r, s, opened{act: likeliest(s), reveal: look.Form, shown: look.Shown, status: look.Status})
	}
}

// contactPage is the form in which the desk writes down how to reach the submitter.
type contactPage struct {
	web.Page
	Form   *web.Form
	Who    string
	Action string
	Back   string
	Fields []contactField
	Ways   []web.Option // how the person agreed, where that is asked
}

// contactField is one value: what stands there now, masked; an empty input leaves it, a tick removes it.
type contactField struct {
	Name, Label, Now, Mode string
}

// subject is the submitter of the wish in the address, for who may write down that person's contact.
func (h *Handler) subject(r *http.Request) (s wish.Seen, who person.Person, err error) {
	if s, err = h.Wishes.See(r.Context(), h.Who(r), r.PathValue("id")); err != nil {
		return s, who, err
	}
	if s.View != wish.StaffView || s.Wish.Submitter == "" {
		return s, who, errs.New(errs.NotFound, "error.not_found")
	}
	if who, err = person.ByID(r.Context(), h.DB, s.Wish.Submitter); err != nil {
		return s, who, err
	}
	if _, ok := person.MaySetContact(h.Who(r), who); !ok {
		err = errs.New(errs.Forbidden, "error.forbidden")
	}
	return s, who, err
}

// askContact is GET /wishes/{id}/contact.
func (h *Handler) askContact(w http.ResponseWriter, r *http.Request) {
	s, who, err := h.subject(r)
	if err != nil {
		h.Fail(w, r, err)
		return
	}
	h.showContact(w, r, s, who, web.NewForm(), http.StatusOK)
}

func (h *Handler) showContact(w http.ResponseWriter, r *http.Request, s wish.Seen, who person.Person, f *web.Form, status int) {
	now, err := h.People.Masked(r.Context(), who.ID)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := contactPage{Page: web.NewPage(w, r, web.T(r.Context(), "desk.contact.set")), Form: f, Who: person.MaskName(who.Name), Back: "/wishes/" + s.Wish.ID}
	p.Here, p.Action = "/wishes", p.Back+"/contact"
	if h.Privacy != nil {
		for _, way := range privacy.DeskWays() {
			p.Ways = append(p.Ways, web.Option{Value: string(way), Label: p.T("desk.contact.consent." + string(way))})
		}
	}
	for _, x := range []contactField{
		{"phone", "desk.contact.phone", now.Phone, "tel"},
		{"other", "desk.contact.other", now.Other, ""},
		{"address", "desk.contact.address", now.Address, ""},
		{"id_number", "desk.contact.id_number", now.IDNumber, ""},
	} {
		x.Label = p.T(x.Label)
		p.Fields = append(p.Fields, x)
	}
	web.Render(w, r, status, contactSheet(p))
}

// setContact is POST /wishes/{id}/contact.
func (h *Handler) setContact(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	s, who, err := h.subject(r)
	if err != nil {
		h.Fail(w, r, err)
		return
	}
	value := func(name string) *string {
		v := f.Value(name)
		if v == "" && !f.Has("remove_"+name, "1") {
			return nil
		}
		return &v
	}
	err = h.People.SetContact(r.Context(), h.Who(r), who.ID, person.ContactChange{
		Phone: value("phone"), IDNumber: value("id_number"), Address: value("address"), Other: value("other"), Consent: f.Value("consent"),
	})
	if f.Take(err) {
		h.showContact(w, r, s, who, f, http.StatusUnprocessableEntity)
		return
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/wishes/"+s.Wish.ID, web.Flash{Key: "desk.contact.done"})
}
