package deskweb

import (
	"slices"

	"linli/internal/web/i18n"
)

// Words are the pages of staff.
func Words() []i18n.Message {
	return slices.Concat(listWords(), sheetWords(), formWords(), doneWords())
}

// listWords are navigation, inbox, list and board.
func listWords() []i18n.Message {
	return []i18n.Message{
		{"desk.nav.inbox", "待办", "Inbox"},
		{"desk.nav.board", "分色看板", "Triage board"},
		{"desk.nav.wishes", "全部心愿", "All wishes"},
		{"desk.nav.register", "代居民登记", "File for someone"},

		{"desk.views", "看哪些", "What to look at"},
		{"desk.view.mine", "我的", "Mine"},
		{"desk.view.all.community", "全社区", "Community"},
		{"desk.view.all.street", "全街道", "Street"},
		{"desk.view.all.district", "全区", "District"},
		{"desk.view.all.unit", "本单位", "Our unit"},
		{"desk.view.else.community", "在别的单位", "With other units"},
		{"desk.view.else.street", "等别处", "Elsewhere"},
		{"desk.view.else.district", "等别处", "Elsewhere"},
		{"desk.view.judgment", "等居民评价", "To be rated"},

		{"desk.any", "不限", "Any"},
		{"desk.all", "全部 {0} 个", "All {0}"},
		{"desk.filter.linli", "邻里", "Neighbourhood"},
		{"desk.filter.community", "社区", "Community"},
		{"desk.filter.street", "街道", "Street"},
		{"desk.filter.colour", "颜色", "Colour"},
		{"desk.filter.state", "到哪一步", "Stage"},
		{"desk.filter.urgency", "急不急", "Urgency"},
		{"desk.topic", "哪一类", "Kind"},
		{"wish.state.working", "在办，还没答复", "Sorted, not answered"},

		{"desk.col.number", "编号", "Number"},
		{"desk.col.wish", "心愿", "Wish"},
		{"desk.col.place", "地点", "Place"},
		{"desk.col.colour", "颜色", "Colour"},
		{"desk.col.state", "到哪一步", "Stage"},
		{"desk.col.handler", "办理", "Handler"},
		{"desk.col.due", "期限", "Deadline"},
		{"desk.col.filed", "提出", "Made"},

		{"desk.band.late", "已超期", "Overdue"},
		{"desk.band.late.note", "先办这些", "start here"},
		{"desk.band.today", "今天到期", "Due today"},
		{"desk.band.today.note", "{0} {1} 前", "{0}, by {1}"},
		{"desk.band.later", "以后到期", "Later"},
		{"desk.band.later.note", "按期限排", "by deadline"},
		{"desk.due", "{0}，{1} 天", "{0}, {1} day|{0}, {1} days"},
		{"desk.workdays", "天数都是工作日。", "All days are working days."},

		{"desk.inbox.caption", "待办，按期限排", "Inbox by deadline"},
		{"desk.inbox.said", "{0} 件，按期限排", "{0} wish, by deadline|{0} wishes, by deadline"},
		{"desk.inbox.quiet", "今天没有到期的。最近一件{0}到期。", "Nothing is due today. The next is due on {0}."},
		{"desk.inbox.none", "没有在办的", "Nothing is open"},
		{"desk.inbox.none.next", "有了新的，会按期限排在这里。", "What comes in is listed here by deadline."},
		{"desk.inbox.none_mine", "手上没有要办的", "Nothing waits for you"},
		{"desk.inbox.see_all", "看全部在办的", "See everything open"},
		{"desk.inbox.none_filtered", "没有查到，换个条件试试", "Nothing found, try another filter"},
		{"desk.inbox.clear", "去掉筛选", "Clear the filter"},

		{"desk.list.caption", "全部心愿，新的在前", "All wishes, newest first"},
		{"desk.list.said", "{0} 件，新的在前", "{0} wish, newest first|{0} wishes, newest first"},
		{"desk.list.no_number", "没有编号是“{0}”的心愿", "No wish has the number “{0}”"},
		{"desk.list.numbers", "编号像 2026-000123，也可以只写最后几位；别的社区的要写全，像 320613007005-2026-000123。", "Numbers look like 2026-000123, or only the last digits; those of another community are written in full, such as 320613007005-2026-000123."},
		{"desk.list.see_all", "看全部心愿", "See all wishes"},

		{"desk.board.places", "哪个社区", "Community"},
		{"desk.board.rule", "哪一级能办成，就分给哪一级", "To the level that can solve it"},
		{"desk.board.rule.blue", "{0}答复", "Answer within {0}"},
		{"desk.board.rule.yellow", "{0}答复，街道接了才算", "Answer within {0}, once the street has taken it up"},
		{"desk.board.rule.red", "{0}首次答复", "First answer within {0}"},
		{"desk.board.late", "超期 {0} 件", "{0} overdue"},
		{"desk.board.none", "现在没有", "None now"},
		{"desk.board.rest", "还有 {0} 件", "{0} more"},
		{"desk.similar", "近三个月同类 {0} 件：{1}", "{0} of this kind in three months: {1}"},
		{"desk.comma", "，", ", "},

		{"desk.span.wh", "{0} 个工作时", "{0} working hour|{0} working hours"},
		{"desk.span.h", "{0} 小时", "{0} hour|{0} hours"},
		{"desk.span.wd", "{0} 个工作日", "{0} working day|{0} working days"},
		{"desk.span.mo", "{0} 个月", "{0} month|{0} months"},
	}
}

// sheetWords are the page of a wish and what may not be done.
func sheetWords() []i18n.Message {
	return []i18n.Message{
		{"desk.print", "心愿办理单", "Wish sheet"},
		{"desk.filed", "{0} {1}", "{0}, {1}"},
		{"desk.acts", "要做的事", "What to do"},
		{"desk.own", "这件心愿是您提的，您还可以", "You made this wish; you may also"},
		{"desk.history", "经过", "History"},
		{"desk.history.all", "全部 {0} 条", "All {0}"},
		{"desk.history.public", "只看公开的 {0} 条", "Public only, {0}"},
		{"desk.rail", "这件事的情况", "About this wish"},
		{"desk.fact.state", "现在", "Now"},
		{"desk.fact.unit", "办理", "Handler"},
		{"desk.fact.post", "经手", "Taken up by"},
		{"desk.fact.vacant", "岗位空着，单位里谁都能接", "The post is vacant: anybody of the unit may act"},
		{"desk.fact.topic", "哪一类", "Kind"},
		{"desk.fact.see", "谁能看", "Seen by"},
		{"desk.by.proxy", "代填：{0}", "Filled in by {0}"},
		{"desk.by.registrar", "登记：{0}", "Registered by {0}"},
		{"desk.age", "{0} 岁", "{0} year|{0} years"},
		{"desk.submitter", "提出人", "Submitter"},
		{"desk.register.phone", "手机或电话", "Telephone"},
		{"desk.contact.name", "姓名", "Name"},
		{"desk.contact.phone", "电话", "Telephone"},
		{"desk.contact.other", "别的联系办法", "Another way"},
		{"desk.contact.address", "门牌", "Door"},
		{"desk.contact.id_number", "身份证号", "Identity number"},
		{"desk.contact.seen", "{0} {1} 查看，已记下来。刷新后不再显示。", "Seen by {0}, {1}, and written down. Gone when the page is loaded again."},
		{"desk.contact.set", "登记联系方式", "Write down the contact"},
		{"desk.contact.how", "只填要改的，空着的不变。存的时候加密，页面上只露几位。", "Fill in only what changes; what is empty stays. It is stored encrypted and shown in part only."},
		{"desk.contact.now", "现在是 {0}", "Now {0}"},
		{"desk.contact.remove", "去掉现在的{0}", "Remove: {0}"},
		{"desk.contact.consent", "本人同意存身份证号、门牌号", "The person agrees that identity number and door number are kept"},
		{"desk.contact.consent.hint", "先说明用在哪里、随时可以收回，再问愿不愿意。", "Say what it is for and that it can be taken back at any time, then ask."},
		{"desk.contact.consent.oral", "口头同意", "By word of mouth"},
		{"desk.contact.consent.paper", "书面同意", "On paper"},
		{"desk.contact.save", "保存", "Save"},
		{"desk.contact.back", "不改，回去", "Back without a change"},
		{"desk.contact.done", "联系方式记下了", "The contact is written down"},
		{"desk.chain", "前后相连", "Linked before and after"},
		{"wish.forbidden.board", "分色由社区书记或副书记来办。心愿您可以看，分色不能办", "The community's secretary or vice secretary sorts; you may see wishes, not sort them"},
		{"desk.forbidden.register", "代居民登记由社区的人来办，您不能办", "Filing for someone is done by the community; you may not do it"},
	}
}

// formWords are the forms of the acts.
func formWords() []i18n.Message {
	return []i18n.Message{
		{"desk.accept.title", "标题", "Title"},
		{"desk.accept.title.hint", "邻居能看到。不要写姓名、电话、门牌。", "Neighbours see it. No names, telephones or door numbers."},
		{"desk.accept.text", "告诉提出人的话", "A word to the submitter"},
		{"desk.accept.do", "收下", "Accept"},
		{"desk.reject.text", "为什么不收", "Why not"},
		{"desk.reject.advice", "可以去找谁", "Whom to turn to"},
		{"desk.reject.advice.hint", "写清单位和电话，提出人照着就能去。", "The office and its telephone, so that the submitter can go there."},
		{"desk.reject.do", "不收，告诉提出人", "Turn away and tell why"},
		{"desk.reject.note", "不收就结束了，不能再改", "This ends the wish and cannot be undone"},
		{"desk.classify.colours", "分给哪一级", "Which level"},
		{"desk.classify.unit", "交给哪个单位", "Which unit gets it"},
		{"desk.classify.text.blue", "说明", "Remark"},
		{"desk.classify.text.yellow", "为什么要街道办", "Why the street"},
		{"desk.classify.text.red", "为什么要上级办", "Why the superior level"},
		{"desk.classify.hint", "提出人能看到。", "The submitter reads it."},
		{"desk.classify.do.blue", "分到蓝，社区办", "Sort into blue"},
		{"desk.classify.do.yellow", "分到黄，交给街道", "Sort into yellow"},
		{"desk.classify.do.red", "分到红，交给上级", "Sort into red"},
		{"desk.answer.text", "答复居民的话", "Answer to the resident"},
		{"desk.answer.hint.public", "写明做了什么、什么时候、还剩什么。邻居也能看到。", "What was done, when, and what is left. Neighbours see it too."},
		{"desk.answer.hint.private", "写明做了什么、什么时候、还剩什么。只有提出人和办事的人能看到。", "What was done, when, and what is left. Only the submitter and those who handle it see it."},
		{"desk.answer.do", "答复，请提出人评价", "Answer and ask for a rating"},
		{"desk.answer.note", "答复后由提出人评价，{0}不评按“未评价”结束", "The submitter rates it; without a rating in {0} it ends as not rated"},
		{"desk.note.text", "进展", "Progress"},
		{"desk.note.see", "谁能看到这条", "Who may read this"},
		{"desk.note.see.public", "邻居也能看到", "Neighbours too"},
		{"desk.note.see.submitter", "提出人和办事的人", "The submitter and those who handle it"},
		{"desk.note.see.staff", "居民看不到", "No resident"},
		{"desk.note.do", "记下进展", "Add the note"},
		{"desk.take_up.text", "接手后，提出人会看到是谁在办。期限不变。", "The submitter will see who handles it. The deadline stays."},
		{"desk.take_up.do", "接手来办", "Take it up"},

		{"desk.empty.classify.yellow", "请写为什么要街道办", "Please say why the street is needed"},
		{"desk.empty.classify.red", "请写为什么要上级办", "Please say why the superior level is needed"},
		{"desk.empty.reject.text", "请写为什么不收", "Please say why it is turned away"},
		{"desk.empty.reject.advice", "请写可以去找谁", "Please say whom to turn to"},
		{"desk.empty.answer.text", "请写怎么答复", "Please write the answer"},
		{"desk.empty.note.text", "请写有什么进展", "Please write what has happened"},

		{"desk.register.lead", "填好打印回执，交给居民", "Then print the receipt for the resident"},
		{"desk.register.what", "什么事", "What it is about"},
		{"desk.register.text", "居民的原话", "In the resident's words"},
		{"desk.register.text.hint", "至少 5 个字。不写别人的姓名和电话。", "5 characters or more. No names or telephones of others."},
		{"desk.register.channel", "从哪里来的", "How it came in"},
		{"desk.register.place", "哪里的事", "Where"},
		{"desk.register.spot", "具体位置", "The place in words"},
		{"desk.register.see", "谁能看到", "Who may see it"},
		{"desk.register.who", "谁提的", "Who makes it"},
		{"desk.register.for", "居民姓名", "Name of the resident"},
		{"desk.register.for.hint", "和登记人的姓名一起保存，页面上只显示姓。", "Kept with your own name; pages show only the family name."},
		{"desk.register.found", "是这位吗", "Is it this person"},
		{"desk.register.none_of_them", "都不是，新登记", "None of them, somebody new"},
		{"desk.register.which", "这里有同名的居民，请选一位", "Somebody here has this name; please choose"},
		{"desk.register.name", "请填居民姓名，不愿留名就勾“不留姓名”", "Please fill in the name, or tick “Without a name”"},
		{"desk.register.anonymous", "不留姓名", "Without a name"},
		{"desk.register.promise", "登记后 {0}内告诉居民收没收下。", "The resident hears within {0} whether it is accepted."},
		{"desk.register.do", "登记，打印回执", "File and print the receipt"},
	}
}

// doneWords are the lines that say what was done.
func doneWords() []i18n.Message {
	return []i18n.Message{
		{"desk.see", "看这件心愿", "See this wish"},
		{"desk.done.accept", "{0} 已收下", "{0} accepted"},
		{"desk.done.reject", "{0} 没有收，已告诉提出人", "{0} turned away; the submitter is told"},
		{"desk.done.classify.blue", "{0} 已分到蓝", "{0} sorted into blue"},
		{"desk.done.classify.yellow", "{0} 已分到黄", "{0} sorted into yellow"},
		{"desk.done.classify.red", "{0} 已分到红", "{0} sorted into red"},
		{"desk.done.take_up", "{0} 已接手", "{0} taken up"},
		{"desk.done.note", "{0} 的进展记下了", "Note added to {0}"},
		{"desk.done.answer", "{0} 已答复，等提出人评价", "{0} answered, to be rated"},
		{"desk.done.register", "登记好了，编号 {0}", "Filed. Number {0}"},
	}
}
