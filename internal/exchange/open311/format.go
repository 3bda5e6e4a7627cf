package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// Format is how a document goes over the wire.
type Format string

// The formats, by the ending of an address.
const (
	XML  Format = "xml"
	JSON Format = "json"
)

// Media is the media type of a format, without its charset, which is always utf-8.
func (f Format) Media() string {
	if f == JSON {
		return "application/json"
	}
	return "text/xml"
}

// FormatOf is the format that an address ends in: JSON, or XML, which every client of the standard reads, for any other.
func FormatOf(path string) Format {
	if strings.HasSuffix(path, "."+string(JSON)) {
		return JSON
	}
	return XML
}

// Cut parts what an address names from its format: 1.3.5.json is 1.3.5 in JSON. Not ok where nothing is named, or no format of
// ours is.
func Cut(file string) (name string, f Format, ok bool) {
	i := strings.LastIndexByte(file, '.')
	if i < 1 || !utf8.ValidString(file) {
		return "", XML, false
	}
	name, f = file[:i], Format(file[i+1:])
	if f != XML && f != JSON {
		return "", XML, false
	}
	return name, f, true
}

// Encode is a document in a format, UTF-8.
func Encode(f Format, document any) ([]byte, error) {
	var b bytes.Buffer
	if f == JSON {
		err := json.NewEncoder(&b).Encode(document)
		return b.Bytes(), err
	}
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	err := e.Encode(document)
	b.WriteByte('\n')
	return b.Bytes(), err
}
