package console_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/app/console"
	"linli/internal/app/demo"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/seal"
	"linli/internal/wish"
)

// emptyTargets are places to restore to, by engine.
func emptyTargets(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "new.db"), "postgres": dbtest.EmptyPostgres(t)}
}

// pair is a key pair: recipient and file.
func pair(t *testing.T) (recipient, file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "backup.key")
	recipient, err := console.BackupKey(file, "sm")
	if err != nil {
		t.Fatal(err)
	}
	return recipient, file
}

func backUp(t *testing.T, dsn, recipient string) (file, said string) {
	t.Helper()
	var out bytes.Buffer
	file = filepath.Join(t.TempDir(), "a.linli")
	err := console.Backup(t.Context(), dsn, console.BackupOrder{
		To: file, Recipients: []string{recipient}, Release: "test", Terminal: console.Terminal{Out: &out, English: true}, Meter: console.NewMeter(&out, false, true),
	})
	if err != nil {
		t.Fatal(err)
	}
	return file, out.String()
}

func order(file, key string, out *bytes.Buffer) console.RestoreOrder {
	return console.RestoreOrder{Archive: file, Key: key, Terminal: console.Terminal{Out: out, English: true}, Meter: console.NewMeter(out, false, true)}
}

func bringBack(t *testing.T, file, key, dsn string) (said string) {
	t.Helper()
	var out bytes.Buffer
	o := order(file, key, &out)
	if !strings.HasPrefix(dsn, "sqlite:") {
		o.Files = t.TempDir() // beside an SQLite file there is a folder by itself
	}
	if err := console.Restore(t.Context(), dsn, o); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "missing") {
		t.Errorf("something was left behind:\n%s", out.String())
	}
	return out.String()
}

func counts(t *testing.T, dsn string, table string) int64 {
	t.Helper()
	d, err := db.Open(t.Context(), dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	n, err := db.Value[int64](t.Context(), d, "SELECT COUNT(*) FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The demonstration moves between the engines, and every restored one goes on.
func TestTheDemonstrationMoves(t *testing.T) {
	t.Parallel()
	for name, dsn := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "demo.db"), "postgres": dbtest.EmptyPostgres(t)} {
		fill(t, dsn)
		recipient, key := pair(t)
		file, said := backUp(t, dsn, recipient)
		for _, want := range []string{"Backed up: ", "copying the database", "writing ", "IMPORTANT: the keys of sealed fields"} {
			if !strings.Contains(said, want) && (want != "copying the database" || name == "sqlite") {
				t.Errorf("%s: %q is not said in\n%s", name, want, said)
			}
		}
		if counts(t, dsn, "backup") != 1 {
			t.Error("the backup is not written down")
		}
		for to, target := range emptyTargets(t) {
			said := bringBack(t, file, key, target)
			for _, want := range []string{"Restored, read back and found the same", "0 minutes ago", "linli test", "Sealed fields need the keys", "signs in anew", "nothing to verify"} {
				if !strings.Contains(said, want) {
					t.Errorf("%s to %s: %q is not said in\n%s", name, to, want, said)
				}
			}
			if a, b := counts(t, dsn, "wish"), counts(t, target, "wish"); a != b {
				t.Errorf("%s to %s: %d wishes are %d", name, to, a, b)
			}
			foundAgain(t, target)
			goesOn(t, target)
		}
	}
}

// foundAgain asserts that everything a restored store has is in the index of its search: it comes without one.
func foundAgain(t *testing.T, dsn string) {
	t.Helper()
	var out bytes.Buffer
	if err := console.Search(t.Context(), dsn, "build", console.Terminal{Out: &out, English: true}); err != nil {
		t.Fatal(err)
	}
	for kind, table := range map[string]string{"wish": "wish", "org": "org", "place": "place"} {
		if has, found := counts(t, dsn, table), counts(t, dsn, "search_doc WHERE kind = '"+kind+"'"); found != has {
			t.Errorf("%d of %d in the index: %s", found, has, kind)
		}
	}
}

// An installation of an earlier release is archived as it is, and restored into this one, on both engines.
func TestEarlierReleasesAreArchivedAsTheyAre(t *testing.T) {
	t.Parallel()
	old := filepath.Join(t.TempDir(), "old.db")
	if err := os.WriteFile(old, unpack(t, releases+"/0.1.0.db.gz"), 0o600); err != nil {
		t.Fatal(err)
	}
	post := dbtest.EmptyPostgres(t)
	restore(t, post, unpack(t, releases+"/0.1.0.sql.gz"))
	for name, dsn := range map[string]string{"sqlite": "sqlite:" + old, "postgres": post} {
		recipient, key := pair(t)
		file, said := backUp(t, dsn, recipient)
		if !strings.Contains(said, "no place to write this backup down") {
			t.Errorf("%s: %s", name, said)
		}
		for _, target := range emptyTargets(t) {
			bringBack(t, file, key, target)
			goesOn(t, target)
		}
	}
}

// While 8 people file wishes and answer them, a backup is made: what is in it is one moment, in which every wish has its
// number, its entry and its line in the journal, and no number is missing.
func TestBackupWhileTheSystemRuns(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "demo.db"), "postgres": dbtest.EmptyPostgres(t)} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			a, err := app.NewDemo(t.Context(), dsn, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			ctx, stop := context.WithCancel(t.Context())
			var filed atomic.Int64
			var writers sync.WaitGroup
			for range 8 {
				writers.Go(func() { fileUntil(ctx, t, a, &filed) })
			}
			recipient, key := pair(t)
			for filed.Load() < 50 {
				time.Sleep(time.Millisecond)
			}
			before := filed.Load()
			file, _ := backUp(t, dsn, recipient)
			during := filed.Load() - before
			stop()
			writers.Wait()
			if during == 0 {
				t.Fatal("nobody could write while the backup was made")
			}
			target := emptyTargets(t)[map[string]string{"sqlite": "postgres", "postgres": "sqlite"}[engine]]
			bringBack(t, file, key, target)
			oneMoment(t, target, before)
		})
	}
}

func fileUntil(ctx context.Context, t *testing.T, a *app.App, filed *atomic.Int64) {
	desk := actor.Actor{Account: "test", Person: "test", Posts: []actor.Post{{ID: "x", Org: "x", Place: "320613", Role: actor.Secretary}}}
	for ctx.Err() == nil {
		w, err := a.Wishes.File(t.Context(), desk, wish.Filing{Text: "路灯又坏了", Place: demo.Community, Visibility: wish.Public, Anonymous: true})
		if err == nil {
			_, err = a.Wishes.Accept(t.Context(), desk, w.ID, wish.Acceptance{})
		}
		if err != nil {
			t.Error(err)
			return
		}
		filed.Add(1)
	}
}

// oneMoment asks a restored database for what one transaction writes together.
func oneMoment(t *testing.T, dsn string, atLeast int64) {
	t.Helper()
	d := dbtest.Open(t, dsn, db.Options{})
	for what, text := range map[string]string{
		"wishes without a first entry": "SELECT COUNT(*) FROM wish w WHERE NOT EXISTS (SELECT 1 FROM wish_event e WHERE e.wish = w.id AND e.act = 'file')",
		"wishes that nobody has filed": "SELECT COUNT(*) FROM wish w WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject = w.id AND j.act = 'wish.file')",
		"entries without a wish":       "SELECT COUNT(*) FROM wish_event e WHERE NOT EXISTS (SELECT 1 FROM wish w WHERE w.id = e.wish)",
		"filings without a wish":       "SELECT COUNT(*) FROM journal j WHERE j.act = 'wish.file' AND NOT EXISTS (SELECT 1 FROM wish w WHERE w.id = j.subject)",
		"accepted without an entry":    "SELECT COUNT(*) FROM wish w WHERE accepted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM wish_event e WHERE e.wish = w.id AND e.act = 'accept')",
		"numbers that are missing":     "SELECT COALESCE(SUM(last), 0) - (SELECT COUNT(*) FROM wish) FROM wish_counter",
	} {
		if n, err := db.Value[int64](t.Context(), d, text); err != nil || n != 0 {
			t.Errorf("%s: %d, %v", what, n, err)
		}
	}
	if n, err := db.Value[int64](t.Context(), d, "SELECT COUNT(*) FROM journal WHERE act = 'wish.file'"); err != nil || n < atLeast {
		t.Errorf("%d filings, at least %d were answered before; %v", n, atLeast, err)
	}
}

// theRehearsalIsWrittenDown where the archive was made, and nowhere else.
func theRehearsalIsWrittenDown(t *testing.T, dsn, file, key string) {
	t.Helper()
	var out bytes.Buffer
	o := order(file, key, &out)
	o.Of = dsn
	if err := console.Rehearse(t.Context(), "", o); err != nil || !strings.Contains(out.String(), "This rehearsal is written down") {
		t.Errorf("%v: %s", err, out.String())
	}
	if counts(t, dsn, "backup WHERE rehearsed_at > at") != 1 || counts(t, dsn, "journal WHERE act = 'backup.rehearsed'") != 1 {
		t.Error("the rehearsal is not written down")
	}
	out.Reset()
	o.Of = emptyTargets(t)["sqlite"]
	fill(t, o.Of)
	if err := console.Rehearse(t.Context(), "", o); !errs.Is(err, errs.Invalid) || out.Len() > 0 {
		t.Errorf("at an installation that has not made it: %v %s", err, out.String())
	}
}

// A rehearsal says what is in an archive and how old that is, and leaves nothing behind on either engine.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "demo.db")
	fill(t, dsn)
	recipient, key := pair(t)
	file, _ := backUp(t, dsn, recipient)
	server := dbtest.EmptyPostgres(t)
	for _, at := range []string{"", server} {
		var out bytes.Buffer
		if err := console.Rehearse(t.Context(), at, order(file, key, &out)); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"The rehearsal succeeded", fmt.Sprintf("wish: %d rows", counts(t, dsn, "wish"))} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%q is not said in\n%s", want, out.String())
			}
		}
	}
	theRehearsalIsWrittenDown(t, dsn, file, key)
	if n := counts(t, server, "pg_database WHERE datname LIKE 'linli_rehearsal%'"); n != 0 {
		t.Errorf("%d databases were left", n)
	}
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	body[len(body)/2] ^= 1
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"", server} {
		if err := console.Rehearse(t.Context(), at, order(file, key, &bytes.Buffer{})); err == nil || !strings.Contains(console.Say(err, true), "The backup is damaged") {
			t.Errorf("with a bit that was flipped: %v", err)
		}
	}
	if n := counts(t, server, "pg_database WHERE datname LIKE 'linli_rehearsal%'"); n != 0 {
		t.Errorf("%d databases were left", n)
	}
}

// In a folder the youngest stay, and what is not an archive of ours stays too.
func TestOldArchivesAreRemoved(t *testing.T) {
	t.Parallel()
	dsn, dir := dbtest.SQLite(t), t.TempDir()
	for _, name := range []string{"linli-20200101T000000Z.linli", "linli-20210101T000000Z.linli", "linli-mine.linli", "other.linli", "linli-20200101T000000Z.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	recipient, _ := pair(t)
	var out bytes.Buffer
	o := console.BackupOrder{To: dir, Recipients: []string{recipient}, Keep: 2, Terminal: console.Terminal{Out: &out}, Meter: console.NewMeter(&out, false, false)}
	if err := console.Backup(t.Context(), dsn, o); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, e := range list {
		left = append(left, e.Name())
	}
	got := strings.Join(left, " ")
	if len(left) != 5 || strings.Contains(got, "20200101T000000Z.linli") || !strings.Contains(got, "20210101") || !strings.Contains(out.String(), "删掉了旧的 linli-20200101T000000Z.linli") {
		t.Errorf("left: %s; said: %s", got, out.String())
	}
}

// What is asked for wrongly is refused in words before anything is written.
func TestBackupsThatAreRefused(t *testing.T) {
	t.Parallel()
	dsn, file := dbtest.SQLite(t), filepath.Join(t.TempDir(), "a.linli")
	recipient, _ := pair(t)
	for want, c := range map[string]struct {
		dsn string
		o   console.BackupOrder
	}{
		"--unencrypted":                    {dsn, console.BackupOrder{To: file}},
		"not both":                         {dsn, console.BackupOrder{To: file, Recipients: []string{recipient}, Open: true}},
		"this is no recipient":             {dsn, console.BackupOrder{To: file, Recipients: []string{"somebody"}}},
		"There is no database of linli":    {"sqlite:" + file + ".none", console.BackupOrder{To: file, Open: true}},
		"is it running, and is --db right": {"postgres://nobody:hush@127.0.0.1:1/linli", console.BackupOrder{To: file, Open: true}},
	} {
		c.o.Meter = console.NewMeter(&bytes.Buffer{}, false, true)
		if err := console.Backup(t.Context(), c.dsn, c.o); err == nil || !strings.Contains(console.Say(err, true), want) || strings.Contains(console.Say(err, true), "hush") {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if list, err := os.ReadDir(filepath.Dir(file)); err != nil || len(list) > 0 {
		t.Errorf("%v was written, %v", list, err)
	}
}

// The keys of sealed fields are not in an archive: whoever restores it is told which are needed, and whether they are there.
func TestRestoringTellsWhichKeysAreMissing(t *testing.T) {
	t.Parallel()
	dsn, keys := dbtest.SQLite(t), filepath.Join(t.TempDir(), "linli.keys")
	if err := app.NewKeys(keys, "sm"); err != nil {
		t.Fatal(err)
	}
	ring, err := seal.Load("file:" + keys)
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t, dsn, db.Options{})
	phone := seal.Of("13800000000")
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO person (id, name, name_key, place, phone, phone_key) VALUES ('p', '甲', '甲', '', $1, $2)",
			ring.Seal(phone, "person.phone/p"), ring.Lookup(phone, "person.phone"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	recipient, key := pair(t)
	backUp(t, dsn, recipient) // an act, with which the log begins
	kept := keptCheckpoint(t, dsn, keys)
	file, said := backUp(t, dsn, recipient)
	sealKey, lookupKey := ring.Current()
	for _, id := range []string{sealKey, lookupKey} {
		if !strings.Contains(said, id) {
			t.Errorf("key %s is not named in\n%s", id, said)
		}
	}
	body, err := os.ReadFile(keys)
	if err != nil {
		t.Fatal(err)
	}
	other := keys + ".other"
	if err := app.NewKeys(other, "intl"); err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]string{
		"":              "no key file can be read here",
		"file:" + other: "IMPORTANT: the keys",
		"file:" + keys:  "are all here",
	} {
		var out bytes.Buffer
		o := order(file, key, &out)
		o.Keys, o.Checkpoint = source, kept
		target := filepath.Join(t.TempDir(), "new.db")
		if err := console.Restore(t.Context(), "sqlite:"+target, o); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), want) || !strings.Contains(out.String(), sealKey) {
			t.Errorf("with %q: %q is not said in\n%s", source, want, out.String())
		}
		if verified := "It goes on from the checkpoint kept elsewhere"; !strings.Contains(out.String(), verified) {
			t.Errorf("%q is not said in\n%s", verified, out.String())
		}
		for _, secret := range strings.Fields(string(body)) {
			if len(secret) > 20 && strings.Contains(out.String(), secret) {
				t.Error("a key was said")
			}
		}
	}
}

// A rehearsal opens what is sealed: with other keys, with none where it was told to look, or with a damaged value it has not
// succeeded; without keys it says that this was not rehearsed.
func TestARehearsalOpensWhatIsSealed(t *testing.T) {
	t.Parallel()
	keys := filepath.Join(t.TempDir(), "linli.keys")
	if err := app.NewKeys(keys, "sm"); err != nil {
		t.Fatal(err)
	}
	other, forged := keys+".other", keys+".forged"
	if err := app.NewKeys(other, "sm"); err != nil {
		t.Fatal(err)
	}
	forge(t, keys, other, forged)
	ring, err := seal.Load("file:" + keys)
	if err != nil {
		t.Fatal(err)
	}
	recipient, key := pair(t)
	const p = "018f0000-0000-7000-8000-000000000001"
	archived := func(bound string) string {
		dsn := dbtest.SQLite(t)
		err := dbtest.Open(t, dsn, db.Options{}).Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO person (id, name, name_key, place, phone) VALUES ($1, '甲', '甲', '', $2)", p, ring.Seal(seal.Of("13800000000"), bound))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		file, _ := backUp(t, dsn, recipient)
		return file
	}
	good := archived("person.phone\x00" + p)
	for name, c := range map[string]struct {
		file, keys, want string
		succeeds         bool
	}{
		"its keys":               {good, "file:" + keys, "Everything that is sealed was opened: 1 row", true},
		"no keys named":          {good, "", "was NOT rehearsed", true},
		"a file that is not":     {good, "file:" + keys + ".none", "there is no key file", false},
		"other keys":             {good, "file:" + other, "are not there", false},
		"another key of that id": {good, "file:" + forged, "1 rows of person do not open", false},
		"a value out of place":   {archived("person.phone\x00x"), "file:" + keys, "1 rows of person do not open", false},
	} {
		var out bytes.Buffer
		o := order(c.file, key, &out)
		o.Keys = c.keys
		err := console.Rehearse(t.Context(), "", o)
		said := out.String()
		if err != nil {
			said += console.Say(err, true)
		}
		if c.succeeds != (err == nil) || c.succeeds != strings.Contains(said, "The rehearsal succeeded") || !strings.Contains(said, c.want) {
			t.Errorf("%s: %v; want %q in\n%s", name, err, c.want, said)
		}
	}
}

// forge writes the key file of one with the secrets of another under the same ids.
func forge(t *testing.T, ids, secrets, to string) {
	t.Helper()
	var out strings.Builder
	a, err := os.ReadFile(ids)
	b, err2 := os.ReadFile(secrets)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	theirs := strings.Split(string(b), "\n")
	for i, line := range strings.Split(string(a), "\n") {
		if f, g := strings.Fields(line), strings.Fields(theirs[i]); len(f) == 4 && f[0] != "#" {
			line = strings.Join([]string{f[0], f[1], g[2], g[3]}, " ")
		}
		out.WriteString(line + "\n")
	}
	if err := os.WriteFile(to, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// keptCheckpoint is a file with a signed checkpoint of the journal's log, as somebody keeps it elsewhere.
func keptCheckpoint(t *testing.T, dsn, keys string) string {
	t.Helper()
	var note bytes.Buffer
	if err := console.WriteCheckpoint(t.Context(), dsn, "file:"+keys, &note); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "checkpoint")
	if err := os.WriteFile(file, note.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
