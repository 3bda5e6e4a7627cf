package web

import (
	"context"
	"net/http"

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

// headline is what happened in one sentence: the error's own, or that of its kind.
func headline(ctx context.Context, e *errs.Error) string {
	if e.Key != "" && e.Kind != errs.Internal {
		return T(ctx, e.Key, e.Args...)
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

// problemOf gathers what the page of an error says. What is not there and what one may not see give the same page,
// letter by letter: the error's own sentence is not used for NotFound.
func problemOf(w http.ResponseWriter, r *http.Request, e *errs.Error) Problem {
	ctx := r.Context()
	p := Problem{Page: problemPage(w, r, e.Kind), Status: Status(e.Kind), Title: headline(ctx, e), Return: pathOf(r)}
	if r.Method == http.MethodGet {
		p.Return = ""
	}
	switch e.Kind {
	case errs.Invalid:
		p.Text, p.Fields = T(ctx, "error.invalid.do"), e.Fields
	case errs.NotFound:
		p.Title, p.Text = T(ctx, "error.not_found"), T(ctx, "error.not_found.do")
		p.MayLookUp, p.MaySignIn, p.Return = true, true, ""
	case errs.Forbidden:
		p.Text = T(ctx, "error.forbidden.do")
	case errs.Unauthenticated:
		p.Text, p.MaySignIn = T(ctx, "error.unauthenticated.do"), true
	case errs.Conflict:
		p.Text = T(ctx, "error.conflict.do")
		p.keep(w, r)
	case errs.Limited:
		p.Text, p.Call = T(ctx, "error.limited.do"), true
		p.keep(w, r)
	default:
		p.Title, p.Text = T(ctx, "error.internal"), T(ctx, "error.internal.do")
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			p.Text = T(ctx, "error.internal.read")
		}
		p.Code, p.Call = RequestID(ctx), true
		p.keep(w, r)
	}
	p.Page.Title = p.Title
	stateOf(ctx).title = p.Title
	return p
}

// problemPage is the frame of an error page. When something is broken, nothing more is asked of it: the frame is then
// what is known already.
func problemPage(w http.ResponseWriter, r *http.Request, kind errs.Kind) Page {
	s := stateOf(r.Context())
	if s.kit == nil {
		return BlankPage(s.words, s.prefs, "")
	}
	if kind != errs.Internal && kind != errs.Unavailable {
		return NewPage(w, r, "")
	}
	p := BlankPage(s.words, s.prefs, "")
	p.Path = pathOf(r)
	if s.around != nil {
		p.Around = *s.around
	}
	return p
}

// keep holds on to what was typed, so that “try again” sends the same once more.
func (p *Problem) keep(w http.ResponseWriter, r *http.Request) {
	p.Again, p.Method = SafePath(r.URL.RequestURI()), "get"
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return
	}
	f, err := ReadForm(w, r)
	if err != nil || r.Method != http.MethodPost || len(f.hidden()) == 0 {
		p.Again = ""
		return
	}
	p.Method, p.Typed = "post", f.hidden()
}
