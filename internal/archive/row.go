package archive

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Type is what a column holds, whatever the engine calls it.
type Type string

// The types, and what they are in Go.
const (
	Int   Type = "int"   // int64
	Text  Type = "text"  // string
	Bool  Type = "bool"  // bool
	Float Type = "float" // float64, no NaN and no infinity
	Bytes Type = "bytes" // []byte
)

// Column is a column of a table.
type Column struct {
	Name string `json:"name"`
	Type Type   `json:"type"`
}

// appendRow writes a row as one line: a JSON array with a value for each column. Every row has exactly one such line, so
// that the same rows have the same hash on both engines. Text that JSON cannot carry, because it is no UTF-8 or has a zero
// byte, is {"t":"BASE64"}; bytes are {"b":"BASE64"}.
func appendRow(dst []byte, cols []Column, row []any) ([]byte, error) {
	dst = append(dst, '[')
	for i, c := range cols {
		if i > 0 {
			dst = append(dst, ',')
		}
		var ok bool
		if dst, ok = appendValue(dst, c.Type, row[i]); !ok {
			return nil, fmt.Errorf("a value of column %s is %T, not %s", c.Name, row[i], c.Type)
		}
	}
	return append(dst, ']', '\n'), nil
}

func appendValue(dst []byte, t Type, v any) (_ []byte, ok bool) {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...), true
	case int64:
		return strconv.AppendInt(dst, v, 10), t == Int
	case bool:
		return strconv.AppendBool(dst, v), t == Bool
	case float64:
		return strconv.AppendFloat(dst, v, 'g', -1, 64), t == Float && !math.IsNaN(v) && !math.IsInf(v, 0)
	case string:
		if !utf8.ValidString(v) || strings.IndexByte(v, 0) >= 0 {
			return appendBase64(dst, 't', []byte(v)), t == Text
		}
		return appendString(dst, v), t == Text
	case []byte:
		return appendBase64(dst, 'b', v), t == Bytes
	}
	return dst, false
}

func appendBase64(dst []byte, kind byte, v []byte) []byte {
	dst = append(dst, '{', '"', kind, '"', ':', '"')
	return append(base64.StdEncoding.AppendEncode(dst, v), '"', '}')
}

const hexDigits = "0123456789abcdef"

// appendString escapes what JSON wants escaped, and nothing else.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// errRow is a line that appendRow has not written.
var errRow = errors.New("this is no row of the table")

// parseRow reads a line of appendRow, without its end, into row. It takes no other spelling of the same row.
func parseRow(line []byte, cols []Column, row []any) error {
	rest, ok := bytes.CutPrefix(line, []byte("["))
	for i, c := range cols {
		if i > 0 && ok {
			rest, ok = bytes.CutPrefix(rest, []byte(","))
		}
		if ok {
			row[i], rest, ok = parseValue(rest, c.Type)
		}
	}
	if !ok || string(rest) != "]" {
		return errRow
	}
	return nil
}

func parseValue(b []byte, t Type) (v any, rest []byte, ok bool) {
	if rest, ok := bytes.CutPrefix(b, []byte("null")); ok {
		return nil, rest, true
	}
	end := bytes.IndexAny(b, ",]")
	switch t {
	case Text:
		if rest, ok := bytes.CutPrefix(b, []byte(`{"t":"`)); ok {
			raw, rest, ok := parseBase64(rest)
			return string(raw), rest, ok && (!utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0)
		}
		return parseString(b)
	case Bytes:
		rest, ok := bytes.CutPrefix(b, []byte(`{"b":"`))
		if !ok {
			return nil, b, false
		}
		return parseBase64(rest)
	case Bool:
		if end < 0 {
			return nil, b, false
		}
		yes := string(b[:end]) == "true"
		return yes, b[end:], yes || string(b[:end]) == "false"
	}
	if end < 0 {
		return nil, b, false
	}
	text := string(b[:end])
	if t == Int {
		n, err := strconv.ParseInt(text, 10, 64)
		return n, b[end:], err == nil && strconv.FormatInt(n, 10) == text
	}
	f, err := strconv.ParseFloat(text, 64)
	ok = err == nil && t == Float && !math.IsNaN(f) && !math.IsInf(f, 0) && strconv.FormatFloat(f, 'g', -1, 64) == text
	return f, b[end:], ok
}

func parseBase64(b []byte) (v []byte, rest []byte, ok bool) {
	text, rest, ok := bytes.Cut(b, []byte(`"}`))
	raw, err := base64.StdEncoding.AppendDecode([]byte{}, text)
	return raw, rest, ok && err == nil && base64.StdEncoding.EncodeToString(raw) == string(text)
}

func parseString(b []byte) (v any, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return nil, b, false
	}
	var out []byte // nil while nothing is escaped
	start := 1
	for i := 1; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			out = append(out, b[start:i]...)
			return string(out), b[i+1:], utf8.Valid(out)
		case c < 0x20:
			return nil, b, false
		case c == '\\':
			out = append(out, b[start:i]...)
			plain, width := unescape(b[i:])
			if width == 0 {
				return nil, b, false
			}
			out = append(out, plain)
			i += width - 1
			start = i + 1
		}
	}
	return nil, b, false
}

// unescape reads one of the escapes that appendString writes; width is 0 for any other.
func unescape(b []byte) (plain byte, width int) {
	if len(b) >= 2 && (b[1] == '"' || b[1] == '\\') {
		return b[1], 2
	}
	if len(b) < 6 || string(b[:4]) != `\u00` {
		return 0, 0
	}
	high, low := strings.IndexByte(hexDigits, b[4]), strings.IndexByte(hexDigits, b[5])
	if high < 0 || high > 1 || low < 0 || high+low == 0 {
		return 0, 0
	}
	return byte(high<<4 | low), 6
}
