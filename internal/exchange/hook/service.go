package hook

import (
	"context"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/outbox"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/notify/post"
	"linli/internal/notify/way"
	"linli/internal/place"
	"linli/internal/plain"
	"linli/internal/remember"
	"linli/internal/rule"
	"linli/internal/seal"
)

// Kind is a subscription as a subject of the journal and of notices.
const Kind = "webhook"

// Class is the class of its target.
const Class = "webhook"

// Deps is what the webhooks need of the rest of the house.
type Deps struct {
	DB    *db.DB
	Rules *rule.Store
	Out   *outbox.Service
	Base  string // address of this installation; empty: links begin with the path

	// TellTx tells those who look after a subscription that it was paused. Who may not see it is not told.
	TellTx func(ctx context.Context, tx *db.Tx, about chain.Subject) error
}

// Service is the use cases of webhooks.
type Service struct {
	Deps
	heard *remember.Cache[[]listener]
}

// How long another process may not know of a new subscription.
const heardFor = 5 * time.Second

// New is the service.
func New(d Deps) *Service { return &Service{d, remember.New[[]listener](heardFor, 1)} }

// Carry sends a message of the outbox by HTTP.
func Carry(s *post.Sender) outbox.Carrier {
	return func(ctx context.Context, to outbox.Door, m outbox.Message, at time.Time) outbox.Outcome {
		body, err := Body(m)
		if err != nil {
			return outbox.Outcome{Said: "text"}
		}
		a := s.Send(ctx, to.Address, to.Secrets, post.Message{ID: m.ID, Body: body, At: at})
		return outbox.Outcome{Taken: a.Taken(), Gone: a.Gone(), Said: a.Said, Wait: a.Wait}
	}
}

// Subscription is who is told of what.
type Subscription struct {
	ID, Name string
	Host     string // of the address; the rest of it is a secret
	Kinds    []string
	Place    string // what lies there or below
	Post     string // under which it was made
	MadeAt   time.Time
	Target   outbox.Target
	Load     outbox.Load
}

// Making is a subscription that somebody wants.
type Making struct {
	Name, Address string
	Kinds         []string
	Place         string
	Key           string // idempotency key
}

// Bounds of what is typed.
const (
	maxName    = 40
	maxAddress = 500
)

func missing() error { return errs.New(errs.NotFound, "error.not_found") }

// Make makes a subscription and tells its secret, once: a request that comes again is answered with Conflict. NotFound for who looks
// after none; Invalid: name, address, kind, place; Unavailable: there are no keys to seal with.
func (s *Service) Make(ctx context.Context, a actor.Actor, in Making) (_ Subscription, secret seal.Value, err error) {
	defer errs.Wrap(&err, "hook.Make")
	if len(Places(a)) == 0 {
		return Subscription{}, secret, missing()
	}
	if err := s.Out.CanSeal(); err != nil {
		return Subscription{}, secret, err
	}
	now := s.DB.Now()
	x := Subscription{ID: id.At(now), Name: strings.TrimSpace(in.Name), MadeAt: now}
	address := seal.Of(strings.TrimSpace(in.Address))
	by, err := s.check(ctx, a, &x, in, address)
	if err != nil {
		return Subscription{}, secret, err
	}
	secret = post.NewSecret()
	before, err := journal.Once(ctx, s.DB, a, "hook.make", in.Key, func(ctx context.Context, tx *db.Tx) error {
		if err := insertTx(ctx, tx, x); err != nil {
			return err
		}
		if err := s.Out.OpenTx(ctx, tx, x.ID, Class, address, secret); err != nil {
			return err
		}
		tx.AfterCommit(s.heard.Clear)
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hook.make", Kind: Kind, Subject: x.ID, Place: x.Place, Post: by.ID, After: told(x), Key: in.Key})
	})
	if err == nil && before != "" {
		err = errs.New(errs.Conflict, "hook.error.again")
	}
	return x, secret, err
}

// stamp is what the journal keeps of a subscription: never its address or secret.
type stamp struct {
	Name  string   `json:"name"`
	Host  string   `json:"host"`
	Kinds []string `json:"kinds"`
}

func told(x Subscription) stamp { return stamp{x.Name, x.Host, x.Kinds} }

// check fills in what was chosen, and gives the post under which that may be. Invalid.
func (s *Service) check(ctx context.Context, a actor.Actor, x *Subscription, in Making, address seal.Value) (by actor.Post, err error) {
	var bad []errs.Field
	wrong := func(name, key string, args ...any) {
		bad = append(bad, errs.Field{Name: name, Key: key, Args: args})
	}
	if n := plain.Length(x.Name); n == 0 || n > maxName || !plain.Clean(x.Name, false) {
		wrong("name", "hook.error.name", maxName)
	}
	if _, err := way.Allowed(address); err != nil || plain.Length(in.Address) > maxAddress || !plain.Clean(in.Address, false) {
		wrong("secret_address", "notice.error.address")
	}
	x.Host = way.Host(address)
	for _, k := range Kinds() {
		if slices.Contains(in.Kinds, k) {
			x.Kinds = append(x.Kinds, k)
		}
	}
	if len(x.Kinds) == 0 || slices.ContainsFunc(in.Kinds, func(k string) bool { return !slices.Contains(Kinds(), k) }) {
		wrong("kind", "hook.error.kind")
	}
	p, err := place.Resolve(ctx, s.DB, in.Place)
	if err != nil && !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Invalid) {
		return by, err
	}
	by, ok := MayManage(a, p.Code)
	if x.Place, x.Post = p.Code, by.ID; err != nil || !ok {
		wrong("place", "hook.error.place")
	}
	return by, errs.BadFields(bad)
}

// List are the subscriptions that the actor looks after, those that have ended last. NotFound for who looks after none.
func (s *Service) List(ctx context.Context, a actor.Actor) (out []Subscription, err error) {
	defer errs.Wrap(&err, "hook.List")
	places := Places(a)
	if len(places) == 0 {
		return nil, missing()
	}
	all, err := within(ctx, s.DB, places)
	for _, x := range all {
		if err := s.filled(ctx, &x); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(x, y Subscription) int { return order(x) - order(y) })
	return out, err
}

func order(x Subscription) int {
	if x.Target.State == outbox.Ended {
		return 1
	}
	return 0
}

// See is one of them. NotFound.
func (s *Service) See(ctx context.Context, a actor.Actor, subscriptionID string) (x Subscription, err error) {
	defer errs.Wrap(&err, "hook.See")
	x, _, err = s.mine(ctx, a, subscriptionID)
	if err == nil {
		err = s.filled(ctx, &x)
	}
	return x, err
}

func (s *Service) filled(ctx context.Context, x *Subscription) (err error) {
	if x.Target, err = outbox.TargetByID(ctx, s.DB, x.ID); err != nil {
		return err
	}
	x.Load, err = outbox.LoadOf(ctx, s.DB, x.ID)
	return err
}

// mine is a subscription and the post under which the actor looks after it. NotFound.
func (s *Service) mine(ctx context.Context, a actor.Actor, subscriptionID string) (x Subscription, by actor.Post, err error) {
	if !id.Valid(subscriptionID) || len(Places(a)) == 0 {
		return x, by, missing()
	}
	if x, err = byID(ctx, s.DB, subscriptionID); err != nil {
		return x, by, err
	}
	by, ok := MayManage(a, x.Place)
	if !ok {
		return Subscription{}, by, missing()
	}
	return x, by, nil
}
