package doctor

import (
	"io/fs"
	"net/netip"
	"time"

	"linli/internal/account/code"
	"linli/internal/actor"
	"linli/internal/archive"
	"linli/internal/db"
	"linli/internal/exchange/hook"
	"linli/internal/job"
	"linli/internal/journal/tlog"
	"linli/internal/notice/dead"
	"linli/internal/search"
	"linli/internal/wish/figure"
)

// Setup is what an installation was started with.
type Setup struct {
	DSN, Listen, BaseURL          string
	TLSCert, TLSKey               string
	BehindTLS                     bool
	ProxyHeader                   string
	ProxyFrom                     []netip.Prefix
	Keys                          string // file:PATH or command:COMMAND
	Files                         string // folder of photos and voice notes; empty: none
	RedirectListen, MetricsListen string
	SingleAdmin                   bool   // one person may be all three administrators
	Gateway, GatewaySecret        string // address of the gateway for one-time codes, file with its secret
	Provider, ProviderSecret      string // issuer of the district's identity provider, file with the client's secret
	ProviderClient                string // what the provider calls us
	Invented                      bool   // a demonstration: everybody in it is invented
	Version                       string // the release
}

// Facts are what is known about an installation at one moment. A part that could not be asked has an error and is otherwise
// empty.
type Facts struct {
	Now         time.Time
	Setup       Setup
	Database    Database
	Clock       Clock
	Disks       []Disk
	Keys        Keys
	Certificate Certificate
	Jobs        Jobs
	Journal     tlog.Backlog
	Backup      Backup
	Figures     figure.Recounted
	Search      search.State
	Files       Files
	Admins      []Seat
	Gateway     Channel
	Provider    Channel
	Notices     []dead.Channel // channels of notices that take nothing
	Hooks       []hook.Trouble // webhooks and hubs that are paused, take nothing, or have given up messages
	NoticeYear  int            // last year whose holiday notice is in the calendar; 0: none
	OpenFiles   uint64         // how many files the process may open; 0: not known
}

// Database is what it says about itself.
type Database struct {
	Err          string // why it cannot be asked; everything else is empty then
	Engine       db.Engine
	Version      string // of the engine
	Major        int    // of PostgreSQL
	Schema, Want int64  // number of the last migration, there and in this release
	Trouble      string // db.DiskFull, db.ReadOnly …
	JournalMode  string // SQLite: wal
	FileSystem   string // SQLite: the network file system that its file is on; empty on a disk of this machine
	Damage       string // SQLite: first line of quick_check; empty: sound, or not looked at
	Looked       bool   // quick_check was run
	Size         int64  // bytes
	PerDay       int64  // how many bytes it usually grows by in a day; 0: not known
}

// Agrees tells whether the database is this release's, so that everything may be asked of it.
func (d Database) Agrees() bool { return d.Err == "" && d.Schema > 0 && d.Schema == d.Want }

// Clock compares clocks.
type Clock struct {
	Zone   string
	Skew   time.Duration // PostgreSQL's clock minus ours
	Newest time.Time     // of the journal's last row; zero: there is none
}

// Disk is the room where something is kept, in bytes.
type Disk struct {
	Path                string
	Device              uint64 // the same for paths on one file system
	Free, Total         uint64
	FreeFiles, AllFiles uint64 // entries; 0 of 0 where the file system has no such limit
	PerDay              int64  // how many bytes a day we usually add there; 0: not known
}

// Keys are those of sealed fields.
type Keys struct {
	Err  string
	Used bool // something is sealed in the database
	Rows int64
	Lost []string  // ids of keys that stored values need and nobody has
	Old  int64     // values that are still under older keys
	Made time.Time // when the newest was added, as the file says; zero: not known
}

// Certificate is what the configured pair says.
type Certificate struct {
	Err         string
	From, Until time.Time
	Names       []string
	Host        string // of the base URL; empty: none is configured
	Covers      bool   // the certificate holds for Host
	Chain       string // why browsers may not trust it; empty: they do
}

// Jobs are the rows of the job table.
type Jobs struct {
	Counts []job.Count
	Every  map[string]time.Duration // periodic kinds, and how often each is to run
}

// Backup is what is written down of backups.
type Backup struct {
	archive.History
	People    bool      // somebody's data would be lost
	Began     time.Time // the journal's first row; zero: there is none
	Days      int       // without a backup, after which that is told (rule backup.days)
	Rehearsal int       // without a rehearsal (rule backup.rehearsal)
}

// Files are the photos and voice notes, and their folder.
type Files struct {
	Err      string // why the folder cannot be looked at
	There    bool   // the folder is
	Mode     fs.FileMode
	Writable bool
	Owner    string // who should own everything in it
	Foreign  int    // folders in it, and itself, that belong to somebody else
	N        int    // that the database names and that were looked at
	Whole    bool   // their bytes were read
	Part     bool   // the time did not do for all of them
	Missing  int    // contents
	Unread   int    // that may not be read
	Damaged  int    // that are not what their names say
	One      string // the first of the missing and damaged
	Left     int    // that nobody names, older than removing them takes
	LeftSize int64
}

// Seat is one of the three administrators' roles, and who holds it now.
type Seat struct {
	Role    actor.Role
	Holders []Holder
}

// Holder is somebody in such a role.
type Holder struct {
	Login  string // empty: no account
	Alive  bool   // the account may be used
	Second bool   // with a second factor
}

// Channel is a way on which something leaves the house.
type Channel struct {
	Set   bool
	Host  string
	Wrong string // what is wrong with its configuration
	Down  string // why it does not answer
	Page  string // of the gateway: the host of one that is set up on the page of channels, to which codes go then
	code.Delivery
}
