// Package journalweb is the journal of acts as those read it who audit.
package journalweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/workday"
)

// Pages are the journal's.
type Pages struct {
	d   *db.DB
	who func(*http.Request) actor.Actor
}

// New is the pages over a database; who says who asks.
func New(d *db.DB, who func(*http.Request) actor.Actor) *Pages { return &Pages{d, who} }

// Routes adds the page.
func (p *Pages) Routes(mux *http.ServeMux) { mux.HandleFunc("GET /journal", p.journal) }

type journalPage struct {
	web.Page
	Form  *web.Form
	Rows  []line
	Pager web.Pager
	More  bool // the page ends before its time: a rare act is looked for
}

// line is one act in words.
type line struct {
	At, Who, Act, Subject, Place, Origin, Detail string
}

// perPage is how many acts a page shows.
const perPage = 50

// journal is GET /journal: for who audits; nobody else is told that it is there.
func (p *Pages) journal(w http.ResponseWriter, r *http.Request) {
	if _, ok := journal.MayRead(p.who(r)); !ok {
		web.Fail(w, r, errs.New(errs.NotFound, "error.not_found"))
		return
	}
	form, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	page := journalPage{Page: web.NewPage(w, r, web.T(r.Context(), "journal.title")), Form: form}
	page.Here = "/journal"
	status := http.StatusOK
	f, err := p.filter(r.Context(), p.who(r), form)
	if err == nil && form.OK() {
		err = p.fill(r.Context(), p.who(r), &page, f)
	} else if err == nil {
		status = http.StatusUnprocessableEntity
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, status, list(page))
}

// filter reads what is asked for; what is not written as it should be is marked in the form.
func (p *Pages) filter(ctx context.Context, a actor.Actor, form *web.Form) (f journal.Filter, err error) {
	if kind := form.Value("kind"); kind != "" {
		f.Act = kind + "."
	}
	f.Before, _ = strconv.ParseInt(form.Value("before"), 10, 64) // anything else begins at the newest
	if text := form.Value("place"); text != "" {
		if f.Places, err = p.places(ctx, a, text); err != nil {
			return f, err
		}
		if len(f.Places) == 0 {
			form.Bad("place", "journal.no_place")
		}
	}
	f.From = midnight(form, "from", 0)
	f.To = midnight(form, "to", 1)
	if who := form.Value("who"); who != "" {
		f.People, err = p.people(ctx, who)
		return f, err
	}
	return f, nil
}

// maxPlaces is how many places of one name are looked through.
const maxPlaces = 50

// places are those that a code means, one of before among them, or a name within what the actor reads.
func (p *Pages) places(ctx context.Context, a actor.Actor, text string) (codes []string, err error) {
	if code, err := place.Parse(text); err == nil {
		return []string{code}, nil
	}
	within, _ := journal.MayRead(a)
	found, err := place.Find(ctx, p.d, text, within, maxPlaces)
	for _, x := range found {
		codes = append(codes, x.Code)
	}
	return codes, err
}

// midnight is the beginning of a day of the form, or of one some days later; zero when there is none.
func midnight(form *web.Form, name string, later int) time.Time {
	text := form.Value(name)
	if text == "" {
		return time.Time{}
	}
	d, err := workday.ParseDate(text)
	if err != nil {
		form.Bad(name, "journal.day")
		return time.Time{}
	}
	return d.At(0).AddDate(0, 0, later)
}

// people are those whom a login or a full name means; nobody when there is none.
func (p *Pages) people(ctx context.Context, who string) ([]string, error) {
	acc, err := account.ByLogin(ctx, p.d, who)
	if err == nil {
		return []string{acc.Person}, nil
	}
	if !errs.Is(err, errs.NotFound) {
		return nil, err
	}
	named, err := person.Named(ctx, p.d, who, "")
	ids := []string{}
	for _, x := range named {
		ids = append(ids, x.ID)
	}
	return ids, err
}

func (p *Pages) fill(ctx context.Context, a actor.Actor, page *journalPage, f journal.Filter) error {
	rows, next, err := journal.Read(ctx, p.d, a, f, perPage)
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.Person, r.OnBehalfOf, r.StandsFor)
	}
	names, err := person.Names(ctx, p.d, ids)
	if err != nil {
		return err
	}
	staff, err := account.StaffOf(ctx, p.d, ids)
	if err != nil {
		return err
	}
	for id, name := range names {
		if !staff[id] { // who works here is shown by name, residents are not
			names[id] = person.MaskName(name)
		}
	}
	for _, r := range rows {
		page.Rows = append(page.Rows, told(page.Page, r, names))
	}
	page.More = next != 0 && len(rows) < perPage
	page.Pager = pager(page.Form, next, f.Before)
	return nil
}

// pager leads to older acts and back to the newest, with the same filter.
func pager(form *web.Form, next, before int64) (g web.Pager) {
	q := url.Values{}
	for _, name := range []string{"kind", "who", "place", "from", "to"} {
		if v := form.Value(name); v != "" {
			q.Set(name, v)
		}
	}
	if before > 0 {
		g.Prev = "/journal?" + q.Encode()
	}
	if next > 0 {
		q.Set("before", strconv.FormatInt(next, 10))
		g.Next = "/journal?" + q.Encode()
	}
	return g
}

func told(page web.Page, r journal.Row, names map[string]string) line {
	out := line{
		At: page.L().DateTime(r.At), Who: names[r.Person], Act: words(page, acts(), "journal.act."+r.Act, r.Act), Subject: words(page, kinds(), "journal.kind."+r.Kind, r.Kind), Place: place.Show(r.Place),
		Origin: r.Origin, Detail: strings.TrimSpace(r.Before + " " + r.After),
	}
	if job, ok := strings.CutPrefix(r.Account, "system:"); ok {
		out.Who = page.T("journal.system", job)
	}
	if out.Who == "" {
		out.Who = page.T("journal.visitor")
	}
	if holder := names[r.StandsFor]; holder != "" {
		out.Who += " " + page.T("journal.stands", holder)
	}
	if for_ := names[r.OnBehalfOf]; for_ != "" && r.OnBehalfOf != r.Person {
		out.Who += " " + page.T("journal.for", for_)
	}
	if address, token, ok := strings.Cut(r.Origin, " token:"); ok {
		out.Origin = address + " " + page.T("journal.token", token)
	}
	return out
}

// words is what a key of one of the tables says; what was written by another release and has no words here is told by its name.
func words(page web.Page, among []i18n.Message, key, name string) string {
	if name == "" {
		return ""
	}
	for _, m := range among {
		if m[0] == key {
			return page.T(key)
		}
	}
	return page.T("journal.group.other") + " · " + name
}

// features are the kinds of acts that a form offers.
func features(page web.Page) (out []web.Option) {
	out = []web.Option{{Value: "", Label: page.T("journal.all")}}
	for _, m := range groups() {
		name := strings.TrimPrefix(m[0], "journal.group.")
		out = append(out, web.Option{Value: name, Label: page.T("journal.group." + name)})
	}
	return out
}
