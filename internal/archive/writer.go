package archive

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"time"

	"linli/internal/archive/envelope"
)

// writer makes an archive: tar, compressed, in an envelope when there are recipients.
type writer struct {
	sealed io.WriteCloser // nil: no envelope
	zip    *gzip.Writer
	tar    *tar.Writer
	at     time.Time
}

func newWriter(w io.Writer, to *envelope.Recipients, at time.Time) (*writer, error) {
	out := &writer{at: at}
	if to != nil {
		var err error
		if out.sealed, err = to.Seal(w); err != nil {
			return nil, err
		}
		w = out.sealed
	}
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	out.zip, out.tar = zip, tar.NewWriter(zip)
	return out, nil
}

// member adds a whole member.
func (w *writer) member(name string, body []byte) error {
	if err := w.head(name, int64(len(body))); err != nil {
		return err
	}
	_, err := w.tar.Write(body)
	return err
}

func (w *writer) head(name string, size int64) error {
	return w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: w.at, Typeflag: tar.TypeReg, Format: tar.FormatPAX})
}

// json adds a member and tells its sum.
func (w *writer) json(name string, v any) (Sum, error) {
	body, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return Sum{}, err
	}
	s := newSumming()
	s.add(append(body, '\n'))
	return s.sum(), w.member(name, append(body, '\n'))
}

// close ends the archive, and not what it is written to.
func (w *writer) close() error {
	if err := w.tar.Close(); err != nil {
		return err
	}
	if err := w.zip.Close(); err != nil || w.sealed == nil {
		return err
	}
	return w.sealed.Close()
}

// lineWriter collects lines to pieces below a folder.
type lineWriter struct {
	w   *writer
	dir string
	n   int
	buf []byte
	*summing
}

func (w *writer) lines(dir ...string) *lineWriter {
	return &lineWriter{w: w, dir: path.Join(dir...), summing: newSumming()}
}

func (l *lineWriter) write(line []byte) error {
	l.add(line)
	l.buf = append(l.buf, line...)
	if len(l.buf) < pieceSize {
		return nil
	}
	return l.flush()
}

func (l *lineWriter) flush() error {
	if len(l.buf) == 0 {
		return nil
	}
	l.n++
	err := l.w.member(pieceName(l.dir, l.n), l.buf)
	l.buf = l.buf[:0]
	return err
}

func pieceName(dir string, n int) string { return fmt.Sprintf("%s/%06d.jsonl", dir, n) }
