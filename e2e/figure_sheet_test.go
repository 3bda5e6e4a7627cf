package e2e_test

// figureSheets are the pages of figures about one month.
func figureSheets(w *town) []sheet {
	const shi, bai, wen = "时守正", "柏时雨", "闻立溪"
	unit := func(path, of string) func(*device) {
		return at(path + "?place=320613&unit=" + w.unit("社会事务办") + of)
	}
	return []sheet{
		{name: "figures-rates", who: shi, open: at("/figures/rates")},
		{name: "figures-rates-street", who: bai, open: at("/figures/rates")},
		{name: "figures-rates-community", who: wen, open: at("/figures/rates")},
		{name: "figures-rates-empty", who: wen, open: at("/figures/rates?period=2021-03")},
		{name: "figures-rates-unit", who: shi, open: unit("/figures/rates/unit", "")},
		{name: "figures-rates-list", who: shi, open: unit("/figures/rates/list", "&of=dispatched")},
		{name: "figures-topics", who: shi, open: at("/figures/topics")},
		{name: "figures-topics-linli", who: wen, open: at("/figures/topics?place=320613007005001")},
		{name: "figures-topics-opened", who: shi, open: at("/figures/topics?topic=repair")},
		{name: "figures-topics-empty", who: wen, open: at("/figures/topics?period=2021-03")},
		{name: "figures-topics-list", who: wen, open: at("/figures/topics/list?topic=repair")},
		{name: "figures-times", who: shi, open: at("/figures/times")},
		{name: "figures-bulletin", who: shi, open: at("/figures/bulletin")},
		{name: "figures-bulletin-community", who: wen, open: at("/figures/bulletin")},
		{name: "figures-bulletin-empty", who: wen, open: at("/figures/bulletin?period=2021-03")},
		{name: "figures-times-empty", who: wen, open: at("/figures/times?period=2021-03")},
	}
}
