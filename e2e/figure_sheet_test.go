package e2e_test

import (
	"slices"
	"testing"

	"linli/internal/web/webtest"
)

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
		{name: "figures-times-list", who: shi, open: at("/figures/times/list?of=done")},
		{name: "figures-bulletin", who: shi, open: at("/figures/bulletin")},
		{name: "figures-bulletin-community", who: wen, open: at("/figures/bulletin")},
		{name: "figures-bulletin-empty", who: wen, open: at("/figures/bulletin?period=2021-03")},
		{name: "figures-times-empty", who: wen, open: at("/figures/times?period=2021-03")},
	}
}

// A chart says what its table says; on paper, and where no script runs, the table is there without it.
func TestChartsAreTheirTables(t *testing.T) {
	t.Parallel()
	d := newDistrict(t, webtest.Start(t), nil).town(t)
	v := d.device(t, look{width: 1280})
	d.as(v, "时守正")
	v.open("/figures/topics")
	v.Wait(".ll-draw svg")
	drawn := webtest.Eval[[]string](v.Page, `[...document.querySelectorAll('.ll-draw svg text')].map(x => x.textContent)`)
	for _, row := range webtest.Eval[[]string](v.Page, `[...document.querySelectorAll('#topics-table tbody tr')].flatMap(r => [r.cells[0].innerText.trim(), r.cells[1].innerText.trim()])`) {
		if !slices.Contains(drawn, row) {
			t.Errorf("%q stands in the table and not in the chart: %q", row, drawn)
		}
	}
	for _, said := range v.Complaints() {
		t.Errorf("the browser complains: %s", said)
	}
	v.Paper()
	if v.Seen(".ll-draw") || !v.Seen("#topics-table") {
		t.Error("on paper the chart is seen, or the table is not")
	}
	bare := d.device(t, look{width: 360})
	bare.NoScript()
	d.as(bare, "时守正")
	bare.open("/figures/topics")
	if bare.Seen(".ll-draw") || !bare.Seen("#topics-table") {
		t.Error("without scripts there is an empty chart, or no table")
	}
}
