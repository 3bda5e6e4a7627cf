package archive_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linli/internal/archive"
	"linli/internal/archive/envelope"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/seal"
)

// kindOf is the translation key of a refusal; empty for an error that says nothing to people.
func kindOf(err error) string {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

func body(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Wherever a bit is flipped, or whatever is cut off or put behind: it is found, and named.
func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	odd(t, d)
	sm, smKey := key(t, seal.SM)
	intl, intlKey := key(t, seal.Intl)
	for name, c := range map[string]struct {
		to  *envelope.Recipients
		key *envelope.Key
	}{"sm": {sm, smKey}, "intl": {intl, intlKey}, "open": {}} {
		whole := body(t, backup(t, d, c.to))
		if err := archive.Drain(bytes.NewReader(whole), c.key); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		step := 1 + len(whole)/400
		for at := 0; at < len(whole); at += step {
			cut := kindOf(archive.Drain(bytes.NewReader(whole[:at]), c.key))
			if !slices.Contains([]string{"archive.damaged", "archive.none"}, cut) {
				t.Errorf("%s, cut off at %d of %d: %q", name, at, len(whole), cut)
			}
			if name == "open" && at < 10 {
				continue // the head of gzip has bits that say nothing
			}
			bad := slices.Clone(whole)
			bad[at] ^= 1 << (at % 8)
			err := archive.Drain(bytes.NewReader(bad), c.key)
			if name == "open" && err == nil {
				continue // compressed in another way: every member has still the hash that its end names
			}
			if got := kindOf(err); !slices.Contains([]string{"archive.damaged", "archive.none", "archive.key"}, got) {
				t.Errorf("%s, a bit at %d of %d: %v", name, at, len(whole), err)
			}
		}
		if got := kindOf(archive.Drain(bytes.NewReader(append(slices.Clone(whole), 0)), c.key)); got != "archive.damaged" {
			t.Errorf("%s, with something behind it: %q", name, got)
		}
	}
}

func TestKeysThatDoNotOpen(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	for _, suite := range seal.Suites() {
		to, _ := key(t, suite)
		whole := body(t, backup(t, d, to))
		for _, other := range seal.Suites() {
			_, k := key(t, other)
			if got := kindOf(archive.Drain(bytes.NewReader(whole), k)); got != "archive.key" {
				t.Errorf("%s with another's key of %s: %q", suite, other, got)
			}
		}
		if got := kindOf(archive.Drain(bytes.NewReader(whole), nil)); got != "archive.encrypted" {
			t.Errorf("%s without a key: %q", suite, got)
		}
	}
}

// Members that are missing, twice, in another order, of another name or changed are refused, and nothing is restored.
func TestOddArchivesAreRefused(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	odd(t, d)
	good, err := archive.Members(bytes.NewReader(body(t, backup(t, d, nil))))
	if err != nil {
		t.Fatal(err)
	}
	at := func(prefix string) int {
		return slices.IndexFunc(good, func(m archive.Member) bool { return strings.HasPrefix(m.Name, prefix) })
	}
	person, proxy, end := at("rows/person/"), at("rows/proxy/"), at("end.json")
	with := func(change func(m []archive.Member) []archive.Member) []byte {
		return archive.Pack(change(slices.Clone(good)))
	}
	put := func(i int, name string) func(m []archive.Member) []archive.Member {
		return func(m []archive.Member) []archive.Member { m[i].Name = name; return m }
	}
	for name, c := range map[string]struct {
		bytes []byte
		want  string
	}{
		"no archive":           {[]byte("SQLite format 3\x00"), "archive.none"},
		"nothing":              {nil, "archive.none"},
		"an empty archive":     {archive.Pack(nil), "archive.none"},
		"a member less":        {with(func(m []archive.Member) []archive.Member { return slices.Delete(m, person, person+1) }), "archive.damaged"},
		"no end":               {with(func(m []archive.Member) []archive.Member { return m[:end] }), "archive.damaged"},
		"a member twice":       {with(func(m []archive.Member) []archive.Member { return slices.Insert(m, person, m[person]) }), "archive.damaged"},
		"something behind":     {with(func(m []archive.Member) []archive.Member { return append(m, archive.Member{Name: "x"}) }), "archive.damaged"},
		"another order":        {with(func(m []archive.Member) []archive.Member { m[person], m[proxy] = m[proxy], m[person]; return m }), "archive.damaged"},
		"a name outside":       {with(put(person, "../../etc/passwd")), "archive.damaged"},
		"an absolute name":     {with(put(person, "/etc/passwd")), "archive.damaged"},
		"another table's name": {with(put(person, "rows/secret/000001.jsonl")), "archive.damaged"},
		"a file that is none":  {with(put(end, "files/"+strings.Repeat("0", 64))), "archive.damaged"},
		"a changed row": {with(func(m []archive.Member) []archive.Member {
			m[person].Body = strings.Replace(m[person].Body, "甲", "丙", 1)
			return m
		}), "archive.damaged"},
		"half a row":            {with(func(m []archive.Member) []archive.Member { m[person].Body = m[person].Body[:9]; return m }), "archive.damaged"},
		"a row that is none":    {with(func(m []archive.Member) []archive.Member { m[person].Body = "{}\n"; return m }), "archive.damaged"},
		"a manifest of nothing": {with(func(m []archive.Member) []archive.Member { m[0].Body = "{}"; return m }), "archive.format"},
		"a newer release": {with(func(m []archive.Member) []archive.Member {
			m[0].Body = strings.Replace(m[0].Body, `"schema": `, `"schema": 9`, 1)
			return m
		}), "archive.newer"},
		"a newer form": {with(func(m []archive.Member) []archive.Member {
			m[0].Body = strings.Replace(m[0].Body, `"format": 1`, `"format": 2`, 1)
			return m
		}), "archive.format"},
		"a table of its own": {with(func(m []archive.Member) []archive.Member {
			m[0].Body = strings.ReplaceAll(m[0].Body, `"name": "person"`, `"name": "sqlite_schema"`)
			return m
		}), "archive.schema"},
	} {
		for engine, target := range targets {
			if engine == "postgres" && name != "no end" && name != "a changed row" {
				continue // where it ends is the same on both engines: two are enough of the slower
			}
			dsn := target(t)
			_, err := archive.Restore(t.Context(), bytes.NewReader(c.bytes), dsn, archive.RestoreOptions{})
			if got := kindOf(err); got != c.want {
				t.Errorf("%s: %q (%v), want %q", name, got, err, c.want)
			}
			n, err := archive.Open(t.Context(), dsn, db.Options{})
			if err == nil {
				tables, err := archive.Schema(t.Context(), n)
				if err != nil || len(tables) > 0 {
					t.Errorf("%s: %d tables were made (%v)", name, len(tables), err)
				}
				_ = n.Close()
			} else if kindOf(err) != "archive.unfinished" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestOnlyAnEmptyDatabaseIsRestoredInto(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		odd(t, d)
		whole := body(t, backup(t, d, nil))
		dsn := map[db.Engine]func(testing.TB) string{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres}[d.Engine()](t)
		_, err := archive.Restore(t.Context(), bytes.NewReader(whole), dsn, archive.RestoreOptions{})
		var e *errs.Error
		if !errors.As(err, &e) || e.Key != "archive.not_empty" {
			t.Fatalf("restored over another: %v", err)
		}
		if named, want := e.Args[0].(string), map[db.Engine]string{db.SQLite: "linli.db", db.Postgres: "place_state (1)"}[d.Engine()]; !strings.Contains(named, want) {
			t.Errorf("%q does not name %q", named, want)
		}
	})
}

// An archive whose rows refer to nothing, but is whole otherwise, is not restored.
func TestForeignKeysAreChecked(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "broken.db")
	if err := os.WriteFile(file, body(t, strings.TrimPrefix(dbtest.SQLite(t), "sqlite:")), 0o600); err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t, "sqlite:"+file, db.Options{})
	if _, err := d.SQL().ExecContext(t.Context(), "PRAGMA foreign_keys = OFF"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SQL().ExecContext(t.Context(), "INSERT INTO proxy (id, person, for_person, relation, from_at) VALUES ('x', 'p1', 'p2', '', 0)"); err != nil {
		t.Fatal(err)
	}
	whole := body(t, backup(t, d, nil))
	for name, target := range targets {
		if _, err := archive.Restore(t.Context(), bytes.NewReader(whole), target(t), archive.RestoreOptions{}); kindOf(err) != "archive.foreign" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	good := []archive.Member{
		{"manifest.json", `{"format":1,"schema":1,"tables":[{"name":"a","columns":[{"name":"i","type":"int"},{"name":"t","type":"text"}],"key":["i"]}]}`},
		{"rows/a/000001.jsonl", "[1,\"x\"]\n[2,null]\n"},
		{"jobs/000001.jsonl", "{}\n"},
		{"files/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ""},
		{"end.json", `{"tables":{}}`},
	}
	f.Add(archive.Pack(good))
	f.Add(archive.Pack(good[:2]))
	f.Add(archive.Pack([]archive.Member{good[0], good[4]}))
	f.Add([]byte("linli-envelope sm2-sm4 v1\n-> sm2 AAAA\n---\n"))
	f.Add([]byte("age-encryption.org/v1\n-> X25519 AAAA\n"))
	f.Add([]byte{0x1f, 0x8b})
	k, err := keyForFuzz(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		err := archive.Drain(bytes.NewReader(b), k)
		if err == nil {
			t.Fatal("an archive that nobody has made was taken") // its end would have to name the hash of its beginning
		}
		if key := kindOf(err); !strings.HasPrefix(key, "archive.") {
			t.Fatalf("refused without a name: %v", err)
		}
	})
}

func keyForFuzz(dir string) (*envelope.Key, error) {
	file := filepath.Join(dir, "k")
	if _, err := envelope.Create(file, seal.SM); err != nil {
		return nil, err
	}
	return envelope.Load(file)
}
