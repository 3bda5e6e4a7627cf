package accountweb

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/url"
	"testing"
	"time"

	"linli/internal/account/accountweb/providertest"
	"linli/internal/account/session"
	"linli/internal/errs"
)

const back = "https://linli.example/sign-in/provider/back"

// asked puts a question to the provider, which remembers what was asked.
func asked(t *testing.T, p *providertest.Provider, x *Provider) session.Ask {
	t.Helper()
	q, to, err := x.ask(t.Context(), back)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	v := u.Query()
	if v.Get("state") != q.State || v.Get("client_id") != "linli" || v.Get("redirect_uri") != back || v.Get("code_challenge_method") != "S256" || v.Get("scope") != "openid" {
		t.Errorf("it asks %s", to)
	}
	p.Asked(v)
	return q
}

// Whatever in the answer does not fit the question, is signed by somebody else, meant for somebody else or too old, is
// refused; only then is it asked who has an account.
func TestProviderAnswers(t *testing.T) {
	t.Parallel()
	p := providertest.New(t)
	x := NewProvider(ProviderConfig{Issuer: p.URL, ClientID: "linli", ClientSecret: "quiet"}, time.Now)
	q := asked(t, p, x)
	who, err := x.answer(t.Context(), q, q.State, "good", back)
	if err != nil || who.Issuer != p.URL || who.Subject != "s-1" {
		t.Fatalf("%+v, %v", who, err)
	}
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		break_ func(q *session.Ask, state, code *string)
		kind   errs.Kind
	}{
		"no question":            {func(q *session.Ask, _, _ *string) { *q = session.Ask{} }, errs.Unauthenticated},
		"another state":          {func(_ *session.Ask, state, _ *string) { *state = "other" }, errs.Unauthenticated},
		"no code":                {func(_ *session.Ask, _, code *string) { *code = "" }, errs.Unauthenticated},
		"a code that is not its": {func(_ *session.Ask, _, code *string) { *code = "bad" }, errs.Unauthenticated},
		"another verifier":       {func(q *session.Ask, _, _ *string) { q.Verifier = "other" }, errs.Unauthenticated},
		"another nonce":          {func(*session.Ask, *string, *string) { p.Claims = map[string]any{"nonce": "other"} }, errs.Unauthenticated},
		"no nonce":               {func(*session.Ask, *string, *string) { p.Claims = map[string]any{"nonce": ""} }, errs.Unauthenticated},
		"for another client":     {func(*session.Ask, *string, *string) { p.Claims = map[string]any{"aud": "other"} }, errs.Unauthenticated},
		"of another issuer":      {func(*session.Ask, *string, *string) { p.Claims = map[string]any{"iss": "https://other.example"} }, errs.Unauthenticated},
		"too old": {func(*session.Ask, *string, *string) {
			p.Claims = map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}
		}, errs.Unauthenticated},
		"signed by somebody else": {func(*session.Ask, *string, *string) { p.Signs = stranger }, errs.Unauthenticated},
		"the provider fails":      {func(*session.Ask, *string, *string) { p.Status = http.StatusInternalServerError }, errs.Unavailable},
	} {
		q := asked(t, p, x)
		state, code := q.State, "good"
		c.break_(&q, &state, &code)
		if who, err := x.answer(t.Context(), q, state, code, back); !errs.Is(err, c.kind) || who.Subject != "" {
			t.Errorf("%s: %+v, %v, want %s", name, who, err, c.kind)
		}
	}
}

// A provider that is down is asked again the next time.
func TestProviderDown(t *testing.T) {
	t.Parallel()
	p := providertest.New(t)
	x := NewProvider(ProviderConfig{Issuer: p.URL, ClientID: "linli"}, time.Now)
	p.Server.Config.SetKeepAlivesEnabled(false)
	well := p.Server.Config.Handler
	p.Server.Config.Handler = http.NotFoundHandler()
	if _, _, err := x.ask(t.Context(), back); !errs.Is(err, errs.Unavailable) {
		t.Errorf("%v", err)
	}
	p.Server.Config.Handler = well
	asked(t, p, x)
	dead := NewProvider(ProviderConfig{Issuer: "http://127.0.0.1:1", ClientID: "linli"}, time.Now)
	if _, _, err := dead.ask(t.Context(), back); !errs.Is(err, errs.Unavailable) {
		t.Errorf("%v", err)
	}
}
