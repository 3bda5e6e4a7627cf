package archive

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"

	"linli/internal/archive/envelope"
	"linli/internal/errs"
)

// reader reads an archive in the one order in which members may come. Every error is a refusal that says what is wrong.
type reader struct {
	Manifest
	tar  *tar.Reader
	zip  *gzip.Reader
	raw  *bufio.Reader // of the compressed stream, outside of which nothing may follow
	next *tar.Header   // the member that was looked at and not taken yet; nil at the end
	sum  Sum           // of the manifest
}

// open reads up to the manifest. key may be nil: then only an archive that is not encrypted opens.
func open(src io.Reader, key *envelope.Key) (*reader, error) {
	in := bufio.NewReaderSize(src, 128<<10)
	if envelope.Is(in) {
		if key == nil {
			return nil, errs.New(errs.Invalid, "archive.encrypted")
		}
		plain, err := envelope.Open(in, key)
		if err != nil {
			return nil, refused(err, "envelope")
		}
		in = bufio.NewReaderSize(plain, 128<<10)
	}
	magic, err := in.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, refused(err, manifestName)
	}
	if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return nil, errs.New(errs.Invalid, "archive.none")
	}
	r := &reader{raw: in}
	if r.zip, err = gzip.NewReader(in); err != nil {
		return nil, refused(err, manifestName)
	}
	r.zip.Multistream(false)
	r.tar = tar.NewReader(r.zip)
	if err := r.advance(manifestName); err != nil {
		return nil, err
	}
	if r.next == nil || r.next.Name != manifestName {
		return nil, errs.New(errs.Invalid, "archive.none")
	}
	r.sum, err = r.json(manifestName, &r.Manifest)
	if err == nil && r.Format != Format {
		err = errs.New(errs.Invalid, "archive.format", r.Format, r.Release)
	}
	return r, err
}

// refused gives a failure of reading its name.
func refused(err error, where string) error {
	var e *errs.Error
	switch {
	case errors.As(err, &e):
		return err
	case errors.Is(err, envelope.ErrKey):
		return errs.Because(errs.Invalid, err, "archive.key")
	}
	return damaged(where, err)
}

// advance looks at the next member.
func (r *reader) advance(after string) error {
	head, err := r.tar.Next()
	switch {
	case errors.Is(err, io.EOF):
		r.next = nil
		return nil
	case err != nil:
		return refused(err, after)
	case head.Typeflag != tar.TypeReg || head.Size < 0 || head.Size > maxMember:
		return damaged(head.Name, errors.New("it is no member of an archive"))
	}
	r.next = head
	return nil
}

// take is the next member's content, which must have this name.
func (r *reader) take(name string) ([]byte, error) {
	if r.next == nil || r.next.Name != name {
		return nil, damaged(name, errors.New("it is not where it belongs"))
	}
	var b bytes.Buffer // grows with what is there, not with what the head claims
	if _, err := io.Copy(&b, r.tar); err != nil {
		return nil, refused(err, name)
	}
	return b.Bytes(), r.advance(name)
}

func (r *reader) json(name string, v any) (Sum, error) {
	body, err := r.take(name)
	if err != nil {
		return Sum{}, err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return Sum{}, damaged(name, err)
	}
	s := newSumming()
	s.add(body)
	return s.sum(), nil
}

// lines calls fn with each line below a folder, without its end.
func (r *reader) lines(fn func(line []byte) error, dir ...string) (Sum, error) {
	s, folder := newSumming(), path.Join(dir...)
	for n := 1; r.next != nil && r.next.Name == pieceName(folder, n); n++ {
		name := r.next.Name
		body, err := r.take(name)
		if err != nil {
			return Sum{}, err
		}
		for len(body) > 0 {
			end := bytes.IndexByte(body, '\n')
			if end < 0 {
				return Sum{}, damaged(name, errors.New("a line has no end"))
			}
			s.add(body[:end+1])
			if err := fn(body[:end]); errors.Is(err, errRow) {
				return Sum{}, damaged(fmt.Sprintf("%s, %d", folder, s.rows), err)
			} else if err != nil {
				return Sum{}, err
			}
			body = body[end+1:]
		}
	}
	return s.sum(), nil
}

// files calls fn with each content, whose name is what it is.
func (r *reader) files(fn func(hash string, body []byte) error) (Sum, error) {
	s, last := newSumming(), ""
	for r.next != nil && path.Dir(r.next.Name) == filesDir {
		hash := path.Base(r.next.Name)
		body, err := r.take(path.Join(filesDir, hash))
		if err != nil {
			return Sum{}, err
		}
		if hashOf(body) != hash || hash <= last {
			return Sum{}, damaged(path.Join(filesDir, hash), errors.New("it is not what its name says"))
		}
		if err := fn(hash, body); err != nil {
			return Sum{}, err
		}
		s.add([]byte(hash + "\n"))
		last = hash
	}
	return s.sum(), nil
}

// end reads the last member, makes sure that nothing follows, and that what was read is what was written.
func (r *reader) end(tables map[string]Sum, jobs, files Sum) (e End, err error) {
	if _, err := r.json(endName, &e); err != nil {
		return e, err
	}
	if r.next != nil {
		return e, damaged(r.next.Name, errors.New("it is behind the end"))
	}
	if _, err := io.Copy(io.Discard, r.zip); err != nil { // up to the checksum
		return e, refused(err, endName)
	}
	if _, err := r.raw.ReadByte(); !errors.Is(err, io.EOF) { // up to the last piece of the envelope
		return e, refused(errors.Join(err, errors.New("something follows the archive")), endName)
	}
	if e.Manifest != r.sum {
		return e, damaged(manifestName, nil)
	}
	if e.Jobs != jobs {
		return e, damaged(jobsDir, nil)
	}
	if e.Files != files {
		return e, damaged(filesDir, nil)
	}
	for _, t := range r.Tables {
		if e.Tables[t.Name] != tables[t.Name] {
			return e, damaged(path.Join(rowsDir, t.Name), nil)
		}
	}
	if len(e.Tables) != len(r.Tables) {
		return e, damaged(endName, nil)
	}
	return e, nil
}
