package doctor

import (
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/account/code"
	"linli/internal/actor"
	"linli/internal/archive"
	"linli/internal/db"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/outbox"
	"linli/internal/job"
	"linli/internal/notice"
	"linli/internal/notice/dead"
	"linli/internal/notice/noticeweb"
	"linli/internal/search"
	"linli/internal/web/i18n"
	"linli/internal/wish/figure"
)

var noon = time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC)

// sound is an installation in which all is well.
func sound() Facts {
	ran := map[string]time.Duration{"wish.close_windows": time.Minute, "wish.archive": time.Hour}
	return Facts{
		Now: noon, NoticeYear: 2026, OpenFiles: 1 << 19,
		Setup:       Setup{DSN: "sqlite:/var/lib/linli/linli.db", Listen: "0.0.0.0:443", BaseURL: "https://linli.example.cn", TLSCert: "c", TLSKey: "k", Files: "/var/lib/linli/linli.db.files"},
		Database:    Database{Engine: db.SQLite, Version: "SQLite 3.54.1", Schema: 7, Want: 7, JournalMode: "wal"},
		Clock:       Clock{Zone: "CST", Newest: noon.Add(-time.Minute)},
		Disks:       []Disk{{Path: "/var/lib/linli", Free: 50 << 30, Total: 100 << 30, FreeFiles: 9, AllFiles: 10}},
		Keys:        Keys{Used: true, Rows: 12, Made: noon.Add(-30 * 24 * time.Hour)},
		Certificate: Certificate{From: noon.Add(-time.Hour), Until: noon.Add(80 * 24 * time.Hour), Names: []string{"linli.example.cn"}, Host: "linli.example.cn", Covers: true},
		Figures:     figure.Recounted{At: noon.Add(-time.Hour)},
		Search:      search.State{Waiting: 3, Builds: []search.Build{{Kind: "wish", Done: 9, Total: 9, State: search.Done}}},
		Backup: Backup{
			People: true, Began: noon.AddDate(-1, 0, 0), Days: 2, Rehearsal: 35,
			History: archive.History{First: noon.AddDate(0, -6, 0), Last: noon.Add(-10 * time.Hour), Rehearsed: noon.AddDate(0, 0, -20)},
		},
		Files:   Files{There: true, Mode: 0o700, Writable: true, Owner: "linli", N: 3, Whole: true},
		Admins:  []Seat{seat(actor.SystemAdmin, "xin"), seat(actor.SecurityAdmin, "an"), seat(actor.AuditAdmin, "shen")},
		Gateway: Channel{Set: true, Host: "sms.example.cn", Delivery: code.Delivery{Last: noon.Add(-time.Hour)}},
		Jobs: Jobs{Every: ran, Counts: []job.Count{
			{Kind: "wish.close_windows", State: "completed", N: 60, Last: noon.Add(-time.Minute)},
			{Kind: "wish.archive", State: "completed", N: 2, Last: noon.Add(-time.Hour)},
			{Kind: "wish.archive", State: "scheduled", N: 1, Oldest: noon.Add(time.Hour)},
		}},
	}
}

// down is a channel of notices that takes nothing.
func down(k notice.Channel, host string) func(*Facts) {
	return func(f *Facts) {
		f.Notices = []dead.Channel{{Kind: k, Host: host, Since: noon, Why: "timeout", Waiting: 3}}
	}
}

// hooked is a webhook that stands so.
func hooked(state outbox.State, why string, failures, dead int) func(*Facts) {
	return func(f *Facts) {
		f.Hooks = []hook.Trouble{{Name: "data platform", Trouble: outbox.Trouble{
			Target: outbox.Target{State: state, Why: why, StateAt: noon, DownSince: noon, Failures: failures}, Load: outbox.Load{Waiting: 3, Dead: dead},
		}}}
	}
}

func seat(r actor.Role, login string) Seat {
	return Seat{Role: r, Holders: []Holder{{Login: login, Alive: true, Second: true}}}
}

// Which database it was is told without who may enter it.
func TestWhere(t *testing.T) {
	t.Parallel()
	for dsn, want := range map[string]string{
		"sqlite:/var/lib/linli/linli.db?x=1":            "/var/lib/linli/linli.db",
		"postgres://linli:hidden@10.0.0.9:5433/linli?x": "10.0.0.9:5433/linli",
		"postgres://linli:%zz@10.0.0.9/linli":           "",
	} {
		if got := where(dsn); got != want {
			t.Errorf("%s: %s, want %s", dsn, got, want)
		}
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
	hold := func(role int, login string, alive, second bool) change {
		return func(f *Facts) { f.Admins[role].Holders = []Holder{{Login: login, Alive: alive, Second: second}} }
	}
	single := func(f *Facts) { f.Setup.SingleAdmin = true }
	provider := func(c Channel) change {
		return func(f *Facts) { c.Set, c.Host = true, "id.example.cn"; f.Provider = c }
	}
	last := func(ago time.Duration) change { return func(f *Facts) { f.Backup.Last = noon.Add(-ago) } }
	grows := func(perDay int64) change { return func(f *Facts) { f.Disks[0].PerDay = perDay } }
	const aDay = 24 * time.Hour
	count := func(state string, oldest time.Duration) change {
		return func(f *Facts) {
			f.Jobs.Counts = append(f.Jobs.Counts, job.Count{Kind: "place.recode", State: state, N: 3, Oldest: noon.Add(-oldest)})
		}
	}
	words := i18n.Must(Words(), noticeweb.Words())
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
		"no keys of a demonstration":            {[]change{func(f *Facts) { f.Keys, f.Setup.Invented = Keys{Err: "none", Used: true}, true }}, "", OK},
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
		"rows that are not ours":                {[]change{func(f *Facts) { f.Journal.Strange = 2 }}, "journal.strange", Problem},
		"acts of this minute not in the log":    {[]change{func(f *Facts) { f.Journal.Oldest = noon.Add(-time.Minute) }}, "", OK},
		"acts of this morning not in the log":   {[]change{func(f *Facts) { f.Journal.Oldest = noon.Add(-2 * time.Hour) }}, "journal.behind", Warning},
		"acts of last week not in the log":      {[]change{func(f *Facts) { f.Journal.Oldest = noon.AddDate(0, 0, -7) }}, "journal.behind", Problem},
		"a job that nobody works":               {[]change{count("available", time.Hour)}, "jobs.waiting", Problem},
		"a job that has just come":              {[]change{count("available", time.Second)}, "", OK},
		"a job that fails":                      {[]change{count("retryable", 0)}, "jobs.failing", Warning},
		"a job that does not end":               {[]change{count("running", 7*time.Hour)}, "jobs.stuck", Warning},
		"a job that runs":                       {[]change{count("running", time.Minute)}, "", OK},
		"a job that was given up":               {[]change{count("discarded", time.Hour)}, "jobs.given_up", Problem},
		"a regular job that is late":            {[]change{func(f *Facts) { f.Jobs.Counts[0].Last = noon.Add(-time.Hour) }}, "jobs.late", Warning},
		"a regular job that never ran":          {[]change{func(f *Facts) { f.Jobs.Counts = f.Jobs.Counts[1:] }}, "jobs.never", Warning},
		"no regular job ran":                    {[]change{func(f *Facts) { f.Jobs.Counts = nil }}, "jobs.idle", Warning},
		"no holidays of this year":              {[]change{func(f *Facts) { f.NoticeYear = 2025 }}, "calendar.now", Problem},
		"November without the next notice":      {[]change{func(f *Facts) {}}, "", OK},
		"December in China, November elsewhere": {[]change{move(time.Date(2026, 11, 30, 16, 30, 0, 0, time.UTC))}, "calendar.next", Warning},
		"December with the next notice":         {[]change{move(time.Date(2026, 12, 2, 4, 0, 0, 0, time.UTC)), func(f *Facts) { f.NoticeYear = 2027 }}, "", OK},
		"a disk that is full in a year":         {[]change{grows(50 << 30 / 365)}, "", OK},
		"a disk that is full in two months":     {[]change{grows(50 << 30 / 60)}, "disk.growing", Warning},
		"a disk that is full in a week":         {[]change{grows(50 << 30 / 7)}, "disk.growing", Problem},
		"a database that grows elsewhere":       {[]change{postgres, func(f *Facts) { f.Database.Size, f.Database.PerDay = 9<<30, 9<<20 }}, "", OK},
		"wishes that are not counted yet":       {[]change{func(f *Facts) { f.Figures = figure.Recounted{} }}, "figures.counting", Warning},
		"a search that is being prepared":       {[]change{func(f *Facts) { f.Search.Builds[0].State = search.Open }}, "search.building", Warning},
		"a search that was stopped":             {[]change{func(f *Facts) { f.Search.Builds[0].State = search.Stopped }}, "search.stopped", Warning},
		"a search that does not keep up":        {[]change{func(f *Facts) { f.Search.Waiting = 100_000 }}, "search.behind", Warning},
		"counts that were wrong":                {[]change{func(f *Facts) { f.Figures.Wrong = 7 }}, "figures.wrong", Warning},
		"no backup in a week":                   {[]change{func(f *Facts) { f.Backup.History, f.Backup.Began = archive.History{}, noon.AddDate(0, 0, -7) }}, "backup.never", Problem},
		"no backup on the first day":            {[]change{func(f *Facts) { f.Backup.History, f.Backup.Began = archive.History{}, noon.Add(-time.Hour) }}, "backup.none", Warning},
		"no backup of nobody":                   {[]change{func(f *Facts) { f.Backup.History, f.Backup.People = archive.History{}, false }}, "", OK},
		"no backup of a demonstration":          {[]change{func(f *Facts) { f.Backup.History, f.Setup.Invented = archive.History{}, true }}, "", OK},
		"a backup of yesterday's night":         {[]change{last(2 * aDay)}, "", OK},
		"a backup of three days ago":            {[]change{last(3 * aDay)}, "backup.late", Warning},
		"a backup of last month":                {[]change{last(30 * aDay)}, "backup.stopped", Problem},
		"another limit for backups":             {[]change{last(3 * aDay), func(f *Facts) { f.Backup.Days = 7 }}, "", OK},
		"backups that nobody has tried":         {[]change{func(f *Facts) { f.Backup.Rehearsed = time.Time{} }}, "backup.unrehearsed", Warning},
		"backups of this week, not tried yet":   {[]change{func(f *Facts) { f.Backup.Rehearsed, f.Backup.First = time.Time{}, noon.Add(-6*aDay) }}, "", OK},
		"a rehearsal of spring":                 {[]change{func(f *Facts) { f.Backup.Rehearsed = noon.AddDate(0, -8, 0) }}, "backup.rehearsal_late", Warning},
		"photos and no folder":                  {[]change{func(f *Facts) { f.Setup.Files = "" }}, "files.nowhere", Problem},
		"no photos and no folder":               {[]change{func(f *Facts) { f.Setup.Files, f.Files = "", Files{} }}, "", OK},
		"a folder that is gone":                 {[]change{func(f *Facts) { f.Files.There = false }}, "files.gone", Problem},
		"a folder before the first photo":       {[]change{func(f *Facts) { f.Files = Files{} }}, "", OK},
		"a folder that fails":                   {[]change{func(f *Facts) { f.Files.Err = "input/output error" }}, "files.unreadable", Problem},
		"a folder of root's":                    {[]change{func(f *Facts) { f.Files.Foreign, f.Files.Writable = 3, false }}, "files.foreign", Problem},
		"a folder that takes nothing":           {[]change{func(f *Facts) { f.Files.Writable = false }}, "files.read_only", Problem},
		"a folder that all can open":            {[]change{func(f *Facts) { f.Files.Mode = 0o755 }}, "files.open", Warning},
		"photos that may not be opened":         {[]change{func(f *Facts) { f.Files.Unread = 1 }}, "files.closed", Problem},
		"photos that are missing":               {[]change{func(f *Facts) { f.Files.Missing = 2 }}, "files.missing", Problem},
		"photos that are damaged":               {[]change{func(f *Facts) { f.Files.Damaged = 2 }}, "files.damaged", Problem},
		"what uploads have left":                {[]change{func(f *Facts) { f.Files.Left, f.Files.LeftSize = 2, 1<<20 }}, "files.left", Warning},
		"photos of which some were looked at":   {[]change{func(f *Facts) { f.Files.Part = true }}, "", OK},
		"photos that were not read":             {[]change{func(f *Facts) { f.Files.Whole = false }}, "", OK},
		"nobody administers yet":                {[]change{func(f *Facts) { f.Admins, f.Backup = nil, Backup{} }}, "admins.not_yet", Warning},
		"nobody administers any more":           {[]change{func(f *Facts) { f.Admins = nil }}, "admins.nobody", Problem},
		"no system administrator":               {[]change{func(f *Facts) { f.Admins[0].Holders = nil }}, "admins.no_system", Problem},
		"a security administrator who was shut": {[]change{hold(1, "an", false, true)}, "admins.no_security", Problem},
		"an audit administrator of no account":  {[]change{hold(2, "", false, false)}, "admins.no_audit", Problem},
		"one person for two":                    {[]change{hold(1, "xin", true, true)}, "admins.one_person", Problem},
		"one person for all, as configured":     {[]change{single, hold(1, "xin", true, true), hold(2, "xin", true, true)}, "", OK},
		"one person for two of three":           {[]change{single, hold(1, "xin", true, true), hold(2, "shen", false, true)}, "admins.no_audit", Problem},
		"three where one would do":              {[]change{single}, "", OK},
		"an administrator without a factor":     {[]change{hold(2, "shen", true, false)}, "admins.no_factor", Warning},
		"a demonstration has no administrators": {[]change{func(f *Facts) { f.Admins, f.Setup.Invented = nil, true }}, "", OK},
		"no gateway, and telephones":            {[]change{func(f *Facts) { f.Gateway = Channel{} }}, "channels.no_gateway", Warning},
		"no gateway, and no telephones":         {[]change{func(f *Facts) { f.Gateway, f.Keys = Channel{}, Keys{} }}, "", OK},
		"a gateway without its secret":          {[]change{func(f *Facts) { f.Gateway.Wrong = "no such file" }}, "channels.gateway_wrong", Problem},
		"a gateway that is down":                {[]change{func(f *Facts) { f.Gateway.Down = "refused" }}, "channels.gateway_down", Problem},
		"a gateway that was missed":             {[]change{func(f *Facts) { f.Gateway.Down, f.Gateway.Failed, f.Gateway.Since = "refused", 3, noon }}, "channels.gateway_dead", Problem},
		"a gateway that takes nothing":          {[]change{func(f *Facts) { f.Gateway.Failed, f.Gateway.Since = 3, noon }}, "channels.gateway_refuses", Problem},
		"no gateway but the page's":             {[]change{func(f *Facts) { f.Gateway = Channel{Page: "sms.example.cn"} }}, "", OK},
		"the page's gateway takes nothing": {[]change{func(f *Facts) {
			f.Gateway = Channel{Page: "sms.example.cn", Delivery: code.Delivery{Failed: 3, Since: noon}}
		}}, "channels.gateway_refuses", Problem},
		"a gateway on a quiet day":              {[]change{func(f *Facts) { f.Gateway.Last = time.Time{} }}, "", OK},
		"letters that do not go out":            {[]change{down(notice.Mail, "mail.example.cn")}, "notices.mail", Problem},
		"messages that do not go out":           {[]change{down(notice.SMS, "sms.example.cn")}, "notices.sms", Problem},
		"messages of the server's own gateway":  {[]change{down(notice.SMS, "")}, "notices.gateway", Problem},
		"a robot that takes nothing":            {[]change{down(notice.DingTalk, "robot.example.cn")}, "notices.robot", Warning},
		"a webhook that was paused by itself":   {[]change{hooked(outbox.Paused, outbox.Silent, 9, 0)}, "hooks.paused", Problem},
		"a webhook that was paused by somebody": {[]change{hooked(outbox.Paused, outbox.ByHand, 0, 0)}, "hooks.stopped", Warning},
		"a webhook that takes nothing":          {[]change{hooked(outbox.Open, "", 3, 0)}, "hooks.ill", Warning},
		"a webhook with refused messages":       {[]change{hooked(outbox.Open, "", 0, 2)}, "hooks.dead", Warning},
		"a provider":                            {[]change{provider(Channel{})}, "", OK},
		"a provider without its secret":         {[]change{provider(Channel{Wrong: "no such file"})}, "channels.provider_wrong", Problem},
		"a provider that is down":               {[]change{provider(Channel{Down: "refused"})}, "channels.provider_down", Problem},
		"an older schema is not asked for them": {[]change{func(f *Facts) { f.Database.Schema, f.Admins, f.Backup.History = 6, nil, archive.History{} }}, "database.behind", Problem},
		"few open files":                        {[]change{func(f *Facts) { f.OpenFiles = 1024 }}, "limits.files", Warning},
	} {
		f := sound()
		for _, ch := range c.change {
			ch(&f)
		}
		var got []string
		level := OK
		for _, x := range Examine(f) {
			said(t, words, x)
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
		f.Backup.Last, f.Backup.Rehearsed = f.Backup.Last.Add(by), f.Backup.Rehearsed.Add(by)
		for i := range f.Jobs.Counts {
			f.Jobs.Counts[i].Last = f.Jobs.Counts[i].Last.Add(by)
		}
	}
}

// What is told has every argument filled in, in both languages, in what was found and in what to do.
func said(t *testing.T, words *i18n.Catalogue, f Finding) {
	t.Helper()
	for _, lang := range i18n.Langs() {
		for _, key := range []string{f.Key, f.Do()} {
			if key == "" {
				continue
			}
			if text := words.For(lang).T(key, f.Args...); regexp.MustCompile(`\{\d}|^doctor\.|notice\.why`).MatchString(text) || lang == i18n.English && regexp.MustCompile(`\p{Han}`).MatchString(text) {
				t.Errorf("%s in %s: %s", key, lang, text)
			}
		}
	}
}

// Whatever is found is said in both languages, with what to do, and nothing is said of what is not found.
func TestEveryFindingIsSaid(t *testing.T) {
	t.Parallel()
	var source []byte
	for _, name := range []string{"checks.go", "checks_ours.go", "checks_notice.go", "checks_hook.go"} {
		one, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source = append(source, one...)
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
