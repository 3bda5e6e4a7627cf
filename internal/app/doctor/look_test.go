package doctor

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/archive"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/file/content"
	"linli/internal/notice/noticeweb"
	"linli/internal/web/i18n"
)

// patient is an installation that is looked at.
type patient struct {
	t *testing.T
	d *db.DB
	s Setup
}

func each(t *testing.T, fn func(t *testing.T, p patient)) {
	t.Helper()
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := dsn(t)
			fn(t, patient{t, dbtest.Open(t, at, db.Options{}), Setup{DSN: at}})
		})
	}
}

func (p patient) exec(text string, args ...any) {
	p.t.Helper()
	if err := p.d.Write(p.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, text, args...)
		return err
	}); err != nil {
		p.t.Fatal(err)
	}
}

func (p patient) look(deep bool) Facts {
	p.t.Helper()
	f := Look(p.t.Context(), p.s, Eyes{DB: p.d, Deep: deep, Now: time.Now()})
	if f.Database.Err != "" {
		p.t.Fatal(f.Database.Err)
	}
	return f
}

// found is what some check finds.
func (p patient) found(check string, deep bool) (out []string) {
	p.t.Helper()
	for _, x := range Examine(p.look(deep)) {
		if x.Check == check {
			out = append(out, strings.TrimPrefix(x.Key, "doctor."))
		}
	}
	return out
}

func (p patient) finds(check string, want ...string) {
	p.t.Helper()
	if got := p.found(check, true); !slices.Equal(got, want) {
		p.t.Errorf("%s: %v, want %v", check, got, want)
	}
}

func (p patient) person(id string) {
	p.exec("INSERT INTO person (id, name, name_key, place) VALUES ($1, '谈*', '', '')", id)
}

func ago(d time.Duration) int64 { return time.Now().Add(-d).UnixMicro() }

const aDay = 24 * time.Hour

func TestBackupsAndRehearsals(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p patient) {
		p.finds("backup")
		p.person("p1")
		p.exec("INSERT INTO journal (at, act, kind, subject, place) VALUES ($1, 'test', 'test', '', '')", ago(3*aDay))
		p.finds("backup", "backup.never")
		file := filepath.Join(t.TempDir(), "a.linli")
		made, err := archive.Backup(t.Context(), p.d, file, archive.Options{Release: "test"})
		if err != nil {
			t.Fatal(err)
		}
		p.finds("backup", "backup.ok")
		p.exec("UPDATE backup SET at = $1", ago(40*aDay))
		p.finds("backup", "backup.stopped", "backup.unrehearsed")
		if err := archive.Rehearsed(t.Context(), p.d, strings.Repeat("0", 64)); !errs.Is(err, errs.Invalid) {
			t.Errorf("another's archive: %v", err)
		}
		if err := archive.Rehearsed(t.Context(), p.d, made.Hash); err != nil {
			t.Fatal(err)
		}
		p.finds("backup", "backup.stopped")
		p.exec("UPDATE backup SET at = $1, rehearsed_at = $2", ago(3*aDay), ago(36*aDay))
		p.finds("backup", "backup.late", "backup.rehearsal_late")
		p.exec("INSERT INTO rule (key, place, value, valid_from, source) VALUES ('workday.hours', '', '08:30-17:30', '2021-01-01', 'test'), ('backup.days', '', '9', '2021-01-01', 'test'), ('backup.rehearsal', '', '90', '2021-01-01', 'test')")
		p.finds("backup", "backup.ok_rehearsed")
		p.exec("UPDATE journal SET act = 'demo.begin' WHERE id = (SELECT MIN(id) FROM journal)")
		p.finds("backup", "backup.demo")
	})
}

func TestAdministrators(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p patient) {
		p.finds("admins", "admins.not_yet")
		p.exec("INSERT INTO org (id, kind, place, name) VALUES ('o', 'district', '', '管理')")
		for i, role := range []string{"system_admin", "security_admin", "audit_admin"} {
			who := fmt.Sprint("p", i)
			p.person(who)
			p.exec("INSERT INTO account (id, person, kind, login, created_at) VALUES ($1, $2, 'staff', $3, 0)", "a"+who, who, "login"+who)
			p.exec("INSERT INTO post (id, org, role, title) VALUES ($1, 'o', $2, '')", role, role)
			p.exec("INSERT INTO appointment (id, post, person, from_at) VALUES ($1, $1, $2, 0)", role, who)
		}
		p.finds("admins", "admins.no_factor")
		p.exec("INSERT INTO account_factor (account, secret, created_at, confirmed_at) SELECT id, '', 0, 0 FROM account")
		p.finds("admins", "admins.ok")
		p.exec("UPDATE account SET disabled_at = 1 WHERE id = 'ap2'")
		p.finds("admins", "admins.no_audit")
		p.exec("UPDATE appointment SET person = 'p0' WHERE id = 'audit_admin'")
		p.finds("admins", "admins.one_person")
		p.s.SingleAdmin = true
		p.finds("admins", "admins.single")
		p.exec("UPDATE appointment SET to_at = 1")
		p.finds("admins", "admins.nobody")
	})
}

// Photos that are gone, damaged or nobody's are found; nothing is changed.
func TestPhotos(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p patient) {
		p.finds("files", "files.none")
		p.s.Files = filepath.Join(t.TempDir(), "photos")
		p.finds("files", "files.empty")
		store := content.New(p.s.Files)
		var hashes []string
		for i := range 3 {
			hash, err := store.Put([]byte(fmt.Sprint("photo ", i)))
			if err != nil {
				t.Fatal(err)
			}
			hashes = append(hashes, hash)
			p.exec("INSERT INTO file (id, subject_kind, subject_id, created_at, kind, media, size, content) VALUES ($1, 'wish', 'w', $2, 'photo', 'image/jpeg', 7, $3)",
				fmt.Sprint("f", i), ago(time.Hour), hash)
		}
		at := func(hash string) string { return filepath.Join(p.s.Files, hash[:2], hash[2:4], hash) }
		p.finds("files", "files.ok")
		if got := p.found("files", false); !slices.Equal(got, []string{"files.there"}) {
			t.Errorf("at a glance: %v", got)
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(os.Remove(at(hashes[0])))
		must(os.WriteFile(at(hashes[1]), []byte("altered"), 0o600))
		orphan, err := store.Put([]byte("nobody's"))
		must(err)
		p.finds("files", "files.missing", "files.damaged")
		must(os.Chtimes(at(orphan), time.Now().Add(-3*aDay), time.Now().Add(-3*aDay)))
		must(os.Chmod(p.s.Files, 0o755))
		p.finds("files", "files.missing", "files.damaged", "files.open", "files.left")
		if f := p.look(true).Files; f.N != 3 || f.Missing != 1 || f.Damaged != 1 || f.Left != 1 || f.LeftSize != 8 || !store.Has(orphan) {
			t.Errorf("%+v", f)
		}
		must(os.Chmod(p.s.Files, 0o500))
		if got := p.found("files", true); got[0] != "files.read_only" {
			t.Errorf("a folder that takes nothing: %v", got)
		}
		must(os.Chmod(p.s.Files, 0o700))
		must(os.RemoveAll(p.s.Files))
		p.finds("files", "files.gone")
		p.s.Files = ""
		p.finds("files", "files.nowhere")
		if os.Geteuid() == 0 {
			p.foreign(store, must)
		}
	})
}

// foreign is a folder in which root has made something that is not the server's.
func (p patient) foreign(store *content.Store, must func(error)) {
	p.s.Files = store.Dir()
	for i := range 3 {
		_, err := store.Put([]byte(fmt.Sprint("photo ", i)))
		must(err)
	}
	one, err := filepath.Glob(filepath.Join(p.s.Files, "??"))
	must(err)
	must(os.Chown(one[0], 4711, -1))
	p.finds("files", "files.foreign")
}

// standIn answers what it is told to, and counts what it is sent.
type standIn struct {
	*httptest.Server
	status       atomic.Int32
	asked, taken atomic.Int32
}

func newStandIn(t *testing.T) *standIn {
	g := &standIn{}
	g.status.Store(http.StatusMethodNotAllowed)
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead && r.ContentLength <= 0 && r.Header.Get("X-Linli-Signature") == "" {
			g.asked.Add(1)
		} else {
			g.taken.Add(1)
		}
		w.WriteHeader(int(g.status.Load()))
	}))
	t.Cleanup(g.Close)
	return g
}

// A gateway is asked whether it answers, never sent a message; what it did not take is told with its time, and no address
// or secret is.
func TestTheGateway(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p patient) {
		p.finds("channels", "channels.no_gateway_yet")
		p.exec("INSERT INTO person (id, name, name_key, place, phone) VALUES ('p', '谈*', '', '', 'v1.sabcdefg.AAAA')")
		p.finds("channels", "channels.no_gateway")
		g := newStandIn(t)
		p.s.Gateway, p.s.GatewaySecret = g.URL+"/sms?token=hidden-in-the-address", filepath.Join(t.TempDir(), "secret")
		p.finds("channels", "channels.gateway_wrong")
		if err := os.WriteFile(p.s.GatewaySecret, []byte("hidden-in-the-file-of-it"), 0o600); err != nil {
			t.Fatal(err)
		}
		p.finds("channels", "channels.gateway_idle")
		code := func(id string, sent, failed any) {
			p.exec("INSERT INTO account_code (id, phone_hash, origin, created_at, expires_at, sent_at, failed_at) VALUES ($1, '', '', $2, $2, $3, $4)", id, ago(5*time.Hour), sent, failed)
		}
		code("late", ago(4*time.Hour), ago(5*time.Hour))
		p.finds("channels", "channels.gateway_ok")
		code("a", nil, ago(3*time.Hour))
		code("b", nil, ago(2*time.Hour))
		if x := p.look(false).Gateway; x.Failed != 2 || time.Since(x.Since).Round(time.Hour) != 3*time.Hour || time.Since(x.Last).Round(time.Hour) != 4*time.Hour {
			t.Errorf("%+v", x)
		}
		p.finds("channels", "channels.gateway_refuses")
		g.status.Store(http.StatusBadGateway)
		p.finds("channels", "channels.gateway_dead")
		g.Close()
		p.finds("channels", "channels.gateway_dead")
		p.exec("DELETE FROM account_code")
		p.finds("channels", "channels.gateway_down")
		words := i18n.Must(Words(), noticeweb.Words())
		for _, x := range Examine(p.look(true)) {
			if text := words.For(i18n.English).T(x.Key, x.Args...); strings.Contains(text, "hidden") {
				t.Errorf("told: %s", text)
			}
		}
		if g.asked.Load() == 0 || g.taken.Load() > 0 {
			t.Errorf("asked %d times, sent %d messages", g.asked.Load(), g.taken.Load())
		}
	})
}

// Who takes the connection and says nothing is not waited for longer than some seconds.
func TestAGatewayThatHangs(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("sixteen bytes or more"), 0o600); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	f := Look(t.Context(), Setup{
		DSN: "sqlite:none", Gateway: "http://" + l.Addr().String(), GatewaySecret: secret, Provider: "http://" + l.Addr().String(), ProviderClient: "linli",
	}, Eyes{Err: os.ErrNotExist, Now: began})
	if took := time.Since(began); f.Gateway.Down == "" || f.Provider.Down == "" || took > answerWithin+3*time.Second {
		t.Errorf("%+v %+v after %v", f.Gateway, f.Provider, took)
	}
}

func TestTheProvider(t *testing.T) {
	t.Parallel()
	p := patient{t, dbtest.Open(t, dbtest.SQLite(t), db.Options{}), Setup{}}
	issuer, body := "", ""
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if body != "" {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(body))
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": issuer, "authorization_endpoint": issuer + "/a", "token_endpoint": issuer + "/t", "jwks_uri": issuer + "/k", "id_token_signing_alg_values_supported": []string{"RS256"}})
	}))
	issuer = srv.URL
	p.s.Provider = srv.URL
	p.finds("channels", "channels.provider_wrong", "channels.no_gateway_yet")
	p.s.ProviderClient = "linli"
	p.finds("channels", "channels.no_gateway_yet", "channels.provider_ok")
	issuer = "https://somebody.else.example"
	p.finds("channels", "channels.provider_down", "channels.no_gateway_yet")
	body = "not here\n" + strings.Repeat("<p>a long page</p>", 1000)
	if down := p.look(false).Provider.Down; down == "" || len(down) > 500 || strings.Contains(down, "\n") {
		t.Errorf("%d bytes: %.600s", len(down), down)
	}
	p.s.ProviderSecret = filepath.Join(t.TempDir(), "none")
	p.finds("channels", "channels.provider_wrong", "channels.no_gateway_yet")
	p.s.ProviderSecret = ""
	srv.Close()
	p.finds("channels", "channels.provider_down", "channels.no_gateway_yet")
}

// What is usual is reckoned from the dates of rows: the entries of the last weeks, and the sizes of photos. A week in which
// a whole street was brought in does not count for a habit, and two weeks are the least.
func TestGrowth(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p patient) {
		p.s.Files = t.TempDir()
		id := 0
		write := func(days, acts int, photo int64) {
			rows := make([]string, acts)
			for i := range rows {
				rows[i] = fmt.Sprintf("(%d, 'test', 'test', '%s', '')", ago(time.Duration(days)*aDay)+int64(i), strings.Repeat("x", 200))
			}
			p.exec("INSERT INTO journal (at, act, kind, subject, place) VALUES " + strings.Join(rows, ","))
			id++
			sum := sha256.Sum256(fmt.Append(nil, id))
			p.exec("INSERT INTO file (id, owner, created_at, kind, media, size, content) VALUES ($1, 'd', $2, 'photo', 'image/jpeg', $3, $4)", fmt.Sprint(id), ago(time.Duration(days)*aDay), photo, hex.EncodeToString(sum[:]))
		}
		if f := p.look(false); f.Database.PerDay != 0 || f.Database.Size == 0 {
			t.Errorf("nothing yet: %+v", f.Database)
		}
		write(10, 50, 0)
		if f := p.look(false); f.Database.PerDay != 0 {
			t.Errorf("one whole week says nothing: %d", f.Database.PerDay)
		}
		p.exec("DELETE FROM journal")
		p.exec("DELETE FROM file")
		write(40, 1, 1)
		write(26, 70, 7_000_000)
		write(20, 2000, 900_000_000) // brought in
		write(12, 70, 14_000_000)
		write(3, 140, 21_000_000)
		f := p.look(false)
		want := float64(f.Database.Size) / 2281 * 70 / 7
		if got := float64(f.Database.PerDay); got < want*0.9 || got > want*1.1 {
			t.Errorf("the database grows by %.0f a day, want %.0f", got, want)
		}
		added := int64(2_000_000)
		if p.d.Engine() == db.SQLite {
			added += f.Database.PerDay
		}
		if got := f.Disks[0].PerDay; got != added {
			t.Errorf("the disk gets %d a day, want %d", got, added)
		}
	})
}

// An installation that another release has migrated is not asked what it cannot know; nothing is called unreachable.
func TestAnEarlierSchema(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p patient) {
		p.exec("DELETE FROM goose_db_version WHERE version_id > 6")
		if f := p.look(true); f.Database.Agrees() || len(f.Admins) > 0 {
			t.Errorf("%+v", f.Database)
		}
		p.finds("database", "database.behind")
	})
}

// What the log has set aside, and what it has not taken in, is seen.
func TestTheJournalsLogIsLookedAt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p patient) {
		if got := p.found("journal", false); !slices.Equal(got, []string{"journal.ok"}) {
			t.Errorf("an empty journal: %v", got)
		}
		p.exec("INSERT INTO journal (at, act, kind, subject, place) VALUES ($1, 'wish.file', 'wish', 'w', '')", time.Now().Add(-2*time.Hour).UnixMicro())
		if got := p.found("journal", false); !slices.Equal(got, []string{"journal.behind"}) {
			t.Errorf("nobody takes it in: %v", got)
		}
		p.exec("UPDATE journal SET aside = 1")
		if got := p.found("journal", false); !slices.Equal(got, []string{"journal.strange"}) {
			t.Errorf("set aside: %v", got)
		}
	})
}
