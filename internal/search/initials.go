package search

import (
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// surnames are the surnames that are read otherwise than as words, with the initial of the reading as a name; of one that families
// read in two ways (覃 Qín, Tán) with both (现代汉语词典; 通用规范汉字表 of 2013 gives 仇 逄 and their like as surnames). Those of two
// characters have an initial for each.
var surnames = map[string]string{
	"曾": "z", "仇": "q", "解": "x", "单": "s", "任": "r", "查": "z", "朴": "p", "翟": "zd", "乐": "yl", "区": "o", "盖": "g", "种": "c",
	"重": "c", "秘": "b", "冼": "x", "折": "sz", "繁": "p", "覃": "qt", "长": "cz", "宿": "s", "召": "s", "祭": "z", "那": "n", "牟": "m",
	"隗": "kw", "褚": "c", "句": "g", "阚": "k", "郗": "xc", "晟": "c", "卜": "b", "车": "c", "都": "d", "费": "f", "葛": "g", "过": "g",
	"纪": "j", "角": "j", "瞿": "q", "幺": "y", "訾": "z", "厍": "s", "撒": "s", "能": "n", "莘": "s", "盛": "s", "石": "s", "沈": "s",
	"柏": "b", "薄": "b", "晁": "c", "谌": "cs", "员": "y", "令": "l", "缪": "m", "逄": "p", "尉": "w", "不": "f", "乜": "n", "洗": "x",
	"黑": "h", "贾": "j", "咎": "g", "臧": "z", "佘": "s", "燕": "y", "应": "y", "於": "y", "宁": "n", "戏": "x", "吾": "w", "哈": "h",
	"单于": "cy", "尉迟": "yc", "万俟": "mq", "澹台": "tt", "长孙": "zs", "令狐": "lh", "鲜于": "xy", "亓官": "qg", "颛孙": "zs",
	"乐正": "yz", "呼延": "hy", "濮阳": "py", "宇文": "yw", "尉遲": "yc", "郇": "xh", "蔚": "yw", "颉": "x", "贲": "b", "佴": "n", "相": "x",
}

// initials are the letters with which each character of a name may begin as it is read: of a surname that of the name, else
// every reading that the character has (重 z, c: 重庆). A letter or digit is itself; other characters count for nothing.
// person: the name begins with a surname.
func initials(name string, person bool) (out [][]rune) {
	r := fold(name, true).text
	if person {
		var n int
		if out, n = ofSurname(r); n > 0 {
			r = r[n:]
		}
	}
	for _, c := range r {
		if set := readings(c); len(set) > 0 {
			out = append(out, set)
		}
	}
	return out
}

// ofSurname are the initials of the surname with which a name begins, and how many characters it has. One that stands in no
// table is read as the dictionary reads it first.
func ofSurname(r []rune) (out [][]rune, n int) {
	for n = min(2, len(r)); n > 0; n-- {
		if n == 2 && len(r) == 2 {
			continue // 单于 alone is 单 and 于
		}
		if read := surnames[string(r[:n])]; read != "" {
			if n == 1 {
				return [][]rune{[]rune(read)}, n
			}
			for _, c := range read {
				out = append(out, []rune{c})
			}
			return out, n
		}
	}
	if len(r) > 0 {
		if set := readings(r[0]); len(set) > 0 {
			return [][]rune{set[:1]}, 1
		}
	}
	return nil, 0
}

// readings are the first letters of all readings of a character, the commonest first.
func readings(c rune) (out []rune) {
	if c < 0x80 {
		return []rune{c}
	}
	for _, syllable := range pinyin.SinglePinyin(c, pinyin.Args{Style: pinyin.Normal, Heteronym: true}) {
		letters := fold(syllable, true).text
		if len(letters) > 0 && letters[0] >= 'a' && letters[0] <= 'z' && !slices.Contains(out, letters[0]) {
			out = append(out, letters[0])
		}
	}
	return out
}

// Abbreviated tells whether what is looked for are the initials of neighbouring characters of one of the names. person: the
// names are of people.
func (q Query) Abbreviated(person bool, names ...string) bool {
	letters, ok := q.letters()
	return ok && slices.ContainsFunc(names, func(name string) bool { return within(letters, initials(name, person)) })
}

// letters is what was typed where it can be initials: one word of small Latin letters and digits.
func (q Query) letters() (word string, ok bool) {
	if len(q.words) != 1 {
		return "", false
	}
	word = q.words[0]
	return word, strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") == "" && strings.ContainsAny(word, "abcdefghijklmnopqrstuvwxyz")
}

// within tells whether letters stand one after the other in sets of letters.
func within(letters string, sets [][]rune) bool {
	for at := 0; at+len(letters) <= len(sets); at++ {
		all := true
		for i, c := range letters {
			all = all && slices.Contains(sets[at+i], c)
		}
		if all {
			return true
		}
	}
	return false
}

// letterGrams calls add for every letter and pair of neighbours that the sets allow.
func letterGrams(sets [][]rune, add func(string)) {
	for i, set := range sets {
		for _, c := range set {
			add(string(c))
			if i == 0 {
				continue
			}
			for _, before := range sets[i-1] {
				add(string([]rune{before, c}))
			}
		}
	}
}
