package figureweb

import (
	"slices"

	"linli/internal/web/i18n"
)

// Words are what the pages of figures say, in both languages.
func Words() []i18n.Message {
	return slices.Concat(pageWords(), tableWords(), listWords(), howWords(), unitWords(), monthWords(), bulletinWords(), rateWords())
}

// pageWords are the page of a place.
func pageWords() []i18n.Message {
	return []i18n.Message{
		{"figure.nav", "数据", "Figures"},
		{"figure.title", "{0}的数据", "Figures of {0}"},
		{"figure.print", "心愿办理情况", "How wishes were handled"},
		{"figure.print.do", "打印", "Print"},
		{"figure.counted", "{0} · 今天 {1} 算出", "{0} · counted today at {1}"},
		{"figure.counting", "以前的心愿还在数，过几分钟再看就齐了。", "Earlier wishes are still being counted; the figures are complete in some minutes."},
		{"figure.period", "看哪段时间", "Period"},
		{"figure.last12", "近 12 个月", "Last 12 months"},
		{"figure.year", "{0}年全年", "All of {0}"},
		{"figure.span", "{0} – {1}", "{0} – {1}"},
		{"figure.ym", "{0}年{1}", "{1} {0}"},
		{"figure.month.1", "1月", "Jan"},
		{"figure.month.2", "2月", "Feb"},
		{"figure.month.3", "3月", "Mar"},
		{"figure.month.4", "4月", "Apr"},
		{"figure.month.5", "5月", "May"},
		{"figure.month.6", "6月", "Jun"},
		{"figure.month.7", "7月", "Jul"},
		{"figure.month.8", "8月", "Aug"},
		{"figure.month.9", "9月", "Sep"},
		{"figure.month.10", "10月", "Oct"},
		{"figure.month.11", "11月", "Nov"},
		{"figure.month.12", "12月", "Dec"},

		{"figure.todo", "要处理的", "To act on"},
		{"figure.todo.late", "件已超期", "overdue"},
		{"figure.todo.late.note", "过了日子还没办", "past the date, not done"},
		{"figure.todo.receive", "件等收下", "to be accepted"},
		{"figure.todo.receive.note", "居民刚交来的", "just sent by residents"},
		{"figure.todo.sort", "件等分色", "to be sorted"},
		{"figure.todo.sort.note", "书记或副书记来分", "by secretary or vice secretary"},
		{"figure.todo.judge", "件等居民评价", "to be rated"},
		{"figure.todo.judge.note", "已经答复了", "answered already"},
		{"figure.todo.take", "件黄色等街道接", "yellow, waiting for the street"},
		{"figure.todo.take.note", "还没有人接手", "nobody has taken it up"},
		{"figure.todo.ask_street", "件请街道决定", "for the street to decide"},
		{"figure.todo.ask_street.note", "延期、暂停、转颜色", "more time, a pause, another colour"},
		{"figure.todo.ask_above", "件请区里决定", "for the district to decide"},
		{"figure.todo.ask_above.note", "延期、暂停、转颜色", "more time, a pause, another colour"},
		{"figure.todo.unnoted", "件红色缺进展", "red without a note"},
		{"figure.todo.unnoted.note", "每月要说一次办得怎样", "a note is due each month"},
		{"figure.todo.rule_street", "件等街道裁定", "for the street to rule"},
		{"figure.todo.rule_street.note", "定下由谁来办", "to say who has it"},
		{"figure.todo.yellow_late", "件黄色超期", "yellow, overdue"},
		{"figure.todo.yellow_late.note", "过了答复的日子", "past the date of the answer"},
		{"figure.todo.red", "件红色在办", "red, in hand"},
		{"figure.todo.red.note", "上级工作组在办，还没答复", "with superior groups, not answered"},
		{"figure.todo.rule_above", "件等区里裁定", "for the district to rule"},
		{"figure.todo.rule_above.note", "定下由谁来办", "to say who has it"},

		{"figure.rates", "三个率和按期答复", "Three rates, and answers in time"},
		{"figure.rate.response", "响应率", "Response"},
		{"figure.rate.solved", "解决率", "Solved"},
		{"figure.rate.satisfied", "满意率", "Satisfied"},
		{"figure.rate.due", "按期答复率", "Answered in time"},
		{"figure.base.response", "{0} 件里", "Of {0} wish|Of {0} wishes"},
		{"figure.base.judged", "评价了的 {0} 件里", "Of {0} rated|Of {0} rated"},
		{"figure.base.due", "到日子的 {0} 件里", "Of {0} due|Of {0} due"},
		{"figure.part.received_in_time", "{0} 件按时收下", "{0} accepted in time"},
		{"figure.part.answered_in_time", "{0} 件按时答复", "{0} answered in time"},
		{"figure.part.solved", "{0} 件办成了", "{0} solved"},
		{"figure.part.satisfied", "{0} 件满意", "{0} satisfied"},
		{"figure.part.basically", "{0} 件基本满意", "{0} basically satisfied"},
		{"figure.part.silent", "另有 {0} 件没有评，不算在里面", "{0} more not rated, not counted here"},
		{"figure.comma", "，", ", "},
		{"figure.weight", "基本满意一件算 {0} 件", "one basically satisfied counts as {0}"},
		{"figure.public", "大家怎么评", "How residents judged"},
		{"figure.public.rate", "前 12 个月大家评价了 {0} 件，{1} 件满意或基本满意（{2}%）。", "In the last 12 full months residents judged {0} answers and were satisfied or mostly satisfied with {1} ({2} %)."},
		{"figure.public.interval", "可信范围 {0}–{1}%，到上个月底为止。", "Interval {0}–{1} %, until the end of last month."},
		{"figure.public.small", "前 12 个月大家评价了 {0} 件，{1} 件满意或基本满意。件数太少，不算率。", "In the last 12 full months residents judged {0} answers and were satisfied or mostly satisfied with {1}. Too few for a rate."},
		{"figure.public.few_not", "前 12 个月有 {0} 件满意或基本满意，不满意的不到 {1} 件。", "In the last 12 full months residents were satisfied or mostly satisfied with {0} answers, and dissatisfied with fewer than {1}."},
		{"figure.public.few_content", "前 12 个月有 {0} 件不满意，满意或基本满意的不到 {1} 件。", "In the last 12 full months residents were dissatisfied with {0} answers, and satisfied or mostly satisfied with fewer than {1}."},
		{"figure.public.few", "前 12 个月评价不到 {0} 件的，不列数，免得让人猜出是谁评的。", "Fewer than {0} judgements of a kind in the last 12 full months are not counted here, so that nobody can guess whose they are."},
		{"figure.public.held", "这里的评价先不列数，免得让人猜出是谁评的。", "No figures are given here, so that nobody can guess whose judgement it was."},
		{"figure.public.none", "前 12 个月还没有人评价。", "Nobody judged an answer in the last 12 full months."},
		{"figure.interval", "可信范围 {0}–{1}%，竖线是目标 {2}%", "interval {0}–{1} %; the line is the aim, {2} %"},
		{"figure.few", "{0} 件，太少不算率", "{0}: too few for a rate"},

		{"figure.months", "收到的心愿", "Wishes received"},
		{"figure.chart", "{0}按月收到的心愿", "Wishes of {0} by month"},
	}
}

// tableWords are the table of the places below.
func tableWords() []i18n.Message {
	return []i18n.Message{
		{"figure.below.street", "各街道", "Streets"},
		{"figure.below.community", "各社区", "Communities"},
		{"figure.below.linli", "各邻里", "Neighbourhoods"},
		{"figure.col.street", "街道", "Street"},
		{"figure.col.community", "社区", "Community"},
		{"figure.col.linli", "邻里", "Where"},
		{"figure.col.month", "月份", "Month"},
		{"figure.col.filed", "收到", "Received"},
		{"figure.col.filed_blue", "蓝", "Blue"},
		{"figure.col.filed_yellow", "黄", "Yellow"},
		{"figure.col.filed_red", "红", "Red"},
		{"figure.col.late", "超期", "Overdue"},
		{"figure.col.take", "黄等接", "Yellow to take up"},
		{"figure.col.yellow_late", "黄超期", "Yellow overdue"},
		{"figure.col.ask_street", "请决定", "To decide"},
		{"figure.col.ask_above", "请决定", "To decide"},
		{"figure.col.unnoted", "缺进展", "No note"},
		{"figure.col.rule_street", "等裁定", "To rule"},
		{"figure.col.red", "红在办", "Red in hand"},
		{"figure.col.red_late", "红超期", "Red overdue"},
		{"figure.col.rule_above", "等裁定", "To rule"},
		{"figure.rest.linli", "没写到邻里", "No neighbourhood named"},
		{"figure.rest.community", "别的", "Elsewhere"},
		{"figure.rest.street", "别的", "Elsewhere"},
		{"figure.least", "不满 {0} 件的，不算率也不排名", "No rate and no rank below {0}"},
		{"figure.none", "没有", "none"},
		{"figure.base", "（{0}/{1}）", "({0}/{1})"},
	}
}

// listWords are the lists behind the numbers.
func listWords() []i18n.Message {
	return []i18n.Message{
		{"figure.list.up", "回到数据", "Back to the figures"},
		{"figure.list.total", "共 {0} 件", "{0} wish|{0} wishes"},
		{"figure.list.sub", "{0} · {1}", "{0} · {1}"},
		{"figure.list.none", "一件也没有", "There is none"},
		{"figure.list.workdays", "天数都是工作日。", "All days are working days."},
		{"figure.list.col.number", "编号", "Number"},
		{"figure.list.col.wish", "心愿", "Wish"},
		{"figure.list.col.place", "地点", "Place"},
		{"figure.list.col.colour", "颜色", "Colour"},
		{"figure.list.col.state", "到哪一步", "Stage"},
		{"figure.list.col.filed", "提出", "Made"},
		{"figure.list.col.due", "期限", "Deadline"},
		{"figure.list.filed", "收到的心愿", "Wishes received"},
		{"figure.list.filed_unsorted", "收到的心愿：没有分色", "Wishes received: not sorted"},
		{"figure.list.filed_blue", "收到的心愿：蓝", "Wishes received: blue"},
		{"figure.list.filed_yellow", "收到的心愿：黄", "Wishes received: yellow"},
		{"figure.list.filed_red", "收到的心愿：红", "Wishes received: red"},
		{"figure.list.response", "该收下的", "To be accepted"},
		{"figure.list.received_in_time", "按时收下的", "Accepted in time"},
		{"figure.list.due", "答复到日子的", "Answers that were due"},
		{"figure.list.answered_in_time", "按时答复的", "Answered in time"},
		{"figure.list.judged", "居民评价了的", "Rated by residents"},
		{"figure.list.solved", "居民说办成了的", "Solved, as residents say"},
		{"figure.list.satisfied", "居民满意的", "Satisfied"},
		{"figure.list.basically", "居民基本满意的", "Basically satisfied"},
		{"figure.list.silent", "答复了、没有评的", "Answered and not rated"},
		{"figure.list.late", "已超期的", "Overdue"},
		{"figure.list.receive", "等收下的", "To be accepted"},
		{"figure.list.sort", "等分色的", "To be sorted"},
		{"figure.list.judge", "等居民评价的", "To be rated"},
		{"figure.list.take", "黄色，等街道接", "Yellow, waiting for the street"},
		{"figure.list.yellow_late", "黄色，超期", "Yellow, overdue"},
		{"figure.list.red", "红色，在办", "Red, in hand"},
		{"figure.list.red_late", "红色，超期", "Red, overdue"},
		{"figure.list.ask_street", "请街道决定的", "For the street to decide"},
		{"figure.list.ask_above", "请区里决定的", "For the district to decide"},
		{"figure.list.unnoted", "红色，这个月还没说进展", "Red, without this month's note"},
		{"figure.list.rule_street", "等街道裁定的", "For the street to rule"},
		{"figure.list.rule_above", "等区里裁定的", "For the district to rule"},
	}
}

// howWords say how each figure is counted (package figure).
func howWords() []i18n.Message {
	return []i18n.Message{
		{"figure.how", "怎么算的", "How it is counted"},
		{"figure.how.intro", "每个数都能点开，看到它数的是哪几件。", "Every number opens the list of the wishes that it counts."},
		{"figure.how.filed", "收到", "Received"},
		{"figure.how.filed.text", "按提出的月份数。颜色是现在的颜色，转过颜色的按转后的算。", "By the month in which a wish was made. The colour is the one that it has now."},
		{"figure.how.response", "响应率 ＝ 按时收下的 ÷ 该收下的", "Response = accepted in time ÷ to be accepted"},
		{
			"figure.how.response.text", "该收下的：社区收下、分好颜色的，加上过了日子还没收下的。不归社区办的、居民先收回的、还没到日子的、还在分的，不算。按提出的月份数。",
			"To be accepted: what the community has accepted and sorted, and what still waits past its date. What was turned away or taken back first, what still has time and what is being sorted is left out. By the month in which a wish was made.",
		},
		{"figure.how.solved", "解决率 ＝ 居民说办成了的 ÷ 居民评价了的", "Solved = solved as the resident says ÷ rated"},
		{"figure.how.solved.text", "只数居民评价了的，自己评的和电话回访里说的都算，按心愿结束的月份数。再办一次的，只算最后一次评价。", "Only what residents have rated, by themselves or in a call-back, by the month in which the wish ended. Of a wish that was taken up again only the last rating counts."},
		{"figure.how.satisfied", "满意率 ＝ （满意 ＋ 基本满意打折）÷ 居民评价了的", "Satisfaction = (satisfied + weighted basically satisfied) ÷ rated"},
		{"figure.how.satisfied.text", "基本满意一件算 {0} 件，这个数由区里定。不评不算满意。", "One “basically satisfied” counts as {0}, which the district decides. No answer is not counted as satisfied."},
		{"figure.how.due", "按期答复率 ＝ 按时答复的 ÷ 答复到日子的", "Answered in time = answered in time ÷ due"},
		{
			"figure.how.due.text", "按答复到期的月份数：答复了的，加上过了日子还没答复的。没答复就结束的不算，还没到日子、也没答复的不算。延期批准了的，按新日子算。",
			"By the month in which the answer was due: what was answered, and what is past its date without an answer. What ended without an answer is left out, and so is what is neither answered nor due. An extension that was granted counts by its new date.",
		},
		{"figure.how.silent", "没有评的", "Not rated"},
		{"figure.how.silent.text", "答复以后居民一直没有评。单独列出，不算满意，也不算不满意。", "Answered, and the resident gave no rating. Shown apart: neither satisfied nor unsatisfied."},
		{"figure.how.interval", "可信范围", "The interval"},
		{"figure.how.interval.text", "件数少，率就不稳。可信范围是 95% 的威尔逊区间，件数越多越窄。率算到小数点后两位，四舍五入。", "Few cases make a shaky rate. The interval is Wilson's at 95 %: the more cases, the narrower. Rates are rounded to two digits, half away from zero."},
		{"figure.how.few", "件数太少", "Too few"},
		{"figure.how.few.text", "不满 {0} 件不算率。这里不排名次。", "Below {0} there is no rate. Nothing is ranked here."},
		{"figure.how.places", "地方", "Places"},
		{"figure.how.places.text", "心愿算在它现在所在的邻里和社区。下面各处加起来，等于上面的数。", "A wish counts for the neighbourhood and community where it stands. The parts add up to the whole."},
	}
}

// unitWords are the figures of units.
func unitWords() []i18n.Message {
	return []i18n.Message{
		{"figure.units", "各单位", "Units"},
		{"figure.units.at", "{0}各单位", "Units of {0}"},
		{"figure.units.what", "退回按退的那个月数；裁定由别的单位办的算“退得对”，裁定还是它办的算“退得不对”，没有走到裁定的两边都不算。提级办的，超期仍算首办单位的。", "Returns count in the month in which they were given. Upheld: the ruling names another unit. Overruled: it names the same. What was settled without a ruling is neither. What was moved up is still late for its first unit."},
		{"figure.units.none", "这段时间没有退回、提级，也没有超期的", "No returns, moves up or overdue wishes"},
		{"figure.units.none.next", "有了会按单位列在这里。", "What there will be is listed here by unit."},
		{"figure.units.up", "看各单位", "The units"},
		{"figure.units.total", "{0} 件次", "{0}"},
		{"figure.units.given", "退回", "Returns given"},
		{"figure.units.upheld", "退得对", "Upheld"},
		{"figure.units.overruled", "退得不对", "Overruled"},
		{"figure.units.raised", "被提级", "Moved up"},
		{"figure.units.open", "现在在办", "In hand now"},
		{"figure.units.late", "现在超期", "Overdue now"},
		{"figure.units.made.upheld", "退得对", "Upheld"},
		{"figure.units.made.overruled", "退得不对", "Overruled"},
		{"figure.units.made.none", "没有裁定", "No ruling"},
		{"figure.units.col.unit", "单位", "Unit"},
		{"figure.units.col.number", "编号", "Number"},
		{"figure.units.col.wish", "心愿", "Wish"},
		{"figure.units.col.colour", "颜色", "Colour"},
		{"figure.units.col.at", "哪天", "On"},
		{"figure.units.col.ground", "为什么", "Why"},
		{"figure.units.col.made", "裁定", "Ruling"},
		{"figure.units.col.now", "现在谁在办", "Who has it now"},
		{"figure.units.col.due", "期限", "Deadline"},
	}
}
