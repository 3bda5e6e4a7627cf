package deskweb

import (
	"context"
	"net/http"
	"slices"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

// deed is one act of the desk: what its form says to the service.
type deed struct {
	act    wish.Act
	fields []string // in the order of the form
	do     func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error)
}

func deeds() []deed {
	return append([]deed{
		{wish.Accept, []string{"title", "topic", "urgency", "text"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Wishes.Accept(ctx, a, wishID, wish.Acceptance{
				Title: f.Value("title"), Topic: wish.Topic(f.Value("topic")), Urgency: wish.Urgency(f.Value("urgency")), Text: f.Value("text"), Key: f.Value("key"),
			})
		}},
		{wish.Reject, []string{"text", "advice"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Wishes.Reject(ctx, a, wishID, wish.Rejection{Text: f.Value("text"), Advice: f.Value("advice"), Key: f.Value("key")})
		}},
		{wish.Classify, []string{"colour", "unit", "text"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Wishes.Classify(ctx, a, wishID, wish.Classification{Colour: wish.Colour(f.Value("colour")), Unit: f.Value("unit"), Text: f.Value("text"), Key: f.Value("key")})
		}},
		{wish.TakeUp, nil, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Wishes.TakeUp(ctx, a, wishID, f.Value("key"))
		}},
		{wish.Note, []string{"text", "audience"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Wishes.Note(ctx, a, wishID, wish.Progress{Text: f.Value("text"), Audience: wish.Audience(f.Value("audience")), Key: f.Value("key")})
		}},
		{wish.Answer, []string{"text"}, func(ctx context.Context, h *Handler, a actor.Actor, wishID string, f *web.Form) (wish.Wish, error) {
			return h.Wishes.Answer(ctx, a, wishID, wish.Reply{Text: f.Value("text"), Draft: string(wishweb.Draft(f)), Key: f.Value("key")})
		}},
	}, append(sideDeeds(), askDeeds()...)...)
}

// post is POST /wishes/{id}/{act}: done, or the wish's page again with everything typed and what is wrong (422) or
// who was first (409).
func (h *Handler) post(d deed) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := h.read(w, r, d.act)
		if err != nil {
			web.Fail(w, r, err)
			return
		}
		defer f.Close()
		ctx, a, wishID := r.Context(), h.Who(r), r.PathValue("id")
		if d.act == wish.Answer && (!f.OK() || wishweb.Attaching(f)) {
			h.attaching(w, r, f)
			return
		}
		var done wish.Wish
		if ctx, err = h.SuggestionShown(ctx, a, wishID, f); err == nil {
			done, err = d.do(ctx, h, a, wishID, f)
		}
		if err == nil {
			web.Redirect(w, r, after(a, d.act, done, f), said(d.act, done))
			return
		}
		s, seen := h.Wishes.See(ctx, a, wishID)
		open := opened{act: d.act, to: wish.Colour(f.Value("colour")), form: f}
		switch {
		case seen != nil || s.View != wish.StaffView:
			h.Fail(w, r, err)
			return
		case d.refuse(f, err):
			open.status = http.StatusUnprocessableEntity
		case errs.Is(err, errs.Conflict):
			open.status, open.failed = http.StatusConflict, err
			f.Set("key", id.New()) // whoever sends it once more has read the change and means it
		default:
			h.Fail(w, r, err)
			return
		}
		h.show(w, r, s, open)
	}
}

// read reads the form of an act; an answer may carry photos and a voice note.
func (h *Handler) read(w http.ResponseWriter, r *http.Request, act wish.Act) (*web.Form, error) {
	if act == wish.Answer {
		return h.ReadUpload(w, r)
	}
	return web.ReadForm(w, r)
}

// attaching shows the answer's form again, with what has been added or taken out, or with what is wrong with it.
func (h *Handler) attaching(w http.ResponseWriter, r *http.Request, f *web.Form) {
	s, err := h.Wishes.See(r.Context(), h.Who(r), r.PathValue("id"))
	switch {
	case err != nil:
		h.Fail(w, r, err)
		return
	case s.View != wish.StaffView || !s.May(wish.Answer):
		h.Fail(w, r, errs.New(errs.Forbidden, "wish.forbidden.answer"))
		return
	}
	open := opened{act: wish.Answer, form: f, status: http.StatusOK}
	if !f.OK() {
		open.status = http.StatusUnprocessableEntity
	}
	h.show(w, r, s, open)
}

// refuse puts what is wrong into the form, in its order; what was left empty is asked for in words of its own. It is
// false when the act failed for another reason.
func (d deed) refuse(f *web.Form, err error) bool {
	fields := errs.FieldsOf(err)
	if len(fields) == 0 {
		return f.Take(err)
	}
	slices.SortStableFunc(fields, func(x, y errs.Field) int {
		return slices.Index(d.fields, x.Name) - slices.Index(d.fields, y.Name)
	})
	level := wish.Colour(f.Value("colour"))
	for _, x := range fields {
		switch {
		case d.act == wish.Classify && x.Name != "colour" && !slices.Contains(wish.Colours(), level):
			continue // which level comes first; unit and reason depend on it
		case d.act == wish.Classify && x.Key == "wish.error.empty":
			x.Key = "desk.empty.classify." + string(level)
		case x.Key == "wish.error.empty":
			x.Key = "desk.empty." + string(d.act) + "." + x.Name
		}
		f.Bad(x.Name, x.Key, x.Args...)
	}
	return true
}

// after is where one goes on: to the wish while it stays on the own desk, otherwise back to where one came from.
func after(a actor.Actor, act wish.Act, w wish.Wish, f *web.Form) string {
	switch {
	case act == wish.Classify && f.Value("from") == "board":
		return "/board?place=" + w.Community
	case act == wish.TakeUp || act == wish.Note || act == wish.Joint || slices.Contains(askActs(), act) || act == wish.Accept && wish.Can(a, wish.Classify, w):
		return "/wishes/" + w.ID
	}
	return "/inbox"
}

// said is the line that says what was done: 000142 已收下.
func said(act wish.Act, w wish.Wish) web.Flash {
	key := "desk.done." + string(act)
	if act == wish.Classify {
		key += "." + string(w.Colour)
	}
	return web.Flash{Key: key, Args: []string{spokenNumber(w)}, Link: "/wishes/" + w.ID, Word: "desk.see"}
}

// actIcon is the icon of an act's tab.
func actIcon(act wish.Act) web.Icon {
	switch act {
	case wish.Accept:
		return web.IconInbox
	case wish.Reject:
		return web.IconArrowBackUp
	case wish.Classify:
		return web.IconLayoutKanban
	case wish.Answer:
		return web.IconMessage
	case wish.Note:
		return web.IconHistory
	case wish.Hand:
		return web.IconArrowRight
	case wish.Return, wish.Refuse:
		return web.IconArrowBackUp
	case wish.Joint:
		return web.IconUsers
	case wish.Lower:
		return web.IconArrowBackUp
	case wish.Ruling, wish.Recolour:
		return web.IconStairsUp
	case wish.Extend, wish.Resume:
		return web.IconClock
	case wish.Suspend:
		return web.IconPlayerPause
	case wish.Merge, wish.Unmerge:
		return web.IconCopy
	default:
		return web.IconCheck
	}
}
