package place

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Words are the translation keys of this package with the Chinese and the English text; arguments stand as {0}, {1}.
// Pages show them through the house's catalogue; the rooms that read files (edition, below) print them themselves (Sayer).
func Words() [][3]string {
	return append(verbWords(), fileWords()...)
}

func verbWords() [][3]string {
	return [][3]string{
		{"place.unknown", "没有这个地方", "There is no such place"},
		{"place.code", "区划代码不对", "This is not a division code"},
		{"place.parent_level", "邻里建在社区下，楼栋建在邻里下", "A neighbourhood belongs to a community, a building to a neighbourhood"},
		{"place.code_taken", "这个代码已经用过", "This code has been used"},
		{"place.full", "这一级的代码用完了", "All codes of this level have been used"},
		{"place.has_children", "下面还有 {0} 处，先撤它们", "There is still {0} place below it|There are still {0} places below it"},
		{"place.successor", "接替的地方要是同一级、现有的另一处", "The successor must be another existing place of the same level"},
		{"place.name_empty", "没有名称", "The name is missing"},
		{"place.name_long", "名称最多 {0} 个字", "The name is longer than {0} characters"},
		{"place.name_control", "名称里有换行或控制字符", "The name holds a line break or another control character"},
		{"place.not_utf8", "不是 UTF-8 编码，请另存为“CSV UTF-8”", "Not in UTF-8; please save the file as “CSV UTF-8”"},
	}
}

// fileWords are what every reader of files says.
func fileWords() [][3]string {
	return [][3]string{
		{"place.import.unreadable", "文件读不出来（压缩包不完整？）", "The file cannot be read (is the archive complete?)"},
		{"place.import.bad", "有 {0} 处错误，没有导入", "{0} error found; nothing was imported|{0} errors found; nothing was imported"},
		{"place.import.fields", "有 {0} 个字段，表头有 {1} 个", "{0} fields where the header has {1}"},
		{"place.import.quotes", "引号不成对", "A quotation mark is out of place"},
		{"place.report.group", "{0}：{1}", "{0}: {1}"},
		{"place.report.problem", "第 {0} 行{1}：{2}", "line {0}{1}: {2}"},
		{"place.report.nothing", "和库里的一样，没有改动", "The same as in the database; nothing was changed"},
		{"place.report.ignored", "不认识的列，没有采用", "Unknown columns, ignored"},
		{"place.report.problems", "有问题的行", "Lines with problems"},
	}
}

// Problem is one thing wrong with one line of a file.
type Problem struct {
	Line  int // as an editor counts; 1 is the header
	Field string
	Key   string // translation key, in Words or in those of the room that reads the file
	Args  []any
}

// WriteProblems prints every problem with its line, in the words of a Sayer.
func WriteProblems(w io.Writer, say func(key string, args ...any) string, problems []Problem) {
	if len(problems) > 0 {
		fmt.Fprintln(w, say("place.report.group", say("place.report.problems"), len(problems)))
	}
	for _, p := range problems {
		field := p.Field
		if field != "" {
			field = " " + field
		}
		fmt.Fprintln(w, " ", say("place.report.problem", p.Line, field, say(p.Key, p.Args...)))
	}
}

// Sayer says the keys of Words and of the words of one more room in one language: English when lang begins with “en”,
// else Chinese.
func Sayer(lang string, more [][3]string) func(key string, args ...any) string {
	column := 1
	if strings.HasPrefix(lang, "en") {
		column = 2
	}
	texts := map[string]string{}
	for _, w := range append(Words(), more...) {
		texts[w[0]] = w[column]
	}
	return func(key string, args ...any) string {
		text := texts[key]
		if one, many, two := strings.Cut(text, "|"); two {
			if text = many; len(args) > 0 && args[0] == 1 {
				text = one
			}
		}
		for i, a := range args {
			text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", fmt.Sprint(a))
		}
		return text
	}
}
