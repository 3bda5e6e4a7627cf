package residentweb

import (
	"slices"

	"linli/internal/web/i18n"
)

// Words are the pages of residents and visitors.
func Words() []i18n.Message {
	return slices.Concat(homeWords(), fileWords(), receiptWords(), ownWords(), joiningWords())
}

func homeWords() []i18n.Message {
	return []i18n.Message{
		{"home.title", "首页", "Home"},
		{"home.search", "搜心愿、单位、地方", "Search wishes, organisations, places"},
		{"home.of", "{0}首页", "{0}"},
		{"home.ask", "有 {0} 件事等您评一评", "{0} thing waits for your rating|{0} things wait for your rating"},
		{"home.ask.what", "{0}。{1}答复了，您看呢？", "{0}. {1} has answered. What do you say?"},
		{"home.ask.go", "去评价", "Rate it"},
		{"home.door", "小区里缺什么、坏什么、想办什么，都可以说。", "Say what is missing, what is broken, what you would like to see done."},
		{"home.door.or", "不会写，可以", " If you would rather not write: "},
		{"home.by_telephone", "打电话请社区代填", "Have it filled in by telephone"},
		{"home.mine.all", "全部", "All"},
		{"home.nearby", "{0}最近办成的", "Done lately in {0}"},
		{"home.tel", "社区电话，{0}", "Community telephone, {0}"},
		{"mine.title", "我的心愿", "My wishes"},
		{"mine.for", "替 {0} 提的", "For {0}"},
		{"mine.none", "您还没提过心愿", "You have made no wish yet"},
		{"mine.none.then", "想到什么，", "Whatever comes to mind: "},
		{"mine.none.go", "现在就提", "make one now"},
		{"landing.title", "邻里的事，说给社区听", "Tell the community what your neighbourhood needs"},
		{"landing.what", "谁在办、哪天办好，都看得到。办得好不好，您来评。", "You see who handles it and by when. How well it was done, you decide."},
		{"landing.sign_in", "登录", "Sign in"},
		{"landing.sign_in.note", "工作人员从这里进", "Staff enter here"},
	}
}

func fileWords() []i18n.Message {
	return []i18n.Message{
		{"file.question", "您希望邻里办什么事？", "What would you like to see done?"},
		{"file.continues", "接着这件再提一次：{0}", "This takes up an earlier wish: {0}"},
		{"file.for", "替谁提", "For whom"},
		{"file.for.me", "我自己", "Myself"},
		{"file.topic", "是哪一类", "What kind"},
		{"file.text", "是什么事", "What is it"},
		{"file.text.hint", "什么地方、什么情况、希望怎么办。一两句话就行。", "Where, what is the matter, what you would like. A sentence or two will do."},
		{"file.text.short", "一两句话就行。", "A sentence or two will do."},
		{"file.where", "在哪里", "Where"},
		{"file.where.none", "还没选地方", "No place chosen yet"},
		{"file.where.choose", "选地方", "Choose a place"},
		{"file.where.other", "换地方", "Another place"},
		{"file.spot", "再说细一点", "Where exactly"},
		{"file.see", "谁能看到", "Who may see it"},
		{"file.see.note", "邻居只看到“{0}”，看不到电话和门牌", "Neighbours see “{0}”, no telephone and no door number"},
		{"file.see.note.proxy", "邻居只看到姓，看不到电话和门牌", "Neighbours see the family name, no telephone and no door number"},
		{"file.see.note.visitor", "看不到姓名、电话和门牌", "No name, no telephone, no door number"},
		{"file.contact", "怎么联系您", "How to reach you"},
		{"file.contact.visitor", "这样提不留姓名，社区没法回电话，您凭编号查结果。想留姓名，请打电话或到社区窗口，请社区代填。", "This way no name is left and nobody can call you back; look it up by its number. To leave a name, have it filled in by telephone or at the community's window."},
		{"file.anonymous", "不留姓名", "Without my name"},
		{"file.anonymous.hint", "社区没法回电话，您凭编号查结果", "Nobody can call you back; look it up by its number"},
		{"file.promise", "交了以后，社区 {0} 个工作日内告诉您收到了。", "You will hear from the community within {0} working day.|You will hear from the community within {0} working days."},
		{"file.promise.date", "交了以后，社区{0}前告诉您收到了。", "You will hear from the community by {0}."},
		{"file.send", "交给社区", "Send to the community"},
		{"file.pick", "请选一个", "Please choose"},
		{"file.write", "请写在这里", "Please write here"},
		{"file.next", "下一步", "Next"},
		{"file.back", "上一步", "Back"},
		{"file.leave", "不提了", "Leave"},
		{"file.error.continues", "前面那件接不上了，这件当新的一件交。请再按一次“交给社区”", "The earlier wish cannot be taken up any more; this one is sent as a new one. Please press “Send” once more"},
		{"file.error.again", "这一页刚才交过一次，已经有一件了。要是想再提一件，请再按一次“交给社区”", "This page was sent before and there is a wish already. To make another one, please press “Send” once more"},
		{"file.error.named", "这个社区要留姓名。请打电话或到社区窗口，请社区代填", "This community asks for a name; please have it filled in by telephone or at the window"},
		{"file.step.for", "替谁提？", "For whom is it?"},
		{"file.step.where", "在哪里？", "Where is it?"},
		{"file.step.what", "是什么事？", "What is it?"},
		{"file.step.files", "有照片或录音吗？", "Any photos, or a voice note?"},
		{"file.step.see", "谁能看到？", "Who may see it?"},
		{"file.step.check", "看一遍，对不对？", "Is everything right?"},
		{"file.check.for", "替谁", "For"},
		{"file.check.where", "在哪里", "Where"},
		{"file.check.text", "什么事", "What"},
		{"file.check.files", "照片和录音", "Photos, voice"},
		{"file.check.see", "谁能看", "Seen by"},

		{"place.title", "选地方", "Choose a place"},
		{"place.question", "是哪里的事？", "Where is it?"},
		{"place.own", "自己家", "Home"},
		{"place.tree", "一级一级选", "Step by step"},
		{"place.in", "{0}里面", "In {0}"},
		{"place.here", "就是{0}", "{0} itself"},
		{"place.up", "往上一级：{0}", "One level up: {0}"},
		{"place.everywhere", "全部", "everywhere"},
		{"place.find", "按名字找", "Find by name"},
		{"place.find.hint", "社区或小区的名字，写一部分就行", "Part of the community's or neighbourhood's name"},
		{"place.find.go", "找一找", "Find"},
		{"place.find.none", "没有找到，换个词试试", "Nothing found, try another word"},
		{"place.keep", "不换，回去", "Keep it, go back"},
	}
}

func receiptWords() []i18n.Message {
	return []i18n.Message{
		{"receipt.title", "心愿回执", "Receipt"},
		{"receipt.sent", "交好了，编号 {0}", "Sent. Number {0}"},
		{"receipt.number", "编号", "Number"},
		{"receipt.code", "查询码", "Code"},
		{"receipt.full", "写全是：", "In full: "},
		{"receipt.qr", "二维码：扫一扫查这件心愿", "QR code: scan it to look this wish up"},
		{"receipt.keep", "扫一扫，或凭编号和查询码，随时能查。查询码别给别人看。", "Scan it, or use number and code, to look it up at any time. Keep the code to yourself."},
		{"receipt.see", "看这件心愿", "See this wish"},

		{"lookup.title", "按编号查心愿", "Find a wish by its number"},
		{"lookup.number.hint", "编号在回执上，例如 2026-000123", "The number is on the receipt, such as 2026-000123"},
		{"lookup.number.hint.full", "照回执写全，例如 320613007005-2026-000123", "In full as on the receipt, such as 320613007005-2026-000123"},
		{"lookup.code.hint", "回执上的 6 位码。不填，只能查公开的。", "The 6 characters on the receipt. Without it only public wishes are found."},
		{"lookup.go", "查一查", "Find"},
		{"lookup.error.pair", "编号和查询码对不上，请照着回执再看一下", "Number and code do not belong together; please look at the receipt again"},
		{"lookup.error.number", "没有查到。可能编号抄错了，也可能要填查询码", "Nothing found. The number may be wrong, or the code may be needed"},
	}
}

func ownWords() []i18n.Message {
	return []i18n.Message{
		{"wish.by", "{0} · {1} · {2}提出", "{0} · {1} · made {2}"},
		{"wish.history", "办到哪儿了", "How far it is"},
		{"wish.fact.who", "谁在办", "Who has it"},
		{"wish.fact.who.own", "现在谁在办", "Who has it now"},
		{"wish.fact.you", "答复了，等您评价", "Answered, waiting for your rating"},
		{"wish.fact.due", "期限", "Date"},
		{"wish.fact.due.own", "下一个期限", "Next date"},
		{"wish.fact.ask", "有事问", "Ask"},
		{"wish.judged", "提出人的评价", "The submitter's rating"},
		{"wish.judged.own", "您的评价", "Your rating"},
		{"wish.judged.called", "电话回访时，提出人说", "Said by the submitter in a call-back"},
		{"wish.judged.called.own", "电话回访时，您说", "What you said in a call-back"},
		{"wish.judged.both", "{0}，{1}", "{0}, {1}"},
		{"wish.continue", "接着这件再提一次", "Make it again"},
		{"wish.receipt", "打印回执", "Print receipt"},
		{"wish.conflict.not_now", "这件心愿现在不到这一步", "This is not the step for this wish now"},

		{"supplement.title", "再补充一句", "Add something"},
		{"supplement.text", "想补充什么", "What would you like to add"},
		{"supplement.send", "补充给社区", "Send"},
		{"supplement.done", "补充好了，办的人能看到", "Added; who handles it can see it"},

		{"reopen.first", "还由原来的单位办，期限重新算。", "The same unit takes it up again, with a new deadline."},
		{"reopen.above", "这次由上一级来办，期限重新算。", "This time the level above takes it up, with a new deadline."},
		{"reopen.text", "还差什么", "What is still missing"},
		{"reopen.send", "请再办一次", "Have it taken up again"},
		{"reopen.done", "已经请他们再办一次", "It is taken up again"},

		{"withdraw.title", "收回心愿", "Take it back"},
		{"withdraw.ask", "收回“{0}”？", "Take back “{0}”?"},
		{"withdraw.what", "收回以后社区不再办，也不算办成。要办可以再提。", "The community then stops, and it does not count as done. You can make it again."},
		{"withdraw.no", "不收回，回去", "Keep it, go back"},
		{"withdraw.done", "收回了", "Taken back"},

		{"rate.title", "请您评一评", "Your rating"},
		{"rate.ask", "请您评一评：{0}", "Your rating, please: {0}"},
		{"rate.said", "{0}说：{1}", "{0}: {1}"},
		{"rate.solved", "办成了吗？", "Is it solved?"},
		{"rate.rating", "您满意吗？", "Are you satisfied?"},
		{"rate.text", "还想说什么", "Anything to add"},
		{"rate.text.hint", "不满意的话，请说说差在哪儿。别的可不填。", "If you are not satisfied, please say what is missing. Otherwise leave it empty."},
		{"rate.why", "差在哪儿？", "What is missing?"},
		{"rate.why.hint", "社区会看您写的。还要办，可以接着再提一次。", "The community reads it. If it still needs doing, you can make the wish again."},
		{"rate.until", "{0}。不评不算满意。", "{0}. No answer is not counted as satisfied."},
		{"rate.send", "交评价", "Send"},
		{"rate.error.why", "请说说差在哪儿", "Please say what is missing"},
		{"rate.done.satisfied", "评好了：满意", "Rated: satisfied"},
		{"rate.done.basically", "评好了：基本满意", "Rated: mostly satisfied"},
		{"rate.done.unsatisfied", "评好了：不满意。社区看得到您说的", "Rated: not satisfied. The community sees what you said"},
	}
}

// joiningWords are “我也一样”.
func joiningWords() []i18n.Message {
	return []i18n.Message{
		{"home.place", "邻里", "Neighbour\u00adhood"},
		{"follow.do", "我也一样", "Me too"},
		{"follow.do.few", "我也一样（已有几个人）", "Me too (a few so far)"},
		{"follow.do.many", "我也一样（已有 {0} 人）", "Me too ({0} so far)|Me too ({0} so far)"},
		{"follow.yours", "您也一样。", "You too."},
		{"follow.undo", "收回“我也一样”", "Take “Me too” back"},
		{"follow.done", "记下了：您也一样", "Noted: you too"},
		{"follow.undone", "收回了", "Taken back"},
		{"follow.sign_in", "登录以后可以点，有答复会告诉您。", "Sign in to press it; you will hear of the answer."},
		{"follow.hears", "有答复会在“我的心愿”里告诉您。", "You will find the answer under “My wishes”."},
		{"follow.hears.message", "有答复会在“我的心愿”里告诉您；留了手机的，也发短信，在那里可以关掉。", "You will find the answer under “My wishes”, and get a message if your telephone is known; you can switch that off there."},
		{"follow.mine", "跟着看的", "Followed"},
		{"follow.mine.note", "您点过“我也一样”的心愿。", "Wishes to which you said “Me too”."},
		{"follow.messages.on", "有答复会发短信到您留的手机。", "You get a message when there is an answer, if your telephone is known."},
		{"follow.messages.off", "有答复不发短信，只在这里看。", "No messages; you see the answer here."},
		{"follow.messages.on.do", "发短信告诉我", "Send me a message"},
		{"follow.messages.off.do", "不用发短信", "No messages, please"},
		{"follow.messages.on.done", "以后有答复会发短信", "You will get messages"},
		{"follow.messages.off.done", "以后不发短信了", "You will get no more messages"},
	}
}
