package doctor

import (
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/job"
	"linli/internal/web/i18n"
)

var noon = time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC)

// sound is an installation in which all is well.
func sound() Facts {
	ran := map[string]time.Duration{"wish.close_windows": time.Minute, "wish.archive": time.Hour}
	return Facts{
		Now: noon, NoticeYear: 2026, OpenFiles: 1 << 19,
		Setup:       Setup{DSN: "sqlite:/var/lib/linli/linli.db", Listen: "0.0.0.0:443", BaseURL: "https://linli.example.cn", TLSCert: "c", TLSKey: "k"},
		Database:    Database{Engine: db.SQLite, Version: "SQLite 3.54.1", Schema: 7, Want: 7, JournalMode: "wal"},
		Clock:       Clock{Zone: "CST", Newest: noon.Add(-time.Minute)},
		Disks:       []Disk{{What: "data", Path: "/var/lib/linli", Free: 50 << 30, Total: 100 << 30, FreeFiles: 9, AllFiles: 10}},
		Keys:        Keys{Used: true, Rows: 12, Made: noon.Add(-30 * 24 * time.Hour)},
		Certificate: Certificate{From: noon.Add(-time.Hour), Until: noon.Add(80 * 24 * time.Hour), Names: []string{"linli.example.cn"}, Host: "linli.example.cn", Covers: true},
		Jobs: Jobs{Every: ran, Counts: []job.Count{
			{Kind: "wish.close_windows", State: "completed", N: 60, Last: noon.Add(-time.Minute)},
			{Kind: "wish.archive", State: "completed", N: 2, Last: noon.Add(-time.Hour)},
			{Kind: "wish.archive", State: "scheduled", N: 1, Oldest: noon.Add(time.Hour)},
		}},
	}
}

func TestASoundInstallation(t *testing.T) {
	t.Parallel()
	found := Examine(sound())
	if len(found) != len(Checks()) || Worst(found) != OK {
		t.Errorf("%d findings for %d checks: %+v", len(found), len(Checks()), found)
	}
}

// Each change of a sound installation has its one finding, and nothing else is found.
func TestEachFinding(t *testing.T) {
	t.Parallel()
	type change = func(*Facts)
	proxied := func(f *Facts) {
		f.Setup.TLSCert, f.Setup.TLSKey, f.Setup.BehindTLS, f.Setup.ProxyHeader, f.Setup.Listen = "", "", true, "X-Real-IP", "127.0.0.1:8080"
	}
	postgres := func(f *Facts) {
		f.Database = Database{Engine: db.Postgres, Version: "PostgreSQL 15.18", Major: 15, Schema: 7, Want: 7}
	}
	count := func(state string, oldest time.Duration) change {
		return func(f *Facts) {
			f.Jobs.Counts = append(f.Jobs.Counts, job.Count{Kind: "place.recode", State: state, N: 3, Oldest: noon.Add(-oldest)})
		}
	}
	for name, c := range map[string]struct {
		change []change
		want   string
		level  Level
	}{
		"a certificate without its key":         {[]change{func(f *Facts) { f.Setup.TLSKey = "" }}, "config.half_tls", Problem},
		"an https address and no https":         {[]change{proxied, func(f *Facts) { f.Setup.BehindTLS = false }}, "config.https_alone", Problem},
		"https and an http address":             {[]change{func(f *Facts) { f.Setup.BaseURL = "http://linli.example.cn" }}, "config.http_alone", Warning},
		"open to the network in plain":          {[]change{proxied, func(f *Facts) { f.Setup.BehindTLS, f.Setup.BaseURL, f.Setup.Listen = false, "http://x.cn", ":80" }}, "config.open_plain", Problem},
		"a way round the proxy":                 {[]change{proxied, func(f *Facts) { f.Setup.Listen = "0.0.0.0:8080" }}, "config.round_proxy", Warning},
		"a proxy that names nobody":             {[]change{proxied, func(f *Facts) { f.Setup.ProxyHeader = "" }}, "config.one_address", Warning},
		"proxies and no header":                 {[]change{func(f *Facts) { f.Setup.ProxyFrom = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} }}, "config.proxy_unheard", Warning},
		"no address":                            {[]change{func(f *Facts) { f.Setup.BaseURL = "" }}, "config.no_base", Warning},
		"metrics for everybody":                 {[]change{func(f *Facts) { f.Setup.MetricsListen = ":9090" }}, "config.open_metrics", Warning},
		"metrics for this machine":              {[]change{func(f *Facts) { f.Setup.MetricsListen = "[::1]:9090" }}, "", OK},
		"a proxy in front":                      {[]change{proxied}, "", OK},
		"PostgreSQL":                            {[]change{postgres}, "", OK},
		"an old PostgreSQL":                     {[]change{postgres, func(f *Facts) { f.Database.Major = 13 }}, "database.old", Warning},
		"no tables":                             {[]change{func(f *Facts) { f.Database.Schema = 0 }}, "database.empty", Problem},
		"an older schema":                       {[]change{func(f *Facts) { f.Database.Schema = 6 }}, "database.behind", Problem},
		"a newer schema":                        {[]change{func(f *Facts) { f.Database.Schema = 8 }}, "database.ahead", Problem},
		"no database":                           {[]change{func(f *Facts) { f.Database = Database{Err: "refused"} }}, "database.gone", Problem},
		"a full disk, as the database says":     {[]change{func(f *Facts) { f.Database.Trouble = db.DiskFull }}, "database.full", Problem},
		"a standby":                             {[]change{func(f *Facts) { f.Database.Trouble = db.ReadOnly }}, "database.read_only", Problem},
		"a failing disk":                        {[]change{func(f *Facts) { f.Database.Trouble = "error.unavailable" }}, "database.refuses", Problem},
		"a damaged file":                        {[]change{func(f *Facts) { f.Database.Damage = "row 7 missing from index" }}, "database.damaged", Problem},
		"a file on NFS":                         {[]change{func(f *Facts) { f.Database.FileSystem = "NFS" }}, "database.network", Problem},
		"no write-ahead log":                    {[]change{func(f *Facts) { f.Database.JournalMode = "delete" }}, "database.no_wal", Problem},
		"an implausible year":                   {[]change{proxied, func(f *Facts) { f.Now, f.Clock.Newest = f.Now.AddDate(-56, 0, 0), time.Time{} }}, "clock.year", Problem},
		"clocks that drift":                     {[]change{func(f *Facts) { f.Clock.Skew = -3 * time.Second }}, "clock.drift", Warning},
		"clocks that agree":                     {[]change{func(f *Facts) { f.Clock.Skew = 2 * time.Second }}, "", OK},
		"clocks far apart":                      {[]change{func(f *Facts) { f.Clock.Skew = time.Hour }}, "clock.skew", Problem},
		"a clock that has gone back":            {[]change{func(f *Facts) { f.Clock.Newest = noon.Add(2 * time.Hour) }}, "clock.back", Problem},
		"an empty journal":                      {[]change{func(f *Facts) { f.Clock.Newest = time.Time{} }}, "", OK},
		"little room":                           {[]change{func(f *Facts) { f.Disks[0].Free = 9 << 30 }}, "disk.low", Warning},
		"no room":                               {[]change{func(f *Facts) { f.Disks[0].Free = 100 << 20 }}, "disk.full", Problem},
		"no room for files":                     {[]change{func(f *Facts) { f.Disks[0].FreeFiles, f.Disks[0].AllFiles = 4, 100 }}, "disk.files", Problem},
		"no limit of files":                     {[]change{func(f *Facts) { f.Disks[0].FreeFiles, f.Disks[0].AllFiles = 0, 0 }}, "", OK},
		"no keys, and nothing sealed":           {[]change{func(f *Facts) { f.Keys = Keys{Err: "none"} }}, "keys.none", Warning},
		"no keys for what is sealed":            {[]change{func(f *Facts) { f.Keys = Keys{Err: "none", Used: true} }}, "keys.unreadable", Problem},
		"a key that is missing":                 {[]change{func(f *Facts) { f.Keys.Lost = []string{"sabcdefg"} }}, "keys.lost", Problem},
		"keys being changed":                    {[]change{func(f *Facts) { f.Keys.Old = 3 }}, "keys.moving", Warning},
		"keys of two years":                     {[]change{func(f *Facts) { f.Keys.Made = noon.AddDate(-2, 0, 0) }}, "keys.old", Warning},
		"a certificate that cannot be read":     {[]change{func(f *Facts) { f.Certificate = Certificate{Err: "no PEM"} }}, "certificate.unreadable", Problem},
		"a certificate that has ended":          {[]change{func(f *Facts) { f.Certificate.Until, f.Certificate.Chain = noon.Add(-time.Hour), "expired" }}, "certificate.ended", Problem},
		"a certificate of tomorrow":             {[]change{func(f *Facts) { f.Certificate.From = noon.Add(24 * time.Hour) }}, "certificate.early", Problem},
		"a certificate of this week":            {[]change{func(f *Facts) { f.Certificate.Until = noon.Add(6 * 24 * time.Hour) }}, "certificate.ends", Problem},
		"a certificate of this month":           {[]change{func(f *Facts) { f.Certificate.Until = noon.Add(20 * 24 * time.Hour) }}, "certificate.ending", Warning},
		"a certificate for somebody else":       {[]change{func(f *Facts) { f.Certificate.Covers = false }}, "certificate.name", Problem},
		"a certificate without its chain":       {[]change{func(f *Facts) { f.Certificate.Chain = "unknown authority" }}, "certificate.chain", Warning},
		"a job that nobody works":               {[]change{count("available", time.Hour)}, "jobs.waiting", Problem},
		"a job that has just come":              {[]change{count("available", time.Second)}, "", OK},
		"a job that fails":                      {[]change{count("retryable", 0)}, "jobs.failing", Warning},
		"a job that does not end":               {[]change{count("running", 7*time.Hour)}, "jobs.stuck", Warning},
		"a job that runs":                       {[]change{count("running", time.Minute)}, "", OK},
		"a job that was given up":               {[]change{count("discarded", time.Hour)}, "jobs.given_up", Problem},
		"a regular job that is late":            {[]change{func(f *Facts) { f.Jobs.Counts[0].Last = noon.Add(-time.Hour) }}, "jobs.late", Warning},
		"a regular job that never ran":          {[]change{func(f *Facts) { f.Jobs.Counts = f.Jobs.Counts[1:] }}, "jobs.never", Warning},
		"no holidays of this year":              {[]change{func(f *Facts) { f.NoticeYear = 2025 }}, "calendar.now", Problem},
		"November without the next notice":      {[]change{func(f *Facts) {}}, "", OK},
		"December in China, November elsewhere": {[]change{move(time.Date(2026, 11, 30, 16, 30, 0, 0, time.UTC))}, "calendar.next", Warning},
		"December with the next notice":         {[]change{move(time.Date(2026, 12, 2, 4, 0, 0, 0, time.UTC)), func(f *Facts) { f.NoticeYear = 2027 }}, "", OK},
		"few open files":                        {[]change{func(f *Facts) { f.OpenFiles = 1024 }}, "limits.files", Warning},
	} {
		f := sound()
		for _, ch := range c.change {
			ch(&f)
		}
		var got []string
		level := OK
		for _, x := range Examine(f) {
			if x.Level > OK {
				got, level = append(got, strings.TrimPrefix(x.Key, "doctor.")), x.Level
			}
		}
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || got[0] != c.want || level != c.level) {
			t.Errorf("%s: %v %v, want %q %v", name, got, level, c.want, c.level)
		}
	}
}

// move puts a sound installation to another moment.
func move(to time.Time) func(*Facts) {
	return func(f *Facts) {
		by := to.Sub(f.Now)
		f.Now = to
		f.Certificate.Until = f.Certificate.Until.Add(by)
		for i := range f.Jobs.Counts {
			f.Jobs.Counts[i].Last = f.Jobs.Counts[i].Last.Add(by)
		}
	}
}

// Whatever is found is said in both languages, with what to do, and nothing is said of what is not found.
func TestEveryFindingIsSaid(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("checks.go")
	if err != nil {
		t.Fatal(err)
	}
	words, err := i18n.New(Words())
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, m := range regexp.MustCompile(`(well|soon|bad|orWell)\((?:out, )?"([a-z_.]+)"`).FindAllSubmatch(source, -1) {
		key := "doctor." + string(m[2])
		keys = append(keys, key)
		if string(m[1]) == "soon" || string(m[1]) == "bad" {
			keys = append(keys, key+".do")
		}
	}
	if len(keys) < 80 {
		t.Fatalf("only %d keys in the source: the expression is wrong", len(keys))
	}
	for _, k := range keys {
		if !words.Has(k) {
			t.Errorf("%s is not said", k)
		}
	}
	for _, k := range words.Keys() {
		of := strings.Split(k, ".")[1]
		if slices.ContainsFunc(Checks(), func(c Check) bool { return c.Name == of }) && !slices.Contains(keys, k) {
			t.Errorf("%s is said of nothing", k)
		}
	}
}
