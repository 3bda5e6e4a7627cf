package precedentweb

import "linli/internal/web/i18n"

// Words are the pages of precedents.
func Words() []i18n.Message {
	return []i18n.Message{
		{"precedent.title", "裁定先例", "Precedents"},
		{"precedent.one", "以前裁定过", "Ruled before"},
		{"precedent.at", "{0}的裁定先例", "Precedents of {0}"},
		{"precedent.what", "谁来办，裁定过一次就记下来。下次有同样的事，分办的人会看到；照不照办，由分办的人定。", "What was ruled once is kept. Who sorts a similar wish reads it, and decides."},
		{"precedent.hold", "现在算数的", "In force"},
		{"precedent.revoked", "撤销了的", "Revoked"},
		{"precedent.none", "现在没有", "None here"},
		{"precedent.none.next", "退回两次以后由上一级裁定，裁定会记在这里。", "After two returns the level above rules; the ruling is kept here."},
		{"precedent.col.topic", "哪一类", "Kind"},
		{"precedent.col.place", "在哪里算数", "Where"},
		{"precedent.col.unit", "谁牵头", "Who leads"},
		{"precedent.col.ground", "当时为什么退", "Ground"},
		{"precedent.col.from", "哪天起", "Since"},
		{"precedent.col.used", "用过", "Used"},
		{"precedent.col.helpers", "一起办", "Helps"},
		{"precedent.col.text", "理由", "Why"},
		{"precedent.col.by", "谁裁定的", "Ruled by"},
		{"precedent.col.wish", "裁定的那件", "Wish"},
		{"precedent.col.ended", "撤销", "Revoked"},
		{"precedent.ended", "{0}，{1}：{2}", "{0}, {1}: {2}"},
		{"precedent.used", "提示 {0} 次", "Proposed {0} time|Proposed {0} times"},
		{"precedent.followed", "，照办 {0} 次", ", followed {0} time|, followed {0} times"},
		{"precedent.why", "{0}裁定：“{1}”由{2}牵头。{3}", "Ruled on {0}: {2} leads for “{1}”. {3}"},
		{"precedent.like", "和那件像 {0}%", "{0}% like that one"},
		{"precedent.helpers", "一起办：{0}", "Helps: {0}"},
		{"precedent.routed.ruling", "{0}裁定，由{2}牵头（{1}）", "Ruled on {0} by {1}: {2} leads"},
		{"precedent.routed.followed", "照以前的裁定：{0}定下“{2}”由{3}牵头（{1}）", "As ruled before, on {0} by {1}: {3} leads for “{2}”"},
		{"precedent.routed.departed", "以前有过裁定：{0}定下“{2}”由{3}牵头（{1}），当时没有照办", "Ruled before, on {0} by {1}: {3} leads for “{2}”. It was decided otherwise"},
		{"precedent.see", "看这个先例", "See the precedent"},
		{"precedent.revoke", "撤销这个先例", "Revoke this precedent"},
		{"precedent.revoke.lead", "撤销后不再提示。照它分过的心愿不变。", "It is proposed no more. Wishes sorted by it stay as they are."},
		{"precedent.revoke.text", "为什么撤销", "Why"},
		{"precedent.revoke.do", "撤销", "Revoke it"},
		{"precedent.done", "先例已撤销", "Revoked"},
		{"precedent.conflict", "这个先例已经撤销了", "This precedent was revoked before"},
		{"precedent.forbidden", "由裁定的那一级来撤销，您可以看，不能办", "The tier that ruled revokes it; you may see it, not do it"},
		{"precedent.error.keep", "请选在哪里算数，不能超出您这一级", "Please choose where it holds, not beyond your level"},
	}
}
