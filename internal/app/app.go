// Package app builds the house: it opens the database, makes the services, joins features through reactions, and puts
// the pages on their routes. Nothing below knows it.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"linli/internal/account"
	"linli/internal/account/accountweb"
	"linli/internal/account/code"
	"linli/internal/account/password"
	"linli/internal/account/token"
	"linli/internal/account/token/tokenweb"
	"linli/internal/actor"
	"linli/internal/app/doctor"
	"linli/internal/app/door"
	"linli/internal/app/meter"
	"linli/internal/app/outgoing"
	"linli/internal/app/telling"
	"linli/internal/archive"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/calendar"
	"linli/internal/exchange/calendarweb"
	"linli/internal/exchange/open311web"
	"linli/internal/export"
	"linli/internal/file"
	"linli/internal/file/fileweb"
	"linli/internal/intake"
	"linli/internal/intake/intakeweb"
	"linli/internal/job"
	"linli/internal/journal/journalweb"
	"linli/internal/journal/tlog"
	"linli/internal/notice"
	"linli/internal/notice/noticeweb"
	"linli/internal/notice/text"
	"linli/internal/notify"
	"linli/internal/org"
	"linli/internal/org/orgweb"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/privacy"
	"linli/internal/privacy/privacyweb"
	"linli/internal/reception"
	"linli/internal/reception/receptionweb"
	"linli/internal/retain"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/search"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/web/api"
	"linli/internal/web/apidoc"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/alike"
	"linli/internal/wish/arrival"
	"linli/internal/wish/ask"
	"linli/internal/wish/bulk"
	"linli/internal/wish/callback"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/escalate"
	"linli/internal/wish/figure"
	"linli/internal/wish/follow"
	"linli/internal/wish/holding"
	"linli/internal/wish/list"
	"linli/internal/wish/precedent"
	"linli/internal/wish/publish"
	"linli/internal/wish/redue"
	"linli/internal/wish/relocate"
	"linli/internal/wish/seek"
	"linli/internal/wish/side"
	"linli/internal/wish/suggest"
	"linli/internal/wish/view"
	"linli/internal/wish/wishweb"
	"linli/internal/wish/wishweb/bulkweb"
	"linli/internal/wish/wishweb/callweb"
	"linli/internal/wish/wishweb/deskweb"
	"linli/internal/wish/wishweb/dispatchweb"
	"linli/internal/wish/wishweb/figureweb"
	"linli/internal/wish/wishweb/mapweb"
	"linli/internal/wish/wishweb/moderateweb"
	"linli/internal/wish/wishweb/placeweb"
	"linli/internal/wish/wishweb/precedentweb"
	"linli/internal/wish/wishweb/publicweb"
	"linli/internal/wish/wishweb/registerweb"
	"linli/internal/wish/wishweb/residentweb"
	"linli/internal/wish/wishweb/searchweb"
	"linli/internal/wish/wishweb/suggestweb"
	"linli/internal/wish/wishweb/superviseweb"
	"linli/internal/wish/wishweb/viewweb"
)

// Config is what an installation decides. The zero value of each field is a sensible default, but for DSN.
type Config struct {
	DSN         string           // sqlite:FILE or postgres://…
	Existing    bool             // a database that is not there yet is refused, not made
	Files       string           // folder of photos and voice notes; empty: FILE.files beside SQLite's, none for PostgreSQL
	Log         *slog.Logger     // nothing is logged when nil
	Now         func() time.Time // the clock; time.Now when nil
	BaseURL     string           // for what is printed; empty: as the request asked
	Secure      bool             // visitors come by HTTPS
	ProxyHeader string           // header in which a proxy in front names the visitor's address
	ProxyFrom   []netip.Prefix   // networks whose word in that header counts; none: this machine's own
	Keys        string           // of sealed fields: file:PATH, command:COMMAND, Throwaway; empty: nobody's contact is kept
	Ring        *seal.Ring       // these keys instead of those of a source: rehearsals
	MakeKeys    bool             // a key file that is not there yet is made, as long as nothing is sealed
	Sender      notify.Sender    // takes one-time codes to telephones; nil: residents cannot sign in by telephone
	Provider    Provider         // the district's own identity provider; without an issuer there is none
	SingleAdmin bool             // one person may be system, security and audit administrator
	Invented    bool             // everybody in it is invented: anybody may become anybody
	Metrics     bool             // what Metrics answers is measured
	Setup       doctor.Setup     // what serve was started with, for the page about health
	NoLimits    bool             // measurements: no limit per address
	Within      time.Duration    // how long the work of a request may take; zero: 15 s
	Passwords   password.Costs   // zero: RFC 9106's second recommendation; tests take a cheap one
}

// Provider is a district's own identity provider.
type Provider = accountweb.ProviderConfig

// App is the built house.
type App struct {
	DB       *db.DB
	Keys     *seal.Ring // nil: nothing is sealed here
	Rules    *rule.Store
	Places   *place.Service
	People   *person.Service
	Orgs     *org.Service
	Accounts *account.Service
	Codes    *code.Service
	Topics   *topic.Service
	Dispatch *dispatch.Service
	Wishes   *wish.Service
	Lists    *list.Lists
	Publish  *publish.Service
	Follows  *follow.Service
	Notices  *notice.Service
	Calls    *callback.Service
	Teas     *reception.Service
	Asks     *ask.Service
	Redue    *redue.Service
	Figures  *figure.Service
	Suggest  *suggest.Service
	Alike    *alike.Service
	Sides    *side.Service
	Escalate *escalate.Service
	Rulings  *precedent.Service
	Bulk     *bulk.Service
	Views    *view.Service
	Files    *file.Service
	Intake   *intake.Service
	Privacy  *privacy.Service
	Sessions *accountweb.Sessions
	Journal  *tlog.Log
	Index    *search.Index
	Seek     *seek.Service

	Calendars *calendar.Service
	Tokens    *token.Service
	Outgoing  *outgoing.House

	cfg      Config
	accounts map[string]string // the demonstration: who can be chosen, by name
	visitors door.Visitors
	jobs     *job.Runner
	meter    *meter.Meter // nil: nothing is measured
	desk     *deskweb.Handler
	moderate *moderateweb.Handler
	calls    *callweb.Handler
	resident *residentweb.Handler
	rights   *privacyweb.Handler
	imports  *intakeweb.Handler
	teas     *receptionweb.Handler
	told     *noticeweb.Handler
	telling  *telling.Teller
	sink     *reactions
	recoder  *recoder
	handler  http.Handler
	mux      *http.ServeMux // what every route was registered on
}

// New opens and migrates the database and builds everything. Close what it returns.
func New(ctx context.Context, cfg Config) (_ *App, err error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	var m *meter.Meter
	opt := db.Options{Now: cfg.Now}
	if cfg.Metrics {
		m = meter.New(cfg.Setup.Version)
		opt.Committed = m.Committed
	}
	d, err := cfg.open(ctx, opt)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	if _, err := migrate(ctx, d); err != nil {
		return nil, err
	}
	jobs, err := job.New(d, cfg.Log)
	if err != nil {
		return nil, err
	}
	a := &App{DB: d, cfg: cfg, jobs: jobs, meter: m, visitors: door.NewVisitors(cfg.ProxyHeader, cfg.ProxyFrom)}
	if err := a.build(ctx); err != nil {
		return nil, err
	}
	if m != nil {
		a.measure(m)
	}
	a.handler, err = a.routes()
	return a, err
}

// open opens the database, one that is not there only where it may be made.
func (cfg *Config) open(ctx context.Context, opt db.Options) (*db.DB, error) {
	if !cfg.Existing {
		return archive.Open(ctx, cfg.DSN, opt)
	}
	if err := There(cfg.DSN); err != nil {
		return nil, err
	}
	d, err := archive.Open(ctx, cfg.DSN, opt)
	if err != nil {
		return nil, err
	}
	if have, _ := d.Schema(ctx); have == 0 {
		return nil, errors.Join(errs.New(errs.NotFound, "app.empty_database"), d.Close())
	}
	return d, nil
}

// There is NotFound where a database would be a file and the file is not there: opening it would make it. PostgreSQL says
// so itself.
func There(dsn string) error {
	if err := doctor.There(dsn); errors.Is(err, fs.ErrNotExist) {
		file, _ := strings.CutPrefix(dsn, "sqlite:")
		return errs.New(errs.NotFound, "app.no_database", file)
	}
	return nil
}

func migrate(ctx context.Context, d *db.DB) ([]int64, error) {
	done, err := d.Migrate(ctx)
	if err != nil {
		return done, err
	}
	return done, job.Migrate(ctx, d)
}

// Migrate brings a database to this release and returns the versions it applied.
func Migrate(ctx context.Context, dsn string) ([]int64, error) {
	d, err := archive.Open(ctx, dsn, db.Options{})
	if err != nil {
		return nil, err
	}
	done, err := migrate(ctx, d)
	return done, errors.Join(err, d.Close())
}

// build makes the services, from below to above.
func (a *App) build(ctx context.Context) error {
	ring, err := a.openKeys(ctx)
	if err != nil {
		return err
	}
	a.Keys = ring
	a.Journal = tlog.New(a.DB, a.Keys, a.cfg.Log)
	sink := &reactions{jobs: a.jobs, told: privacy.NewTold()}
	a.sink = sink
	a.Rules = rule.NewStore(a.DB, sink)
	if err := a.Rules.Ensure(ctx); err != nil {
		return fmt.Errorf("the shipped rules cannot be put in: %w", err)
	}
	a.Places = place.New(a.DB)
	a.People = person.New(a.DB, a.Keys)
	a.Orgs = org.New(a.DB, sink)
	if a.cfg.SingleAdmin {
		a.Orgs.LetOneAdminister()
	}
	a.Accounts = account.New(a.DB, a.Rules, a.Orgs, account.Options{Hash: a.cfg.Passwords, Ring: a.Keys})
	a.Codes = code.New(a.DB, a.Rules, a.Accounts, code.Options{
		Ring: a.Keys, People: a.People.ByPhone, Sender: telephones{a},
		Queue: func(ctx context.Context, tx *db.Tx, id string) error {
			return a.jobs.InsertTx(ctx, tx, sendCodeArgs{id})
		},
	})
	a.Tokens = token.New(a.DB, a.Rules, a.Accounts)
	sink.forget = a.Accounts.ForgetActors
	a.buildLoop()
	if err := a.buildPrivacy(ctx); err != nil {
		return err
	}
	a.Sessions = accountweb.NewSessions(a.Accounts, accountweb.SessionOptions{
		Secure: a.cfg.Secure, Demo: a.cfg.Invented, From: a.visitors.Address, Failed: web.Fail,
	})
	a.recoder = &recoder{a.DB, a.Places, a.Orgs, a.People, a.Rules, relocate.New(a.DB, a.sink), a.Teas, a.Publish, a.Privacy, a.Dispatch, a.Rulings, func() { a.Accounts.ForgetActors(); a.Lists.Forget(); a.Figures.Forget(); a.Suggest.Forget() }}
	a.register()
	return nil
}

// buildLoop is the wishes: their straight way, what stands beside it, their lists, figures and files, and the meetings where they
// are heard.
func (a *App) buildLoop() {
	a.Wishes, a.Lists, a.Figures = wish.New(a.DB, a.Rules, a.sink), list.New(a.DB), figure.New(a.DB, a.Rules)
	a.Topics = topic.New(a.DB)
	a.Dispatch = dispatch.New(a.DB, a.Rules, a.Topics)
	a.Rulings, a.Escalate = precedent.New(a.DB, a.Rules, a.Topics), escalate.New(a.DB, a.Rules, a.Wishes)
	a.Wishes.Route(func(ctx context.Context, c *wish.Change) error {
		return errors.Join(a.Dispatch.Sorted(ctx, c), a.Rulings.Sorted(ctx, c), arrival.Sorted(ctx, c))
	})
	a.Sides, a.Asks, a.Redue = side.New(a.Wishes), ask.New(a.DB, a.Wishes), redue.New(a.DB, a.Rules)
	a.Sides.Ruled(a.Rulings.Ruled)
	a.Index, a.Seek = search.NewIndex(a.DB, a.cfg.Log, seek.Sources()...), seek.New(a.DB, a.Wishes, a.People)
	a.Bulk, a.Views = bulk.New(a.DB, a.Rules, a.Wishes, a.Sides, a.Lists, a.Seek), view.New(a.DB)
	a.Publish = publish.New(a.DB, a.Wishes, a.Rules, a.sink)
	a.Alike = alike.New(a.DB, a.Rules)
	a.telling = &telling.Teller{DB: a.DB, Lists: a.Lists, Accounts: a.Accounts}
	a.Follows = follow.New(a.DB, a.Wishes, telling.Followers{Teller: a.telling})
	a.Calls = callback.New(a.DB, a.Wishes, a.Lists, a.Rules, a.People)
	a.Suggest = suggest.New(a.DB, a.Wishes, a.Rules, func(ctx context.Context, tx *db.Tx, district string, run int64) error {
		return a.jobs.InsertTx(ctx, tx, trainArgs{District: district, Run: run})
	})
	a.Files = filesOf(a)
	a.Intake = a.intakeOf()
	a.Teas = reception.New(a.DB, a.Rules, a.Wishes, a.Lists, a.sink)
	a.Calendars = calendar.New(a.DB, a.Accounts, a.Lists, a.Teas)
	a.sink.files, a.sink.teas, a.sink.catalogue, a.sink.escalate = a.Files, a.Teas, a.Dispatch, a.Escalate
	a.buildNotices()
}

// buildNotices joins the notices to what they are about.
func (a *App) buildNotices() {
	a.Notices = notice.New(notice.Deps{
		DB: a.DB, Ring: a.Keys, Rules: a.Rules, Log: a.cfg.Log, Base: a.cfg.BaseURL, Handlers: telling.HandlersOf, See: a.telling.SeenBy,
		Public: func(ctx context.Context, about chain.Subject) (text.Facts, error) {
			return a.telling.FactsFor(ctx, actor.Actor{}, about)
		},
		Phone: a.People.Phone, Sender: a.cfg.Sender,
		Wake: func(ctx context.Context, tx *db.Tx) error { return a.jobs.InsertTx(ctx, tx, noticeArgs{}) },
	})
	a.telling.Teas, a.telling.Notices, a.sink.telling = a.Teas, a.Notices, a.telling
	a.Outgoing = outgoing.New(outgoing.Deps{DB: a.DB, Ring: a.Keys, Rules: a.Rules, Log: a.cfg.Log, Base: a.cfg.BaseURL, Telling: a.telling, Jobs: a.jobs, Topics: a.Topics, Arrivals: arrival.New(a.DB, a.Rules, a.Topics, a.People, a.sink), Wishes: a.Wishes, Files: a.Files})
	a.sink.outgoing = a.Outgoing
}

// buildPrivacy joins the rooms that hold something of people. They erase in this order: the one that knows who a person is
// comes last.
func (a *App) buildPrivacy(ctx context.Context) error {
	held := filesHeld{a}
	wishes, exports := holding.Room{Files: held.removeTx}, export.Room{}
	a.Privacy = privacy.New(privacy.Deps{
		DB: a.DB, Ring: a.Keys, Rules: a.Rules, Rooms: []retain.Room{held, wishes, view.Room{}, calendar.Room{}, token.Room{}, follow.Room{}, a.Notices, exports, a.Orgs, a.Accounts, a.People},
		Expiries: slices.Concat(wishes.Expiries(), []retain.Expiry{held.expiry(), a.Notices.Expiry()}, a.People.Expiries(), reception.Expiries(), []retain.Expiry{exports.Expiry(), a.Intake.Expiry(), a.journalExpiry()}),
		Files:    held,
	})
	a.People.Asks(a.Privacy.Checking)
	return privacy.EnsureNotice(ctx, a.DB)
}

// Handler answers every request.
func (a *App) Handler() http.Handler { return a.handler }

// Start begins to work jobs and to take the journal's entries into its log.
func (a *App) Start(ctx context.Context) error {
	a.Journal.Start(ctx)
	a.Index.Start(ctx)
	return a.jobs.Start(ctx)
}

// Stop lets running jobs finish until ctx ends; then every entry of the journal is in its log, and signed.
func (a *App) Stop(ctx context.Context) error {
	a.Index.Close() // what waits for it stands in the database
	return errors.Join(a.jobs.Stop(ctx), a.Journal.Stop(ctx))
}

// Close closes the database, after Stop.
func (a *App) Close() error {
	a.Journal.Close()
	a.Index.Close()
	return a.DB.Close()
}

// FirstAdministrator is a one-time token for /first/TOKEN when nobody administers this installation yet, else empty.
func (a *App) FirstAdministrator(ctx context.Context) (string, error) {
	return a.Accounts.FirstLink(ctx)
}

// Tables is everything that pages and programs are told, in both languages.
func Tables() [][]i18n.Message {
	return [][]i18n.Message{web.Words(), api.Words(), apidoc.Words(), wishweb.Words(), residentweb.Words(), deskweb.Words(), dispatchweb.Words(), bulkweb.Words(), viewweb.Words(), mapweb.Words(), searchweb.Words(), registerweb.Words(), moderateweb.Words(), publicweb.Words(), callweb.Words(), orgweb.Words(), placeweb.Words(), figureweb.Words(), suggestweb.Words(), intakeweb.Words(), precedentweb.Words(), superviseweb.Words(), receptionweb.Words(), fileweb.Words(), accountweb.Words(), privacyweb.Words(), noticeweb.Words(), calendarweb.Words(), open311web.Words(), tokenweb.Words(), outgoing.Words(), journalweb.Words(), doctor.Words(), Words()}
}
