// Package privacyweb is the pages of people's rights over their data: the notice for everybody, one's own data, the desk
// that decides requests, and what retention and exports have done, for who looks after the house.
package privacyweb

import (
	"context"
	"net/http"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/person"
	"linli/internal/privacy"
	"linli/internal/rule"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/workday"
)

// Confirmer proves afresh that whoever is at the keyboard is the holder of the account.
type Confirmer interface {
	// Way is how: password or code; empty when the account has neither.
	Way(ctx context.Context, a actor.Actor) (string, error)

	// Confirm is Unauthenticated or Limited when what was typed is not right.
	Confirm(ctx context.Context, a actor.Actor, typed string) error
}

// Deps is what the pages need from the rest of the house.
type Deps struct {
	DB      *db.DB
	Privacy *privacy.Service
	People  *person.Service
	Rules   *rule.Store
	Who     func(*http.Request) actor.Actor
	Where   func(ctx context.Context, code string) (string, error) // a place as people say it
	Confirm Confirmer
}

// Paths of the pages that others lead to.
const (
	NoticePath = "/privacy"
	DataPath   = "/account/data"
)

// Handler serves the pages.
type Handler struct{ Deps }

// New is the handler over its dependencies.
func New(d Deps) *Handler { return &Handler{d} }

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /privacy", h.notice)
	mux.HandleFunc("GET /privacy/{version}", h.version)
	mux.HandleFunc("GET /account/data", h.data)
	mux.HandleFunc("GET /account/data/copy", h.askCopy)
	mux.HandleFunc("POST /account/data/copy", h.copy)
	mux.HandleFunc("GET /account/data/correct", h.ask(privacy.Correct))
	mux.HandleFunc("POST /account/data/correct", h.send(privacy.Correct))
	mux.HandleFunc("GET /account/data/erase", h.ask(privacy.Erase))
	mux.HandleFunc("POST /account/data/erase", h.send(privacy.Erase))
	mux.HandleFunc("POST /account/data/consent", h.consent)
	mux.HandleFunc("POST /requests/{id}/withdraw", h.withdraw)
	mux.HandleFunc("GET /requests", h.list)
	mux.HandleFunc("GET /requests/{id}", h.request)
	mux.HandleFunc("POST /requests/{id}/grant", h.decide(privacy.Grant))
	mux.HandleFunc("POST /requests/{id}/refuse", h.decide(privacy.Refuse))
	mux.HandleFunc("GET /requests/register", h.askRegister)
	mux.HandleFunc("POST /requests/register", h.register)
	mux.HandleFunc("GET /retention", h.retention)
	mux.HandleFunc("GET /exports", h.exports)
}

// Nav is what of these pages stands in the navigation of a member of staff. A count that cannot be read is left out.
func (h *Handler) Nav(ctx context.Context, a actor.Actor) (out []web.NavItem) {
	if privacy.Oversees(a) {
		n, err := h.Privacy.Waiting(ctx, a)
		if err != nil {
			n = 0
		}
		out = append(out, web.NavItem{Key: "privacy.nav.requests", URL: "/requests", Icon: web.IconUser, Count: n})
	}
	if privacy.MayReadReports(a) {
		out = append(out, web.NavItem{Key: "privacy.nav.retention", URL: "/retention", Icon: web.IconHistory})
	}
	if export.MayList(a) {
		out = append(out, web.NavItem{Key: "privacy.nav.exports", URL: "/exports", Icon: web.IconDownload})
	}
	return out
}

// page is the frame of a page of one's own data: on the phone with the way back.
func page(w http.ResponseWriter, r *http.Request, key string) web.Page {
	p := web.NewPage(w, r, web.T(r.Context(), key))
	if p.Frame == web.Phone {
		p.Bar, p.Back = p.Title, DataPath
	}
	return p
}

// clock is a request's clock as a page shows it.
type clock struct {
	State web.ClockState
	Text  string
}

// left says a request's clock: the working days left, today, late, or when it was decided.
func left(l i18n.Localizer, cal workday.Calendar, r privacy.Request, now time.Time, soon int) clock {
	days := cal.Left(now, r.Due)
	var c clock
	switch {
	case r.State != privacy.Open:
		state := web.ClockDone
		if r.State != privacy.Granted || r.EndedAt.After(r.Due) {
			state = web.ClockOK
		}
		return clock{state, l.T("privacy.ended", l.Date(r.EndedAt))}
	case !now.Before(r.Due):
		return clock{web.ClockLate, l.T("privacy.late", cal.Late(now, r.Due))}
	case days <= soon:
		c = clock{web.ClockSoon, l.T("privacy.soon", l.Date(r.Due), days)}
	default:
		c = clock{web.ClockOK, l.T("privacy.left", l.Date(r.Due), days)}
	}
	if r.DueProvisional {
		c.Text = l.T("privacy.provisional", c.Text)
	}
	return c
}

// clockOf is left by the rules of today.
func (h *Handler) clockOf(ctx context.Context, r privacy.Request) (clock, error) {
	book, err := h.Rules.Book(ctx)
	if err != nil {
		return clock{}, err
	}
	now := h.DB.Now()
	return left(web.L(ctx), book.Calendar(), r, now, book.Int("wish.soon", r.Place, now)), nil
}

// line is one line of the notice.
type line struct {
	Heading, Text string
	Points        []string
}

// lines takes a text apart: ## heading, - point, paragraph.
func lines(text string) (out []line) {
	for _, s := range strings.Split(text, "\n") {
		s = strings.TrimSpace(s)
		heading, isHeading := strings.CutPrefix(s, "## ")
		point, isPoint := strings.CutPrefix(s, "- ")
		switch {
		case s == "":
		case isHeading:
			out = append(out, line{Heading: heading})
		case isPoint && len(out) > 0 && len(out[len(out)-1].Points) > 0:
			out[len(out)-1].Points = append(out[len(out)-1].Points, point)
		case isPoint:
			out = append(out, line{Points: []string{point}})
		default:
			out = append(out, line{Text: s})
		}
	}
	return out
}

// day is an ISO day of a notice in the reader's words.
func day(l i18n.Localizer, iso string) string {
	d, err := workday.ParseDate(iso)
	if err != nil {
		return iso
	}
	return l.DateLong(d.At(0))
}

// unauthenticated asks to sign in.
func unauthenticated() error { return errs.New(errs.Unauthenticated, "error.unauthenticated") }
