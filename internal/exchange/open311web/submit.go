package open311web

import (
	"context"
	"net/http"
	"strings"

	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/exchange/open311"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/seal"
	"linli/internal/web"
	"linli/internal/wish"
)

// submit is POST requests: a wish is filed by the owner of the key, at its place.
func (h *Handler) submit(w http.ResponseWriter, r *http.Request) {
	a := h.Who(r)
	if !a.SignedIn() {
		web.Fail(w, r, errs.New(errs.Forbidden, "open311.error.no_key"))
		return
	}
	err := mayDo(a, token.File)
	var s open311.Submission
	var in wish.Filing
	if err == nil {
		s, in, err = h.submitted(r, a)
	}
	var filed wish.Wish
	if err == nil {
		filed, err = h.Wishes.File(r.Context(), a, in)
	}
	if err == nil {
		err = h.reachable(r.Context(), a, filed, s)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.receipt(w, r, filed, s)
}

// submitted reads what is submitted, and makes a wish of it. Invalid, NotFound and Forbidden by the arguments of the specification.
func (h *Handler) submitted(r *http.Request, a actor.Actor) (s open311.Submission, in wish.Filing, err error) {
	ctx := r.Context()
	j, err := h.jurisdiction(r)
	if err != nil {
		return s, in, err
	}
	s, bad := open311.ReadSubmission(r.PostForm)
	if err := errs.BadFields(bad); err != nil {
		return s, in, err
	}
	if s.Phone != "" {
		if s.Phone, err = person.ParsePhone(s.Phone); err != nil {
			return s, in, errs.In("phone", err)
		}
	}
	if _, err := h.open(ctx, s.Service); err != nil {
		return s, in, err
	}
	at, err := h.placed(ctx, a, j, s)
	if err != nil {
		return s, in, err
	}
	in = wish.Filing{Topic: wish.Topic(s.Service), Text: s.Description, Place: at.Code, Visibility: wish.Public, Key: r.Header.Get("Idempotency-Key")}
	if s.Address != at.Name && s.Address != at.Short() && s.Address != at.Code {
		in.Spot = s.Address
	}
	return s, in, h.whom(ctx, a, s, &in)
}

// placed is the place of a submission: by address_id, the code of one, else where address_string names exactly one. It lies in the
// jurisdiction that was named, and within the reach of the key.
func (h *Handler) placed(ctx context.Context, a actor.Actor, j jurisdiction, s open311.Submission) (p place.Place, err error) {
	name := "address_id"
	if s.AddressID != "" {
		var code string
		if code, err = place.Parse(s.AddressID); err == nil {
			p, err = place.Resolve(ctx, h.DB, code)
		}
	} else {
		name = "address_string"
		p, err = h.located(ctx, a, s.Address)
	}
	switch {
	case errs.Is(err, errs.Invalid), errs.Is(err, errs.NotFound), err == nil && len(p.Code) < wish.CommunityWidth:
		return p, wrong(errs.Invalid, name, "open311.error."+name)
	case err != nil:
		return p, err
	case !actor.Covers(j.place, p.Code):
		return p, wrong(errs.Invalid, name, "open311.error.elsewhere")
	case !a.Reaches(p.Code):
		return p, wrong(errs.Forbidden, name, "open311.error.reach")
	}
	return p, nil
}

// located is the place that an address names, by the most exact reading under which there is one. NotFound where there is none,
// or where it may be either of two: no place is guessed.
func (h *Handler) located(ctx context.Context, a actor.Actor, address string) (place.Place, error) {
	within := a.Token.Within
	if len(within) == 0 {
		within = []string{""}
	}
	l, readings := place.NewLocator(within), open311.Readings(address)
	for i, pair := range readings {
		var fit place.Place
		n := 0
		for _, reading := range pair {
			p, found, err := l.Find(ctx, h.DB, reading)
			if err != nil {
				return p, err
			}
			if i > 0 && i == len(readings)-1 && len(p.Code) > wish.CommunityWidth {
				continue // a building alone, of a longer address: there is one of its name in many communities
			}
			if found > 0 && p.Code != fit.Code || found > 1 {
				n, fit = n+found, p
			}
		}
		if n == 1 {
			return fit, nil
		}
		if n > 1 {
			break
		}
	}
	return place.Place{}, errs.New(errs.NotFound, "error.not_found")
}

// whom says for whom it is. At the desk of the community a program files for others: for somebody by name, who is the person of that
// name whom the desk knows under that telephone, or else somebody new; without a name for somebody who leaves none. Elsewhere what is
// filed is the owner's own, and a name is refused.
func (h *Handler) whom(ctx context.Context, a actor.Actor, s open311.Submission, in *wish.Filing) error {
	in.ForName = s.Name
	if _, ok := wish.MayFileFor(a, in.Place[:wish.CommunityWidth]); !ok {
		return nil
	}
	in.Channel, in.Anonymous = wish.Hotline, s.Name == ""
	if s.Phone == "" || s.Name == "" {
		return nil
	}
	known, err := h.People.FindByPhone(ctx, a, seal.Of(s.Phone))
	for _, p := range known {
		if p.Name == s.Name {
			in.For, in.ForName = p.ID, ""
			break
		}
	}
	return err
}

// reachable keeps the telephone of who submitted it, sealed.
func (h *Handler) reachable(ctx context.Context, a actor.Actor, filed wish.Wish, s open311.Submission) error {
	if s.Phone == "" || filed.Submitter == "" || filed.Registrar == "" {
		return nil
	}
	return h.People.SetContact(ctx, a, filed.Submitter, person.ContactChange{Phone: &s.Phone})
}

// receipt answers a submission: its id, how whoever submitted it follows it, and what of it was not kept.
func (h *Handler) receipt(w http.ResponseWriter, r *http.Request, filed wish.Wish, s open311.Submission) {
	t := web.L(r.Context())
	notice := t.T("open311.filed", filed.Number, filed.Code, h.Base(r)+"/lookup", t.Date(filed.AcceptDue))
	if len(s.Unkept) > 0 {
		notice += " " + t.T("open311.unkept", strings.Join(s.Unkept, ", "))
	}
	f := open311.FormatOf(r.URL.Path)
	body, err := open311.Encode(f, open311.Receipts{{ID: open311.Text(filed.Number), Notice: open311.Text(notice)}})
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	head := w.Header()
	head.Set("Location", Prefix+"/requests/"+filed.Number+"."+string(f))
	head.Set("Content-Type", f.Media()+"; charset=utf-8")
	head.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write(body) // whoever has gone away needs nothing
}
