package e2e_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"linli/internal/web/webtest"
	"linli/internal/wish"
)

// The catalogue is changed on its page, and the next wish goes elsewhere: before, the district's entry proposes the street's
// building office; the street writes another; the secretary presses what is proposed, and the wish says why it went there.
func TestACatalogueChangeRoutesTheNextWishElsewhere(t *testing.T) {
	t.Parallel()
	d := newDistrict(t, webtest.Start(t), nil)
	w := &walked{t: t, d: d, tan: d.device(t, look{width: 360}), staff: d.device(t, look{width: 1280})}
	w.file()
	w.accept()
	v := w.staff
	v.become("闻立溪")
	v.open(w.path + "?act=classify")
	v.shows(".ll-proposal", "城市建设办")

	v.become("柏时雨")
	v.press("dispatch.title")
	v.press("dispatch.new")
	v.Choose("select[name=topic]", "repair")
	for _, x := range v.HTML().All(".ll-choice") {
		if label := webtest.Text(x); label == v.say("mark.yellow")+" · 社会事务办" {
			for in := range x.Descendants() {
				if webtest.Attr(in, "name") == "to" {
					v.tick("to", webtest.Attr(in, "value"))
				}
			}
		}
	}
	v.press("dispatch.preview.do")
	v.shows("#preview", v.say("dispatch.preview.title"))
	v.press("dispatch.save")
	v.shows(".ll-toast", v.say("dispatch.saved"))

	v.become("闻立溪")
	v.open(w.path + "?act=classify")
	v.shows(".ll-proposal", "社会事务办")
	v.press("wish.proposal.take.catalogue")
	v.press("desk.classify.do.yellow")
	v.shows(".ll-toast", v.say("desk.done.classify.yellow", w.said()))
	v.open(w.path)
	v.shows("#why", "设施维修")
	v.fine()
}

// broken is how many of the cells that a selector finds have their words on more than one line.
func broken(v *device, selector string) int {
	v.t.Helper()
	return webtest.Eval[int](v.Page, `[...document.querySelectorAll(`+strconv.Quote(selector)+`)].filter(x => {
		const r = document.createRange()
		r.selectNodeContents(x)
		return new Set([...r.getClientRects()].map(q => Math.round(q.top))).size > 1
	}).length`)
}

// catalogueSheets are the pages of the catalogue and of topics.
func catalogueSheets(w *town) []sheet {
	const bai, shi = "柏时雨", "时守正"
	ctx := context.Background()
	own, err := w.app.Dispatch.Last(ctx, w.who(bai), "320613007", "repair")
	w.must(err)
	entry := "/dispatch/" + own.ID
	table := filepath.Join(w.t.TempDir(), "topics.csv")
	w.must(os.WriteFile(table, []byte("编号,上级编号,名称\nlift,repair,电梯困人\n"+strings.Repeat(",nowhere,这一项要放在哪里，没有人写得清楚\n", 9)), 0o600))
	sorted := w.brought(wish.Accepted)
	_, err = w.app.Wishes.Classify(ctx, w.who("闻立溪"), sorted[len("/wishes/"):], wish.Classification{Colour: wish.Blue})
	w.must(err)
	read := func(path string) func(*device) {
		return func(v *device) {
			v.open(path)
			v.Attach("#file", table)
			v.press("catalogue.file.read")
			if n := broken(v, "#plan td:first-child"); n > 0 {
				v.t.Errorf("%d numbers of lines are broken in two", n)
			}
		}
	}
	return []sheet{
		{name: "catalogue", who: bai, open: at("/dispatch")},
		{name: "catalogue-read", who: "季小舟", open: at("/dispatch")},
		{name: "catalogue-none", who: bai, open: at("/dispatch?place=320613007&topic=other")},
		{name: "catalogue-entry", who: bai, open: at(entry)},
		{name: "catalogue-new", who: bai, open: at("/dispatch/new?place=320613007&topic=repair")},
		{name: "catalogue-new-error", who: shi, open: func(v *device) {
			v.open("/dispatch/new?place=320613")
			v.refused(422, "dispatch.save")
		}},
		{name: "catalogue-preview", who: bai, open: func(v *device) {
			v.open("/dispatch/new?place=320613007&topic=repair")
			v.tick("to", string(wish.Yellow)+"/")
			v.press("dispatch.preview.do")
		}},
		{name: "catalogue-exists", who: bai, open: func(v *device) {
			v.open("/dispatch/new?place=320613007")
			v.Choose("select[name=topic]", "repair")
			v.tick("to", string(wish.Yellow)+"/")
			v.refused(409, "dispatch.save")
			v.shows("#held", v.say("dispatch.held.then"))
		}},
		{name: "catalogue-end", who: bai, open: at(entry + "/end")},
		{name: "catalogue-file", who: bai, open: at(dispatchPath + "/file")},
		{name: "catalogue-file-error", who: bai, open: func(v *device) {
			v.open(dispatchPath + "/file")
			v.refused(422, "catalogue.file.read")
		}},
		{name: "topics", who: shi, open: at("/topics")},
		{name: "topic", who: shi, open: at("/topics/of/repair.1")},
		{name: "topic-read", who: "季小舟", open: at("/topics/of/repair.1")},
		{name: "topic-new", who: shi, open: at("/topics/new?above=repair")},
		{name: "topic-new-error", who: shi, open: func(v *device) {
			v.open("/topics/new")
			v.refused(422, "topic.save")
		}},
		{name: "topic-end", who: shi, open: at("/topics/of/repair.1/end")},
		{name: "topics-file", who: shi, open: at("/topics/file")},
		{name: "topics-plan", who: shi, open: read("/topics/file")},
		{name: "wish-proposal", who: "闻立溪", open: at(w.brought(wish.Accepted) + "?act=classify")},
		{name: "wish-departed", who: "闻立溪", open: at(sorted)},
	}
}

const dispatchPath = "/dispatch"
