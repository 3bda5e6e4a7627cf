package tlog

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
)

// SQLite takes any value in any column. What reads the same to a program and not to a query counts as altered, and what
// cannot be read is no reason not to name it.
func TestValuesOfAnotherKind(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	_, kept := story(t, d)
	restore := copied(t, d)
	for name, c := range map[string]tampering{
		"an act that no query finds":    {stmts("UPDATE journal SET act = CAST(act AS BLOB) WHERE pos = 400"), "journal.found.kind", 400, false},
		"a subject that no query finds": {stmts("UPDATE journal SET subject = CAST(subject AS BLOB) WHERE pos = 400"), "journal.found.kind", 400, false},
		"a person that no query finds":  {stmts("UPDATE journal SET person = CAST(person AS BLOB) WHERE pos = 400"), "journal.found.kind", 400, false},
		"what it changed":               {stmts("UPDATE journal SET after = CAST(after AS BLOB) WHERE pos = 400"), "journal.found.kind", 400, false},
		"the salt":                      {stmts("UPDATE journal SET salt = CAST(salt AS BLOB) WHERE pos = 400"), "journal.found.kind", 400, false},
		"a moment that is none":         {stmts("UPDATE journal SET at = 'zzz' WHERE pos = 5"), "journal.found.kind", 5, false},
		"half a moment":                 {stmts("UPDATE journal SET at = at + 0.5 WHERE pos = 5"), "journal.found.kind", 5, false},
		"half a position":               {stmts("UPDATE journal SET pos = 5.5 WHERE pos = 5"), "journal.found.kind", 5, false},
		"a position that is none":       {stmts("UPDATE journal SET pos = 'zzz' WHERE pos = 5"), "journal.found.removed", 5, false},
		"a position in bytes":           {stmts("UPDATE journal SET pos = X'05' WHERE pos = 599"), "journal.found.removed", 599, false},
		"half a moment of an erasure":   {stmts("UPDATE journal SET erased_at = erased_at + 0.5 WHERE pos = 7"), "journal.found.kind", 7, false},
		"an erased entry's hash":        {stmts("UPDATE journal SET payload_hash = CAST(payload_hash AS BLOB) WHERE pos = 7"), "journal.found.kind", 7, false},
		"a byte that is no text":        {stmts("UPDATE journal SET subject = CAST(X'73ff' AS TEXT) WHERE pos = 400"), "journal.found.kind", 400, false},
		"a zero byte behind it":         {stmts("UPDATE journal SET subject = subject || char(0) WHERE pos = 400"), "journal.found.kind", 400, false},
		"the log's size":                {stmts("UPDATE journal_log SET size = 'zzz'"), "journal.found.nodes", 0, false},
		"half the log's size":           {stmts("UPDATE journal_log SET size = 599.5"), "journal.found.nodes", 0, false},
	} {
		c.do(t, d)
		compare(t, d, name, c, kept)
		restore()
	}
}

// copied gives a function that puts everything back as it is now.
func copied(t *testing.T, d *db.DB) (restore func()) {
	t.Helper()
	tables := []string{"journal", "journal_log", "journal_tile", "journal_checkpoint"}
	for _, name := range tables {
		run(t, d, "CREATE TABLE was_"+name+" AS SELECT * FROM "+name)
	}
	overriding := ""
	if d.Engine() == db.Postgres {
		overriding = "OVERRIDING SYSTEM VALUE "
	}
	return func() {
		for _, name := range tables {
			run(t, d, "DELETE FROM "+name)
			run(t, d, "INSERT INTO "+name+" "+overriding+"SELECT * FROM was_"+name)
		}
	}
}

// Whoever kept a checkpoint learns that the log is gone, however it went; without one, what is left of it tells.
func TestALogThatIsGone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, kept := story(t, d)
		restore := copied(t, d)
		gone := []string{"DELETE FROM journal_log", "DELETE FROM journal_checkpoint"}
		for name, texts := range map[string][]string{
			"all of it":                 append([]string{"DELETE FROM journal", "DELETE FROM journal_tile"}, gone...),
			"but for its nodes":         append([]string{"DELETE FROM journal"}, gone...),
			"the acts stay":             append([]string{"UPDATE journal SET pos = NULL", "DELETE FROM journal_tile"}, gone...),
			"and begun anew":            append([]string{"UPDATE journal SET pos = NULL", "DELETE FROM journal_tile", "UPDATE journal_log SET size = 0"}, gone[1]),
			"but for its checkpoints":   append([]string{"DELETE FROM journal", "DELETE FROM journal_tile"}, gone[0]),
			"the acts and their places": append([]string{"DELETE FROM journal_tile"}, gone...),
		} {
			stmts(texts...)(t, d)
			rep, err := Verify(t.Context(), FromDB(d), Options{Kept: &kept})
			traces, want := name != "all of it" && name != "the acts stay" && name != "and begun anew", "journal.found.cut_kept"
			if traces {
				want = "journal.found.nodes"
			}
			if err != nil || rep.First == nil || rep.First.Key != want || !traces && rep.Origin != kept.Origin {
				t.Errorf("%s: %+v, %v", name, rep.First, err)
			}
			rep, err = Verify(t.Context(), FromDB(d), Options{})
			if traces && (err != nil || rep.First == nil || rep.First.Key != want) {
				t.Errorf("%s, and nothing was kept: %+v, %v", name, rep.First, err)
			}
			restore()
		}
	})
}

// strangers are rows that no release of linli can have written, put in by somebody who can write to the database.
func strangers(d *db.DB) map[string]string {
	insert := func(columns, values string) string {
		return "INSERT INTO journal (at, act, kind, subject, place" + columns + ") VALUES (1, 'a', 'k', 's', ''" + values + ")"
	}
	out := map[string]string{
		"a hash of nothing":               insert(", payload_hash", ", 'zz'"),
		"a hash where nothing was erased": insert(", payload_hash, salt", ", '"+strings.Repeat("00", hashSize)+"', 'x'"),
		"erased before it was in the log": insert(", erased_at, payload_hash", ", 1, '"+strings.Repeat("00", hashSize)+"'"),
		"the next position":               insert(", salt, pos", ", 'x', 10"),
		"a position far away":             insert(", salt, pos", ", 'x', 9223372036854775807"),
	}
	number := "INSERT INTO journal (id, at, act, kind, subject, place) OVERRIDING SYSTEM VALUE VALUES (-9223372036854775808, 1, 'a', 'k', 's', '')"
	if d.Engine() == db.SQLite {
		number = strings.Replace(number, " OVERRIDING SYSTEM VALUE", "", 1)
		out["bytes for an act"] = "INSERT INTO journal (at, act, kind, subject, place) VALUES (1, X'61', 'k', 's', '')"
		out["no moment"] = "INSERT INTO journal (at, act, kind, subject, place) VALUES ('zzz', 'a', 'k', 's', '')"
		out["half a position"] = insert(", salt, pos", ", 'x', 10.5")
		out["a text for a position"] = insert(", salt, pos", ", 'x', 'zzz'")
	}
	out["a number below all"] = number
	return out
}

// Whoever can put rows in cannot stop the log: what linli does not write is set aside, everything else goes on, and
// verification names what was put in, before and after.
func TestARowThatLinliDoesNotWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLog(d)
		act(t, d, 10)
		must[int](t)(l.CatchUp(t.Context()))
		restore := copied(t, d)
		for name, text := range strangers(d) {
			run(t, d, text)
			named := func(when string) {
				t.Helper()
				rep := must[Report](t)(Verify(t.Context(), FromDB(d), Options{}))
				if rep.First == nil || rep.First.Key != "journal.found.strange" && rep.First.Key != "journal.found.strays" {
					t.Errorf("%s, %s: %+v", name, when, rep.First)
				}
			}
			named("before it is set aside")
			act(t, d, 2)
			if n, err := l.CatchUp(t.Context()); n != 2 || err != nil {
				t.Errorf("%s: %d of two entries, %v", name, n, err)
			}
			if n := count(t, d, "SELECT COUNT(*) FROM journal WHERE pos IN (10, 11) AND act = 'thing.do'"); n != 2 {
				t.Errorf("%s: %d in their places", name, n)
			}
			named("set aside")
			if _, err := l.Checkpoint(t.Context()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if n := count(t, d, "SELECT COUNT(*) FROM journal"); n != 13 {
				t.Errorf("%s: %d rows", name, n)
			}
			run(t, d, "DELETE FROM journal WHERE act <> 'thing.do'")
			agrees(t, d, 12)
			restore()
		}
	})
}

// More of them than a batch holds do not hold up what comes behind.
func TestManyRowsThatLinliDoesNotWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		run(t, d, `INSERT INTO journal (at, act, kind, subject, place, payload_hash) WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < $1)
			SELECT n, 'a', 'k', 's', '', 'zz' FROM s`, 3*batchRows)
		act(t, d, 5)
		if n := must[int](t)(newLog(d).CatchUp(t.Context())); n != 5 {
			t.Errorf("%d of the five", n)
		}
		if b := must[Backlog](t)(Behind(t.Context(), d)); b.Strange != 3*batchRows || !b.Oldest.IsZero() {
			t.Errorf("%+v", b)
		}
	})
}

// How far the log is behind, as it is watched.
func TestBacklog(t *testing.T) {
	t.Parallel()
	clock := dbtest.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	dbtest.EachWith(t, db.Options{Now: clock.Now}, func(t *testing.T, d *db.DB) {
		if b := must[Backlog](t)(Behind(t.Context(), d)); b != (Backlog{}) {
			t.Errorf("%+v", b)
		}
		first := d.Now()
		act(t, d, 1)
		act(t, d, 1)
		if b := must[Backlog](t)(Behind(t.Context(), d)); !b.Oldest.Equal(first) || b.Strange != 0 {
			t.Errorf("%+v", b)
		}
		run(t, d, "INSERT INTO journal (at, act, kind, subject, place, payload_hash) VALUES (1, 'a', 'k', 's', '', 'zz')")
		must[int](t)(newLog(d).CatchUp(t.Context()))
		if b := must[Backlog](t)(Behind(t.Context(), d)); !b.Oldest.IsZero() || b.Strange != 1 {
			t.Errorf("%+v", b)
		}
	})
}

// An entry that somebody has been at does not keep what stands behind it from being erased.
func TestErasingGoesOnBehindAnAlteredEntry(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		act(t, d, 2*eraseRows+10)
		must[int](t)(newLog(d).CatchUp(t.Context()))
		run(t, d, "UPDATE journal SET salt = NULL WHERE pos < 3 OR pos = 250")
		n, err := Erase(t.Context(), d, actor.Job("retention"), Erasure{d.Now().Add(time.Hour), "r"})
		if n != 2*eraseRows+6 || !errors.Is(err, ErrAltered) {
			t.Errorf("%d erased, %v", n, err)
		}
		if left := count(t, d, "SELECT COUNT(*) FROM journal WHERE erased_at IS NULL AND act <> 'journal.erase'"); left != 4 {
			t.Errorf("%d left", left)
		}
	})
}

// What is due is found by its index, without a look at what is not.
func TestDueEntriesAreFoundByTheirIndex(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	plan := must[string](t)(db.One(t.Context(), d, func(r db.Row) (s string, err error) {
		var a, b, c int
		return s, r.Scan(&a, &b, &c, &s)
	}, "EXPLAIN QUERY PLAN "+expired, 1, 2, 3, 4))
	if !strings.Contains(plan, "journal_due") {
		t.Error(plan)
	}
}

// invented strips an entry as an erasure would and says so, where the log does not: in a row that is not in it.
func invented(t *testing.T, d *db.DB, victim int64) {
	t.Helper()
	s := must[state](t)(readState(t.Context(), d))
	e := must[Entry](t)(db.One(t.Context(), d, scanEntry, "SELECT "+columns+" FROM journal WHERE pos = $1", victim))
	hash := must[[]byte](t)(e.payload(s.hasher))
	run(t, d, `UPDATE journal SET erased_at = 12345, payload_hash = $1, salt = NULL, origin = NULL, before = NULL, after = NULL, key = NULL
		WHERE pos = $2`, hex.EncodeToString(hash), victim)
}

// Only what stands in the log excuses an erasure. An act that is not in it is nobody's proof: it is counted as a doubt, and
// not as agreement; in an export and in a database.
func TestInventedErasures(t *testing.T) {
	t.Parallel()
	const acts = "INSERT INTO journal (at, act, kind, subject, place, account, after, salt) VALUES (12345, 'journal.erase', 'journal', '', '', 'system:retention', '%', 'x')"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, kept := story(t, d)
		invented(t, d, 90)
		for _, opt := range []Options{{}, {Kept: &kept}} {
			rep := must[Report](t)(Verify(t.Context(), FromDB(d), opt))
			if rep.First == nil || rep.First.Key != "journal.found.erasure" || rep.First.Pos != 90 {
				t.Errorf("no act at all: %+v", rep.First)
			}
		}
		run(t, d, strings.Replace(acts, "%", `{"entries":-7}`, 1))
		run(t, d, strings.Replace(acts, "%", `{"entries":1}`, 1))
		file := exported(t, d)
		for _, opt := range []Options{{}, {Kept: &kept}} {
			for how, src := range map[string]Source{"a database": FromDB(d), "an export": must[Source](t)(FromExport(bytes.NewReader(file)))} {
				rep := must[Report](t)(Verify(t.Context(), src, opt))
				if rep.First != nil || rep.Doubt == nil || rep.Doubt.Pos != 90 || rep.Erased != 50 {
					t.Errorf("an act that waits, %s: %+v, first %+v, doubt %+v", how, rep, rep.First, rep.Doubt)
				}
			}
		}
		must[int](t)(l.CatchUp(t.Context()))
		if rep := must[Report](t)(Verify(t.Context(), FromDB(d), Options{})); rep.First != nil || rep.Doubt != nil || rep.Erased != 51 {
			t.Errorf("in the log it stands for good: %+v, %+v", rep.First, rep.Doubt)
		}
	})
}

func exported(t *testing.T, d *db.DB) []byte {
	t.Helper()
	var file bytes.Buffer
	must[uint64](t)(Export(t.Context(), d, &file, nil, func(_, _ uint64) {}))
	return file.Bytes()
}

// An export has one way of being written: what another reader may read otherwise is not read at all.
func TestExportsAreReadStrictly(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	story(t, d)
	whole := exported(t, d)
	for name, c := range map[string][2]string{
		"a field in another case beside it": {`"act":"thing.do"`, `"Act":"thing.undo","act":"thing.do"`},
		"a field in another case":           {`"act":"thing.do"`, `"Act":"thing.do"`},
		"a field said twice":                {`"act":"thing.do"`, `"act":"thing.undo","act":"thing.do"`},
		"a field that there is not":         {`"act":"thing.do"`, `"why":"x","act":"thing.do"`},
		"a field less":                      {`"person":"per",`, ``},
		"an entry that is an end, too":      {`"act":"thing.do"`, `"end":null,"act":"thing.do"`},
		"another escape":                    {`"act":"thing.do"`, `"act":"thing.d\u006f"`},
		"another order":                     {`"pos":3,"id":4`, `"id":4,"pos":3`},
		"room":                              {`"pos":3,`, `"pos": 3,`},
		"the end in another case":           {`{"end":`, `{"End":`},
		"an end that says more":             {`{"end":{`, `{"end":{"more":1,`},
		"the head in another case":          {`"origin":`, `"Origin":`},
		"the head with more":                {`"origin":`, `"more":1,"origin":`},
		"something behind the end":          {`{"end":`, `{"end":{"waiting":0,"erasures":{}}}` + "\n" + `{"end":`},
	} {
		body := bytes.Replace(whole, []byte(c[0]), []byte(c[1]), 1)
		if bytes.Equal(body, whole) {
			t.Fatalf("%s: nothing to replace", name)
		}
		rep, err := Verify(t.Context(), must[Source](t)(FromExport(bytes.NewReader(body))), Options{})
		if err != nil || rep.First == nil || rep.First.Key != "journal.found.line" {
			t.Errorf("%s: %+v, %v", name, rep.First, err)
		}
	}
}

// What an export says of itself comes back as it was given; it is no part of what the log proves.
func TestAnExportsStamp(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	story(t, d)
	var file bytes.Buffer
	must[uint64](t)(Export(t.Context(), d, &file, []byte(`{"number":12,"purpose":"audit"}`), func(_, _ uint64) {}))
	rep := must[Report](t)(Verify(t.Context(), must[Source](t)(FromExport(&file)), Options{}))
	if rep.First != nil || string(rep.Stamp) != `{"number":12,"purpose":"audit"}` {
		t.Errorf("%+v, %s", rep.First, rep.Stamp)
	}
}

// What a source cannot give is an error, not a finding.
func TestAStopInTheMiddleIsNoFinding(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	story(t, d)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Verify(ctx, must[Source](t)(FromExport(bytes.NewReader(exported(t, d)))), Options{}); err == nil || errs.Is(err, errs.Conflict) {
		t.Errorf("%v", err)
	}
}
