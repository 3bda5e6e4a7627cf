package receptionweb_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"linli/internal/reception"
	"linli/internal/web/webtest"
	"linli/internal/wish/wishweb/wishwebtest"
)

// The same address shows each what the policy lets them see.
func TestATeaToEverybody(t *testing.T) {
	t.Parallel()
	w := newHall(t)
	planned, announced, held, published := w.tea(reception.Planned), w.tea(reception.Announced), w.tea(reception.Held), w.tea(reception.Published)
	for _, x := range []struct {
		who, path string
		code      int
		has, not  string
	}{
		{"wen", planned, 200, "form[action$='/announce'], a[href$='/invite'], #wishes, #guests", "#minutes, #promises"},
		{"ji", planned, 200, "#wishes", "form[action$='/announce']"},
		{"su", planned, 200, "#facts", "main form[method=post][action^='/receptions'], a[href$='/invite']"},
		{"tan", planned, 404, "", ""},
		{"", planned, 404, "", ""},
		{"", announced, 200, "#facts, #guests", "#wishes, #minutes, #promises, main form[action^='/receptions'], a[href$='/agenda']"},
		{"wen", announced, 200, "form[action$='/hold']", "a[href$='/hear']"},
		{"wen", held, 200, "a.btn-primary[href$='/hear'], a[href$='/promise'], a[href$='/minutes']", "form[action$='/hold']"},
		{"ji", held, 200, "a.btn-primary[href$='/hear']", "a[href$='/promise'], a[href$='/minutes']"},
		{"tan", published, 200, "#minutes, #promises, #year", "main form[action^='/receptions'], #wishes"},
		{"zhu", published, 200, "#minutes", "a[href$='/invite']"},
	} {
		page := w.get(x.who, x.path)
		if page.code != x.code {
			t.Errorf("%s at %s: %d", x.who, x.path, page.code)
			continue
		}
		for sel := range strings.SplitSeq(x.has, ", ") {
			if sel != "" && !page.Has(sel) {
				t.Errorf("%s does not find %s at a tea: %s", x.who, sel, page.Text("main"))
			}
		}
		if x.not != "" && page.Has(x.not) {
			t.Errorf("%s finds one of %s at a tea", x.who, x.not)
		}
		page.Sound()
	}
	if got := w.get("tan", published).Text("#facts ~ *, .ll-facts"); !strings.Contains(got, "居民不到 5 人") {
		t.Errorf("three residents are counted aloud: %s", got)
	}
	if public := w.get("", announced).Text("main"); strings.Contains(public, "鄂远舟") || !strings.Contains(public, "开发公司") {
		t.Errorf("the public reads of a guest: %s", public)
	}
}

// A one-time link is shown once, opens one tea, and nothing that is not public beside it.
func TestALinkOnPages(t *testing.T) {
	t.Parallel()
	w := newHall(t)
	path, other := w.tea(reception.Announced), w.tea(reception.Planned)
	invitee := w.seen(path).Session.Invitees[0].ID
	page := w.post("ji", path+"/link", "invitee", invitee)
	link, ok := strings.CutPrefix(page.Text("#link"), "https://linli.example")
	if page.code != 200 || !ok {
		t.Fatalf("the link: %d %s", page.code, page.Text("main"))
	}
	if again := w.get("ji", path+"/invite"); strings.Contains(again.String(), link) {
		t.Error("the link is shown again")
	}
	for range 2 {
		if door := w.get("", link); door.code != 200 || !door.Has("form[method=post] button") {
			t.Errorf("the door: %d", door.code)
		}
	}
	if in := w.post("", link); in.code != http.StatusSeeOther || in.to != path {
		t.Fatalf("in: %d %s", in.code, in.to)
	}
	if again := w.post("", link); again.code != 404 {
		t.Errorf("used twice: %d", again.code)
	}
	if got := w.get("guest", path).Text("#guests ~ *, .ll-person"); !strings.Contains(got, "鄂远舟") {
		t.Errorf("the guest reads %s", got)
	}
	for target, code := range map[string]int{path + "/agenda": 200, other: 404, other + "/agenda": 404, path + "/hear": 401, path + "/invite": 401, "/receptions/new": 401} {
		if got := w.get("guest", target).code; got != code {
			t.Errorf("the guest at %s: %d, want %d", target, got, code)
		}
	}
}

// line is one line of the table as a form sends it.
func line(n int, name, text string, more ...string) []string {
	out := []string{"name_" + strconv.Itoa(n), name, "text_" + strconv.Itoa(n), text}
	for i := 0; i+1 < len(more); i += 2 {
		out = append(out, more[i]+"_"+strconv.Itoa(n), more[i+1])
	}
	return out
}

var here = []string{"place", wishwebtest.Garden, "topic", "repair", "see", "public"}

// Nothing is filed before every line is right, nothing typed is lost, and what is sent twice is filed once.
func TestTheTable(t *testing.T) {
	t.Parallel()
	w := newHall(t)
	path := w.tea(reception.Held)
	form := append([]string{"key", "k"}, line(1, "谈桂芬", "花园里没有坐的地方", append(here, "phone", "138")...)...)
	form = append(form, line(2, "", "路灯隔一盏坏一盏")...)
	form = append(form, line(4, "匿名", "短", "see", "private")...)
	page := w.post("ji", path+"/hear", form...)
	if page.code != 422 || len(w.seen(path).Wishes) != 0 {
		t.Fatalf("%d, %d filed", page.code, len(w.seen(path).Wishes))
	}
	for _, field := range []string{"phone_1", "name_2", "text_4"} {
		if !page.Has("#"+field+"[aria-invalid]") || !page.Has(".ll-errors a[href='#"+field+"']") {
			t.Errorf("%s is not marked", field)
		}
	}
	if !page.Has("#for_1") || page.Attr("#text_2", "value") != "路灯隔一盏坏一盏" || page.Attr("#text_4", "value") != "短" || !page.Has("#see_4 option[value=private][selected]") {
		t.Errorf("lost, or not asked which of two: %s", page.Text("main"))
	}
	page.Sound()
	form = append([]string{"key", "k"}, line(1, "谈桂芬", "花园里没有坐的地方", append(here, "phone", "13800000999", "for", "new")...)...)
	form = append(form, line(2, "戚向晚", "路灯隔一盏坏一盏")...)
	form = append(form, line(4, "匿名", "想要一间书房", "see", "private")...)
	for range 2 {
		if page = w.post("ji", path+"/hear", form...); page.code != http.StatusSeeOther || page.to != path {
			t.Fatalf("%d %s", page.code, page.Text("body"))
		}
	}
	seen := w.seen(path)
	if len(seen.Wishes) != 3 {
		t.Fatalf("%d wishes are filed, want 3", len(seen.Wishes))
	}
	private := 0
	for _, x := range seen.Wishes {
		if x.Channel != "tea" || x.Registrar != w.Actors["ji"].Person || x.Place != wishwebtest.Garden {
			t.Errorf("filed as %+v", x)
		}
		if x.Visibility == "private" && x.Anonymous {
			private++
		}
	}
	if private != 1 {
		t.Errorf("%d are private and without a name, want the fourth line", private)
	}
	papers := w.get("ji", path+"/receipts?key=k")
	if got := papers.Count(".ll-slip"); got != 3 || !papers.Has(".ll-slip svg") {
		t.Errorf("%d receipts", got)
	}
	if strings.Contains(papers.String(), "13800000999") {
		t.Error("a telephone stands on a receipt")
	}
	for who, code := range map[string]int{"wen": 404, "su": 403, "tan": 403, "": 401} {
		if got := w.get(who, path+"/receipts?key=k").code; got != code {
			t.Errorf("%s gets the receipts: %d", who, got)
		}
	}
}

// More lines keep what is typed; a table has an end; what comes too late is still there.
func TestMoreLinesAndTooLate(t *testing.T) {
	t.Parallel()
	w := newHall(t)
	path := w.tea(reception.Held)
	form := append([]string{"key", "k", "do", "more"}, line(5, "戚向晚", "路灯隔一盏坏一盏", here...)...)
	page := w.post("ji", path+"/hear", form...)
	if got := page.Count("tbody [data-line]"); page.code != 200 || got != 10 || page.Attr("#text_5", "value") != "路灯隔一盏坏一盏" {
		t.Errorf("%d, %d lines", page.code, got)
	}
	page = w.post("ji", path+"/hear", append([]string{"do", "more"}, line(24, "某", "一二三四五")...)...)
	if got := page.Count("tbody [data-line]"); got != 24 || page.Has("[data-line-more]") {
		t.Errorf("%d lines, more are offered: %v", got, page.Has("[data-line-more]"))
	}
	if page = w.post("ji", path+"/hear", "key", "k"); page.code != 422 || !page.Has("a[href='#name_1']") {
		t.Errorf("an empty table: %d", page.code)
	}
	_, err := w.teas.Publish(t.Context(), w.Actors["wen"], w.seen(path).Session.ID, reception.Notes{Minutes: "说了。", Rev: 2})
	w.Must(err)
	page = w.post("ji", path+"/hear", append([]string{"key", "k"}, line(1, "戚向晚", "路灯隔一盏坏一盏", here...)...)...)
	if page.code != http.StatusConflict || page.Attr("#text_1", "value") != "路灯隔一盏坏一盏" || len(w.seen(path).Wishes) != 0 {
		t.Errorf("too late: %d, %s", page.code, page.Text("main"))
	}
}

// Each form comes back with everything typed, and with what is wrong beside its field.
func TestFormsComeBack(t *testing.T) {
	t.Parallel()
	w := newHall(t)
	announced, held, published := w.tea(reception.Announced), w.tea(reception.Held), w.tea(reception.Published)
	promise := "/promises/" + w.seen(published).Promises[0].ID
	for _, x := range []struct {
		who, path string
		form      []string
		wrong     []string
		kept      string
	}{
		{"wen", "/receptions/new", []string{"title", "花园", "day", "2020-01-01", "from", "x", "place", wishwebtest.Community}, []string{"day", "from", "spot"}, "#title"},
		{"wen", announced + "/change", []string{"title", "花园", "day", today, "from", "09:00", "rev", "1"}, []string{"spot"}, "#title"},
		{"wen", announced + "/cancel", []string{"text", ""}, []string{"text"}, ""},
		{"ji", announced + "/invite", []string{"name", "某人"}, []string{"role"}, "#name"},
		{"ji", announced + "/agenda", []string{"number", "2026-999999"}, []string{"number"}, "#number"},
		{"wen", held + "/promise", []string{"text", "清雨水井", "owner", "nobody"}, []string{"owner", "due"}, "#text"},
		{"wen", held + "/minutes", []string{"do", "publish", "residents", "many", "rev", "2"}, []string{"minutes", "residents"}, "#residents"},
		{"zhu", promise + "/fulfil", []string{"day", "2026-05-10", "text", "办成了"}, []string{"day"}, ""},
		{"zhu", promise + "/explain", []string{"word", ""}, []string{"word"}, ""},
	} {
		page := w.post(x.who, x.path, x.form...)
		if page.code != 422 {
			t.Errorf("%s: %d", x.path, page.code)
			continue
		}
		for _, field := range x.wrong {
			if !page.Has("#e-" + field) {
				t.Errorf("%s: %s is not marked", x.path, field)
			}
		}
		if x.kept != "" && page.Attr(x.kept, "value") == "" {
			t.Errorf("%s: %s is lost", x.path, x.kept)
		}
		page.Sound()
	}
	page := w.post("wen", held+"/minutes", "do", "save", "minutes", "我写的", "rev", "1")
	if page.code != http.StatusConflict || webtest.Text(page.All("#minutes")[0]) != "我写的" {
		t.Errorf("somebody has written meanwhile: %d", page.code)
	}
}

// What looks like a telephone, a door or a name in minutes, decisions or promises becomes public only when somebody has
// looked at it; what is only saved is not asked about.
func TestMinutesTellOfNobodyUnasked(t *testing.T) {
	t.Parallel()
	w := newHall(t)
	held := w.tea(reception.Held)
	said := "方阿姨的电话是13812345678。"
	if page := w.get("wen", held+"/minutes"); page.Has("#sure") {
		t.Error("it is asked before anything was found")
	}
	if page := w.post("wen", held+"/minutes", "do", "save", "minutes", said, "rev", "2"); page.code != http.StatusSeeOther {
		t.Errorf("saved for later: %d", page.code)
	}
	if page := w.post("wen", held+"/promise", "text", "给方阿姨家装扶手", "owner", w.get("wen", held+"/promise").Attr("select[name=owner] option:nth-child(2)", "value"), "due", today); page.code != http.StatusSeeOther {
		t.Fatalf("a promise: %d", page.code)
	}
	form := []string{"do", "publish", "minutes", said, "decisions", "去7幢301看一看。", "rev", "3"}
	page := w.post("wen", held+"/minutes", form...)
	if page.code != 422 || !page.Has("#e-minutes") || !page.Has("#e-decisions") || !page.Has("#e-sure") || !page.Has("input[name=sure]:not([checked])") {
		t.Errorf("published unasked: %d", page.code)
	}
	page.Sound()
	if strings.Contains(webtest.Text(w.get("tan", held).All("main")[0]), "13812345678") {
		t.Error("a resident reads it")
	}
	if page := w.post("wen", held+"/minutes", append(form, "sure", "1")...); page.code != http.StatusSeeOther {
		t.Errorf("looked at and meant: %d", page.code)
	}
}

// Who owns a promise says that it is kept; then it stands in the ledger, which everybody reads.
func TestAPromiseOnPages(t *testing.T) {
	t.Parallel()
	w := newHall(t)
	path := w.tea(reception.Published)
	promise := "/promises/" + w.seen(path).Promises[0].ID
	if page := w.get("tan", promise); page.code != 200 || page.Has("form[action$=fulfil]") {
		t.Errorf("a resident: %d", page.code)
	}
	if got := w.post("tan", promise+"/fulfil", "day", today, "text", "办成了").code; got != 403 {
		t.Errorf("a resident keeps it: %d", got)
	}
	ledger := w.get("", "/receptions/promises?place="+wishwebtest.Community)
	if !ledger.Has("svg.ll-dots rect.open") || ledger.Count("svg[role=img] rect") != 1 {
		t.Errorf("the ledger: %s", ledger.Text("main"))
	}
	if card := w.get("", "/card/promises"); card.Count(".ll-row a[href='"+promise+"']") != 1 {
		t.Errorf("what is not kept is public: %s", card)
	}
	if got := w.post("zhu", promise+"/fulfil", "day", today, "text", "清了", "key", "a").code; got != http.StatusSeeOther {
		t.Fatalf("the firm keeps it: %d", got)
	}
	ledger = w.get("", "/receptions/promises?place="+wishwebtest.Community)
	if !ledger.Has("svg[role=img] rect.kept") || !strings.Contains(ledger.Text("main"), "5月11日办成") {
		t.Errorf("the ledger: %s", ledger.Text("main"))
	}
	if got := w.post("zhu", promise+"/explain", "word", "再看看").code; got != http.StatusConflict {
		t.Errorf("explained when it is kept: %d", got)
	}
	if card := w.get("", "/card/promises"); card.Has(".ll-row") || !strings.Contains(card.Text("section"), "办成 1 件") {
		t.Errorf("the promises, all of them kept: %s", card)
	}
	if card := w.get("tan", "/card/home"); card.Has("a.btn") || !strings.Contains(card.Text("section"), "办成 1 件") {
		t.Errorf("home, before the next tea: %s", card)
	}
	if card := w.get("tan", "/card/next"); card.Has("section") {
		t.Errorf("none is announced: %s", card)
	}
	next := w.tea(reception.Announced)
	for _, which := range []string{"home", "next"} {
		if card := w.get("tan", "/card/"+which); !card.Has("a[href='" + next + "']") {
			t.Errorf("%s does not lead to the next tea: %s", which, card)
		}
	}
	if list := w.get("tan", "/receptions"); list.Count("a.ll-cover") != 2 {
		t.Errorf("a resident's list has %d", list.Count("a.ll-cover"))
	}
	due := w.get("wen", "/receptions")
	if due.Has("#due") || !due.Has("a[href^='/receptions/new']") {
		t.Error("one is announced, and none is due")
	}
}
