package publicweb

import "linli/internal/web/i18n"

// Words are the public pages of places.
func Words() []i18n.Message {
	return []i18n.Message{
		{"public.hood", "{0}邻里", "{0}"},
		{"public.buildings", "{0} 幢", "{0} building|{0} buildings"},
		{"public.whom", "有事找谁", "Whom to turn to"},
		{"public.and", "、", ", "},
		{"public.tel", "社区电话，{0}", "Community telephone, {0}"},
		{"public.gap.vacant", "现在还没有人担任：{0}。", "Nobody holds these posts at present: {0}."},
		{"public.gap.professional", "三组力量里，专业力量还缺社工。", "Of the three forces, a social worker is missing (professional)."},
		{"public.gap.comanagement", "三组力量里，共管力量还缺物业。", "Of the three forces, a property firm is missing (co-management)."},
		{"public.open", "正在办的心愿", "Being handled"},
		{"public.open.of", "{0}正在办的心愿", "Being handled in {0}"},
		{"public.open.all", "全部 {0} 件", "All {0}"},
		{"public.all", "全部", "All"},
		{"public.open.none", "这里没有正在办的公开心愿", "No public wish is being handled here"},
		{"public.open.none.go", "提一件", "Make one"},
		{"public.hoods", "各个邻里", "Neighbourhoods"},
		{"public.choose", "看看哪个邻里", "Which neighbourhood?"},
		{"public.everywhere", "所有地方", "All places"},
		{"public.none", "这里还没有社区开通", "No community takes part here yet"},
		{"public.map", "在地图上看", "See it on the map"},
		{"public.feed", "订阅这里的答复（Atom）", "Subscribe to the answers here (Atom)"},
		{"public.calendar", "把下午茶放进日历（iCalendar）", "Teas in my calendar (iCalendar)"},
		{"public.feed.title", "{0}：答复了的心愿", "{0}: wishes that were answered"},
	}
}
