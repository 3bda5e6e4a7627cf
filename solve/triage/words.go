package triage

import (
	"cmp"
	"slices"
	"strings"
)

// Shape of the words that are shown: characters each, and which part of the strongest character's weight still belongs to one.
const (
	shortest  = 2
	longWord  = 12
	belonging = 0.3
)

// word is a part of the text that spoke for a label.
type word struct {
	text   string
	weight float64
}

// Words are the parts of the text itself that spoke most for a label against the others, the strongest first, at most so many,
// each once and as it is written there: words and short phrases that a person reads, not runs of characters. None for a label that the model does not know.
func (m *Model) Words(t Text, label string, most int) []string {
	c, ok := slices.BinarySearch(m.Labels, label)
	if !ok {
		return nil
	}
	p := parse(t)
	x := m.known.vector(p)
	value := make(map[int32]float64, len(x.at))
	for j, f := range x.at {
		value[f] = m.speaks(c, f) * x.value[j]
	}
	var found []word
	top := 0.0
	light := make([][][]float64, 2)
	for k, part := range [][][]spot{p.title, p.body} {
		for _, ph := range part {
			l := m.light(ph, value)
			light[k] = append(light[k], l)
			top = max(top, slices.Max(l))
		}
	}
	for k, part := range [][][]spot{p.title, p.body} {
		for i, ph := range part {
			found = append(found, lit([]string{t.Title, t.Body}[k], ph, light[k][i], top*belonging)...)
		}
	}
	return strongestWords(found, most)
}

// speaks is how much a feature speaks for a label against the mean of the others.
func (m *Model) speaks(label int, f int32) float64 {
	var others float64
	for c := range m.weight {
		if c != label {
			others += float64(m.weight[c][f]) * m.scale[c]
		}
	}
	return float64(m.weight[label][f])*m.scale[label] - others/float64(len(m.weight)-1)
}

// light is how much each character of a phrase speaks, as part of all runs that it is in; what the title has speaks the same
// wherever it is said again.
func (m *Model) light(p []spot, value map[int32]float64) []float64 {
	l := make([]float64, len(p))
	for n := 1; n <= Longest; n++ {
		each(p, n, func(g string, at int) {
			var v float64
			if f, ok := m.known.index[g]; ok {
				v = value[f]
			}
			if f, ok := m.known.index[inTitle+g]; ok {
				v += value[f]
			}
			for i := range n {
				l[at+i] += v / float64(n)
			}
		})
	}
	return l
}

// lit are the parts of a phrase in which a character speaks more than a least: whole pieces between the words that say nothing by
// themselves, so that nobody reads half of a word. The weight of a part is the sum of its characters, which is that of the runs in it.
func lit(text string, p []spot, light []float64, least float64) (out []word) {
	all := pieces(p)
	for k, x := range all {
		for _, part := range loud(x, light, least) {
			if part.end-part.from < shortest { // a character alone is no word: with the piece beside it
				switch {
				case k+1 < len(all) && all[k+1].end-part.from <= longWord:
					part.end = all[k+1].end
				case k > 0 && part.end-all[k-1].from <= longWord:
					part.from = all[k-1].from
				default:
					continue
				}
			}
			var sum float64
			for _, v := range light[part.from:part.end] {
				sum += v
			}
			if sum > 0 {
				out = append(out, word{text[p[part.from].start:p[part.end-1].end], sum})
			}
		}
	}
	return out
}

// piece is a part of a phrase, [from, end).
type piece struct{ from, end int }

// loud are the parts of a piece that speak: all of it, where one of its characters does and it is short enough to be read at a
// glance; of a longer one what speaks for the label around such a character.
func loud(x piece, light []float64, least float64) (out []piece) {
	speaks := func(i int) bool { return light[i] > 0 && light[i] >= least }
	for i := x.from; i < x.end; i++ {
		if !speaks(i) {
			continue
		}
		if x.end-x.from <= longWord {
			return []piece{x}
		}
		part := piece{i, i + 1}
		for part.from > x.from && (len(out) == 0 || part.from > out[len(out)-1].end) && light[part.from-1] > 0 {
			part.from--
		}
		for part.end < x.end && part.end-part.from < longWord && light[part.end] > 0 {
			part.end++
		}
		part.from = max(part.from, part.end-longWord)
		out, i = append(out, part), part.end-1
	}
	return out
}

// pieces are what stands in a phrase between numbers and the words that say nothing by themselves.
func pieces(p []spot) (out []piece) {
	from := 0
	for i := 0; i <= len(p); {
		n := 1
		if i < len(p) {
			if whole := among(wholeWords, p[i:]); whole > 0 {
				i += whole
				continue
			}
			n = silent(p[i:])
			if p[i].r == number {
				n = counted(p[i:])
			}
			if n == 0 {
				i++
				continue
			}
		}
		if i > from {
			out = append(out, piece{from, i})
		}
		i += n
		from = i
	}
	return out
}

// counted is how many characters a number has with what it counts: 3幢, 12号楼, 15路.
func counted(p []spot) (n int) {
	for n = 1; n < min(len(p), 3) && strings.ContainsRune("年月日号时点分秒元块岁幢栋座层楼室户单个次天周米路条", p[n].r); n++ {
	}
	return n
}

// longestSilent is how many characters the longest of the silent words has.
const longestSilent = 4

// silent is how many characters of the beginning of a phrase are a word that says nothing by itself; the longest such word counts.
func silent(p []spot) int { return among(silentWords, p) }

// among is how many characters of the beginning of a phrase are one of some words, the longest of them; 0 where none is.
func among(words map[string]bool, p []spot) int {
	var b strings.Builder
	best := 0
	for i, x := range p[:min(len(p), longestSilent)] {
		b.WriteRune(x.r)
		if words[b.String()] {
			best = i + 1
		}
	}
	return best
}

// wholeWords have a character in them that alone is a silent word.
var wholeWords = set(`被子 被套 被褥 棉被 目的 的士 得到 舍不得 不得 记得 值得 难得 懂得 取得 获得 了解 受不了 不得了 和平 和睦 和谐 和气 调和 温和
	暖和 在家 存在 实在 内在 潜在 就业 就医 就餐 就近 就诊 成就 将就 把手 门把 火把 拖把 让座 转让 都市 首都 从业 服从 自从 太阳 太极 太平 很多
	还款 还钱 归还 偿还 退还 但愿 是非 与会 参与 及时 及格 普及`)

// silentWords are words of grammar and address. Characters that often are part of another word (上, 地, 着, 过, 里, 不) are not among
// them alone: a piece with one too many is still read, half a word is not.
var silentWords = set(`的 了 吗 呢 吧 啊 呀 嘛 是 在 和 与 及 也 都 就 还 又 很 太 这 那 但 而 且 把 被 让 从 得 我 你 您 他 她 它 咱 谁
	我们 你们 他们 咱们 大家 我家 这里 那里 这边 那边 这个 那个 这些 那些 这么 那么 这样 那样 一直 已经 经常 总是 老是 现在 最近 有时 有时候 时候
	因为 所以 可以 能不能 可不可以 是不是 有没有 希望 什么 怎么 还是 但是 如果 而且 然后 非常 特别 有点 一个 一些 一下 一点 一样 一次
	觉得 以后 之前 以前 之后 虽然 不过 就是 都是 还有 还在 请问 麻烦 谢谢 你好 您好 请你们 能否 是否 或者 以及 为了 对于 关于 由于`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// strongestWords are the strongest, each once; what another one has in it is not said again.
func strongestWords(found []word, most int) []string {
	sum := map[string]float64{}
	for _, w := range found {
		sum[w.text] += w.weight
	}
	found = found[:0]
	for text, weight := range sum {
		found = append(found, word{text, weight})
	}
	slices.SortFunc(found, func(a, b word) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.text, b.text)) })
	var out []string
	for _, w := range found {
		if len(out) < most && !slices.ContainsFunc(out, func(has string) bool { return strings.Contains(has, w.text) }) {
			out = append(out, w.text)
		}
	}
	return out
}
