package place

import (
	"fmt"
	"strconv"
	"strings"
)

// Words are the translation keys of this package with the Chinese and the English text; arguments stand as {0}, {1}.
// Pages show them through the house's catalogue, the import prints them itself (Report.WriteText).
func Words() [][3]string {
	return append(append(verbWords(), importWords()...), belowWords()...)
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

func importWords() [][3]string {
	return [][3]string{
		{"place.import.running", "另一次导入正在进行；如果它被强行停掉了，一分钟后再试", "Another import is running; if it was killed, try again in a minute"},
		{"place.import.lost", "这次导入停得太久，被另一次接管了，没有改动任何数据", "This import stood still too long and another took over; nothing was changed"},
		{"place.import.cancelled", "导入已取消，没有改动任何数据", "The import was cancelled; nothing was changed"},
		{"place.import.unreadable", "文件读不出来（压缩包不完整？）", "The file cannot be read (is the archive complete?)"},
		{"place.import.bad", "有 {0} 处错误，没有导入", "{0} error found; nothing was imported|{0} errors found; nothing was imported"},
		{"place.import.column_missing", "缺少这一列", "The column is missing"},
		{"place.import.column_twice", "这一列出现两次", "The column is there twice"},
		{"place.import.fields", "有 {0} 个字段，表头有 {1} 个", "{0} fields where the header has {1}"},
		{"place.import.quotes", "引号不成对", "A quotation mark is out of place"},
		{"place.import.code_digits", "代码只能是数字", "A code has digits only"},
		{"place.import.code_length", "代码要有 12 位", "A code has 12 digits"},
		{"place.import.code_unknown", "库里没有这个地方，文件里也没有它的名称", "There is no such place, and the file does not name it"},
		{"place.import.duplicate", "代码与第 {0} 行重复", "The code is the same as in line {0}"},
		{"place.import.level", "级别写的是“{0}”，按代码应是 {1}", "The level is “{0}”, by the code it is {1}"},
		{"place.import.parent_missing", "没有上级代码", "The parent's code is missing"},
		{"place.import.parent_prefix", "上级 {0} 不是这个代码的前段", "The parent {0} is not the beginning of the code"},
		{"place.import.parent_unknown", "上级 {0} 不在文件里，也不在库里", "The parent {0} is neither in the file nor in the database"},
		{"place.import.parent_skipped", "上级在第 {0} 行，已略过", "The parent in line {0} was skipped"},
		{"place.import.class", "城乡分类代码不对", "This is not an urban–rural class"},
		{"place.import.old_self", "旧代码和新代码一样", "The old code is the same as the new one"},
		{"place.import.old_present", "旧代码 {0} 还在文件里", "The old code {0} is still in the file"},
		{"place.import.old_twice", "旧代码 {0} 已被第 {1} 行接替", "The old code {0} is replaced by line {1} already"},
		{"place.report.head", "{0}，自 {1} 起：共 {2} 行，略过 {3} 行", "{0}, from {1} on: {2} rows, {3} skipped"},
		{"place.report.group", "{0}：{1}", "{0}: {1}"},
		{"place.report.problem", "第 {0} 行{1}：{2}", "line {0}{1}: {2}"},
		{"place.report.source", "区划表", "List of divisions"},
		{"place.report.nothing", "和库里的一样，没有改动", "The same as in the database; nothing was changed"},
		{"place.report.added", "新增", "Added"},
		{"place.report.renamed", "改名", "Renamed"},
		{"place.report.reclassified", "改了上级或城乡分类", "Other parent or urban–rural class"},
		{"place.report.recoded", "换了代码", "Recoded"},
		{"place.report.ended", "撤销", "Ended"},
		{"place.report.stranded", "所属社区已撤销的邻里和楼栋，请社区处理", "Neighbourhoods and buildings whose community has ended; please settle them"},
		{"place.report.aliases", "新增别名", "Aliases added"},
		{"place.report.unknown_old", "库里没有的旧代码，没有采用", "Old codes that the database never had; ignored"},
		{"place.report.unchanged", "没有变的", "Unchanged"},
		{"place.report.ignored", "不认识的列，没有采用", "Unknown columns, ignored"},
		{"place.report.problems", "有问题的行", "Lines with problems"},
		{"place.report.more", "等等", "and more"},
	}
}

func belowWords() [][3]string {
	return [][3]string{
		{"place.below.header", "第一行要有 community,name 两列，可以再加 number 和 building", "The first line must name the columns community and name; number and building may follow"},
		{"place.below.too_many", "一次最多 {0} 行，请按社区分成几个文件", "At most {0} rows at a time; please split the file by community"},
		{"place.below.community", "不是社区（村）的 12 位代码", "Not the 12-digit code of a community"},
		{"place.below.unknown", "库里没有这个社区，先导入区划：linli import divisions", "There is no such community; import the divisions first: linli import divisions"},
		{"place.below.replaced", "这个社区已经换了代码，请改用 {0}", "This community has another code now; please use {0}"},
		{"place.below.ended", "这个社区已经撤销", "This community has ended"},
		{"place.below.number", "号码写 1 到 999", "A number is 1 to 999"},
		{"place.below.two_numbers", "同一个邻里前面写的是 {0} 号", "The same neighbourhood has number {0} before"},
		{"place.below.number_twice", "这个号码第 {0} 行已经用了", "Line {0} has this number already"},
		{"place.below.other_number", "这个邻里库里已经有，是 {0} 号；请改成 {0}，或不写号码", "This neighbourhood is there already with number {0}; write {0}, or leave the number out"},
		{"place.below.number_taken", "这个号码库里是“{0}”；换一个号码，或不写号码", "This number belongs to “{0}”; take another, or leave it out"},
		{"place.below.number_used", "这个号码给过已撤销的“{0}”，不再用；换一个号码，或不写号码", "This number belonged to “{0}”, which has ended, and is not given again; take another, or leave it out"},
		{"place.below.twice", "和前面一行一样", "The same as a line before"},
		{"place.below.building_twice", "这幢楼第 {0} 行已经写了", "Line {0} has this building already"},
		{"place.below.head", "{0}：共 {1} 行", "{0}: {1} rows"},
		{"place.below.added", "新增邻里 {0}，楼栋 {1}；已有的 {2} 行没有动", "Added neighbourhoods: {0}, buildings: {1}; rows that were there already: {2}"},
	}
}

// Sayer says the keys of Words in one language: English when lang begins with “en”, else Chinese.
func Sayer(lang string) func(key string, args ...any) string {
	column := 1
	if strings.HasPrefix(lang, "en") {
		column = 2
	}
	texts := map[string]string{}
	for _, w := range Words() {
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
