package web

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"linli/internal/errs"
)

// Problem is what an error page says.
type Problem struct {
	Page
	Status    int
	Title     string       // what happened
	Text      string       // what to do
	Fields    []errs.Field // what is wrong, for 422
	Code      string       // short code to read out on the telephone, for 500 and 503
	MayLookUp bool         // offers the look-up by number
	MaySignIn bool         // signing in may help
	Call      bool         // offers the telephone
	Again     string       // path to send the same once more
	Method    string       // and how: get or post
	Typed     []Hidden     // what was typed: kept, and sent again
	Return    string       // path back to where one was
}

// headline is what happened in one sentence: the error's own, or that of its kind. What is not there and what one may
// not see have one sentence, whatever the error says.
func headline(ctx context.Context, e *errs.Error) string {
	if e.Key != "" && e.Kind != errs.Internal && e.Kind != errs.NotFound {
		return T(ctx, e.Key, said(e)...)
	}
	switch e.Kind {
	case errs.Invalid:
		return T(ctx, "error.invalid")
	case errs.NotFound:
		return T(ctx, "error.not_found")
	case errs.Forbidden:
		return T(ctx, "error.forbidden")
	case errs.Unauthenticated:
		return T(ctx, "error.unauthenticated")
	case errs.Conflict:
		return T(ctx, "error.conflict")
	case errs.Limited:
		return T(ctx, "error.limited", minutes(e.RetryAfter))
	default:
		return T(ctx, "error.internal")
	}
}

// said are what the sentence of an error names: of one that asks to wait, unless it names something else, how many minutes.
func said(e *errs.Error) []any {
	if e.Kind == errs.Limited && len(e.Args) == 0 {
		return []any{minutes(e.RetryAfter)}
	}
	return e.Args
}

// problemOf gathers what the page of an error says. What is not there and what one may not see give the same page,
// letter by letter.
func problemOf(w http.ResponseWriter, r *http.Request, e *errs.Error) Problem {
	ctx := r.Context()
	p := Problem{Page: problemPage(w, r, e.Kind), Status: Status(e.Kind), Title: headline(ctx, e)}
	p.offered(r)
	switch e.Kind {
	case errs.Invalid:
		p.Text, p.Fields = T(ctx, "error.invalid.do"), e.Fields
	case errs.NotFound:
		p.Text = T(ctx, "error.not_found.do")
		p.MayLookUp, p.MaySignIn, p.Return = true, true, ""
	case errs.Forbidden:
		p.Text, p.Call = T(ctx, "error.forbidden.do"), true
	case errs.Unauthenticated:
		p.Text, p.MaySignIn, p.MayLookUp = T(ctx, "error.unauthenticated.do"), true, true
	case errs.Conflict:
		p.Text = T(ctx, "error.conflict.read")
		if p.keep(w, r) {
			p.Text = T(ctx, "error.conflict.do")
		}
	case errs.Limited:
		p.Call = true
		if p.keep(w, r) {
			p.Text = T(ctx, "error.limited.do")
		}
	default:
		p.broken(w, r, e)
	}
	p.Page.Title = p.Title
	stateOf(ctx).title = p.Title
	return p
}

// broken is a page for what is not the visitor's fault. Who was about to send something is told why it cannot be kept now,
// and that it is not lost; who only reads need not know.
func (p *Problem) broken(w http.ResponseWriter, r *http.Request, e *errs.Error) {
	ctx := r.Context()
	p.Title, p.Text = T(ctx, "error.internal"), T(ctx, "error.internal.do")
	p.Code, p.Call = RequestID(ctx), true
	kept := p.keep(w, r)
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		p.Text = T(ctx, "error.internal.read")
		return
	}
	if e.Kind == errs.Unavailable && e.Key != "" {
		p.Title = headline(ctx, e)
		if kept {
			p.Text = T(ctx, "error.kept")
		}
	}
}

// offered is the way back, and whose telephone it is: what Offer has said, else the page that a form was sent from and
// the telephone of the frame.
func (p *Problem) offered(r *http.Request) {
	s := stateOf(r.Context())
	if p.Return = s.back; p.Return == "" && r.Method != http.MethodGet {
		p.Return = pathOf(r)
	}
	if s.tel.Number != "" {
		p.Tel = s.tel
	}
}

// hurry is how long the frame of an error page may take when something is broken already.
const hurry = 500 * time.Millisecond

// problemPage is the frame of an error page. When something is broken the frame may be what breaks: it gets little
// time, and if it fails the page stands alone.
func problemPage(w http.ResponseWriter, r *http.Request, kind errs.Kind) (p Page) {
	s := stateOf(r.Context())
	if s.kit == nil {
		return BlankPage(s.words, s.prefs, "")
	}
	if kind != errs.Internal && kind != errs.Unavailable {
		return NewPage(w, r, "")
	}
	p = BlankPage(s.words, s.prefs, "")
	p.Path = pathOf(r)
	defer func() {
		if what := recover(); what != nil {
			s.kit.log.ErrorContext(r.Context(), "no frame for an error page", "id", s.id, "what", what)
		}
	}()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), hurry) // the request's own time may be up
	defer cancel()
	p.Around = s.surroundings(r.WithContext(ctx))
	return p
}

// keep holds on to what was typed, so that “try again” sends the same once more. It is true when there is something
// to keep.
func (p *Problem) keep(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		p.Again, p.Method = SafePath(r.URL.RequestURI()), "get"
		return false
	}
	f, err := typed(w, r, p.Status == http.StatusTooManyRequests)
	if err != nil || r.Method != http.MethodPost || len(f.hidden()) == 0 {
		return false
	}
	p.Again, p.Method, p.Typed = SafePath(r.URL.RequestURI()), "post", f.hidden()
	return true
}

// words tells whether a kept value is something that somebody wrote, rather than a choice or the form's own bookkeeping.
func (h Hidden) words() bool {
	return utf8.RuneCountInString(h.Value) >= 5 && strings.ContainsFunc(h.Value, written)
}

// written tells whether a character occurs in what people write and never in a key, a code or a choice.
func written(r rune) bool { return r > unicode.MaxASCII || r == ' ' || r == '\n' }
