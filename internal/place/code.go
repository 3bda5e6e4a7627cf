package place

import (
	"strings"

	"linli/internal/errs"
)

// Level is how deep a place lies in the tree.
type Level int

// The levels. 1 to 5 are those of the published list.
const (
	Province      Level = iota + 1 // 省
	Prefecture                     // 市
	County                         // 区、县
	Town                           // 街道、镇、乡
	Community                      // 社区、村
	Neighbourhood                  // 邻里
	Building                       // 楼栋
)

// widths are the digits of a trimmed code by level.
var widths = [...]int{0, 2, 4, 6, 9, 12, 15, 18}

// fullWidth is the statistical-use code as published, padded with zeros.
const fullWidth = 12

// LevelOf is the level of a trimmed code; 0 when it has no level's width.
func LevelOf(code string) Level {
	for l, w := range widths {
		if w == len(code) {
			return Level(l)
		}
	}
	return 0
}

// Trim takes the padding from a code of up to twelve digits: 320613000000 and 320613 give 320613, 320600 gives 3206.
// What is no such code comes back as it is.
func Trim(code string) string {
	for l := Community; l > Province; l-- {
		if len(code) == widths[l] && strings.Trim(code[widths[l-1]:], "0") == "" {
			code = code[:widths[l-1]]
		}
	}
	return code
}

// Parse reads a code as people and files write it, padded (320613000000), trimmed (320613) or with the hyphen
// (320613007005-012), and returns it trimmed. Invalid for anything else.
func Parse(s string) (string, error) {
	code := strings.TrimSpace(s)
	if len(code) > fullWidth+1 && code[fullWidth] == '-' {
		code = code[:fullWidth] + code[fullWidth+1:]
	}
	code = Trim(code)
	l := LevelOf(code)
	bad := l == 0 || !digits(code) || code[:widths[Province]] == "00" ||
		l > Community && (Trim(code[:fullWidth]) != code[:fullWidth] || code[widths[l]-3:] == "000" || code[fullWidth:widths[Neighbourhood]] == "000")
	if bad {
		return "", errs.New(errs.Invalid, "place.code")
	}
	return code, nil
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// Show is a trimmed code as people read it: a hyphen parts our own digits from the published twelve.
func Show(code string) string {
	if len(code) <= fullWidth {
		return code
	}
	return code[:fullWidth] + "-" + code[fullWidth:]
}

// NeighbourhoodOf is a place, but never closer than its 邻里: the building of a wish says too much about whose it is.
func NeighbourhoodOf(code string) string { return code[:min(len(code), widths[Neighbourhood])] }

// Ancestors are the codes above a trimmed code, the province first. Not each of them must exist: a town may hang
// directly under a prefecture.
func Ancestors(code string) []string {
	var out []string
	for _, w := range widths[1:] {
		if w < len(code) {
			out = append(out, code[:w])
		}
	}
	return out
}
