package journalweb

import (
	"slices"

	"linli/internal/web/i18n"
)

// Words is what the pages of the journal say.
func Words() []i18n.Message {
	return slices.Concat(acts(), groups(), kinds(), []i18n.Message{
		{"journal.title", "操作记录", "Journal"},
		{"journal.hint", "谁、什么时候、从哪里、做了什么。居民的事只看得到做过，看不到内容。", "Who did what, when and from where. Of residents' matters it shows that something was done, not what it was about."},
		{"journal.what", "哪一类", "What kind"},
		{"journal.all", "全部", "Everything"},
		{"journal.group.other", "其他", "Other"},
		{"journal.who", "谁（账号或姓名）", "Who (login or name)"},
		{"journal.by", "谁", "Who"},
		{"journal.place", "地方（名称或代码）", "Place (name or code)"},
		{"journal.no_place", "没有这个地方，或者不归你看", "There is no such place, or it is not yours to read"},
		{"journal.from", "从哪天", "From day"},
		{"journal.to", "到哪天", "To day"},
		{"journal.at", "时间", "When"},
		{"journal.act", "做了什么", "What"},
		{"journal.subject", "对象", "About"},
		{"journal.origin", "从哪里", "From where"},
		{"journal.detail", "改动", "Change"},
		{"journal.system", "系统（{0}）", "System ({0})"},
		{"journal.visitor", "没登录的人", "A visitor"},
		{"journal.token", "令牌 {0}", "token {0}"},
		{"journal.stands", "代 {0}", "standing in for {0}"},
		{"journal.for", "替 {0}", "for {0}"},
		{"journal.none", "没有这样的记录", "Nothing of the kind"},
		{"journal.more", "这一段里没有了，还可以往前找", "Nothing more in this stretch; go on to look further back"},
		{"journal.day", "写成 2026-01-31", "Write 2026-01-31"},
	})
}
