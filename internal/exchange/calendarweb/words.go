package calendarweb

import "linli/internal/web/i18n"

// Words is everything that these pages and calendars say.
func Words() []i18n.Message {
	return []i18n.Message{
		{"calendar.title", "放进日历", "In my calendar"},
		{"calendar.new", "要一个日历地址", "Get a calendar address"},
		{"calendar.what", "把地址加到手机或电脑的日历里，期限和书记下午茶就会自己出现，有变化也会跟着变。", "Add the address to the calendar of your telephone or computer: deadlines and teas with the secretary appear by themselves and change as they change here."},
		{"calendar.which", "放哪些", "What to show"},
		{"calendar.of.mine", "我的全部", "Everything of mine"},
		{"calendar.of.post", "只要{0}（{1}）", "{0} only ({1})"},
		{"calendar.make", "要地址", "Get the address"},
		{"calendar.there", "已有的地址", "Addresses that there are"},
		{"calendar.none", "还没有地址。", "There is none yet."},
		{"calendar.lost", "已不担任的职务", "A post that is not yours any more"},
		{"calendar.made", "{0}要的", "Made on {0}"},
		{"calendar.used", "{0}用过", "Used on {0}"},
		{"calendar.unused", "还没用过", "Not used yet"},
		{"calendar.revoke", "收回", "Take back"},
		{"calendar.revoke.of", "收回地址：{0}", "Take back the address: {0}"},
		{"calendar.revoked", "地址已收回，不能再用了。", "The address is taken back and can no longer be used."},
		{"calendar.made.title", "日历地址", "Calendar address"},
		{"calendar.address", "这是您的地址", "This is your address"},
		{"calendar.once", "只显示这一次。谁有这个地址，谁就能看到里面的期限，请不要发给别人。", "It is shown this once. Whoever has it can read the deadlines in it: give it to nobody."},
		{"calendar.qr", "日历地址的二维码", "QR code of the calendar address"},
		{"calendar.how", "在日历里选“添加订阅日历”，把地址填进去；也可以用手机扫码。里面只有编号、地方和哪一步到期，没有心愿的内容。", "Choose “add a subscribed calendar” there and enter the address, or scan the code with your telephone. It holds numbers, places and which step is due, never what a wish says."},
		{"calendar.back", "回到日历地址", "Back to the addresses"},
		{"calendar.error.most", "最多 {0} 个地址，请先收回不用的。", "There can be {0} addresses at most: take back one that is not used."},
		{"calendar.error.again", "这个地址已经收回了。请回到上一页再要一个。", "This address was taken back. Go back and get another one."},
		{"calendar.name", "邻里+：期限和下午茶", "Linli+: deadlines and teas"},
		{"calendar.name.of", "{0}：书记下午茶", "{0}: tea with the secretary"},
		{"calendar.due", "{0}：{1} {2}", "{0}: {1} {2}"},
		{"calendar.tea", "{0}（{1}）", "{0} ({1})"},
		{"calendar.step.accept", "最晚收下", "To be accepted by now"},
		{"calendar.step.classify", "最晚分色", "To be sorted by now"},
		{"calendar.step.answer", "最晚答复", "To be answered by now"},
		{"calendar.step.judge", "最晚评价", "To be rated by now"},
	}
}
