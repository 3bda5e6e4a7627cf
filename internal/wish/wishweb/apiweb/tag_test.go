package apiweb_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"linli/client"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/web/api"
	"linli/internal/wish/wishweb"
	"linli/internal/wish/wishweb/apiweb"
)

// Who asks again for what has not changed is told so; after an act the same question is answered anew. What is refused has no tag.
func TestWhatHasNotChangedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	w := newAPIWorld(t, dbtest.Open(t, dbtest.SQLite(t), db.Options{}))
	f := w.filed(client.Public)
	ask := func(path, tag string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.srv.URL+api.Prefix+path, nil)
		w.must(err)
		r.AddCookie(&http.Cookie{Name: api.SessionCookie, Value: "chen"})
		if tag != "" {
			r.Header.Set("If-None-Match", tag)
		}
		res, err := http.DefaultClient.Do(r)
		w.must(err)
		w.must(res.Body.Close())
		return res
	}
	one, list := "/wishes/"+f.Wish.ID, "/wishes?limit=5"
	tags := map[string]string{}
	for _, path := range []string{one, list} {
		first := ask(path, "")
		tags[path] = first.Header.Get("ETag")
		if first.StatusCode != http.StatusOK || !strings.HasPrefix(tags[path], `W/"`) || first.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d %v", path, first.StatusCode, first.Header)
		}
		for _, header := range []string{tags[path], `"x", ` + tags[path], strings.TrimPrefix(tags[path], "W/"), "*"} {
			if again := ask(path, header); again.StatusCode != http.StatusNotModified || again.Header.Get("ETag") != tags[path] || again.ContentLength > 0 {
				t.Errorf("%s with %s: %d", path, header, again.StatusCode)
			}
		}
	}
	_, err := w.as("chen").Accept(t.Context(), f.Wish.ID, client.Acceptance{})
	w.must(err)
	for path, tag := range tags {
		if after := ask(path, tag); after.StatusCode != http.StatusOK || after.Header.Get("ETag") == tag {
			t.Errorf("%s after an act: %d", path, after.StatusCode)
		}
	}
	if none := ask("/wishes/x", "*"); none.StatusCode != http.StatusNotFound || none.Header.Get("ETag") != "" {
		t.Errorf("what is not there: %d %q", none.StatusCode, none.Header.Get("ETag"))
	}
}

// Each body that is JSON has an example in the document, and each example is as its schema says.
func TestExamplesAreAsTheirSchemasSay(t *testing.T) {
	t.Parallel()
	a := api.New(http.NewServeMux())
	apiweb.New(wishweb.Deps{}).Routes(a)
	n := 0
	check := func(op string, m *huma.MediaType, mode huma.ValidateMode) {
		if m == nil {
			return
		}
		n++
		var result huma.ValidateResult
		huma.Validate(a.OpenAPI().Components.Schemas, m.Schema, huma.NewPathBuffer(nil, 0), mode, m.Example, &result)
		for _, e := range result.Errors {
			t.Errorf("%s: %v in %v", op, e, m.Example)
		}
		if m.Example == nil {
			t.Errorf("%s has no example", op)
		}
	}
	for _, op := range api.Operations(a) {
		if op.Scope == "" {
			t.Errorf("%s names no scope", op.OperationID)
		}
		if op.RequestBody != nil {
			check(op.OperationID+", sent", op.RequestBody.Content["application/json"], huma.ModeWriteToServer)
		}
		for code, res := range op.Responses {
			check(op.OperationID+" "+code, res.Content["application/json"], huma.ModeReadFromServer)
			check(op.OperationID+" "+code, res.Content["application/problem+json"], huma.ModeReadFromServer)
		}
	}
	if n < 300 {
		t.Errorf("only %d examples", n)
	}
}

// Every list is a page behind a cursor, or says all there is of one wish; every write that makes or changes something carries an
// idempotency key, but for files, which are the same by their bytes.
func TestListsAndWritesAreAsPromised(t *testing.T) {
	t.Parallel()
	a := api.New(http.NewServeMux())
	apiweb.New(wishweb.Deps{}).Routes(a)
	whole := map[string]bool{ // one wish's, the district's own vocabulary, or the figures of one place and period
		"list-topics": true, "list-grounds": true, "list-files": true, "list-receivers": true, "list-suggestions": true,
		"list-rates": true, "list-figures-of-topics": true, "list-figures-of-units": true,
	}
	for _, op := range api.Operations(a) {
		has := map[string]bool{}
		for _, p := range op.Parameters {
			has[p.Name] = true
		}
		if strings.HasPrefix(op.OperationID, "list-") && !whole[op.OperationID] && !has["after"] {
			t.Errorf("%s has no cursor", op.OperationID)
		}
		if op.Method == http.MethodPost && op.OperationID != "add-file" && !has["Idempotency-Key"] {
			t.Errorf("%s has no idempotency key", op.OperationID)
		}
	}
}
