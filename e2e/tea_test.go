package e2e_test

import (
	"context"
	"strings"
	"testing"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/org"
	"linli/internal/reception"
	"linli/internal/web/webtest"
	"linli/internal/workday"
)

const theCommunity = "320613007005"

// tea is the path of a tea of the community that has begun early today and has come to a state, and of its promise.
func (w *town) tea(to reception.State) (path, promise string) {
	w.t.Helper()
	ctx, wen, today := context.Background(), w.who("闻立溪"), workday.DateOf(w.app.DB.Now())
	s, err := w.app.Teas.Plan(ctx, wen, reception.Plans{
		Place: theCommunity, Title: "北门的台阶", About: "有话直接来说。", Spot: "站里", Day: today, From: "00:01", Reason: reception.Reason{Why: reception.ForItsSake},
	})
	w.must(err)
	path = receptionPath(s)
	_, err = w.app.Teas.Invite(ctx, wen, s.ID, reception.Guest{Role: reception.Builder, Name: "鄂远舟", Unit: "开发公司"})
	w.must(err)
	if to == reception.Planned {
		return path, ""
	}
	_, err = w.app.Teas.Announce(ctx, wen, s.ID, "")
	w.must(err)
	if to == reception.Announced {
		return path, ""
	}
	_, err = w.app.Teas.Hold(ctx, wen, s.ID, "")
	w.must(err)
	own, err := org.CommunityOf(ctx, w.app.DB, theCommunity)
	w.must(err)
	_, err = w.app.Teas.Promise(ctx, wen, s.ID, reception.Vowing{Text: "台阶装扶手", Unit: own.ID, Due: today + 20})
	w.must(err)
	seen, err := w.app.Teas.See(ctx, wen, s.ID)
	w.must(err)
	promise = "/promises/" + seen.Promises[0].ID
	if to == reception.Published {
		_, err = w.app.Teas.Publish(ctx, wen, s.ID, reception.Notes{Residents: 12, Minutes: "下雨天滑。", Decisions: "先装扶手。", Rev: seen.Session.Rev})
		w.must(err)
	}
	return path, promise
}

func receptionPath(s reception.Session) string { return "/receptions/" + s.ID }

// invitation is the path of a one-time link to a tea.
func (w *town) invitation(path string) string {
	w.t.Helper()
	ctx, wen, id := context.Background(), w.who("闻立溪"), strings.TrimPrefix(path, "/receptions/")
	s, err := w.app.Teas.Invite(ctx, wen, id, reception.Guest{Role: reception.CPPCC, Name: "逄若兰"})
	w.must(err)
	token, err := w.app.Teas.LinkFor(ctx, wen, id, s.Invitees[len(s.Invitees)-1].ID)
	w.must(err)
	return "/guest/" + token
}

// typeLine fills one line of the table.
func typeLine(v *device, n, name, text string) {
	v.Type("#name_"+n, name)
	v.Type("#text_"+n, text)
}

// teaSheets are the pages of the secretary's tea.
func teaSheets(w *town) []sheet {
	const wen, ji, tan, huo = "闻立溪", "季小舟", "谈桂芬", "霍知北"
	next, err := account.ByLogin(context.Background(), w.app.DB, "huozb") // of a community that has had no tea yet
	w.must(err)
	w.accounts[huo] = next.ID
	planned, _ := w.tea(reception.Planned)
	announced, _ := w.tea(reception.Announced)
	held, _ := w.tea(reception.Held)
	published, promise := w.tea(reception.Published)
	wrong := func(path, key string, before ...func(*device)) func(*device) {
		return func(v *device) {
			v.open(path)
			for _, do := range before {
				do(v)
			}
			v.refused(422, key)
		}
	}
	where := func(v *device) {
		v.Choose("#place_1", theCommunity)
		v.Choose("#topic_1", "repair")
		v.Choose("#see_1", "public")
	}
	return []sheet{
		{name: "teas", who: wen, open: at("/receptions")},
		{name: "teas-due", who: huo, open: at("/receptions?place=320613007002")},
		{name: "teas-street", who: "柏时雨", open: at("/receptions")},
		{name: "teas-resident", who: tan, open: at("/receptions")},
		{name: "teas-nowhere", open: at("/receptions")},
		{name: "ledger", who: wen, open: at("/receptions/promises")},
		{name: "ledger-resident", who: tan, open: at("/receptions/promises")},
		{name: "ledger-empty", who: huo, open: at("/receptions/promises?place=320613007002")},
		{name: "tea-planned", who: wen, open: at(planned)},
		{name: "tea-announced", who: wen, open: at(announced)},
		{name: "tea-number-error", who: ji, open: wrong(announced, "tea.agenda.put")},
		{name: "tea-held", who: wen, open: at(held)},
		{name: "tea-published", who: ji, open: at(published)},
		{name: "tea-resident", who: tan, open: at(published)},
		{name: "tea-visitor", open: at(announced)},
		{name: "tea-agenda", who: ji, open: at(announced + "/agenda")},
		{name: "tea-plan", who: wen, open: at("/receptions/new")},
		{name: "tea-plan-error", who: wen, open: wrong("/receptions/new", "tea.plan.do")},
		{name: "tea-change", who: wen, open: at(announced + "/change")},
		{name: "tea-cancel", who: wen, open: at(announced + "/cancel")},
		{name: "tea-cancel-error", who: wen, open: wrong(announced+"/cancel", "tea.cancel.do")},
		{name: "tea-invite", who: ji, open: at(announced + "/invite")},
		{name: "tea-invite-error", who: ji, open: wrong(announced+"/invite", "tea.invite.do")},
		{name: "tea-link", who: ji, open: func(v *device) {
			v.open(announced + "/invite")
			v.Go("form[action$='/link'] button")
		}},
		{name: "tea-door", open: func(v *device) { v.open(w.invitation(announced)) }},
		{name: "tea-guest", open: func(v *device) {
			v.open(w.invitation(announced))
			v.press("tea.guest.do")
			v.open(announced + "/agenda")
		}},
		{name: "tea-hear", who: ji, open: at(held + "/hear")},
		{name: "tea-hear-error", who: ji, open: wrong(held+"/hear", "tea.hear.do", where, func(v *device) {
			typeLine(v, "1", tan, "短")
			typeLine(v, "2", "", "北门台阶下雨天滑")
		})},
		{name: "tea-receipts", who: ji, open: func(v *device) {
			v.open(held + "/hear")
			where(v)
			typeLine(v, "1", "匿名", "北门台阶下雨天滑")
			typeLine(v, "2", "匿名", "路灯隔一盏坏一盏")
			v.press("tea.hear.do")
			v.press("tea.receipts.print")
		}},
		{name: "tea-promise", who: wen, open: at(held + "/promise")},
		{name: "tea-promise-error", who: wen, open: wrong(held+"/promise", "tea.promise.do")},
		{name: "tea-minutes", who: wen, open: at(held + "/minutes")},
		{name: "tea-minutes-error", who: wen, open: wrong(held+"/minutes", "tea.minutes.publish")},
		{name: "promise", who: ji, open: at(promise)},
		{name: "promise-resident", who: tan, open: at(promise)},
		{name: "promise-error", who: ji, open: wrong(promise, "tea.fulfil.do")},
		{name: "promise-word-error", who: ji, open: wrong(promise, "tea.explain.do")},
	}
}

// A tea from its plan to the ledger that residents read: three wishes are typed by keyboard alone.
func TestTheSecretarysTea(t *testing.T) {
	t.Parallel()
	d := newDistrict(t, webtest.Start(t), nil)
	today := workday.DateOf(d.app.DB.Now())
	v, tan := d.device(t, look{width: 1280}), d.device(t, look{width: 360})
	tan.become("谈桂芬")
	v.become("闻立溪")
	v.press("tea.title")
	v.press("tea.plan")
	v.Type("#title", "北门的台阶")
	v.Type("#spot", "站里")
	v.set("#day", today.String())
	v.set("#from", "00:01")
	v.set("#to", "")
	v.press("tea.plan.do")
	path := strings.TrimPrefix(v.URL(), d.site)
	tan.Open(d.site + path)
	tan.shows("h1", tan.say("error.not_found"))
	tan.Complaints()                   // the browser notes the status
	v.shows("h2", v.say("tea.unkept")) // what was not kept before stands first, by itself
	v.press("tea.act.announce")
	tan.open(path)
	tan.shows("h1", "北门的台阶")
	v.press("tea.act.hold")

	v.press("tea.act.hear")
	v.byKeyboard()
	v.shows(".ll-toast", v.say("tea.done.hear", "3"))
	if got := v.HTML().Count(`table caption:contains("` + v.say("tea.wishes") + `") ~ tbody tr`); got != 3 {
		t.Errorf("%d wishes stand on the tea's page, want 3", got)
	}
	wishes := v.HTML().Texts(".ll-no")

	v.press("tea.act.promise")
	v.Type("#text", "台阶装扶手")
	v.Choose("#owner", v.option("#owner", "和畅物业"))
	v.set("#due", (today + 10).String())
	v.Choose("#wish", v.option("#wish", "北门台阶下雨天滑"))
	v.press("tea.promise.do")
	v.shows("td", "台阶装扶手")
	v.open(path)
	v.press("tea.act.minutes")
	v.Type("#residents", "12")
	v.Type("#minutes", "下雨天滑，先装扶手。")
	tan.open(path)
	if tan.HTML().Has("#promises") || tan.HTML().Has("#minutes") {
		t.Error("promises or minutes are public before they are published")
	}
	v.press("tea.minutes.publish")
	v.shows("#minutes ~ *, .ll-text", "下雨天滑，先装扶手。")
	v.fine()

	tan.open("/")
	tan.press("tea.ledger.all")
	tan.shows(".ll-row", "台阶装扶手")
	tan.open(path)
	tan.shows(".ll-text", "下雨天滑，先装扶手。")
	tan.fine()
	if len(wishes) < 3 {
		t.Errorf("numbers %v", wishes)
	}
	v.become("祝安平")
	v.open(path)
	v.Go(`a[href^="/promises/"]:not([href=""])`)
	v.fulfilled(today)
}

// fulfilled says that the promise on the page is kept, by who owns it.
func (v *device) fulfilled(today workday.Date) {
	v.t.Helper()
	v.shows("h1", "台阶装扶手")
	v.set("#day", today.String())
	v.Type("#text", "两边都装了")
	v.press("tea.fulfil.do")
	v.shows(".ll-clock", v.l.Date(today.At(0)))
}

// set gives a field of a day or a time its value, as its picker does.
func (v *device) set(selector, value string) {
	v.t.Helper()
	webtest.Eval[bool](v.Page, `document.querySelector('`+selector+`').value = '`+value+`', true`)
}

// option is the value of an option by its words.
func (v *device) option(menu, words string) string {
	v.t.Helper()
	for _, x := range v.HTML().All(menu + " option") {
		if strings.Contains(webtest.Text(x), words) {
			return webtest.Attr(x, "value")
		}
	}
	v.t.Fatalf("%s does not offer %s", menu, words)
	return ""
}

// byKeyboard types three wishes into the table and files them without a pointer: Tab from box to box, arrows in menus,
// Enter from line to line.
func (v *device) byKeyboard() {
	v.t.Helper()
	const focus = `document.activeElement ? document.activeElement.id || document.activeElement.textContent.trim() : ''`
	at := func() string { return webtest.Eval[string](v.Page, focus) }
	reach := func(what string, most int) {
		v.t.Helper()
		for n := 0; at() != what; n++ {
			if n == most {
				v.t.Fatalf("Tab never reaches %s; it is at %q", what, at())
			}
			v.Press(webtest.Tab)
		}
	}
	keys := func(all ...string) {
		for _, k := range all {
			v.Press(k)
		}
	}
	reach("name_1", 60)
	keys("戚向南", webtest.Tab, webtest.Tab, "北门台阶下雨天滑", webtest.Tab, webtest.Down, webtest.Down, webtest.Tab, webtest.Down, webtest.Down, webtest.Tab, webtest.Down, webtest.Enter)
	for _, line := range []struct{ at, name, text string }{{"name_2", "匿名", "路灯隔一盏坏一盏"}, {"name_3", "鄢云北", "垃圾亭夏天味大"}} {
		if got := at(); got != line.at {
			v.t.Fatalf("Enter leads to %q, want %s", got, line.at)
		}
		keys(line.name, webtest.Tab, webtest.Tab, line.text, webtest.Enter)
	}
	keys(webtest.Enter, webtest.Enter)
	if got := at(); got != "name_6" {
		v.t.Fatalf("Enter on the last line leads to %q, want a new line", got)
	}
	reach(v.say("tea.hear.do"), 12)
	if status := v.PressGo(webtest.Enter); status != 200 {
		v.t.Fatalf("filing by keyboard leads to %d:\n%s", status, v.HTML().Text("body"))
	}
}

// Without scripts Enter adds lines too, nothing typed is lost, and a table with a mistake files nothing.
func TestTheTableWithoutScripts(t *testing.T) {
	t.Parallel()
	d := newDistrict(t, webtest.Start(t), nil)
	w := d.town(t)
	held, _ := w.tea(reception.Held)
	v := d.device(t, look{width: 1280, noScript: true})
	v.become("季小舟")
	v.open(held + "/hear")
	typeLine(v, "1", "匿名", "北门台阶下雨天滑")
	if status := v.PressGo(webtest.Enter); status != 200 {
		t.Fatalf("Enter leads to %d", status)
	}
	page := v.HTML()
	if got := page.Count("tbody [data-line]"); got != 10 || page.Attr("#text_1", "value") != "北门台阶下雨天滑" {
		t.Errorf("after Enter there are %d lines; the first says %q", got, page.Attr("#text_1", "value"))
	}
	typeLine(v, "7", "匿名", "路灯隔一盏坏一盏")
	v.refused(422, "tea.hear.do")
	page = v.HTML()
	if page.Attr("#text_7", "value") != "路灯隔一盏坏一盏" || !page.Has("#place_1[aria-invalid]") || !page.Has("#place_7[aria-invalid]") {
		t.Errorf("what is wrong or typed is lost:\n%s", page.Text("main"))
	}
	id := strings.TrimPrefix(held, "/receptions/")
	if seen, err := w.app.Teas.See(context.Background(), actor.Job("test"), id); err != nil || len(seen.Wishes) != 0 {
		t.Errorf("%d wishes are filed though something is wrong, %v", len(seen.Wishes), err)
	}
	v.Choose("#place_1", theCommunity)
	v.Choose("#topic_1", "repair")
	v.Choose("#see_1", "public")
	v.press("tea.hear.do")
	if seen, err := w.app.Teas.See(context.Background(), actor.Job("test"), id); err != nil || len(seen.Wishes) != 2 {
		t.Errorf("%d wishes are filed, want 2, %v", len(seen.Wishes), err)
	}
}
