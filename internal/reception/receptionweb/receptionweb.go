// Package receptionweb is the pages of the secretary's afternoon tea: one address for everybody, who sees of it what the
// policy lets them; forms for the community's desk; and what other pages show of it (Home, Next, Promises).
package receptionweb

import (
	"context"
	"net/http"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/reception"
	"linli/internal/rule"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Deps is what the pages need from the rest of the house.
type Deps struct {
	DB     *db.DB
	Teas   *reception.Service
	Wishes *wish.Service
	People *person.Service
	Rules  *rule.Store
	Topics *topic.Service
	Who    func(*http.Request) actor.Actor                                                    // who asks
	Where  func(*http.Request, actor.Actor) string                                            // the place that somebody looks at
	Admit  func(ctx context.Context, invitee string, until time.Time) error                   // lets this visitor's session see one tea
	Tell   func(r *http.Request, wishes []wish.Wish) ([]Told, error)                          // how wishes stand, in the reader's words
	Paper  func(r *http.Request, filed wish.Wish) (number, code string, qr web.QR, err error) // what a receipt says
	Base   func(*http.Request) string                                                         // https://host of this installation
}

// Told is what package wish's pages say of a wish.
type Told struct {
	Mark      web.Colour
	State     string
	Submitter string // 谈*, or 没留姓名
}

// Handler serves the pages.
type Handler struct{ Deps }

// New is the handler over its dependencies.
func New(d Deps) *Handler { return &Handler{d} }

// Root is where the teas of a place are listed.
const Root = "/receptions"

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /receptions", h.list)
	mux.HandleFunc("GET /receptions/promises", h.ledger)
	mux.HandleFunc("GET /receptions/new", h.askPlan)
	mux.HandleFunc("POST /receptions/new", h.plan)
	mux.HandleFunc("GET /receptions/{id}", h.page)
	mux.HandleFunc("GET /receptions/{id}/agenda", h.agenda)
	mux.HandleFunc("POST /receptions/{id}/agenda", h.put)
	mux.HandleFunc("POST /receptions/{id}/agenda/drop", h.drop)
	mux.HandleFunc("GET /receptions/{id}/change", h.askChange)
	mux.HandleFunc("POST /receptions/{id}/change", h.change)
	mux.HandleFunc("POST /receptions/{id}/announce", h.announce)
	mux.HandleFunc("POST /receptions/{id}/hold", h.hold)
	mux.HandleFunc("GET /receptions/{id}/cancel", h.askCancel)
	mux.HandleFunc("POST /receptions/{id}/cancel", h.cancel)
	mux.HandleFunc("GET /receptions/{id}/invite", h.askInvite)
	mux.HandleFunc("POST /receptions/{id}/invite", h.invite)
	mux.HandleFunc("POST /receptions/{id}/uninvite", h.uninvite)
	mux.HandleFunc("POST /receptions/{id}/link", h.link)
	mux.HandleFunc("GET /receptions/{id}/hear", h.askHear)
	mux.HandleFunc("POST /receptions/{id}/hear", h.hear)
	mux.HandleFunc("GET /receptions/{id}/receipts", h.receipts)
	mux.HandleFunc("GET /receptions/{id}/promise", h.askPromise)
	mux.HandleFunc("POST /receptions/{id}/promise", h.promise)
	mux.HandleFunc("POST /receptions/{id}/promise/drop", h.takeBack)
	mux.HandleFunc("GET /receptions/{id}/minutes", h.askMinutes)
	mux.HandleFunc("POST /receptions/{id}/minutes", h.minutes)
	mux.HandleFunc("GET /promises/{id}", h.promisePage)
	mux.HandleFunc("POST /promises/{id}/fulfil", h.fulfil)
	mux.HandleFunc("POST /promises/{id}/explain", h.explain)
	mux.HandleFunc("GET /guest/{token}", h.askEnter)
	mux.HandleFunc("POST /guest/{token}", h.enter)
}

// teller says things about teas to one reader.
type teller struct {
	L      i18n.Localizer
	Book   *rule.Book
	Now    time.Time
	Reader actor.Actor
	topics *topic.Tree
}

func (h *Handler) teller(r *http.Request) (teller, error) {
	book, err := h.Rules.Book(r.Context())
	if err != nil {
		return teller{}, err
	}
	tree, err := h.Topics.Tree(r.Context(), h.DB)
	return teller{L: web.L(r.Context()), Book: book, Now: h.DB.Now(), Reader: h.Who(r), topics: tree}, err
}

func (t teller) today() workday.Date { return workday.DateOf(t.Now) }

// day is a day as pages print it.
func (t teller) day(d workday.Date) string { return t.L.Date(d.At(12 * time.Hour)) }

// when is day and time: 4月15日（周三）14:30–16:10.
func (t teller) when(s reception.Session) string {
	clock := t.L.ClockSpoken
	if t.Reader.Staff() {
		clock = t.L.Clock
	}
	out := t.L.DateWeekday(s.StartsAt) + " " + clock(s.StartsAt)
	if !s.EndsAt.IsZero() {
		out += "–" + clock(s.EndsAt)
	}
	return out
}

// why is what a tea is for, or why one is due.
func (t teller) why(x reception.Reason) string {
	key := "tea.why." + string(x.Why)
	switch {
	case x.Why == reception.ForTopic && x.N > 0:
		return t.L.T("tea.why.topic", t.topics.Name(string(x.Topic), string(t.L.Lang())), x.N)
	case x.Why == reception.ForTopic:
		return t.L.T("tea.why.topic.plain")
	case x.N == 0:
		return t.L.T(key + ".plain")
	}
	return t.L.T(key, x.N)
}

// Steps of the bar: 预告 · 召开 · 纪要 · 兑现.
func (t teller) steps() (words []string) {
	for _, s := range []string{"announce", "hold", "minutes", "keep"} {
		words = append(words, t.L.T("tea.step."+s))
	}
	return words
}

// step is the step that a tea is at; 4 when all are done. One that was called off stays where it ended.
func step(s reception.Session) int {
	switch {
	case s.State == reception.Done:
		return 4
	case !s.PublishedAt.IsZero():
		return 3
	case !s.HeldAt.IsZero():
		return 2
	case s.Shown():
		return 1
	}
	return 0
}

// promiseRow is a promise as lists show it.
type promiseRow struct {
	ID, URL string
	Text    string
	Wish    string // short number of the wish that it is for
	WishURL string
	Owner   string
	Due     string
	Outcome reception.Outcome
	Clock   web.ClockState
	Result  string // 4月28日办成; 超期 8 个工作日
	Done    string // what was done, and who says so
	Word    string // why it is not kept yet, and who says so
}

// rows tells promises: what is overdue first, then what is open by its day, then what was kept, the latest first.
func (t teller) rows(list []reception.Promise) []promiseRow {
	out := make([]promiseRow, 0, len(list))
	for _, p := range sorted(list, t.today()) {
		r := promiseRow{
			ID: p.ID, URL: "/promises/" + p.ID, Text: p.Text, Owner: p.Owner, Due: t.day(p.Due), Outcome: p.Outcome(t.today()),
		}
		if p.Number != "" {
			r.Wish, r.WishURL = web.ShortNumber(p.Number), "/wishes/"+p.Wish
		}
		r.Clock, r.Result = t.result(p)
		if p.Kept != 0 {
			r.Done = t.L.T("tea.promise.done_by", p.KeptWord, p.KeptBy)
		} else if p.Word != "" {
			r.Word = t.L.T("tea.promise.word_by", p.WordBy, p.Word, p.WordAt)
		}
		out = append(out, r)
	}
	return out
}

// result is what has become of a promise, in words: days between are working days.
func (t teller) result(p reception.Promise) (web.ClockState, string) {
	cal := t.Book.Calendar()
	due := cal.Closing(p.Due)
	switch p.Outcome(t.today()) {
	case reception.Kept:
		return web.ClockDone, t.L.T("tea.result.kept", t.day(p.Kept))
	case reception.Late:
		return web.ClockDone, t.L.T("tea.result.late", t.day(p.Kept), max(cal.Workdays(due, cal.Closing(p.Kept)), 1))
	case reception.Broken:
		return web.ClockLate, t.L.T("tea.result.broken", max(cal.Workdays(due, t.Now), 1))
	}
	if left := cal.Workdays(t.Now, due); left > 0 {
		return web.ClockOK, t.L.T("tea.result.open", left)
	}
	return web.ClockSoon, t.L.T("tea.result.today")
}

// fail answers with what went wrong with a tea; who may see it and not act on it finds the way back to it.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	if id := r.PathValue("id"); id != "" && (errs.Is(err, errs.Forbidden) || errs.Is(err, errs.Conflict)) {
		if _, seeErr := h.Teas.See(r.Context(), h.Who(r), id); seeErr == nil {
			web.Offer(r, web.Telephone{}, Root+"/"+id)
		}
	}
	web.Fail(w, r, err)
}

// done leads back to a tea with a sentence about what was done, or tells why it was not.
func (h *Handler) done(w http.ResponseWriter, r *http.Request, err error, sentence string, args ...string) {
	if err != nil {
		h.fail(w, r, err)
		return
	}
	web.Redirect(w, r, Root+"/"+r.PathValue("id"), web.Flash{Key: sentence, Args: args})
}
