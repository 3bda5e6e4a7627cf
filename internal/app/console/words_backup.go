package console

import "linli/internal/web/i18n"

// backupWords is what backing up, restoring and rehearsing say.
func backupWords() []i18n.Message {
	return []i18n.Message{
		{"console.unavailable", "现在做不了。要是数据库的事，请看它开着没有、--db 写得对不对。原因：{0}", "This cannot be done now. If it is the database: is it running, and is --db right? The cause: {0}"},
		{"backup.no_recipient", "给谁加密？--recipient 公钥（先用 linli backup-key 文件 生成一对）；确实不要加密就写 --unencrypted", "Encrypted to whom? --recipient KEY (make a pair with: linli backup-key FILE); if it is really not to be encrypted: --unencrypted"},
		{"backup.both", "--recipient 和 --unencrypted 只能写一个", "Name --recipient or --unencrypted, not both"},
		{"backup.made", "备份好了：{0}，{1}；{3} 张表共 {2} 行，{4} 项待办，{5} 个文件", "Backed up: {0}, {1}; {2} rows of {3} tables, {4} jobs that wait, {5} files"},
		{"backup.open", "注意：没有加密。谁拿到这个文件，谁就能看到里面的姓名和住处", "Note: it is not encrypted. Whoever gets hold of this file reads the names and places in it"},
		{"backup.keys", "重要：备份里没有加密字段的密钥（{0}）。电话、证件号和住址要靠它才看得到：把密钥文件另存一份，不要和备份放在一起", "IMPORTANT: the keys of sealed fields ({0}) are NOT in the backup. Telephones, identity numbers and addresses cannot be read without them: keep a copy of the key file, apart from the backups"},
		{"backup.missing", "缺 {0} 个文件，行里有名字，内容不在：\n  {1}", "{0} files are missing: rows name them, their content is not there:\n  {1}"},
		{"backup.strange", "这些表不是 linli 的，没有备份：{0}", "These tables are not linli's and are not in the backup: {0}"},
		{"backup.unrecorded", "数据库还是旧版本，没有地方记这次备份", "The database is of an older release and has no place to write this backup down"},
		{"backup.dropped", "删掉了旧的 {0}", "Removed the old {0}"},
		{"backup.of", "备份的时间是 {0}（{1}前），来自 linli {2}，数据库版本 {3}，{4}", "The backup is of {0} ({1} ago), from linli {2}, schema {3}, {4}"},
		{"backup.restored", "恢复好了，并且逐行核对无误：{1} 张表共 {0} 行，{2} 项待办，{3} 个文件，用时 {4}", "Restored, read back and found the same: {0} rows of {1} tables, {2} jobs that wait, {3} files, in {4}"},
		{"backup.restored.next", "所有人要重新登录；没用过的一次性链接作废，请重发", "Everybody signs in anew; one-time links that were not used are void, send new ones"},
		{"backup.keys.there", "加密字段的密钥都在：{0}", "The keys of sealed fields are all here: {0}"},
		{"backup.keys.missing", "重要：缺加密字段的密钥 {0}。把它们的密钥文件放回来，否则电话、证件号和住址看不到", "IMPORTANT: the keys {0} of sealed fields are NOT here. Put their key file back, or telephones, identity numbers and addresses cannot be read"},
		{"backup.keys.none", "重要：这里读不到密钥文件。加密字段要用密钥 {0}：把密钥文件放回来，或用 --keys 指明", "IMPORTANT: no key file can be read here. Sealed fields need the keys {0}: put the key file back, or name it with --keys"},
		{"backup.keys.unrehearsed", "注意：加密的内容（电话、证件号、住址）能不能打开，这次没有演练，因为没有指明密钥。再演练一次，加上 --keys file:密钥文件 。要用的密钥：{0}", "Note: whether sealed fields (telephones, identity numbers, addresses) open was NOT rehearsed, for no keys were named. Rehearse again with --keys file:KEYFILE. The keys that are needed: {0}"},
		{"backup.keys.unread", "演练没有成功：加密的内容要用密钥 {0}，可是密钥读不出来：{1}", "The rehearsal has NOT succeeded: sealed fields need the keys {0}, and the keys cannot be read: {1}"},
		{"backup.keys.lost", "演练没有成功：缺加密字段的密钥 {0}，电话、证件号和住址看不到。找到当时的密钥文件，用 --keys 指明，再演练一次", "The rehearsal has NOT succeeded: the keys {0} of sealed fields are not there, and telephones, identity numbers and addresses cannot be read. Find the key file of that time, name it with --keys, and rehearse again"},
		{"backup.keys.shut", "演练没有成功：有加密的内容打不开。密钥文件里编号相同的密钥可能不是原来那把，或者这几行被改过：{0}", "The rehearsal has NOT succeeded: something sealed does not open. A key of the file may not be the one that once had its id, or these rows were altered: {0}"},
		{"backup.keys.opened", "加密的内容全部打开过，共 {0} 行；用到的密钥：{1}", "Everything that is sealed was opened: {0} row, with the keys {1}|Everything that is sealed was opened: {0} rows, with the keys {1}"},
		{"backup.journal", "恢复出来的日志核验不过，原因见上面。这份备份之前就已经有人动过日志：不要用它，先查清楚", "The journal of what was restored does not verify, for the reason above. It was altered before this backup was made: do not use it before that is cleared up"},
		{"backup.no_log", "备份时日志还没有开始记录校验，没有可核验的", "The journal had no log yet when the backup was made; there was nothing to verify"},
		{"backup.table", "  {0}：{1} 行", "  {0}: {1} rows"},
		{"backup.rehearsed", "演练成功：用这份备份能恢复，程序能启动。如果机器现在坏了，会丢失最近 {0} 的内容", "The rehearsal succeeded: this backup restores, and the program starts on it. Were the machine lost now, the last {0} would be lost"},
		{"backup.rehearsal_recorded", "这次演练记下来了，linli doctor 看得到", "This rehearsal is written down; linli doctor sees it"},
		{"backup.age.minutes", "{0} 分钟", "{0} minute|{0} minutes"},
		{"backup.age.hours", "{0} 小时", "{0} hours"},
		{"backup.age.days", "{0} 天", "{0} days"},
	}
}
