package residentweb_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

func TestTheFormKnowsWhatItCan(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	a := w.As("who=tan").Get("/wishes/new")
	if got := a.Texts("#topic-1, .ll-choices .ll-choice"); len(got) < 8 {
		t.Errorf("choices %q", got)
	}
	if a.Attr("input[name=place]", "value") != wishwebtest.Building || !strings.Contains(a.Text(".ll-field:has(#spot)"), "花半里 7幢") {
		t.Error("the resident's own place is not filled in")
	}
	if a.Has("main :checked, main [checked]") {
		t.Error("something is chosen beforehand")
	}
	if !id.Valid(a.Attr("input[name=key]", "value")) {
		t.Error("no key against a second press")
	}
	if got := a.Text(".ll-field:has(#anonymous) > p + p"); got != "谈* · 138****0123" {
		t.Errorf("contact %q", got)
	}
	if got := a.Text(".ll-head"); got != "交了以后，社区 1 个工作日内告诉您收到了。" {
		t.Errorf("promise %q", got)
	}
	if a.Has("input[name=for]") || !w.As("who=wu").Get("/wishes/new").Has(`input[name=for][value="`+w.Actors["tan"].Person+`"]`) {
		t.Error("for whom: only who acts for somebody is asked")
	}
	if v := w.As("").Get("/wishes/new"); !strings.Contains(v.Text("#anonymous"), "不留姓名") || v.Has("input[name=anonymous]") || v.Has(`a[href^="/sign-in"]`) {
		t.Errorf("a visitor: %s", v)
	}
	if v := w.As("").Post("/wishes/new", "here", wishwebtest.Garden); v.Attr("#anonymous a", "href") != "tel:051385001860" {
		t.Errorf("a visitor who wants to leave a name: %s", v.Text("#anonymous"))
	}
	if got := w.As("who=ji").Get("/wishes/new").To; got != "/wishes/register" {
		t.Errorf("staff go to %q", got)
	}
}

func TestFileOnce(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	tan := w.As("who=tan")
	form := filing()
	a, again := tan.Post("/wishes/new", form...), tan.Post("/wishes/new", form...)
	mine := w.mine("tan")
	if len(mine) != 1 {
		t.Fatalf("sent twice: %d wishes", len(mine))
	}
	x := mine[0]
	if a.Status != http.StatusSeeOther || a.To != "/wishes/"+x.ID+"/receipt" || again.To != a.To {
		t.Errorf("answers %d %s, %d %s", a.Status, a.To, again.Status, again.To)
	}
	if x.Place != wishwebtest.Garden || x.Spot != "7幢南面那条小路" || x.Topic != wish.Repair || x.Visibility != wish.Public || x.Anonymous || x.Submitter != w.Actors["tan"].Person {
		t.Errorf("filed %+v", x)
	}
}

// Somebody goes back, changes the words and sends the page again: nothing is lost, and the next press makes a second wish.
func TestSendingAChangedPageAgainIsAnotherWish(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	tan := w.As("who=tan")
	form := filing()
	tan.Post("/wishes/new", form...)
	for i := 0; i < len(form); i += 2 {
		if form[i] == "text" {
			form[i+1] = "路灯也不亮了，请一起看看"
		}
	}
	a := tan.Post("/wishes/new", form...)
	if a.Status != http.StatusConflict || !strings.Contains(a.Text("#text"), "路灯也不亮了") || !a.Has(".ll-errors a[href='#text']") {
		t.Fatalf("%d: %s", a.Status, a.Text("main"))
	}
	if got := tan.Press(a, "/wishes/new", "do=send"); got.Status != http.StatusSeeOther || len(w.mine("tan")) != 2 {
		t.Fatalf("pressed once more: %d, %d wishes", got.Status, len(w.mine("tan")))
	}
}

// What is wrong is said at its field and on top, in the order of the page, and everything typed is still there.
func TestFileErrors(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	for name, c := range map[string]struct {
		who   string
		form  []string
		wrong []string // links of the box, in order
	}{
		"nothing at all":       {"who=tan", []string{"do", "send"}, []string{"#topic", "#text", "#place", "#visibility"}},
		"a word":               {"who=tan", filing("text", "椅子"), []string{"#text"}},
		"too much":             {"who=tan", filing("text", strings.Repeat("椅", 2001)), []string{"#text"}},
		"no kind":              {"who=tan", filing("topic", ""), []string{"#topic"}},
		"a kind that is none":  {"who=tan", filing("topic", "weather"), []string{"#topic"}},
		"no place":             {"who=tan", filing("place", ""), []string{"#place"}},
		"a place above all":    {"who=tan", filing("place", wishwebtest.Street), []string{"#place"}},
		"a place that is none": {"who=tan", filing("place", "990000000000"), []string{"#place"}},
		"a closed community":   {"who=tan", filing("place", wishwebtest.Closed), []string{"#place"}},
		"nobody may see":       {"who=tan", filing("visibility", ""), []string{"#visibility"}},
		"for whom is not said": {"who=wu", filing(), []string{"#for"}},
		"for somebody else":    {"who=wu", filing("for", w.Actors["luo"].Person), []string{"#for"}},
		"kind and text":        {"who=tan", filing("topic", "", "text", "椅子"), []string{"#topic", "#text"}},
	} {
		a := w.As(c.who).Post("/wishes/new", set(c.form)...)
		a.Sound()
		var links []string
		for _, n := range a.All(".ll-errors a") {
			links = append(links, n.Attr[0].Val)
		}
		if a.Status != http.StatusUnprocessableEntity || !slices.Equal(links, c.wrong) {
			t.Errorf("%s: %d, %q, want %q", name, a.Status, links, c.wrong)
		}
		if want := len(c.wrong); a.Count(".ll-field.ll-bad") != want {
			t.Errorf("%s: %d fields marked, want %d", name, a.Count(".ll-field.ll-bad"), want)
		}
	}
	if len(w.mine("tan"))+len(w.mine("wu")) != 0 {
		t.Error("a wish was made all the same")
	}
	a := w.As("who=tan").Post("/wishes/new", set(filing("visibility", ""))...)
	if a.Text("textarea[name=text]") != "花园里没有坐的地方，能不能装几张椅子？" || a.Attr("#spot", "value") != "7幢南面那条小路" ||
		!a.Has("input[name=topic][value=repair][checked]") || a.Attr("input[name=place]", "value") != wishwebtest.Garden {
		t.Errorf("what was typed is lost: %s", a)
	}
	if got := a.Text(".ll-errors h2"); got != "还差 1 处，填好就能交" {
		t.Errorf("box %q", got)
	}
	if got := w.As("who=tan").Post("/wishes/new", filing("for", w.Actors["luo"].Person)...); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("for a stranger: %d", got.Status)
	}
}

// set keeps the last value of each name, as filing's more is meant.
func set(pairs []string) []string {
	var out []string
	for i := 0; i+1 < len(pairs); i += 2 {
		later := false
		for j := i + 2; j+1 < len(pairs); j += 2 {
			later = later || pairs[j] == pairs[i]
		}
		if !later {
			out = append(out, pairs[i], pairs[i+1])
		}
	}
	return out
}

// 换地方 carries everything along and back, without a script: down the tree, by one's own home, by name.
func TestChoosingAPlaceLosesNothing(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	for _, look := range []string{"who=wu", "who=wu; elder=1"} {
		v := w.As(look)
		typed := []string{"topic", "repair", "text", "花园里没有坐的地方", "spot", "北门", "visibility", "private", "for", w.Actors["tan"].Person, "step", "where"}
		tree := v.Post("/wishes/new", append([]string{"do", "place", "key", id.New(), "place", wishwebtest.Garden}, typed...)...)
		tree.Sound()
		if !tree.Has(`button[name=here][value="`+wishwebtest.Building+`"]`) || !tree.Has(`button[name=here][value="`+wishwebtest.Garden+`"]`) {
			t.Fatalf("own places, those of the mother too: %s", tree)
		}
		kept := func(what string, a wishwebtest.Answer, want string) {
			t.Helper()
			if a.Status != http.StatusOK || a.Attr("input[name=place]", "value") != want {
				t.Errorf("%s: %d, place %q", what, a.Status, a.Attr("input[name=place]", "value"))
			}
			all := map[string]string{}
			for _, x := range a.Form("", "") {
				all[x.Name] = x.Value
			}
			for i := 0; i < len(typed); i += 2 {
				if all[typed[i]] != typed[i+1] && !(typed[i] == "step" && !strings.Contains(look, "elder")) {
					t.Errorf("%s: %s is %q", what, typed[i], all[typed[i]])
				}
			}
		}
		kept("her mother's home", v.Press(tree, "/wishes/new", "here="+wishwebtest.Building), wishwebtest.Building)
		kept("the community itself", v.Press(tree, "/wishes/new", "here="+wishwebtest.Community), wishwebtest.Community)
		down := v.Press(tree, "/wishes/new", "at="+wishwebtest.Garden)
		kept("down to a building", v.Press(down, "/wishes/new", "at="+wishwebtest.Building), wishwebtest.Building)
		up := v.Press(tree, "/wishes/new", "at="+wishwebtest.Street)
		closed := v.Press(up, "/wishes/new", "at="+wishwebtest.Closed)
		if closed.Status != http.StatusUnprocessableEntity || !strings.Contains(closed.Text(".ll-error"), "还没有开通") {
			t.Errorf("a closed community: %d", closed.Status)
		}
		kept("going back", v.Press(closed, "/wishes/new", ""), wishwebtest.Garden)
		found := v.Press(tree, "/wishes/new", "do=find", "q", "花半")
		if !found.Has(`button[name=at][value="` + wishwebtest.Garden + `"]`) {
			t.Fatalf("search: %s", found)
		}
		kept("found by name", v.Press(v.Press(found, "/wishes/new", "at="+wishwebtest.Garden), "/wishes/new", "here="+wishwebtest.Garden), wishwebtest.Garden)
		if none := v.Press(tree, "/wishes/new", "do=find", "q", "月球"); !strings.Contains(none.Text("form[role=search]"), "没有找到，换个词试试") {
			t.Error("nothing found is not said")
		}
	}
	visitor := w.As("").Post("/wishes/new", "do", "place", "text", "路灯坏了")
	if visitor.Status != http.StatusOK || !visitor.Has("button[name=at]") {
		t.Errorf("a visitor's tree: %s", visitor)
	}
}

// One question to a screen, forwards and backwards, then everything is read back and sent.
func TestElderScreens(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	v := w.As("who=wu; elder=1")
	mother := w.Actors["tan"].Person
	a := v.Get("/wishes/new")
	step := func(at, question string) {
		t.Helper()
		a.Sound()
		if got := a.Text("main .ll-sub"); got != at || a.Text("h1") != question || a.Count("main .ll-tel") != 1 {
			t.Fatalf("%d %q %q, want %q %q", a.Status, got, a.Text("h1"), at, question)
		}
	}
	wrong := func(field string) {
		t.Helper()
		b := v.Press(a, "/wishes/new", "do=next")
		if b.Status != http.StatusUnprocessableEntity || b.Text("h1") != a.Text("h1") || !b.Has(`.ll-errors a[href="#`+field+`"]`) {
			t.Errorf("%s left out: %d %q", field, b.Status, b.Text("h1"))
		}
	}
	step("第 1 步，共 6 步", "替谁提？")
	wrong("for")
	a = v.Press(a, "/wishes/new", "do=next", "for", mother)
	step("第 2 步，共 6 步", "在哪里？")
	a = v.Press(a, "/wishes/new", "do=next", "spot", "北门")
	step("第 3 步，共 6 步", "是什么事？")
	wrong("text")
	a = v.Press(a, "/wishes/new", "do=next", "text", "花园里没有坐的地方")
	step("第 4 步，共 6 步", "有照片或录音吗？")
	a = v.Press(a, "/wishes/new", "do=next")
	step("第 5 步，共 6 步", "谁能看到？")
	wrong("visibility")
	a = v.Press(a, "/wishes/new", "do=back")
	step("第 4 步，共 6 步", "有照片或录音吗？")
	a = v.Press(a, "/wishes/new", "do=back")
	step("第 3 步，共 6 步", "是什么事？")
	if a.Text("textarea") != "花园里没有坐的地方" {
		t.Error("going back loses what was typed")
	}
	a = v.Press(a, "/wishes/new", "do=next")
	a = v.Press(a, "/wishes/new", "do=next")
	a = v.Press(a, "/wishes/new", "do=next", "visibility", "private")
	step("第 6 步，共 6 步", "看一遍，对不对？")
	if said := a.Text(".ll-facts"); !strings.Contains(said, "谈*") || !strings.Contains(said, "花半里 北门") || !strings.Contains(said, "花园里没有坐的地方") || !strings.Contains(said, "只给办事的人看") {
		t.Errorf("read back: %q", said)
	}
	done := v.Press(a, "/wishes/new", "do=send")
	mine := w.mine("tan")
	if done.Status != http.StatusSeeOther || len(mine) != 1 {
		t.Fatalf("sent: %d, %d wishes", done.Status, len(mine))
	}
	if x := mine[0]; x.Proxy != w.Actors["wu"].Person || x.Topic != wish.Other || x.Spot != "北门" || x.Visibility != wish.Private {
		t.Errorf("filed %+v", x)
	}
	jump := v.Post("/wishes/new", "do", "send", "step", "check", "for", mother, "place", wishwebtest.Garden, "visibility", "public")
	if jump.Status != http.StatusUnprocessableEntity || jump.Text("h1") != "是什么事？" {
		t.Errorf("an error opens its screen: %d %q", jump.Status, jump.Text("h1"))
	}
}

// Without a name: the visitor's own session sees the receipt, nobody else's does; and only where the community allows.
func TestAnonymous(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	v := w.As("visit=one")
	a := v.Post("/wishes/new", filing()...)
	if a.Status != http.StatusSeeOther || v.Get(a.To).Status != http.StatusOK {
		t.Fatalf("%d %s", a.Status, a.To)
	}
	if got := w.As("visit=two").Get(a.To).Status; got != http.StatusNotFound {
		t.Errorf("another visitor: %d", got)
	}
	b := w.As("who=tan; visit=three").Post("/wishes/new", filing("anonymous", "1")...)
	if b.Status != http.StatusSeeOther || len(w.mine("tan")) != 0 || w.As("visit=three").Get(b.To).Status != http.StatusOK {
		t.Errorf("a resident without a name: %d", b.Status)
	}
	w.Must(w.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO rule (key, place, value, valid_from, source) VALUES ('wish.anonymous', $1, 'no', '2026-01-01', 'test')", wishwebtest.Community)
		return err
	}))
	w2 := &wishwebtest.Hood{T: t, DB: w.DB, Clock: w.Clock, Actors: w.Actors, Grants: w.Grants}
	w2.Reload()
	if got := w2.As("visit=one").Post("/wishes/new", filing()...); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text("#e-anonymous"), "请社区代填") {
		t.Errorf("a visitor where names are needed: %d", got.Status)
	}
	if w2.As("who=tan").Get("/wishes/new").Has("input[name=anonymous]") {
		t.Error("the tick is offered where names are needed")
	}
}

// A wish may take up an ended one of one's own.
func TestContinue(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	old := w.Bring(w.Filed("tan", wish.Private), wish.Rejected)
	running := w.Filed("tan", wish.Private)
	tan := w.As("who=tan")
	link := tan.Get("/wishes/" + old.ID)
	path := "/wishes/new?continues=" + old.ID
	if !link.Has(`a[href="` + path + `"]`) {
		t.Fatal("no link from the ended wish")
	}
	a := tan.Get(path)
	if a.Status != http.StatusOK || !strings.Contains(a.Text(".ll-note"), old.Title) || a.Attr("input[name=continues]", "value") != old.ID {
		t.Fatalf("%d: %s", a.Status, a)
	}
	done := tan.Press(a, "/wishes/new", "do=send", "text", "灯又坏了，请再看看", "visibility", "private")
	if done.Status != http.StatusSeeOther {
		t.Errorf("sent: %d %s", done.Status, done)
	}
	for name, path := range map[string]string{
		"a stranger's": "/wishes/new?continues=" + w.Filed("luo", wish.Private).ID, "a running one": "/wishes/new?continues=" + running.ID,
		"none": "/wishes/new?continues=" + id.New(),
	} {
		if got := tan.Get(path).Status; got != http.StatusNotFound {
			t.Errorf("%s: %d", name, got)
		}
	}
	forged := tan.Post("/wishes/new", filing("continues", w.Filed("luo", wish.Private).ID)...)
	none := tan.Post("/wishes/new", filing("continues", id.New())...)
	if forged.Status != http.StatusUnprocessableEntity || none.Status != forged.Status || forged.Text(".ll-errors") != none.Text(".ll-errors") {
		t.Errorf("a forged link: %d %q, none: %d %q", forged.Status, forged.Text(".ll-errors"), none.Status, none.Text(".ll-errors"))
	}
}

// A visitor takes up the wish that was withdrawn with the receipt. When the receipt is no longer open what was written
// stays, and goes as a new wish at the second press; on the way to another place too, and question by question.
func TestContinueWithoutAName(t *testing.T) {
	t.Parallel()
	const text = "灯又坏了，请再看看"
	for _, look := range []string{"", "; elder=1"} {
		w := newHood(t)
		v := w.As("visit=one" + look)
		sent := v.Post("/wishes/new", filing("do", "send")...)
		old := strings.TrimSuffix(strings.TrimPrefix(sent.To, "/wishes/"), "/receipt")
		if got := v.Post("/wishes/"+old+"/withdraw", "key", id.New()); got.Status != http.StatusSeeOther {
			t.Fatalf("withdraw: %d", got.Status)
		}
		path := "/wishes/new?continues=" + old
		if !v.Get("/wishes/" + old).Has(`a[href="` + path + `"]`) {
			t.Fatal("no link from the wish taken back")
		}
		whole := []string{"text", text, "visibility", "private", "topic", "repair", "place", wishwebtest.Garden, "continues", old, "step", "check"}
		if got := v.Post("/wishes/new", append(whole, "do", "send", "key", id.New())...); got.Status != http.StatusSeeOther {
			t.Fatalf("with the receipt open: %d %s", got.Status, got)
		}
		// the receipt of the new wish is open now, the old one's is not
		for _, button := range []string{"send", "place", "next"} {
			again := v.Post("/wishes/new", append(whole, "do", button, "key", id.New())...)
			again.Sound()
			if again.Status != http.StatusUnprocessableEntity || again.Has("input[name=continues]") || again.Has(".ll-note") || !strings.Contains(again.Text(".ll-errors"), "当新的一件交") || !strings.Contains(again.Body, text) {
				t.Fatalf("%s without it: %d %s", button, again.Status, again)
			}
			if got := v.Press(again, "/wishes/new", "do=send"); got.Status != http.StatusSeeOther || !strings.HasSuffix(got.To, "/receipt") {
				t.Errorf("%s, pressed again: %d %s", button, got.Status, got)
			}
		}
	}
}
