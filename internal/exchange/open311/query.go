package open311

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"linli/internal/errs"
)

// Limits of the specification (GeoReport v2, Response Volume, and the notes on start_date and end_date).
const (
	MaxSpan     = 90 * 24 * time.Hour
	MaxRequests = 1000
)

// The two statuses of the specification.
const (
	Open   = "open"
	Closed = "closed"
)

// Query is which requests are asked for.
type Query struct {
	IDs      []string // these, and nothing else counts
	Services []string // codes; empty: all
	From, To time.Time
	Closed   *bool // nil: both
}

// ReadQuery reads the arguments of GET Service Requests; what is empty counts as not sent. Without dates it is the last 90 days,
// with one of them the 90 days behind or before it. The fields are what is wrong.
func ReadQuery(v url.Values, now time.Time) (q Query, bad []errs.Field) {
	wrong := func(name, key string, args ...any) {
		bad = append(bad, errs.Field{Name: name, Key: key, Args: args})
	}
	if q.IDs = all(v, "service_request_id"); len(q.IDs) > 0 {
		if len(q.IDs) > MaxRequests {
			wrong("service_request_id", "open311.error.many", MaxRequests)
		}
		return q, bad
	}
	q.Services = all(v, "service_code")
	asked := map[string]bool{}
	for _, s := range all(v, "status") {
		if asked[strings.ToLower(s)] = true; !slices.Contains([]string{Open, Closed}, strings.ToLower(s)) {
			wrong("status", "open311.error.status")
		}
	}
	if asked[Open] != asked[Closed] {
		closed := asked[Closed]
		q.Closed = &closed
	}
	return q, append(bad, q.span(v, now)...)
}

// span reads the dates.
func (q *Query) span(v url.Values, now time.Time) (bad []errs.Field) {
	for _, x := range []struct {
		name string
		to   *time.Time
	}{{"start_date", &q.From}, {"end_date", &q.To}} {
		text := strings.TrimSpace(v.Get(x.name))
		if text == "" {
			continue
		}
		at, ok := ParseTime(text)
		if !ok {
			bad = append(bad, errs.Field{Name: x.name, Key: "open311.error.time"})
		}
		*x.to = at
	}
	switch {
	case len(bad) > 0:
	case q.From.IsZero() && q.To.IsZero():
		q.From, q.To = now.Add(-MaxSpan), now
	case q.From.IsZero():
		q.From = q.To.Add(-MaxSpan)
	case q.To.IsZero():
		q.To = q.From.Add(MaxSpan)
	case q.To.Before(q.From):
		bad = append(bad, errs.Field{Name: "end_date", Key: "open311.error.order"})
	case q.To.Sub(q.From) > MaxSpan:
		bad = append(bad, errs.Field{Name: "end_date", Key: "open311.error.span", Args: []any{int(MaxSpan.Hours()) / 24}})
	}
	return bad
}

// all are the values of an argument that may be sent several times, and as a list with commas: each once.
func all(v url.Values, name string) (out []string) {
	for _, list := range v[name] {
		for _, x := range strings.Split(list, ",") {
			if x = strings.TrimSpace(x); x != "" && !slices.Contains(out, x) && len(out) <= MaxRequests {
				out = append(out, x)
			}
		}
	}
	return out
}

// The forms of a moment (W3C, Date and Time Formats) that have a time and its offset, which the specification wants.
var moments = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"}

// ParseTime reads a moment: 2010-05-24T00:00:00Z, 2010-05-24T08:00+08:00. A plus that a client has not written as %2B arrives as a
// blank and is read as what was meant.
func ParseTime(s string) (time.Time, bool) {
	if i := len(s) - len("+08:00"); i > 0 && s[i] == ' ' {
		s = s[:i] + "+" + s[i+1:]
	}
	for _, layout := range moments {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
			return t, true
		}
	}
	return time.Time{}, false
}
