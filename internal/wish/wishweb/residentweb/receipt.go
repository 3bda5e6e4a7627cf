package residentweb

import (
	"net/http"
	"net/url"

	"linli/internal/errs"
	"linli/internal/web"
	"linli/internal/wish"
)

// receiptPage is what the submitter takes home: number, code and the way back to the wish.
type receiptPage struct {
	web.Page
	Wish  wish.Wish
	Where string
	Due   string // the next date
	Code  string // in two groups, as it is read aloud
	QR    web.QR
}

// receipt is GET /wishes/{id}/receipt: for the submitter's side only. Everybody else gets the page of what is not there.
func (h *Handler) receipt(w http.ResponseWriter, r *http.Request) {
	s, t, err := h.see(r)
	if err == nil && s.View != wish.SubmitterView {
		err = errs.New(errs.NotFound, "")
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.showReceipt(w, r, s.Wish, t)
}

// showReceipt makes the paper that goes to the submitter, also where the desk has filed: the warning of papers that stay
// inside has no place on it.
func (h *Handler) showReceipt(w http.ResponseWriter, r *http.Request, filed wish.Wish, t teller) {
	p := receiptPage{
		Page: web.NewPage(w, r, web.T(r.Context(), "receipt.title")), Wish: filed, Where: t.Where(filed.Place),
		Due: t.Due(filed, true), Code: Spoken(filed.Code),
	}
	p.Here, p.Viewer.Post = "/wishes", ""
	var err error
	if p.QR, err = web.EncodeQR(LookupURL(h.Base(r), filed)); err == nil {
		err = h.call(r.Context(), &p.Page, filed.Community)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store") // the code is a key; no copy of it stays on a shared computer
	web.Render(w, r, http.StatusOK, receipt(p))
}

// deskReceipt is GET /wishes/register/receipt?key=: the same paper where the desk has filed and hands it over. Only who
// filed, only on that day: afterwards the code is the submitter's alone.
func (h *Handler) deskReceipt(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	t, err := h.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	filed, err := h.Wishes.DeskReceipt(ctx, t.Reader, r.URL.Query().Get("key"))
	if err == nil {
		err = t.Learn(ctx, h.DB, []wish.Wish{filed}, nil)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.showReceipt(w, r, filed, t)
}

// LookupURL is the address behind a receipt's QR code. The code stands behind #, which no browser sends: it reaches no
// log, neither ours nor that of anybody between.
func LookupURL(base string, w wish.Wish) string {
	return base + "/lookup?" + url.Values{"number": {w.Number}}.Encode() + "#" + w.Code
}

// Spoken parts a code in the middle, so that it can be read aloud and copied; the look-up takes it with or without the
// gap.
func Spoken(code string) string {
	half := len(code) / 2
	return code[:half] + " " + code[half:]
}

// see is the wish of the address for whoever asks, and how to tell it.
func (h *Handler) see(r *http.Request) (wish.Seen, teller, error) {
	ctx := r.Context()
	t, err := h.teller(r)
	if err != nil {
		return wish.Seen{}, t, err
	}
	s, err := h.Wishes.See(ctx, t.Reader, r.PathValue("id"))
	if err == nil {
		err = t.Learn(ctx, h.DB, []wish.Wish{s.Wish}, s.Entries)
	}
	return s, t, err
}
