package console

import "linli/internal/web/i18n"

// journalWords is what is said about the journal's log. Positions count from 0, as in the column pos.
func journalWords() []i18n.Message {
	return []i18n.Message{
		{"journal.step.verify", "核对 {0} / {1} 条", "check {0} / {1} entries"},
		{"journal.step.export", "导出 {0} / {1} 条", "export {0} / {1} entries"},
		{"journal.exported", "导出 {0} 条记录：{1}", "{0} entry exported: {1}|{0} entries exported: {1}"},
		{"journal.exported.number", "导出编号 {0}", "Export number {0}"},
		{"journal.verified.log", "日志 {0}，共 {1} 条（{2}）", "Log {0}: {1} entry ({2})|Log {0}: {1} entries ({2})"},
		{"journal.verified.agrees", "一致：每一条都和写下时一样，一条不少，次序没变。", "Agrees: every entry is as it was written, none is missing, and they stand in their order."},
		{"journal.verified.not", "不一致。第一处：{0}。", "Does not agree. The first place: {0}."},
		{"journal.verified.export", "这个文件是第 {0} 号导出，{1}，{2}，用途 {3}，登记 {4} 条", "This file is export number {0}, made at {1} by {2} for {3}; records by its stamp: {4}"},
		{"journal.verified.erased", "其中 {0} 条的内容已按保存期限清除，日志里有清除的记录；谁、何时、做了什么仍在，也核对过。", "The content of {0} of them was erased when its time was over, as the log itself says; who did what and when is still there, and was checked."},
		{"journal.verified.signed", "数据库里的 {0} 个检查点都对得上，最新的签到前 {1} 条；签名的密钥：{2}", "{0} checkpoint in the database agrees, it signs the first {1} entries; signed by the key {2}|{0} checkpoints in the database agree, the newest signs the first {1} entries; signed by the key {2}"},
		{"journal.verified.unsigned", "数据库里还没有签过名的检查点。", "No checkpoint in the database is signed yet."},
		{"journal.verified.unproved", "另有 {0} 条新记录还没进日志，未经证明；系统运行着，几秒钟就会收进去。", "{0} newer entry is not in the log yet and is unproved; a running server takes it in within seconds.|{0} newer entries are not in the log yet and are unproved; a running server takes them in within seconds."},
		{"journal.verified.kept", "和另存的检查点一致：它签了前 {0} 条，在 {1}，密钥 {2}；日志只在后面添了新的。", "It goes on from the checkpoint kept elsewhere: the first {0} entries, signed at {1} by the key {2}; only newer ones were added."},
		{"journal.verified.alone", "没有给 --checkpoint：只能证明数据库自己前后一致。能改整个数据库的人可以连日志一起重做；要查出这种改动，请拿存在别处的检查点来比。", "Without --checkpoint this only proves that the database agrees with itself. Whoever can rewrite all of it can rewrite the log, too; a checkpoint kept elsewhere finds that."},
		{"journal.found.altered", "位置 {0} 的记录（编号 {1}，{2}，{3}）被改过", "the entry at position {0} (number {1}, {2}, {3}) was altered"},
		{"journal.found.kind", "位置 {0} 的记录（编号 {1}，{2}，{3}）被改过：{4} 一栏里的值，系统不会这样写", "the entry at position {0} (number {1}, {2}, {3}) was altered: its column {4} holds a value of a kind that linli does not write"},
		{"journal.found.strange", "有 {0} 行不是系统写的，没有进日志，第一行编号 {1}（看 {2} 一栏）：是另外加进去的，或者进日志之前被改过", "{0} row was not written by linli and is not in the log, number {1} (its column {2}): it was put in, or altered before it was in the log|{0} rows were not written by linli and are not in the log, the first of them number {1} (its column {2}): they were put in, or altered before they were in the log"},
		{"journal.found.line", "导出文件的第 {0} 行不是系统写下的样子：文件被改过", "line {0} of the export is not as linli writes it: the file was altered"},
		{"journal.found.removed", "位置 {0} 的记录被删了", "the entry at position {0} was removed"},
		{"journal.found.order", "该在位置 {0} 的记录排到了位置 {1}：次序被改过，或者中间插了别的", "the entry that belongs at position {0} stands at {1}: the order was changed, or something was put in"},
		{"journal.found.strays", "有 {0} 条记录的位置在日志之外：是另外加进去的", "{0} entry has a position outside the log: it was put in|{0} entries have positions outside the log: they were put in"},
		{"journal.found.stripped", "位置 {0} 的记录（编号 {1}，{2}，{3}）内容没了，却没有清除的标记", "the content of the entry at position {0} (number {1}, {2}, {3}) is gone, and nothing says that it was erased"},
		{"journal.found.erasure", "从位置 {0} 起，有 {1} 条记录的内容在 {2} 被清除，日志里记下的那次清除是 {3} 条", "from position {0} on, the content of {1} entries was erased at {2}; the log knows of {3}"},
		{"journal.doubt.erasure", "没能核对完：有 {0} 条记录的内容被清除（从位置 {1} 起，{2}），记下那次清除的操作还没进日志，未经证明。其余都对得上。系统运行几秒钟后再核对一次；导出的文件要重新导出", "It could not all be checked: the content of {0} entry was erased (position {1}, at {2}), and the act that says so is not in the log and proves nothing yet. Everything else agrees. Verify again when the server has run for a few seconds; make an export anew|It could not all be checked: the content of {0} entries was erased (from position {1} on, at {2}), and the act that says so is not in the log and proves nothing yet. Everything else agrees. Verify again when the server has run for a few seconds; make an export anew"},
		{"journal.found.nodes", "日志自己的节点坏了或被改过，从位置 {0} 起无法核对", "the log's own nodes are damaged or were altered; nothing can be proved from position {0} on"},
		{"journal.found.forged", "数据库里第 {0} 个检查点是假的：签名或内容对不上", "checkpoint number {0} in the database is forged: its signature does not fit, or it is of another log"},
		{"journal.found.cut", "检查点签过 {0} 条，日志现在只有 {1} 条：后面的被删了", "a checkpoint signs {0} entries, and the log has {1}: what came after was removed"},
		{"journal.found.cut_kept", "另存的检查点签过 {0} 条，日志现在只有 {1} 条：后面的被删了", "the checkpoint kept elsewhere signs {0} entries, and the log has {1}: what came after was removed"},
		{"journal.found.root", "位置 {0} 到 {1} 之间有记录被改、被删或换了次序，日志又重算过：和 {2} 签的检查点对不上", "among positions {0} to {1} something was altered, removed or reordered, and the log computed anew: it is not what the checkpoint of {2} signs"},
		{"journal.found.kept", "前 {0} 条里有记录被改、被删或换了次序，日志又重算过：和 {1} 签的、另存的检查点对不上", "among the first {0} entries something was altered, removed or reordered, and the log computed anew: it is not what the checkpoint kept elsewhere, of {1}, signs"},
		{"journal.found.other", "另存的检查点属于日志 {0}，这里是 {1}：不是拿错了文件，就是整个日志被换过", "the checkpoint kept elsewhere is of the log {0}, and this is {1}: the wrong file, or the whole log was exchanged"},
		{"journal.error.stopped", "核对中途停下，没有结论", "Stopped before the end: nothing can be said"},
	}
}
