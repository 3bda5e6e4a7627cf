package archive

// Words are the translation keys of this package with the Chinese and the English text; arguments stand as {0}, {1}.
func Words() [][3]string {
	return [][3]string{
		{"archive.none", "这不是 linli 的备份", "This is no backup of linli"},
		{"archive.encrypted", "备份是加密的，请用 --key 指明私钥文件", "The backup is encrypted; name the file with its private key: --key FILE"},
		{"archive.key", "这把私钥打不开这份备份，它是为另一把做的", "This private key does not open the backup; it was made for another"},
		{"archive.damaged", "备份坏了，在 {0}：被改过、少了一截或没有写完。请换一份", "The backup is damaged, at {0}: changed, cut off or never finished. Use another one"},
		{"archive.format", "备份的格式是第 {0} 种（linli {1}），这个版本还不认识；请用新版本的 linli", "The backup has form {0} (linli {1}), which this release does not know; use a newer linli"},
		{"archive.newer", "备份来自更新的 linli {0}（数据库版本 {1}），这里最多到 {2}；请用同样新的 linli", "The backup comes from the newer linli {0} (schema {1}); this release knows schemas up to {2}. Use a linli as new"},
		{"archive.schema", "备份里的表 {0} 和数据库版本 {1} 的不一样", "Table {0} of the backup is not that of schema {1}"},
		{"archive.database", "数据库里的表 {0} 不是版本 {1} 该有的样子，有人改过；这样备份了也恢复不了", "Table {0} of the database is not as schema {1} has it: somebody has changed it, and a backup could not be restored"},
		{"archive.target_version", "上次没做完的恢复已经把数据库升到版本 {0}，这份备份是版本 {1}；请换一个空数据库", "An earlier restoration has brought the database to schema {0}; this backup is of schema {1}. Use another empty database"},
		{"archive.not_empty", "只能恢复到空的数据库，那里已经有：{0}", "Only an empty database is restored into; this is there already: {0}"},
		{"archive.unfinished", "这个数据库的恢复没有做完（{0}），不能用。请再运行一次 linli restore，它会从头再来；不要了就删掉它", "A restoration into this database was not finished ({0}); it cannot be used. Run linli restore again, which begins anew, or remove it"},
		{"archive.differs", "恢复出来的 {0} 和备份不一样，没有采用", "What was restored of {0} is not what the backup holds; it was not kept"},
		{"archive.foreign", "备份里有指向不存在的行的引用：{0}", "Rows of the backup refer to rows that are not there: {0}"},
		{"archive.nowhere", "备份里有照片或录音，可是没有放它们的文件夹", "The backup has photos or voice notes, and there is no folder for them"},
		{"archive.file", "文件 {0} 坏了：内容和名字对不上；请先从旧备份补回来", "File {0} is damaged: it is not what its name says; put it back from an earlier backup first"},
		{"archive.exists", "{0} 已经有了，不会覆盖", "{0} is there already; it is not overwritten"},
		{"archive.another", "这份备份不是那个系统做的，没有记下来", "That installation has not made this backup; nothing is written down there"},
		{"archive.no_database", "那里没有 linli 的数据库", "There is no database of linli"},
		{"archive.database_newer", "数据库的版本是 {0}，比这个 linli 认识的 {1} 新", "The database has schema {0}, newer than schema {1} that this linli knows"},
		{"archive.step.copying", "复制数据库", "copying the database"},
		{"archive.step.writing", "写入", "writing"},
		{"archive.step.files", "文件", "files"},
		{"archive.step.loading", "恢复", "loading"},
		{"archive.step.verifying", "核对", "verifying"},
		{"archive.step.migrating", "升级到这个版本", "bringing it to this release"},
		{"archive.step.rows_of", " {0} / {1} 行", " {0} / {1} rows"},
		{"archive.step.rows", " {0} 行", " {0} rows"},
	}
}
