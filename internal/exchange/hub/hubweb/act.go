package hubweb

import (
	"context"
	"net/http"
	"strconv"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/exchange/outbox"
	"linli/internal/id"
	"linli/internal/web"
)

// askPage is a question before what cannot be undone.
type askPage struct {
	web.Page
	Ask web.Question
}

func (h *Handler) ask(what string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		x, err := h.Hubs.See(r.Context(), h.Who(r), r.PathValue("id"))
		if err == nil && x.Target.State == outbox.Ended {
			err = errs.New(errs.Conflict, "hook.conflict")
		}
		if err != nil {
			web.Fail(w, r, err)
			return
		}
		p := askPage{Page: web.NewPage(w, r, web.T(r.Context(), "hook."+what))}
		p.Here, p.Back = Path, Path+"/"+x.ID
		p.Ask = web.Question{
			Ask: p.T("hook."+what+".ask", x.Name), What: p.T("hub." + what + ".what"), Verb: p.T("hook." + what), No: p.T("hook.no"),
			Action: p.Back + "/" + what, Back: p.Back, Carry: []web.Hidden{{Name: "key", Value: id.New()}},
		}
		web.Render(w, r, http.StatusOK, asked(p))
	}
}

// act does something to a hub and leads back to it.
func (h *Handler) act(do func(context.Context, actor.Actor, string) error, what string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := do(r.Context(), h.Who(r), r.PathValue("id")); err != nil {
			web.Fail(w, r, err)
			return
		}
		web.Redirect(w, r, Path+"/"+r.PathValue("id"), web.Flash{Key: "hook.did." + what})
	}
}

func (h *Handler) rotate(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	a, hubID := h.Who(r), r.PathValue("id")
	x, err := h.Hubs.See(r.Context(), a, hubID)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	secret, until, err := h.Hubs.Rotate(r.Context(), a, hubID, f.Value("key"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := web.NewPage(w, r, "")
	h.once(w, r, x, secret, p.T("hook.rotated.what", p.L().DateTime(until)))
}

// replay is POST /admin/hubs/{id}/replay: one message by its sequence, all that is dead, or the days of a form.
func (h *Handler) replay(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	n, err := h.Hubs.Replay(r.Context(), h.Who(r), r.PathValue("id"), outbox.Asked(f.Value))
	if f.Take(err) {
		h.look(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, Path+"/"+r.PathValue("id"), web.Flash{Key: "hook.did.replay", Args: []string{strconv.Itoa(n)}})
}
