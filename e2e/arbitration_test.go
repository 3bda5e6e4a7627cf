package e2e_test

import (
	"context"
	"strings"
	"testing"

	"linli/internal/id"
	"linli/internal/web/webtest"
	"linli/internal/wish"
	"linli/internal/wish/precedent"
	"linli/internal/wish/side"
)

// A wish is returned twice, each time with a ground and words; the district rules; the secretary who sorts the next wish of the kind
// reads what was ruled, presses it, and the wish goes there; revoked, it is proposed no more.
func TestReturnedTwiceRuledAndThePrecedentOffered(t *testing.T) {
	t.Parallel()
	w := newDistrict(t, webtest.Start(t), nil).town(t)
	v := w.device(t, look{width: 1280})
	path := w.brought(wish.Classified)

	v.become("苏见山")
	v.open(path + "?act=return")
	v.refused(422, "desk.return.do")
	v.tick("ground", "not_ours")
	v.Type("textarea[name=text]", "台阶归城建，不归我们。")
	number := v.HTML().Text(".ll-no b")
	said := number[strings.LastIndexByte(number, '-')+1:]
	v.press("desk.return.do")
	v.shows(".ll-toast", v.say("desk.done.return", said))

	v.become("闻立溪")
	v.open(path + "?act=hand")
	v.Choose("select[name=unit]", option(v, "select[name=unit]", "社会事务办"))
	v.press("desk.hand.do")
	v.shows(".ll-toast", v.say("desk.done.hand", said))

	v.become("苏见山")
	v.open(path + "?act=return")
	v.tick("ground", "needs_others")
	v.Type("textarea[name=text]", "要城建先去看。")
	v.press("desk.return.do")
	v.shows(".ll-toast", v.say("desk.done.return", said))

	v.become("时守正")
	v.open(path + "?act=ruling")
	v.refused(422, "desk.ruling.do")
	v.Choose("select[name=lead]", option(v, "select[name=lead]", "城市建设办"))
	v.Type("textarea[name=text]", "台阶由城建牵头修。")
	v.tick("keep", "street")
	v.press("desk.ruling.do")
	v.shows(".ll-toast", v.say("desk.done.ruling", said))
	v.open(path)
	v.shows(".ll-timeline", v.say("wish.event.return", 2, "要别的单位牵头"))

	next := w.brought(wish.Accepted)
	v.become("闻立溪")
	v.open(next + "?act=classify")
	if n := v.HTML().Count("[data-by=precedent]"); n != 1 || !strings.HasPrefix(webtest.Text(v.HTML().All("[aria-labelledby=where] li")[0]), v.say("precedent.one")) {
		t.Fatalf("%d precedents are proposed, or not first:\n%s", n, v.HTML().Text("[aria-labelledby=where]"))
	}
	v.shows("[data-by=precedent]", "台阶由城建牵头修。")
	if status := v.Go("[data-by=precedent] a.btn"); status != 200 {
		t.Fatalf("the precedent leads to %d", status)
	}
	v.Type("textarea[name=text]", "台阶归街道修，由城建来。")
	v.press("desk.classify.do.yellow")
	v.shows(".ll-toast", "已分到黄")
	v.open(next)
	v.shows(".ll-facts", "城市建设办")

	v.become("时守正")
	v.press("precedent.title")
	v.shows(".ll-table", v.say("precedent.used", 1, 1))
	v.open(w.precedent())
	v.refused(422, "precedent.revoke.do")
	v.Type("textarea[name=text]", "职责改了。")
	v.press("precedent.revoke.do")
	v.shows(".ll-toast", v.say("precedent.done"))
	v.fine()

	v.become("闻立溪")
	v.open(w.brought(wish.Accepted) + "?act=classify")
	if v.HTML().Has("[data-by=precedent]") {
		t.Error("what was revoked is proposed")
	}
}

// option is the value of an option of a menu by its words.
func option(v *device, menu, words string) string {
	v.t.Helper()
	for _, x := range v.HTML().All(menu + " option") {
		if strings.Contains(webtest.Text(x), words) {
			return webtest.Attr(x, "value")
		}
	}
	v.t.Fatalf("no option of %s says %s", menu, words)
	return ""
}

// precedent is the path of the newest precedent of the street on repairs.
func (w *town) precedent() string {
	w.t.Helper()
	found, err := w.app.Rulings.List(context.Background(), w.who("时守正"), precedent.Filter{Place: "320613007"})
	w.must(err)
	for _, p := range found.Precedents {
		if p.Topic == "repair" {
			return "/precedents/" + p.ID
		}
	}
	w.t.Fatal("no precedent on repairs")
	return ""
}

// returned is the path of a wish that the office has returned twice.
func (w *town) returned() string {
	w.t.Helper()
	ctx, path := context.Background(), w.brought(wish.Classified)
	wishID := path[len("/wishes/"):]
	_, err := w.app.Sides.Return(ctx, w.who("苏见山"), wishID, side.Returning{Ground: side.NotOurs, Text: "台阶归城建。"})
	w.must(err)
	_, err = w.app.Sides.Hand(ctx, w.who("闻立溪"), wishID, side.Handing{Unit: w.unit("社会事务办"), Key: id.New()})
	w.must(err)
	_, err = w.app.Sides.Return(ctx, w.who("苏见山"), wishID, side.Returning{Ground: side.NeedsOthers, Text: "要别的单位先去看。"})
	w.must(err)
	return path
}

// unit is the id of a unit of the street by its name.
func (w *town) unit(name string) string {
	w.t.Helper()
	units, err := w.app.Wishes.Receivers(context.Background(), "320613007005", wish.Yellow)
	w.must(err)
	for _, o := range units {
		if o.Short() == name {
			return o.ID
		}
	}
	w.t.Fatalf("no unit is called %s", name)
	return ""
}

// raised is the path of a wish of the story that was moved up a level.
func (w *town) raised() string {
	w.t.Helper()
	found, err := w.app.Escalate.List(context.Background(), w.who("时守正"), "320613", "up", "")
	w.must(err)
	if len(found.Wishes) == 0 {
		w.t.Fatal("nothing was moved up")
	}
	return "/wishes/" + found.Wishes[0].ID
}

// arbitrationSheets are what is ruled and kept, what is moved up, and the figures of units.
func arbitrationSheets(w *town) []sheet {
	const shi, bai, wen = "时守正", "柏时雨", "闻立溪"
	toRule := w.returned()
	ctx := context.Background()
	done := w.returned()
	_, err := w.app.Sides.Rule(ctx, w.who(shi), done[len("/wishes/"):], side.Ruling{Lead: w.unit("城市建设办"), Text: "台阶由城建牵头修。", Keep: side.InStreet})
	w.must(err)
	ended := w.returned()
	_, err = w.app.Sides.Rule(ctx, w.who(shi), ended[len("/wishes/"):], side.Ruling{Lead: w.unit("社会事务办"), Text: "这次由社会事务办牵头。"})
	w.must(err)
	gone := w.precedent()
	_, err = w.app.Rulings.Revoke(ctx, w.who(shi), gone[len("/precedents/"):], "职责改了。", "")
	w.must(err)
	own, units := w.precedent(), "/figures/units?place=320613007"
	list := func(of string) func(*device) {
		return at("/figures/units/list?place=320613007&of=" + of + "&unit=" + w.unit("社会事务办"))
	}
	return []sheet{
		{name: "ruling", who: shi, open: at(toRule + "?act=ruling")},
		{name: "ruling-error", who: shi, open: func(v *device) {
			v.open(toRule + "?act=ruling")
			v.refused(422, "desk.ruling.do")
		}},
		{name: "precedents", who: bai, open: at("/precedents")},
		{name: "precedents-revoked", who: shi, open: at("/precedents?ended=1")},
		{name: "precedents-none", who: shi, open: at("/precedents?place=320613003&ended=1")},
		{name: "precedent", who: shi, open: at(own)},
		{name: "precedent-error", who: shi, open: func(v *device) {
			v.open(own)
			v.refused(422, "precedent.revoke.do")
		}},
		{name: "precedent-read", who: wen, open: at(own)},
		{name: "precedent-revoked", who: shi, open: at(gone)},
		{name: "wish-precedent", who: wen, open: at(w.brought(wish.Accepted) + "?act=classify")},
		{name: "supervision", who: shi, open: at("/supervision")},
		{name: "supervision-told", who: bai, open: at("/supervision?view=told")},
		{name: "supervision-rulings", who: shi, open: at("/supervision?view=rulings")},
		{name: "supervision-none", who: wen, open: at("/supervision?place=320613007005&view=up")},
		{name: "wish-raised", who: shi, open: at(w.raised())},
		{name: "wish-lower", who: shi, open: at(w.raised() + "?act=lower")},
		{name: "wish-raised-community", who: wen, open: at(w.raised())},
		{name: "inbox-watched", who: wen, open: at("/inbox?view=all")},
		{name: "figures-units", who: bai, open: at(units)},
		{name: "figures-units-district", who: shi, open: at("/figures/units")},
		{name: "figures-units-given", who: bai, open: list("given")},
		{name: "figures-units-raised", who: bai, open: list("raised")},
		{name: "figures-units-late", who: bai, open: list("late")},
	}
}
