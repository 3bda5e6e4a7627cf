// Package tokenweb is the pages of access tokens, for those who make them and those who look after accounts, and the way in by one.
package tokenweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/place"
	"linli/internal/web"
)

// Where the pages are: one's own tokens, and all of them.
const (
	Path = "/account/tokens"
	All  = "/tokens"
)

// Confirmer proves afresh that whoever is at the keyboard is the holder of the account.
type Confirmer interface {
	// Way is how: password, or empty where there is none.
	Way(ctx context.Context, a actor.Actor) (string, error)
	// Confirm is Unauthenticated or Limited when what was typed is not right.
	Confirm(ctx context.Context, a actor.Actor, typed string) error
}

// Deps are what the pages need.
type Deps struct {
	DB      *db.DB
	Tokens  *token.Service
	Who     func(*http.Request) actor.Actor
	Confirm Confirmer
	Base    func(*http.Request) string // address of the house
}

// Handler serves the pages.
type Handler struct{ Deps }

// New is the handler over its dependencies.
func New(d Deps) *Handler { return &Handler{d} }

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /account/tokens", h.list)
	mux.HandleFunc("POST /account/tokens", h.make)
	mux.HandleFunc("POST /account/tokens/{id}/revoke", h.revoke(Path))
	mux.HandleFunc("GET /tokens", h.all)
	mux.HandleFunc("POST /tokens/{id}/revoke", h.revoke(All))
}

// page is one's own tokens, with the form for another where one may make one.
type page struct {
	web.Page
	Form   *web.Form
	Posts  []web.Option
	Places []web.Option
	Days   []web.Option
	Scopes []web.Option
	Way    string // password; empty: nothing is asked
	Wrong  string // what was wrong with the password
	Lines  []line
}

// line is a token as a list shows it.
type line struct {
	ID, Name, State     string
	Owner, Post         string // in the list of all
	Scopes, Place       string
	Made, Expires, Used string
	Live                bool
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	h.show(w, r, web.NewForm("key", id.New(), "days", "90"), "", http.StatusOK)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, f *web.Form, wrong string, status int) {
	a := h.Who(r)
	tokens, err := h.Tokens.Of(r.Context(), a)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := page{Page: web.NewPage(w, r, web.T(r.Context(), "token.title")), Form: f, Wrong: wrong}
	if p.Here = "/account"; p.Frame == web.Phone {
		p.Bar, p.Back = p.Title, p.Here
	}
	posts, err := h.Tokens.Posts(a)
	if err == nil {
		err = h.choices(r, &p, a, posts)
	} else if errs.Is(err, errs.NotFound) {
		err = nil
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	names, err := h.placeNames(r, tokens)
	for _, t := range tokens {
		held := slices.ContainsFunc(posts, func(x actor.Post) bool { return x.ID == t.Post })
		p.Lines = append(p.Lines, h.lineOf(p.Page, t, names, held))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, status, tokensPage(p))
}

// choices fills the form: for which post, for what, where, how long.
func (h *Handler) choices(r *http.Request, p *page, a actor.Actor, posts []actor.Post) (err error) {
	codes := make([]string, len(posts))
	for i, x := range posts {
		codes[i] = x.Place
	}
	names, err := place.Names(r.Context(), h.DB, codes)
	if err != nil {
		return err
	}
	p.Places = []web.Option{{Label: p.T("token.place.all")}}
	for _, x := range posts {
		p.Posts = append(p.Posts, web.Option{Value: x.ID, Label: p.T("token.post", x.Title, names[x.Place])})
	}
	slices.Sort(codes)
	for _, code := range slices.Compact(codes) {
		below, err := place.Children(r.Context(), h.DB, code)
		if err != nil {
			return err
		}
		for _, x := range below {
			p.Places = append(p.Places, web.Option{Value: x.Code, Label: x.Name})
		}
	}
	for _, x := range token.Scopes() {
		p.Scopes = append(p.Scopes, web.Option{Value: string(x), Label: p.T("token." + string(x)), Note: p.T("token." + string(x) + ".what")})
	}
	longest, err := h.Tokens.Longest(r.Context())
	for _, n := range []int{30, 90, 180, 365} {
		if n <= longest {
			p.Days = append(p.Days, web.Option{Value: strconv.Itoa(n), Label: p.T("token.days", n)})
		}
	}
	if err != nil {
		return err
	}
	p.Way, err = h.Confirm.Way(r.Context(), a)
	return err
}

func (h *Handler) placeNames(r *http.Request, tokens []token.Token) (map[string]string, error) {
	var codes []string
	for _, t := range tokens {
		if t.Place != "" {
			codes = append(codes, t.Place)
		}
	}
	return place.Names(r.Context(), h.DB, codes)
}

// lineOf is a token in words; held tells whether its owner still has the post.
func (h *Handler) lineOf(p web.Page, t token.Token, names map[string]string, held bool) line {
	l := line{
		ID: t.ID, Name: t.Name, Place: p.T("token.place.all"), Made: p.L().Date(t.MadeAt), Expires: p.L().Date(t.ExpiresAt), Used: p.T("token.unused"),
		Live: t.Live(h.DB.Now()) && held, State: p.T("token.live"),
	}
	for i, s := range t.Scopes {
		if i > 0 {
			l.Scopes += p.T("token.and")
		}
		l.Scopes += p.T("token." + string(s))
	}
	if t.Place != "" {
		if l.Place = names[t.Place]; l.Place == "" {
			l.Place = t.Place
		}
	}
	if !t.UsedAt.IsZero() {
		l.Used = p.L().DateTime(t.UsedAt)
	}
	switch {
	case !t.RevokedAt.IsZero():
		l.State = p.T("token.revoked", p.L().Date(t.RevokedAt))
	case !h.DB.Now().Before(t.ExpiresAt):
		l.State = p.T("token.expired")
	case !held:
		l.State = p.T("token.dead")
	}
	return l
}

// madePage is a token, shown once.
type madePage struct {
	web.Page
	Made   line
	Secret string
	Header string // as a program sends it
	Base   string // address of the interface
}

// make is POST /account/tokens. The answer is the token itself: it is stored nowhere but as a hash.
func (h *Handler) make(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	a := h.Who(r)
	if _, err = h.Tokens.Posts(a); err != nil {
		web.Fail(w, r, err)
		return
	}
	err = h.confirmed(r, a, f)
	var e *errs.Error
	if errors.As(err, &e) && (e.Kind == errs.Unauthenticated || e.Kind == errs.Limited) {
		h.show(w, r, f, web.T(r.Context(), e.Key, e.Args...), web.Status(e.Kind))
		return
	}
	var t token.Token
	var secret string
	if err == nil {
		t, secret, err = h.Tokens.Make(r.Context(), a, wanted(f))
	}
	if err != nil {
		if f.Take(err) {
			h.show(w, r, f, "", http.StatusUnprocessableEntity)
			return
		}
		web.Fail(w, r, err)
		return
	}
	h.once(w, r, t, secret)
}

// confirmed asks for the password once more, where there is one. Unauthenticated and Limited.
func (h *Handler) confirmed(r *http.Request, a actor.Actor, f *web.Form) error {
	way, err := h.Confirm.Way(r.Context(), a)
	if err == nil && way != "" {
		err = h.Confirm.Confirm(r.Context(), a, f.Value("secret"))
	}
	return err
}

// once shows a token that has just been made.
func (h *Handler) once(w http.ResponseWriter, r *http.Request, t token.Token, secret string) {
	names, err := h.placeNames(r, []token.Token{t})
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := madePage{Page: web.NewPage(w, r, web.T(r.Context(), "token.made.title")), Secret: secret, Header: "Authorization: Bearer " + secret, Base: h.Base(r)}
	p.Made = h.lineOf(p.Page, t, names, true)
	if p.Here = "/account"; p.Frame == web.Phone {
		p.Bar, p.Back = p.Title, Path
	}
	w.Header().Set("Cache-Control", "no-store")
	web.Render(w, r, http.StatusOK, made(p))
}

// wanted is the token that a form asks for. A number of days that is none is 0, which is refused.
func wanted(f *web.Form) token.Making {
	in := token.Making{Name: f.Value("name"), Post: f.Value("post"), Place: f.Value("place"), Key: f.Value("key")}
	for _, s := range f.Values("scope") {
		in.Scopes = append(in.Scopes, token.Scope(s))
	}
	in.Days, _ = strconv.Atoi(f.Value("days"))
	return in
}

// revoke takes a token back and leads to a list.
func (h *Handler) revoke(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h.Tokens.Revoke(r.Context(), h.Who(r), r.PathValue("id")); err != nil {
			web.Fail(w, r, err)
			return
		}
		web.Redirect(w, r, to, web.Flash{Key: "token.did.revoke"})
	}
}

// allPage is every token of the places that an administrator looks after.
type allPage struct {
	web.Page
	Lines []line
	Pager web.Pager
}

func (h *Handler) all(w http.ResponseWriter, r *http.Request) {
	after := r.URL.Query().Get("after")
	tokens, next, err := h.Tokens.All(r.Context(), h.Who(r), after)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := allPage{Page: web.NewPage(w, r, web.T(r.Context(), "token.all"))}
	p.Here = "/accounts"
	plain := make([]token.Token, len(tokens))
	for i, x := range tokens {
		plain[i] = x.Token
	}
	names, err := h.placeNames(r, plain)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	for _, x := range tokens {
		l := h.lineOf(p.Page, x.Token, names, x.Held)
		l.Owner, l.Post = x.Owner, x.Title
		p.Lines = append(p.Lines, l)
	}
	if next != "" {
		p.Pager.Next = All + "?" + url.Values{"after": {next}}.Encode()
	}
	if after != "" {
		p.Pager.Prev = All
	}
	web.Render(w, r, http.StatusOK, allTokens(p))
}
