package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"linli/internal/errs"
)

// Fault is a failure as the API says it: a problem document (RFC 9457). It never repeats what was sent.
type Fault struct {
	Status   int          `json:"status" doc:"HTTP status" example:"422"`
	Title    string       `json:"title" doc:"What happened, in the language of Accept-Language" example:"还差 1 处，填好就能交"`
	Detail   string       `json:"detail,omitempty" doc:"What is wrong, in one line"`
	Kind     string       `json:"kind" enum:"invalid,not_found,forbidden,unauthenticated,conflict,limited,unavailable,internal" doc:"What it means, for programs"`
	Instance string       `json:"instance" doc:"Code of this request in the log, to be quoted when asking for help" example:"K7QMX2AB"`
	Errors   []FaultField `json:"errors,omitempty" doc:"What is wrong with each input"`

	retry time.Duration
}

// FaultField is what is wrong with one input.
type FaultField struct {
	Location string `json:"location" doc:"Where: body.text, query.limit" example:"body.text"`
	Message  string `json:"message" doc:"What is wrong with it, in the language of Accept-Language" example:"请再写几个字"`
}

// Faults has every failure of this request answered by how, headers of when to come back being set: for an interface of a standard
// that has its own words for what goes wrong.
func Faults(r *http.Request, how func(http.ResponseWriter, *http.Request, *Fault)) {
	stateOf(r.Context()).faults = how
}

// problemJSON is the media type of a Fault.
const problemJSON = "application/problem+json"

// FaultOf is the problem document of a failure, in the language of the request. Internal and Unavailable are logged;
// their cause is not in the document.
func FaultOf(ctx context.Context, err error) *Fault {
	err = overdue(ctx, err)
	LogFailure(ctx, err)
	var e *errs.Error
	if !errors.As(err, &e) {
		e = errs.New(errs.Internal, "")
	}
	return faultOf(ctx, e)
}

// faultOf: what is not there and what one may not see are one document, so the error's own sentence is not used.
func faultOf(ctx context.Context, e *errs.Error) *Fault {
	f := &Fault{Status: Status(e.Kind), Title: headline(ctx, e), Kind: e.Kind.String(), Instance: RequestID(ctx), retry: e.RetryAfter}
	if e.Kind == errs.Unavailable && f.retry <= 0 {
		f.retry = soon
	}
	if e.Kind == errs.NotFound {
		f.Title = T(ctx, "error.not_found")
	}
	for _, x := range e.Fields {
		where := x.Name
		if !strings.Contains(where, ".") {
			where = "body." + where
		}
		f.Errors = append(f.Errors, FaultField{Location: where, Message: T(ctx, x.Key, x.Args...)})
	}
	f.Join()
	return f
}

// Join makes the detail from the fields, for clients that show only that.
func (f *Fault) Join() {
	all := make([]string, len(f.Errors))
	for i, x := range f.Errors {
		all[i] = x.Message
	}
	f.Detail = strings.Join(all, " ")
}

// Error names the kind, for logs.
func (f *Fault) Error() string { return f.Kind }

// GetStatus is the status to answer with; the JSON kit asks for it.
func (f *Fault) GetStatus() int { return f.Status }

// ContentType is the media type to answer with; the JSON kit asks for it.
func (f *Fault) ContentType(string) string { return problemJSON }

// GetHeaders is what the answer carries beside the document: when to come back, how to sign in.
func (f *Fault) GetHeaders() http.Header {
	h := http.Header{}
	if f.retry > 0 {
		h.Set("Retry-After", seconds(f.retry))
	}
	if f.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", Challenge)
	}
	return h
}

// Challenge says how a program signs in at the JSON interface (RFC 9110 11.6.1, RFC 6750 3).
const Challenge = `Bearer realm="linli"`

// seconds is a duration as Retry-After wants it, rounded up.
func seconds(d time.Duration) string {
	return strconv.Itoa(int((d + time.Second - 1) / time.Second))
}

// overdue says what a failure is that came of work that had taken too long (context.Cause is DeadlineExceeded): Unavailable,
// whatever it was that was cut off.
func overdue(ctx context.Context, err error) error {
	if errs.KindOf(err) != errs.Internal || !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return err
	}
	return errs.Because(errs.Unavailable, err, "error.unavailable")
}

// LogFailure logs what is our fault: Fail does it, and whoever says such a failure on a page of its own.
func LogFailure(ctx context.Context, err error) {
	kind := errs.KindOf(err)
	if kind != errs.Internal && kind != errs.Unavailable {
		return
	}
	level := slog.LevelError
	if errors.Is(context.Cause(ctx), context.Canceled) { // the visitor went away, and everything after that failed
		level = slog.LevelDebug
	}
	logOf(ctx).Log(ctx, level, "request failed", "id", RequestID(ctx), "kind", kind.String(), "error", err.Error())
}

func logOf(ctx context.Context) *slog.Logger {
	if k := stateOf(ctx).kit; k != nil {
		return k.log
	}
	return slog.Default()
}
