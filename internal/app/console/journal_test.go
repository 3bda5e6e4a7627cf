package console_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/app/console"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/journal"
	"linli/internal/journal/tlog"
)

// lived is an installation that has run, stopped, and left a checkpoint in a file.
func lived(t *testing.T, dsn string) (d *db.DB, keys, kept string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "keys")
	if err := app.NewKeys(file, "sm"); err != nil {
		t.Fatal(err)
	}
	keys = "file:" + file
	a, err := app.New(t.Context(), app.Config{DSN: dsn, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	acts(t, a.DB, 40)
	if err := a.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	var note bytes.Buffer
	if err := console.WriteCheckpoint(t.Context(), dsn, keys, &note); err != nil {
		t.Fatal(err)
	}
	kept = filepath.Join(dir, "checkpoint")
	if err := os.WriteFile(kept, note.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return dbtest.Open(t, dsn, db.Options{}), keys, kept
}

func acts(t *testing.T, d *db.DB, n int) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for range n {
			if err := journal.WriteTx(ctx, tx, actor.Job("test"), journal.Entry{Act: "thing.do", Kind: "thing", Subject: "s"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func change(t *testing.T, d *db.DB, texts ...string) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, text := range texts {
			if _, err := tx.Exec(ctx, text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// verified is what a verification says in both languages, and whether everything agrees.
func verified(t *testing.T, in console.Verification) (agrees bool, zh, en string, err error) {
	t.Helper()
	in.Progress = io.Discard
	var said [2]bytes.Buffer
	for i := range said {
		agrees, err = console.Verify(t.Context(), in, console.Terminal{Out: &said[i], English: i == 1})
		if err != nil {
			zh, en = console.Say(err, false), console.Say(err, true)
			return false, zh, en, err
		}
	}
	return agrees, said[0].String(), said[1].String(), nil
}

// A finding is a sentence in both languages that names the entry, and decides the outcome.
func TestWhatVerifySays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tamper []string
		kept   bool
		agrees bool
		zh, en string
	}{
		"as it was":           {nil, false, true, "只能证明数据库自己前后一致", "only proves that the database agrees with itself"},
		"with a kept one":     {nil, true, true, "和另存的检查点一致", "goes on from the checkpoint kept elsewhere"},
		"an altered field":    {[]string{"UPDATE journal SET subject = 'x' WHERE pos = 11"}, false, false, "位置 11 的记录（编号 12，thing.do，", "position 11 (number 12, thing.do, "},
		"one removed":         {[]string{"DELETE FROM journal WHERE pos = 12"}, false, false, "位置 12 的记录被删了", "the entry at position 12 was removed"},
		"two exchanged":       {[]string{"UPDATE journal SET pos = -1 WHERE pos = 3", "UPDATE journal SET pos = 3 WHERE pos = 9", "UPDATE journal SET pos = 9 WHERE pos = -1"}, false, false, "该在位置 3 的记录排到了位置 9", "belongs at position 3 stands at 9"},
		"content gone":        {[]string{"UPDATE journal SET salt = NULL WHERE pos = 5"}, false, false, "却没有清除的标记", "nothing says that it was erased"},
		"a forged checkpoint": {[]string{"UPDATE journal_checkpoint SET note = REPLACE(note, 'time 2', 'time 3')"}, false, false, "第 1 个检查点是假的", "checkpoint number 1 in the database is forged"},
		"the tail cut":        {[]string{"DELETE FROM journal WHERE pos >= 20", "UPDATE journal_log SET size = 20", "DELETE FROM journal_checkpoint"}, true, false, "日志现在只有 20 条", "and the log has 20"},
		"an entry that waits": {[]string{"INSERT INTO journal (at, act, kind, subject, place) VALUES (1, 'a', 'k', 's', '')"}, false, true, "另有 1 条新记录还没进日志，未经证明", "1 newer entry is not in the log yet and is unproved"},
		"a row nobody wrote":  {[]string{"INSERT INTO journal (at, act, kind, subject, place, payload_hash) VALUES (1, 'a', 'k', 's', '', 'zz')"}, false, false, "有 1 行不是系统写的，没有进日志，第一行编号 ", "1 row was not written by linli and is not in the log, number "},
		"everything gone":     {[]string{"DELETE FROM journal", "DELETE FROM journal_tile", "DELETE FROM journal_checkpoint", "DELETE FROM journal_log"}, true, false, "日志现在只有 0 条", "and the log has 0"},
		"another log":         {[]string{"DELETE FROM journal_checkpoint", "UPDATE journal_log SET origin = 'linli-journal/x'"}, true, false, "整个日志被换过", "the whole log was exchanged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for engine, dsn := range map[string]string{"sqlite": dbtest.SQLite(t), "postgres": dbtest.Postgres(t)} {
				d, _, kept := lived(t, dsn)
				change(t, d, c.tamper...)
				in := console.Verification{DSN: dsn}
				if c.kept {
					in.Checkpoint = kept
				}
				agrees, zh, en, err := verified(t, in)
				if err != nil || agrees != c.agrees || !strings.Contains(zh, c.zh) || !strings.Contains(en, c.en) {
					t.Errorf("%s: %v, %v\n%s\n%s", engine, agrees, err, zh, en)
				}
			}
		})
	}
}

// What SQLite alone takes for the same is a sentence, too, and not an error of a program.
func TestWhatVerifySaysOfAnotherKind(t *testing.T) {
	t.Parallel()
	for want, tamper := range map[string]string{
		"position 11 (number 12, thing.do, 20": "UPDATE journal SET act = CAST(act AS BLOB) WHERE pos = 11",
		"its column at holds a value":          "UPDATE journal SET at = 'zzz' WHERE pos = 5",
		"its column pos holds a value":         "UPDATE journal SET pos = 5.5 WHERE pos = 5",
	} {
		dsn := dbtest.SQLite(t)
		d, _, _ := lived(t, dsn)
		change(t, d, tamper)
		if agrees, zh, en, err := verified(t, console.Verification{DSN: dsn}); err != nil || agrees || !strings.Contains(en, want) || !strings.Contains(zh, "系统不会这样写") {
			t.Errorf("%v, %v\n%s\n%s", agrees, err, zh, en)
		}
	}
}

// An erasure for which only a row outside the log answers is neither agreement nor a finding: it could not be checked.
func TestWhatVerifySaysOfAnErasureThatNothingProves(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]string{"sqlite": dbtest.SQLite(t), "postgres": dbtest.Postgres(t)} {
		d, keys, kept := lived(t, dsn)
		if n, err := tlog.Erase(t.Context(), d, actor.Job("retention"), tlog.Erasure{Until: d.Now(), Reason: "r"}); n == 0 || err != nil {
			t.Fatal(n, err)
		}
		agrees, zh, en, err := verified(t, console.Verification{DSN: dsn, Checkpoint: kept})
		if !errs.Is(err, errs.Conflict) || agrees || !strings.Contains(zh, "还没进日志，未经证明") || !strings.Contains(en, "(from position 0 on, at 20") {
			t.Errorf("%s: %v, %v\n%s\n%s", engine, agrees, err, zh, en)
		}
		if err := console.WriteCheckpoint(t.Context(), dsn, keys, io.Discard); err != nil {
			t.Fatal(err)
		}
		if agrees, _, en, err := verified(t, console.Verification{DSN: dsn, Checkpoint: kept}); err != nil || !agrees || !strings.Contains(en, "as the log itself says") {
			t.Errorf("%s: %v, %v\n%s", engine, agrees, err, en)
		}
	}
}

// What cannot be checked is said as an error, in both languages, and nothing is made on the way.
func TestWhatVerifyCannotCheck(t *testing.T) {
	t.Parallel()
	dir, dsn := t.TempDir(), dbtest.SQLite(t)
	_, _, kept := lived(t, dsn)
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	note, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		in     console.Verification
		zh, en string
	}{
		"no log yet":           {console.Verification{DSN: dbtest.SQLite(t)}, "还没有日志", "no log yet"},
		"no log yet, other":    {console.Verification{DSN: dbtest.Postgres(t)}, "还没有日志", "no log yet"},
		"not a linli database": {console.Verification{DSN: dbtest.EmptyPostgres(t)}, "不是本版本", "no linli database of this release"},
		"no database":          {console.Verification{DSN: "sqlite:" + write("x.db", "no database at all, but long enough for its head")}, "", ""},
		"no file":              {console.Verification{DSN: "sqlite:" + filepath.Join(dir, "absent.db")}, "absent.db", "absent.db"},
		"no export":            {console.Verification{Export: write("e.jsonl", "code,name\n")}, "不是日志的导出", "no export of a log"},
		"no checkpoint":        {console.Verification{DSN: dsn, Checkpoint: write("c1", "hello")}, "不是检查点", "no checkpoint"},
		"an altered one":       {console.Verification{DSN: dsn, Checkpoint: write("c2", strings.Replace(string(note), "\n40\n", "\n39\n", 1))}, "签名对不上", "signature does not fit"},
	} {
		_, zh, en, err := verified(t, c.in)
		if err == nil || !strings.Contains(zh, c.zh) || !strings.Contains(en, c.en) {
			t.Errorf("%s: %v\n%s\n%s", name, err, zh, en)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "absent.db")); err == nil {
		t.Error("a database was made")
	}
}

// An export, plain or compressed, is verified without the database, and with the kept checkpoint.
func TestExportedJournal(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]string{"sqlite": dbtest.SQLite(t), "postgres": dbtest.Postgres(t)} {
		_, _, kept := lived(t, dsn)
		for _, name := range []string{"journal.jsonl", "journal.jsonl.gz"} {
			path := filepath.Join(t.TempDir(), name)
			var said bytes.Buffer
			if err := console.ExportJournal(t.Context(), dsn, path, io.Discard, console.Terminal{Out: &said, English: true}); err != nil {
				t.Fatal(err)
			}
			if agrees, _, en, err := verified(t, console.Verification{Export: path, Checkpoint: kept}); err != nil || !agrees || !strings.Contains(said.String(), "entries exported") {
				t.Errorf("%s, %s: %v, %v\n%s%s", engine, name, agrees, err, said.String(), en)
			}
			stamp := stampOf(t, path)
			if want := fmt.Sprintf("Export number %d", stamp.Number); stamp.Number == 0 || !strings.Contains(said.String(), want) || stamp.By != "console" || stamp.Purpose != "audit" || stamp.Kind != "journal" || stamp.At.IsZero() || stamp.Records < 40 {
				t.Errorf("%s, %s: %+v\n%s", engine, name, stamp, said.String())
			}
			if _, zh, en, _ := verified(t, console.Verification{Export: path}); !strings.Contains(en, fmt.Sprintf("export number %d, made at 20", stamp.Number)) || !strings.Contains(zh, fmt.Sprintf("第 %d 号导出", stamp.Number)) {
				t.Errorf("%s, %s: %s", engine, name, en)
			}
			if err := console.ExportJournal(t.Context(), dsn, path, io.Discard, console.Terminal{Out: io.Discard}); err == nil {
				t.Errorf("%s was overwritten", path)
			}
		}
	}
}

// stampOf is what the first line of an exported journal says of the file.
func stampOf(t *testing.T, path string) export.Stamp {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	in := io.Reader(f)
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	var head struct {
		Export export.Stamp `json:"export"`
	}
	if err := json.NewDecoder(in).Decode(&head); err != nil {
		t.Fatal(err)
	}
	return head.Export
}

// A key file of before there were sign keys: nothing is signed, and what to do is said; after a rotation it is.
func TestAKeyFileWithoutASignKey(t *testing.T) {
	t.Parallel()
	dsn := dbtest.SQLite(t)
	_, keys, _ := lived(t, dsn)
	path := strings.TrimPrefix(keys, "file:")
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var old strings.Builder
	for line := range strings.Lines(string(body)) {
		if !strings.HasPrefix(line, "sign ") {
			old.WriteString(line)
		}
	}
	if err := os.WriteFile(path, []byte(old.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t, dsn, db.Options{})
	acts(t, d, 1)
	err = console.WriteCheckpoint(t.Context(), dsn, keys, io.Discard)
	if !errs.Is(err, errs.Conflict) || !strings.Contains(console.Say(err, true), "linli keys rotate") {
		t.Fatalf("%v", err)
	}
	if err := app.RotateKeys(path, "intl", d.Now().Add(-2*60*1e9)); err != nil {
		t.Fatal(err)
	}
	if err := console.WriteCheckpoint(t.Context(), dsn, keys, io.Discard); err != nil {
		t.Fatal(err)
	}
	if agrees, _, en, err := verified(t, console.Verification{DSN: dsn}); err != nil || !agrees || !strings.Contains(en, "2 checkpoints") {
		t.Errorf("%v, %v\n%s", agrees, err, en)
	}
}
