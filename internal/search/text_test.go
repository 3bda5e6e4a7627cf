package search_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"linli/internal/errs"
	"linli/internal/search"
)

func parse(t testing.TB, typed string) search.Query {
	t.Helper()
	q, err := search.Parse(typed)
	if err != nil {
		t.Fatalf("%q: %v", typed, err)
	}
	return q
}

func TestWordsInTexts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		typed, text string
		there       bool
	}{
		"two characters inside a sentence":  {"诈骗", "防诈骗宣传到楼下", true},
		"one at the end of a name":          {"芳", "请王芳核对", true},
		"characters that are not beside":    {"防骗", "防诈骗", false},
		"its pairs, but not itself":         {"没水没", "没水，水没", false},
		"over a comma":                      {"灯坏", "路灯，坏了", false},
		"two words, in any order":           {"坏 灯", "路灯，坏了", true},
		"two words of which one is missing": {"灯 门", "路灯，坏了", false},
		"full width like half width":        {"ａｔｍ", "ATM机", true},
		"capitals like small ones":          {"A21", "坐a21路", true},
		"a part of a number":                {"21", "坐a21路", true},
		"accents":                           {"cafe", "Café门口", true},
		"outside the basic plane":           {"𠮷野", "𠮷野村", true},
		"what is not seen":                  {"长\u200b椅", "添一把长椅", true},
		"signs only":                        {"？！", "？！", false},
	} {
		if got := parse(t, c.typed).In(c.text); got != c.there {
			t.Errorf("%s: %v", name, got)
		}
	}
	if !parse(t, "买买提艾力").InName("买买提·艾力") || parse(t, "买买提艾力").In("买买提·艾力") {
		t.Error("dots count in texts, not in names")
	}
}

func TestTooMuch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ typed, key string }{
		"too long":                 {strings.Repeat("路", search.MaxQuery+1), "search.error.long"},
		"too much that is unseen":  {strings.Repeat("\u200b", 9*search.MaxQuery), "search.error.long"},
		"too many words":           {"一 二 三 四 五 六 七 八 九", "search.error.words"},
		"a control character":      {"路\a灯", "search.error.characters"},
		"what turns a line around": {"路\u202e灯", "search.error.characters"},
	} {
		_, err := search.Parse(c.typed)
		if f := errs.FieldsOf(err); len(f) != 1 || f[0].Name != "q" || f[0].Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := search.Parse(strings.Repeat("路", search.MaxQuery)); err != nil {
		t.Errorf("as long as may be: %v", err)
	}
}

// Surnames are read as surnames, whatever the character is read as elsewhere; in places every reading counts.
func TestInitials(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed, name string
		person      bool
		there       bool
	}{
		{"zxh", "曾小红", true, true},
		{"cxh", "曾小红", true, false},
		{"qdm", "仇大明", true, true},
		{"cdm", "仇大明", true, false},
		{"cyb", "单于冰", true, true},
		{"dyb", "单于冰", true, false},
		{"sxh", "单小红", true, true},
		{"xyz", "解玉珍", true, true},
		{"jyz", "解玉珍", true, false},
		{"ycf", "尉迟芳", true, true},
		{"wf", "王芳", true, true},
		{"f", "王芳", true, true},
		{"fw", "王芳", true, false},
		{"tgf", "谈桂芬", true, true},
		{"WF", "王芳", true, true},
		{"zxc", "中心村社区居委会", false, true},
		{"cq", "重庆路", false, true},
		{"zq", "重庆路", false, true},
		{"5z", "第5幢", false, true},
		{"qxh", "覃小红", true, true}, // read in two ways
		{"txh", "覃小红", true, true},
		{"zdm", "翟大明", true, true},
		{"ddm", "翟大明", true, true},
		{"wf", "隗芳", true, true},
		{"kf", "隗芳", true, true},
		{"yp", "乐平", true, true},
		{"lp", "乐平", true, true},
		{"cj", "谌静", true, true},
		{"sj", "谌静", true, true},
		{"xx", "覃小红", true, false}, // of 覃 as of no surname
		{"gh", "盖红", true, true},
		{"qh", "区红", true, false},
		{"oh", "区红", true, true},
		{"zh", "查红", true, true},
		{"ch", "查红", true, false},
		{"ph", "朴红", true, true},
		{"mqh", "万俟红", true, true},
		{"xh", "冼红", true, true},
		{"fh", "逄红", true, false},
		{"ph", "逄红", true, true},
		{"mh", "缪红", true, true},
		{"hh", "黑红", true, true},
		{"bh", "秘红", true, true},
		{"mh", "秘红", true, false},
		{"sh", "折红", true, true},
		{"yh", "员红", true, true},
		{"ch", "种红", true, true},
		{"zh", "种红", true, false},
		{"sh", "召红", true, true},
		{"zh", "召红", true, false},
		{"lp", "乐平村", false, true}, // in places every reading counts
		{"yp", "乐平村", false, true},
		{"w f", "王芳", true, false}, // two words are no initials
		{"王f", "王芳", true, false},
	} {
		if got := parse(t, c.typed).Abbreviated(c.person, c.name); got != c.there {
			t.Errorf("%s for %s: %v", c.typed, c.name, got)
		}
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	show := func(pieces []search.Piece) (out string) {
		for _, p := range pieces {
			if p.Hit {
				out += "[" + p.Text + "]"
			} else {
				out += p.Text
			}
		}
		return out
	}
	for _, c := range []struct{ typed, text, want string }{
		{"路灯", "门口的路灯坏了，路灯不亮", "门口的[路灯]坏了，[路灯]不亮"},
		{"atm", "ＡＴＭ机", "[ＡＴＭ]机"},
		{"路灯 灯坏", "路灯坏了", "[路灯坏]了"},
		{"没有", "路灯坏了", "路灯坏了"},
		{"长椅", "长\u200b椅", "[长\u200b椅]"},
	} {
		if got := show(parse(t, c.typed).Mark(c.text)); got != c.want {
			t.Errorf("%s in %s: %s", c.typed, c.text, got)
		}
	}
	long := strings.Repeat("前", 100) + "路灯" + strings.Repeat("后", 100)
	if got := show(parse(t, "路灯").Excerpt(long, 40)); !strings.Contains(got, "[路灯]") || !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, "…") || utf8.RuneCountInString(got) != 44 {
		t.Errorf("%s", got)
	}
}

// FuzzQuery: whatever is typed and wherever it is looked for, marking loses nothing of a text, and marks something where, and
// only where, one of the words stands.
func FuzzQuery(f *testing.F) {
	f.Add("路灯 灯", "门口的路灯坏了")
	f.Add("ａ21", "坐A21路\u200b车")
	f.Add("𠮷 é", "𠮷野村 Café")
	f.Add("\xff", "\xff\xfe")
	f.Fuzz(func(t *testing.T, typed, text string) {
		q, err := search.Parse(typed)
		if err != nil {
			return
		}
		whole, hit := "", false
		for _, p := range q.Mark(text) {
			whole, hit = whole+p.Text, hit || p.Hit
		}
		if whole != text {
			t.Errorf("%q in %q becomes %q", typed, text, whole)
		}
		if q.In(text) && !hit {
			t.Errorf("%q stands in %q and is not marked", typed, text)
		}
		q.Excerpt(text, 20)
		q.Abbreviated(true, text)
	})
}
