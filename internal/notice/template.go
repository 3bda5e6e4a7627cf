package notice

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"linli/internal/errs"
	"linli/internal/plain"
	"linli/internal/veil"
	"linli/internal/workday"
)

//go:embed templates.csv
var shippedTemplates string

// Field is something that a template may put in.
type Field string

// The fields: a closed list. None is of a person, and none is a sealed value.
const (
	FieldNumber Field = "number" // 2026-000123
	FieldTitle  Field = "title"  // as its reader may see it
	FieldPlace  Field = "place"  // its community or 邻里
	FieldUnit   Field = "unit"   // who has it now
	FieldDay    Field = "day"    // the next date
	FieldLink   Field = "link"   // where it is read
	FieldCount  Field = "count"  // of a digest: how many
	FieldList   Field = "list"   // and the lines of them
)

// The digest's words stand among the templates under a kind of their own.
const digestKind Kind = "digest"

// Fields are those of a kind's template.
func Fields(k Kind) []Field {
	switch k {
	case digestKind:
		return []Field{FieldCount, FieldList, FieldLink}
	case Tea:
		return []Field{FieldTitle, FieldPlace, FieldDay, FieldLink}
	}
	return []Field{FieldNumber, FieldTitle, FieldPlace, FieldUnit, FieldDay, FieldLink}
}

// Templates are the kinds that have a template: all, and the digest.
func Templates() []Kind { return append(Kinds(), digestKind) }

// Words is a template in one language: a line, which is the notice on the page, a message's text and a letter's subject; and the
// body of a letter.
type Words struct{ Line, Body string }

// Template is a kind's words in both languages.
type Template struct {
	Kind Kind
	ZH   Words
	EN   Words
	Own  bool // the installation's own
}

// in is the words in a language.
func (t Template) in(l Lang) Words {
	if l == English {
		return t.EN
	}
	return t.ZH
}

// Lang is a language in which people are told: as pages name it.
type Lang string

// Languages.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// shipped are the templates that come with the program.
var shipped = func() map[Kind]Template {
	rows, err := csv.NewReader(strings.NewReader(shippedTemplates)).ReadAll()
	if err != nil {
		panic(err) // the file is part of the program and read by a test
	}
	out := map[Kind]Template{}
	for _, r := range rows[1:] {
		k := Kind(r[0])
		out[k] = Template{Kind: k, ZH: Words{r[1], r[3]}, EN: Words{r[2], r[4]}}
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
	check := func(name, text string, most int, lines bool) {
		switch wrong := wrongField(t.Kind, text); {
		case strings.TrimSpace(text) == "":
			bad = append(bad, errs.Field{Name: name, Key: "notice.template.empty"})
		case plain.Length(text) > most:
			bad = append(bad, errs.Field{Name: name, Key: "notice.template.long", Args: []any{most}})
		case !plain.Clean(text, lines):
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

// part is a piece of a template: a text, or a field.
type part struct {
	text  string
	field Field
}

// parse takes a template apart. wrong is the first thing in braces that is no field of the kind, or a brace that stands alone.
func parse(k Kind, text string) (parts []part, wrong string) {
	known := Fields(k)
	for text != "" {
		open := strings.IndexAny(text, "{}")
		if open < 0 {
			return append(parts, part{text: text}), ""
		}
		if open > 0 {
			parts = append(parts, part{text: text[:open]})
		}
		end := strings.IndexByte(text[open:], '}')
		if text[open] == '}' || end < 0 {
			return nil, string(text[open])
		}
		name := text[open+1 : open+end]
		if !slices.Contains(known, Field(name)) {
			return nil, "{" + name + "}"
		}
		parts = append(parts, part{field: Field(name)})
		text = text[open+end+1:]
	}
	return parts, ""
}

func wrongField(k Kind, text string) string {
	_, wrong := parse(k, text)
	return wrong
}

// Facts is what a reader may see of a matter at a moment.
type Facts struct {
	Number string // short
	Title  string // empty: this reader sees none
	Place  string
	Unit   string
	Day    time.Time // the next date; zero: none
	Path   string    // of its page
}

// hidden stands for a title that its reader does not see.
func hidden(l Lang) string {
	if l == English {
		return "a wish that is not public"
	}
	return "一件不公开的心愿"
}

// values are the facts as a template puts them in. What people have typed is masked: nothing in it tells of a person.
func (f Facts) values(l Lang, base string) map[Field]string {
	out := map[Field]string{
		FieldNumber: f.Number, FieldTitle: veil.Mask(f.Title), FieldPlace: veil.Mask(f.Place), FieldUnit: f.Unit, FieldDay: dayIn(l, f.Day), FieldLink: base + f.Path,
	}
	if f.Title == "" {
		out[FieldTitle] = hidden(l)
	}
	if base == "" {
		out[FieldLink] = house(l)
	}
	return out
}

// house is where things are read when the house does not know its own address.
func house(l Lang) string {
	if l == English {
		return "linli"
	}
	return "邻里+"
}

// dayIn is a day in a language; a dash where there is none.
func dayIn(l Lang, t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	c := t.In(workday.Zone)
	if l == English {
		return c.Format("2 January")
	}
	return fmt.Sprintf("%d月%d日", c.Month(), c.Day())
}

// fill puts values into a text that was checked.
func fill(k Kind, text string, values map[Field]string) string {
	parts, _ := parse(k, text) // checked when it was stored, or shipped and read by a test
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.text)
		b.WriteString(values[p.field])
	}
	return b.String()
}

// say is a template filled.
func (t Template) say(l Lang, values map[Field]string) Words {
	w := t.in(l)
	return Words{fill(t.Kind, w.Line, values), fill(t.Kind, w.Body, values)}
}

// Example is invented, for previews: nothing of anybody's is shown to who writes templates.
func Example(l Lang, now time.Time) Facts {
	f := Facts{Number: "2026-000123", Title: "花园里没有坐的地方", Place: "花半里", Unit: "中心村社区居委会", Day: now.AddDate(0, 0, 5), Path: "/wishes"}
	if l == English {
		f.Title, f.Place, f.Unit = "Nowhere to sit in the garden", "Huabanli", "Zhongxincun community"
	}
	return f
}

// Preview is a template filled with the example.
func (t Template) Preview(l Lang, base string, now time.Time) Words {
	values := Example(l, now).values(l, base)
	if t.Kind == digestKind {
		line := shipped[Answered].say(l, values).Line
		values = map[Field]string{FieldCount: "1", FieldList: "· " + line, FieldLink: values[FieldLink]}
	}
	return t.say(l, values)
}
