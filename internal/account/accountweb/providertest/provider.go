// Package providertest is an identity provider for tests: discovery, keys, the page where one says who one is, and tokens
// signed with RS256 (OpenID Connect Core 1.0).
package providertest

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
)

// Client is the name by which the provider knows linli.
const Client = "linli"

// Provider is one. What it answers next may be changed between requests.
type Provider struct {
	*httptest.Server
	Claims map[string]any   // of the next token, beside what the question asks for
	Status int              // of the token endpoint; 0 is all right
	Signs  *rsa.PrivateKey  // what it signs with: its own key, but where a test gives it another
	Back   func(url.Values) // changes what its page leads back with; nil: nothing
	Now    func() time.Time // the clock of its tokens

	t     testing.TB
	key   *rsa.PrivateKey
	nonce string
	proof string // PKCE challenge of the question
}

// New is a provider that runs as long as the test.
func New(t testing.TB) *Provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{t: t, key: key, Signs: key, Now: time.Now}
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
	mux.HandleFunc("GET /auth", p.auth)
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *Provider) json(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

// Asked remembers a question, by the address that puts it, and answers well from now on.
func (p *Provider) Asked(v url.Values) {
	p.nonce, p.proof, p.Status, p.Claims, p.Signs = v.Get("nonce"), v.Get("code_challenge"), 0, nil, p.key
}

// auth is the page where somebody proves who it is, who has done so by coming here.
func (p *Provider) auth(w http.ResponseWriter, r *http.Request) {
	v := r.URL.Query()
	p.nonce, p.proof = v.Get("nonce"), v.Get("code_challenge")
	answer := url.Values{"code": {"good"}, "state": {v.Get("state")}}
	if p.Back != nil {
		p.Back(answer)
	}
	http.Redirect(w, r, v.Get("redirect_uri")+"?"+answer.Encode(), http.StatusSeeOther)
}

// token answers a code, once its verifier fits the challenge of the question.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	status := p.Status
	if status == 0 && (r.FormValue("code") != "good" || b64(sum[:]) != p.proof) {
		status = http.StatusBadRequest
	}
	if status != 0 {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`)) // whoever asked is gone when this fails
		return
	}
	claims := map[string]any{
		"iss": p.URL, "sub": "s-1", "aud": Client, "nonce": p.nonce, "iat": p.Now().Unix(), "exp": p.Now().Add(time.Minute).Unix(),
	}
	maps.Copy(claims, p.Claims)
	p.json(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.sign(claims)})
}

func (p *Provider) sign(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	text := b64([]byte(`{"alg":"RS256","kid":"k1"}`)) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.Signs, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return text + "." + b64(signature)
}
