package callweb

import "linli/internal/web/i18n"

// Words are the pages of call-backs.
func Words() []i18n.Message {
	return []i18n.Message{
		{"calls.title", "电话回访", "Call-backs"},
		{"calls.rule", "答复后满 {0} 个工作日还没评价的，打电话问一问。打了 {1} 天没打通，就不再打。按评价截止日排。", "Who has not rated {0} working days after the answer is called. After {1} days of tries nobody calls any more. By the last day of rating."},
		{"calls.caption", "要打的电话，按评价截止日排", "Calls to make, by the last day of rating"},
		{"calls.listed", "{0} 件要打电话", "{0} call to make|{0} calls to make"},
		{"calls.place", "哪里", "Place"},
		{"calls.col.who", "提出人", "Submitter"},
		{"calls.col.unit", "谁办的", "Handled by"},
		{"calls.col.tried", "打过没有", "Tried"},
		{"calls.col.due", "评价截止", "Rate by"},
		{"calls.never", "还没打过", "Not yet"},
		{"calls.tried", "打了 {0} 天，{1} {2}", "{0} day, last {1}: {2}|{0} days, last {1}: {2}"},
		{"calls.none", "没有要打的电话", "No calls to make"},
		{"calls.none.next", "答复了还没评价的，到日子会排在这里。", "Who has not rated an answer is listed here in time."},
		{"calls.out.both", "另有 {0} 件打不了电话：{1} 件没留姓名，{2} 件没留电话。", "{0} more cannot be called: {1} without a name, {2} without a telephone."},
		{"calls.out.nameless", "另有 {0} 件没留姓名，打不了电话。", "{0} more cannot be called: no name was left."},
		{"calls.out.phoneless", "另有 {0} 件没留电话，打不了电话。", "{0} more cannot be called: no telephone was left."},

		{"calls.about", "提的是什么", "What was asked"},
		{"calls.answer", "怎么答复的", "What was answered"},
		{"calls.by", "{0}，{1}", "{0}, {1}"},
		{"calls.show", "显示电话", "Show the telephone"},
		{"calls.who", "打给谁", "Whom to call"},
		{"calls.before", "打过的电话", "Calls so far"},
		{"calls.before.none", "还没打过。", "None yet."},
		{"calls.days", "没打通，已经 {0} 天（到 {1} 天就不再打）。同一天打几次算一天。", "Not reached on {0} day (nobody calls after {1}). Several tries on one day are one.|Not reached on {0} days (nobody calls after {1}). Several tries on one day are one."},
		{"calls.said", "接通了：{0}，{1}", "Reached: {0}, {1}"},
		{"calls.why.over", "这件已经有了结果，或评价的日子过了，不用再打。", "It has been judged, or its days of rating are over: no call is needed."},

		{"calls.record", "接通了", "Reached"},
		{"calls.record.note", "照提出人说的记，别替人选。保存后这件结束，处处写明是电话回访。", "Write what the submitter says; choose nothing for them. Saving ends the wish, and everywhere it says that it was a call-back."},
		{"calls.solved", "办成了吗？", "Is it solved?"},
		{"calls.rating", "满意吗？", "Satisfied?"},
		{"calls.text", "原话", "In their own words"},
		{"calls.text.hint", "选“不满意”时要写：还差什么。", "Needed with “Not satisfied”: what is missing."},
		{"calls.text.empty", "请写下提出人说还差什么", "Please write what the submitter says is missing"},
		{"calls.record.do", "记下来，结束这件", "Write it down and end it"},
		{"calls.miss", "没打通", "Not reached"},
		{"calls.miss.why", "为什么没打通", "Why nobody was reached"},
		{"calls.miss.do", "记下没打通", "Write down the try"},
		{"calls.reopen", "再办一次？", "Take it up again?"},
		{"calls.reopen.note", "问问提出人要不要再办一次，说要才记。记的是提出人的要求，写明经电话由您记下。", "Ask the submitter, and only if the answer is yes. It is the submitter's request, and says that you wrote it down by telephone."},
		{"calls.reopen.text", "提出人说还差什么", "What the submitter says is missing"},
		{"calls.reopen.do", "替提出人请再办一次", "Ask for it again"},
		{"calls.back", "不用了，看要打的电话", "No; back to the calls"},
		{"calls.all", "看要打的电话", "See the calls to make"},

		{"calls.done.call_back", "{0} 的回访记下了", "The call-back of {0} is written down"},
		{"calls.done.call_missed", "{0} 没打通，记下了", "{0}: the try is written down"},
		{"calls.done.unreached", "{0} 几天都没打通，按“没联系上”，不再打", "{0} counts as not reached; nobody calls any more"},
		{"calls.done.reopen", "{0} 再办一次了", "{0} is taken up again"},
	}
}
