package residentweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/number"
	"linli/internal/wish/wishweb/wishwebtest"
)

// The submitter reads who has it now, by when, whom to ask, and the own words last.
func TestTheSubmittersPage(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	x := w.Bring(w.Filed("tan", wish.Private), wish.InProgress)
	a := w.As("who=tan").Get("/wishes/" + x.ID)
	if a.Text(".ll-no") != x.Number || a.Text("h1") != x.Title || a.Text(".ll-mark") != "黄 街道办" {
		t.Errorf("head: %q %q %q", a.Text(".ll-no"), a.Text("h1"), a.Text(".ll-mark"))
	}
	if got := a.Texts(".ll-steps li"); len(got) != 5 || a.Count(".ll-steps .done") != 2 || !strings.HasPrefix(a.Text(".ll-steps [aria-current=step]"), "办理") {
		t.Errorf("steps %q", got)
	}
	want := []string{"钟秀街道 社会事务办", "6月1日前答复您 还有 15 个工作日", "社工 季小舟 0513-85001860"}
	if got := plainYear(a.Texts(".ll-facts dd")); !slices.Equal(got, want) {
		t.Errorf("facts %q", got)
	}
	if got := a.Texts(".ll-timeline strong"); !slices.Equal(got, []string{"钟秀街道 社会事务办接手办了", "分到街道办", "社区收到了", "您提了这件心愿"}) {
		t.Errorf("history %q", got)
	}
	if got := a.Text(".ll-timeline li:last-child .ll-quote"); got != "7幢楼道灯坏了半个月，夜里看不见台阶。" {
		t.Errorf("own words %q", got)
	}
	if !strings.Contains(a.Text(".ll-timeline"), "要动用街道的钱。") || a.Has(".ll-see") || strings.Contains(a.Body, "苏见山") {
		t.Error("the words for the submitter are missing, or the desk's marks are there")
	}
	if x.DueProvisional || strings.Contains(a.Body, "暂定") {
		t.Error("a certain date is called provisional")
	}
	for _, act := range []string{"supplement", "withdraw", "receipt"} {
		if !a.Has(`a[href="/wishes/` + x.ID + "/" + act + `"]`) {
			t.Errorf("no way to %s", act)
		}
	}
	if a.Has(`a[href^="/wishes/new?"]`) || a.Has(".ll-ask") {
		t.Error("a running wish offers what ended ones do, or asks for a rating")
	}
}

// Neighbours read what is public: no name, no words of the submitter, no building, no telephone of hers.
func TestThePublicPage(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.Answered)
	for _, who := range []string{"who=luo", "", "lang=en"} {
		a := w.As(who).Get("/wishes/" + x.ID)
		if a.Status != http.StatusOK {
			t.Fatalf("%q: %d", who, a.Status)
		}
		main := a.Text("main")
		for _, secret := range []string{"谈桂芬", "夜里看不见台阶", "7幢 ", "二楼转角", x.Code, "138", "要动用街道的钱", "苏见山"} {
			if strings.Contains(main, secret) {
				t.Errorf("%q reads %q", who, secret)
			}
		}
		if !strings.Contains(main, "谈* · 花半里") || !strings.Contains(main, "声控灯") {
			t.Errorf("%q: %s", who, main)
		}
		if a.Has(`main form:not([action$="/follow"])`) || a.Has(`a[href$="/supplement"]`) || a.Has(`a[href$="/receipt"]`) {
			t.Errorf("%q is offered what only the submitter may do", who)
		}
	}
	if got := w.As("").Get("/wishes/" + x.ID).Text(".ll-facts dt"); got != "谁在办" {
		t.Errorf("facts begin with %q", got)
	}
}

// What one may not see answers letter by letter as what is not there.
func TestWhatOneMayNotSee(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	private := w.Bring(w.Filed("tan", wish.Private), wish.InProgress)
	unread := w.Filed("tan", wish.Public)
	rejected := w.Bring(w.Filed("tan", wish.Public), wish.Rejected)
	for _, who := range []string{"who=luo", ""} {
		for _, tail := range []string{"", "/receipt", "/supplement", "/withdraw", "/evaluate"} {
			none := w.As(who).Get("/wishes/" + id.New() + tail)
			for name, wishID := range map[string]string{"private": private.ID, "not accepted": unread.ID, "rejected": rejected.ID, "no id": "1234"} {
				a := w.As(who).Get("/wishes/" + wishID + tail)
				if a.Status != http.StatusNotFound || strings.ReplaceAll(a.Body, wishID, "") != strings.ReplaceAll(none.Body, strings.Split(none.Attr("input[name=back]", "value"), "/")[2], "") {
					t.Errorf("%q %s%s: %d", who, name, tail, a.Status)
				}
			}
		}
	}
}

// Every POST without the right to it: not there for who may not see, refused for who may, sign-in for a visitor.
func TestPostsWithoutRights(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	open := map[wish.Visibility]wish.Wish{}
	answered := map[wish.Visibility]wish.Wish{}
	for _, v := range []wish.Visibility{wish.Public, wish.Private} {
		open[v], answered[v] = w.Bring(w.Filed("tan", v), wish.InProgress), w.Bring(w.Filed("tan", v), wish.Answered)
	}
	for _, c := range []struct {
		who  string
		v    wish.Visibility
		want int
	}{
		{"who=luo", wish.Public, http.StatusForbidden},
		{"who=luo", wish.Private, http.StatusNotFound},
		{"", wish.Public, http.StatusUnauthorized},
		{"", wish.Private, http.StatusNotFound},
		{"who=ji", wish.Public, http.StatusForbidden},
		{"who=su", wish.Private, http.StatusForbidden},
	} {
		for path, form := range map[string][]string{
			"/wishes/" + open[c.v].ID + "/supplement":   {"text", "再说一句"},
			"/wishes/" + open[c.v].ID + "/withdraw":     nil,
			"/wishes/" + answered[c.v].ID + "/evaluate": {"solved", "yes", "rating", "satisfied"},
		} {
			if got := w.As(c.who).Post(path, append(form, "key", id.New())...).Status; got != c.want {
				t.Errorf("%q %s %s: %d, want %d", c.who, c.v, path[len(path)-10:], got, c.want)
			}
		}
	}
	for _, x := range answered {
		if s, err := w.Wishes.See(t.Context(), w.Actors["ji"], x.ID); err != nil || s.Wish.State != wish.Answered {
			t.Errorf("moved to %s, %v", s.Wish.State, err)
		}
	}
}

func TestSupplement(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	x := w.Bring(w.Filed("tan", wish.Private), wish.InProgress)
	tan, path := w.As("who=tan"), "/wishes/"+x.ID+"/supplement"
	form := tan.Get(path)
	empty := tan.Press(form, path, "")
	empty.Sound()
	if empty.Status != http.StatusUnprocessableEntity || !empty.Has(`.ll-errors a[href="#text"]`) {
		t.Errorf("nothing written: %d", empty.Status)
	}
	for range 2 { // pressed twice, it is said once
		if a := tan.Press(form, path, "", "text", "三楼的灯也坏了"); a.Status != http.StatusSeeOther || a.To != "/wishes/"+x.ID {
			t.Fatalf("%d %s", a.Status, a.To)
		}
	}
	page := tan.Get("/wishes/" + x.ID)
	if page.Count(".ll-timeline li") != 5 || page.Text(".ll-timeline .now strong") != "您补充了一句" || page.Text(".ll-timeline .now .ll-quote") != "三楼的灯也坏了" {
		t.Errorf("history %q", page.Texts(".ll-timeline li"))
	}
	_, err := w.Wishes.Answer(t.Context(), w.Actors["su"], x.ID, wish.Reply{Text: "换好了。"})
	w.Must(err)
	late := tan.Post(path, "text", "四楼的也坏了", "key", id.New())
	late.Sound()
	if late.Status != http.StatusConflict || late.Text("textarea") != "四楼的也坏了" || !strings.Contains(late.Text(".ll-errors h2"), "苏见山") {
		t.Errorf("answered meanwhile: %d %s", late.Status, late)
	}
	if got := tan.Get(path).Status; got != http.StatusConflict {
		t.Errorf("the form when it is over: %d", got)
	}
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.Accepted)
	tan, path := w.As("who=tan"), "/wishes/"+x.ID+"/withdraw"
	ask := tan.Get(path)
	if !strings.Contains(ask.Text("h1"), x.Title) || !ask.Has(`.ll-confirm a[href="/wishes/`+x.ID+`"]`) {
		t.Errorf("question: %s", ask)
	}
	for range 2 {
		if a := tan.Press(ask, path, ""); a.Status != http.StatusSeeOther {
			t.Fatalf("%d", a.Status)
		}
	}
	page := tan.Get("/wishes/" + x.ID)
	if page.Text(".ll-timeline .now strong") != "您收回了这件心愿" || !page.Has(`a[href="/wishes/new?continues=`+x.ID+`"]`) || page.Has(`a[href$="/withdraw"]`) {
		t.Errorf("%s", page)
	}
	if got := w.As("").Get("/wishes/" + x.ID).Status; got != http.StatusNotFound {
		t.Errorf("neighbours still see it: %d", got)
	}
}

// The judgement stands on top, nothing is chosen beforehand, the three ratings are alike.
func TestRateOnOnePage(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.Answered)
	tan, path := w.As("who=tan"), "/wishes/"+x.ID+"/evaluate"
	page := tan.Get("/wishes/" + x.ID)
	if got := page.Texts(".ll-facts dd")[0]; got != "答复了，等您评价" {
		t.Errorf("whose turn it is: %q", got)
	}
	if !page.Has("main > .ll-ask:first-child") || page.Has("main [checked]") || page.Count(".ll-ask .ll-faces .ll-choice") != 3 {
		t.Errorf("ask: %s", page)
	}
	if got := plainYear(page.Texts(".ll-ask .ll-meta"))[0]; got != "5月20日前评都行。不评不算满意。" {
		t.Errorf("until %q", got)
	}
	if got := page.Text(".ll-ask > p"); got != "钟秀街道 社会事务办说：5月12日换了 6 个声控灯，每层都亮了。" {
		t.Errorf("answer %q", got)
	}
	for name, c := range map[string]struct{ form, wrong []string }{
		"nothing":           {nil, []string{"#solved", "#rating"}},
		"not solved said":   {[]string{"rating", "satisfied"}, []string{"#solved"}},
		"no why":            {[]string{"solved", "no", "rating", "unsatisfied"}, []string{"#text"}},
		"a rating too many": {[]string{"solved", "yes", "rating", "delighted"}, []string{"#rating"}},
	} {
		a := tan.Post(path, append(c.form, "key", id.New())...)
		a.Sound()
		var links []string
		for _, n := range a.All(".ll-errors a") {
			links = append(links, n.Attr[0].Val)
		}
		if a.Status != http.StatusUnprocessableEntity || !slices.Equal(links, c.wrong) {
			t.Errorf("%s: %d %q, want %q", name, a.Status, links, c.wrong)
		}
	}
	kept := tan.Post(path, "solved", "no", "rating", "unsatisfied", "key", id.New())
	if !kept.Has("input[value=unsatisfied][checked]") || !kept.Has("input[name=solved][value=no][checked]") || kept.Text("#e-text") != "请说说差在哪儿" {
		t.Errorf("kept: %s", kept)
	}
	for range 2 {
		if a := tan.Press(page, path, "", "solved", "no", "rating", "unsatisfied", "text", "三楼还是黑的"); a.Status != http.StatusSeeOther || a.To != "/wishes/"+x.ID {
			t.Fatalf("%d %s", a.Status, a.To)
		}
	}
	done := tan.Get("/wishes/" + x.ID)
	if got := done.Texts(".ll-group h2"); !slices.Contains(got, "您的评价") || !strings.Contains(done.Text("main"), "没办成，不满意") || !strings.Contains(done.Text("main"), "三楼还是黑的") || done.Has(".ll-ask") {
		t.Errorf("judged: %s", done)
	}
	if a := w.As("").Get("/wishes/" + x.ID); !strings.Contains(a.Text("main"), "提出人的评价") || strings.Contains(a.Body, "三楼还是黑的") {
		t.Error("neighbours read the rating, not the words")
	}
	if got := tan.Post(path, "solved", "yes", "rating", "satisfied", "key", id.New()).Status; got != http.StatusConflict {
		t.Errorf("a second judgement: %d", got)
	}
}

// Elder mode asks one thing at a time, and why only after 不满意.
func TestRateScreenByScreen(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	for _, c := range []struct {
		rating string
		why    bool
	}{{"satisfied", false}, {"basically", false}, {"unsatisfied", true}} {
		x := w.Bring(w.Filed("tan", wish.Private), wish.Answered)
		v, path := w.As("who=tan; elder=1"), "/wishes/"+x.ID+"/evaluate"
		if page := v.Get("/wishes/" + x.ID); page.Has(".ll-ask form") || page.Attr(".ll-ask a.btn-primary", "href") != path {
			t.Fatalf("%s: %s", c.rating, page)
		}
		a := v.Get(path)
		if a.Text("legend") != "办成了吗？" || a.Has("[checked]") || a.Count("fieldset") != 1 {
			t.Fatalf("first: %s", a)
		}
		if b := v.Press(a, path, ""); b.Status != http.StatusUnprocessableEntity || b.Text("legend") != "办成了吗？" {
			t.Errorf("not answered: %d", b.Status)
		}
		a = v.Press(a, path, "", "solved", "no")
		if a.Text("legend") != "您满意吗？" || a.Count("fieldset") != 1 || a.Has("[checked]") {
			t.Fatalf("second: %s", a)
		}
		if b := v.Press(a, path, "do=back"); b.Text("legend") != "办成了吗？" || !b.Has("input[value=no][checked]") {
			t.Errorf("back: %s", b)
		}
		a = v.Press(a, path, "", "rating", c.rating)
		if c.why {
			if a.Text("label[for=text]") != "差在哪儿？" {
				t.Fatalf("third: %s", a)
			}
			if b := v.Press(a, path, ""); b.Status != http.StatusUnprocessableEntity || b.Text("#e-text") != "请说说差在哪儿" {
				t.Errorf("no why: %d", b.Status)
			}
			a = v.Press(a, path, "", "text", "三楼还是黑的")
		}
		if a.Status != http.StatusSeeOther {
			t.Fatalf("%s: %d", c.rating, a.Status)
		}
		s, err := w.Wishes.See(t.Context(), w.Actors["tan"], x.ID)
		if err != nil || string(s.Wish.Rating) != c.rating || s.Wish.Solved == nil || *s.Wish.Solved {
			t.Errorf("%s: %+v %v", c.rating, s.Wish, err)
		}
	}
}

// How it ended is said first: turned away with advice, and not rated is never satisfied.
func TestEndings(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	tan := w.As("who=tan")
	a := tan.Get("/wishes/" + w.Bring(w.Filed("tan", wish.Public), wish.Rejected).ID)
	if got := a.Texts(".ll-group h2")[0]; got != "这件不归社区办" || !strings.Contains(a.Text(".ll-group:nth-of-type(2)"), "这是物业的事。 请找和畅物业。") {
		t.Errorf("turned away: %q %s", got, a.Text("main"))
	}
	if a.Has(".ll-steps") || a.Has("main .ll-mark") {
		t.Error("steps and colour of a wish that was never on its way")
	}
	x := w.Bring(w.Filed("tan", wish.Public), wish.Answered)
	w.Clock.Add(30 * 24 * time.Hour)
	if _, err := w.Wishes.CloseWindows(t.Context()); err != nil {
		t.Fatal(err)
	}
	a = tan.Get("/wishes/" + x.ID)
	if !strings.Contains(a.Text(".ll-line"), "没有评价") || a.Text(".ll-timeline .now strong") != "到日子没有评价，按“未评价”结束" || strings.Contains(a.Text("main"), "满意") {
		t.Errorf("not rated: %s", a.Text("main"))
	}
}

// Time is said by the weight of ink: near within a working day, late after it, provisional where the calendar ends.
func TestClocks(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.InProgress) // due on Monday 1 June at half past five
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour-8, 0, 0, 0, time.UTC)
	}
	for name, c := range map[string]struct {
		now         time.Time
		class, text string
	}{
		"fifteen days":             {wishwebtest.Morning, "ll-clock-ok", "还有 15 个工作日"},
		"two days":                 {at(5, 28, 9), "ll-clock-ok", "还有 2 个工作日"},
		"the last working day":     {at(5, 29, 9), "ll-clock-soon", "6月1日 下午 5:30"},
		"the evening before":       {at(5, 31, 20), "ll-clock-soon", "明天 下午 5:30"},
		"today":                    {at(6, 1, 9), "ll-clock-soon", "今天 下午 5:30"},
		"the same evening":         {at(6, 1, 18), "ll-clock-late", "超 1 个工作日"},
		"two working days overdue": {at(6, 3, 9), "ll-clock-late", "超 2 个工作日"},
	} {
		w.Clock.Set(c.now)
		a := w.As("who=tan").Get("/wishes/" + x.ID)
		if got := plainYear(a.Texts(".ll-facts .ll-clock"))[0]; got != c.text || !a.Has(".ll-facts ."+c.class) {
			t.Errorf("%s: %q %s", name, got, a.Attr(".ll-facts .ll-clock", "class"))
		}
	}
	w.Clock.Set(at(12, 30, 9).AddDate(1, 0, 0))
	y := w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	if got := w.As("who=tan").Get("/wishes/" + y.ID).Text(".ll-facts"); !strings.Contains(got, "（暂定）") {
		t.Errorf("beyond the calendar: %s", got)
	}
}

// The receipt is the submitter's alone: number, code, the community's telephone, the next date, and a QR code whose
// address keeps the code from every log.
func TestReceipt(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	x := w.Filed("tan", wish.Private)
	a := w.As("who=tan").Get("/wishes/" + x.ID + "/receipt")
	text := a.Text("main")
	for _, s := range []string{x.Number, x.ShortNumber(), x.Code[:3] + " " + x.Code[3:], "花半里 7幢", "5月12日前", wishwebtest.Tel} {
		if !strings.Contains(text, s) {
			t.Errorf("no %q in %s", s, text)
		}
	}
	if !a.Has(`svg[role=img] path[fill=black]`) || !a.Has(`a[href="/wishes/`+x.ID+`"]`) || !a.Has(".ll-print") || strings.Contains(a.Body, "/lookup?number="+x.Number+"#") {
		t.Errorf("%s", a)
	}
	if got := w.As("who=wu").Get("/wishes/" + x.ID + "/receipt").Status; got != http.StatusOK {
		t.Errorf("the proxy: %d", got)
	}
	for _, who := range []string{"who=luo", "who=ji", "who=su", ""} {
		if got := w.As(who).Get("/wishes/" + x.ID + "/receipt"); got.Status != http.StatusNotFound || strings.Contains(got.Body, x.Code) {
			t.Errorf("%q: %d", who, got.Status)
		}
	}
}

// Number and code open the wish for the visitor's session; number alone finds what is public.
func TestLookup(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	private, public := w.Filed("tan", wish.Private), w.Bring(w.Filed("tan", wish.Public), wish.Accepted)
	v := w.As("visit=a")
	if a := v.Get("/lookup?number=" + private.Number); a.Attr("#number", "value") != private.Number || !a.Has("#code[data-from-hash]") || a.Has(".ll-errors") {
		t.Errorf("from the QR code: %s", a)
	}
	if a := v.Post("/lookup", "number", private.Number, "code", strings.ToLower(private.Code)); a.Status != http.StatusSeeOther || a.To != "/wishes/"+private.ID {
		t.Fatalf("both right: %d", a.Status)
	}
	if a := v.Get("/wishes/" + private.ID); a.Status != http.StatusOK || !a.Has(`a[href$="/receipt"]`) {
		t.Errorf("let in: %d", a.Status)
	}
	if a := v.Post("/wishes/"+private.ID+"/supplement", "text", "三楼也坏了", "key", id.New()); a.Status != http.StatusSeeOther {
		t.Errorf("acting with a receipt: %d", a.Status)
	}
	wrongNumber := v.Post("/lookup", "number", number.Format(wishwebtest.Community, 2026, 999), "code", private.Code)
	wrongCode := v.Post("/lookup", "number", number.Format(wishwebtest.Community, 2026, 1), "code", "222222")
	if wrongNumber.Status != http.StatusUnprocessableEntity || strings.ReplaceAll(wrongNumber.Body, "000999", "000001") != wrongCode.Body {
		t.Errorf("wrong number %d and wrong code %d can be told apart", wrongNumber.Status, wrongCode.Status)
	}
	if strings.Contains(wrongCode.Body, "222222") {
		t.Error("the code comes back in the page")
	}
	for _, q := range []string{public.Number, strings.ReplaceAll(public.Number, "-", "－")} {
		if a := v.Get("/lookup?q=" + url.QueryEscape(q)); a.To != "/wishes/"+public.ID {
			t.Errorf("public by %s: %d", q, a.Status)
		}
	}
	if a := w.As("who=luo").Get("/lookup?q=" + public.ShortNumber()); a.To != "/wishes/"+public.ID {
		t.Errorf("the short number where one lives: %d", a.Status)
	}
	if a := v.Get("/lookup?q=" + public.ShortNumber()); a.Status != http.StatusNotFound || !strings.Contains(a.Text("#h-number"), "写全") {
		t.Errorf("the short number of a visitor: %d", a.Status)
	}
	hidden := v.Get("/lookup?q=" + w.Filed("tan", wish.Private).Number)
	if hidden.Status != http.StatusNotFound || !hidden.Has("form #code") {
		t.Errorf("a private one: %d", hidden.Status)
	}
}

func TestLookupIsSlowedDown(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	x := w.Filed("tan", wish.Private)
	try := func(visit int, code string) int {
		return w.As(fmt.Sprintf("visit=%d", visit)).Post("/lookup", "number", x.Number, "code", code).Status
	}
	for i := range 5 {
		if got := try(i, "222222"); got != http.StatusUnprocessableEntity {
			t.Fatalf("try %d: %d", i+1, got)
		}
	}
	limited := w.As("visit=6").Post("/lookup", "number", x.Number, "code", x.Code)
	if limited.Status != http.StatusTooManyRequests || limited.Text("h1") != "点得太快了，请过 3 分钟再试" {
		t.Errorf("sixth try from elsewhere, even with the right code: %d %q", limited.Status, limited.Text("h1"))
	}
	w.Clock.Add(3*time.Minute + time.Second)
	if got := try(7, x.Code); got != http.StatusSeeOther {
		t.Errorf("three minutes later: %d", got)
	}
	for i := range 30 {
		w.As("visit=guesser").Post("/lookup", "number", number.Format(wishwebtest.Community, 2026, 100+i), "code", "222222")
	}
	if got := w.As("visit=guesser").Post("/lookup", "number", number.Format(wishwebtest.Community, 2026, 900), "code", "222222").Status; got != http.StatusTooManyRequests {
		t.Errorf("one address going through the numbers: %d", got)
	}
}
