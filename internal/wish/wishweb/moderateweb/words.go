package moderateweb

import "linli/internal/web/i18n"

// Words are the pages of who decides what is public.
func Words() []i18n.Message {
	return []i18n.Message{
		{"moderate.title", "等核对公开", "To be made public"},
		{"moderate.of", "给邻居看的：{0}", "For neighbours: {0}"},
		{"moderate.rule", "里面像有电话、门牌、姓名的，核对以后才公开；别的自动公开。", "What seems to hold a telephone, a door or a name is looked at before it is public; everything else is published by itself."},
		{"moderate.none", "没有等核对的", "Nothing waits to be looked at"},
		{"moderate.none.then", "有了会在左边显示件数。", "When something does, its count stands in the navigation."},
		{"moderate.col.part", "哪一部分", "Part"},
		{"moderate.col.since", "从哪天起", "Since"},
		{"moderate.wish", "看这件心愿", "See this wish"},
		{"moderate.all", "这件心愿里给邻居看的", "What neighbours may read of this wish"},
		{"moderate.original", "原文", "Original"},
		{"moderate.found", "里面像有{0}。右边先用 * 盖住了。", "It seems to hold {0}. On the right that is covered with *."},
		{"moderate.and", "、", ", "},
		{"moderate.kind.phone", "电话", "a telephone number"},
		{"moderate.kind.id", "证件号或卡号", "an identity or card number"},
		{"moderate.kind.mail", "邮箱", "a mail address"},
		{"moderate.kind.handle", "微信号或 QQ", "a WeChat or QQ account"},
		{"moderate.kind.plate", "车牌", "a number plate"},
		{"moderate.kind.door", "楼栋或门牌", "a building or door"},
		{"moderate.kind.name", "姓名", "a name"},
		{"moderate.public", "邻居看到的", "What neighbours read"},
		{"moderate.public.hint", "可以改。只改给邻居看的，原文不变。", "You may change it. Only this changes, never the original."},
		{"moderate.sure", "我看过，剩下的可以公开", "I have looked: what is left may be public"},
		{"moderate.do.publish", "公开给邻居看", "Make it public"},
		{"moderate.do.change", "改给邻居看的", "Change what neighbours read"},
		{"moderate.do.withhold", "不公开", "Do not make it public"},
		{"moderate.do.down", "撤下，不再公开", "Take it down"},
		{"moderate.reason", "为什么不公开", "Why not"},
		{"moderate.title.note", "标题不公开，邻居就看不到这件心愿。以后还可以公开。", "Without its title neighbours do not see the wish at all. It can be made public later."},
		{"moderate.published", "公开了", "It is public now"},
		{"moderate.withheld", "不公开了", "It is not public"},
		{"moderate.state.waiting", "等核对", "Waits to be looked at"},
		{"moderate.state.published", "{0}公开，{1}", "Made public by {0}, {1}"},
		{"moderate.state.published.rule", "自动公开", "Published by itself"},
		{"moderate.state.withheld", "{0}定为不公开，{1}", "Kept from the public by {0}, {1}"},
		{"moderate.state.withheld.rule", "不公开", "Not public"},
		{"moderate.state.old.rule", "还没核对", "Not looked at yet"},
		{"moderate.part.title", "标题", "Title"},
		{"moderate.part.answer", "答复", "Answer"},
		{"moderate.part.note", "进展", "Progress"},
		{"moderate.part.other", "办理中的说明", "A word on the way"},
	}
}
