package doctor

import "linli/internal/web/i18n"

func backupWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.backup.ok", "最近的备份：{0}", "The last backup is of {0}"},
		{"doctor.backup.ok_rehearsed", "最近的备份：{0}；{1} 演练过，恢复得出来", "The last backup is of {0}; one was restored for a trial on {1}"},
		{"doctor.backup.demo", "这是演示：人和事都是编的，不用备份。真的在用的，请另装一个", "This is a demonstration: everybody is invented, and no backup is missed. Work in earnest needs an installation of its own"},
		{"doctor.backup.none", "还没有备份过", "There is no backup yet"},
		{"doctor.backup.none.do", "在另一台电脑上运行 linli backup-key 备份.key（私钥留在那里），把显示的公钥写进 /etc/linli.env：LINLI_BACKUP_RECIPIENT=公钥；再运行 systemctl enable --now linli-backup.timer 和 systemctl start linli-backup。", "On another computer run linli backup-key backup.key (the private key stays there) and write the public key that it shows into /etc/linli.env: LINLI_BACKUP_RECIPIENT=KEY; then systemctl enable --now linli-backup.timer and systemctl start linli-backup."},
		{"doctor.backup.never", "从 {0} 用到现在，一次也没有备份：这台机器坏了，全部内容就没了", "In use since {0} and never backed up: if this machine breaks, everything is lost"},
		{"doctor.backup.never.do", "今天就做：在另一台电脑上运行 linli backup-key 备份.key（私钥留在那里），把显示的公钥写进 /etc/linli.env：LINLI_BACKUP_RECIPIENT=公钥；再运行 systemctl enable --now linli-backup.timer 和 systemctl start linli-backup。", "Do it today. On another computer run linli backup-key backup.key (the private key stays there) and write the public key that it shows into /etc/linli.env: LINLI_BACKUP_RECIPIENT=KEY; then systemctl enable --now linli-backup.timer and systemctl start linli-backup."},
		{"doctor.backup.late", "最近的备份是 {0} 的，到现在 {1} 天了", "The last backup is of {0}, {1} days ago"},
		{"doctor.backup.late.do", "看每晚的备份为什么没做成：systemctl status linli-backup.timer，journalctl -u linli-backup。补一次：systemctl start linli-backup。", "See why the nightly one was not made: systemctl status linli-backup.timer, journalctl -u linli-backup. Make it up: systemctl start linli-backup."},
		{"doctor.backup.stopped", "备份早就停了，最近的是 {0} 的：这台机器坏了，{1} 天的内容就没了", "Backups have stopped, the last is of {0}: if this machine breaks, {1} days are lost"},
		{"doctor.backup.stopped.do", "今天就补一次：systemctl start linli-backup；再看它为什么停了：journalctl -u linli-backup（常见的是盘满了、公钥没写进 /etc/linli.env）。", "Make one today: systemctl start linli-backup; then see why they stopped: journalctl -u linli-backup (often a full disk, or no public key in /etc/linli.env)."},
		{"doctor.backup.unrehearsed", "从 {0} 起有备份，可是没有演练过：不知道恢复得出来恢复不出来", "There are backups since {0}, and none was ever restored for a trial: nobody knows whether they restore"},
		{"doctor.backup.unrehearsed.do", "插上放私钥的 U 盘，运行 linli rehearse 最近的备份.linli --key 私钥文件 --db 数据库（数据库写 linli serve 用的那个）。", "Plug in the stick with the private key and run linli rehearse LATEST.linli --key KEYFILE --db DATABASE (the one that linli serve uses)."},
		{"doctor.backup.rehearsal_late", "上次演练恢复是 {0}，太久了", "The last rehearsal of a restoration was on {0}, too long ago"},
		{"doctor.backup.rehearsal_late.do", "插上放私钥的 U 盘，运行 linli rehearse 最近的备份.linli --key 私钥文件 --db 数据库（数据库写 linli serve 用的那个）。", "Plug in the stick with the private key and run linli rehearse LATEST.linli --key KEYFILE --db DATABASE (the one that linli serve uses)."},
	}
}

func figureWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.figures.ok", "上次重数，数和心愿对得上", "At the last recount the counts agreed with the wishes"},
		{"doctor.figures.counting", "以前的心愿还没数完，数据页上的数不全", "Earlier wishes are still being counted; the pages of figures are not complete"},
		{"doctor.figures.counting.do", "不用做什么：服务开着，几分钟就数完。过一小时还是这样的，看后台任务 wish.recount。", "Nothing: the running server counts them in some minutes. If this stays for an hour, look at the job wish.recount."},
		{"doctor.figures.wrong", "{0} 重数时有 {1} 个数和心愿对不上，已经改对", "At the recount of {0}, {1} counts did not agree with the wishes; they were put right"},
		{"doctor.figures.wrong.do", "刚升级、刚导入过的，明天再看就没有了。别的时候出现，是有人直接改过数据库，或者程序有错：请告诉我们。", "After an upgrade or an import this is gone tomorrow. At any other time somebody has changed the database by hand, or the program is wrong: please tell us."},
	}
}

func searchWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.search.ok", "写进来的都查得到", "What is written is found"},
		{"doctor.search.building", "搜索还在整理，{1} 条里完成了 {0} 条，没整理到的查不到", "The search is being prepared: {0} records of {1} are done, the others are not found yet"},
		{"doctor.search.building.do", "不用做什么：服务开着就会做完。服务没开的，运行 linli search build。", "Nothing: the running server does the rest. Where none is running: linli search build."},
		{"doctor.search.stopped", "搜索的整理停着，{1} 条里完成了 {0} 条", "Preparing the search was stopped: {0} records of {1} are done"},
		{"doctor.search.stopped.do", "接着做：linli search resume。", "Let it go on: linli search resume."},
		{"doctor.search.behind", "有 {0} 条改动还没进搜索", "{0} changes are not in the search yet"},
		{"doctor.search.behind.do", "刚导入、刚恢复过的，过几分钟再看。数一直不变的，看服务的日志：journalctl -u linli -g search。", "After an import or a restoration look again in some minutes. If the number stays, see the log of the server: journalctl -u linli -g search."},
	}
}

func filesWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.files.ok", "{0} 个照片和录音都在，内容没有坏（{1}）", "All {0} photos and voice notes are there and whole ({1})"},
		{"doctor.files.there", "{0} 个照片和录音都在（{1}）；内容坏没坏，用 linli doctor 看", "All {0} photos and voice notes are there ({1}); linli doctor also looks whether they are whole"},
		{"doctor.files.part", "看了 {0} 个照片和录音，都在；还有没看完的，用 linli doctor 看全部", "{0} photos and voice notes were looked at and are there; for the rest the time did not do, linli doctor looks at all"},
		{"doctor.files.none", "没有放照片的文件夹：这里不收照片和录音", "There is no folder for photos: none are taken here"},
		{"doctor.files.empty", "还没有照片；第一张来时会建好文件夹 {0}", "There are no photos yet; the first one makes the folder {0}"},
		{"doctor.files.nowhere", "有 {0} 个照片和录音，可是没有说放在哪里", "There are {0} photos and voice notes, and no folder is named for them"},
		{"doctor.files.nowhere.do", "在 /etc/linli.env 里加 LINLI_FILES=原来的文件夹，再运行 systemctl restart linli。", "Add LINLI_FILES=the folder that they were in to /etc/linli.env, then systemctl restart linli."},
		{"doctor.files.unreadable", "文件夹 {0} 看不了：{1}", "The folder {0} cannot be looked at: {1}"},
		{"doctor.files.unreadable.do", "用运行服务的用户来查：sudo -u linli linli doctor；还是看不了的，检查硬盘。", "Look as the user that runs the server: sudo -u linli linli doctor; if it stays, test the disk."},
		{"doctor.files.gone", "文件夹 {0} 不在了，里面应该有 {1} 个照片和录音", "The folder {0} is gone; {1} photos and voice notes should be in it"},
		{"doctor.files.gone.do", "看看那块盘挂上没有（mount），LINLI_FILES 写得对不对。真没了的，从备份恢复到别处：linli restore 备份.linli --key 私钥文件 --db sqlite:/var/tmp/r.db，再把 /var/tmp/r.db.files 抄回来。", "See whether its disk is mounted, and LINLI_FILES is right. If it is really lost, restore a backup elsewhere: linli restore A.linli --key KEYFILE --db sqlite:/var/tmp/r.db, and copy /var/tmp/r.db.files back."},
		{"doctor.files.foreign", "{0} 里有 {1} 个文件夹不属于 {2}：服务存不进照片", "{1} folders in {0} do not belong to {2}: the server cannot store photos there"},
		{"doctor.files.foreign.do", "运行 chown -R {2}: {0}（常见的原因是用 root 恢复过）。", "Run chown -R {2}: {0} (often somebody has restored as root)."},
		{"doctor.files.read_only", "照片存不进 {0}", "Photos cannot be stored in {0}"},
		{"doctor.files.read_only.do", "运行 chmod u+rwx {0}；还不行的，看那块盘是不是变成只读了（mount）。", "Run chmod u+rwx {0}; if that does not help, see whether its disk is mounted read-only."},
		{"doctor.files.open", "这台机器上别的用户也能打开 {0} 里的照片", "Other users of this machine can open the photos in {0}"},
		{"doctor.files.open.do", "运行 chmod 700 {0}。", "Run chmod 700 {0}."},
		{"doctor.files.closed", "{0} 里有 {1} 个照片和录音打不开，没有权限", "{1} photos and voice notes in {0} may not be opened"},
		{"doctor.files.closed.do", "运行 chown -R {2}: {0} 和 chmod -R u+rwX {0}。", "Run chown -R {2}: {0} and chmod -R u+rwX {0}."},
		{"doctor.files.missing", "少了 {0} 个照片或录音的内容，第一个是 {1}", "The contents of {0} photos or voice notes are missing, the first is {1}"},
		{"doctor.files.missing.do", "从备份恢复到别处：linli restore 备份.linli --key 私钥文件 --db sqlite:/var/tmp/r.db，再补回来：cp -rn /var/tmp/r.db.files/. {2}/。", "Restore a backup elsewhere: linli restore A.linli --key KEYFILE --db sqlite:/var/tmp/r.db, then put them back: cp -rn /var/tmp/r.db.files/. {2}/."},
		{"doctor.files.damaged", "坏了 {0} 个照片或录音的内容，第一个是 {1}", "The contents of {0} photos or voice notes are damaged, the first is {1}"},
		{"doctor.files.damaged.do", "先检查硬盘（smartctl -a）。从备份恢复到别处：linli restore 备份.linli --key 私钥文件 --db sqlite:/var/tmp/r.db，再盖回来：cp -r /var/tmp/r.db.files/. {2}/。", "Test the disk first (smartctl -a). Restore a backup elsewhere: linli restore A.linli --key KEYFILE --db sqlite:/var/tmp/r.db, then copy over: cp -r /var/tmp/r.db.files/. {2}/."},
		{"doctor.files.left", "没传完的、没人用的文件剩下 {0} 个，占 {1}", "{0} files of broken uploads or without a record are left, {1}"},
		{"doctor.files.left.do", "系统每六小时自动清一次。一直不少的，看 journalctl -u linli -g file.sweep。", "They are removed by themselves every six hours. If the number stays, see journalctl -u linli -g file.sweep."},
	}
}

func adminWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.admins.ok", "系统、安全、审计三种管理员都有人，是不同的人，都开了第二道验证", "System, security and audit administrators are there, different persons, each with a second factor"},
		{"doctor.admins.single", "设置允许一人兼几种管理员（--single-admin），现在是：{0}。没有第二个人看着，等保三级要求分开", "One person may be several administrators (--single-admin), and is: {0}. Nobody watches that person; level 3 of MLPS asks for three"},
		{"doctor.admins.single_unused", "三种管理员是不同的人；设置还允许一人兼（--single-admin），用不着了可以去掉", "The three administrators are different persons; one person could still be several (--single-admin), which may be dropped"},
		{"doctor.admins.not_yet", "还没有管理员", "Nobody administers this installation yet"},
		{"doctor.admins.not_yet.do", "打开 linli serve 启动时显示的链接（journalctl -u linli）；过了 24 小时就重启服务，会有新的。", "Follow the link that linli serve has shown at its start (journalctl -u linli); after 24 hours restart the server, it shows a new one."},
		{"doctor.admins.nobody", "没有一个管理员的账号能用", "No administrator has an account that may be used"},
		{"doctor.admins.nobody.do", "账号停用了的：linli user enable --login 登录名。没有账号的：重启服务，打开它显示的链接（journalctl -u linli）。", "If the account is disabled: linli user enable --login LOGIN. If there is none: restart the server and follow the link that it shows (journalctl -u linli)."},
		{"doctor.admins.no_system", "没有系统管理员：没有人能管账号、地方和单位", "There is no system administrator: nobody looks after accounts, places and organisations"},
		{"doctor.admins.no_system.do", "账号停用了的：linli user enable --login 登录名。没有账号的：重启服务，打开它显示的链接（journalctl -u linli）。", "If the account is disabled: linli user enable --login LOGIN. If there is none: restart the server and follow the link that it shows (journalctl -u linli)."},
		{"doctor.admins.no_security", "没有安全管理员：没有人管登录的锁、第二道验证和其他管理员", "There is no security administrator: nobody looks after locks, second factors and the other administrators"},
		{"doctor.admins.no_security.do", "运行 linli user add --login 登录名 --name 姓名 --role security_admin --org 单位编号（linli org list 看编号），把显示的链接交给本人。", "Run linli user add --login LOGIN --name NAME --role security_admin --org ID (linli org list shows the id), and give the link to that person."},
		{"doctor.admins.no_audit", "没有审计管理员：没有人看谁做了什么", "There is no audit administrator: nobody reads who did what"},
		{"doctor.admins.no_audit.do", "运行 linli user add --login 登录名 --name 姓名 --role audit_admin --org 单位编号（linli org list 看编号），把显示的链接交给本人。", "Run linli user add --login LOGIN --name NAME --role audit_admin --org ID (linli org list shows the id), and give the link to that person."},
		{"doctor.admins.one_person", "一个人兼了几种管理员：{0}。自己管自己，没有人看着", "One person is several administrators: {0}. Nobody watches that person"},
		{"doctor.admins.one_person.do", "linli user end --login 登录名 --title 职务 收回一种，再用 linli user add 交给另一个人；人手实在不够的小单位，在 /etc/linli.env 里写 LINLI_SINGLE_ADMIN=true，再运行 systemctl restart linli。", "Take one back with linli user end --login LOGIN --title TITLE, and give it to somebody else with linli user add; a small installation without a second person sets LINLI_SINGLE_ADMIN=true in /etc/linli.env, then systemctl restart linli."},
		{"doctor.admins.no_factor", "这些管理员没有开第二道验证：{0}。密码被人知道就进来了", "These administrators have no second factor: {0}. Whoever knows the password comes in"},
		{"doctor.admins.no_factor.do", "请本人登录一次，系统会带着设置；不再用的账号停掉：linli user disable --login 登录名。", "Have them sign in once, the pages lead through it; shut accounts that are no longer used: linli user disable --login LOGIN."},
	}
}

func channelWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.channels.gateway_ok", "短信网关 {0} 有应答，最近一条验证码 {1} 送到", "The gateway for messages {0} answers; the last code went out at {1}"},
		{"doctor.channels.gateway_idle", "短信网关 {0} 有应答；一天里没有人要验证码", "The gateway for messages {0} answers; nobody has asked for a code within a day"},
		{"doctor.channels.no_gateway_yet", "没有短信网关：居民用受理号和查询码看进度，不能用手机号登录", "There is no gateway for messages: residents follow wishes by number and code, and cannot sign in by telephone"},
		{"doctor.channels.no_gateway", "没有短信网关：留了电话的 {0} 人不能用手机号登录", "There is no gateway for messages: {0} persons who have left a telephone cannot sign in by it"},
		{"doctor.channels.no_gateway.do", "向区里的短信平台要接口地址和密钥，由系统管理员填在“通知渠道”的短信里；或者在 /etc/linli.env 里写 LINLI_SMS_WEBHOOK 和 LINLI_SMS_SECRET，再运行 systemctl restart linli。", "Ask the district's message platform for an address and a secret; the system administrator sets them up under the channels of notices, or set LINLI_SMS_WEBHOOK and LINLI_SMS_SECRET in /etc/linli.env, then systemctl restart linli."},
		{"doctor.channels.gateway_wrong", "短信网关的设置不对：{0}", "The gateway for messages is set wrongly: {0}"},
		{"doctor.channels.gateway_wrong.do", "在 /etc/linli.env 里改好 LINLI_SMS_WEBHOOK（https:// 开头）和 LINLI_SMS_SECRET（密钥文件，权限 600），再运行 systemctl restart linli。", "Correct LINLI_SMS_WEBHOOK (https://…) and LINLI_SMS_SECRET (a file with mode 600) in /etc/linli.env, then systemctl restart linli."},
		{"doctor.channels.gateway_down", "短信网关 {0} 没有应答：{1}", "The gateway for messages {0} does not answer: {1}"},
		{"doctor.channels.gateway_down.do", "在这台机器上试：curl -I https://{0}。连不上的，查网线、DNS、防火墙；连得上网的，找短信平台的人。居民可以用受理号和查询码。", "Try on this machine: curl -I https://{0}. If that fails, see to cable, DNS and firewall; if other sites answer, call the platform. Residents can use number and code meanwhile."},
		{"doctor.channels.gateway_dead", "短信网关 {0} 没有应答：{1}。从 {3} 起有 {2} 条验证码没送到", "The gateway for messages {0} does not answer: {1}. {2} codes have not gone out since {3}"},
		{"doctor.channels.gateway_dead.do", "在这台机器上试：curl -I https://{0}。连不上的，查网线、DNS、防火墙；连得上网的，找短信平台的人。居民可以用受理号和查询码。", "Try on this machine: curl -I https://{0}. If that fails, see to cable, DNS and firewall; if other sites answer, call the platform. Residents can use number and code meanwhile."},
		{"doctor.channels.gateway_refuses", "短信网关 {0} 有应答，可是不收：从 {2} 起有 {1} 条验证码没送到", "The gateway for messages {0} answers and takes nothing: {1} codes have not gone out since {2}"},
		{"doctor.channels.gateway_refuses.do", "日志里有它回的数字（journalctl -u linli -g gateway）：401、403 是两边密钥不一样，402、429 常是短信余额或限额，5 开头的找短信平台的人。", "The log has the number that it answers (journalctl -u linli -g gateway): 401 and 403 mean that the secrets differ, 402 and 429 often that the credit or a limit is used up, with 5xx call the platform."},
		{"doctor.channels.provider_ok", "统一登录 {0} 有应答", "The identity provider {0} answers"},
		{"doctor.channels.provider_wrong", "统一登录的设置不对：{0}", "The identity provider is set wrongly: {0}"},
		{"doctor.channels.provider_wrong.do", "在 /etc/linli.env 里改好 LINLI_OIDC_ISSUER、LINLI_OIDC_CLIENT_ID 和 LINLI_OIDC_CLIENT_SECRET（密钥文件，权限 600），再运行 systemctl restart linli。", "Correct LINLI_OIDC_ISSUER, LINLI_OIDC_CLIENT_ID and LINLI_OIDC_CLIENT_SECRET (a file with mode 600) in /etc/linli.env, then systemctl restart linli."},
		{"doctor.channels.provider_down", "统一登录 {0} 没有应答：{1}", "The identity provider {0} does not answer: {1}"},
		{"doctor.channels.provider_down.do", "在这台机器上试：curl -I https://{0}。工作人员先用登录名和密码；连得上的，找管统一登录的人，核对 LINLI_OIDC_ISSUER。", "Try on this machine: curl -I https://{0}. Staff sign in with login and password meanwhile; if it answers, call who runs it, and compare LINLI_OIDC_ISSUER."},
	}
}
