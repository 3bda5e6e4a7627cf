// Package outgoing joins what leaves the house for other programs to the rest of it: what is told of (exchange/hook), how it goes
// (exchange/outbox, notify/post), who looks after it and is told when it stops, and the pages. app calls it.
package outgoing

import (
	"context"
	"log/slog"
	"net/http"

	"linli/internal/actor"
	"linli/internal/app/telling"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/hook/hookweb"
	"linli/internal/exchange/outbox"
	"linli/internal/job"
	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/notify/post"
	"linli/internal/org"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/web/apidoc"
	"linli/internal/web/i18n"
)

// Deps is what is needed of the rest of the house.
type Deps struct {
	DB      *db.DB
	Ring    *seal.Ring
	Rules   *rule.Store
	Log     *slog.Logger
	Base    string
	Telling *telling.Teller
	Jobs    *job.Runner
}

// House is all that leaves it.
type House struct {
	Out   *outbox.Service
	Hooks *hook.Service
	deps  Deps
}

// New builds it.
func New(d Deps) *House {
	h := &House{deps: d}
	h.Out = outbox.New(outbox.Deps{
		DB: d.DB, Ring: d.Ring, Rules: d.Rules, Log: d.Log,
		Carriers: map[string]outbox.Carrier{hook.Class: hook.Carry(post.New())},
		Wake:     func(ctx context.Context, tx *db.Tx) error { return d.Jobs.InsertTx(ctx, tx, Args{}) },
		Paused:   func(ctx context.Context, tx *db.Tx, target string) error { return h.Hooks.PausedTx(ctx, tx, target) },
	})
	h.Hooks = hook.New(hook.Deps{DB: d.DB, Rules: d.Rules, Out: h.Out, Base: d.Base, TellTx: h.tell})
	d.Telling.Hooks = h.facts
	return h
}

// tell tells every system administrator that a subscription was paused; who does not look after its place does not see it.
func (h *House) tell(ctx context.Context, tx *db.Tx, about chain.Subject) error {
	persons, err := org.HoldersOfRole(ctx, tx, actor.SystemAdmin, tx.Now)
	if err != nil {
		return err
	}
	return h.deps.Telling.Notices.TellTx(ctx, tx, notice.Notice{Kind: notice.HookPaused, Subject: about, Persons: persons})
}

// facts are what somebody may see of a subscription: its name. NotFound.
func (h *House) facts(ctx context.Context, who actor.Actor, about chain.Subject) (f text.Facts, err error) {
	x, err := h.Hooks.See(ctx, who, about.ID)
	if err != nil {
		return f, err
	}
	return text.Facts{Title: x.Name, Day: x.Target.StateAt, Path: telling.PageOf(about)}, nil
}

// Emit puts what happens on its way to those who listen, in its transaction.
func (h *House) Emit(ctx context.Context, tx *db.Tx, e event.Event) error {
	return h.Hooks.Emit(ctx, tx, e)
}

// Reseal brings what is sealed to the key of today.
func (h *House) Reseal(ctx context.Context) (int, error) { return h.Out.Reseal(ctx) }

// Work is the job.
func (h *House) Work(ctx context.Context) (int, error) { return h.Out.Work(ctx) }

// Args are the arguments of the job.
type Args = outbox.Deliveries

// SealedTexts are the sealed texts as they are stored.
func SealedTexts(ctx context.Context, q db.Querier, do func(db.Row) error) error {
	return outbox.SealedTexts(ctx, q, do)
}

// Words are the sentences of the pages.
func Words() []i18n.Message { return hookweb.Words() }

// Documented is what the documentation of the interface says of webhooks.
func Documented() apidoc.Hooks {
	var kinds []apidoc.HookKind
	for _, k := range hook.Kinds() {
		kinds = append(kinds, apidoc.HookKind{Name: k, Says: "journal.act." + k})
	}
	return apidoc.Hooks{Kinds: kinds, Example: hook.Example(), Schema: hook.Schema()}
}

// Routes adds the pages.
func (h *House) Routes(mux *http.ServeMux, who func(*http.Request) actor.Actor) {
	hookweb.New(hookweb.Deps{DB: h.deps.DB, Hooks: h.Hooks, Who: who}).Routes(mux)
}

// Beside is the line about webhooks on the page of channels; empty for who looks after none.
func (h *House) Beside(r *http.Request, a actor.Actor) (line, url string, err error) {
	all, err := h.Hooks.List(r.Context(), a)
	if errs.Is(err, errs.NotFound) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	return hookweb.Line(r, all), hookweb.Path, nil
}
