package hubweb

import (
	"net/http"
	"net/url"

	"linli/internal/exchange/hub"
	"linli/internal/id"
	"linli/internal/web"
)

// waiting is an order that waits to be placed, in words.
type waiting struct {
	hub.Waiting
	URL, Came, Received, Due string
	Bad                      []string
}

func waitingOf(p web.Page, x hub.Waiting) waiting {
	out := waiting{Waiting: x, URL: Orders + "/" + x.ID, Came: p.L().DateTime(x.CameAt), Received: p.L().DateTime(x.ReceivedAt), Due: "–"}
	if !x.Document.Due.IsZero() {
		out.Due = p.L().DateTime(x.Document.Due)
	}
	for _, f := range x.Bad {
		out.Bad = append(out.Bad, p.T(f.Key, f.Args...))
	}
	return out
}

// ordersPage is the orders that wait to be placed.
type ordersPage struct {
	web.Page
	Rows  []waiting
	Pager web.Pager
}

func (h *Handler) orders(w http.ResponseWriter, r *http.Request) {
	after := r.URL.Query().Get("after")
	all, next, err := h.Hubs.Waiting(r.Context(), h.Who(r), after)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := ordersPage{Page: web.NewPage(w, r, web.T(r.Context(), "hub.orders"))}
	p.Here = Orders
	for _, x := range all {
		p.Rows = append(p.Rows, waitingOf(p.Page, x))
	}
	if next != "" {
		p.Pager.Next = Orders + "?" + url.Values{"after": {next}}.Encode()
	}
	if after != "" {
		p.Pager.Prev = Orders
	}
	web.Render(w, r, http.StatusOK, ordersSheet(p))
}

// orderPage is one of them, with the form that says where it belongs.
type orderPage struct {
	web.Page
	Order  waiting
	Form   *web.Form
	Topics []web.Option
}

func (h *Handler) order(w http.ResponseWriter, r *http.Request) {
	f := web.NewForm("key", id.New())
	h.showOrder(w, r, f, true, http.StatusOK)
}

func (h *Handler) showOrder(w http.ResponseWriter, r *http.Request, f *web.Form, first bool, status int) {
	x, err := h.Hubs.ToPlace(r.Context(), h.Who(r), r.PathValue("id"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	tree, err := h.Topics.Tree(r.Context(), h.DB)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if first {
		f.Set("unit", x.Document.Unit)
	}
	p := orderPage{Page: web.NewPage(w, r, web.T(r.Context(), "hub.order", x.Number)), Form: f}
	p.Here, p.Back = Orders, Orders
	p.Order, p.Topics = waitingOf(p.Page, x), topicsOf(tree, p.Page)
	web.Render(w, r, status, orderSheet(p))
}

// place is POST /hub-orders/{id}: it becomes a wish as somebody has said.
func (h *Handler) place(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	made, err := h.Hubs.Place(r.Context(), h.Who(r), r.PathValue("id"), hub.Choice{Topic: f.Value("topic"), Place: f.Value("place"), Unit: f.Value("unit"), Key: f.Value("key")})
	if f.Take(err) {
		h.showOrder(w, r, f, false, http.StatusUnprocessableEntity)
		return
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, Orders, web.Flash{Key: "hub.did.place", Args: []string{made.Number}, Link: "/wishes/" + made.ID, Word: "hub.see"})
}
