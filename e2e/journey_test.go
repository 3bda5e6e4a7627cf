package e2e_test

import (
	"strings"
	"testing"

	"linli/internal/web/webtest"
)

// Yellow asks for a reason and a unit; 苏见山 at the street takes it up and answers, and the submitter reads each step.
func TestYellow(t *testing.T) {
	t.Parallel()
	d := newDistrict(t, webtest.Start(t), nil)
	w := &walked{t: t, d: d, tan: d.device(t, look{width: 360}), staff: d.device(t, look{width: 1280})}
	w.file()
	w.accept()
	w.ontoBoard()
	v := w.staff
	if status := v.Go(w.card() + ` [data-sort="2"]`); status != 200 {
		t.Fatalf("yellow leads to %d", status)
	}
	v.fine()
	v.refused(422, "desk.classify.do.yellow")
	if got := v.HTML().Count(".ll-field.ll-bad"); got != 2 {
		t.Errorf("%d fields are marked, want reason and unit", got)
	}
	const reason = "要动用街道的维修资金，社区一家办不了。"
	v.Type("textarea[name=text]", reason)
	v.refused(422, "desk.classify.do.yellow")
	if got := v.HTML().Text("textarea[name=text]"); got != reason {
		t.Errorf("after the error the reason is %q", got)
	}
	v.Choose("select[name=unit]", w.option("select[name=unit]", "社会事务办"))
	v.press("desk.classify.do.yellow")
	v.shows(".ll-toast", v.say("desk.done.classify.yellow", w.said()))
	v.shows("h1", v.say("desk.nav.board"))

	v.become("苏见山")
	w.fromInbox()
	v.press("wish.act.take_up")
	v.press("desk.take_up.do")
	v.shows(".ll-toast", v.say("desk.done.take_up", w.said()))
	v.press("wish.act.answer")
	v.Type("textarea[name=text]", "街道请施工队把台阶重做了，今天验收。")
	v.press("desk.answer.do")
	v.shows(".ll-toast", v.say("desk.done.answer", w.said()))
	v.fine()

	w.tan.open(w.path)
	for _, words := range []string{reason, w.tan.say("wish.event.classify.yellow"), w.tan.say("wish.event.answer.own"), "街道请施工队把台阶重做了"} {
		w.tan.shows(".ll-timeline", words)
	}
	w.judge()
}

// option is the value of an option by its words.
func (w *walked) option(menu, words string) string {
	w.t.Helper()
	for _, x := range w.staff.HTML().All(menu + " option") {
		if strings.Contains(webtest.Text(x), words) {
			return webtest.Attr(x, "value")
		}
	}
	w.t.Fatalf("%s does not offer %s", menu, words)
	return ""
}

// The board by keys alone: into it with Tab, from card to card with arrows, 1 sorts, Enter opens.
func TestBoardByKeyboard(t *testing.T) {
	t.Parallel()
	d := newDistrict(t, webtest.Start(t), nil)
	v := d.device(t, look{width: 1280})
	v.become("闻立溪")
	v.press("desk.nav.board")
	const focus = `(() => {
		const card = document.activeElement && document.activeElement.closest('[data-card]')
		if (!card) return ''
		const column = card.closest('[data-column]')
		return [...document.querySelectorAll('[data-column]')].indexOf(column) + '/' + [...column.querySelectorAll('[data-card]')].indexOf(card)
	})()`
	at := func() string { return webtest.Eval[string](v.Page, focus) }
	for n := 0; at() == ""; n++ {
		if n == 60 {
			t.Fatal("Tab never reaches a card")
		}
		v.Press(webtest.Tab)
	}
	for _, step := range []struct{ key, to string }{
		{"", "0/0"},
		{webtest.Down, "0/1"},
		{webtest.Down, "0/2"},
		{webtest.Up, "0/1"},
		{webtest.Right, "1/1"},
		{webtest.Left, "0/1"},
	} {
		if step.key != "" {
			v.Press(step.key)
		}
		if got := at(); got != step.to {
			t.Fatalf("after %q the focus is on card %q, want %q", step.key, got, step.to)
		}
	}
	const second = "[data-column]:first-child [data-card]:nth-child(2)"
	page := v.HTML()
	path, number := page.Attr(second+" h3 a", "href"), page.Text(second+" .ll-no")
	next := page.Attr("[data-column]:first-child [data-card]:nth-child(3) h3 a", "href")
	v.Press("1")
	v.until("the sorted card leaves the column", `!document.querySelector('[data-column]:first-child a[href="`+path+`"]')`)
	v.shows("#live", v.say("desk.done.classify.blue", number[strings.LastIndexByte(number, '-')+1:]))
	v.until("the focus is on the card that took the place", focus+` === '0/1'`)
	if status := v.PressGo(webtest.Enter); status != 200 || v.URL() != d.site+next {
		t.Errorf("Enter opens %s with %d, want %s", v.URL(), status, next)
	}
	v.fine()
}

// What was typed survives the choice of another place and each error.
func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	d := newDistrict(t, webtest.Start(t), nil)
	v := d.device(t, look{width: 360})
	v.become("谈桂芬")
	v.press("wish.act.file")
	v.Type("#text", need)
	v.Type("#spot", "东面那扇门")
	v.tick("visibility", "private")
	kept := func(when string) {
		t.Helper()
		page := v.HTML()
		if page.Text("#text") != need || page.Attr("#spot", "value") != "东面那扇门" || !page.Has("input[name=visibility][value=private][checked]") {
			t.Errorf("%s: the text is %q, the spot %q", when, page.Text("#text"), page.Attr("#spot", "value"))
		}
	}
	v.press("file.where.other")
	v.fine()
	v.Type("#q", "秀水苑")
	v.press("place.find.go")
	v.fine()
	if status := v.Go(`main form:has(#q) button[name=at]`); status != 200 {
		t.Fatalf("the place found leads to %d", status)
	}
	v.press("place.here", "秀水苑")
	kept("after another place")
	v.shows(".ll-field:has(#spot)", "秀水苑")
	v.refused(422, "file.send")
	kept("after an error")
	if got := v.HTML().Text(".ll-errors h2"); got != v.say("error.fields", 1) {
		t.Errorf("the box says %q", got)
	}
	if !webtest.Eval[bool](v.Page, "document.activeElement.matches('.ll-errors')") {
		t.Error("the focus is not on the box of errors")
	}
	v.tick("topic", "repair")
	v.press("file.send")
	w := &walked{t: t, d: d, tan: v}
	w.receipt(v)
	v.fine()
	notForOthers(t, w)
}

// notForOthers: a private wish is not there for a neighbour or a visitor, neither by its address nor by its number.
func notForOthers(t *testing.T, w *walked) {
	t.Helper()
	luo := w.d.device(t, look{width: 360})
	luo.become("骆文竹")
	visitor := w.d.device(t, look{width: 1280})
	for who, v := range map[string]*device{"a neighbour": luo, "a visitor": visitor} {
		for _, path := range []string{w.path, w.path + "/receipt", w.path + "/evaluate", w.path + "/withdraw", "/wishes/" + strings.Repeat("0", 8)} {
			v.open(path)
			page := v.HTML()
			if page.Text("main .ll-meta") != "404" || page.Text("h1") != v.say("error.not_found") || strings.Contains(page.Text("body"), need[:12]) {
				t.Errorf("%s at %s reads %q", who, path, page.Text("main"))
			}
		}
		v.Complaints()
		v.open("/lookup")
		v.Type("#number", w.full)
		v.refused(404, "lookup.go")
		v.shows(".ll-errors", v.say("lookup.error.number"))
		v.Type("#code", "AAAAAA")
		v.refused(422, "lookup.go")
		v.shows(".ll-errors", v.say("lookup.error.pair"))
	}
}
