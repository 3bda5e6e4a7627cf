// Package archive writes the state of a database at one moment into one file, while the system runs, and brings such a file
// into an empty database of either engine. It knows no feature: it reads the tables from the database, and compares them
// with what the migrations make, so that no table can be forgotten.
//
// # Form
//
// An archive is a tar (POSIX.1-2001), compressed with gzip (RFC 1952), in an envelope (package envelope) unless it was
// made open. Its members come in this order, and no other:
//
//	manifest.json          form, release, number of the last migration, engine, moment, tables with columns, types and key
//	rows/TABLE/000001.jsonl …   each table of the manifest in turn: one row a line, in the order of the key, about 1 MiB a piece
//	jobs/000001.jsonl …    jobs that wait: kind, arguments, not before when, how often tried
//	files/SHA256 …         contents that rows name, in the order of their names, each once
//	end.json               for each part its rows, bytes and SHA-256; contents that were missing; the sealing keys that values name
//
// A line is a JSON array with the values of the manifest's columns: numbers as they are, text, true and false, null. Each
// row has exactly one spelling, so that a table has the same hash on both engines, and again when it is read back. Text
// that JSON cannot carry is {"t":"BASE64"}, bytes are {"b":"BASE64"}. Sealed values stay sealed, and their keys are not in
// the archive. What is not carried, and why, stands in schema.go (left): sessions and one-time links, so that what was
// ended after the backup does not come alive again; the job runner's and the engines' own tables.
//
// The journal's log, its nodes and checkpoints are tables like others: a checkpoint that was given away before is proved
// on a restored database as on the first.
//
// # Promises
//
// Under an archive's name there is all of it or nothing; what holds it is one state (db.Snapshot). A restored database is
// read back before it is committed, and is the same row by row or not there. Until everything is done it is marked, and
// Open refuses it. A damaged, foreign or odd archive is refused by name.
package archive
