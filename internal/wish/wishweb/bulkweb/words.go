package bulkweb

import (
	"linli/internal/web/i18n"
	"linli/internal/wish/list"
)

// kept are the names that every form takes along, so that the way back leads to the same list.
var kept = append([]string{"list"}, list.Names()...)

// Words are the pages for many wishes at once.
func Words() []i18n.Message {
	return []i18n.Message{
		{"bulk.title.assign", "交办选中的心愿", "Assign the chosen wishes"},
		{"bulk.title.print", "打印选中的心愿", "Print the chosen wishes"},
		{"bulk.title.export", "导出心愿表格", "Export a table of wishes"},
		{"bulk.back", "回到单子", "Back to the list"},
		{"bulk.these", "这些心愿", "These wishes"},
		{"bulk.whole", "整张单子，{0} 件", "The whole list, {0} wish|The whole list, {0} wishes"},
		{"bulk.rest", "还有 {0} 件", "{0} more"},
		{"bulk.nothing", "选中的心愿现在都不能由您接手或转交。", "None of the chosen wishes can be taken up or handed on by you now."},
		{"bulk.take.panel", "我来接手", "Take them up"},
		{"bulk.take.note", "其中 {0} 件您可以接手。每件各记一笔。", "You may take up {0} of them. Each is recorded on its own."},
		{"bulk.take.do", "接到我名下", "Take up"},
		{"bulk.hand.panel", "转给别的单位", "Hand them on"},
		{"bulk.hand.note", "其中 {0} 件您可以转交，期限照走。不属于那个单位的会留下。", "You may hand on {0} of them; deadlines run on. What that unit cannot have stays."},
		{"bulk.hand.unit", "转给哪个单位", "To which unit"},
		{"bulk.hand.text", "给这个单位的话", "A word to the unit"},
		{"bulk.hand.do", "转交", "Hand on"},
		{"bulk.print.panel", "打印成纸", "Print on paper"},
		{"bulk.print.note", "每件一张。姓名只印姓，不印电话。打印有编号，每件都记下来。", "One sheet each. Names are masked, no telephone. The print has a number, and each wish is recorded."},
		{"bulk.print.do", "做好打印页", "Make the sheets"},
		{"bulk.print.now", "打印", "Print"},
		{"bulk.print.keys", "请用浏览器的打印。", "Please use the browser's print."},
		{"bulk.export.panel", "存成表格文件", "Save as a table"},
		{"bulk.export.note", "能用表格软件打开。姓名只写姓，没有电话和门牌。导出有编号，每件都记下来。", "Opens in spreadsheets. Names are masked, no telephone or door. The export has a number, and each wish is recorded."},
		{"bulk.export.do", "导出", "Export"},
		{"bulk.purpose", "做什么用", "What for"},
		{"bulk.error.purpose", "请选做什么用", "Please choose what it is for"},
		{"bulk.error.unit", "请选转给哪个单位", "Please choose a unit"},
		{"bulk.none", "还没有选心愿，请回到单子勾上", "No wish is chosen; please go back and tick some"},
		{"bulk.too_many", "一次最多 {0} 件，您选了 {1} 件", "At most {0} at once; {1} are chosen"},
		{"bulk.too_many_listed", "这张单子超过 {0} 件，一次导不完。请先筛选，再导出", "This list has more than {0} wishes. Please filter it first"},
		{"bulk.forbidden", "这几步由办理心愿的人来做，您可以看，不能办", "These acts are for those who handle wishes; you may look"},
		{"bulk.again", "这份已经做过，或者选的不一样了；请回到单子重新来", "This copy was made before, or the choice has changed; please start again from the list"},
		{"bulk.done", "办了 {0} 件，共 {1} 件", "{0} of {1} done"},
		{"bulk.did.take", "已接到您名下", "Taken up by you"},
		{"bulk.did.hand", "已转给{0}", "Handed on to {0}"},
		{"bulk.left", "没办的 {0} 件", "Not done: {0}"},
		{"bulk.gone", "没有找到，或者您看不到这件", "Not found, or not for you to see"},
		{"bulk.unseen", "一件心愿", "A wish"},
		{"bulk.papers", "打印 {0} 件", "{0} sheet|{0} sheets"},
		{"bulk.col.number", "编号", "Number"},
		{"bulk.col.title", "心愿", "Wish"},
		{"bulk.col.place", "地点", "Place"},
		{"bulk.col.topic", "哪一类", "Kind"},
		{"bulk.col.urgency", "急不急", "Urgency"},
		{"bulk.col.colour", "颜色", "Colour"},
		{"bulk.col.state", "到哪一步", "Stage"},
		{"bulk.col.unit", "谁在办", "Handler"},
		{"bulk.col.channel", "从哪里来", "Channel"},
		{"bulk.col.submitter", "提出人", "Made by"},
		{"bulk.col.filed", "提出", "Made"},
		{"bulk.col.accepted", "收下", "Accepted"},
		{"bulk.col.classified", "分色", "Sorted"},
		{"bulk.col.answered", "答复", "Answered"},
		{"bulk.col.ended", "结束", "Ended"},
		{"bulk.col.due", "期限", "Deadline"},
		{"bulk.col.rating", "评价", "Rating"},
	}
}
