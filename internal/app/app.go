// Package app builds the house: it opens the database, makes the services, joins features through reactions, and puts
// the pages on their routes. Nothing below knows it.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"linli/internal/account"
	"linli/internal/account/accountweb"
	"linli/internal/db"
	"linli/internal/job"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

// Config is what an installation decides. The zero value of each field is a sensible default, but for DSN.
type Config struct {
	DSN         string           // sqlite:FILE or postgres://…
	Log         *slog.Logger     // nothing is logged when nil
	Now         func() time.Time // the clock; time.Now when nil
	BaseURL     string           // for what is printed; empty: as the request asked
	Secure      bool             // visitors come by HTTPS
	ProxyHeader string           // header of a trusted proxy that names the visitor's address
	Invented    bool             // everybody in it is invented: telephones may be stored, anybody may become anybody
	NoLimits    bool             // measurements: no limit per address
	Passwords   account.Cost     // zero: RFC 9106's second recommendation; tests take a cheap one
}

// App is the built house.
type App struct {
	DB       *db.DB
	Rules    *rule.Store
	Places   *place.Service
	People   *person.Service
	Orgs     *org.Service
	Accounts *account.Service
	Wishes   *wish.Service
	Sessions *accountweb.Sessions

	cfg     Config
	jobs    *job.Runner
	handler http.Handler
}

// New opens and migrates the database and builds everything. Close what it returns.
func New(ctx context.Context, cfg Config) (_ *App, err error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	d, err := db.Open(ctx, cfg.DSN, db.Options{Now: cfg.Now})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	if _, err := Migrate(ctx, d); err != nil {
		return nil, err
	}
	a := &App{DB: d, cfg: cfg, jobs: job.New(d, cfg.Log)}
	if err := a.build(ctx); err != nil {
		return nil, err
	}
	a.handler, err = a.routes()
	return a, err
}

// Migrate brings a database to this release and returns the versions it applied.
func Migrate(ctx context.Context, d *db.DB) ([]int64, error) {
	done, err := d.Migrate(ctx)
	if err != nil {
		return done, err
	}
	return done, job.Migrate(ctx, d)
}

// build makes the services, from below to above.
func (a *App) build(ctx context.Context) error {
	sink := &reactions{jobs: a.jobs}
	a.Rules = rule.NewStore(a.DB, sink)
	if err := a.Rules.Ensure(ctx); err != nil {
		return fmt.Errorf("the shipped rules cannot be put in: %w", err)
	}
	a.Places = place.New(a.DB)
	a.People = person.New(a.DB, person.Options{Invented: a.cfg.Invented})
	a.Orgs = org.New(a.DB, sink)
	a.Accounts = account.New(a.DB, account.Options{Cost: a.cfg.Passwords, Rules: a.Rules})
	a.Wishes = wish.New(a.DB, a.Rules, sink)
	a.Sessions = accountweb.NewSessions(a.DB, a.cfg.Secure)
	register(a.jobs, a.Wishes, a.cfg.Log)
	return nil
}

// Handler answers every request.
func (a *App) Handler() http.Handler { return a.handler }

// Start begins to work jobs.
func (a *App) Start(ctx context.Context) error { return a.jobs.Start(ctx) }

// Stop lets running jobs finish until ctx ends.
func (a *App) Stop(ctx context.Context) error { return a.jobs.Stop(ctx) }

// Close closes the database, after Stop.
func (a *App) Close() error { return a.DB.Close() }

// FirstAdministrator is a one-time token for /first/TOKEN when nobody administers this installation yet, else empty.
func (a *App) FirstAdministrator(ctx context.Context) (string, error) { return a.Accounts.FirstLink(ctx) }

// words is everything that is said to a reader, in both languages.
func words() [][]webMessage {
	return [][]webMessage{web.Words(), wishweb.Words(), accountweb.Words(), Words()}
}
