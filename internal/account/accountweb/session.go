// Package accountweb is what accounts look like to a browser: sessions in a cookie, and the pages of signing in.
package accountweb

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"linli/internal/account"
	"linli/internal/account/session"
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

// codec stores a session as session.Session does. The end of scs and that of the session are the same.
type codec struct{}

func (codec) Encode(ends time.Time, values map[string]any) ([]byte, error) {
	s, _ := values[key].(session.Session)
	s.Ends = ends
	return s.Encode()
}

func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	s, err := session.Decode(b)
	return s.Ends, map[string]any{key: s}, err
}

// actorKey is where Around puts the actor.
type actorKey struct{}

// Around finds out who asks before the handler runs, and writes the session's changes before the answer's first byte. Who
// has a duty gets nowhere before it is done.
func (s *Sessions) Around(next http.Handler) http.Handler {
	return s.scs.LoadAndSave(s.receipts.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Vary", "Cookie") // once: each of the two has said it
		a, duty, err := s.actor(r)
		if err != nil {
			s.opt.Failed(w, r, err)
			return
		}
		if to := held(duty, r.URL.Path); to != "" {
			if strings.HasPrefix(r.URL.Path, "/api/") {
				s.opt.Failed(w, r, errs.New(errs.Forbidden, "account.duty."+string(duty)))
				return
			}
			http.Redirect(w, r, to, http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), actorKey{}, a)))
	})))
}

// held is where somebody with a duty is led instead of to a path; empty when the path serves the duty, or goes out.
func held(duty account.Duty, path string) string {
	own := map[account.Duty]string{account.NewPassword: "/account/password", account.SetFactor: "/account/factor"}[duty]
	if own == "" || path == own || strings.HasPrefix(path, own+"/") || path == "/sign-out" || path == "/prefs" {
		return ""
	}
	return own
}

// ActorOf is who stands behind a request that came through Around; a visitor when nobody does.
func ActorOf(ctx context.Context) actor.Actor {
	a, _ := ctx.Value(actorKey{}).(actor.Actor)
	return a
}

// As is a context in which somebody asks who has come in by no session: by an access token.
func As(ctx context.Context, a actor.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

func (s *Sessions) actor(r *http.Request) (_ actor.Actor, duty account.Duty, err error) {
	x, opened := sessionOf(r.Context(), s.scs), sessionOf(r.Context(), s.receipts)
	a := actor.Visitor(s.opt.From(r))
	if x.Account != "" {
		signedIn, must, err := s.accounts.Standing(r.Context(), x.Account)
		if err == nil {
			signedIn.From = a.From
			a, duty = signedIn, must
		} else if !errs.Is(err, errs.Unauthenticated) { // a disabled account is a visitor's
			return actor.Actor{}, duty, err
		}
	}
	if s.opt.Demo { // nobody there has chosen a password
		duty = account.NoDuty
	}
	a.Grant = opened.Grant
	return a, duty, nil
}

func sessionOf(ctx context.Context, m *scs.SessionManager) session.Session {
	x, _ := m.Get(ctx, key).(session.Session)
	return x
}

// SignIn signs a staff member in; errors as account.SignIn. Whatever the session was before is left behind. It is half of
// it when the account has a second factor.
func (s *Sessions) SignIn(w http.ResponseWriter, r *http.Request, login, password string) (half bool, err error) {
	acc, err := s.accounts.SignIn(r.Context(), s.opt.From(r), login, password)
	if err != nil {
		return false, err
	}
	return s.enter(w, r, acc)
}

// enter begins the session of who has proved one factor: whole, or half where a second is to come.
func (s *Sessions) enter(w http.ResponseWriter, r *http.Request, acc account.Account) (half bool, err error) {
	if !acc.Second {
		return false, s.Begin(w, r, acc)
	}
	return true, s.await(r.Context(), session.Session{Half: acc.ID})
}

// onTheWay is how long a question of signing in may be thought about: no shorter than a page may give people (WCAG 2.2.1).
const onTheWay = 20 * time.Minute

// await begins a session of somebody who is on the way in.
func (s *Sessions) await(ctx context.Context, x session.Session) error {
	x.Idle = onTheWay
	return s.renew(ctx, s.scs, x, onTheWay)
}

// waiting is the session of who is on the way in.
func (s *Sessions) waiting(ctx context.Context) session.Session { return sessionOf(ctx, s.scs) }

// second is the second half of SignIn; errors as account.SignInSecond.
func (s *Sessions) second(w http.ResponseWriter, r *http.Request, code string) error {
	acc, err := s.accounts.SignInSecond(r.Context(), s.opt.From(r), s.waiting(r.Context()).Half, code)
	if err != nil {
		return err
	}
	return s.Begin(w, r, acc)
}

// ask keeps a question to an identity provider: beside the account of who has signed in, else as somebody on the way in.
func (s *Sessions) ask(ctx context.Context, q session.Ask) error {
	x := s.waiting(ctx)
	if x.Account == "" {
		return s.await(ctx, session.Session{Ask: q})
	}
	x.Ask = q
	s.scs.Put(ctx, key, x)
	return nil
}

// answered takes the question out: it is answered once.
func (s *Sessions) answered(ctx context.Context) session.Ask {
	x := s.waiting(ctx)
	q := x.Ask
	if q != (session.Ask{}) {
		x.Ask = session.Ask{}
		s.scs.Put(ctx, key, x)
	}
	return q
}

// device names the browser of the request among the account's.
func (s *Sessions) device(ctx context.Context) string {
	sum := sha256.Sum256([]byte(s.scs.Token(ctx))) // as scs stores it (HashTokenInStore)
	return session.Name(base64.RawURLEncoding.EncodeToString(sum[:]))
}

// Begin begins the session of an account that has just proved who it is in another way: by a one-time link, by a new
// password. The browser takes on the looks that the person has chosen.
func (s *Sessions) Begin(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	if err := s.forgetReceipt(r.Context()); err != nil {
		return err
	}
	web.Wear(w, r, map[string]string{"lang": acc.Look.Lang, "elder": acc.Look.Elder, "theme": acc.Look.Theme})
	return s.begin(r.Context(), acc, agent(r), s.opt.From(r))
}

// maxAgent bounds what is kept of what a browser calls itself.
const maxAgent = 300

func agent(r *http.Request) string {
	text := r.UserAgent()
	return strings.ToValidUTF8(strings.ReplaceAll(text[:min(len(text), maxAgent)], "\x00", ""), "")
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
func (s *Sessions) begin(ctx context.Context, acc account.Account, agent, from string) error {
	lives, err := s.accounts.Lives(ctx)
	if err != nil {
		return err
	}
	ends, idle := lives.Resident, lives.Resident
	if acc.Kind == account.Staff {
		ends, idle = lives.Staff, lives.StaffIdle
	}
	return s.renew(ctx, s.scs, session.Session{Account: acc.ID, Idle: idle, Agent: agent, From: from}, ends)
}

func (s *Sessions) renew(ctx context.Context, m *scs.SessionManager, x session.Session, life time.Duration) error {
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
	return s.renew(ctx, s.receipts, session.Session{Grant: wishID, Idle: lives.Receipt}, lives.Receipt)
}

// Admit lets this browser see one meeting until a moment: it is the guest of an invitation whose one-time link was right.
// Like Grant it names no account, and the last thing opened counts.
func (s *Sessions) Admit(ctx context.Context, invitee string, until time.Time) error {
	life := until.Sub(s.accounts.Now())
	return s.renew(ctx, s.receipts, session.Session{Grant: invitee, Idle: life}, life)
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
	if err := s.begin(ctx, acc, "", ""); err != nil {
		return "", err
	}
	cookie, _, err = s.scs.Commit(ctx)
	return cookie, err
}
