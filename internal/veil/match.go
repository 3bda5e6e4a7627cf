package veil

import (
	"strings"
	"unicode"
)

// hit is what a matcher has found from a place on: until end, of which from hide until until is masked.
type hit struct {
	kind        Kind
	end         int
	hide, until int
}

// matchers are tried at each place, in this order. A hit without a kind is passed over as a whole.
var matchers = []func(r []rune, i int) (hit, bool){day, wishNumber, mail, handle, plate, door, number, name}

func whole(k Kind, from, end int) (hit, bool) { return hit{k, end, from, end}, true }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func in(set string, r rune) bool { return strings.ContainsRune(set, r) }

func set(s string) map[rune]bool {
	out := make(map[rune]bool, len(s)/3)
	for _, r := range s {
		out[r] = true
	}
	return out
}

// starts tells whether the word stands at i.
func starts(r []rune, i int, word string) (end int, ok bool) {
	for _, c := range word {
		if i >= len(r) || r[i] != c {
			return 0, false
		}
		i++
	}
	return i, true
}

// oneOf is the first of the words that stands at i.
func oneOf(r []rune, i int, words []string) (end int, ok bool) {
	for _, w := range words {
		if end, ok = starts(r, i, w); ok {
			return end, true
		}
	}
	return 0, false
}

// mail: what stands around an @, seen from its first character.
func mail(r []rune, i int) (hit, bool) {
	local := func(c rune) bool { return isLatin(c) || isDigit(c) || in("._%+-", c) }
	if !local(r[i]) || i > 0 && local(r[i-1]) {
		return hit{}, false
	}
	j := i
	for j < len(r) && local(r[j]) {
		j++
	}
	if j == len(r) || r[j] != '@' {
		return hit{}, false
	}
	from := j + 1
	for j = from; j < len(r) && (isLatin(r[j]) || isDigit(r[j]) || in(".-", r[j])); j++ {
	}
	if j == from {
		return hit{}, false
	}
	return whole(Mail, i, j)
}

var messengers = []string{"微信", "QQ", "qq", "VX", "vx", "Vx", "wx", "WX"}

// handle: the name of a messenger, and an account of five characters or more after it.
func handle(r []rune, i int) (hit, bool) {
	j, ok := oneOf(r, i, messengers)
	if !ok {
		return hit{}, false
	}
	for j < len(r) && in("号同码是为: ：", r[j]) {
		j++
	}
	from := j
	for j < len(r) && (isLatin(r[j]) || isDigit(r[j]) || in("_-", r[j])) {
		j++
	}
	if j-from < 5 {
		return hit{}, false
	}
	return hit{Handle, j, from, j}, true
}

const provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

// plate: province, letter, and five or six letters and digits, of which one is a digit.
func plate(r []rune, i int) (hit, bool) {
	if !in(provinces, r[i]) || i+1 >= len(r) || !isLatin(r[i+1]) {
		return hit{}, false
	}
	j := i + 2
	for j < len(r) && in("·•.- ", r[j]) {
		j++
	}
	n, digits := 0, 0
	for ; j < len(r) && (isLatin(r[j]) || isDigit(r[j])); j++ {
		if n++; isDigit(r[j]) {
			digits++
		}
	}
	if n < 4 || n > 6 || digits == 0 {
		return hit{}, false
	}
	return whole(Plate, i, j)
}

const (
	numerals = "〇零一二三四五六七八九十百"
	spoken   = "〇零一二三四五六七八九幺" // digits said one by one
	dashes   = "-—–－"
)

var doorWords = []string{"幢", "栋", "棟", "号楼", "单元", "室", "#"}

// door: a number before a word for building, stairway or room; a letter before one for a building; three numbers in a row.
func door(r []rune, i int) (hit, bool) {
	if i > 0 && (isDigit(r[i]) && isDigit(r[i-1]) || isLatin(r[i]) && isLatin(r[i-1]) || in(numerals, r[i]) && in(numerals, r[i-1])) {
		return hit{}, false
	}
	j := i
	switch {
	case isLatin(r[i]):
		if end, ok := oneOf(r, i+1, []string{"座", "幢", "栋", "号楼"}); ok {
			return hit{Door, end, i, i + 1}, true
		}
		return hit{}, false
	case isDigit(r[i]):
		if end, ok := threePart(r, i); ok {
			return whole(Door, i, end)
		}
		for j < len(r) && isDigit(r[j]) {
			j++
		}
	case in(numerals, r[i]):
		for j < len(r) && in(numerals, r[j]) {
			j++
		}
	default:
		return hit{}, false
	}
	until := j
	for j < len(r) && r[j] == ' ' {
		j++
	}
	if end, ok := oneOf(r, j, doorWords); ok && until-i <= 5 {
		return hit{Door, end, i, until}, true
	}
	return hit{}, false
}

// threePart is 7-2-301: building, stairway, room.
func threePart(r []rune, i int) (end int, ok bool) {
	for part, most := range [3]int{3, 2, 4} {
		from := i
		for i < len(r) && isDigit(r[i]) {
			i++
		}
		if n := i - from; n == 0 || n > most || part == 2 && n < 3 {
			return 0, false
		}
		if part < 2 {
			if i == len(r) || !in(dashes, r[i]) {
				return 0, false
			}
			i++
		}
	}
	return i, true
}

const (
	leastNumber = 7  // digits of a telephone without its area
	longNumber  = 15 // digits of an identity number of the old kind
)

// number: digits, also apart or said in Chinese, that may be a telephone's, a person's or an account's.
func number(r []rune, i int) (hit, bool) {
	if in(spoken, r[i]) {
		j := i
		for j < len(r) && in(spoken, r[j]) {
			j++
		}
		if j-i < leastNumber {
			return hit{}, false
		}
		return whole(Phone, i, j)
	}
	if !isDigit(r[i]) || i > 0 && isDigit(r[i-1]) {
		return hit{}, false
	}
	n, end, apart := run(r, i)
	switch {
	case amount(r, i, end, n, apart):
		return hit{}, false
	case n >= longNumber:
		if end < len(r) && in("Xx", r[end]) {
			end++
		}
		return whole(ID, i, end)
	case n >= leastNumber:
		return whole(Phone, i, end)
	}
	return hit{}, false
}

// run is a row of digits with what may stand between them, until the last digit.
func run(r []rune, i int) (n, end int, apart bool) {
	for j, gap := i, 0; j < len(r) && gap < 3; j++ {
		switch {
		case isDigit(r[j]):
			apart = apart || gap > 0
			n, end, gap = n+1, j+1, 0
		case in(" .·()_、,，"+dashes, r[j]) && (!in("、,，.", r[j]) || phone(r, i)):
			gap++
		default:
			return n, end, apart
		}
	}
	return n, end, apart
}

// phone tells whether a row begins as a mobile telephone's does; only then may commas stand in it.
func phone(r []rune, i int) bool {
	return r[i] == '1' && i+1 < len(r) && r[i+1] >= '3' && isDigit(r[i+1])
}

// amount tells whether a row of digits is a sum or a quantity by the word behind it.
func amount(r []rune, i, end, n int, apart bool) bool {
	mobile := n == 11 && phone(r, i)
	return !apart && !mobile && end < len(r) && in("元万块吨米户件平", r[end])
}

// figures reads so many digits, at least and at most, and nothing but them.
func figures(r []rune, i, least, most int) (end int, ok bool) {
	end = i
	for end < len(r) && isDigit(r[end]) {
		end++
	}
	return end, end-i >= least && end-i <= most
}

// day is no find: 2026-05-12, 2026.5.12, and years such as 2024-2026.
func day(r []rune, i int) (hit, bool) {
	end, ok := figures(r, i, 4, 4)
	if !ok || i > 0 && isDigit(r[i-1]) || string(r[i:i+2]) != "20" && string(r[i:i+2]) != "19" || end == len(r) || !in("./"+dashes, r[end]) {
		return hit{}, false
	}
	if years, ok := figures(r, end+1, 4, 4); ok && r[end+1] == '2' {
		return hit{end: years}, true
	}
	if end, ok = figures(r, end+1, 1, 2); !ok || end == len(r) || !in("./"+dashes, r[end]) {
		return hit{}, false
	}
	end, ok = figures(r, end+1, 1, 2)
	return hit{end: end}, ok
}

// wishNumber is no find: 2026-000123, with or without the place before it.
func wishNumber(r []rune, i int) (hit, bool) {
	if i > 0 && isDigit(r[i-1]) {
		return hit{}, false
	}
	if end, ok := figures(r, i, 12, 12); ok && end < len(r) && r[end] == '-' {
		i = end + 1
	}
	end, ok := figures(r, i, 4, 4)
	if !ok || string(r[i:i+2]) != "20" || end == len(r) || r[end] != '-' {
		return hit{}, false
	}
	end, ok = figures(r, end+1, 6, 6)
	return hit{end: end}, ok
}

// surnames are the commoner ones, without those that are met as words far more often than as names (和, 都, 全, 从, 连, 居).
var surnames = set("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵汪祁毛禹狄米贝臧戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾路娄危江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁邓洪包左石崔吉龚程邢裴陆翁荀惠甄曲封芮储靳段焦巴谷车侯班秋仲宁仇甘厉武符刘景詹龙叶司黎白蒲索赖卓屠蒙池乔闻党翟谭冉桑牛燕冀尚温庄晏柴瞿阎习艾鱼容古易戈廖耿匡文寇东欧沃师巩聂晁敖冷简饶曾沙关荆红游竺权桓公肖付涂代覃佟岳言糜宓昝鄢郏")

var doubles = []string{"欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "端木", "南宫"}

// addresses are forms of address for residents, longer ones first.
var addresses = []string{
	"先生", "女士", "小姐", "太太", "阿姨", "叔叔", "大爷", "大妈", "大伯", "大娘", "大叔", "大婶", "大姐", "大哥", "大嫂", "奶奶", "爷爷", "婆婆", "伯伯",
	"老师", "师傅", "医生", "同志", "老伯", "老太", "嫂子", "同学", "小朋友", "姨", "婶", "嫂", "姐", "哥", "叔", "伯",
}

// introductions stand before a full name.
var introductions = []string{"我叫", "名叫", "联系人", "姓名", "户主"}

// name: a surname, at most two characters of a given name, and a form of address; or a full name that is introduced as one.
func name(r []rune, i int) (hit, bool) {
	if j, ok := oneOf(r, i, introductions); ok {
		for j < len(r) && in("是为: ：", r[j]) {
			j++
		}
		if given, ok := surname(r, j); ok {
			end := given
			for end < len(r) && end < given+2 && unicode.Is(unicode.Han, r[end]) {
				end++
			}
			if end > given {
				return hit{Name, end, given, end}, true
			}
		}
	}
	given, ok := surname(r, i)
	if !ok {
		return hit{}, false
	}
	for n := 0; n <= 2; n++ {
		at := given + n
		if end, ok := oneOf(r, at, addresses); ok && (n == 2 || n == 0 || end-at > 1) {
			if n == 0 {
				return hit{Name, end, i, given}, true
			}
			return hit{Name, end, given, at}, true
		}
		if at >= len(r) || !unicode.Is(unicode.Han, r[at]) {
			break
		}
	}
	return hit{}, false
}

// beginnings are the characters beyond ASCII with which a find may begin: most of a text is none.
var beginnings = func() map[rune]bool {
	out := set(provinces + numerals + spoken)
	for c := range surnames {
		out[c] = true
	}
	for _, words := range [][]string{doubles, introductions, messengers} {
		for _, w := range words {
			for _, c := range w {
				out[c] = true
				break
			}
		}
	}
	return out
}()

func surname(r []rune, i int) (end int, ok bool) {
	if end, ok = oneOf(r, i, doubles); ok {
		return end, true
	}
	if i < len(r) && surnames[r[i]] {
		return i + 1, true
	}
	return 0, false
}
