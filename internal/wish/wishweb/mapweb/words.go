package mapweb

import "linli/internal/web/i18n"

// Words are the maps.
func Words() []i18n.Message {
	return []i18n.Message{
		{"map.nav", "地图", "Map"},
		{"map.title", "{0}的地图", "Map of {0}"},
		{"map.desk.title", "{0}没办完的心愿", "Open wishes in {0}"},
		{"map.what", "点一处，看那里的心愿。下面的表和地图是一样的。", "Choose a place to see its wishes. The table below says the same as the map."},
		{"map.desk.what", "点地图上的数，就只列那几件；点一块地方，就看那里。", "Choose a number on the map to list just those; choose an area to look there."},
		{"map.none", "这里还没有边界，画不出地图", "No boundaries here yet, so there is no map"},
		{"map.none.next", "下面的表一样能用。", "The list does everything the map would."},
		{"map.invented", "边界是编的，只作演示，不是真的界线。", "These boundaries are invented for the demonstration; they are not real borders."},
		{"map.canvas", "地图", "Map"},
		{"map.zoom_in", "放大", "Closer"},
		{"map.zoom_out", "缩小", "Farther"},
		{"map.source", "地图来源", "Where the map is from"},
		{"map.heat", "看冷热", "Show as heat"},
		{"map.numbers", "看件数", "Show as numbers"},
		{"map.all", "全部", "All"},
		{"map.part", "{0} {1}", "{0} {1}"},
		{"map.and", "，", ", "},
		{"map.pin", "{0} 件：{1}", "{0} wish: {1}|{0} wishes: {1}"},
		{"map.open", "在办 {0}", "Open: {0}"},
		{"map.list", "心愿", "Wishes"},
		{"map.list.cell", "地图上选中的 {0} 件", "{0} chosen on the map|{0} chosen on the map"},
		{"map.list.all", "看这里全部", "See all here"},
		{"map.empty", "这里没有没办完的心愿", "Nothing is open here"},
		{"map.empty.next", "换个颜色或换个地方看看。", "Try another colour or another place."},
		{"map.lost", "还有 {0} 件不知道在哪里，只在表里。", "{0} more stands nowhere on the map; it is in the list.|{0} more stand nowhere on the map; they are in the list."},
		{"map.below", "下面的地方", "Places below"},
		{"map.up", "回到{0}", "Back to {0}"},
		{"map.col.place", "地方", "Place"},
		{"map.col.open", "在办", "Open"},
		{"map.col.answered", "今年答复", "Answered this year"},
		{"map.own", "看{0}的页面", "See the page of {0}"},
		{"map.few", "不到 {0}", "fewer than {0}"},
		{"map.held", "不公布", "not told"},
		{"map.rule", "只数已经公开的心愿。不到 {0} 件的不写数。", "Only published wishes are counted. Counts below {0} are not told."},
	}
}
