package wishweb

import (
	"slices"

	"linli/internal/web/i18n"
)

// Words is what all pages say of wishes, and the errors of wishes, in both languages.
func Words() []i18n.Message { return slices.Concat(shared(), happened(), refused()) }

// shared are the names of things: states as people say them, acts, topics, channels, urgencies, ratings.
func shared() []i18n.Message {
	return []i18n.Message{
		{"wish.state.submitted", "等社区收下", "Waiting for the community"},
		{"wish.state.accepted", "等分色", "To be sorted"},
		{"wish.state.classified", "等人接手", "Waiting to be taken up"},
		{"wish.state.classified.blue", "等社区接", "Waiting for the community to start"},
		{"wish.state.classified.yellow", "等街道接", "Waiting for the street"},
		{"wish.state.classified.red", "等上级接", "Waiting for the superior level"},
		{"wish.state.classified.unit", "等{0}接", "Waiting for {0}"},
		{"wish.state.in_progress", "正在办理", "In hand"},
		{"wish.state.answered", "已答复，等评价", "Answered, to be rated"},
		{"wish.state.answered.own", "已答复，等您评价", "Answered, waiting for your rating"},
		{"wish.state.closed", "已结束", "Ended"},
		{"wish.state.closed.solved", "办成了", "Done"},
		{"wish.state.closed.unsolved", "已结束，没办成", "Ended, not solved"},
		{"wish.state.closed.unrated", "已结束，没有评价", "Ended, not rated"},
		{"wish.state.rejected", "不归社区办", "Not for the community"},
		{"wish.state.withdrawn", "收回了", "Taken back"},
		{"wish.state.archived", "已存档", "Archived"},

		{"wish.step.received", "收到", "Filed"},
		{"wish.step.sorted", "分办", "Sorted"},
		{"wish.step.handled", "办理", "In hand"},
		{"wish.step.answered", "答复", "Answer"},
		{"wish.step.rated", "评价", "Rating"},

		{"wish.act.file", "提心愿", "Make a wish"},
		{"wish.act.accept", "收下", "Accept"},
		{"wish.act.reject", "不收", "Turn away"},
		{"wish.act.classify", "分颜色", "Sort"},
		{"wish.act.take_up", "接手", "Take up"},
		{"wish.act.note", "记进展", "Add a note"},
		{"wish.act.answer", "答复", "Answer"},
		{"wish.act.withdraw", "收回", "Take back"},
		{"wish.act.supplement", "再补充一句", "Add something"},
		{"wish.act.evaluate", "评价", "Rate"},
		{"wish.act.expire", "到日子结束", "End at the date"},
		{"wish.act.archive", "存档", "Archive"},

		{"wish.topic.environment", "环境卫生", "Cleanliness"},
		{"wish.topic.repair", "设施维修", "Repairs"},
		{"wish.topic.traffic", "停车通行", "Parking and traffic"},
		{"wish.topic.elders", "养老助老", "Help for the old"},
		{"wish.topic.dispute", "邻里纠纷", "Neighbours' dispute"},
		{"wish.topic.other", "其他", "Other"},

		{"wish.channel.tea", "书记下午茶", "Secretary's tea session"},
		{"wish.channel.window", "窗口", "Service window"},
		{"wish.channel.telephone", "电话", "Telephone"},
		{"wish.channel.app", "自己提交", "By the resident"},
		{"wish.channel.grid", "网格员", "Grid worker"},
		{"wish.channel.deputy", "人大代表", "People's deputy"},
		{"wish.channel.hotline", "12345 热线", "12345 hotline"},
		{"wish.channel.letter", "来信", "Letter"},

		{"wish.urgency.normal", "一般", "Normal"},
		{"wish.urgency.urgent", "紧急", "Urgent"},
		{"wish.urgency.critical", "特急", "Very urgent"},

		{"wish.visibility.public", "邻居也能看到", "Neighbours too"},
		{"wish.visibility.private", "只给办事的人看", "Only those who handle it"},

		{"wish.rating.satisfied", "满意", "Satisfied"},
		{"wish.rating.basically", "基本满意", "Mostly satisfied"},
		{"wish.rating.unsatisfied", "不满意", "Not satisfied"},
		{"wish.solved.yes", "办成了", "Solved"},
		{"wish.solved.no", "没办成", "Not solved"},

		{"wish.anonymous", "没留姓名", "No name left"},

		{"wish.due.submitted", "{0}前收下", "Received by {0}"},
		{"wish.due.accepted", "{0}前分好色", "Sorted by {0}"},
		{"wish.due.classified", "{0}前答复", "Answer by {0}"},
		{"wish.due.in_progress", "{0}前答复", "Answer by {0}"},
		{"wish.due.answered", "{0}前由提出人评价", "The submitter rates it by {0}"},
		{"wish.due.submitted.own", "{0}前告诉您收没收下", "You hear by {0} whether it is taken"},
		{"wish.due.accepted.own", "{0}前告诉您归谁办", "You hear by {0} who handles it"},
		{"wish.due.classified.own", "{0}前答复您", "An answer by {0}"},
		{"wish.due.in_progress.own", "{0}前答复您", "An answer by {0}"},
		{"wish.due.answered.own", "{0}前评都行", "Rate it by {0}"},
		{"wish.due.provisional", "{0}（暂定）", "{0} (provisional)"},
		{"wish.due.both", "{0}，{1}", "{0}, {1}"},
		{"wish.due.left", "还有 {0} 个工作日", "{0} working day left|{0} working days left"},
		{"wish.due.today", "今天 {0}", "today, {0}"},
		{"wish.due.tomorrow", "明天 {0}", "tomorrow, {0}"},
		{"wish.due.at", "{0} {1}", "{0}, {1}"},
		{"wish.due.late", "超 {0} 个工作日", "{0} working day late|{0} working days late"},
		{"wish.due.done", "{0}办成", "Done {0}"},
		{"wish.due.ended", "{0}结束", "Ended {0}"},
	}
}

// happened are the headlines of the timeline: one for each act, in the submitter's view (.own) where it differs.
func happened() []i18n.Message {
	return []i18n.Message{
		{"wish.event.file", "提了这件心愿", "Made this wish"},
		{"wish.event.file.own", "您提了这件心愿", "You made this wish"},
		{"wish.event.file.proxy", "家里人或邻居代提了这件心愿", "Somebody made this wish for the submitter"},
		{"wish.event.file.proxy.own", "{0}替{1}提了这件心愿", "{0} made this wish for {1}"},
		{"wish.event.file.desk", "社区代居民登记了这件心愿", "The community filed this wish for a resident"},
		{"wish.event.file.desk.own", "社区替您登记了这件心愿", "The community filed this wish for you"},
		{"wish.event.accept", "社区收到了", "The community has received it"},
		{"wish.event.reject", "这件不归社区办", "Not handled by the community"},
		{"wish.event.classify", "分了颜色", "Sorted"},
		{"wish.event.classify.blue", "分到社区办", "For the community to handle"},
		{"wish.event.classify.yellow", "分到街道办", "For the street to handle"},
		{"wish.event.classify.red", "分到上级办", "For the superior level to handle"},
		{"wish.event.classify.to", "{0}，交给{1}", "{0}, handed to {1}"},
		{"wish.event.take_up", "{0}接手办了", "{0} has taken it up"},
		{"wish.event.take_up.plain", "有人接手办了", "It has been taken up"},
		{"wish.event.note", "有新进展", "Progress"},
		{"wish.event.note.staff", "内部留言", "Note among staff"},
		{"wish.event.answer", "答复了", "Answered"},
		{"wish.event.answer.own", "答复您了", "Answered you"},
		{"wish.event.withdraw", "提出人收回了", "The submitter took it back"},
		{"wish.event.withdraw.own", "您收回了这件心愿", "You took this wish back"},
		{"wish.event.supplement", "提出人补充了一句", "The submitter added something"},
		{"wish.event.supplement.own", "您补充了一句", "You added something"},
		{"wish.event.evaluate", "提出人评价：{0}，{1}", "The submitter's rating: {0}, {1}"},
		{"wish.event.evaluate.own", "您评价：{0}，{1}", "Your rating: {0}, {1}"},
		{"wish.event.expire", "到日子没有评价，按“未评价”结束", "Not rated by its date: ended as not rated"},
		{"wish.event.archive", "存档了", "Archived"},
		{"wish.event.redue", "期限定为{0}", "The date is now {0}"},
		{"wish.who.submitter", "提出人", "The submitter"},
		{"wish.who.you", "您", "You"},
		{"wish.who.system", "系统", "The system"},
		{"wish.who.for", "{0} 代 {1}", "{0} for {1}"},
	}
}

// refused are the sentences of package wish: what to correct, who may do it, who was first.
func refused() []i18n.Message {
	return []i18n.Message{
		{"wish.error.topic", "请选一类，拿不准就选“其他”", "Please choose a kind; if unsure, choose “Other”"},
		{"wish.error.urgency", "请选一个紧急程度", "Please choose how urgent it is"},
		{"wish.error.characters", "有的字读不出来，请再填一次", "Some characters cannot be read; please fill it in again"},
		{"wish.error.empty", "请填上这一项", "Please fill this in"},
		{"wish.error.text_short", "请说说是什么事，至少 {0} 个字", "Please say what it is, {0} characters or more"},
		{"wish.error.long", "最多 {0} 个字，现在多了 {1} 个", "At most {0} characters; {1} too many now"},
		{"wish.error.colour", "请选蓝、黄、红中的一种", "Please choose blue, yellow or red"},
		{"wish.error.unit", "请选一个接手的单位", "Please choose the unit that gets it"},
		{"wish.error.audience", "请选谁能看到这条", "Please choose who may read this"},
		{"wish.error.solved", "请选办成了没有", "Please say whether it is solved"},
		{"wish.error.rating", "请选满意、基本满意或不满意", "Please choose one of the three ratings"},
		{"wish.error.visibility", "请选谁能看到", "Please choose who may see it"},
		{"wish.error.place", "请选是哪个社区或小区的事", "Please choose the community or neighbourhood"},
		{"wish.error.place_closed", "这里还没有开通，请换一个地方", "This place does not take wishes here yet; please choose another"},
		{"wish.error.anonymous", "这个社区要留姓名，请去掉“不留姓名”", "This community asks for a name; please clear “Without my name”"},
		{"wish.error.for", "请选是替谁提的", "Please choose for whom it is"},
		{"wish.error.channel", "请选是从哪里来的", "Please choose how it came in"},
		{"wish.error.not_at_desk", "替别人登记要由社区的人来办", "Only the community's desk files for somebody by name"},
		{"wish.error.continues", "前面那件接不上了，去掉它就能交", "The earlier wish cannot be taken up; leave it out and send again"},
		{"wish.error.anonymous_often", "不留姓名的心愿提得太密了，请过 {0} 分钟再交", "Too many wishes without a name; please send it again in {0} minute|Too many wishes without a name; please send it again in {0} minutes"},

		{"wish.conflict", "别人刚改过这件心愿", "Somebody has just changed this wish"},
		{"wish.conflict_somebody", "别人刚改过这件心愿", "Somebody has just changed this wish"},
		{"wish.conflict_self", "这一步您已经办过了，不用再办", "You have done this already; nothing more is needed"},
		{"wish.conflict_by", "{0} {1}改过这件心愿", "{0} changed this wish on {1}"},

		{"wish.forbidden.accept", "这一步由社区的人来办，您可以看，不能办", "The community does this; you may see it, not do it"},
		{"wish.forbidden.reject", "这一步由社区的人来办，您可以看，不能办", "The community does this; you may see it, not do it"},
		{"wish.forbidden.classify", "这一步要由社区书记或副书记来办，您可以看，不能办", "The community's secretary or vice secretary does this; you may see it, not do it"},
		{"wish.forbidden.take_up", "这一步由承办单位来办，您可以看，不能办", "The responsible unit does this; you may see it, not do it"},
		{"wish.forbidden.note", "这一步由承办单位来办，您可以看，不能办", "The responsible unit does this; you may see it, not do it"},
		{"wish.forbidden.answer", "答复要由承办单位来写，您可以看，不能办", "The responsible unit answers; you may see it, not do it"},
		{"wish.forbidden.withdraw", "只有提出人能收回", "Only the submitter can take it back"},
		{"wish.forbidden.supplement", "只有提出人能补充", "Only the submitter can add to it"},
		{"wish.forbidden.evaluate", "只有提出人能评价，办的人不能评", "Only the submitter can rate it, never who handled it"},
		{"wish.forbidden.expire", "到日子由系统结束，谁也不能手动结束", "The system ends it at its date; nobody ends it by hand"},
		{"wish.forbidden.archive", "存档由系统来做", "The system archives it"},
	}
}
