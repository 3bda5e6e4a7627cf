package app

import (
	"slices"

	"linli/internal/archive"
	"linli/internal/place"
	"linli/internal/place/below"
	"linli/internal/place/boundary"
	"linli/internal/place/edition"
	"linli/internal/seal"
	"linli/internal/web/i18n"
)

// Words is what the demonstration says, and what the rooms without pages of their own refuse. What only commands say is in
// console.
func Words() []i18n.Message {
	out := slices.Concat(demoWords(), valueWords(), ruleWords(), logWords())
	for _, w := range slices.Concat(place.Words(), edition.Words(), below.Words(), boundary.Words(), archive.Words(), seal.Words()) {
		out = append(out, i18n.Message(w))
	}
	return out
}

func demoWords() []i18n.Message {
	return []i18n.Message{
		{"demo.choose", "选一个身份", "Choose who you are"},
		{"demo.title", "选一个身份，进去看看", "Choose who you are, and look around"},
		{"demo.about", "崇川区 › 钟秀街道 › 中心村社区是真地名，人和事都是编的。不用账号，随时可以换人。关掉程序，改动就没了。", "The places 崇川区 › 钟秀街道 › 中心村社区 are real, people and events are invented. No account; be somebody else at any time. When the program ends, your changes are gone."},
		{"demo.path", "第一次来，照这四步走一遍，大约 5 分钟", "The first time, take these four steps, about 5 minutes"},
		{"demo.step1", "在手机上提一件心愿", "makes a wish on the phone"},
		{"demo.step2", "收下它，回一句话", "accepts it and says a word"},
		{"demo.step3", "分颜色，办完答复", "sorts it, and answers when it is done"},
		{"demo.step4", "说满意还是不满意", "says whether she is satisfied"},
		{"demo.go", "进去看看", "Go in"},
		{"demo.as", "用{0}的身份", "As {0}: "},
		{"demo.group.residents", "居民", "Residents"},
		{"demo.group.community", "社区", "Community"},
		{"demo.group.above", "街道和区", "Street and district"},
		{"demo.group.audit", "监督", "Oversight"},
		{"demo.group.house", "管系统", "Looking after the system"},
		{"demo.code", "演示不发短信：验证码显示在运行 linli demo 的那个窗口里。", "The demonstration sends no message: the code is shown in the window where linli demo runs."},
		{"demo.open", "{0} 件待办", "{0} to do"},
		{"demo.watched", "眼下没有要办的，能看 {0} 件在办的", "Nothing to do now; can see {0} open"},
		{"demo.late", "，{0} 件已超期", ", {0} overdue"},
		{"demo.judge", "{0} 件等评价", "{0} to judge"},
		{"demo.tan.waits", "七十四岁，提过几件心愿", "Seventy-four; has made some wishes"},
		{"demo.wu.waits", "替母亲谈桂芬提心愿、看进度，两人的名字都留着", "Makes wishes for her mother 谈桂芬 and follows them; both names are kept"},
		{"demo.luo.waits", "看看邻居的心愿，自己也提一件", "Sees the neighbours' public wishes, and makes one"},
		{"demo.ji.waits", "收新来的心愿，办蓝色的", "Accepts new wishes and handles the blue ones"},
		{"demo.wen.waits", "打开分色看板，分颜色", "Opens the triage board and sorts"},
		{"demo.mu.waits", "书记不在时，也能分颜色", "May sort too when the secretary is away"},
		{"demo.zhu.waits", "只看到派给物业的事", "Sees only what was given to the property firm"},
		{"demo.su.waits", "黄色的在他这里办", "Handles the yellow ones"},
		{"demo.bai.waits", "看全街道，也能替科室答复", "Sees the whole street, and may answer for its offices"},
		{"demo.yan.waits", "红色的在他这里办", "Handles the red ones"},
		{"demo.shi.waits", "看全区还没办完的", "Sees everything open in the district"},
		{"demo.xin.waits", "打电话问：办成了没有，满意不满意", "Calls and asks: solved or not, satisfied or not"},
		{"demo.zhongli.waits", "设短信和邮箱、改通知里的话、开账号、看系统好不好", "Sets up messages and mail, words notices, opens accounts, sees whether all is well"},
		{"demo.qu.waits", "什么都能看，什么都不能改", "Sees everything and changes nothing"},
	}
}

func valueWords() []i18n.Message {
	return []i18n.Message{
		{"error.cursor", "这一页的地址不对，请从第一页重新看", "The address of this page is wrong, please begin at the first page"},
		{"error.idempotency_key", "这个请求的编号不对", "The Idempotency-Key holds letters, digits, - and _, at most 64"},
		{"error.key_reused", "这一页已经交过一次，请刷新后再试", "This form was sent before; please reload and try again"},
		{"error.busy", "一下子来的人太多，请过几秒再试。您写的没有丢", "Too many at once, please try again in some seconds. What you typed is not lost"},
		{"error.disk_full", "保存不了：服务器的磁盘满了", "This cannot be saved: the server's disk is full"},
		{"error.read_only", "保存不了：系统现在只能看，不能改", "This cannot be saved: the system can only be read just now"},
		{"workday.header", "第一行要是 date,notice_year,kind", "The first line must be date,notice_year,kind"},
		{"workday.columns", "第 {0} 行：要有三列", "Line {0}: three columns are needed"},
		{"workday.date", "第 {0} 行：日期写成 2026-01-01", "Line {0}: write the date as 2026-01-01"},
		{"workday.notice_year", "第 {0} 行：年份和日期对不上", "Line {0}: the notice's year does not fit the date"},
		{"workday.kind", "第 {0} 行：只能是 off 或 work", "Line {0}: off or work"},
		{"workday.not_weekend", "第 {0} 行：上班的日子要是周末", "Line {0}: a day that is worked must be a weekend's"},
		{"workday.duplicate", "第 {0} 行：这一天写了两次", "Line {0}: this day is there twice"},
		{"workday.empty", "文件里一天都没有", "The file names no day"},
		{"workday.too_large", "文件太大，不像工作日历", "The file is too large for a calendar"},
		{"workday.hours", "上下班时间写成 08:30-17:30，有午休写成 08:30-12:00,13:30-17:30", "Write office hours as 08:30-17:30, or with a break as 08:30-12:00,13:30-17:30"},
		{"workday.span", "时限写成 5wd、4wh、24h 或 3mo", "Write a period as 5wd, 4wh, 24h or 3mo"},
		{"flow.clock_due", "期限要晚于现在", "The date must be later than now"},
		{"flow.clock_earlier", "新期限要晚于原来的", "The new date must be later than the old one"},
		{"flow.clock_paused", "已经停着了", "It is paused already"},
		{"flow.clock_running", "没有停，不用恢复", "It is not paused"},
		{"flow.clock_stopped", "已经结束了", "It has ended"},
		{"flow.clock_backwards", "时间倒着走了", "Time ran backwards"},
		{"flow.clock_certain", "期限已经确定，不再重算", "The date is certain and is not computed again"},
		{"flow.clock_not_started", "还没开始算", "It has not begun"},
	}
}

// ruleWords is what rules refuse.
func ruleWords() []i18n.Message {
	return []i18n.Message{
		{"app.no_database", "没有数据库 {0}，什么都没有做。请用 --db（或 LINLI_DB）指明数据库在哪里；新安装的先运行 linli serve 或 linli migrate", "There is no database {0}; nothing was done. Name the place of the database by --db (or LINLI_DB); a new installation begins with linli serve or linli migrate"},
		{"app.keys.where", "不知道密钥在哪里：请用 --keys 指明，写成 file:路径 或 command:命令（生成密钥文件：linli keys new 路径）", "say where the keys are: --keys file:PATH or command:COMMAND (make a file with: linli keys new PATH)"},
		{"app.keys.lost", "密钥文件 {0} 不见了，而数据库里有用它加密的内容；请把备份放回来", "the key file {0} is missing, and the database holds values sealed with it; put the copy back"},
		{"app.empty_database", "那里的数据库是空的，什么都没有做。请看 --db（或 LINLI_DB）写得对不对；新安装的先运行 linli serve 或 linli migrate", "The database there is empty; nothing was done. See whether --db (or LINLI_DB) is right; a new installation begins with linli serve or linli migrate"},
		{"rule.error.key", "没有“{0}”这条规则，有哪些看：linli rule list", "There is no rule “{0}”; linli rule list shows those that there are"},
		{"rule.error.span", "时限写成 5wd（工作日）、4wh（工作时）、24h（小时）或 12mo（月）", "Write a period as 5wd (working days), 4wh (working hours), 24h (hours) or 12mo (months)"},
		{"rule.error.longer", "太长了，最长 {0}wd（{0} 个工作日），换个单位也不能更长", "Too long: at most {0}wd ({0} working days), nor longer in another unit"},
		{"rule.error.months", "写几个月，{0}mo 到 {1}mo", "Write months, {0}mo to {1}mo"},
		{"rule.error.hours", "写几小时，{0}h 到 {1}h", "Write hours, {0}h to {1}h"},
		{"rule.error.count", "写 {0} 到 {1} 的整数", "Write a whole number from {0} to {1}"},
		{"rule.error.yes", "写 yes 或 no", "Write yes or no"},
		{"rule.error.name", "写中文名和英文名，中间一条斜线：不归本单位管/Not our duty；每边最多 {0} 个字", "Write the Chinese and the English name with a slash between: 不归本单位管/Not our duty; {0} characters each at most"},
		{"rule.error.only", "这是最后一条，撤了就没有可选的了。先加一条新的", "It is the last one: without it there would be nothing to choose from. Add another first"},
		{"rule.error.source", "请写依据：哪份文件、谁定的", "Please say where it comes from: which document, who decided it"},
		{"rule.error.place", "这条规则到处一样，去掉 --place", "This rule is one for all places; leave --place out"},
		{"rule.error.everywhere", "到处都用的规则不能撤，只能改：linli rule set；要撤一处自己的，加 --place", "A rule for all places does not end, it changes: linli rule set. To end a place's own, name it with --place"},
		{"rule.error.none", "这里没有自己的值，不用撤", "This place has no value of its own; there is nothing to end"},
		{"rule.error.past", "过去的已经照当时的规定办了，最早从 {0} 起", "What is past was done by the rules of its day; the earliest day is {0}"},
		{"rule.error.last", "自 {0} 起已经改过，再改最早从 {1} 起", "It was changed from {0} on; it can change again from {1} on"},
	}
}

// logWords is what the journal's log refuses.
func logWords() []i18n.Message {
	return []i18n.Message{
		{"journal.error.no_log", "还没有日志：系统没有用这个版本运行过，没有什么可核对", "There is no log yet: the server has not run with this release, so there is nothing to check"},
		{"journal.error.schema", "这不是本版本的邻里数据库，无法核对；先运行 linli migrate", "This is no linli database of this release and cannot be checked; linli migrate comes first"},
		{"journal.error.nodes", "日志的节点坏了或被改过，不再往下记；用 linli verify 查是哪里", "The log's nodes are damaged or were altered, and it does not go on; linli verify says where"},
		{"journal.error.fork", "日志和上次签过的对不上，不再签名；用 linli verify 查是哪里", "The log is not the one that was signed last, and is not signed again; linli verify says where"},
		{"journal.error.note", "这个文件不是检查点，或者不完整", "The file is no checkpoint, or not a whole one"},
		{"journal.error.signature", "检查点的签名对不上：文件被改过", "The checkpoint's signature does not fit: the file was altered"},
		{"journal.error.export", "这个文件不是日志的导出，或者不完整", "The file is no export of a log, or not a whole one"},
		{"journal.error.no_key", "密钥文件里没有签名用的密钥；用 linli keys rotate 加一把，一分钟后启用", "There is no sign key in the key file; linli keys rotate adds one, in use after a minute"},
	}
}
