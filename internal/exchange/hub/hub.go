package hub

import (
	"context"
	"log/slog"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/outbox"
	"linli/internal/file"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/notify/post"
	"linli/internal/notify/way"
	"linli/internal/place"
	"linli/internal/plain"
	"linli/internal/remember"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
)

// Kind is a hub as a subject of the journal and of notices.
const Kind = "hub"

// Class is the class of its target.
const Class = "hub"

// Deps is what hubs need of the rest of the house.
type Deps struct {
	DB       *db.DB
	Ring     *seal.Ring // nil: no hub can be made
	Rules    *rule.Store
	Log      *slog.Logger
	Out      *outbox.Service
	Topics   *topic.Service
	Arrivals *arrival.Kind
	Wishes   *wish.Service
	Files    *file.Service
	Base     string // address of this installation; empty: links begin with the path

	// TellTx tells those who look after a hub that it was paused. Who may not see it is not told.
	TellTx func(ctx context.Context, tx *db.Tx, about chain.Subject) error
}

// Service is the use cases of hubs.
type Service struct {
	Deps
	heard *remember.Cache[[]Hub]
	swept atomic.Int64 // when what has ended was last cleared, microseconds
}

// heardFor is how long another process may not know of a new hub.
const heardFor = 5 * time.Second

// New is the service.
func New(d Deps) *Service { return &Service{Deps: d, heard: remember.New[[]Hub](heardFor, 1)} }

// Hub is a city's hub.
type Hub struct {
	ID     string
	Code   string // what it calls itself in its documents
	Name   string
	Source string // what its orders come from, as tables call it too: 12345
	Host   string // of the address; the rest of it is a secret
	Place  string // its orders are of there or below
	Post   string // under which it was made
	MadeAt time.Time
	Target outbox.Target
	Load   outbox.Load
}

// Making is a hub that somebody wants.
type Making struct {
	Name, Code, Source, Address, Place string
	Key                                string // idempotency key
}

// Bounds of what is typed.
const (
	maxName    = 40
	maxSource  = 30
	maxAddress = 500
)

// codeForm is what a hub may call itself.
var codeForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,29}$`)

func missing() error { return errs.New(errs.NotFound, "error.not_found") }

// Make makes a hub and tells the secret by which it knows our messages, once: a request that comes again is answered with Conflict.
// NotFound for who looks after none; Invalid: name, code, source, secret_address, place; Unavailable: there are no keys to seal with.
func (s *Service) Make(ctx context.Context, a actor.Actor, in Making) (_ Hub, secret seal.Value, err error) {
	defer errs.Wrap(&err, "hub.Make")
	if len(hook.Places(a)) == 0 {
		return Hub{}, secret, missing()
	}
	if err := s.Out.CanSeal(); err != nil {
		return Hub{}, secret, err
	}
	now, address := s.DB.Now(), seal.Of(strings.TrimSpace(in.Address))
	h := Hub{ID: id.At(now), Name: strings.TrimSpace(in.Name), Code: strings.TrimSpace(in.Code), Source: strings.TrimSpace(in.Source), Host: way.Host(address), MadeAt: now}
	by, err := s.check(ctx, a, &h, in, address)
	if err != nil {
		return Hub{}, secret, err
	}
	secret = post.NewSecret()
	before, err := journal.Once(ctx, s.DB, a, "hub.make", in.Key, func(ctx context.Context, tx *db.Tx) error {
		if err := s.makeTx(ctx, tx, h, address, secret); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hub.make", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID, After: told(h), Key: in.Key})
	})
	if err == nil && before != "" {
		err = errs.New(errs.Conflict, "hook.error.again")
	}
	return h, secret, err
}

// makeTx writes a hub down, with what its reports have to hold at first. Invalid: code, source: another one has it.
func (s *Service) makeTx(ctx context.Context, tx *db.Tx, h Hub, address, secret seal.Value) error {
	if err := tx.Lock(ctx, "hub.make", ""); err != nil {
		return err
	}
	all, err := openHubs(ctx, tx)
	if err != nil {
		return err
	}
	var bad wish.Checker
	for _, x := range all {
		if x.Code == h.Code {
			bad.Add("code", "hub.error.code_taken")
		}
		if x.Source == h.Source {
			bad.Add("source", "hub.error.source_taken")
		}
	}
	if err := errs.BadFields(bad); err != nil {
		return err
	}
	if err := insertTx(ctx, tx, h); err != nil {
		return err
	}
	if err := s.Out.OpenTx(ctx, tx, h.ID, Class, address, secret); err != nil {
		return err
	}
	tx.AfterCommit(s.heard.Clear)
	return firstFieldsTx(ctx, tx, h.ID)
}

// stamp is what the journal keeps of a hub: never its address or secret.
type stamp struct {
	Name   string `json:"name"`
	Code   string `json:"code"`
	Source string `json:"source"`
	Host   string `json:"host"`
}

func told(h Hub) stamp { return stamp{h.Name, h.Code, h.Source, h.Host} }

// check fills in what was chosen, and gives the post under which that may be. Invalid.
func (s *Service) check(ctx context.Context, a actor.Actor, h *Hub, in Making, address seal.Value) (by actor.Post, err error) {
	var bad wish.Checker
	if n := plain.Length(h.Name); n == 0 || n > maxName || !plain.Clean(h.Name, false) {
		bad.Add("name", "hook.error.name", maxName)
	}
	if !codeForm.MatchString(h.Code) {
		bad.Add("code", "hub.error.code")
	}
	if n := plain.Length(h.Source); n == 0 || n > maxSource || !plain.Clean(h.Source, false) || h.Source == arrival.Own {
		bad.Add("source", "hub.error.source", maxSource)
	}
	if _, err := way.Allowed(address); err != nil || plain.Length(in.Address) > maxAddress || !plain.Clean(in.Address, false) {
		bad.Add("secret_address", "notice.error.address")
	}
	p, err := place.Resolve(ctx, s.DB, in.Place)
	if err != nil && !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Invalid) {
		return by, err
	}
	by, ok := MayManage(a, p.Code)
	if h.Place, h.Post = p.Code, by.ID; err != nil || !ok {
		bad.Add("place", "hook.error.place")
	}
	return by, errs.BadFields(bad)
}

// List are the hubs that the actor looks after, those that have ended last. NotFound for who looks after none.
func (s *Service) List(ctx context.Context, a actor.Actor) (out []Hub, err error) {
	defer errs.Wrap(&err, "hub.List")
	places := hook.Places(a)
	if len(places) == 0 {
		return nil, missing()
	}
	all, err := within(ctx, s.DB, places)
	var ended []Hub
	for _, h := range all {
		if err := s.filled(ctx, &h); err != nil {
			return nil, err
		}
		if h.Target.State == outbox.Ended {
			ended = append(ended, h)
			continue
		}
		out = append(out, h)
	}
	return append(out, ended...), err
}

// See is one of them. NotFound.
func (s *Service) See(ctx context.Context, a actor.Actor, hubID string) (h Hub, err error) {
	defer errs.Wrap(&err, "hub.See")
	h, _, err = s.mine(ctx, a, hubID)
	if err == nil {
		err = s.filled(ctx, &h)
	}
	return h, err
}

func (s *Service) filled(ctx context.Context, h *Hub) (err error) {
	if h.Target, err = outbox.TargetByID(ctx, s.DB, h.ID); err != nil {
		return err
	}
	h.Load, err = outbox.LoadOf(ctx, s.DB, h.ID)
	return err
}

// mine is a hub and the post under which the actor looks after it. NotFound.
func (s *Service) mine(ctx context.Context, a actor.Actor, hubID string) (h Hub, by actor.Post, err error) {
	if !id.Valid(hubID) || len(hook.Places(a)) == 0 {
		return h, by, missing()
	}
	if h, err = byID(ctx, s.DB, hubID); err != nil {
		return h, by, err
	}
	by, ok := MayManage(a, h.Place)
	if !ok {
		return Hub{}, by, missing()
	}
	return h, by, nil
}

// open are the hubs that have not ended, remembered for some seconds: a change of a wish costs no statement where there is none.
func (s *Service) open(ctx context.Context, q db.Querier) ([]Hub, error) {
	now := s.DB.Now()
	known, ok, epoch := s.heard.Get("", now)
	if ok {
		return known, nil
	}
	all, err := openHubs(ctx, q)
	if err != nil {
		return nil, err
	}
	s.heard.Put("", all, now, epoch)
	return all, nil
}

// PausedTx tells those who look after a hub that it was paused by itself.
func (s *Service) PausedTx(ctx context.Context, tx *db.Tx, hubID string) error {
	return s.TellTx(ctx, tx, chain.Subject{Kind: Kind, ID: hubID})
}
