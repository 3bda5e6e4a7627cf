package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// scan goes through XML tag by tag: what the parts of a workbook are made of. It declares no entities, so that nothing can be
// unpacked by them, and knows no schema.
type scan struct {
	r    *bufio.Reader
	text []byte // before the tag, as it stands in the file
	tag  []byte // between < and >
	most int    // bytes of a text or a tag
}

func newScan(r io.Reader, most int) *scan {
	return &scan{r: bufio.NewReaderSize(r, 1<<16), most: most}
}

var errXML = errors.New("sheet: not the XML of a table")

// next goes to the next tag. io.EOF behind the last.
func (s *scan) next() (err error) {
	s.text = s.text[:0]
	for {
		if s.text, err = s.until(s.text, '<'); err != nil {
			return err
		}
		s.text = s.text[:len(s.text)-1]
		start, _ := s.r.Peek(8)
		switch {
		case bytes.HasPrefix(start, []byte("!--")):
			err = s.past([]byte("-->"), nil)
		case bytes.HasPrefix(start, []byte("![CDATA[")):
			_, _ = s.r.Discard(8) // it has just been seen
			err = s.past([]byte("]]>"), &s.text)
		case bytes.HasPrefix(start, []byte("!")):
			return errXML // a document type
		default:
			return s.readTag()
		}
		if err != nil {
			return err
		}
	}
}

// until reads up to a byte and that byte.
func (s *scan) until(to []byte, end byte) ([]byte, error) {
	for {
		part, err := s.r.ReadSlice(end)
		if len(to)+len(part) > s.most {
			return to, errXML
		}
		to = append(to, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return to, err
		}
	}
}

// readTag reads a tag; the sign that ends one may stand between quotes.
func (s *scan) readTag() (err error) {
	s.tag = s.tag[:0]
	for {
		if s.tag, err = s.until(s.tag, '>'); err != nil {
			return errXML
		}
		if bytes.Count(s.tag, []byte{'"'})%2 == 0 {
			s.tag = s.tag[:len(s.tag)-1]
			return nil
		}
	}
}

// past reads behind a mark; kept gets what stands before it, as text that holds no entities.
func (s *scan) past(mark []byte, kept *[]byte) error {
	var part []byte
	for {
		var err error
		if part, err = s.until(part, '>'); err != nil {
			return errXML
		}
		if !bytes.HasSuffix(part, mark) {
			continue
		}
		if kept != nil {
			inner := bytes.ReplaceAll(part[:len(part)-len(mark)], []byte("&"), []byte("&amp;"))
			*kept = append(*kept, bytes.ReplaceAll(inner, []byte("<"), []byte("&lt;"))...)
		}
		return nil
	}
}

// name is the tag's name without its prefix; opens and closes tell which it is, both of an empty element.
func (s *scan) name() (name []byte, opens, closes bool) {
	t := s.tag
	opens = true
	if len(t) > 0 && t[0] == '/' {
		t, opens, closes = t[1:], false, true
	} else if len(t) > 0 && t[len(t)-1] == '/' {
		t, closes = t[:len(t)-1], true
	}
	if i := bytes.IndexAny(t, " \t\r\n"); i >= 0 {
		t = t[:i]
	}
	if i := bytes.IndexByte(t, ':'); i >= 0 {
		t = t[i+1:]
	}
	return t, opens, closes
}

// attr is the value of an attribute, by its name with its prefix if it has one; empty when there is none.
func (s *scan) attr(name string) string {
	rest := s.tag
	for {
		i := bytes.Index(rest, []byte(name))
		if i < 0 {
			return ""
		}
		alone := i > 0 && (rest[i-1] == ' ' || rest[i-1] == '\t' || rest[i-1] == '\n' || rest[i-1] == '\r' || rest[i-1] == ':')
		rest = rest[i+len(name):]
		value := bytes.TrimLeft(rest, " \t\r\n")
		if !alone || len(value) < 2 || value[0] != '=' {
			continue
		}
		value = bytes.TrimLeft(value[1:], " \t\r\n")
		if len(value) == 0 || value[0] != '"' && value[0] != '\'' {
			return ""
		}
		if end := bytes.IndexByte(value[1:], value[0]); end >= 0 {
			return unescape(value[1 : end+1])
		}
		return ""
	}
}

// unescape is a text with its entities and Excel's own way of writing control characters (_x000D_) resolved. Line ends are
// those of a spreadsheet.
func unescape(b []byte) string {
	s := string(b)
	if strings.Contains(s, "&") {
		s = entities(s)
	}
	for i := strings.Index(s, "_x"); i >= 0 && i+7 <= len(s); {
		code, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
		if err == nil && s[i+6] == '_' {
			s = s[:i] + string(rune(code)) + s[i+7:] //nolint:gosec // 16 bits
		}
		next := strings.Index(s[i+1:], "_x")
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// entities resolves the five of XML and characters by number; anything else stays as it stands.
func entities(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		before, rest, found := strings.Cut(s, "&")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, ended := strings.Cut(rest, ";")
		r, known := entity(name)
		if !ended || !known {
			b.WriteByte('&')
			s = rest
			continue
		}
		b.WriteRune(r)
		s = after
	}
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, found := strings.CutPrefix(name, "#")
	if !found {
		return 0, false
	}
	base := 10
	if rest, hex := strings.CutPrefix(digits, "x"); hex {
		digits, base = rest, 16
	}
	n, err := strconv.ParseInt(digits, base, 32)
	return rune(n), err == nil && n > 0 && utf8.ValidRune(rune(n))
}
