// Package i18n says every sentence of the product in Chinese and in English. A feature keeps one table with both
// languages side by side; a catalogue is made of all tables once, at start, and refuses what is incomplete.
package i18n

import (
	"fmt"
	"log/slog"
	"maps"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Lang is a language as the lang attribute names it.
type Lang string

// The languages of the product.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// Langs lists the languages, the default one first.
func Langs() []Lang { return []Lang{Chinese, English} }

// Message is one sentence in both languages: {key, Chinese, English}. Arguments stand as {0}, {1}. An English text may
// have two forms around a bar, “{0} wish|{0} wishes”: the first is for exactly one, decided by the first whole number
// among the arguments.
type Message [3]string

// Key is an argument that is itself a translation key: it is said in the reader's language.
type Key string

// Phrase is an argument that is a sentence with arguments of its own.
type Phrase struct {
	Key  string
	Args []any
}

// Catalogue holds every message of the product. It does not change after New.
type Catalogue struct {
	texts map[string][2]string // Chinese, English
}

// New makes a catalogue of tables. It refuses an empty text, a key that is there twice, and two languages that do not
// use the same arguments; the error names every such key.
func New(tables ...[]Message) (*Catalogue, error) {
	c := &Catalogue{texts: map[string][2]string{}}
	var bad []string
	for _, table := range tables {
		for _, m := range table {
			key, zh, en := m[0], m[1], m[2]
			if why := wrong(key, zh, en); why != "" {
				bad = append(bad, key+": "+why)
			}
			if _, there := c.texts[key]; there {
				bad = append(bad, key+": there twice")
			}
			c.texts[key] = [2]string{zh, en}
		}
	}
	if len(bad) > 0 {
		return nil, fmt.Errorf("i18n: %s", strings.Join(bad, "; "))
	}
	return c, nil
}

// Must is New for tables that are part of the program, where a mistake is a mistake of the programmer.
func Must(tables ...[]Message) *Catalogue {
	c, err := New(tables...)
	if err != nil {
		panic(err)
	}
	return c
}

// Has tells whether the catalogue knows a key.
func (c *Catalogue) Has(key string) bool {
	_, ok := c.texts[key]
	return ok
}

// Keys lists all keys in order.
func (c *Catalogue) Keys() []string {
	keys := make([]string, 0, len(c.texts))
	for k := range c.texts {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// For is the catalogue in one language, at this moment.
func (c *Catalogue) For(lang Lang) Localizer { return c.At(lang, time.Now()) }

// At is For at a given moment: dates leave out the year of that moment.
func (c *Catalogue) At(lang Lang, now time.Time) Localizer {
	return Localizer{cat: c, lang: lang, now: now}
}

func wrong(key, zh, en string) string {
	switch {
	case key == "":
		return "no key (" + zh + ")"
	case strings.TrimSpace(zh) == "" || strings.TrimSpace(en) == "":
		return "a text is empty"
	case strings.Count(en, "|") > 1:
		return "more than two plural forms"
	case !maps.Equal(arguments(zh), arguments(en)):
		return "the languages differ in their arguments"
	}
	return ""
}

// arguments is the set of numbers in {n}.
func arguments(text string) map[int]bool {
	found := map[int]bool{}
	expand(text, func(n int) string { found[n] = true; return "" })
	return found
}

// expand replaces each {n} in text by what value says; anything else in braces stays.
func expand(text string, value func(n int) string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		n, err := strconv.Atoi(text[open+1 : open+end])
		if err != nil || n < 0 {
			b.WriteString(text[:open+end+1])
		} else {
			b.WriteString(text[:open])
			b.WriteString(value(n))
		}
		text = text[open+end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// Localizer speaks one language. The zero value shows keys.
type Localizer struct {
	cat  *Catalogue
	lang Lang
	now  time.Time
}

// Lang is the language spoken.
func (l Localizer) Lang() Lang { return l.lang }

// In is the same catalogue and moment in another language.
func (l Localizer) In(lang Lang) Localizer { l.lang = lang; return l }

// Now is the moment that decides which year is left out.
func (l Localizer) Now() time.Time { return l.now }

// T is the sentence behind a key. Whole numbers, strings, times (as a date), keys, phrases and Stringers may be arguments. A key
// that no table has is shown as it is and logged: a visitor sees something odd, never an error.
func (l Localizer) T(key string, args ...any) string {
	if l.cat == nil {
		return key
	}
	both, ok := l.cat.texts[key]
	if !ok {
		slog.Error("no text for a translation key", "key", key)
		return key
	}
	text := both[0]
	if l.lang == English {
		text = plural(both[1], args)
	}
	return expand(text, func(n int) string {
		if n >= len(args) {
			return "{" + strconv.Itoa(n) + "}"
		}
		return l.say(args[n])
	})
}

func (l Localizer) say(arg any) string {
	switch v := arg.(type) {
	case string:
		return v
	case Key:
		return l.T(string(v))
	case Phrase:
		return l.T(v.Key, v.Args...)
	case time.Time:
		return l.Date(v)
	default:
		return fmt.Sprint(v)
	}
}

func plural(text string, args []any) string {
	one, many, two := strings.Cut(text, "|")
	if !two {
		return text
	}
	for _, a := range args {
		if n, ok := whole(a); ok {
			if n == 1 {
				return one
			}
			return many
		}
	}
	return many
}

func whole(a any) (int64, bool) {
	switch n := a.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case int32:
		return int64(n), true
	case uint8:
		return int64(n), true
	default:
		return 0, false
	}
}
