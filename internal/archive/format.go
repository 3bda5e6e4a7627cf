package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
)

// Format is the number of this form of archives. It changes when a reader of today could not read what is written.
const Format = 1

// Manifest is the first member of an archive.
type Manifest struct {
	Format  int       `json:"format"`
	Release string    `json:"release"` // of linli
	Schema  int64     `json:"schema"`  // the number of the last migration
	Engine  db.Engine `json:"engine"`
	At      time.Time `json:"at"` // the moment of what is in it, by the clock of the machine
	Tables  []Table   `json:"tables"`
}

// Sum is what one part of an archive comes to.
type Sum struct {
	Rows  int64  `json:"rows"`
	Bytes int64  `json:"bytes"`
	Hash  string `json:"sha256"`
}

// End is the last member: an archive without it is not whole.
type End struct {
	Manifest Sum            `json:"manifest"`
	Tables   map[string]Sum `json:"tables"`
	Jobs     Sum            `json:"jobs"`
	Files    Sum            `json:"files"`             // of their names, one a line
	Missing  []string       `json:"missing,omitempty"` // contents that rows name and that were not there
	Keys     []string       `json:"keys,omitempty"`    // of the sealing and look-up keys that values name, in order
}

// Rows is how many rows the tables have together.
func (e End) Rows() (n int64) {
	for _, s := range e.Tables {
		n += s.Rows
	}
	return n
}

// The members' names. Rows and jobs come in pieces numbered from 1.
const (
	manifestName = "manifest.json"
	rowsDir      = "rows"
	jobsDir      = "jobs"
	filesDir     = "files"
	endName      = "end.json"
)

// How large a member may be: pieces end with the row that passes pieceSize.
const (
	pieceSize = 1 << 20
	maxMember = 256 << 20
)

// summing counts lines and hashes them.
type summing struct {
	rows, bytes int64
	hash        hash.Hash
}

func newSumming() *summing { return &summing{hash: sha256.New()} }

func (s *summing) add(line []byte) {
	s.rows++
	s.bytes += int64(len(line))
	_, _ = s.hash.Write(line) // a hash takes everything
}

func (s *summing) sum() Sum {
	return Sum{s.rows, s.bytes, hex.EncodeToString(s.hash.Sum(nil))}
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Step is what a backup or a restoration is doing.
type Step string

// The steps.
const (
	Copying   Step = "copying"   // SQLite's file, in bytes
	Writing   Step = "writing"   // rows into an archive
	Filing    Step = "files"     // photos and voice notes, either way
	Loading   Step = "loading"   // rows into a database, and bytes of the archive
	Verifying Step = "verifying" // rows as they are in the database
	Migrating Step = "migrating" // to the schema of this release
)

// Progress is how far it is. A total that is not known is 0.
type Progress struct {
	Step              Step
	Table             string
	Rows, TotalRows   int64
	Bytes, TotalBytes int64
}

// damaged is the refusal of an archive that is not as it was written; where is a member or a part of one.
func damaged(where string, cause error) error {
	return errs.Because(errs.Invalid, cause, "archive.damaged", where)
}
