// Package text makes the words of notices: templates with a closed list of fields, filled with what a reader may see. It knows
// nothing of who is told, nor how.
package text

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/internal/veil"
	"linli/internal/workday"
)

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
	FieldWhat   Field = "what"   // of a request: what is asked for, or how that was decided
	FieldCount  Field = "count"  // how many: of a digest, or of an import
	FieldList   Field = "list"   // and the lines of them
)

// Words is a template in one language: a line, which is the notice on the page, a message's text and a letter's subject; and the
// body of a letter.
type Words struct{ Line, Body string }

// Lang is a language in which people are told: as pages name it.
type Lang string

// Languages.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// part is a piece of a template: a text, or a field.
type part struct {
	text  string
	field Field
}

// parse takes a template apart. wrong is the first thing in braces that is no field known, or a brace that stands alone.
func parse(known []Field, text string) (parts []part, wrong string) {
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

// Wrong is what in a template is none of the fields known, or a brace that stands alone; empty: nothing.
func Wrong(known []Field, text string) string {
	_, wrong := parse(known, text)
	return wrong
}

// Facts is what a reader may see of a matter at a moment.
type Facts struct {
	Number string // short
	Title  string // empty: this reader sees none
	Place  string
	Unit   string
	Day    time.Time // the next date; zero: none
	What   What      // of a request; empty: there is none
	Count  int       // of an import: how many
	Path   string    // of its page
}

// hidden stands for a title that its reader does not see.
func hidden(l Lang) string {
	if l == English {
		return "a wish that is not public"
	}
	return "一件不公开的心愿"
}

// Values are the facts as a template puts them in. What people have typed is masked: nothing in it tells of a person.
func (f Facts) Values(l Lang, base string) map[Field]string {
	out := map[Field]string{
		FieldNumber: f.Number, FieldTitle: veil.Mask(f.Title), FieldPlace: veil.Mask(f.Place), FieldUnit: f.Unit, FieldDay: dayIn(l, f.Day), FieldLink: base + f.Path, FieldCount: strconv.Itoa(f.Count), FieldWhat: f.What.in(l),
	}
	if f.Title == "" {
		out[FieldTitle] = hidden(l)
	}
	if base == "" {
		out[FieldLink] = House(l)
	}
	return out
}

// House is where things are read when the house does not know its own address.
func House(l Lang) string {
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

// Fill puts values into a text that was checked (Wrong).
func Fill(known []Field, text string, values map[Field]string) string {
	parts, _ := parse(known, text)
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.text)
		b.WriteString(values[p.field])
	}
	return b.String()
}

// Example is invented, for previews: nothing of anybody's is shown to who writes templates.
func Example(l Lang, now time.Time) Facts {
	f := Facts{Number: "2026-000123", Title: "花园里没有坐的地方", Place: "花半里", Unit: "中心村社区居委会", What: AskColour, Day: now.AddDate(0, 0, 5), Count: 37, Path: "/wishes"}
	if l == English {
		f.Title, f.Place, f.Unit = "Nowhere to sit in the garden", "Huabanli", "Zhongxincun community"
	}
	return f
}

// Confirmation is the letter with the code that confirms a mail address.
func Confirmation(l Lang, code string) Words {
	if l == English {
		return Words{"linli: the code for your mail address", "Your code is " + code + ". Type it on the page about notices, within an hour. If you have not asked for it, there is nothing to do.\n"}
	}
	return Words{"邻里+：邮箱验证码", "验证码：" + code + "，一小时内在“通知设置”里填。不是您要的，不用理会。\n"}
}
