package app

import (
	"context"
	"net/http"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/app/doctor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/web"
)

// every is how often each kind of regular job is to run.
func every() map[string]time.Duration {
	out := map[string]time.Duration{}
	for _, p := range periodic() {
		out[p.args.Kind()] = p.every
	}
	return out
}

// Examine looks at an installation from outside, whether it runs or not, and changes nothing in it.
func Examine(ctx context.Context, s doctor.Setup) []doctor.Finding {
	e := doctor.Eyes{Deep: true, Every: every(), Now: time.Now()}
	if e.Err = doctor.There(s.DSN); e.Err == nil {
		// A file is opened as its reader, so that none of root's files are left beside it; PostgreSQL would say it is read-only.
		if e.DB, e.Err = db.Open(ctx, s.DSN, db.Options{MaxConns: 2, ReadOnly: strings.HasPrefix(s.DSN, "sqlite:")}); e.Err == nil {
			defer func() { _ = e.DB.Close() }() // it was only read
		}
	}
	return doctor.Examine(doctor.Look(ctx, s, e))
}

type healthPage struct {
	web.Page
	Found []doctor.Finding
}

// mark is the drawing of a level; its word stands beside it.
func (healthPage) mark(l doctor.Level) web.Icon {
	switch l {
	case doctor.OK:
		return web.IconCircleCheck
	case doctor.Warning:
		return web.IconClock
	default:
		return web.IconAlertCircle
	}
}

// health is GET /admin/health, for who administers the system: what linli doctor says, but for reading through the database's
// file, which takes long. Nobody else learns that there is such a page.
func (a *App) health(w http.ResponseWriter, r *http.Request) {
	x := who(r)
	if !x.Has(actor.SystemAdmin) {
		web.Fail(w, r, errs.New(errs.NotFound, ""))
		return
	}
	s := a.cfg.Setup
	if s.DSN == "" {
		s.DSN, s.Keys, s.Files = a.cfg.DSN, a.cfg.Keys, FilesFor(a.cfg.DSN, a.cfg.Files) // built without a command: tests, demonstrations
		s.SingleAdmin = a.cfg.SingleAdmin
	}
	s.Invented = a.cfg.Invented
	p := healthPage{Page: web.NewPage(w, r, web.T(r.Context(), "doctor.title"))}
	p.Frame, p.Here = web.Desk, healthPath
	p.Found = doctor.Examine(doctor.Look(r.Context(), s, doctor.Eyes{DB: a.DB, Every: every(), Now: a.DB.Now()}))
	web.Render(w, r, http.StatusOK, health(p))
}

const healthPath = "/admin/health"
