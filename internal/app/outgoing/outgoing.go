// Package outgoing joins what leaves the house for other programs to the rest of it: what is told of (exchange/hook), how it goes
// (exchange/outbox, notify/post), who looks after it and is told when it stops, and the pages. app calls it.
package outgoing

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/app/telling"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/hook/hookweb"
	"linli/internal/exchange/hub"
	"linli/internal/exchange/hub/hubweb"
	"linli/internal/exchange/outbox"
	"linli/internal/file"
	"linli/internal/job"
	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/notify/post"
	"linli/internal/org"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/web/apidoc"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
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

	Topics   *topic.Service
	Arrivals *arrival.Kind
	Wishes   *wish.Service
	Files    *file.Service
}

// House is all that leaves it.
type House struct {
	Out   *outbox.Service
	Hooks *hook.Service
	Hubs  *hub.Service
	deps  Deps
}

// New builds it.
func New(d Deps) *House {
	h, sender := &House{deps: d}, post.New()
	h.Out = outbox.New(outbox.Deps{
		DB: d.DB, Ring: d.Ring, Rules: d.Rules, Log: d.Log,
		Carriers: map[string]outbox.Carrier{
			hook.Class: hook.Carry(sender),
			hub.Class: func(ctx context.Context, to outbox.Door, m outbox.Message, at time.Time) outbox.Outcome {
				return h.Hubs.Carry(sender)(ctx, to, m, at)
			},
		},
		Wake:   func(ctx context.Context, tx *db.Tx) error { return d.Jobs.InsertTx(ctx, tx, Args{}) },
		Paused: h.pausedTx,
	})
	h.Hooks = hook.New(hook.Deps{DB: d.DB, Rules: d.Rules, Out: h.Out, Base: d.Base, TellTx: h.tell})
	h.Hubs = hub.New(hub.Deps{
		DB: d.DB, Ring: d.Ring, Rules: d.Rules, Log: d.Log, Out: h.Out, Topics: d.Topics, Arrivals: d.Arrivals, Wishes: d.Wishes, Files: d.Files, Base: d.Base, TellTx: h.tell,
	})
	d.Telling.Hooks = h.facts
	return h
}

// pausedTx tells who looks after a target that it was paused by itself.
func (h *House) pausedTx(ctx context.Context, tx *db.Tx, targetID string) error {
	t, err := outbox.TargetByID(ctx, tx, targetID)
	if err != nil {
		return err
	}
	if t.Class == hub.Class {
		return h.Hubs.PausedTx(ctx, tx, targetID)
	}
	return h.Hooks.PausedTx(ctx, tx, targetID)
}

// tell tells every system administrator that a subscription was paused; who does not look after its place does not see it.
func (h *House) tell(ctx context.Context, tx *db.Tx, about chain.Subject) error {
	persons, err := org.HoldersOfRole(ctx, tx, actor.SystemAdmin, tx.Now)
	if err != nil {
		return err
	}
	return h.deps.Telling.Notices.TellTx(ctx, tx, notice.Notice{Kind: notice.HookPaused, Subject: about, Persons: persons})
}

// facts are what somebody may see of a subscription or a hub: its name. NotFound.
func (h *House) facts(ctx context.Context, who actor.Actor, about chain.Subject) (f text.Facts, err error) {
	if about.Kind == hub.Kind {
		x, err := h.Hubs.See(ctx, who, about.ID)
		if err != nil {
			return f, err
		}
		return text.Facts{Title: x.Name, Day: x.Target.StateAt, Path: telling.PageOf(about)}, nil
	}
	x, err := h.Hooks.See(ctx, who, about.ID)
	if err != nil {
		return f, err
	}
	return text.Facts{Title: x.Name, Day: x.Target.StateAt, Path: telling.PageOf(about)}, nil
}

// Emit puts what happens on its way to those who listen, in its transaction.
func (h *House) Emit(ctx context.Context, tx *db.Tx, e event.Event) error {
	if err := h.Hooks.Emit(ctx, tx, e); err != nil {
		return err
	}
	return h.Hubs.Emit(ctx, tx, e)
}

// Reseal brings what is sealed to the key of today.
func (h *House) Reseal(ctx context.Context) (int, error) {
	n, err := h.Out.Reseal(ctx)
	more, hubErr := h.Hubs.Reseal(ctx)
	return n + more, errors.Join(err, hubErr)
}

// Work is the job.
func (h *House) Work(ctx context.Context) (int, error) {
	if err := h.Hubs.Sweep(ctx); err != nil {
		return 0, err
	}
	left := h.Hubs.Settle(ctx) // what is to be told is told all the same
	n, err := h.Out.Work(ctx)
	return n, errors.Join(left, err)
}

// Args are the arguments of the job.
type Args = outbox.Deliveries

// SealedTexts are the sealed texts as they are stored.
func SealedTexts(ctx context.Context, q db.Querier, do func(db.Row) error) error {
	if err := outbox.SealedTexts(ctx, q, do); err != nil {
		return err
	}
	return hub.SealedTexts(ctx, q, do)
}

// Words are the sentences of the pages.
func Words() []i18n.Message { return slices.Concat(hookweb.Words(), hubweb.Words()) }

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
	hubweb.New(hubweb.Deps{DB: h.deps.DB, Hubs: h.Hubs, Topics: h.deps.Topics, Who: who}).Routes(mux)
}

// Nav is where who places the orders of hubs finds those that wait.
func (h *House) Nav(ctx context.Context, a actor.Actor) []web.NavItem {
	return hubweb.Nav(ctx, h.Hubs, a)
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
