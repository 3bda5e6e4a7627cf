package e2e_test

import (
	"strings"
	"testing"

	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
)

// TestLoop walks the four steps of the demonstration's first page: 谈桂芬 makes a wish, 季小舟 accepts it, 闻立溪 sorts it
// into blue on the board, 季小舟 answers, 谈桂芬 judges. Nothing is reached but by pressing what stands on the pages.
func TestLoop(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	desk, phone := look{width: 1280}, look{width: 360}
	for name, c := range map[string]struct{ resident, staff look }{
		"at a desk":       {desk, desk},
		"on a phone":      {phone, phone},
		"without scripts": {look{width: 360, noScript: true}, look{width: 1280, noScript: true}},
		"in English":      {look{width: 360, lang: i18n.English}, look{width: 1280, lang: i18n.English}},
		"in large print":  {look{width: 360, elder: true}, desk},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDistrict(t, b, nil)
			w := &walked{t: t, d: d, tan: d.device(t, c.resident), staff: d.device(t, c.staff)}
			w.file()
			w.accept()
			w.sortBlue()
			w.answer()
			w.judge()
			w.lookUp(d.device(t, c.resident))
		})
	}
}

// walked is one wish on its way, with those who have it in hand.
type walked struct {
	t     *testing.T
	d     *district
	tan   *device
	staff *device

	path   string // /wishes/…
	number string // 2026-000123
	full   string // 320613007005-2026-000123
	code   string
	title  string
}

const need = "二号楼门口的台阶缺了一角，下雨天有人滑倒。能不能补一下？"

func (w *walked) file() {
	v := w.tan
	v.become("谈桂芬")
	v.press("wish.act.file")
	v.plain()
	if v.look.elder {
		w.fileStepwise()
	} else {
		v.tick("topic", "repair")
		v.Type("#text", need)
		v.Type("#spot", "二号楼正门")
		v.tick("visibility", "public")
		v.press("file.send")
	}
	v.plain()
	w.receipt(v)
	v.press("receipt.see")
	v.plain()
	v.shows(".ll-timeline", v.say("wish.event.file.own"))
}

// fileStepwise is the filing of elder mode: one question to a screen, back and forth without losing a word.
func (w *walked) fileStepwise() {
	v := w.tan
	v.shows("h1", v.say("file.step.where"))
	v.press("file.next")
	v.shows("h1", v.say("file.step.what"))
	v.Type("#text", need)
	v.press("file.next")
	v.shows("h1", v.say("file.step.files"))
	v.press("file.next")
	v.shows("h1", v.say("file.step.see"))
	v.refused(422, "file.next")
	v.press("file.back")
	v.press("file.back")
	if got := v.HTML().Text("#text"); got != need {
		w.t.Errorf("after going back the text is %q", got)
	}
	v.press("file.next")
	v.press("file.next")
	v.tick("visibility", "public")
	v.press("file.next")
	v.shows("h1", v.say("file.step.check"))
	v.shows("main", need)
	v.press("file.send")
}

// receipt reads what a resident takes home.
func (w *walked) receipt(v *device) {
	w.t.Helper()
	page := v.HTML()
	words := page.Texts(".ll-q strong")
	if len(words) != 2 || !strings.HasPrefix(v.URL(), w.d.site+"/wishes/") || !strings.HasSuffix(v.URL(), "/receipt") {
		w.t.Fatalf("not a receipt at %s: %q", v.URL(), words)
	}
	w.number, w.code = words[0], words[1]
	w.full = page.Text("main .ll-no")
	w.path = strings.TrimSuffix(strings.TrimPrefix(v.URL(), w.d.site), "/receipt")
	w.title = page.Text("h1 + p")
	if len(strings.ReplaceAll(w.code, " ", "")) != 6 || !strings.HasSuffix(w.full, w.number) {
		w.t.Fatalf("receipt: number %q of %q, code %q", w.number, w.full, w.code)
	}
	if !page.Has("svg[role=img] path") {
		w.t.Error("the receipt has no QR code")
	}
}

// said is the number as colleagues say it.
func (w *walked) said() string { return w.number[strings.LastIndexByte(w.number, '-')+1:] }

func (w *walked) accept() {
	v := w.staff
	v.become("季小舟")
	v.plain()
	w.fromInbox()
	v.plain()
	v.Type("textarea[name=text]", "收到了，这两天去看。")
	v.press("desk.accept.do")
	v.shows(".ll-toast", v.say("desk.done.accept", w.said()))
}

// fromInbox opens the wish where the inbox lists it.
func (w *walked) fromInbox() {
	w.t.Helper()
	v := w.staff
	for _, row := range v.HTML().All("tr.ll-hit") {
		if strings.Contains(webtest.Text(row), w.number) {
			if status := v.Go(`tr.ll-hit a[href="` + w.path + `"]`); status != 200 {
				w.t.Fatalf("the wish opens with %d", status)
			}
			return
		}
	}
	w.t.Fatalf("%s is not in the inbox of %s:\n%s", w.number, v.URL(), v.HTML().Text("main"))
}

// card is the selector of the wish on the board.
func (w *walked) card() string { return `[data-card]:has(a[href="` + w.path + `"])` }

// ontoBoard opens the board and sorts what stands before the wish until it has its card: a column shows five.
func (w *walked) ontoBoard() {
	w.t.Helper()
	v := w.staff
	v.become("闻立溪")
	v.press("desk.nav.board")
	v.plain()
	for range 20 {
		page := v.HTML()
		if page.Has(w.card()) {
			return
		}
		w.blue(`[data-card]:has(a[href="` + page.Attr("[data-column]:first-child [data-card] h3 a", "href") + `"])`)
	}
	w.t.Fatalf("the wish has no card:\n%s", v.HTML().Text("#board"))
}

// blue presses 蓝 on a card and waits until the card has left the first column.
func (w *walked) blue(card string) {
	w.t.Helper()
	v := w.staff
	button := card + ` [data-sort="1"]`
	if v.look.noScript {
		if status := v.Go(button); status != 200 {
			w.t.Fatalf("sorting leads to %d", status)
		}
		return
	}
	v.Click(button)
	v.until("the card leaves the column", `!document.querySelector('`+button+`')`)
}

func (w *walked) sortBlue() {
	v := w.staff
	w.ontoBoard()
	w.blue(w.card())
	said, where := v.say("desk.done.classify.blue", w.said()), "#live"
	if v.look.noScript {
		where = ".ll-toast"
	}
	v.shows(where, said)
	v.fine()
}

func (w *walked) answer() {
	v := w.staff
	v.become("季小舟")
	w.fromInbox()
	v.press("wish.act.answer")
	v.plain()
	v.Type("textarea[name=text]", "台阶补好了，水泥干了两天，今天能走了。")
	v.press("desk.answer.do")
	v.shows(".ll-toast", v.say("desk.done.answer", w.said()))
}

func (w *walked) judge() {
	v := w.tan
	v.open("/")
	v.plain()
	v.shows(".ll-ask", w.title)
	if status := v.Go(`.ll-ask a[href="` + w.path + `/evaluate"]`); status != 200 {
		w.t.Fatalf("the judgement opens with %d", status)
	}
	v.plain()
	if v.look.elder {
		v.shows("legend", v.say("rate.solved"))
		v.tick("solved", "yes")
		v.press("file.next")
		v.shows("legend", v.say("rate.rating"))
		v.tick("rating", "satisfied")
	} else {
		v.tick("solved", "yes")
		v.tick("rating", "satisfied")
	}
	v.press("rate.send")
	v.plain()
	v.shows(".ll-toast", v.say("rate.done.satisfied"))
	v.shows("main", v.say("wish.judged.both", v.say("wish.solved.yes"), v.say("wish.rating.satisfied")))
	if v.HTML().Has(".ll-ask") {
		w.t.Error("a judged wish still asks for a judgement")
	}
}

// lookUp opens the submitter's view on a device that nobody has signed in on: with the QR code's address where scripts
// run, typed where they do not.
func (w *walked) lookUp(v *device) {
	code := strings.ReplaceAll(w.code, " ", "")
	if v.look.noScript {
		v.open("/lookup")
		v.Type("#number", w.full)
		v.Type("#code", w.code)
	} else {
		v.open("/lookup?number=" + w.full + "#" + code)
	}
	v.press("lookup.go")
	v.plain()
	v.shows("h1", w.title)
	v.shows(".ll-timeline", v.say("wish.event.file.own"))
	v.shows("main", v.say("wish.judged.own"))
}

// plain is fine, and in English that nothing that the product itself says is Chinese.
func (v *device) plain() {
	v.t.Helper()
	v.fine()
	if v.look.lang != i18n.English {
		return
	}
	page := v.HTML()
	if page.Attr("html", "lang") != "en" {
		v.t.Errorf("%s is in %q", v.URL(), page.Attr("html", "lang"))
	}
	for _, text := range page.Texts("main button, main legend, main .form-label, main th[scope=col], main .ll-hint, .ll-side li a, .ll-tabs a") {
		if strings.ContainsFunc(text, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
			v.t.Errorf("%s says %q in English", v.URL(), text)
		}
	}
}
