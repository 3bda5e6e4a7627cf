package notice

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"time"

	"linli/internal/notice/text"

	"linli/internal/errs"
	"linli/internal/plain"
)

//go:embed templates.csv
var shippedTemplates string

// The digest's words stand among the templates under a kind of their own.
const digestKind Kind = "digest"

// Fields are those of a kind's template.
func Fields(k Kind) []text.Field {
	switch k {
	case digestKind:
		return []text.Field{text.FieldCount, text.FieldList, text.FieldLink}
	case Imported:
		return []text.Field{text.FieldCount, text.FieldUnit, text.FieldLink}
	case Asked, Decided:
		return []text.Field{text.FieldNumber, text.FieldTitle, text.FieldPlace, text.FieldUnit, text.FieldWhat, text.FieldDay, text.FieldLink}
	case Tea:
		return []text.Field{text.FieldTitle, text.FieldPlace, text.FieldDay, text.FieldLink}
	}
	return []text.Field{text.FieldNumber, text.FieldTitle, text.FieldPlace, text.FieldUnit, text.FieldDay, text.FieldLink}
}

// Templates are the kinds that have a template: all, and the digest.
func Templates() []Kind { return append(Kinds(), digestKind) }

// Template is a kind's words in both languages.
type Template struct {
	Kind Kind
	ZH   text.Words
	EN   text.Words
	Own  bool // the installation's own
}

// in is the words in a language.
func (t Template) in(l text.Lang) text.Words {
	if l == text.English {
		return t.EN
	}
	return t.ZH
}

// shipped are the templates that come with the program.
var shipped = func() map[Kind]Template {
	rows, err := csv.NewReader(strings.NewReader(shippedTemplates)).ReadAll()
	if err != nil {
		panic(err) // the file is part of the program and read by a test
	}
	out := map[Kind]Template{}
	for _, r := range rows[1:] {
		k := Kind(r[0])
		out[k] = Template{Kind: k, ZH: text.Words{Line: r[1], Body: r[3]}, EN: text.Words{Line: r[2], Body: r[4]}}
	}
	return out
}()

// Limits of a template, in characters.
const (
	maxLine = 120
	maxBody = 1000
)

// Check is Invalid when a template has something that cannot be put in, is empty or too long: fields zh_line, en_line, zh_body,
// en_body.
func (t Template) Check() error {
	var bad []errs.Field
	check := func(name, words string, most int, lines bool) {
		switch wrong := text.Wrong(Fields(t.Kind), words); {
		case strings.TrimSpace(words) == "":
			bad = append(bad, errs.Field{Name: name, Key: "notice.template.empty"})
		case plain.Length(words) > most:
			bad = append(bad, errs.Field{Name: name, Key: "notice.template.long", Args: []any{most}})
		case !plain.Clean(words, lines):
			bad = append(bad, errs.Field{Name: name, Key: "notice.template.characters"})
		case wrong != "":
			bad = append(bad, errs.Field{Name: name, Key: "notice.template.field", Args: []any{wrong}})
		}
	}
	check("zh_line", t.ZH.Line, maxLine, false)
	check("zh_body", t.ZH.Body, maxBody, true)
	check("en_line", t.EN.Line, maxLine, false)
	check("en_body", t.EN.Body, maxBody, true)
	return errs.BadFields(bad)
}

// say is a template filled.
func (t Template) say(l text.Lang, values map[text.Field]string) text.Words {
	w := t.in(l)
	return text.Words{Line: text.Fill(Fields(t.Kind), w.Line, values), Body: text.Fill(Fields(t.Kind), w.Body, values)}
}

// Preview is a template filled with the example.
func (t Template) Preview(l text.Lang, base string, now time.Time) text.Words {
	values := text.Example(l, now).Values(l, base)
	if t.Kind == digestKind {
		line := shipped[Answered].say(l, values).Line
		values = map[text.Field]string{text.FieldCount: "1", text.FieldList: "· " + line, text.FieldLink: values[text.FieldLink]}
	}
	return t.say(l, values)
}
