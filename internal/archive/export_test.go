package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"linli/internal/archive/envelope"
	"linli/internal/db"
	"linli/internal/job"
)

// Schema is what an archive of a database would carry.
func Schema(ctx context.Context, d *db.DB) ([]Table, error) {
	return schema(ctx, d.SQL(), d.Engine(), nil)
}

// Dump is every row and every job that waits, as an archive writes them.
func Dump(ctx context.Context, d *db.DB) (string, error) {
	var b strings.Builder
	err := d.Snapshot(ctx, func(int64, int64) {}, func(ctx context.Context, tx *sql.Tx) error {
		tables, err := schema(ctx, tx, d.Engine(), nil)
		if err != nil {
			return err
		}
		for _, t := range tables {
			if t.Name == "backup" {
				continue // of the machine, not of the state
			}
			fmt.Fprintln(&b, t.Name)
			if err := t.lines(ctx, tx, func(line []byte, _ []any) error { b.Write(line); return nil }); err != nil {
				return err
			}
		}
		return job.EachWaiting(ctx, tx, d.Engine(), func(w job.Waiting) error {
			line, err := json.Marshal(w)
			b.Write(line)
			return err
		})
	})
	return b.String(), err
}

// Drain reads an archive as a restoration does, into nothing.
func Drain(src io.Reader, key *envelope.Key) error {
	r, err := open(src, key)
	if err != nil {
		return err
	}
	sums := map[string]Sum{}
	for _, t := range r.Tables {
		row := make([]any, len(t.Columns))
		if sums[t.Name], err = r.lines(func(line []byte) error { return parseRow(line, t.Columns, row) }, rowsDir, t.Name); err != nil {
			return err
		}
	}
	jobs, err := r.lines(func([]byte) error { return nil }, jobsDir)
	if err != nil {
		return err
	}
	files, err := r.files(func(string, []byte) error { return nil })
	if err != nil {
		return err
	}
	_, err = r.end(sums, jobs, files)
	return err
}

// Member is a member of an archive, for tests that make odd ones.
type Member struct {
	Name string
	Body string
}

// Members takes an archive that is not encrypted apart.
func Members(src io.Reader) (out []Member, err error) {
	zip, err := gzip.NewReader(src)
	if err != nil {
		return nil, err
	}
	t := tar.NewReader(zip)
	for {
		head, err := t.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(t)
		if err != nil {
			return nil, err
		}
		out = append(out, Member{head.Name, string(body)})
	}
}

// Pack makes an archive of members, whatever they are.
func Pack(members []Member) []byte {
	var b bytes.Buffer
	w, err := newWriter(&b, nil, time.Unix(0, 0))
	for _, m := range members {
		err = errors.Join(err, w.member(m.Name, []byte(m.Body)))
	}
	if err = errors.Join(err, w.close()); err != nil {
		panic(err)
	}
	return b.Bytes()
}
