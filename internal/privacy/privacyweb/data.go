package privacyweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/privacy"
	"linli/internal/web"
)

type dataPage struct {
	web.Page
	Held     []heldRow
	Looks    []lookRow
	Requests []requestRow
	Consents []consentRow
	Notice   int64
	Key      string
}

// heldRow is one kind of thing that is held: what, why, for how long.
type heldRow struct{ What, N, Why, Period string }

type lookRow struct{ When, Who, Why string }

type requestRow struct {
	ID, What, State, Answer, URL string
	Stays                        []string // what was not erased, and why
	Clock                        clock
	Open                         bool
	For                          string // masked name, where it is about somebody else
}

type consentRow struct {
	Purpose    string
	What, When string
	Given      bool
}

// data is GET /account/data: what is held of oneself, who has looked, and what one may do about it.
func (h *Handler) data(w http.ResponseWriter, r *http.Request) {
	a, ctx := h.Who(r), r.Context()
	if a.Person == "" {
		web.Fail(w, r, unauthenticated())
		return
	}
	p := dataPage{Key: id.New()}
	for _, fill := range []func(context.Context, actor.Actor, *dataPage) error{h.fillHeld, h.fillLooks, h.fillRequests, h.fillConsents} {
		if err := fill(ctx, a, &p); err != nil {
			web.Fail(w, r, err)
			return
		}
	}
	p.Page = web.NewPage(w, r, web.T(ctx, "privacy.data.title"))
	p.Here = DataPath
	web.Render(w, r, http.StatusOK, dataSheet(p))
}

func (h *Handler) fillHeld(ctx context.Context, a actor.Actor, p *dataPage) error {
	held, err := h.Privacy.Held(ctx, a)
	if err != nil {
		return err
	}
	periods, err := h.Privacy.Periods(ctx)
	if err != nil {
		return err
	}
	months := map[string]int{}
	for _, x := range periods {
		months[x.Entity] = x.Months
	}
	l := web.L(ctx)
	for _, x := range held {
		row := heldRow{What: l.T("privacy.entity." + x.Entity), N: l.T("privacy.data.n", x.N), Why: l.T("privacy.why." + x.Entity)}
		if !x.Since.IsZero() {
			row.N = l.T("privacy.data.since", x.N, l.DateLong(x.Since))
		}
		if n := months[x.Entity]; n > 0 {
			row.Period = l.T("privacy.period."+x.Entity, n)
		} else {
			row.Period = l.T("privacy.period_of." + x.Entity)
		}
		p.Held = append(p.Held, row)
	}
	n, err := privacy.NoticeAt(ctx, h.DB, h.DB.Now())
	p.Notice = n.Version
	return err
}

func (h *Handler) fillLooks(ctx context.Context, a actor.Actor, p *dataPage) error {
	looks, err := h.Privacy.Looks(ctx, a)
	l := web.L(ctx)
	for _, x := range looks {
		row := lookRow{When: l.DateTime(x.At), Who: x.Office + " " + x.Post, Why: l.T("privacy.looks.unknown")}
		if slices.Contains(person.Reasons(), person.Reason(x.Reason)) {
			row.Why = l.T("person.reason." + x.Reason)
		}
		p.Looks = append(p.Looks, row)
	}
	return err
}

func (h *Handler) fillRequests(ctx context.Context, a actor.Actor, p *dataPage) error {
	list, err := h.Privacy.Mine(ctx, a)
	if err != nil {
		return err
	}
	names, err := person.Names(ctx, h.DB, a.ActsFor)
	if err != nil {
		return err
	}
	for _, x := range list {
		row, err := h.requestRow(ctx, x)
		if err != nil {
			return err
		}
		if x.Person != a.Person {
			row.For = person.MaskName(names[x.Person])
		}
		p.Requests = append(p.Requests, row)
	}
	return nil
}

func (h *Handler) requestRow(ctx context.Context, x privacy.Request) (row requestRow, err error) {
	l := web.L(ctx)
	row = requestRow{ID: x.ID, What: l.T("privacy.kind." + string(x.Kind)), State: l.T("privacy.state." + string(x.State)), Answer: x.Answer, Open: x.State == privacy.Open, URL: "/requests/" + x.ID}
	for _, o := range x.Outcome {
		if o.Kept > 0 {
			row.Stays = append(row.Stays, l.T("privacy.stays", l.T("privacy.entity."+o.Entity), l.T("privacy.kept."+o.Why)))
		}
	}
	row.Clock, err = h.clockOf(ctx, x)
	return row, err
}

func (h *Handler) fillConsents(ctx context.Context, a actor.Actor, p *dataPage) error {
	all, err := h.Privacy.Consents(ctx, a.Person)
	if err != nil {
		return err
	}
	l := web.L(ctx)
	for _, purpose := range privacy.Purposes() {
		row := consentRow{Purpose: string(purpose), What: l.T("privacy.consent.for." + string(purpose)), When: l.T("privacy.consent.none")}
		for _, c := range slices.Backward(all) {
			if c.Purpose == purpose {
				row.Given = c.WithdrawnAt.IsZero()
				row.When = l.T("privacy.consent.given."+string(c.Way), l.DateLong(c.GivenAt), c.Notice)
				if !row.Given {
					row.When = l.T("privacy.consent.ended", l.DateLong(c.WithdrawnAt))
				}
			}
		}
		if purpose != privacy.ForChild || row.Given {
			p.Consents = append(p.Consents, row)
		}
	}
	return nil
}

// consent is POST /account/data/consent: agreeing and taking back take the same one step.
func (h *Handler) consent(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	a := h.Who(r)
	if err == nil && a.Person == "" {
		err = unauthenticated()
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	purpose, said := privacy.Purpose(f.Value("purpose")), web.Flash{Key: "privacy.consent.done"}
	if f.Value("do") == "end" {
		said.Key = "privacy.consent.taken"
		err = h.Privacy.TakeBack(r.Context(), a, a.Person, purpose)
	} else {
		err = h.Privacy.Give(r.Context(), a, privacy.Giving{Person: a.Person, Purpose: purpose, Key: f.Value("key")})
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, DataPath, said)
}

type askPage struct {
	web.Page
	Form   *web.Form
	Kind   string
	For    []web.Option // those the reader may ask for; none but oneself when empty
	Period string       // by when one hears
	Open   []requestRow // of this kind: there is one already
	Clash  bool         // one was open when this was sent
}

// ask is GET /account/data/correct and /erase.
func (h *Handler) ask(kind privacy.Kind) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h.showAsk(w, r, kind, web.NewForm("key", id.New()), http.StatusOK)
	}
}

func (h *Handler) showAsk(w http.ResponseWriter, r *http.Request, kind privacy.Kind, f *web.Form, status int) {
	a, ctx := h.Who(r), r.Context()
	if a.Person == "" {
		web.Fail(w, r, unauthenticated())
		return
	}
	p := askPage{Form: f, Kind: string(kind), Clash: status == http.StatusConflict}
	if err := h.fillAsk(ctx, a, &p); err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = page(w, r, "privacy.ask."+string(kind))
	web.Render(w, r, status, askSheet(p))
}

func (h *Handler) fillAsk(ctx context.Context, a actor.Actor, p *askPage) error {
	l := web.L(ctx)
	if len(a.ActsFor) > 0 {
		names, err := person.Names(ctx, h.DB, a.ActsFor)
		if err != nil {
			return err
		}
		p.For = append(p.For, web.Option{Value: a.Person, Label: l.T("privacy.ask.me")})
		for _, x := range a.ActsFor {
			p.For = append(p.For, web.Option{Value: x, Label: person.MaskName(names[x])})
		}
	}
	list, err := h.Privacy.Mine(ctx, a)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.State == privacy.Open && string(x.Kind) == p.Kind {
			row, err := h.requestRow(ctx, x)
			if err != nil {
				return err
			}
			p.Open = append(p.Open, row)
		}
	}
	book, err := h.Rules.Book(ctx)
	if err != nil {
		return err
	}
	span := book.Span("privacy.request", a.Home, h.DB.Now())
	p.Period = l.T("privacy.ask.period."+string(span.Unit), span.N)
	return nil
}

// send is POST /account/data/correct and /erase. A deletion cannot be undone: it is asked for with a tick.
func (h *Handler) send(kind privacy.Kind) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := web.ReadForm(w, r)
		if err != nil {
			web.Fail(w, r, err)
			return
		}
		a := h.Who(r)
		if a.Person == "" {
			web.Fail(w, r, unauthenticated())
			return
		}
		if kind == privacy.Erase && !f.Has("sure", "1") {
			f.Bad("sure", "privacy.ask.erase.sure.missing")
			h.showAsk(w, r, kind, f, http.StatusUnprocessableEntity)
			return
		}
		x, err := h.Privacy.Ask(r.Context(), a, privacy.Asking{Person: f.Value("for"), Kind: kind, Text: f.Value("text"), Key: f.Value("key")})
		switch {
		case f.Take(err):
			h.showAsk(w, r, kind, f, http.StatusUnprocessableEntity)
		case errs.Is(err, errs.Conflict):
			f.Set("key", id.New())
			h.showAsk(w, r, kind, f, http.StatusConflict)
		case err != nil:
			web.Fail(w, r, err)
		default:
			web.Redirect(w, r, DataPath, web.Flash{Key: "privacy.ask.done", Args: []string{web.L(r.Context()).Date(x.Due)}})
		}
	}
}

// withdraw is POST /requests/{id}/withdraw.
func (h *Handler) withdraw(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		err = h.Privacy.Withdraw(r.Context(), h.Who(r), r.PathValue("id"), f.Value("key"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, DataPath, web.Flash{Key: "privacy.withdrawn"})
}

// number is a number of export as people read it out.
func number(n int64) string { return strconv.FormatInt(n, 10) }

// below is a number in an address; 0 for anything else.
func below(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
