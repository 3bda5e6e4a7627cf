package doctor

import (
	"slices"

	"linli/internal/web/i18n"
)

// Words is what is said of findings: what was found, and what to do.
func Words() []i18n.Message {
	return slices.Concat(serverWords(), dataWords(), machineWords(), pageWords())
}

func pageWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.title", "系统体检", "Health of the system"},
		{"doctor.about", "有问题的要马上处理，要留意的近期处理。命令行里用 linli doctor 看同样的内容，还会检查数据库文件。", "What is a problem is to be settled now, what needs attention soon. linli doctor on the command line shows the same, and looks through the database file as well."},
		{"doctor.level.ok", "正常", "Well"},
		{"doctor.level.warning", "要留意", "Attention"},
		{"doctor.level.problem", "有问题", "Problem"},
		{"doctor.do", "怎么办：{0}", "What to do: {0}"},
		{"doctor.column.check", "检查", "Check"},
		{"doctor.column.state", "情况", "State"},
		{"doctor.column.found", "看到的和要做的", "What was found and what to do"},
		{"doctor.check.config", "设置", "Configuration"},
		{"doctor.check.database", "数据库", "Database"},
		{"doctor.check.clock", "时间", "Clock"},
		{"doctor.check.disk", "磁盘", "Disk"},
		{"doctor.check.keys", "密钥", "Keys"},
		{"doctor.check.certificate", "证书", "Certificate"},
		{"doctor.check.jobs", "后台任务", "Jobs"},
		{"doctor.check.calendar", "工作日历", "Calendar"},
		{"doctor.check.limits", "系统限额", "Limits"},
	}
}

func serverWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.config.ok", "设置没有矛盾，服务在 {0}", "The configuration agrees with itself; it serves on {0}"},
		{"doctor.config.half_tls", "证书和私钥只给了一个", "Only one of certificate and private key is given"},
		{"doctor.config.half_tls.do", "--tls-cert 和 --tls-key 要一起给。", "Give --tls-cert and --tls-key together."},
		{"doctor.config.https_alone", "对外网址是 {0}，可是没有证书，前面也没有说有代理", "The address is {0}, but there is no certificate and no proxy in front"},
		{"doctor.config.https_alone.do", "代理负责加密就加 --behind-tls，自己加密就给 --tls-cert 和 --tls-key；不然登录凭证没有保护。", "With a proxy that speaks HTTPS add --behind-tls, else give --tls-cert and --tls-key; without it session cookies are not guarded."},
		{"doctor.config.http_alone", "已经加密，对外网址却是 {0}", "HTTPS is spoken, but the address is {0}"},
		{"doctor.config.http_alone.do", "把 --base-url 改成 https:// 开头的。", "Let --base-url begin with https://."},
		{"doctor.config.open_plain", "{0} 对外开放，没有加密：同一网络里的人能看到密码", "{0} is open to the network without HTTPS: others on it can read passwords"},
		{"doctor.config.open_plain.do", "给证书（--tls-cert、--tls-key），或者只在 127.0.0.1 上服务，前面放代理。", "Give a certificate (--tls-cert, --tls-key), or listen on 127.0.0.1 behind a proxy."},
		{"doctor.config.round_proxy", "前面有代理，可是别人也能直接连到 {0}", "There is a proxy in front, but others reach {0} past it"},
		{"doctor.config.round_proxy.do", "改成 127.0.0.1，或者在防火墙里只放代理进来。", "Listen on 127.0.0.1, or let the firewall admit the proxy only."},
		{"doctor.config.one_address", "前面有代理，可是没有说它在哪个请求头里写来访地址：所有人算一个地址，会一起被限流", "The proxy does not say where visitors come from: all are one address, and are held back together"},
		{"doctor.config.one_address.do", "加 --proxy-header（例如 X-Real-IP）；代理不在本机的，再加 --proxy-from。", "Add --proxy-header (for example X-Real-IP), and --proxy-from when the proxy is on another machine."},
		{"doctor.config.proxy_unheard", "说了代理在哪里，没有说它用哪个请求头", "Proxies are named, but not their header"},
		{"doctor.config.proxy_unheard.do", "加 --proxy-header，或者去掉 --proxy-from。", "Add --proxy-header, or drop --proxy-from."},
		{"doctor.config.no_base", "没有对外网址：回执上印的是浏览器当时用的地址", "There is no --base-url: receipts show whatever address the browser asked for"},
		{"doctor.config.no_base.do", "加 --base-url，写居民用的网址。", "Add --base-url with the address that residents use."},
		{"doctor.config.open_metrics", "监控数据在 {0} 上谁都能看", "Anybody on the network can read the metrics on {0}"},
		{"doctor.config.open_metrics.do", "改成 127.0.0.1，或者在防火墙里只放监控进来。", "Listen on 127.0.0.1, or let the firewall admit Prometheus only."},
		{"doctor.certificate.ok", "证书给 {0}，到 {1} 有效", "The certificate is for {0} and good until {1}"},
		{"doctor.certificate.unreadable", "证书不能用：{0}", "The certificate cannot be used: {0}"},
		{"doctor.certificate.unreadable.do", "把配对的证书和私钥放回去。正在运行的服务还用着旧的，换好后不用重启。", "Put a matching pair back. A running server goes on with the old one and needs no restart."},
		{"doctor.certificate.ended", "证书 {0} 已经过期，浏览器不让人进来", "The certificate ended on {0}; browsers turn visitors away"},
		{"doctor.certificate.ended.do", "现在就换新证书，换好后不用重启。", "Put a new one in place now; no restart is needed."},
		{"doctor.certificate.early", "证书要到 {0} 才生效", "The certificate holds only from {0}"},
		{"doctor.certificate.early.do", "先放回旧证书，再看看本机时间对不对。", "Put the old one back, and see whether this machine's clock is right."},
		{"doctor.certificate.ends", "证书 {0} 到期，不到七天了", "The certificate ends on {0}, in less than seven days"},
		{"doctor.certificate.ends.do", "现在就换新证书；自动续期的，看看为什么没有续上。", "Renew it now; where that goes by itself, see why it did not."},
		{"doctor.certificate.ending", "证书 {0} 到期", "The certificate ends on {0}"},
		{"doctor.certificate.ending.do", "这个月里换新证书，文件放好后不用重启。", "Renew it this month; put the files in place, no restart is needed."},
		{"doctor.certificate.name", "证书不含网址 {0}，只含 {1}", "The certificate is not for {0}, only for {1}"},
		{"doctor.certificate.name.do", "申请含这个网址的证书，或者改 --base-url。", "Get one for that name, or correct --base-url."},
		{"doctor.certificate.chain", "这台机器不信任证书：{0}", "This machine does not trust the certificate: {0}"},
		{"doctor.certificate.chain.do", "证书文件里接上签发机构的中间证书；单位自己签发的，请确认各台电脑装了根证书。", "Append the issuer's intermediate certificates to the file; with an authority of your own, see that every computer has its root."},
		{"doctor.limits.ok", "一次能打开 {0} 个文件", "{0} files may be open at a time"},
		{"doctor.limits.files", "一次只能打开 {0} 个文件，人多时会连不上", "Only {0} files may be open at a time; with many visitors connections will be refused"},
		{"doctor.limits.files.do", "在 systemd 里设 LimitNOFILE={1} 或更大。", "Set LimitNOFILE={1} or more in the systemd unit."},
	}
}

func dataWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.database.ok", "{0}，结构第 {1} 版，能读能写", "{0}, schema {1}, readable and writable"},
		{"doctor.database.gone", "连不上：{0}", "It cannot be reached: {0}"},
		{"doctor.database.gone.do", "看看数据库开着没有，--db 写得对不对。服务不用重启，数据库回来就好。", "See whether the database runs and --db is right. The server needs no restart: it finds back by itself."},
		{"doctor.database.empty", "里面还没有表", "There are no tables in it"},
		{"doctor.database.empty.do", "第一次用的，运行 linli serve；不是第一次的，--db 指错了地方。", "For the first start run linli serve; otherwise --db points to the wrong place."},
		{"doctor.database.behind", "结构是第 {0} 版，这个程序要第 {1} 版", "The schema is {0}, this release needs {1}"},
		{"doctor.database.behind.do", "先备份，再运行 linli migrate（linli serve 启动时也会做）。", "Back up, then run linli migrate (linli serve does it at its start, too)."},
		{"doctor.database.ahead", "结构是第 {0} 版，这个程序只认到第 {1} 版", "The schema is {0}, this release knows only {1}"},
		{"doctor.database.ahead.do", "换上新的程序：旧程序可能写坏新数据。", "Install the newer release: an older one may damage newer data."},
		{"doctor.database.full", "存不进东西：磁盘满了", "Nothing can be stored: the disk is full"},
		{"doctor.database.full.do", "腾出地方，或者把盘加大。已经办成的都在，腾出后自动恢复，不用重启。", "Make room or enlarge the disk. What was acknowledged is there; writing works again by itself, without a restart."},
		{"doctor.database.read_only", "只能看，不能写", "It can be read, not written"},
		{"doctor.database.read_only.do", "PostgreSQL：是不是连到了备机，default_transaction_read_only 开着没有。SQLite：文件和目录要属于运行的用户，盘有没有变成只读。改好后自动恢复。", "PostgreSQL: is this a standby, is default_transaction_read_only on? SQLite: file and folder must belong to the user that runs linli, and the disk must not be mounted read-only. It recovers by itself."},
		{"doctor.database.refuses", "刚才有东西没存进去", "Something could not be stored a moment ago"},
		{"doctor.database.refuses.do", "看日志里 request failed 那几行，再看磁盘有没有坏。", "See the lines “request failed” in the log, and whether the disk is failing."},
		{"doctor.database.damaged", "文件坏了：{0}", "The file is damaged: {0}"},
		{"doctor.database.damaged.do", "停下服务，把现在的文件另存一份，从最近的备份恢复，再检查硬盘和内存。", "Stop the server, keep a copy of the file as it is, restore the last backup, then test disk and memory."},
		{"doctor.database.network", "SQLite 文件放在网络盘上（{0}），会丢数据", "The SQLite file is on a network file system ({0}), which loses data"},
		{"doctor.database.network.do", "停下服务，把文件搬到本机的盘，或者改用 PostgreSQL。", "Stop the server and move the file to a disk of this machine, or use PostgreSQL."},
		{"doctor.database.no_wal", "SQLite 的日志方式是 {0}，不是 wal", "SQLite's journal mode is {0}, not wal"},
		{"doctor.database.no_wal.do", "文件所在的盘不支持 wal，换到本机的盘。", "The file system does not support it; move the file to a disk of this machine."},
		{"doctor.database.old", "{0} 太旧，没有人修补了", "{0} is too old; nobody repairs it any more"},
		{"doctor.database.old.do", "升级到 PostgreSQL {1} 或更新。", "Upgrade to PostgreSQL {1} or later."},
	}
}

func machineWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.clock.ok", "现在 {0}（协调世界时），本机时区 {1}", "It is {0} UTC; this machine's zone is {1}"},
		{"doctor.clock.year", "本机时间是 {0} 年，不对", "This machine believes that it is {0}"},
		{"doctor.clock.year.do", "校准时间（chrony 或 timedatectl），再启动服务：期限都按它算。", "Set the clock (chrony or timedatectl) before serving: every deadline is computed by it."},
		{"doctor.clock.skew", "本机和数据库的时间差 {0}", "The clocks of this machine and the database differ by {0}"},
		{"doctor.clock.skew.do", "两台都用 chrony 校时。差太多，期限会算错，验证码会失效。", "Let both follow chrony. So far apart, deadlines and one-time codes go wrong."},
		{"doctor.clock.drift", "本机和数据库的时间差 {0}", "The clocks of this machine and the database differ by {0}"},
		{"doctor.clock.drift.do", "看看两台的 chrony 有没有在运行。", "See whether chrony runs on both."},
		{"doctor.clock.back", "最后一条记录写于 {0}，比现在还晚 {1}：时间往回拨过", "The last act was written at {0}, {1} from now: the clock has gone back"},
		{"doctor.clock.back.do", "先校准时间。记录的先后不会乱，但这一段写下的时刻不准，请记下原因。", "Set the clock first. The order of the records holds, their times in this stretch do not; write down why."},
		{"doctor.disk.ok", "{0} 还有 {1}", "{0} has {1} left"},
		{"doctor.disk.low", "{0} 只剩 {1}", "{0} has only {1} left"},
		{"doctor.disk.low.do", "这几天里清理，或者把盘加大。", "Clear something or enlarge the disk within days."},
		{"doctor.disk.full", "{0} 快满了，只剩 {1}", "{0} is nearly full: {1} left"},
		{"doctor.disk.full.do", "马上腾出地方。满了以后只能看，不能存；腾出后自动恢复。", "Make room at once. A full disk lets people read only; it recovers by itself."},
		{"doctor.disk.files", "{0} 快放不下新文件了，还能放 {1} 个", "{0} can hold only {1} more files"},
		{"doctor.disk.files.do", "删掉成堆的小文件（常见的是会话和缓存），或者重建文件系统。", "Remove heaps of small files (often sessions and caches), or make the file system anew."},
		{"doctor.keys.ok", "密钥都在，加密存着 {0} 人的联系方式", "All keys are there; the contacts of {0} persons are sealed"},
		{"doctor.keys.none", "还没有密钥：{0}", "There are no keys yet: {0}"},
		{"doctor.keys.none.do", "运行 linli keys new 生成，用 --keys 指给系统，另存一份。SQLite 第一次启动时会自动生成。", "Make them with linli keys new, name them by --keys, and keep a copy elsewhere. With SQLite the first start makes them."},
		{"doctor.keys.unreadable", "密钥读不出来：{0}", "The keys cannot be read: {0}"},
		{"doctor.keys.unreadable.do", "把密钥文件的副本放回去，权限设成 600。没有它，电话和证件号都看不到。", "Put the copy of the key file back, with mode 600. Without it telephones and identity numbers cannot be read."},
		{"doctor.keys.lost", "有的内容是用这些密钥加密的，现在找不到：{0}", "Stored values need keys that are missing: {0}"},
		{"doctor.keys.lost.do", "从副本里把这几行加回密钥文件，不用重启。旧密钥不要删。", "Add those lines to the key file again from its copy; no restart is needed. Never remove old keys."},
		{"doctor.keys.moving", "还有 {0} 处用着旧密钥", "{0} values are still under older keys"},
		{"doctor.keys.moving.do", "刚换过密钥的，等十几分钟，系统会自动换完，换完之前旧密钥还要用；一直不变的，看任务 seal.reseal 的日志，里面写着是哪几行。", "After a change of keys wait a quarter of an hour, it goes by itself, and the older keys are needed until then; if the number stays, the log of the job seal.reseal names the rows."},
		{"doctor.keys.old", "密钥从 {0} 起没有换过", "The keys have not been changed since {0}"},
		{"doctor.keys.old.do", "运行 linli keys rotate，新文件另存一份。服务不用停。", "Run linli keys rotate and keep a copy of the new file. The server goes on meanwhile."},
		{"doctor.jobs.ok", "定时任务 {0} 种都按时做了", "All {0} kinds of regular jobs ran in time"},
		{"doctor.jobs.waiting", "任务 {0} 有 {1} 个等着，没有人做", "{1} jobs {0} wait and nobody works them"},
		{"doctor.jobs.waiting.do", "服务没开的，启动 linli serve；开着的，重启它，再看日志。", "Start linli serve; if it runs, restart it and see the log."},
		{"doctor.jobs.failing", "任务 {0} 有 {1} 个没做成，会再试", "{1} jobs {0} have failed and will be tried again"},
		{"doctor.jobs.failing.do", "看日志里的原因；原因去掉后会自动做完。", "See the log for the cause; when it is gone they finish by themselves."},
		{"doctor.jobs.stuck", "任务 {0} 有 {1} 个做了六个小时还没完", "{1} jobs {0} have run for six hours"},
		{"doctor.jobs.stuck.do", "重启服务，没做完的会从头再做。", "Restart the server; what was cut off begins again."},
		{"doctor.jobs.given_up", "任务 {0} 有 {1} 个试了多次都没做成，已经放下", "{1} jobs {0} were tried again and again and given up"},
		{"doctor.jobs.given_up.do", "看日志里的原因。定时的任务下一次会照常做；别的请联系维护的人。", "See the log for the cause. Regular jobs run again at their next time; for others turn to whoever maintains the system."},
		{"doctor.jobs.never", "定时任务 {0} 一天里没有做过", "The regular job {0} has not run within a day"},
		{"doctor.jobs.never.do", "服务没开或刚装好的，启动 linli serve；一直这样，看日志。", "Start linli serve if it is off or new; if this stays, see the log."},
		{"doctor.jobs.late", "定时任务 {0} 上次是 {1} 做的，晚了", "The regular job {0} ran last at {1}; it is late"},
		{"doctor.jobs.late.do", "看服务开着没有，再看日志。", "See whether the server runs, then the log."},
		{"doctor.calendar.ok", "放假安排到 {0} 年", "Holidays are known to the end of {0}"},
		{"doctor.calendar.next", "还没有 {0} 年的放假安排：跨年的期限先按周一到周五算", "The holidays of {0} are missing: deadlines across the year are computed Monday to Friday for now"},
		{"doctor.calendar.next.do", "国务院办公厅的通知出来后，运行 linli import calendar；期限会自动重算。", "When the State Council's notice is out, run linli import calendar; deadlines are computed again by themselves."},
		{"doctor.calendar.now", "没有 {0} 年的放假安排，期限可能算错", "The holidays of {0} are missing; deadlines may be wrong"},
		{"doctor.calendar.now.do", "马上运行 linli import calendar 导入今年的安排。", "Import this year's at once: linli import calendar."},
	}
}
