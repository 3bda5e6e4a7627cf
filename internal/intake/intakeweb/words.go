package intakeweb

import (
	"slices"

	"linli/internal/web/i18n"
)

// Words are what these pages say, Chinese and English side by side.
func Words() []i18n.Message {
	return slices.Concat(pageWords(), errorWords(), wishWords(), otherWords())
}

func pageWords() []i18n.Message {
	return []i18n.Message{
		{"intake.nav", "从表格导入", "Import a table"},
		{"intake.kinds", "导入什么", "What to import"},
		{"intake.home", "把别处的表格读进来。先给您看会加什么、改什么、哪些行不行，看过再导入。", "Read tables from elsewhere in. You first see what would be added, changed and refused; then you decide."},
		{"intake.kind.wishes", "心愿", "Wishes"},
		{"intake.what.wishes", "12345 工单、网格上报、下午茶记下来的心愿。一行一件。", "Orders of the 12345 hotline, grid reports, wishes noted at a tea. One on each line."},
		{"intake.kind.people", "居民", "People"},
		{"intake.what.people", "社区的居民名册：姓名、住处、电话。电话、身份证号、门牌加密存放。", "The community's list of residents: name, home, telephone. Telephone, identity number and door are kept sealed."},
		{"intake.kind.orgs", "单位", "Organisations"},
		{"intake.what.orgs", "物业、单位、科室：名称、在哪里、值班电话。", "Property firms, units, offices: name, place, duty telephone."},
		{"intake.kind.places", "邻里和楼栋", "Neighbourhoods and buildings"},
		{"intake.what.places", "社区下面的邻里、邻里下面的楼栋：新加的，和改了名字的。表里没有的不会撤。", "Neighbourhoods in a community and buildings in them: new ones and new names. What is not in the table stays."},
		{"intake.read_in", "导入{0}", "Import: {0}"},
		{"intake.first", "先给您看会导入什么，看过再定。同一个表格再读一次，不会重复。", "You first see what would be imported. The same table read twice brings nothing twice."},
		{"intake.template", "下载空表", "Download an empty table"},
		{"intake.template.how", "怎么填", "How to fill it in"},
		{"intake.template.column", "列名", "Column"},
		{"intake.template.need", "要不要填", "Needed"},
		{"intake.template.what", "填什么", "What goes into it"},
		{"intake.template.also", "也可以叫", "Other names"},
		{"intake.template.example", "例：", "Example: "},
		{"intake.need", "必须有", "needed"},
		{"intake.out", "导出{0}", "Export: {0}"},
		{"intake.out.how", "您这里全部的，列和导入时一样，再读回来什么都不变。电话、身份证号和居民写的话不在里面。每次导出有编号，会记下来。", "All in your charge, in the columns of the import: read in again it changes nothing. No telephone, identity number or words of residents is in it. Each export has a number and is written down."},
		{"intake.out.list", "按单子导出：先在单子里筛好地方、颜色、办到哪一步，再导出。列和导入时一样，后面多几列。", "By the list: narrow it to a place, a colour, a stage, then export. The columns are those of the import, with some more behind."},
		{"intake.out.purpose", "做什么用", "What it is for"},
		{"intake.out.as", "存成", "As"},
		{"intake.out.do", "导出表格", "Export the table"},
		{"intake.past", "以前读过的", "Read before"},
		{"intake.col.file", "表格", "Table"},
		{"intake.col.when", "什么时候", "When"},
		{"intake.col.said", "怎么样了", "How it stands"},
		{"intake.file", "看{0}", "See {0}"},
		{"intake.columns", "表格里要有哪些列", "Which columns the table has"},
		{"intake.columns.how", "列的先后不要紧，多出来的列不用。表头上面可以有标题。以“※”开头的行不读。", "Their order does not matter, other columns are left alone, and a title may stand above. Lines that begin with ※ are not read."},
		{"intake.run", "导入{0}", "Import: {0}"},
		{"intake.said.reading", "正在读，读了 {0} 行", "Reading: {0} line so far|Reading: {0} lines so far"},
		{"intake.said.planned", "读好了：新加 {0}，改 {1}，不变 {2}，不行 {3}。还没有导入", "Read: {0} to add, {1} to change, {2} unchanged, {3} refused. Nothing is imported yet"},
		{"intake.said.doing", "正在导入：{0} 行进去了，一共 {1} 行", "Importing: {0} of {1} lines are in"},
		{"intake.said.stopped", "停下了：{0} 行进去了，到第 {1} 行为止；还有 {2} 行没有进", "Stopped: {0} lines are in, up to line {1}; {2} are not"},
		{"intake.said.done", "导入好了：进去 {0} 行，不变 {1} 行，不行 {2} 行", "Imported: {0} lines, {1} unchanged, {2} refused"},
		{"intake.said.failed", "这个表格没有读成，什么都没有导入", "The table could not be read; nothing was imported"},
		{"intake.said.dropped", "不导入了，表格已经删掉", "Not imported; the table was deleted"},
		{"intake.look", "看看现在到哪里了", "See how far it is"},
		{"intake.stop", "停下", "Stop"},
		{"intake.go_on", "接着导入", "Go on"},
		{"intake.begin", "导入 {0} 行", "Import {0} line|Import {0} lines"},
		{"intake.drop", "不导入，删掉表格", "Do not import, delete the table"},
		{"intake.done.drop", "没有导入，表格已经删掉", "Nothing was imported; the table was deleted"},
		{"intake.other", "读另一个表格", "Read another table"},
		{"intake.report", "下载不行的行", "Download the refused lines"},
		{"intake.report.how", "下载的是您自己的表格，最后多了一列“原因”。在里面改好，整个再读一次：已经进去的不会重复。", "It is your own table with a last column “Reason”. Correct it there and read the whole in again: what is in already is not doubled."},
		{"intake.reason", "原因", "Reason"},
		{"intake.why", "{0}：{1}", "{0}: {1}"},
		{"intake.unknown", "这些列没有用：{0}", "These columns were not used: {0}"},
		{"intake.lines", "各行", "Lines"},
		{"intake.lines.none", "没有这样的行，或者已经导入了", "There are none, or they are in already"},
		{"intake.lines.more", "这里列出前 {0} 行", "The first {0} lines"},
		{"intake.line.in", "进去了", "is in"},
		{"intake.tab.refused", "不行的", "Refused"},
		{"intake.tab.added", "新加的", "To add"},
		{"intake.tab.changed", "要改的", "To change"},
		{"intake.col.what", "这一行", "The line"},
		{"intake.changes", "要改：{0}", "Changes: {0}"},
		{"intake.forbidden", "这种表格由社区工作人员或区指挥中心来导入。", "Such tables are imported by a community's staff or the district's command centre."},
		{"intake.conflict", "它已经不在这一步了，请看现在怎么样", "It is not at that step any more; please look how it stands"},
	}
}

func errorWords() []i18n.Message {
	return []i18n.Message{
		{"intake.error.heads", "前 20 行里没有找到表头，少了：{0}", "No heads were found in the first 20 lines; missing: {0}"},
		{"intake.error.no_lines", "表头下面一行都没有", "There is no line below the heads"},
		{"intake.error.twice", "和第 {0} 行是同一个，只要留一行", "It is the same as line {0}: keep one of them"},
		{"intake.error.moved", "您看过以后这里有人改过，请再读一次", "Somebody has changed it since you looked; please read it in again"},
		{"intake.error.lost_digits", "这个号码被 Excel 变成了数字，后面几位没有了。把这一格改成文本，重新填", "Excel has made this number a figure and lost its last digits: make the cell a text and type it again"},
		{"intake.error.time", "日期看不懂，写成 2026-05-11 或 2026-05-11 14:30", "This is no date: write 2026-05-11 or 2026-05-11 14:30"},
		{"intake.error.future", "这个时间还没有到", "This time is still to come"},
		{"intake.error.name", "名字没有写，太长，或者有不能用的字", "The name is missing, too long, or holds characters that cannot be used"},
		{"intake.error.yes_no", "写“是”或“否”", "Write yes or no"},
		{"intake.error.place", "您这里没有叫这个名字的地方，写全名或者编码", "No place in your charge is called so: write its full name or its code"},
		{"intake.error.places", "有几处叫这个名字，前面写上街道、社区，或者写编码", "Several places are called so: write the street and community before it, or the code"},
		{"intake.error.reach", "这个地方不归您这里", "This place is not in your charge"},
	}
}

func wishWords() []i18n.Message {
	return []i18n.Message{
		{"intake.wishes.differs", "已经导入过，编号 {0}，内容不一样了。到那件心愿里补充，不在表格里改", "It is here already as {0} and differs. Add to that wish instead; a table does not change it"},
		{"intake.wishes.not_ours", "来源写的是邻里+，可是没有这个编号", "The source says linli, but there is no such number"},
		{"intake.wishes.no_text", "没有写是什么事", "It does not say what it is about"},
		{"intake.wishes.channel", "渠道写：下午茶、窗口、电话、网格、代表、12345、来信", "The channel is tea, window, telephone, grid, deputy, hotline or letter"},
		{"intake.wishes.topic", "没有这个事项。可以留空，由社区来分", "There is no such topic. It may stay empty: the community chooses"},
		{"intake.wishes.state", "写“待办”或“办结”", "Write open or ended"},
		{"intake.wishes.open_colour", "还没办结的，颜色由社区书记来分，这一格留空", "While it is open the community's secretary gives the colour: leave it empty"},
		{"intake.wishes.open_ended", "有办结时间，办理情况却没有写“办结”", "It has an end, but its state does not say ended"},
		{"intake.wishes.backwards", "办结时间早于提出时间", "It ended before it was raised"},
		{"intake.wishes.whose_phone", "有电话没有姓名，写怎么称呼，例如“陈女士”", "There is a telephone and no name: write how to address the person"},
		{"intake.wishes.community", "要写到社区，或者社区下面的邻里、楼栋", "Name a community, or a neighbourhood or building in one"},
		{"intake.wishes.col.source", "从哪个系统来：12345、网格平台、下午茶", "The system it comes from: 12345, the grid, a tea"},
		{"intake.wishes.col.outside", "在那个系统里的编号。有编号，同一件不会进两次；没有，就看时间、地方和内容", "Its number there, so that it comes once; without one, time, place and text decide"},
		{"intake.wishes.col.filed", "什么时候提的：2026-05-11 或 2026-05-11 14:30", "When it was raised: 2026-05-11 or 2026-05-11 14:30"},
		{"intake.wishes.col.place", "社区、邻里或楼栋，写名字或编码；重名的前面写上街道", "Community, neighbourhood or building, by name or code; with the street before it where a name is not alone"},
		{"intake.wishes.col.spot", "居民自己的说法，可不填", "In the resident's words; may be empty"},
		{"intake.wishes.col.text", "什么事，至少 5 个字", "What it is about, 5 characters or more"},
		{"intake.wishes.col.topic", "事项的名字或编号，可不填", "A topic's name or code; may be empty"},
		{"intake.wishes.col.channel", "下午茶、窗口、电话、网格、代表、12345、来信", "Tea, window, telephone, grid, deputy, hotline, letter"},
		{"intake.wishes.col.name", "谁提的，可不填", "Who raised it; may be empty"},
		{"intake.wishes.col.phone", "怎么联系，加密存放", "How to reach the person; kept sealed"},
		{"intake.wishes.col.public", "邻居能不能看：是、否。不填就是否", "May neighbours read it: yes or no. Empty is no"},
		{"intake.wishes.col.state", "待办或办结。不填就是待办：收下的期限从导入时算起", "Open or ended. Empty is open: the time to receive it runs from the import"},
		{"intake.wishes.col.ended", "办结的，写什么时候", "Of what has ended: when"},
		{"intake.wishes.col.colour", "办结的，可以写蓝、黄、红", "Of what has ended: blue, yellow or red, if known"},
		{"intake.wishes.col.answer", "办结的，当时怎么答复的", "Of what has ended: what the answer was"},
	}
}

func otherWords() []i18n.Message {
	return []i18n.Message{
		{"intake.people.consent", "写“口头”“书面”或“监护人”", "Write oral, paper or guardian"},
		{"intake.people.consent_needed", "有身份证号或门牌，要写本人怎么同意的", "With an identity number or a door, say how the person agreed"},
		{"intake.people.own", "没有这个系统编号，新的人请留空", "There is no such id: leave it empty for somebody new"},
		{"intake.people.no_key", "电话和身份证号至少填一个，不然分不清是谁", "Give a telephone or an identity number: without them nobody can tell who it is"},
		{"intake.people.several", "这个名字和电话有几个人，写上身份证号", "Several people have this name and telephone: give the identity number"},
		{"intake.people.elsewhere", "这个人登记在别的社区，请那边改", "This person is registered in another community: it is changed there"},
		{"intake.orgs.several", "有几家对得上，写上统一社会信用代码", "Several fit: give the credit code"},
		{"intake.orgs.kind", "已经登记成别的类别，类别不在表格里改", "It is registered as another kind; a table does not change that"},
		{"intake.places.level", "上级要是社区或者邻里", "What is above is a community or a neighbourhood"},
		{"intake.places.code", "编码要接在上级的编码后面，多三位", "The code is that of what is above, and three digits more"},
		{"intake.people.col.own", "从这里下载的名册才有，新的人留空", "Only in lists downloaded here; empty for somebody new"},
		{"intake.people.col.name", "全名", "The full name"},
		{"intake.people.col.place", "住在哪个社区、邻里或楼栋", "The community, neighbourhood or building of the home"},
		{"intake.people.col.phone", "手机或座机，加密存放；带 * 的不会写回去", "Mobile or fixed line, kept sealed; what holds a * is not written back"},
		{"intake.people.col.id_number", "18 位；出生和性别会跟着填上", "18 characters; birth and sex follow from it"},
		{"intake.people.col.address", "楼栋后面的单元、室号", "The door behind the building"},
		{"intake.people.col.birth", "1958 或 1958-03-02", "1958 or 1958-03-02"},
		{"intake.people.col.sex", "男、女，可不填", "Male or female; may be empty"},
		{"intake.people.col.consent", "有身份证号或门牌时必填：口头、书面、监护人", "Needed with an identity number or a door: oral, paper, guardian"},
		{"intake.orgs.col.kind", "居委会、党支部、促进会、物业、单位、街道办、街道科室、上级工作组、部门", "Committee, party branch, association, property firm, unit, street, street office, superior group, bureau"},
		{"intake.orgs.col.place", "管哪个地方，写名字或编码", "The place that it covers, by name or code"},
		{"intake.orgs.col.name", "全称", "The full name"},
		{"intake.orgs.col.short_name", "平时怎么叫，可不填", "What people call it; may be empty"},
		{"intake.orgs.col.phone", "单位的值班电话，不是哪个人的", "Its duty telephone, not a person's"},
		{"intake.orgs.col.hours", "什么时候有人接", "When somebody answers"},
		{"intake.orgs.col.uscc", "18 位，可不填", "18 characters; may be empty"},
		{"intake.places.col.code", "已经有的写编码；新的可以留空，自动编", "The code of what is there; empty for new ones, which get the next"},
		{"intake.places.col.parent", "邻里写社区，楼栋写邻里", "For a neighbourhood its community, for a building its neighbourhood"},
		{"intake.places.col.name", "花半里，或者 3 号楼", "Huabanli, or building 3"},
	}
}
