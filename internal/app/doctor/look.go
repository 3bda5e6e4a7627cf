package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"linli/internal/account"
	"linli/internal/account/code"
	"linli/internal/db"
	"linli/internal/intake"
	"linli/internal/job"
	"linli/internal/journal/tlog"
	"linli/internal/notice"
	"linli/internal/person"
	"linli/internal/privacy"
	"linli/internal/rule"
	"linli/internal/seal"
)

// patience is how long one question may take: a database that hangs is found out, not waited for.
const patience = 10 * time.Second

// Eyes are what to look with.
type Eyes struct {
	DB    *db.DB // nil: it cannot be opened
	Err   error  // why not
	Deep  bool   // also read all of an SQLite file (seconds for a gigabyte)
	Every map[string]time.Duration
	Now   time.Time
}

// Look gathers the facts of an installation. It changes nothing and never fails: what cannot be asked is a fact too. It may
// look while the server runs.
func Look(ctx context.Context, s Setup, e Eyes) Facts {
	f := Facts{Now: e.Now.UTC(), Setup: s, OpenFiles: openFiles(), Jobs: Jobs{Every: e.Every}}
	f.Clock.Zone, _ = e.Now.Local().Zone()
	f.Disks, f.Database.FileSystem = disks(s)
	f.Certificate = pair(s, e.Now)
	reached := f.reach(ctx)
	if e.DB == nil {
		f.Database = Database{Err: plain(e.Err)}
	} else {
		f.ask(ctx, e)
	}
	f.Keys = ring(ctx, s.Keys, e.DB)
	if f.Database.Agrees() {
		f.askOurs(ctx, e)
	}
	reached()
	return f
}

// There tells whether an SQLite file is there: opening it would make it. PostgreSQL says so itself.
func There(dsn string) error {
	file := fileOf(dsn)
	if file == "" {
		return nil
	}
	_, err := os.Stat(file)
	return err
}

// plain is an error without what a DSN may hold: db names neither user nor password.
func plain(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// ask asks the database, part by part.
func (f *Facts) ask(ctx context.Context, e Eyes) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	d := &f.Database
	d.Engine = e.DB.Engine()
	if err := e.DB.Ping(ctx); err != nil {
		*d = Database{Err: plain(err)}
		return
	}
	d.Schema, d.Want = e.DB.Schema(ctx)
	why, err := e.DB.Trouble(ctx)
	if d.Trouble = why; err != nil {
		d.Err = plain(err)
	}
	if d.Engine == db.Postgres {
		f.askPostgres(ctx, e.DB)
	} else {
		f.askSQLite(ctx, e)
	}
	if d.Schema == 0 {
		return
	}
	f.Clock.Newest, _ = db.One(ctx, e.DB, func(r db.Row) (t time.Time, err error) { return t, r.Scan(db.Time(&t)) },
		"SELECT at FROM journal ORDER BY id DESC LIMIT 1") // an empty journal has no newest row
	if f.Jobs.Counts, err = job.Counts(ctx, e.DB); err != nil {
		d.Err = plain(err)
	}
	if f.Journal, err = tlog.Behind(ctx, e.DB); err != nil {
		d.Err = plain(err)
	}
	if f.NoticeYear, err = rule.NoticeYear(ctx, e.DB); err != nil {
		d.Err = plain(err)
	}
}

func (f *Facts) askPostgres(ctx context.Context, q *db.DB) {
	d := &f.Database
	number, err := db.Value[int](ctx, q, "SELECT CAST(current_setting('server_version_num') AS INTEGER)")
	d.Major = number / 10000
	d.Version = fmt.Sprintf("PostgreSQL %d.%d", d.Major, number%10000)
	before := time.Now()
	theirs, err2 := db.Value[int64](ctx, q, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)")
	f.Clock.Skew = time.UnixMicro(theirs).Sub(before.Add(time.Since(before) / 2))
	if err := errors.Join(err, err2); err != nil {
		d.Err = plain(err)
	}
}

func (f *Facts) askSQLite(ctx context.Context, e Eyes) {
	d := &f.Database
	version, err := db.Value[string](ctx, e.DB, "SELECT sqlite_version()")
	d.Version = "SQLite " + version
	var err2, err3 error
	d.JournalMode, err2 = db.Value[string](ctx, e.DB, "PRAGMA journal_mode")
	if d.Looked = e.Deep; e.Deep {
		long, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Hour) // a file of many gigabytes
		defer cancel()
		if d.Damage, err3 = db.Value[string](long, e.DB, "PRAGMA quick_check(1)"); d.Damage == "ok" {
			d.Damage = ""
		}
	}
	if err := errors.Join(err, err2, err3); err != nil {
		d.Err = plain(err)
	}
}

// disks are where data, photos and temporary files are, each once, and the network file system of an SQLite file.
func disks(s Setup) (out []Disk, fs string) {
	add := func(path string) string {
		d, on, ok := room(path)
		if ok && !slices.ContainsFunc(out, func(x Disk) bool { return x.Device == d.Device }) {
			out = append(out, d)
		}
		return on
	}
	if file := fileOf(s.DSN); file != "" {
		if dir, err := filepath.Abs(filepath.Dir(file)); err == nil {
			fs = add(dir)
		}
	}
	if s.Files != "" {
		add(standing(s.Files))
	}
	add(os.TempDir())
	return out, fs
}

// standing is a folder, or the one in which it will be made.
func standing(dir string) string {
	if _, err := os.Stat(dir); err != nil {
		return filepath.Dir(dir)
	}
	return dir
}

// fileOf is the file of an SQLite database; empty for PostgreSQL.
func fileOf(dsn string) string {
	file, ok := strings.CutPrefix(dsn, "sqlite:")
	if !ok {
		return ""
	}
	file, _, _ = strings.Cut(strings.TrimPrefix(file, "file:"), "?")
	return file
}

// ring looks at the keys, and at what the database has sealed with which of them.
func ring(ctx context.Context, source string, d *db.DB) (k Keys) {
	r, err := seal.Load(source)
	k.Err = plain(err)
	if path, ok := strings.CutPrefix(source, "file:"); ok {
		if info, err := os.Stat(path); err == nil {
			k.Made = info.ModTime()
		}
	}
	if d == nil {
		return k
	}
	sealed, err := person.SealedBy(ctx, d)
	if err != nil {
		return k // the database says so itself
	}
	for _, texts := range []func(context.Context, db.Querier, func(db.Row) error) error{account.SealedTexts, code.SealedTexts, privacy.SealedTexts, notice.SealedTexts, intake.SealedTexts} {
		_ = texts(ctx, d, func(row db.Row) error { // the database says so itself
			var text string
			err := row.Scan(&text)
			if id := seal.KeyOf(text); id != "" {
				sealed.Values[id]++
			}
			return err
		})
	}
	current := ""
	if r != nil && k.Err == "" {
		current, _ = r.Current()
	}
	for id, n := range sealed.Values {
		k.Used = true
		if k.Err == "" && !r.Has(id) {
			k.Lost = append(k.Lost, id)
		} else if k.Err == "" && id != current {
			k.Old += n
		}
	}
	k.Rows = sealed.Persons
	return k
}

// pair looks at the configured certificate as a browser would.
func pair(s Setup, now time.Time) (c Certificate) {
	if s.TLSCert == "" {
		return c
	}
	both, err := tls.LoadX509KeyPair(s.TLSCert, s.TLSKey)
	if err != nil {
		return Certificate{Err: err.Error()}
	}
	leaf := both.Leaf
	c.From, c.Until, c.Names = leaf.NotBefore, leaf.NotAfter, leaf.DNSNames
	for _, ip := range leaf.IPAddresses {
		c.Names = append(c.Names, ip.String())
	}
	if u, err := url.Parse(s.BaseURL); err == nil && u.Hostname() != "" {
		c.Host = u.Hostname()
		c.Covers = leaf.VerifyHostname(c.Host) == nil
	}
	between := x509.NewCertPool()
	for _, der := range both.Certificate[1:] {
		if next, err := x509.ParseCertificate(der); err == nil {
			between.AddCert(next)
		}
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Intermediates: between, CurrentTime: now}); err != nil {
		c.Chain = err.Error()
	}
	return c
}
