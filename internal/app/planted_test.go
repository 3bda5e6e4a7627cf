package app_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/id"
	"linli/internal/web/webtest"
)

// planted are values that are sealed fields: invented, and nowhere else in this repository's tests.
var planted = map[string]string{
	"phone":     "13874920651",
	"id_number": "110105194912310038", // domain.md's area and day, an order and a check digit of its own
	"address":   "9单元 4071室北门",
	"other":     "找外甥 13926650417",
}

// forms are the ways in which a value may lie somewhere: as it is, in hex, in base64 at each of its three offsets, as a
// part of an address, escaped as JSON may, and in UTF-16.
func forms(value string) (out [][]byte) {
	raw := []byte(value)
	out = append(out, raw, []byte(hex.EncodeToString(raw)), []byte(strings.ToUpper(hex.EncodeToString(raw))), []byte(url.QueryEscape(value)), []byte(url.PathEscape(value)))
	for shift := range 3 {
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := enc.EncodeToString(append(make([]byte, shift), raw...))
			// The first characters mix with what stands before, the last with what comes behind.
			out = append(out, []byte(text[(shift*8+5)/6:len(text)-2]))
		}
	}
	if escaped := strings.Trim(strconv.QuoteToASCII(value), `"`); escaped != value {
		out = append(out, []byte(escaped))
	}
	var le, be []byte
	for _, u := range utf16.Encode([]rune(value)) {
		le, be = append(le, byte(u), byte(u>>8)), append(be, byte(u>>8), byte(u))
	}
	return append(out, le, be)
}

// finds names the planted values that lie in a text in any form.
func finds(where []byte) (names []string) {
	for name, value := range planted {
		for _, form := range forms(value) {
			if bytes.Contains(where, form) {
				names = append(names, name)
				break
			}
		}
	}
	return names
}

// A scanner that finds nothing proves nothing: each form is found wherever it begins.
func TestTheScannerFindsWhatIsPlanted(t *testing.T) {
	t.Parallel()
	for name, value := range planted {
		for before := range 4 {
			text := strings.Repeat("x", before) + value + "yz"
			for how, hidden := range map[string]string{
				"clear": text, "hex": hex.EncodeToString([]byte(text)), "base64": base64.StdEncoding.EncodeToString([]byte(text)),
				"base64url": base64.URLEncoding.EncodeToString([]byte(text)), "address": url.QueryEscape(text), "quoted": strconv.QuoteToASCII(text),
			} {
				if got := finds([]byte(hidden)); len(got) != 1 || got[0] != name {
					t.Errorf("%s behind %d bytes in %s: %v", name, before, how, got)
				}
			}
		}
	}
	if got := finds([]byte("138****0651 **************0038 ****")); len(got) != 0 {
		t.Errorf("masked values are no find: %v", got)
	}
}

// sink is a log, or anything else that is written to from several sides.
type sink struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *sink) text() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.b.Bytes())
}

// Values are planted through the desk's own pages, everything that can be opened is opened as everybody, and then the
// pages, their addresses, the log, every table, the raw files of the database and everything that leaves the house are
// searched for them in every form. They may stand in the answer to a stated reason and in the person's own copy.
func TestPlantedValuesLeaveNoTrace(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			log := &sink{}
			where := dsn(t)
			a, err := app.Demonstrate(t.Context(), app.Config{
				DSN: where, Metrics: true, Sender: app.InTerminal(io.Discard), Log: slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true})),
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(a.Handler())
			t.Cleanup(server.Close)

			owner := plant(t, a.DB, server.URL)
			submits(t, server.URL, owner)
			dispatches(t, server.URL, owner)
			for _, who := range append(everybody(t, server.URL), "") {
				crawl(t, server.URL, who)
				ownCopy(t, server.URL, who, who == owner)
			}
			takenOut(t, server.URL, "季小舟")
			administrator(t, server.URL)
			measured(t, a)
			leaving(t, where)
			exported(t, a.DB)
			tables(t, a.DB)
			server.Close()
			stop, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if err := a.Stop(stop); err != nil {
				t.Error(err)
			}
			files(t, a.DB, where)
			if err := a.Close(); err != nil {
				t.Error(err)
			}
			if got := finds(log.text()); len(got) > 0 {
				t.Errorf("the log holds %v", got)
			}
			if len(log.text()) == 0 {
				t.Error("nothing was logged; the log was not looked at")
			}
		})
	}
}

// plant writes the values down at the desk, looks at them for a reason, and does the same things wrongly. It returns whose
// they are: somebody who can be chosen.
func plant(t *testing.T, d *db.DB, base string) (owner string) {
	t.Helper()
	choosable := everybody(t, base)
	desk := becoming(t, base, "季小舟")
	_, list, _ := desk.get("/wishes")
	var wishes []string
	for _, n := range list.All(`main a[href^="/wishes/"]`) {
		if at := webtest.Attr(n, "href"); id.Valid(strings.TrimPrefix(at, "/wishes/")) {
			wishes = append(wishes, at)
		}
	}
	for _, at := range wishes {
		status, _, _ := desk.get(at + "/contact")
		if status != http.StatusOK {
			continue // without a name, or of a person who lives elsewhere
		}
		owner, err := db.Value[string](t.Context(), d, "SELECT p.name FROM wish w JOIN person p ON p.id = w.submitter WHERE w.id = $1", strings.TrimPrefix(at, "/wishes/"))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(choosable, owner) {
			continue
		}
		status, doc, body := desk.post(at+"/contact", "phone", planted["phone"], "id_number", planted["id_number"], "address", planted["address"], "other", planted["other"], "consent", "oral")
		if status != http.StatusOK || len(finds([]byte(body))) > 0 {
			t.Fatalf("writing down: %d %v\n%s", status, finds([]byte(body)), doc.Text("main"))
		}
		_, page, _ := desk.get(at)
		key := page.Attr(".ll-reveal input[name=key]", "value")
		if status, _, body := desk.post(at+"/reveal", "key", key, "reason", "check"); status != http.StatusOK || len(finds([]byte(body))) != len(planted) {
			t.Fatalf("a reason opens them: %d %v", status, finds([]byte(body)))
		}
		if status, _, body := desk.post(at+"/reveal", "key", key, "reason", "check"); status != http.StatusConflict || len(finds([]byte(body))) > 0 {
			t.Fatalf("the same again: %d %v", status, finds([]byte(body)))
		}
		if status, _, body := desk.post(at+"/reveal", "key", "not a key!", "reason", "check"); status != http.StatusUnprocessableEntity || len(finds([]byte(body))) > 0 {
			t.Fatalf("a broken key: %d %v", status, finds([]byte(body)))
		}
		return owner
	}
	t.Fatal("no wish whose submitter lives here and can be chosen")
	return ""
}

// becoming is a visitor who has become somebody of the demonstration.
func becoming(t *testing.T, base, name string) *visitor {
	t.Helper()
	v := visit(t, base)
	if name == "" {
		return v
	}
	_, body := patient(t, v.c, base+"/choose")
	doc := webtest.Parse(t, bytes.NewReader(body))
	for _, n := range doc.All(".ll-pick li") {
		if strings.Contains(webtest.Text(n), name) {
			for _, input := range doc.All(`.ll-pick input[name=account]`) {
				if input.Parent.Parent == n {
					for status := http.StatusTooManyRequests; status == http.StatusTooManyRequests; {
						if status, _, _ = v.post("/choose", "account", webtest.Attr(input, "value")); status == http.StatusTooManyRequests {
							time.Sleep(time.Second)
						}
					}
					return v
				}
			}
		}
	}
	t.Fatalf("nobody is called %s", name)
	return nil
}

// everybody is the names that can be chosen.
func everybody(t *testing.T, base string) (names []string) {
	t.Helper()
	_, doc, _ := visit(t, base).get("/choose")
	for _, n := range doc.All(".ll-pick li p strong") {
		if n.Parent.PrevSibling != nil && webtest.Attr(n.Parent.Parent, "class") == "" && !strings.ContainsAny(webtest.Text(n), " 0123456789") {
			names = append(names, webtest.Text(n))
		}
	}
	if len(names) < 5 {
		t.Fatalf("only %v can be chosen", names)
	}
	return names
}

// most pages that one person opens.
const most = 60

// crawl opens what somebody can reach by links, and the interface for programs.
func crawl(t *testing.T, base, name string) {
	t.Helper()
	v := becoming(t, base, name)
	todo, seen := []string{"/", "/inbox", "/wishes", "/account", "/api/v1/wishes", "/api/v1/openapi.json", "/open311/v2/requests.xml", "/open311/v2/requests.json", "/open311/v2/services.xml", "/nowhere"}, map[string]bool{}
	for len(todo) > 0 && len(seen) < most {
		at := todo[0]
		todo = todo[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		r, body := patient(t, v.c, base+at)
		head := fmt.Sprint(r.Request.URL, r.Header)
		if got := append(finds(body), finds([]byte(head))...); len(got) > 0 {
			t.Errorf("%q reads %v at %s", name, got, at)
		}
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, n := range webtest.Parse(t, bytes.NewReader(body)).All("a[href]") {
			if to := strings.SplitN(webtest.Attr(n, "href"), "#", 2)[0]; strings.HasPrefix(to, "/") {
				todo = append(todo, to)
			}
		}
	}
	if len(seen) < 7 {
		t.Errorf("%q reached %d pages", name, len(seen))
	}
}

// patient opens an address; one address asks for many people here, and waits when it has asked too often.
func patient(t *testing.T, c *http.Client, at string) (*http.Response, []byte) {
	t.Helper()
	return patiently(t, func() (*http.Response, error) { return c.Get(at) })
}

func patiently(t *testing.T, ask func() (*http.Response, error)) (*http.Response, []byte) {
	t.Helper()
	for range 30 {
		r, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if r.StatusCode != http.StatusTooManyRequests {
			return r, body
		}
		time.Sleep(time.Second)
	}
	t.Fatal("too many requests; nothing was looked at")
	return nil, nil
}

// tables reads every column of every table as text, those of the job runner included.
func tables(t *testing.T, d *db.DB) {
	t.Helper()
	list := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if d.Engine() == db.Postgres {
		list = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
	}
	names, err := db.All(t.Context(), d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, list)
	if err != nil || len(names) < 15 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		rows, err := d.SQL().QueryContext(t.Context(), `SELECT * FROM "`+name+`"`)
		if err != nil {
			t.Fatal(err)
		}
		columns, _ := rows.Columns()
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				text := fmt.Sprint(*v.(*any))
				if b, ok := (*v.(*any)).([]byte); ok {
					text = string(b)
				}
				if got := finds([]byte(text)); len(got) > 0 {
					t.Errorf("%s.%s holds %v", name, columns[i], got)
				}
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
	}
}

// files searches what the engine has written: the database and its log of writes.
func files(t *testing.T, d *db.DB, dsn string) {
	t.Helper()
	dir := filepath.Dir(strings.TrimPrefix(dsn, "sqlite:"))
	if d.Engine() == db.Postgres {
		if _, err := d.SQL().ExecContext(t.Context(), "CHECKPOINT"); err != nil {
			t.Fatal(err)
		}
		var err error
		if dir, err = db.Value[string](t.Context(), d, "SELECT current_setting('data_directory')"); err != nil {
			t.Fatal(err)
		}
	}
	looked := int64(0)
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return nil //nolint:nilerr // a file that has gone meanwhile holds nothing
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return nil //nolint:nilerr // as above
		}
		looked += int64(len(body))
		if got := finds(body); len(got) > 0 {
			t.Errorf("%s holds %v", filepath.Base(path), got)
		}
		return nil
	})
	if err != nil || looked < 1<<20 {
		t.Fatalf("%d bytes looked at, %v", looked, err)
	}
}
