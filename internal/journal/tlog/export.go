package tlog

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"

	"linli/internal/db"
	"linli/internal/errs"
)

// exportForm is the first line's mark.
const exportForm = 1

// firstLine is the first line of an export.
type firstLine struct {
	Form        int      `json:"linli_journal"`
	Origin      string   `json:"origin"`
	Hash        string   `json:"hash"`
	Size        uint64   `json:"size"`
	Checkpoints []string `json:"checkpoints"`
}

// entryLine is a line for an entry.
type entryLine struct {
	Entry
	Leaf []byte `json:"leaf"` // its hash in the log; in base64, as encoding/json writes bytes
}

// lastLine is the last line: an export that was cut off has none.
type lastLine struct {
	End *tail `json:"end"`
}

// Export writes the log of a database, entries and what proves them, one JSON value a line. progress is told now and then
// how far it is. It reads only; entries that wait to be taken in are counted, not written.
func Export(ctx context.Context, d *db.DB, w io.Writer, progress func(done, total uint64)) (n uint64, err error) {
	defer errs.Wrap(&err, "tlog.Export")
	s := &database{d}
	h, err := s.head(ctx)
	if err != nil {
		return 0, err
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	if err := out.Encode(firstLine{exportForm, h.origin, h.hash, h.size, h.notes}); err != nil {
		return 0, err
	}
	err = s.entries(ctx, h.size, func(e *Entry, leaf []byte) error {
		n++
		if n%chunkLines == 0 {
			progress(n, h.size)
		}
		return out.Encode(entryLine{*e, leaf})
	})
	if err != nil {
		return n, err
	}
	t, err := s.tail(ctx, h.size)
	if err != nil {
		return n, err
	}
	progress(n, h.size)
	return n, out.Encode(lastLine{&t})
}

// chunkLines is after how many entries progress is told.
const chunkLines = 2048

// maxLine bounds a line of an export, in bytes.
const maxLine = 16 << 20

// file is a Source.
type file struct {
	lines *bufio.Scanner
	end   *tail
}

// FromExport is the log in an export, plain or gzip. It is read once, line by line.
func FromExport(r io.Reader) (Source, error) {
	b := bufio.NewReader(r)
	if magic, err := b.Peek(2); err == nil && bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, errs.Because(errs.Invalid, err, "journal.error.export")
		}
		b = bufio.NewReader(z)
	}
	f := &file{lines: bufio.NewScanner(b)}
	f.lines.Buffer(make([]byte, 64<<10), maxLine)
	return f, nil
}

// line reads a line; Invalid when there is none or it is not of that form.
func (f *file) line(into any) error {
	if !f.lines.Scan() {
		err := f.lines.Err()
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		return errs.Because(errs.Invalid, err, "journal.error.export")
	}
	if err := json.Unmarshal(f.lines.Bytes(), into); err != nil {
		return errs.Because(errs.Invalid, err, "journal.error.export")
	}
	return nil
}

func (f *file) head(context.Context) (h head, err error) {
	var l firstLine
	if err := f.line(&l); err != nil {
		return h, err
	}
	if l.Form != exportForm || l.Size > 1<<62 {
		return h, errs.Because(errs.Invalid, errors.New("another form"), "journal.error.export")
	}
	return head{origin: l.Origin, hash: l.Hash, size: l.Size, notes: l.Checkpoints}, nil
}

func (f *file) entries(ctx context.Context, _ uint64, fn func(e *Entry, leaf []byte) error) error {
	for {
		var l struct {
			entryLine
			lastLine
		}
		if err := f.line(&l); err != nil {
			return err
		}
		if l.End != nil {
			f.end = l.End
			return nil
		}
		if err := errors.Join(ctx.Err(), fn(&l.Entry, l.Leaf)); err != nil {
			return err
		}
	}
}

// nodes: an export has none above the entries; they follow from those.
func (f *file) nodes(context.Context, uint64, uint64) ([][]byte, error) { return nil, nil }

func (f *file) tail(context.Context, uint64) (tail, error) { return *f.end, nil }
