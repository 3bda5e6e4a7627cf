package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"linli/internal/app/access"
	"linli/internal/dbtest"
	"linli/internal/web/webtest"
	"linli/internal/wish"
)

// TestNoPageOffersWhatIsRefused opens every page of the table as everybody and follows what it offers: a link leads to a
// page, a form to a route that the table does not refuse.
func TestNoPageOffersWhatIsRefused(t *testing.T) {
	t.Parallel()
	table, err := access.Routes()
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t, dbtest.SQLite(t))
	offers := 0
	for _, r := range table {
		if !strings.HasPrefix(r.Pattern, "GET ") || strings.HasPrefix(r.Pattern, "GET /api/") {
			continue
		}
		for i, x := range access.Audiences() {
			if r.Status[i] != http.StatusOK {
				continue
			}
			for _, in := range met(r) {
				offers += s.offered(x, i, in, r.Pattern, table)
			}
		}
	}
	if offers < 500 {
		t.Errorf("only %d links and forms were found", offers)
	}
}

// met are the situations in which a route is met; one without a wish where it names none.
func met(r access.Route) (out []access.Situation) {
	if r.In == "" {
		return []access.Situation{{}}
	}
	for _, in := range access.Situations() {
		if strings.Contains(r.In, in.Key) {
			out = append(out, in)
		}
	}
	return out
}

// offered follows what one page offers to the audience in column i, and tells how much that was.
func (s *stage) offered(x access.Audience, i int, in access.Situation, pattern string, table []access.Route) (n int) {
	var w wish.Wish
	if in.Key != "" {
		w = s.wish(in)
	}
	rec := s.request(x, pattern, s.record(pattern, w), in, w)
	page := webtest.Parse(s.t, strings.NewReader(rec.Body.String()))
	for _, a := range page.All("a[href], form:not([method=post])") {
		to, _, _ := strings.Cut(webtest.Attr(a, "href")+webtest.Attr(a, "action"), "#")
		if !strings.HasPrefix(to, "/") {
			continue
		}
		n++
		got := s.send(http.MethodGet, to, "", s.cookie(x, w)).Code
		if to == "/bulk" && got == http.StatusUnprocessableEntity {
			continue // with nothing ticked it asks for something to be ticked
		}
		if got >= 400 && (got != http.StatusUnauthorized || s.session[x.Key] != "") { // a visitor is asked to sign in
			s.t.Errorf("%s %s offers the %s %s, which answers %d", pattern, in.Key, x.Name, to, got)
		}
	}
	for _, selector := range []string{"form[method=post]", "button[formaction]"} {
		for _, f := range page.All(selector) {
			to := webtest.Attr(f, "action") + webtest.Attr(f, "formaction")
			if to == "" || strings.HasPrefix(to, "http") {
				continue
			}
			n++
			status := s.told(i, in, w, to, table)
			if status == 401 && (s.session[x.Key] != "" || strings.HasPrefix(to, "/sign-in")) {
				continue // it asks for a password or a code, which the table's caller does not know
			}
			if status == 401 || status == 403 || status == 404 || status == 0 {
				s.t.Errorf("%s %s offers the %s to send %s, which the table answers with %d", pattern, in.Key, x.Name, to, status)
			}
		}
	}
	return n
}

// told is what the table says of sending to an address: about the page's own wish as it stands, about another as in any
// situation in which it is done.
func (s *stage) told(i int, in access.Situation, w wish.Wish, to string, table []access.Route) (status int) {
	to, _, _ = strings.Cut(to, "#")
	_, pattern := s.mux.Handler(httptest.NewRequest(http.MethodPost, to, nil))
	if strings.Contains(pattern, "{act}") || pattern == "POST /files/{id}/page" {
		return http.StatusOK // one line of the table for several acts: the room's own tests try each
	}
	own := w.ID != "" && strings.Contains(to, w.ID)
	for _, r := range table {
		if r.Pattern == pattern && (!own || strings.Contains(r.In, in.Key)) && (status == 0 || r.Status[i] < status) {
			status = r.Status[i]
		}
	}
	return status
}
