package doctor

import (
	"net/netip"
	"time"

	"linli/internal/db"
	"linli/internal/job"
)

// Setup is what an installation was started with.
type Setup struct {
	DSN, Listen, BaseURL          string
	TLSCert, TLSKey               string
	BehindTLS                     bool
	ProxyHeader                   string
	ProxyFrom                     []netip.Prefix
	Keys                          string // file:PATH or command:COMMAND
	RedirectListen, MetricsListen string
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
	NoticeYear  int    // last year whose holiday notice is in the calendar; 0: none
	OpenFiles   uint64 // how many files the process may open; 0: not known
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
}

// Clock compares clocks.
type Clock struct {
	Zone   string
	Skew   time.Duration // PostgreSQL's clock minus ours
	Newest time.Time     // of the journal's last row; zero: there is none
}

// Disk is the room where something is kept, in bytes.
type Disk struct {
	What                string // data, temp
	Path                string
	Free, Total         uint64
	FreeFiles, AllFiles uint64 // entries; 0 of 0 where the file system has no such limit
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
