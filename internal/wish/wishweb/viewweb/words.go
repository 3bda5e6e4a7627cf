package viewweb

import "linli/internal/web/i18n"

// Words are the pages of kept lists.
func Words() []i18n.Message {
	return []i18n.Message{
		{"view.title", "我存的单子", "My lists"},
		{"view.none", "还没有存过单子", "No list is kept yet"},
		{"view.none.next", "在待办里筛好，再点“存下这样看”。", "Filter the inbox, then press “Keep this list”."},
		{"view.to_inbox", "去待办", "To the inbox"},
		{"view.new_name", "名字", "Name"},
		{"view.rename", "改名", "Rename"},
		{"view.rename.of", "改名：{0}", "Rename: {0}"},
		{"view.delete", "删除", "Delete"},
		{"view.delete.of", "删除：{0}", "Delete: {0}"},
		{"view.saved", "存下了：{0}", "Kept: {0}"},
		{"view.renamed", "改名了：{0}", "Renamed: {0}"},
		{"view.deleted", "删除了", "Deleted"},
		{"view.stale", "“{0}”的筛选已经失效，先看整张单子", "The filters of “{0}” mean nothing any more; this is the whole list"},
		{"view.error.most", "最多存 {0} 个，请先删掉一个", "At most {0} are kept; please delete one first"},
		{"view.error.same", "您已经有一个叫这个名字", "You already have one of this name"},
	}
}
