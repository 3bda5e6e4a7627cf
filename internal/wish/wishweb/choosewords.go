package wishweb

import "linli/internal/web/i18n"

// chooseWords are ticking rows of a list, and lists that are kept under a name.
func chooseWords() []i18n.Message {
	return []i18n.Message{
		{"bulk.bar", "对选中的心愿一起办", "With the chosen wishes"},
		{"bulk.all", "本页全选", "All on this page"},
		{"bulk.chosen", "已选 {0} 件", "{0} chosen"},
		{"bulk.hint", "勾上心愿，再按右边的按钮。导出时一件不勾，就是整张单子。", "Tick wishes, then press a button. Export with none ticked means the whole list."},
		{"bulk.tick", "选这件：{0}", "Choose: {0}"},
		{"bulk.assign", "交办", "Assign"},
		{"bulk.print", "打印", "Print"},
		{"bulk.export", "导出表格", "Export table"},
		{"view.kept", "我存的：", "My lists:"},
		{"view.keep", "存下这样看", "Keep this list"},
		{"view.name", "起个名字", "Name"},
		{"view.save", "存下", "Keep"},
		{"view.manage", "改名、删除", "Rename, delete"},
	}
}
