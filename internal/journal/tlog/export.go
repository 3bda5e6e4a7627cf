package tlog

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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

	Stamp json.RawMessage `json:"export,omitempty"` // number, who, why: what the house says of the file (package export)
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
// how far it is. It reads only; entries that wait to be taken in are counted, not written. stamp is a JSON object for the
// first line, or nil.
func Export(ctx context.Context, d *db.DB, w io.Writer, stamp json.RawMessage, progress func(done, total uint64)) (n uint64, err error) {
	defer errs.Wrap(&err, "tlog.Export")
	s := &database{d}
	h, err := s.head(ctx)
	if err != nil {
		return 0, err
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	if err := out.Encode(firstLine{exportForm, h.origin, h.hash, h.size, h.notes, stamp}); err != nil {
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
	n     int // lines read
	end   *tail
}

// lineError is a line that says something, and is not written as linli writes it.
type lineError struct{ n int }

func (e lineError) Error() string { return fmt.Sprintf("tlog: line %d is not as it was written", e.n) }

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

// next reads a line; Invalid when there is none.
func (f *file) next() ([]byte, error) {
	if !f.lines.Scan() {
		err := f.lines.Err()
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		return nil, errs.Because(errs.Invalid, err, "journal.error.export")
	}
	f.n++
	return f.lines.Bytes(), nil
}

// read reads what a line says; Invalid when it is no JSON of that form.
func read(line []byte, into any) error {
	if err := json.Unmarshal(line, into); err != nil {
		return errs.Because(errs.Invalid, err, "journal.error.export")
	}
	return nil
}

// once is a lineError unless what was read is written again as it stands there: a name in another case, a name twice or one
// that there is not is read by one program so and by another otherwise.
func (f *file) once(line []byte, what any) error {
	var again bytes.Buffer
	out := json.NewEncoder(&again)
	out.SetEscapeHTML(false)
	if err := out.Encode(what); err != nil || !bytes.Equal(bytes.TrimSuffix(again.Bytes(), []byte("\n")), line) {
		return lineError{f.n}
	}
	return nil
}

func (f *file) head(context.Context) (h head, err error) {
	var l firstLine
	line, err := f.next()
	if err == nil {
		err = read(line, &l)
	}
	if err != nil {
		return h, err
	}
	if l.Form != exportForm || l.Size > 1<<62 {
		return h, errs.Because(errs.Invalid, errors.New("another form"), "journal.error.export")
	}
	return head{origin: l.Origin, hash: l.Hash, size: l.Size, notes: l.Checkpoints, stamp: l.Stamp}, f.once(line, l)
}

func (f *file) entries(ctx context.Context, _ uint64, fn func(e *Entry, leaf []byte) error) error {
	for {
		line, err := f.next()
		if err != nil {
			return err
		}
		if bytes.HasPrefix(line, []byte(`{"end":`)) {
			return f.last(line)
		}
		var l entryLine
		if err := errors.Join(ctx.Err(), read(line, &l)); err != nil {
			return err
		}
		if err := f.once(line, l); err != nil {
			return err
		}
		if err := fn(&l.Entry, l.Leaf); err != nil {
			return err
		}
	}
}

// last reads the last line: nothing stands behind it.
func (f *file) last(line []byte) error {
	var l lastLine
	if err := read(line, &l); err != nil {
		return err
	}
	if err := f.once(line, l); err != nil {
		return err
	}
	if f.end = l.End; f.end == nil || f.lines.Scan() {
		return lineError{f.n + 1}
	}
	return nil
}

// nodes: an export has none above the entries; they follow from those.
func (f *file) nodes(context.Context, uint64, uint64) ([][]byte, error) { return nil, nil }

func (f *file) tail(context.Context, uint64) (tail, error) { return *f.end, nil }
