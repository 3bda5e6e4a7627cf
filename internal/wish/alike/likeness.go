package alike

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// corpus is texts that others are compared with. A text falls into characters and pairs of neighbouring characters, without
// the words that only hold a sentence together; two texts are as like as the pieces they share weigh against the smaller of
// them and against both (the mean of the overlap coefficient and the cosine, each piece weighted by inverse document
// frequency: Manning et al., Introduction to Information Retrieval, 2008, 6.2–6.3). Texts that name different buildings, or
// units of one building, are about different matters however like they are; so it is with the gates and sides of an estate.
type corpus struct {
	docs  []document
	own   int              // texts of the docs that do not count where a piece is weighed
	with  map[string][]int // the documents that have a piece
	whole []float64        // what each document weighs
}

// document is a text as it is compared: its pieces, each once, and the spots it names.
type document struct {
	pieces []string
	at     spots
}

// newCorpus reads texts with which another is compared.
func newCorpus(texts []string) *corpus { return corpusOf(texts, 0) }

// newCircle reads texts that are compared with each other. The one that is compared does not make its own words commoner: it finds
// what it would have found while it was written.
func newCircle(texts []string) *corpus { return corpusOf(texts, 1) }

func corpusOf(texts []string, own int) *corpus {
	c := &corpus{docs: make([]document, len(texts)), own: own, with: map[string][]int{}, whole: make([]float64, len(texts))}
	for i, t := range texts {
		c.docs[i] = read(t)
		for _, p := range c.docs[i].pieces {
			c.with[p] = append(c.with[p], i)
		}
	}
	for i, d := range c.docs {
		c.whole[i] = c.weighAll(d)
	}
	return c
}

// weigh is what a piece counts: the more, the fewer texts have it; a single character half of a pair.
func (c *corpus) weigh(piece string) float64 {
	n := float64(len(c.docs) + 1)
	w := math.Log(1 + n/float64(max(1, len(c.with[piece])-c.own)))
	if utf8.RuneCountInString(piece) == 1 {
		w /= 2
	}
	return w * w
}

func (c *corpus) weighAll(d document) (sum float64) {
	for _, p := range d.pieces {
		sum += c.weigh(p)
	}
	return sum
}

// match is one of the texts, by its place among them, and how like it is, 0 to 1.
type match struct {
	at int
	of float64
}

// closest are the texts that are at least so like a document, the most like first.
func (c *corpus) closest(d document, least float64) (out []match) {
	both, own := make([]float64, len(c.docs)), c.weighAll(d)
	for _, p := range d.pieces {
		w := c.weigh(p)
		for _, i := range c.with[p] {
			both[i] += w
		}
	}
	for i, b := range both {
		if b == 0 {
			continue
		}
		of := (b/min(own, c.whole[i]) + b/math.Sqrt(own*c.whole[i])) / 2 * d.at.against(c.docs[i].at)
		if of = min(of, 1); of >= least {
			out = append(out, match{i, of})
		}
	}
	slices.SortStableFunc(out, func(a, b match) int { return cmp.Compare(b.of, a.of) })
	return out
}

// read takes a text apart.
func read(text string) document {
	text = sayings.Replace(strings.ToLower(norm.NFKC.String(text)))
	d, seen := document{at: spotsOf(text)}, map[string]bool{}
	add := func(piece string) {
		if !seen[piece] {
			seen[piece] = true
			d.pieces = append(d.pieces, piece)
		}
	}
	var before rune
	for _, r := range text {
		switch {
		case strings.ContainsRune(holding, r) || !unicode.IsLetter(r):
			before = 0
			continue
		case before != 0:
			add(string([]rune{before, r}))
		}
		add(string(r))
		before = r
	}
	return d
}

// holding are characters that hold sentences together and say nothing of the matter.
const holding = "的了吗呢吧啊呀哦我你您他她它们请是在有和也都就还很太又再把被让给这那个些着过得地与及或而但为从到对向于之其上下里中来去能会可想要希望个不没"

// sayings are other words for the same thing, and words that wishes begin and fill up with.
var sayings = strings.NewReplacer(
	"电瓶车", "电动车", "垃圾箱", "垃圾桶", "喇叭", "音响", "摄像头", "监控", "补贴", "津贴", "双休日", "周末", "暑假", "暑期",
	"大门", "门", "走廊", "楼道", "路面", "路", "长椅", "椅子", "板凳", "椅子", "停运", "停了", "开放", "开门", "臭味", "味道",
	"小区", " ", "社区", " ", "我们", " ", "我家", " ", "家里", " ", "一个", " ", "几个", " ", "什么", " ", "怎么", " ", "一直", " ",
	"没人管", " ", "没人", " ", "一下", " ", "晚上", " ", "设一", " ",
)

// spots are the buildings, their units, and the gates and sides of an estate that a text names.
type spots struct{ buildings, units, sides []int }

// against is what comparing the places of two texts makes of their likeness.
func (s spots) against(o spots) float64 {
	switch {
	case apart(s.buildings, o.buildings), apart(s.sides, o.sides), apart(s.units, o.units):
		return 0
	case len(s.buildings) > 0 && len(o.buildings) > 0:
		return 1.25
	}
	return 1
}

// apart tells whether both name some, and none that the other names.
func apart(a, b []int) bool {
	return len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(n int) bool { return slices.Contains(b, n) })
}

// spotsOf finds the numbers before the words for buildings and units, in figures or in Chinese: 3号楼, 十二幢, 2单元; and 东门, 南区.
func spotsOf(text string) (out spots) {
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		if side := strings.IndexRune("东南西北", runes[i]); side >= 0 && i+1 < len(runes) && strings.ContainsRune("门大边侧区", runes[i+1]) {
			out.sides = append(out.sides, side)
		}
		n, end := numeral(runes[i:])
		if end == 0 {
			continue
		}
		switch after := string(runes[i+end : min(i+end+2, len(runes))]); {
		case after == "单元":
			out.units = append(out.units, n)
		case after == "号楼" || strings.HasPrefix(after, "幢") || strings.HasPrefix(after, "栋") || strings.HasPrefix(after, "座"):
			out.buildings = append(out.buildings, n)
		}
		i += end - 1
	}
	return out
}

// numeral reads a number up to 99 in Chinese or any in figures at the beginning of a text, and how many characters it has.
func numeral(text []rune) (n, length int) {
	for length < len(text) && text[length] >= '0' && text[length] <= '9' && length < 6 {
		n, length = n*10+int(text[length]-'0'), length+1
	}
	if length > 0 {
		return n, length
	}
	for length < len(text) && length < 3 {
		switch at := strings.IndexRune("一二三四五六七八九", text[length]); {
		case at >= 0:
			n += at/len("一") + 1
		case text[length] == '两':
			n += 2
		case text[length] == '十':
			n = max(n, 1) * 10
		default:
			return n, length
		}
		length++
	}
	return n, length
}
