package doctor

import (
	"fmt"
	"maps"
	"math"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"linli/internal/db"
	"linli/internal/workday"
)

// config finds what contradicts itself, or lets strangers in.
func config(f Facts) (out []Finding) {
	s := f.Setup
	secure := s.BehindTLS || s.TLSCert != ""
	https := strings.HasPrefix(s.BaseURL, "https://")
	switch {
	case (s.TLSCert == "") != (s.TLSKey == ""):
		out = append(out, bad("config.half_tls"))
	case !secure && https:
		out = append(out, bad("config.https_alone", s.BaseURL))
	case secure && s.BaseURL != "" && !https:
		out = append(out, soon("config.http_alone", s.BaseURL))
	}
	if !secure && !inside(s.Listen) {
		out = append(out, bad("config.open_plain", s.Listen))
	}
	if s.BehindTLS && !inside(s.Listen) {
		out = append(out, soon("config.round_proxy", s.Listen))
	}
	if s.BehindTLS && s.ProxyHeader == "" {
		out = append(out, soon("config.one_address"))
	}
	if s.ProxyHeader == "" && len(s.ProxyFrom) > 0 {
		out = append(out, soon("config.proxy_unheard"))
	}
	if s.BaseURL == "" {
		out = append(out, soon("config.no_base"))
	}
	if s.MetricsListen != "" && !inside(s.MetricsListen) {
		out = append(out, soon("config.open_metrics", s.MetricsListen))
	}
	return orWell(out, "config.ok", s.Listen)
}

// inside tells whether only this machine reaches a listening address.
func inside(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// oldestPostgres is the oldest release of PostgreSQL that still gets repairs (postgresql.org/support/versioning: 14 until
// November 2026).
const oldestPostgres = 14

func database(f Facts) (out []Finding) {
	d := f.Database
	if d.Err != "" {
		return []Finding{bad("database.gone", d.Err)}
	}
	switch {
	case d.Schema == 0:
		out = append(out, bad("database.empty"))
	case d.Schema < d.Want:
		out = append(out, bad("database.behind", d.Schema, d.Want))
	case d.Schema > d.Want:
		out = append(out, bad("database.ahead", d.Schema, d.Want))
	}
	switch d.Trouble {
	case "":
	case db.DiskFull:
		out = append(out, bad("database.full"))
	case db.ReadOnly:
		out = append(out, bad("database.read_only"))
	default:
		out = append(out, bad("database.refuses"))
	}
	if d.Damage != "" {
		out = append(out, bad("database.damaged", d.Damage))
	}
	if d.FileSystem != "" {
		out = append(out, bad("database.network", d.FileSystem))
	}
	if d.Engine == db.SQLite && d.JournalMode != "wal" {
		out = append(out, bad("database.no_wal", d.JournalMode))
	}
	if d.Engine == db.Postgres && d.Major < oldestPostgres {
		out = append(out, soon("database.old", d.Version, oldestPostgres))
	}
	return orWell(out, "database.ok", d.Version, d.Schema, where(f.Setup.DSN))
}

// where is which database was looked at, without user and password: who runs the command with other settings than the
// server's sees that it is another.
func where(dsn string) string {
	if file := fileOf(dsn); file != "" {
		if whole, err := filepath.Abs(file); err == nil {
			return whole
		}
		return file
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return ""
	}
	return u.Host + u.Path
}

// How far clocks may differ: two seconds is more than NTP leaves; after a minute deadlines and one-time codes go wrong.
const (
	skewSoon = 2 * time.Second
	skewBad  = time.Minute
)

func clock(f Facts) (out []Finding) {
	if y := f.Now.Year(); y < 2026 || y > 2100 {
		out = append(out, bad("clock.year", y))
	}
	skew := f.Clock.Skew.Abs().Round(100 * time.Millisecond)
	switch {
	case skew > skewBad:
		out = append(out, bad("clock.skew", skew.String()))
	case skew > skewSoon:
		out = append(out, soon("clock.drift", skew.String()))
	}
	if ahead := f.Clock.Newest.Sub(f.Now); !f.Clock.Newest.IsZero() && ahead > skewBad {
		out = append(out, bad("clock.back", moment(f.Clock.Newest), ahead.Round(time.Minute).String()))
	}
	return orWell(out, "clock.ok", f.Now.In(workday.Zone).Format(time.DateTime), f.Clock.Zone)
}

// moment is a time as the operator's watch shows it.
func moment(t time.Time) string { return t.In(workday.Zone).Format("2006-01-02 15:04") }

// day is its date.
func day(t time.Time) string { return t.In(workday.Zone).Format(time.DateOnly) }

// How much room must be left: with less than the first writing may end any day, the second is the time to act.
const (
	roomBad  = 512 << 20
	roomSoon = 2 << 30
)

// In how many days a disk may be full: a larger one is to be bought, and that takes weeks.
const (
	fullSoon = 90
	fullBad  = 14
)

func disk(f Facts) (out []Finding) {
	for _, d := range f.Disks {
		share := float64(d.Free) / math.Max(float64(d.Total), 1)
		free := size(d.Free)
		switch {
		case d.Free < roomBad || share < 0.02:
			out = append(out, bad("disk.full", d.Path, free))
		case d.Free < roomSoon || share < 0.10:
			out = append(out, soon("disk.low", d.Path, free))
		default:
			out = append(out, growing(d))
		}
		if d.AllFiles > 0 && float64(d.FreeFiles)/float64(d.AllFiles) < 0.05 {
			out = append(out, bad("disk.files", d.Path, d.FreeFiles))
		}
	}
	if d := f.Database; d.Engine == db.Postgres && d.PerDay > 0 {
		out = append(out, well("disk.elsewhere", size(uint64(max(d.Size, 0))), size(monthly(d.PerDay))))
	}
	return out
}

// growing is a disk that has room for now: how long for, where that is known.
func growing(d Disk) Finding {
	free := size(d.Free)
	if d.PerDay <= 0 {
		return well("disk.ok", d.Path, free)
	}
	days := (d.Free - roomBad) / uint64(d.PerDay) //nolint:gosec // above zero
	month := size(monthly(d.PerDay))
	switch {
	case days < fullBad:
		return bad("disk.growing", d.Path, free, month, days)
	case days < fullSoon:
		return soon("disk.growing", d.Path, free, month, days)
	case days < 10*365:
		return well("disk.enough", d.Path, free, month, days/30)
	}
	return well("disk.ok", d.Path, free)
}

func monthly(perDay int64) uint64 { return uint64(max(perDay, 0)) * 30 } //nolint:gosec // not below zero

// size is a number of bytes as people say it.
func size(n uint64) string {
	if n >= 1<<30 {
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	}
	return fmt.Sprintf("%d MB", n>>20)
}

// keysOld is when keys are to be changed (GB/T 39786-2021 asks for a fixed period; a year is the operator's default).
const keysOld = 365 * 24 * time.Hour

func keys(f Facts) (out []Finding) {
	k := f.Keys
	if k.Err != "" && f.Setup.Invented {
		return nil // a demonstration's are never kept
	}
	if k.Err != "" {
		if !k.Used {
			return []Finding{soon("keys.none", k.Err)}
		}
		return []Finding{bad("keys.unreadable", k.Err)}
	}
	if len(k.Lost) > 0 {
		out = append(out, bad("keys.lost", strings.Join(k.Lost, ", ")))
	}
	if k.Old > 0 {
		out = append(out, soon("keys.moving", k.Old))
	}
	if !k.Made.IsZero() && f.Now.Sub(k.Made) > keysOld {
		out = append(out, soon("keys.old", k.Made.Format(time.DateOnly)))
	}
	return orWell(out, "keys.ok", k.Rows)
}

// When a certificate that ends is told.
const (
	renewSoon = 30 * 24 * time.Hour
	renewNow  = 7 * 24 * time.Hour
)

func certificate(f Facts) (out []Finding) {
	if f.Setup.TLSCert == "" {
		return nil // a proxy's business, or nobody's: config says
	}
	c := f.Certificate
	if c.Err != "" {
		return []Finding{bad("certificate.unreadable", c.Err)}
	}
	left, day := c.Until.Sub(f.Now), c.Until.Format(time.DateOnly)
	switch {
	case left <= 0:
		out = append(out, bad("certificate.ended", day))
	case f.Now.Before(c.From):
		out = append(out, bad("certificate.early", c.From.Format(time.DateOnly)))
	case left < renewNow:
		out = append(out, bad("certificate.ends", day))
	case left < renewSoon:
		out = append(out, soon("certificate.ending", day))
	}
	if c.Host != "" && !c.Covers {
		out = append(out, bad("certificate.name", c.Host, strings.Join(c.Names, ", ")))
	}
	if c.Chain != "" && left > 0 {
		out = append(out, soon("certificate.chain", c.Chain))
	}
	return orWell(out, "certificate.ok", strings.Join(c.Names, ", "), day)
}

// When a job is late: one that waits is fetched within a second where a server runs.
const (
	jobLate  = 10 * time.Minute
	jobStuck = 6 * time.Hour
)

func jobs(f Facts) (out []Finding) {
	if f.mute() {
		return nil
	}
	ended := map[string]time.Time{}
	for _, c := range f.Jobs.Counts {
		waits := f.Now.Sub(c.Oldest)
		switch c.State {
		case "available":
			if waits > jobLate {
				out = append(out, bad("jobs.waiting", c.Kind, c.N))
			}
		case "retryable":
			out = append(out, soon("jobs.failing", c.Kind, c.N))
		case "running":
			if waits > jobStuck {
				out = append(out, soon("jobs.stuck", c.Kind, c.N))
			}
		case "discarded":
			out = append(out, bad("jobs.given_up", c.Kind, c.N))
		case "completed":
			ended[c.Kind] = c.Last
		}
	}
	if len(ended) == 0 && len(f.Jobs.Every) > 0 {
		return append(out, soon("jobs.idle"))
	}
	for _, kind := range slices.Sorted(maps.Keys(f.Jobs.Every)) {
		every := f.Jobs.Every[kind]
		switch last, ran := ended[kind]; {
		case !ran:
			out = append(out, soon("jobs.never", kind))
		case f.Now.Sub(last) > 2*every+jobLate:
			out = append(out, soon("jobs.late", kind, moment(last)))
		}
	}
	return orWell(out, "jobs.ok", len(f.Jobs.Every))
}

// mute tells whether the database can tell nothing, which is then the finding.
func (f Facts) mute() bool { return f.Database.Err != "" || f.Database.Schema == 0 }

// The holiday notice of the next year is published in November (国务院办公厅); from December on it is missed.
func calendar(f Facts) []Finding {
	if f.mute() {
		return nil
	}
	today := workday.DateOf(f.Now)
	switch {
	case f.NoticeYear < today.Year():
		return []Finding{bad("calendar.now", today.Year())}
	case f.NoticeYear == today.Year() && f.Now.In(workday.Zone).Month() == time.December:
		return []Finding{soon("calendar.next", today.Year()+1)}
	}
	return []Finding{well("calendar.ok", f.NoticeYear)}
}

// enoughFiles is some thousand connections, each a file, and the database's own.
const enoughFiles = 4096

func limits(f Facts) []Finding {
	switch {
	case f.OpenFiles == 0:
		return nil
	case f.OpenFiles < enoughFiles:
		return []Finding{soon("limits.files", f.OpenFiles, enoughFiles)}
	}
	return []Finding{well("limits.ok", f.OpenFiles)}
}
