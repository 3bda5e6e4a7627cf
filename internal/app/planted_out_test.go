package app_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linli/internal/app"
	"linli/internal/app/console"
	"linli/internal/app/doctor"
	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/web/webtest"
)

// leaf is a piece of what lies in a file, after everything that is packed has been unpacked.
type leaf struct {
	name string
	body []byte
}

// unpacked is a file as it is and, where it is packed, everything in it: gzip, zip and tar inside one another.
func unpacked(t *testing.T, name string, body []byte) []leaf {
	t.Helper()
	out := []leaf{{name, body}}
	read := func(name string, r io.Reader, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(name, err)
		}
		inner, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(name, err)
		}
		out = append(out, unpacked(t, name, inner)...)
	}
	switch {
	case bytes.HasPrefix(body, []byte("\x1f\x8b")):
		z, err := gzip.NewReader(bytes.NewReader(body))
		read(name+"|gzip", z, err)
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(name, err)
		}
		for _, f := range z.File {
			out = append(out, leaf{name + "|" + f.Name, []byte(f.Name + f.Comment)})
			r, err := f.Open()
			read(name+"|"+f.Name, r, err)
		}
	case len(body) > 262 && string(body[257:262]) == "ustar":
		z := tar.NewReader(bytes.NewReader(body))
		for {
			h, err := z.Next()
			if errors.Is(err, io.EOF) {
				return out
			}
			if err != nil {
				t.Fatal(name, err)
			}
			read(name+"|"+h.Name, z, nil)
		}
	}
	return out
}

// within names the planted values that lie anywhere in a file, and how many members it has.
func within(t *testing.T, name string, body []byte) (found []string, members int) {
	t.Helper()
	all := unpacked(t, name, body)
	for _, l := range all {
		for _, f := range finds(l.body) {
			found = append(found, f+" in "+l.name)
		}
	}
	return found, len(all)
}

// clean fails when a planted value lies in a file.
func clean(t *testing.T, name string, body []byte) {
	t.Helper()
	if len(body) == 0 {
		t.Errorf("%s is empty; nothing was looked at", name)
	}
	if found, _ := within(t, name, body); len(found) > 0 {
		t.Errorf("found: %v", found)
	}
}

// What is packed is looked into, however deep it lies: a value in a file in a zip in a tar in a gzip is found by its way.
func TestTheScannerLooksIntoWhatIsPacked(t *testing.T) {
	t.Parallel()
	for name, value := range planted {
		var inner, outer, whole bytes.Buffer
		z := zip.NewWriter(&inner)
		f, err := z.Create("a.json")
		must(t, err)
		_, err = io.WriteString(f, strings.Repeat("[1,2],", 500)+value)
		must(t, err)
		must(t, z.Close())
		tw := tar.NewWriter(&outer)
		must(t, tw.WriteHeader(&tar.Header{Name: "files/copy", Mode: 0o600, Size: int64(inner.Len()), Format: tar.FormatPAX}))
		_, err = tw.Write(inner.Bytes())
		must(t, err)
		must(t, tw.Close())
		g := gzip.NewWriter(&whole)
		_, err = g.Write(outer.Bytes())
		must(t, err)
		must(t, g.Close())
		if got := finds(whole.Bytes()); len(got) > 0 {
			t.Fatalf("%s stands in what is packed; the test proves nothing", name)
		}
		if got, n := within(t, "x", whole.Bytes()); len(got) != 1 || got[0] != name+" in x|gzip|files/copy|a.json" || n != 5 {
			t.Errorf("%s: %v in %d members", name, got, n)
		}
	}
}

// ownCopy takes somebody's copy of what is held of them. In the own copy the values stand in clear, which is what it is for
// (PIPL art. 45); in nobody else's do they stand at all.
func ownCopy(t *testing.T, base, name string, own bool) {
	t.Helper()
	if name == "" {
		return
	}
	v, form := becoming(t, base, name), url.Values{"key": {id.New()}, "sure": {"1"}}
	r, body := patiently(t, func() (*http.Response, error) { return v.c.PostForm(base+"/account/data/copy", form) })
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "application/zip" {
		t.Fatalf("the copy of %s: %d", name, r.StatusCode)
	}
	found, n := within(t, "copy", body)
	if n < 3 || !own && len(found) > 0 {
		t.Errorf("the copy of %s, with %d members, holds %v", name, n, found)
	}
	if own {
		want := slices.Sorted(maps.Keys(planted))
		for i, name := range want {
			want[i] = name + " in copy|data.json"
		}
		if slices.Sort(found); !slices.Equal(found, want) {
			t.Errorf("the own copy holds %v", found)
		}
	}
}

// takenOut prints wishes and writes a list into a table, as the desk does: in neither stands a value.
func takenOut(t *testing.T, base, name string) {
	t.Helper()
	v := becoming(t, base, name)
	_, body := patient(t, v.c, base+"/wishes")
	var ids []string
	for _, n := range webtest.Parse(t, bytes.NewReader(body)).All("[name=wish]") {
		ids = append(ids, webtest.Attr(n, "value"))
	}
	if len(ids) < 20 {
		t.Fatalf("%s may print %d wishes", name, len(ids))
	}
	for path, form := range map[string]url.Values{
		"/bulk/print": {"wish": ids[:20]}, "/wishes/export": {"as": {"csv"}}, "/wishes/export?": {"as": {"xlsx"}},
	} {
		form["purpose"], form["key"] = []string{"report"}, []string{id.New()}
		r, body := patiently(t, func() (*http.Response, error) { return v.c.PostForm(base+path, form) })
		if r.StatusCode != http.StatusOK || len(body) < 1000 {
			t.Fatalf("%s: %d, %d bytes", path, r.StatusCode, len(body))
		}
		if found, _ := within(t, path, body); len(found) > 0 {
			t.Errorf("%s holds %v", path, found)
		}
	}
	for _, table := range []string{"people", "places"} {
		tableOut(t, v, "/import/"+table+"/out")
	}
	tableOut(t, v, "/dispatch/table")
	tableOut(t, v, "/topics/table")
}

// tableOut takes out all records of a kind as a table.
func tableOut(t *testing.T, v *visitor, path string) {
	t.Helper()
	form := url.Values{"purpose": {"report"}, "as": {"csv"}, "key": {id.New()}}
	r, body := patiently(t, func() (*http.Response, error) { return v.c.PostForm(v.base+path, form) })
	if r.StatusCode != http.StatusOK || len(body) < 200 {
		t.Fatalf("table %s: %d, %d bytes", path, r.StatusCode, len(body))
	}
	clean(t, path, body)
}

// administrator reads the pages of who looks after the house, and what follows from them.
func administrator(t *testing.T, base string) {
	t.Helper()
	v := becoming(t, base, "钟离安")
	tableOut(t, v, "/import/orgs/out")
	for _, at := range []string{"/admin/health", "/admin/channels", "/accounts", "/healthz", "/readyz"} {
		r, body := patient(t, v.c, base+at)
		if r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d; nothing was looked at", at, r.StatusCode)
		}
		clean(t, at, body)
	}
}

// measured reads what Prometheus is answered.
func measured(t *testing.T, a *app.App) {
	t.Helper()
	w := httptest.NewRecorder()
	a.Metrics().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	if !strings.Contains(w.Body.String(), `route="POST /wishes/{id}/contact"`) {
		t.Error("the desk's form was not measured; nothing was looked at")
	}
	clean(t, "/metrics", w.Body.Bytes())
}

// leaving takes out everything that somebody at the machine can: the journal, backups, what the doctor says.
func leaving(t *testing.T, dsn string) {
	t.Helper()
	dir := t.TempDir()
	var said bytes.Buffer
	for _, english := range []bool{false, true} {
		terminal := console.Terminal{Out: &said, English: english}
		for _, name := range []string{"journal.jsonl", "journal.jsonl.gz"} {
			path := filepath.Join(dir, map[bool]string{true: "en-", false: "zh-"}[english]+name)
			must(t, console.ExportJournal(t.Context(), dsn, path, &said, terminal))
		}
		found := app.Examine(t.Context(), doctor.Setup{DSN: dsn, Keys: app.Throwaway})
		must(t, console.TellFindings(found, english, terminal)) // English as JSON
	}
	recipient, err := console.BackupKey(filepath.Join(dir, "key"), "sm")
	must(t, err)
	for name, order := range map[string]console.BackupOrder{"open.linli": {Open: true}, "sealed.linli": {Recipients: []string{recipient}}} {
		order.To, order.Release = filepath.Join(dir, name), "test"
		order.Terminal, order.Meter = console.Terminal{Out: &said}, console.NewMeter(&said, false, false)
		must(t, console.Backup(t.Context(), dsn, order))
	}
	for name, least := range map[string]int{"zh-journal.jsonl": 1, "zh-journal.jsonl.gz": 2, "en-journal.jsonl": 1, "en-journal.jsonl.gz": 2, "open.linli": 30, "sealed.linli": 1} {
		body, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		found, n := within(t, name, body)
		if len(found) > 0 || n < least {
			t.Errorf("%s, with %d members, holds %v", name, n, found)
		}
	}
	clean(t, "what the terminal was told", said.Bytes())
}

// exported makes sure that every kind of numbered export which the house offers was among those that were looked at.
func exported(t *testing.T, d *db.DB) {
	t.Helper()
	var offered []string
	for _, table := range app.Tables() {
		for _, m := range table {
			if kind, ok := strings.CutPrefix(m[0], "export.kind."); ok {
				offered = append(offered, kind)
			}
		}
	}
	taken, err := db.All(t.Context(), d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, "SELECT DISTINCT kind FROM export ORDER BY kind")
	must(t, err)
	if slices.Sort(offered); !slices.Equal(offered, taken) || len(taken) == 0 {
		t.Errorf("exports %v are offered, %v were looked at", offered, taken)
	}
}
