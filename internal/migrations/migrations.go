// Package migrations holds the one numbered sequence of schema changes. Files in this folder run on both engines; a
// number that needs engine-specific text is a pair in sqlite/ and postgres/. A released file is never edited.
package migrations

import "embed"

// Files are the migrations as embedded.
//
//go:embed *.sql sqlite/*.sql postgres/*.sql
var Files embed.FS
