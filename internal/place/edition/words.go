package edition

// Words are the translation keys of an import of the list beside those of place.Words, as they are there.
func Words() [][3]string {
	return [][3]string{
		{"place.import.running", "另一次导入正在进行；如果它被强行停掉了，一分钟后再试", "Another import is running; if it was killed, try again in a minute"},
		{"place.import.lost", "这次导入停得太久，被另一次接管了，没有改动任何数据", "This import stood still too long and another took over; nothing was changed"},
		{"place.import.cancelled", "导入已取消，没有改动任何数据", "The import was cancelled; nothing was changed"},
		{"place.import.column_missing", "缺少这一列", "The column is missing"},
		{"place.import.column_twice", "这一列出现两次", "The column is there twice"},
		{"place.import.code_digits", "代码只能是数字", "A code has digits only"},
		{"place.import.code_length", "代码要有 12 位", "A code has 12 digits"},
		{"place.import.code_unknown", "库里没有这个地方，文件里也没有它的名称", "There is no such place, and the file does not name it"},
		{"place.import.duplicate", "代码与第 {0} 行重复", "The code is the same as in line {0}"},
		{"place.import.level", "级别写的是“{0}”，按代码应是 {1}", "The level is “{0}”, by the code it is {1}"},
		{"place.import.parent_missing", "没有上级代码", "The parent's code is missing"},
		{"place.import.parent_prefix", "上级 {0} 不是这个代码的前段", "The parent {0} is not the beginning of the code"},
		{"place.import.parent_unknown", "上级 {0} 不在文件里，也不在库里", "The parent {0} is neither in the file nor in the database"},
		{"place.import.parent_skipped", "上级在第 {0} 行，已略过", "The parent in line {0} was skipped"},
		{"place.import.class", "城乡分类代码不对", "This is not an urban–rural class"},
		{"place.import.old_self", "旧代码和新代码一样", "The old code is the same as the new one"},
		{"place.import.old_present", "旧代码 {0} 还在文件里", "The old code {0} is still in the file"},
		{"place.import.old_twice", "旧代码 {0} 已被第 {1} 行接替", "The old code {0} is replaced by line {1} already"},
		{"place.report.head", "{0}，自 {1} 起：共 {2} 行，略过 {3} 行", "{0}, from {1} on: {2} rows, {3} skipped"},
		{"place.report.source", "区划表", "List of divisions"},
		{"place.report.added", "新增", "Added"},
		{"place.report.renamed", "改名", "Renamed"},
		{"place.report.reclassified", "改了上级或城乡分类", "Other parent or urban–rural class"},
		{"place.report.recoded", "换了代码", "Recoded"},
		{"place.report.ended", "撤销", "Ended"},
		{"place.report.stranded", "所属社区已撤销的邻里和楼栋，请社区处理", "Neighbourhoods and buildings whose community has ended; please settle them"},
		{"place.report.aliases", "新增别名", "Aliases added"},
		{"place.report.unknown_old", "库里没有的旧代码，没有采用", "Old codes that the database never had; ignored"},
		{"place.report.unchanged", "没有变的", "Unchanged"},
		{"place.report.more", "等等", "and more"},
	}
}
