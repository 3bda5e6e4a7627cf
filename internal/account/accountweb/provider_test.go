package accountweb

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"linli/internal/account/session"
	"linli/internal/errs"
)

// idp is an identity provider: discovery, keys, and tokens signed with RS256.
type idp struct {
	*httptest.Server
	t      *testing.T
	key    *rsa.PrivateKey
	signs  *rsa.PrivateKey // what it signs with: its own key, but where a test gives it another
	claims map[string]any  // of the next token, beside what the question asks for
	status int             // of the token endpoint; 0 is all right
	nonce  string
	proof  string // PKCE challenge of the question
}

func newIDP(t *testing.T) *idp {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &idp{t: t, key: key, signs: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.json(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		n, e := key.N.Bytes(), big.NewInt(int64(key.E)).Bytes()
		p.json(w, map[string]any{"keys": []any{map[string]string{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "k1", "n": b64(n), "e": b64(e)}}})
	})
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *idp) json(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

// token answers a code, once its verifier fits the challenge of the question.
func (p *idp) token(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if p.status == 0 && (r.FormValue("code") != "good" || b64(sum[:]) != p.proof) {
		p.status = http.StatusBadRequest
	}
	if p.status != 0 {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(p.status)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	claims := map[string]any{
		"iss": p.URL, "sub": "s-1", "aud": "linli", "nonce": p.nonce, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
	}
	maps.Copy(claims, p.claims)
	p.json(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.sign(claims)})
}

func (p *idp) sign(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	text := b64([]byte(`{"alg":"RS256","kid":"k1"}`)) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.signs, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return text + "." + b64(signature)
}

const back = "https://linli.example/sign-in/provider/back"

// asked puts a question to the provider, which remembers what was asked.
func (p *idp) asked(x *Provider) session.Ask {
	p.t.Helper()
	q, to, err := x.ask(p.t.Context(), back)
	if err != nil {
		p.t.Fatal(err)
	}
	u, err := url.Parse(to)
	if err != nil {
		p.t.Fatal(err)
	}
	v := u.Query()
	if v.Get("state") != q.State || v.Get("client_id") != "linli" || v.Get("redirect_uri") != back || v.Get("code_challenge_method") != "S256" || v.Get("scope") != "openid" {
		p.t.Errorf("it asks %s", to)
	}
	p.nonce, p.proof, p.status, p.claims, p.signs = v.Get("nonce"), v.Get("code_challenge"), 0, nil, p.key
	return q
}

// Whatever in the answer does not fit the question, is signed by somebody else, meant for somebody else or too old, is
// refused; only then is it asked who has an account.
func TestProviderAnswers(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	x := NewProvider(ProviderConfig{Issuer: p.URL, ClientID: "linli", ClientSecret: "quiet"}, time.Now)
	q := p.asked(x)
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
		"another nonce":          {func(*session.Ask, *string, *string) { p.claims = map[string]any{"nonce": "other"} }, errs.Unauthenticated},
		"no nonce":               {func(*session.Ask, *string, *string) { p.claims = map[string]any{"nonce": ""} }, errs.Unauthenticated},
		"for another client":     {func(*session.Ask, *string, *string) { p.claims = map[string]any{"aud": "other"} }, errs.Unauthenticated},
		"of another issuer":      {func(*session.Ask, *string, *string) { p.claims = map[string]any{"iss": "https://other.example"} }, errs.Unauthenticated},
		"too old": {func(*session.Ask, *string, *string) {
			p.claims = map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}
		}, errs.Unauthenticated},
		"signed by somebody else": {func(*session.Ask, *string, *string) { p.signs = stranger }, errs.Unauthenticated},
		"the provider fails":      {func(*session.Ask, *string, *string) { p.status = http.StatusInternalServerError }, errs.Unavailable},
	} {
		q := p.asked(x)
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
	p := newIDP(t)
	x := NewProvider(ProviderConfig{Issuer: p.URL, ClientID: "linli"}, time.Now)
	p.Server.Config.SetKeepAlivesEnabled(false)
	well := p.Server.Config.Handler
	p.Server.Config.Handler = http.NotFoundHandler()
	if _, _, err := x.ask(t.Context(), back); !errs.Is(err, errs.Unavailable) {
		t.Errorf("%v", err)
	}
	p.Server.Config.Handler = well
	p.asked(x)
	dead := NewProvider(ProviderConfig{Issuer: "http://127.0.0.1:1", ClientID: "linli"}, time.Now)
	if _, _, err := dead.ask(t.Context(), back); !errs.Is(err, errs.Unavailable) {
		t.Errorf("%v", err)
	}
}
