package privacyweb

import (
	"context"
	"net/http"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/privacy"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/web"
	"linli/internal/workday"
)

type listPage struct {
	web.Page
	Views    []web.View
	Rows     []deskRow
	Pager    web.Pager
	Open     bool
	Register bool
}

type deskRow struct {
	URL, What, Who, Place, State string
	Clock                        clock
}

// list is GET /requests: what waits for the desk by its clock, or what was decided.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	ctx, a := r.Context(), h.Who(r)
	f, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if !a.SignedIn() {
		web.Fail(w, r, unauthenticated())
		return
	}
	open := f.Value("view") != "ended"
	list, next, err := h.Privacy.List(ctx, a, open, f.Value("after"))
	p := listPage{Open: open, Register: privacy.MayRegister(a)}
	if err == nil {
		p.Rows, err = h.deskRows(ctx, list)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, web.T(ctx, "privacy.nav.requests"))
	p.Here = "/requests"
	p.Views = []web.View{{Label: p.T("privacy.view.open"), URL: "/requests", Current: open}, {Label: p.T("privacy.view.ended"), URL: "/requests?view=ended", Current: !open}}
	if next != "" {
		p.Pager.Next = "/requests?view=" + map[bool]string{true: "open", false: "ended"}[open] + "&after=" + next
	}
	web.Render(w, r, http.StatusOK, listSheet(p))
}

func (h *Handler) deskRows(ctx context.Context, list []privacy.Request) (rows []deskRow, err error) {
	l := web.L(ctx)
	ids := make([]string, 0, len(list))
	for _, x := range list {
		ids = append(ids, x.Person)
	}
	names, err := person.Names(ctx, h.DB, ids)
	for _, x := range list {
		if err != nil {
			return nil, err
		}
		row := deskRow{URL: "/requests/" + x.ID, What: l.T("privacy.kind." + string(x.Kind)), Who: person.MaskName(names[x.Person]), State: l.T("privacy.state." + string(x.State))}
		if row.Place, err = h.Where(ctx, x.Place); err == nil {
			row.Clock, err = h.clockOf(ctx, x)
		}
		rows = append(rows, row)
	}
	return rows, err
}

type requestPage struct {
	web.Page
	Seen    privacy.Seen
	Form    *web.Form
	Row     requestRow
	Who     string
	As      string
	Place   string
	Filed   string
	Erased  []string // of a granted deletion
	Decides bool
	Decider string
	Clash   bool
}

// request is GET /requests/{id}.
func (h *Handler) request(w http.ResponseWriter, r *http.Request) {
	h.showRequest(w, r, web.NewForm("key", id.New()), http.StatusOK)
}

func (h *Handler) showRequest(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	ctx, a := r.Context(), h.Who(r)
	s, err := h.Privacy.See(ctx, a, r.PathValue("id"))
	p := requestPage{Seen: s, Form: f, Decides: s.May(privacy.Grant), Clash: status == http.StatusConflict}
	if err == nil {
		err = h.fillRequest(ctx, &p)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, p.Row.What)
	if p.Here = "/requests"; p.Frame == web.Phone {
		p.Bar, p.Back = p.Title, DataPath
	}
	web.Render(w, r, status, requestSheet(p))
}

func (h *Handler) fillRequest(ctx context.Context, p *requestPage) (err error) {
	l, s := web.L(ctx), p.Seen
	if p.Row, err = h.requestRow(ctx, s.Request); err != nil {
		return err
	}
	if p.Place, err = h.Where(ctx, s.Place); err != nil {
		return err
	}
	p.Who, p.As, p.Filed = person.MaskName(s.Name), l.T("privacy.as."+string(s.As)), l.DateTime(s.FiledAt)
	for _, o := range s.Outcome {
		if o.Erased > 0 {
			p.Erased = append(p.Erased, l.T("privacy.erased", l.T("privacy.entity."+o.Entity), o.Erased))
		}
	}
	if s.DeciderPost == "" {
		return nil
	}
	post, err := org.PostByID(ctx, h.DB, s.DeciderPost)
	if err != nil {
		return err
	}
	o, err := org.ByID(ctx, h.DB, post.Org)
	p.Decider = o.Short() + " " + post.Title
	return err
}

// decide is POST /requests/{id}/grant and /refuse.
func (h *Handler) decide(act privacy.Act) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := web.ReadForm(w, r)
		if err != nil {
			web.Fail(w, r, err)
			return
		}
		do, said := h.Privacy.Grant, "privacy.granted"
		if act == privacy.Refuse {
			do, said = h.Privacy.Refuse, "privacy.refused"
		}
		err = do(r.Context(), h.Who(r), r.PathValue("id"), privacy.Decision{Text: f.Value("text"), Key: f.Value("key")})
		switch {
		case f.Take(err):
			h.showRequest(w, r, f, http.StatusUnprocessableEntity)
		case errs.Is(err, errs.Conflict):
			h.showRequest(w, r, f, http.StatusConflict)
		case err != nil:
			web.Fail(w, r, err)
		default:
			web.Redirect(w, r, "/requests/"+r.PathValue("id"), web.Flash{Key: said})
		}
	}
}

type registerPage struct {
	web.Page
	Form  *web.Form
	Asked bool
	Found []web.Option
	Kinds []web.Option
}

// askRegister is GET /requests/register: somebody has come or called; q finds the person by name or telephone. What was
// typed is a POST, so that no telephone stands in an address.
func (h *Handler) askRegister(w http.ResponseWriter, r *http.Request) {
	h.showRegister(w, r, web.NewForm("key", id.New()), http.StatusOK)
}

func (h *Handler) showRegister(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	ctx, a := r.Context(), h.Who(r)
	var err error
	switch {
	case !a.SignedIn():
		err = unauthenticated()
	case !privacy.MayRegister(a):
		err = errs.New(errs.NotFound, "error.not_found")
	}
	p := registerPage{Form: f, Asked: f.Value("q") != ""}
	if err == nil {
		p.Found, err = h.find(ctx, a, f.Value("q"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, web.T(ctx, "privacy.register.title"))
	p.Here = "/requests"
	for _, k := range privacy.Kinds() {
		p.Kinds = append(p.Kinds, web.Option{Value: string(k), Label: p.T("privacy.kind." + string(k))})
	}
	web.Render(w, r, status, registerSheet(p))
}

// find is the people of the desk by name or telephone.
func (h *Handler) find(ctx context.Context, a actor.Actor, q string) (out []web.Option, err error) {
	const most = 20
	if q == "" {
		return nil, nil
	}
	found, err := person.Find(ctx, h.DB, a, q, most)
	if phone, bad := person.ParsePhone(q); err == nil && bad == nil {
		found, err = h.People.FindByPhone(ctx, a, seal.Of(phone))
	}
	for _, p := range found {
		if err != nil {
			return nil, err
		}
		var home string
		home, err = h.Where(ctx, p.Place)
		out = append(out, web.Option{Value: p.ID, Label: p.Name, Note: home})
	}
	return out, err
}

// register is POST /requests/register: do=find looks for the person, anything else writes the request down.
func (h *Handler) register(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	a := h.Who(r)
	if f.Value("do") == "find" || !privacy.MayRegister(a) {
		h.showRegister(w, r, f, http.StatusOK)
		return
	}
	if f.Value("person") == "" {
		f.Bad("person", "privacy.register.whom")
		h.showRegister(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	x, err := h.Privacy.Ask(r.Context(), a, privacy.Asking{Person: f.Value("person"), Kind: privacy.Kind(f.Value("kind")), Text: f.Value("text"), Key: f.Value("key")})
	switch {
	case f.Take(err):
		h.showRegister(w, r, f, http.StatusUnprocessableEntity)
	case errs.Is(err, errs.Conflict):
		f.Bad("kind", "privacy.open_already")
		h.showRegister(w, r, f, http.StatusConflict)
	case err != nil:
		web.Fail(w, r, err)
	default:
		web.Redirect(w, r, "/requests/"+x.ID, web.Flash{Key: "privacy.register.done", Args: []string{web.L(r.Context()).Date(x.Due)}})
	}
}

type retentionPage struct {
	web.Page
	Periods []periodRow
	Reports []reportRow
}

type periodRow struct{ What, Period, Source string }

type reportRow struct {
	Began, State string
	Counts       []countRow
}

type countRow struct{ What, Before, By, Done string }

// maxReports is how many runs the page shows.
const maxReports = 14

// retention is GET /retention: what is kept for how long, and what each run has erased.
func (h *Handler) retention(w http.ResponseWriter, r *http.Request) {
	ctx, a := r.Context(), h.Who(r)
	if !a.SignedIn() {
		web.Fail(w, r, unauthenticated())
		return
	}
	reports, err := h.Privacy.Reports(ctx, a, maxReports)
	var periods []privacy.Period
	if err == nil {
		periods, err = h.Privacy.Periods(ctx)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := retentionPage{Page: web.NewPage(w, r, web.T(ctx, "privacy.nav.retention"))}
	p.Here = "/retention"
	for _, x := range periods {
		p.Periods = append(p.Periods, periodRow{p.T("privacy.entity." + x.Entity), p.T("privacy.period."+x.Entity, x.Months), source(p.Page, x)})
	}
	for _, x := range reports {
		row := reportRow{Began: p.L().DateTime(x.Began), State: p.T("privacy.report.stopped")}
		if !x.Ended.IsZero() {
			row.State = p.T("privacy.report.done", p.L().DateTime(x.Ended))
		}
		for _, c := range x.Counts {
			row.Counts = append(row.Counts, countRow{p.T("privacy.entity." + c.Entity), p.L().DateLong(c.Before), p.T("privacy.report.rule", months(p.Page, c.Span), c.From), p.T("privacy.data.n", c.Done)})
		}
		p.Reports = append(p.Reports, row)
	}
	web.Render(w, r, http.StatusOK, retentionSheet(p))
}

// source says where a period comes from: our own defaults in the reader's language, what a district has set as it was typed.
func source(p web.Page, x privacy.Period) string {
	for _, r := range rule.Shipped() {
		if r.Key == "retention."+x.Entity && r.Source == x.Source {
			return p.T("privacy.source." + x.Entity)
		}
	}
	return x.Source
}

// months is the value of a retention's rule in words; what is none stands as it is.
func months(p web.Page, value string) string {
	s, err := workday.ParseSpan(value)
	if err != nil || s.Unit != workday.Month {
		return value
	}
	return p.T("privacy.months", s.N)
}

type exportsPage struct {
	web.Page
	Rows  []exportRow
	Pager web.Pager
}

type exportRow struct{ Number, When, Kind, Who, Purpose, Records string }

// exports is GET /exports: every copy of data that has left the house.
func (h *Handler) exports(w http.ResponseWriter, r *http.Request) {
	ctx, a := r.Context(), h.Who(r)
	f, err := web.ReadQuery(r)
	if err == nil && !a.SignedIn() {
		err = unauthenticated()
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	rows, next, err := export.List(ctx, h.DB, a, below(f.Value("below")))
	people := make([]string, 0, len(rows))
	for _, x := range rows {
		people = append(people, x.Person)
	}
	var names map[string]string
	if err == nil {
		names, err = person.Names(ctx, h.DB, people)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := exportsPage{Page: web.NewPage(w, r, web.T(ctx, "privacy.nav.exports"))}
	p.Here = "/exports"
	for _, x := range rows {
		who := names[x.Person]
		if x.Post == "" {
			who = person.MaskName(who)
		}
		p.Rows = append(p.Rows, exportRow{number(x.Number), p.L().DateTime(x.At), p.T("export.kind." + x.Kind), who, p.T("export.purpose." + x.Purpose), number(int64(x.Records))})
	}
	if next > 0 {
		p.Pager.Next = "/exports?below=" + number(next)
	}
	web.Render(w, r, http.StatusOK, exportsSheet(p))
}
