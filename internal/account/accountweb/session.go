// Package accountweb is what accounts look like to a browser: sessions in a cookie, and the pages of signing in.
package accountweb

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/web"
)

// SessionOptions are what sessions need to know.
type SessionOptions struct {
	Secure bool // the site is reached by https
	Demo   bool // one may become somebody by choosing
	// From is the network address behind a request; the connection's when nil.
	From func(r *http.Request) string
	// Failed answers a request whose session could not be read or written.
	Failed func(w http.ResponseWriter, r *http.Request, err error)
}

// Sessions knows who stands behind a request. Requests without a session cost nothing; one with a session costs a
// statement every few seconds, and a write every five minutes.
type Sessions struct {
	accounts *account.Service
	scs      *scs.SessionManager // who has signed in
	receipts *scs.SessionManager // what number and code have opened: a cookie of its own, which names no account
	opt      SessionOptions
}

// NewSessions is sessions over accounts.
func NewSessions(accounts *account.Service, opt SessionOptions) *Sessions {
	if opt.From == nil {
		opt.From = remote
	}
	return &Sessions{accounts: accounts, scs: manager(accounts, opt, ""), receipts: manager(accounts, opt, "-receipt"), opt: opt}
}

func manager(accounts *account.Service, opt SessionOptions, suffix string) *scs.SessionManager {
	m := scs.New()
	m.Store, m.Codec, m.HashTokenInStore, m.ErrorFunc = accounts.Sessions(), codec{}, true, opt.Failed
	m.Cookie.Name, m.Cookie.Secure = CookieName(opt.Secure)+suffix, opt.Secure
	return m
}

// CookieName is the name of the session's cookie. The prefix makes browsers refuse it from a subdomain or without https.
func CookieName(secure bool) string {
	if secure {
		return "__Host-linli"
	}
	return "linli"
}

func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// key is the one value of a session.
const key = "session"

// codec stores a session as account.Session does. The end of scs and that of the session are the same.
type codec struct{}

func (codec) Encode(ends time.Time, values map[string]any) ([]byte, error) {
	s, _ := values[key].(account.Session)
	s.Ends = ends
	return s.Encode()
}

func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	s, err := account.DecodeSession(b)
	return s.Ends, map[string]any{key: s}, err
}

// actorKey is where Around puts the actor.
type actorKey struct{}

// Around finds out who asks before the handler runs, and writes the session's changes before the answer's first byte.
func (s *Sessions) Around(next http.Handler) http.Handler {
	return s.scs.LoadAndSave(s.receipts.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := s.actor(r)
		if err != nil {
			s.opt.Failed(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), actorKey{}, a)))
	})))
}

// ActorOf is who stands behind a request that came through Around; a visitor when nobody does.
func ActorOf(ctx context.Context) actor.Actor {
	a, _ := ctx.Value(actorKey{}).(actor.Actor)
	return a
}

func (s *Sessions) actor(r *http.Request) (actor.Actor, error) {
	x, opened := sessionOf(r.Context(), s.scs), sessionOf(r.Context(), s.receipts)
	a := actor.Visitor(s.opt.From(r))
	if x.Account != "" {
		signedIn, err := s.accounts.Actor(r.Context(), x.Account)
		if err == nil {
			signedIn.From = a.From
			a = signedIn
		} else if !errs.Is(err, errs.Unauthenticated) { // a disabled account is a visitor's
			return actor.Actor{}, err
		}
	}
	a.Grant = opened.Grant
	return a, nil
}

func sessionOf(ctx context.Context, m *scs.SessionManager) account.Session {
	x, _ := m.Get(ctx, key).(account.Session)
	return x
}

// SignIn signs a staff member in; errors as account.SignIn. Whatever the session was before is left behind.
func (s *Sessions) SignIn(w http.ResponseWriter, r *http.Request, login, password string) (err error) {
	acc, err := s.accounts.SignIn(r.Context(), s.opt.From(r), login, password)
	if err != nil {
		return err
	}
	return s.Begin(w, r, acc)
}

// Begin begins the session of an account that has just proved who it is in another way: by a one-time link, by a new
// password. The browser takes on the looks that the person has chosen.
func (s *Sessions) Begin(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	if err := s.forgetReceipt(r.Context()); err != nil {
		return err
	}
	web.Wear(w, r, map[string]string{"lang": acc.Look.Lang, "elder": acc.Look.Elder, "theme": acc.Look.Theme})
	return s.begin(r.Context(), acc)
}

// forgetReceipt ends what number and code have opened: at a shared screen the next person is somebody else.
func (s *Sessions) forgetReceipt(ctx context.Context) error {
	if sessionOf(ctx, s.receipts).Grant == "" {
		return nil
	}
	return s.receipts.Destroy(ctx)
}

// Become begins the session of an account by choosing it. NotFound outside the demo.
func (s *Sessions) Become(w http.ResponseWriter, r *http.Request, accountID string) error {
	if !s.opt.Demo {
		return errs.New(errs.NotFound, "error.not_found")
	}
	acc, err := s.accounts.Chosen(r.Context(), s.opt.From(r), accountID)
	if err != nil {
		return err
	}
	return s.Begin(w, r, acc)
}

// begin starts a session under a new token, so that a token planted before is worth nothing.
func (s *Sessions) begin(ctx context.Context, acc account.Account) error {
	lives, err := s.accounts.Lives(ctx)
	if err != nil {
		return err
	}
	ends, idle := lives.Resident, lives.Resident
	if acc.Kind == account.Staff {
		ends, idle = lives.Staff, lives.StaffIdle
	}
	return s.renew(ctx, s.scs, account.Session{Account: acc.ID, Idle: idle}, ends)
}

func (s *Sessions) renew(ctx context.Context, m *scs.SessionManager, x account.Session, life time.Duration) error {
	if err := m.RenewToken(ctx); err != nil {
		return err
	}
	m.Put(ctx, key, x)
	m.SetDeadline(ctx, s.accounts.Now().Add(life))
	return nil
}

// SignOut ends the session, in this process at once.
func (s *Sessions) SignOut(r *http.Request) error {
	a := ActorOf(r.Context())
	if err := errors.Join(s.scs.Destroy(r.Context()), s.forgetReceipt(r.Context())); err != nil {
		return err
	}
	if !a.SignedIn() {
		return nil
	}
	return s.accounts.SignedOut(r.Context(), a)
}

// Keep keeps the looks that somebody has chosen with the account; a visitor's stay with the browser.
func (s *Sessions) Keep(r *http.Request, chosen map[string]string) error {
	a := ActorOf(r.Context())
	if !a.SignedIn() {
		return nil
	}
	return s.accounts.Wear(r.Context(), a, account.Look{Lang: chosen["lang"], Elder: chosen["elder"], Theme: chosen["theme"]})
}

// Grant lets this browser see one wish for a while, after number and code were right or it has been filed here. It is the
// last one opened that counts. The row names no account, also when somebody has signed in: a wish without a name must not
// be traced by it.
func (s *Sessions) Grant(ctx context.Context, wishID string) error {
	lives, err := s.accounts.Lives(ctx)
	if err != nil {
		return err
	}
	return s.renew(ctx, s.receipts, account.Session{Grant: wishID, Idle: lives.Receipt}, lives.Receipt)
}

// Open begins a session without a request and returns the value of its cookie, for load tests and for tests.
func (s *Sessions) Open(ctx context.Context, accountID string) (cookie string, err error) {
	acc, err := s.accounts.ByID(ctx, accountID)
	if err != nil {
		return "", err
	}
	if ctx, err = s.scs.Load(ctx, ""); err != nil {
		return "", err
	}
	if err := s.begin(ctx, acc); err != nil {
		return "", err
	}
	cookie, _, err = s.scs.Commit(ctx)
	return cookie, err
}
