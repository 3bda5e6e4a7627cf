package place

import (
	"strings"
	"unicode/utf8"

	"linli/internal/errs"
	"linli/internal/plain"
	"linli/internal/workday"
)

// Place is one version of one place.
type Place struct {
	Code    string // trimmed
	Version int64  // counts the versions of the code from 1
	Parent  string // trimmed; it need not exist when the list starts below it
	Name    string // in full, as the list prints it
	Class   string // 城乡分类代码: 111 main city … 220 village (domain.md B1); empty when not known
	From    workday.Date

	Ended      bool
	To         workday.Date // first day it no longer holds; only when Ended
	ReplacedBy string       // only when Ended, and then perhaps empty
}

// Level is the place's level.
func (p Place) Level() Level { return LevelOf(p.Code) }

// Short is the name as people say it.
func (p Place) Short() string { return Short(p.Name) }

// Short is a name as people say it: the committee that the list names is taken off. 中心村社区居委会 is 中心村社区,
// 进鲜港村委会 is 进鲜港村. Where nothing sayable would remain (楼梓庄居委会) the committee stays.
func Short(name string) string {
	for _, suffix := range []string{"村民委员会", "村委会"} {
		if base, ok := strings.CutSuffix(name, suffix); ok && base != "" {
			if settled(base) {
				return base
			}
			return base + "村"
		}
	}
	for _, suffix := range []string{"居民委员会", "居委会"} {
		if base, ok := strings.CutSuffix(name, suffix); ok && base != "" {
			if settled(base) {
				return base
			}
			return base + "居委会"
		}
	}
	return name
}

// settled tells whether a name says by itself what it names.
func settled(base string) bool {
	return strings.HasSuffix(base, "社区") || strings.HasSuffix(base, "村") || strings.HasSuffix(base, "嘎查")
}

// maxName is the longest name in characters; the longest of the published list has 28.
const maxName = 64

// CheckName is what is wrong with a name: a translation key with its arguments; the key is empty when nothing is.
func CheckName(name string) (key string, args []any) { return checkName(name), []any{maxName} }

// checkName returns the translation key of what is wrong with a name, empty when nothing is.
func checkName(name string) string {
	switch {
	case !utf8.ValidString(name):
		return "place.not_utf8"
	case !plain.Clean(name, false):
		return "place.name_control"
	case plain.Length(name) == 0:
		return "place.name_empty"
	case utf8.RuneCountInString(name) > maxName:
		return "place.name_long"
	}
	return ""
}

// nameKey is a name as a search compares it. Case is folded here, because SQLite and PostgreSQL differ beyond ASCII.
func nameKey(name string) string { return strings.ToLower(name) }

// SearchKey is a name as a search compares it, for the columns name_key and alias_key: nil where it is the name itself,
// as nearly always.
func SearchKey(name string) any {
	if key := nameKey(name); key != name {
		return key
	}
	return nil
}

// cleanName is what is stored of a typed name.
func cleanName(s string) (string, error) {
	name := strings.TrimSpace(s)
	if key := checkName(name); key != "" {
		return "", errs.BadFields([]errs.Field{{Name: "name", Key: key, Args: []any{maxName}}})
	}
	return name, nil
}
