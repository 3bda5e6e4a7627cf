package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"linli/internal/errs"
)

// Bounds of a workbook beside those of the file.
const (
	maxParts  = 4096     // files in the package
	maxMerged = 20_000   // ranges of merged cells
	maxTexts  = 96 << 20 // bytes of the texts that cells share
)

// book is a workbook (ECMA-376) whose first sheet is read as a stream: nothing is unpacked into a file, and only the texts that
// cells share are held.
type book struct {
	z      *zip.Reader
	lim    Limits
	sheet  *zip.File
	shared *zip.File // nil: cells share none
}

// packed reads the first sheet of a workbook.
func (e *eacher) packed(src Source) error {
	b, err := openBook(src, e.lim)
	if err != nil {
		return err
	}
	texts, err := b.texts()
	if err != nil {
		return err
	}
	merged, err := b.merged()
	if err != nil {
		return err
	}
	r, err := b.open(b.sheet)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // read only
	g := &grid{scan: newScan(r, 1<<20), texts: texts, merged: merged, to: e}
	return asUnreadable(g.rows())
}

// asUnreadable lets errors with a sentence pass, and says of any other that the file cannot be read.
func asUnreadable(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errXML), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm), errors.Is(err, zip.ErrChecksum), errors.As(err, new(packError)):
		return unreadable()
	}
	return err
}

// openBook finds the first sheet that is shown, by the relations of the package.
func openBook(src Source, lim Limits) (*book, error) {
	z, err := zip.NewReader(src, src.Size())
	if err != nil || len(z.File) > maxParts {
		return nil, unreadable()
	}
	b := &book{z: z, lim: lim}
	main := ""
	for _, rel := range b.relations("_rels/.rels") {
		if strings.HasSuffix(rel.kind, "/officeDocument") {
			main = clean("", rel.target)
		}
	}
	first, err := b.first(main)
	if err != nil {
		return nil, err
	}
	for id, rel := range b.relations(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels")) {
		switch at := b.part(clean(path.Dir(main), rel.target)); {
		case id == first:
			b.sheet = at
		case strings.HasSuffix(rel.kind, "/sharedStrings"):
			b.shared = at
		}
	}
	if b.sheet == nil {
		return nil, unreadable()
	}
	return b, nil
}

// clean is the name of a part that a relation of a folder names.
func clean(dir, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join(dir, target)
}

func (b *book) part(name string) *zip.File {
	for _, f := range b.z.File {
		if strings.EqualFold(f.Name, name) {
			return f
		}
	}
	return nil
}

// packError is a part that cannot be unpacked.
type packError struct{ error }

// open unpacks a part, as far as one may be unpacked.
func (b *book) open(f *zip.File) (io.ReadCloser, error) {
	r, err := f.Open()
	if err != nil {
		return nil, unreadable()
	}
	return &bounded{r, b.lim.Unpacked}, nil
}

// bounded ends with Invalid where a part unpacks to more than it may: a zip bomb.
type bounded struct {
	io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errs.New(errs.Invalid, "sheet.error.unpacked")
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = packError{err}
	}
	return n, err
}

// tags goes through a small part.
func (b *book) tags(f *zip.File, do func(s *scan, name string)) error {
	if f == nil {
		return unreadable()
	}
	r, err := b.open(f)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // read only
	s := newScan(r, 1<<20)
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return asUnreadable(err)
		}
		if name, opens, _ := s.name(); opens {
			do(s, string(name))
		}
	}
}

// relation is where a part of the package leads, and as what.
type relation struct{ kind, target string }

// relations are those of a part, by their ids; none where they cannot be read.
func (b *book) relations(name string) map[string]relation {
	out := map[string]relation{}
	_ = b.tags(b.part(name), func(s *scan, tag string) { // without them no sheet is found, and that is told
		if tag == "Relationship" && len(out) < maxParts {
			out[s.attr("Id")] = relation{s.attr("Type"), s.attr("Target")}
		}
	})
	return out
}

// first is the relation of the first sheet that is shown.
func (b *book) first(main string) (id string, err error) {
	err = b.tags(b.part(main), func(s *scan, tag string) {
		if tag == "sheet" && id == "" && !strings.Contains(strings.ToLower(s.attr("state")), "hidden") {
			id = s.attr("r:id")
			if id == "" {
				id = s.attr("id")
			}
		}
	})
	return id, err
}

// texts are what cells share, in one piece.
type texts struct {
	all []byte
	end []int
}

func (t *texts) at(i int) (string, bool) {
	if i < 0 || i >= len(t.end) {
		return "", false
	}
	from := 0
	if i > 0 {
		from = t.end[i-1]
	}
	return string(t.all[from:t.end[i]]), true
}

// texts reads what cells share. The reading aids above characters (rPh) are no part of a text.
func (b *book) texts() (*texts, error) {
	out := &texts{}
	if b.shared == nil {
		return out, nil
	}
	r, err := b.open(b.shared)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // read only
	aid := false
	for s := newScan(r, 1<<20); ; {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, asUnreadable(err)
		}
		name, opens, closes := s.name()
		switch string(name) {
		case "rPh":
			aid = opens && !closes
		case "t":
			if closes && !opens && !aid {
				out.all = append(out.all, unescape(s.text)...)
			}
		case "si":
			if closes {
				out.end = append(out.end, len(out.all))
			}
		}
		if len(out.all)+8*len(out.end) > maxTexts {
			return nil, errs.New(errs.Invalid, "sheet.error.unpacked")
		}
	}
}

// area is a range of merged cells, and what its first cell says.
type area struct {
	top, left, bottom, right int
	value                    string
}

// merged are the ranges of the sheet, the uppermost first. They stand behind the cells, which are passed over.
func (b *book) merged() (all []area, err error) {
	r, err := b.open(b.sheet)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // read only
	in := bufio.NewReaderSize(r, 1<<16)
	for {
		part, err := in.ReadSlice('>')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return nil, nil //nolint:nilerr // what is wrong with it is told where its cells are read
		}
		if bytes.HasSuffix(part, []byte("sheetData>")) && bytes.Contains(part[max(0, len(part)-24):], []byte("/")) || bytes.HasSuffix(part, []byte("sheetData/>")) {
			break
		}
	}
	for s := newScan(in, 1<<20); ; {
		if err := s.next(); err != nil {
			break
		}
		if name, opens, _ := s.name(); opens && string(name) == "mergeCell" {
			if a, ok := areaOf(s.attr("ref"), b.lim.Columns); ok {
				all = append(all, a)
			}
		}
		if len(all) > maxMerged {
			return nil, errs.New(errs.Invalid, "sheet.error.unpacked")
		}
	}
	slices.SortStableFunc(all, func(x, y area) int { return x.top - y.top })
	return all, nil
}

// areaOf is the range A2:C4, as far as columns may be; not ok for anything else.
func areaOf(ref string, columns int) (a area, ok bool) {
	from, to, both := strings.Cut(ref, ":")
	var ok1, ok2 bool
	a.left, a.top, ok1 = cellOf(from)
	a.right, a.bottom, ok2 = cellOf(to)
	a.right = min(a.right, columns)
	return a, both && ok1 && ok2 && a.left <= a.right && a.top <= a.bottom
}

// cellOf is column and line, from 1, of a name like AB12.
func cellOf(name string) (column, line int, ok bool) {
	i := 0
	for i < len(name) && i < 3 && name[i] >= 'A' && name[i] <= 'Z' {
		column = column*26 + int(name[i]-'A') + 1
		i++
	}
	line, err := strconv.Atoi(name[i:])
	return column, line, err == nil && i > 0 && line > 0
}
