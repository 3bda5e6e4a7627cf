package tlog

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/seal"
)

// story is a log with a checkpoint after 300 and one after 600 entries, of which the first fifty have been erased, and the
// second checkpoint as it was kept elsewhere.
func story(t *testing.T, d *db.DB) (l *Log, kept Checkpoint) {
	t.Helper()
	l = newLog(d)
	act(t, d, 50)
	must[int](t)(l.CatchUp(t.Context()))
	until := d.Now()
	act(t, d, 250)
	must[int](t)(l.CatchUp(t.Context()))
	must[string](t)(l.Checkpoint(t.Context()))
	if n := must[int](t)(Erase(t.Context(), d, actor.Job("retention"), Erasure{until.Add(time.Microsecond), "档案保存期满"})); n != 50 {
		t.Fatalf("%d erased", n)
	}
	act(t, d, 299)
	must[int](t)(l.CatchUp(t.Context()))
	return l, must[Checkpoint](t)(ParseCheckpoint(must[string](t)(l.Checkpoint(t.Context()))))
}

// tampering is what somebody does who can write to the database, and what verification says of it.
type tampering struct {
	do   func(t *testing.T, d *db.DB)
	want string // the finding's key, empty: nothing is found
	pos  uint64
	kept bool // only a checkpoint kept elsewhere finds it
}

// stmts runs statements one after the other.
func stmts(texts ...string) func(t *testing.T, d *db.DB) {
	return func(t *testing.T, d *db.DB) {
		t.Helper()
		for _, text := range texts {
			run(t, d, text)
		}
	}
}

// rebuilt runs statements and then computes everything anew that the database says of itself, signed with another key.
func rebuilt(texts ...string) func(t *testing.T, d *db.DB) {
	return func(t *testing.T, d *db.DB) {
		t.Helper()
		stmts(texts...)(t, d)
		rebuild(t, d)
		run(t, d, "DELETE FROM journal_checkpoint")
		must[string](t)(newLog(d).Checkpoint(t.Context()))
	}
}

func tamperings() map[string]tampering {
	return map[string]tampering{
		"nothing":                          {stmts(), "", 0, false},
		"who did it":                       {stmts("UPDATE journal SET person = 'other' WHERE pos = 400"), "journal.found.altered", 400, false},
		"who, from somebody to nobody":     {stmts("UPDATE journal SET person = NULL WHERE pos = 400"), "journal.found.altered", 400, false},
		"nobody to the empty name":         {stmts("UPDATE journal SET post = '' WHERE pos = 400"), "journal.found.altered", 400, false},
		"what was done":                    {stmts("UPDATE journal SET act = 'thing.undo' WHERE pos = 0"), "journal.found.altered", 0, false},
		"when":                             {stmts("UPDATE journal SET at = at - 1 WHERE pos = 599"), "journal.found.altered", 599, false},
		"for whom":                         {stmts("UPDATE journal SET on_behalf_of = 'x' WHERE pos = 301"), "journal.found.altered", 301, false},
		"whom somebody stood in for":       {stmts("UPDATE journal SET stands_for = 'x' WHERE pos = 301"), "journal.found.altered", 301, false},
		"letters moved between fields":     {stmts("UPDATE journal SET kind = 'thin', subject = 'g' || subject WHERE pos = 301"), "journal.found.altered", 301, false},
		"what it changed":                  {stmts(`UPDATE journal SET after = '{"n":9}' WHERE pos = 77`), "journal.found.altered", 77, false},
		"from where":                       {stmts("UPDATE journal SET origin = '198.51.100.1' WHERE pos = 77"), "journal.found.altered", 77, false},
		"the salt":                         {stmts("UPDATE journal SET salt = 'x' WHERE pos = 77"), "journal.found.altered", 77, false},
		"its number":                       {renumber, "journal.found.altered", 400, false},
		"every second entry":               {stmts("UPDATE journal SET subject = 'x' WHERE pos > 100 AND id % 2 = 0"), "journal.found.altered", 101, false},
		"an erased entry's field":          {stmts("UPDATE journal SET subject = 'x' WHERE pos = 7"), "journal.found.altered", 7, false},
		"an erased entry's hash":           {stmts("UPDATE journal SET payload_hash = (SELECT payload_hash FROM journal WHERE pos = 8) WHERE pos = 7"), "journal.found.altered", 7, false},
		"the first entry removed":          {stmts("DELETE FROM journal WHERE pos = 0"), "journal.found.removed", 0, false},
		"one in the middle removed":        {stmts("DELETE FROM journal WHERE pos = 256"), "journal.found.removed", 256, false},
		"the last removed":                 {stmts("DELETE FROM journal WHERE pos = 599"), "journal.found.removed", 599, false},
		"a whole tile removed":             {stmts("DELETE FROM journal WHERE pos >= 256 AND pos < 512"), "journal.found.removed", 256, false},
		"one taken out of the log":         {stmts("UPDATE journal SET pos = NULL WHERE pos = 256"), "journal.found.removed", 256, false},
		"removed and the rest moved up":    {stmts("DELETE FROM journal WHERE pos = 100", "UPDATE journal SET pos = -pos WHERE pos > 100", "UPDATE journal SET pos = -pos - 1 WHERE pos < 0"), "journal.found.removed", 100, false},
		"two exchanged":                    {stmts("UPDATE journal SET pos = -1 WHERE pos = 60", "UPDATE journal SET pos = 60 WHERE pos = 480", "UPDATE journal SET pos = 480 WHERE pos = -1"), "journal.found.order", 60, false},
		"two neighbours exchanged":         {stmts("UPDATE journal SET pos = -1 WHERE pos = 60", "UPDATE journal SET pos = 60 WHERE pos = 61", "UPDATE journal SET pos = 61 WHERE pos = -1"), "journal.found.order", 60, false},
		"one put in":                       {stmts("UPDATE journal SET pos = -pos WHERE pos > 99", "UPDATE journal SET pos = -pos + 1 WHERE pos < 0", "INSERT INTO journal (at, act, kind, subject, place, salt, pos) VALUES (1, 'a', 'k', 's', '', 'x', 100)", "UPDATE journal_log SET size = 601"), "journal.found.order", 100, false},
		"one put behind the log":           {stmts("INSERT INTO journal (at, act, kind, subject, place, salt, pos) VALUES (1, 'a', 'k', 's', '', 'x', 600)"), "journal.found.strays", 600, false},
		"one put before the log":           {stmts("INSERT INTO journal (at, act, kind, subject, place, salt, pos) VALUES (1, 'a', 'k', 's', '', 'x', -5)"), "journal.found.strays", 600, false},
		"content gone without a word":      {stmts("UPDATE journal SET before = NULL, after = NULL, origin = NULL, key = NULL, salt = NULL WHERE pos = 90"), "journal.found.stripped", 90, false},
		"content gone but for the salt":    {stmts("UPDATE journal SET before = NULL, after = NULL, origin = NULL, key = NULL WHERE pos = 90"), "journal.found.altered", 90, false},
		"an erased hash in capitals":       {stmts("UPDATE journal SET payload_hash = UPPER(payload_hash) WHERE pos = 7"), "journal.found.stripped", 7, false},
		"an erasure that left the address": {stmts("UPDATE journal SET origin = '192.0.2.7' WHERE pos = 9"), "journal.found.stripped", 9, false},
		"an erasure without its mark":      {stmts("UPDATE journal SET erased_at = NULL WHERE pos = 9"), "journal.found.stripped", 9, false},
		"an erasure no act answers for":    {strip, "journal.found.erasure", 50, false},
		"the act of erasure altered":       {stmts(`UPDATE journal SET after = '{"entries":9999}' WHERE act = 'journal.erase'`), "journal.found.altered", 300, false},
		"the log's tail cut":               {stmts("DELETE FROM journal WHERE pos >= 500", "UPDATE journal_log SET size = 500"), "journal.found.cut", 500, false},
		"the tail and its checkpoint cut":  {cut, "journal.found.cut_kept", 500, true},
		"a node of an entry":               {nodeSwapped(0), "journal.found.altered", 3, false},
		"a node above the entries":         {nodeSwapped(1), "journal.found.nodes", 255, false},
		"nodes removed":                    {stmts("DELETE FROM journal_tile WHERE level = 0 AND idx = 1"), "journal.found.nodes", 256, false},
		"nodes that are none":              {stmts("UPDATE journal_tile SET hashes = 'AAA' WHERE level = 0 AND idx = 1"), "journal.found.nodes", 0, false},
		"the log's head removed":           {stmts("DELETE FROM journal_log"), "journal.found.nodes", 0, false},
		"nodes computed anew": {func(t *testing.T, d *db.DB) {
			stmts("UPDATE journal SET subject = 'x' WHERE pos = 350")(t, d)
			rebuild(t, d)
		}, "journal.found.root", 300, false},
		"all of it computed anew":         {rebuilt("UPDATE journal SET subject = 'x' WHERE pos = 350"), "journal.found.kept", 0, true},
		"removed and all computed anew":   {rebuilt("DELETE FROM journal WHERE pos = 599"), "journal.found.cut_kept", 599, true},
		"a checkpoint's root":             {forged, "journal.found.forged", 600, false},
		"a checkpoint that is none":       {stmts("UPDATE journal_checkpoint SET note = 'x' WHERE size = 300"), "journal.found.forged", 600, false},
		"a checkpoint under another size": {stmts("UPDATE journal_checkpoint SET size = 1 WHERE size = 300"), "", 0, false},
		"checkpoints removed":             {stmts("DELETE FROM journal_checkpoint"), "", 0, false},
	}
}

func renumber(t *testing.T, d *db.DB) {
	t.Helper()
	number := "99999"
	if d.Engine() == db.Postgres {
		number = "DEFAULT"
	}
	run(t, d, "UPDATE journal SET id = "+number+" WHERE pos = 400")
}

// strip erases as retention does, but no act says so.
func strip(t *testing.T, d *db.DB) {
	t.Helper()
	if n := must[int](t)(Erase(t.Context(), d, actor.Job("x"), Erasure{d.Now(), "x"})); n == 0 {
		t.Fatal("nothing to erase")
	}
	run(t, d, "DELETE FROM journal WHERE pos IS NULL")
}

func cut(t *testing.T, d *db.DB) {
	t.Helper()
	stmts("DELETE FROM journal WHERE pos >= 500", "DELETE FROM journal_checkpoint")(t, d)
	rebuild(t, d)
}

// nodeSwapped exchanges the fourth and the second node of a tile.
func nodeSwapped(level int64) func(t *testing.T, d *db.DB) {
	return func(t *testing.T, d *db.DB) {
		t.Helper()
		id := tileID{uint64(level), 0}
		tile := must[tiles](t)(readTiles(t.Context(), d, []tileID{id}))
		h := tile[id]
		if level == 0 {
			h[3], h[1] = bytes.Clone(h[3]), bytes.Clone(h[1])
			h[3][0] ^= 1
		} else {
			h[0], h[1] = h[1], h[0]
		}
		run(t, d, "UPDATE journal_tile SET hashes = $1 WHERE level = $2 AND idx = 0", packTile(h), level)
	}
}

// forged exchanges the root in a signed note.
func forged(t *testing.T, d *db.DB) {
	t.Helper()
	note := must[string](t)(db.Value[string](t.Context(), d, "SELECT note FROM journal_checkpoint WHERE size = 300"))
	lines := strings.Split(note, "\n")
	lines[2] = base64.StdEncoding.EncodeToString(make([]byte, hashSize))
	run(t, d, "UPDATE journal_checkpoint SET note = $1 WHERE size = 300", strings.Join(lines, "\n"))
}

// Whatever is changed in a real database is named, with the first entry that it concerns; both in the database and in an
// export made of it afterwards.
func TestTampering(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, kept := story(t, d)
		restore := copied(t, d)
		for name, c := range tamperings() {
			c.do(t, d)
			compare(t, d, name, c, kept)
			restore()
		}
	})
}

// compare verifies a database that was tampered with in each way.
func compare(t *testing.T, d *db.DB, name string, c tampering, kept Checkpoint) {
	t.Helper()
	found := func(src Source, opt Options, how string) {
		t.Helper()
		rep, err := Verify(t.Context(), src, opt)
		want := c.want
		if c.kept && opt.Kept == nil {
			want = ""
		}
		switch {
		case err != nil:
			t.Errorf("%s, %s: %v", name, how, err)
		case want == "" && rep.First != nil:
			t.Errorf("%s, %s: %+v", name, how, *rep.First)
		case want != "" && (rep.First == nil || rep.First.Key != want || rep.First.Pos != c.pos):
			t.Errorf("%s, %s: %+v; want %s at %d", name, how, rep.First, want, c.pos)
		}
	}
	found(FromDB(d), Options{}, "the database alone")
	found(FromDB(d), Options{Kept: &kept}, "with a checkpoint")
	if c.want == "journal.found.nodes" || c.want == "journal.found.strays" {
		return // of these an export holds nothing
	}
	var file bytes.Buffer
	must[uint64](t)(Export(t.Context(), d, &file, nil, func(_, _ uint64) {}))
	found(must[Source](t)(FromExport(&file)), Options{Kept: &kept}, "an export")
}

// The kept checkpoint's other cases: of a log that has grown since, of another log, signed by another key.
func TestKeptCheckpoints(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, kept := story(t, d)
		act(t, d, 1000)
		must[int](t)(l.CatchUp(t.Context()))
		act(t, d, 7)
		rep := must[Report](t)(Verify(t.Context(), FromDB(d), Options{Kept: &kept}))
		if rep.First != nil || rep.Size != 1600 || rep.Unproved != 7 || rep.Erased != 50 || rep.Checkpoints != 2 || rep.Signed != 600 {
			t.Errorf("%+v, %+v", rep, rep.First)
		}
		other := kept
		other.Origin = "linli-journal/other"
		if rep := must[Report](t)(Verify(t.Context(), FromDB(d), Options{Kept: &other})); rep.First == nil || rep.First.Key != "journal.found.other" {
			t.Errorf("%+v", rep.First)
		}
		other = kept
		other.Root = make([]byte, hashSize)
		if rep := must[Report](t)(Verify(t.Context(), FromDB(d), Options{Kept: &other})); rep.First == nil || rep.First.Key != "journal.found.kept" || rep.First.Pos != 0 {
			t.Errorf("%+v", rep.First)
		}
		run(t, d, "UPDATE journal_log SET origin = 'linli-journal/other'")
		if rep := must[Report](t)(Verify(t.Context(), FromDB(d), Options{})); rep.First == nil || rep.First.Key != "journal.found.forged" {
			t.Errorf("%+v", rep.First)
		}
	})
}

// What cannot be checked is an error, not a finding.
func TestWhatCannotBeChecked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := Verify(t.Context(), FromDB(d), Options{}); !errs.Is(err, errs.Conflict) {
			t.Errorf("no log yet: %v", err)
		}
		story(t, d)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Verify(ctx, FromDB(d), Options{}); err == nil {
			t.Error("stopped, and there is a report")
		}
		var file bytes.Buffer
		must[uint64](t)(Export(t.Context(), d, &file, nil, func(_, _ uint64) {}))
		whole := file.Bytes()
		var zipped bytes.Buffer
		z := gzip.NewWriter(&zipped)
		must[int](t)(z.Write(whole))
		ok(t, z.Close())
		rep := must[Report](t)(Verify(t.Context(), must[Source](t)(FromExport(&zipped)), Options{}))
		if rep.First != nil || rep.Size != 600 || rep.Erased != 50 {
			t.Errorf("gzip: %+v", rep)
		}
		lines := bytes.SplitAfter(whole, []byte("\n"))
		for name, body := range map[string][]byte{
			"nothing":              nil,
			"only the first line":  lines[0],
			"cut in a line":        whole[:len(whole)/2],
			"cut between lines":    bytes.Join(lines[:100], nil),
			"no last line":         bytes.Join(lines[:601], nil),
			"another file":         []byte("code,name\n1,2\n"),
			"JSON of another kind": []byte("{}\n"),
			"half a gzip":          {0x1f, 0x8b, 8},
			"another form":         bytes.Replace(whole, []byte(`"linli_journal":1`), []byte(`"linli_journal":2`), 1),
		} {
			src, err := FromExport(bytes.NewReader(body))
			if err == nil {
				_, err = Verify(t.Context(), src, Options{})
			}
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		// In a whole file a line is exchanged, removed or said twice.
		for name, c := range map[string]struct {
			body []byte
			want string
		}{
			"a line removed":       {bytes.Join(append(append([][]byte{}, lines[:5]...), lines[6:]...), nil), "journal.found.removed"},
			"a line said twice":    {bytes.Join(append(append([][]byte{}, lines[:6]...), lines[5:]...), nil), "journal.found.order"},
			"the last lines":       {bytes.Join(append(append([][]byte{}, lines[:500]...), lines[601]), nil), "journal.found.removed"},
			"a hash that is short": {bytes.Replace(whole, []byte(`"leaf":"`), []byte(`"leaf":"AAAA`), 1), "journal.found.nodes"},
			"one entry too many":   {bytes.Replace(whole, []byte(`"size":600`), []byte(`"size":599`), 1), "journal.found.cut"},
		} {
			rep := must[Report](t)(Verify(t.Context(), must[Source](t)(FromExport(bytes.NewReader(c.body))), Options{}))
			if rep.First == nil || rep.First.Key != c.want {
				t.Errorf("%s: %+v", name, rep.First)
			}
		}
		if _, err := Export(t.Context(), d, failing{}, nil, func(_, _ uint64) {}); err == nil {
			t.Error("a disk that is full")
		}
	})
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestErasing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLog(d)
		act(t, d, 450)
		job := actor.Job("retention")
		if n := must[int](t)(Erase(t.Context(), d, job, Erasure{d.Now().Add(time.Hour), "r"})); n != 0 {
			t.Fatalf("%d erased that are in no log", n)
		}
		must[int](t)(l.CatchUp(t.Context()))
		for name, c := range map[string]struct {
			a    actor.Actor
			e    Erasure
			want errs.Kind
		}{
			"somebody": {clerk(), Erasure{d.Now(), "r"}, errs.Forbidden},
			"no why":   {job, Erasure{d.Now(), ""}, errs.Invalid},
			"no when":  {job, Erasure{time.Time{}, "r"}, errs.Invalid},
		} {
			if _, err := Erase(t.Context(), d, c.a, c.e); !errs.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := must[int](t)(Erase(t.Context(), d, job, Erasure{d.Now().Add(time.Hour), "r"})); n != 450 {
			t.Fatalf("%d of 450 erased", n)
		}
		if n := count(t, d, "SELECT COUNT(*) FROM journal WHERE origin IS NOT NULL OR after LIKE '%\"n\":%' OR (salt IS NOT NULL AND act <> 'journal.erase')"); n != 0 {
			t.Errorf("%d still say something", n)
		}
		if rep := agrees(t, d, 450); rep.Erased != 0 || rep.Unproved != 3 || rep.Doubt == nil || rep.Doubt.Pos != 0 {
			t.Errorf("while the acts wait: %+v", rep)
		}
		must[int](t)(l.CatchUp(t.Context()))
		if rep := agrees(t, d, 453); rep.Erased != 450 || rep.Unproved != 0 || rep.Doubt != nil {
			t.Errorf("%+v", rep)
		}
		if n := must[int](t)(Erase(t.Context(), d, job, Erasure{d.Now().Add(time.Hour), "r"})); n != 0 {
			t.Errorf("%d acts of erasure were erased", n)
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	for _, suite := range seal.Suites() {
		s, _ := seal.Throwaway(suite).Signer()
		note, err := Checkpoint{Origin: "o", Size: 7, Root: make([]byte, hashSize), Hash: "sm3", At: time.Unix(1, 0)}.sign(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(note)
	}
	f.Add("o\n1\n\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, note string) {
		c, err := ParseCheckpoint(note)
		if err != nil {
			return
		}
		if text := c.text(); !strings.HasPrefix(strings.ReplaceAll(note, "\r\n", "\n"), text+"\n") {
			t.Errorf("%q is read as %q", note, text)
		}
	})
}

func FuzzExport(f *testing.F) {
	f.Add([]byte(`{"linli_journal":1,"origin":"o","hash":"sm3","size":1,"checkpoints":[]}` + "\n" +
		`{"pos":0,"id":1,"at":1,"act":"a","kind":"k","subject":"s","place":"","account":null,"person":null,"post":null,"on_behalf_of":null,` +
		`"salt":"x","origin":null,"before":null,"after":null,"key":null,"leaf":"AAAA"}` + "\n" + `{"end":{"waiting":0,"erasures":{}}}` + "\n"))
	f.Add([]byte(`{"linli_journal":1,"origin":"","hash":"sha256","size":0,"checkpoints":null,"export":{"number":1}}` + "\n" + `{"end":{"waiting":0,"erasures":{"1":2}}}` + "\n"))
	f.Add([]byte("\x1f\x8b"))
	f.Fuzz(func(t *testing.T, body []byte) {
		src, err := FromExport(bytes.NewReader(body))
		if err != nil {
			return
		}
		rep, err := Verify(t.Context(), src, Options{Progress: func(_, _ uint64) {}})
		if err == nil && rep.First == nil && rep.Size > uint64(bytes.Count(body, []byte("\n"))) {
			t.Errorf("%d entries agree in %q", rep.Size, body)
		}
	})
}
