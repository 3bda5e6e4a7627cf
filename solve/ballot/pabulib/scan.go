package pabulib

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// maxBytes is the largest file that is read, unpacked: ten times the largest public election.
const maxBytes = 1 << 30

// row is one record: its fields without quotes and the line where it begins.
type row struct {
	line   int
	fields []string
}

// load is the text of the file: unpacked when it is gzip, without a byte order mark.
func load(r io.Reader) ([]byte, error) {
	br := bufio.NewReader(r)
	var in io.Reader = br
	if magic, err := br.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		gz, err := gzip.NewReader(br)
		if err != nil {
			return nil, fmt.Errorf("unpacking: %w", err)
		}
		in = gz
	}
	text, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	if len(text) > maxBytes {
		return nil, errors.New("reading: more than 1 GiB")
	}
	return bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), nil
}

// scanner cuts the text into rows. A field that begins with a quote ends with one; a quote inside is doubled.
type scanner struct {
	text string
	pos  int
	line int
	errs *Errors

	unclosed bool // a quote was never closed: what it swallowed cannot be counted
}

func (s *scanner) fail(line int, zh, en string) {
	*s.errs = append(*s.errs, Finding{line, zh, en})
}

// next is the next row that is not empty, false at the end of the text.
func (s *scanner) next() (row, bool) {
	for s.pos < len(s.text) {
		r := row{line: s.line}
		end := false
		for !end {
			var field string
			field, end = s.field()
			r.fields = append(r.fields, field)
		}
		if len(r.fields) > 1 || r.fields[0] != "" {
			return r, true
		}
	}
	return row{}, false
}

// field is the next field and whether it was the last of its line.
func (s *scanner) field() (string, bool) {
	if s.pos < len(s.text) && s.text[s.pos] == '"' {
		return s.quoted()
	}
	rest := s.text[s.pos:]
	n := strings.IndexAny(rest, ";\n")
	last := n < 0 || rest[n] == '\n'
	if n < 0 {
		n = len(rest)
	}
	field := rest[:n]
	s.pos += min(n+1, len(rest))
	line := s.line
	if last {
		field = strings.TrimSuffix(field, "\r")
		s.line++
	}
	s.check(line, field)
	return strings.TrimSpace(field), last
}

// check refuses text that could be read in more than one way.
func (s *scanner) check(line int, field string) {
	if !utf8.ValidString(field) {
		s.fail(line, "不是 UTF-8 编码", "not UTF-8")
	}
	if strings.ContainsAny(field, "\r\x00") {
		s.fail(line, "行内有回车符或空字符", "a carriage return or a zero character inside the line")
	}
}

func (s *scanner) quoted() (string, bool) {
	start := s.line
	var b strings.Builder
	s.pos++
	for {
		n := strings.IndexByte(s.text[s.pos:], '"')
		if n < 0 {
			s.fail(start, "引号没有结束", "a quote is never closed")
			s.unclosed = true
			s.line += strings.Count(s.text[s.pos:], "\n")
			s.pos = len(s.text)
			return "", true
		}
		part := s.text[s.pos : s.pos+n]
		s.line += strings.Count(part, "\n")
		b.WriteString(part)
		s.pos += n + 1
		if !strings.HasPrefix(s.text[s.pos:], `"`) {
			break
		}
		b.WriteByte('"')
		s.pos++
	}
	field := b.String()
	s.check(start, strings.ReplaceAll(field, "\r\n", "\n"))
	return strings.TrimSpace(field), s.afterQuote()
}

// afterQuote steps over what ends a quoted field and says whether the line ended too.
func (s *scanner) afterQuote() bool {
	rest := s.text[s.pos:]
	n := strings.IndexAny(rest, ";\n")
	last := n < 0 || rest[n] == '\n'
	if n < 0 {
		n = len(rest)
	}
	if strings.TrimRight(rest[:n], "\r \t") != "" {
		s.fail(s.line, "引号之后还有文字", "text after a closing quote")
	}
	s.pos += min(n+1, len(rest))
	if last {
		s.line++
	}
	return last
}
