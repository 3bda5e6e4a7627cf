package searchweb

import "linli/internal/web/i18n"

// Words is what the page says.
func Words() []i18n.Message {
	return []i18n.Message{
		{"search.title", "搜索", "Search"},
		{"search.label", "找什么", "What to look for"},
		{"search.go", "搜一搜", "Search"},
		{"search.hint", "公开的心愿、您自己的心愿、编号、单位、地方。写一个字也行。", "Public wishes, your own wishes, numbers, organisations, places. One character is enough."},
		{"search.hint.desk", "心愿里的字、编号、居民姓名、单位、地方；姓名和地名也可以打拼音首字母，如 tgf。电话、身份证号也可以查。", "Words of a wish, numbers, residents, organisations, places; of names also the pinyin initials, such as tgf. Telephone and identity numbers too."},
		{"search.hint.staff", "您管的地方的心愿、编号、单位、地方。写一个字也行。", "Wishes of the places that you look after, numbers, organisations, places. One character is enough."},
		{"search.on", "有很多相近的，还没有查完。", "There is much that is similar; not all of it has been looked at yet."},
		{"search.on.go", "接着查", "Go on searching"},
		{"search.kinds", "看哪一类", "Which kind"},
		{"search.kind.all", "全部", "All"},
		{"search.kind.wish", "心愿", "Wishes"},
		{"search.kind.person", "居民", "Residents"},
		{"search.kind.org", "单位", "Organisations"},
		{"search.kind.place", "地方", "Places"},
		{"search.more.wish", "看全部心愿", "See all wishes"},
		{"search.more.person", "看全部居民", "See all residents"},
		{"search.more.org", "看全部单位", "See all organisations"},
		{"search.more.place", "看全部地方", "See all places"},
		{"search.also", "也叫 ", "Also called "},
		{"search.what", "写几个字，搜一搜", "Type a few characters and search"},
		{"search.what.then", "比如：路灯，2026-000123，花园", "For example: 路灯, 2026-000123, 花园"},
		{"search.what.desk", "比如：路灯，2026-000123，谈桂芬，tgf", "For example: 路灯, 2026-000123, 谈桂芬, tgf"},
		{"search.none", "没有查到，换个词试试", "Nothing found, try another word"},
		{"search.none.then", "可以少写几个字，或只写最要紧的两个字。", "Try fewer characters, or only the two that matter most."},
		{"search.of", "{0}的心愿", "Wishes of {0}"},
		{"search.of.none", "没有您能看的心愿", "No wish that you may see"},
		{"search.of.then", "这位居民还没有提过心愿，或者心愿在别处。", "This resident has made none, or they are elsewhere."},
		{"search.number.none", "没有查到这个号码", "Nobody has this number"},
		{"search.number.desk", "只查得到住在本社区、登记过号码的居民。", "Only residents of this community who have left their number are found."},
		{"search.number.only", "电话和身份证号只有社区的人能查。", "Only the community's staff look for telephone and identity numbers."},
		{"search.typed", "号码不能写在网址里", "A number must not stand in the address"},
		{"search.typed.then", "请在上面的框里再写一次，网址里不会留下它。", "Please type it into the box above; it will not stay in the address."},
		{"search.built", "搜索还在整理，完成了 {0}%，有的内容暂时查不到。", "The search is still being prepared: {0} % done. Some things cannot be found yet."},
		{"search.error.long", "最多写 {0} 个字，请少写几个", "At most {0} characters; please type fewer"},
		{"search.error.words", "最多写 {0} 个词，请少写几个", "At most {0} words; please type fewer"},
		{"search.error.characters", "里面有看不见的字符，请重新打一遍", "There are characters that cannot be read; please type it again"},
	}
}
