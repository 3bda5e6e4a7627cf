// Package accountweb is what accounts look like to a browser: sessions in a cookie, and the pages of signing in.
package accountweb

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/errs"
)

// Lives says when sessions end. The lengths are the operator's choice (GB/T 22239-2019 8.1.4.1 asks for an end, not for
// a number).
type Lives struct {
	Staff, StaffIdle       time.Duration
	Resident, ResidentIdle time.Duration
	Grant                  time.Duration // what number and code have opened
}

// DefaultLives: staff once a working day, and after two hours away; residents once a month; a receipt for two hours.
func DefaultLives() Lives {
	const day = 24 * time.Hour
	return Lives{Staff: 12 * time.Hour, StaffIdle: 2 * time.Hour, Resident: 30 * day, ResidentIdle: 30 * day, Grant: 2 * time.Hour}
}

// SessionOptions are what sessions need to know.
type SessionOptions struct {
	Lives  Lives // DefaultLives when zero
	Secure bool  // the site is reached by https
	Demo   bool  // one may become somebody by choosing
	// From is the network address behind a request; the connection's when nil.
	From func(r *http.Request) string
	// Failed answers a request whose session could not be read or written.
	Failed func(w http.ResponseWriter, r *http.Request, err error)
}

// Sessions knows who stands behind a request. Requests without a session cost nothing; one with a session costs a
// statement every few seconds, and a write every five minutes.
type Sessions struct {
	accounts *account.Service
	scs      *scs.SessionManager
	opt      SessionOptions
}

// NewSessions is sessions over accounts.
func NewSessions(accounts *account.Service, opt SessionOptions) *Sessions {
	if opt.Lives == (Lives{}) {
		opt.Lives = DefaultLives()
	}
	if opt.From == nil {
		opt.From = remote
	}
	m := scs.New()
	m.Store, m.Codec, m.HashTokenInStore, m.ErrorFunc = accounts.Sessions(), codec{}, true, opt.Failed
	m.Cookie.Name, m.Cookie.Secure = CookieName(opt.Secure), opt.Secure
	return &Sessions{accounts: accounts, scs: m, opt: opt}
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
	return s.scs.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := s.actor(r)
		if err != nil {
			s.opt.Failed(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), actorKey{}, a)))
	}))
}

// ActorOf is who stands behind a request that came through Around; a visitor when nobody does.
func ActorOf(ctx context.Context) actor.Actor {
	a, _ := ctx.Value(actorKey{}).(actor.Actor)
	return a
}

func (s *Sessions) actor(r *http.Request) (actor.Actor, error) {
	x := s.session(r.Context())
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
	if x.Grant != "" && s.accounts.Now().Before(x.GrantEnds) {
		a.Grant = x.Grant
	}
	return a, nil
}

func (s *Sessions) session(ctx context.Context) account.Session {
	x, _ := s.scs.Get(ctx, key).(account.Session)
	return x
}

// SignIn signs a staff member in; errors as account.SignIn. Whatever the session was before is left behind.
func (s *Sessions) SignIn(r *http.Request, login, password string) (err error) {
	acc, err := s.accounts.SignIn(r.Context(), s.opt.From(r), login, password)
	if err != nil {
		return err
	}
	return s.begin(r.Context(), acc)
}

// Begin begins the session of an account that has just proved who it is in another way: by a one-time link, by a new
// password.
func (s *Sessions) Begin(r *http.Request, acc account.Account) error {
	return s.begin(r.Context(), acc)
}

// Become begins the session of an account by choosing it. NotFound outside the demo.
func (s *Sessions) Become(r *http.Request, accountID string) error {
	if !s.opt.Demo {
		return errs.New(errs.NotFound, "error.not_found")
	}
	acc, err := s.accounts.Chosen(r.Context(), s.opt.From(r), accountID)
	if err != nil {
		return err
	}
	return s.begin(r.Context(), acc)
}

// begin starts a session under a new token, so that a token planted before is worth nothing.
func (s *Sessions) begin(ctx context.Context, acc account.Account) error {
	ends, idle := s.opt.Lives.Resident, s.opt.Lives.ResidentIdle
	if acc.Kind == account.Staff {
		ends, idle = s.opt.Lives.Staff, s.opt.Lives.StaffIdle
	}
	return s.renew(ctx, account.Session{Account: acc.ID, Idle: idle}, ends)
}

func (s *Sessions) renew(ctx context.Context, x account.Session, life time.Duration) error {
	if err := s.scs.RenewToken(ctx); err != nil {
		return err
	}
	s.scs.Put(ctx, key, x)
	s.scs.SetDeadline(ctx, s.accounts.Now().Add(life))
	return nil
}

// SignOut ends the session, in this process at once.
func (s *Sessions) SignOut(r *http.Request) error {
	a := ActorOf(r.Context())
	if err := s.scs.Destroy(r.Context()); err != nil {
		return err
	}
	if !a.SignedIn() {
		return nil
	}
	return s.accounts.SignedOut(r.Context(), a)
}

// Grant lets the session see one wish for a while, after number and code were right. It is the last one opened that
// counts.
func (s *Sessions) Grant(ctx context.Context, wishID string) error {
	until := s.accounts.Now().Add(s.opt.Lives.Grant)
	x := s.session(ctx)
	x.Grant, x.GrantEnds = wishID, until
	if x.Account != "" {
		s.scs.Put(ctx, key, x)
		return nil
	}
	x.Idle = s.opt.Lives.Grant
	return s.renew(ctx, x, s.opt.Lives.Grant)
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
