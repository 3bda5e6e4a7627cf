package residentweb_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"linli/internal/id"
	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/wishweb/wishwebtest"
)

// looks are the cookies of every way to read a page.
func looks() []string {
	var all []string
	for _, lang := range i18n.Langs() {
		for _, elder := range []string{"0", "1"} {
			all = append(all, "lang="+string(lang)+"; elder="+elder)
		}
	}
	return all
}

// everyPage brings a neighbourhood into every state and lists every address a resident may open.
func everyPage(w *hood) map[string][]string {
	byState := map[wish.State]wish.Wish{}
	for _, s := range []wish.State{wish.Submitted, wish.Accepted, wish.Rejected, wish.Withdrawn, wish.Classified, wish.InProgress, wish.Answered, wish.Closed} {
		x := w.Bring(w.Filed("tan", wish.Public), s)
		if s == wish.Closed {
			yes := true
			_, err := w.Wishes.Evaluate(w.T.Context(), w.Actors["tan"], x.ID, wish.Evaluation{Solved: &yes, Rating: wish.Satisfied, Text: "亮堂了"})
			w.Must(err)
		}
		byState[s] = x
	}
	own := []string{"/", "/wishes", "/wishes/new", "/lookup"}
	public := []string{"/", "/wishes/new", "/lookup", "/lookup?number=320613007005-2026-000001", "/lookup?q=2026-000001", "/wishes/" + id.New()}
	for s, x := range byState {
		own = append(own, "/wishes/"+x.ID, "/wishes/"+x.ID+"/receipt")
		if s != wish.Submitted && s != wish.Rejected && s != wish.Withdrawn {
			public = append(public, "/wishes/"+x.ID)
		}
	}
	open := byState[wish.InProgress].ID
	own = append(own, "/wishes/"+open+"/supplement", "/wishes/"+open+"/withdraw", "/wishes/"+byState[wish.Answered].ID+"/evaluate",
		"/wishes/new?continues="+byState[wish.Closed].ID)
	return map[string][]string{"who=tan": own, "who=wu": {"/", "/wishes", "/wishes/new"}, "who=luo": {"/", "/wishes"}, "": public}
}

func TestEveryResidentPageInEveryLook(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	keys := wishwebtest.Words().Keys()
	for who, paths := range everyPage(w) {
		for _, path := range paths {
			for _, look := range looks() {
				a := w.As(strings.TrimPrefix(who+"; "+look, "; ")).Get(path)
				a.Sound()
				if a.Status >= http.StatusInternalServerError {
					t.Errorf("%s as %q: %d", path, who, a.Status)
				}
				text := a.Text("body") + a.Text("title")
				for _, k := range keys {
					if strings.Contains(text, k) {
						t.Errorf("%s shows the key %s", path, k)
					}
				}
				if strings.Contains(text, "%!") || strings.Contains(text, "{0}") {
					t.Errorf("%s shows a hole: %s", path, text)
				}
				if strings.Contains(look, "lang=en") && strings.Contains(look, "elder=0") && path == "/wishes/new" && strings.Contains(text, "心愿") {
					t.Errorf("%s is not English: %s", path, text)
				}
				if t.Failed() {
					t.Fatalf("%s as %q in %s:\n%s", path, who, look, a)
				}
			}
		}
	}
}

// plainYear leaves the year out, which a date shows when it is not the current one: these tests play in 2026.
func plainYear(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = strings.ReplaceAll(strings.ReplaceAll(s, "2026年", ""), " 2026", "")
	}
	return out
}

func TestHomePutsTheNextStepFirst(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	tan, elder := w.As("who=tan"), w.As("who=tan; elder=1")

	empty := tan.Get("/")
	if got := empty.Text(".ll-empty strong"); got != "您还没提过心愿" {
		t.Errorf("nothing yet: %q", got)
	}
	if !empty.Has(`a.btn-primary[href="/wishes/new"]`) || empty.Has(".ll-ask") {
		t.Error("nothing waits: 提心愿 is not the filled button")
	}
	if got := empty.Attr(".ll-tel", "href"); got != "tel:051385001860" {
		t.Errorf("telephone %q", got)
	}

	w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	w.Bring(w.Filed("tan", wish.Public), wish.Submitted)
	asked := w.Bring(w.Filed("tan", wish.Public), wish.Answered)
	a := tan.Get("/")
	if got := a.Text(".ll-ask h2"); got != "有 1 件事等您评一评" {
		t.Errorf("what waits: %q", got)
	}
	if a.Attr(".ll-ask a.btn-primary", "href") != "/wishes/"+asked.ID+"/evaluate" || !strings.Contains(plainYear(a.Texts(".ll-ask"))[0], "5月20日前评都行。不评不算满意。") {
		t.Errorf("ask says %q", a.Text(".ll-ask"))
	}
	if a.Count(".btn-primary") != 1 || !a.Has(`a.btn-strong[href="/wishes/new"]`) {
		t.Error("something waits: 提心愿 must be the outlined button, and only one button filled")
	}
	if got, want := a.Texts(".ll-row"), []string{
		"7幢楼道灯坏了半个月 黄 街道办 已答复，等您评价 5月20日前评都行，还有 7 个工作日",
		"7幢楼道灯坏了半个月 未分色 等社区收下 明天 下午 5:30前告诉您收没收下",
		"7幢楼道灯坏了半个月 黄 街道办 正在办理 6月1日前答复您，还有 15 个工作日",
	}; !slices.Equal(plainYear(got), want) {
		t.Errorf("rows %q", got)
	}
	if e := elder.Get("/"); e.Count(".ll-row") != 1 || e.Text(`a.ll-btn-big[href^="tel:"]`) != "打电话请社区代填" || !e.Has(`.ll-group-head a[href="/wishes"]`) {
		t.Errorf("elder: %s", e)
	}
	if luo := w.As("who=luo").Get("/"); luo.Has(".ll-ask") || luo.Has(".ll-row") {
		t.Error("a neighbour's home shows what is not hers")
	}
	if got := w.As("who=ji").Get("/"); got.To != "/inbox" {
		t.Errorf("staff: %d %s", got.Status, got.To)
	}
}

// A proxy sees the wishes of whom she acts for, and reads whose they are; a neighbour's name is never written out.
func TestHomeOfAProxy(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	w.Bring(w.Filed("tan", wish.Private), wish.Answered)
	a := w.As("who=wu").Get("/")
	if got := a.Text(".ll-row .ll-tag"); got != "替 谈* 提的" {
		t.Errorf("whose: %q", got)
	}
	if !a.Has(".ll-ask") || strings.Contains(a.Body, "谈桂芬") {
		t.Error("the proxy is not asked to rate, or the full name is on the page")
	}
}

func TestDoneNearby(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	yes := true
	for _, v := range []wish.Visibility{wish.Public, wish.Private} {
		x := w.Bring(w.Filed("tan", v), wish.Answered)
		_, err := w.Wishes.Evaluate(t.Context(), w.Actors["tan"], x.ID, wish.Evaluation{Solved: &yes, Rating: wish.Basically})
		w.Must(err)
	}
	a := w.As("who=luo").Get("/")
	if a.Count(".ll-row") != 1 || !strings.Contains(a.Text(".ll-row"), "办成") {
		t.Errorf("rows %q", a.Texts(".ll-row"))
	}
}

func TestLanding(t *testing.T) {
	t.Parallel()
	a := newHood(t).As("").Get("/")
	if a.Status != http.StatusOK || !a.Has(`a.btn-primary[href="/wishes/new"]`) || !a.Has(`form[action="/lookup"] input[name=number]`) || !a.Has(`.ll-row a[href="/sign-in"]`) {
		t.Errorf("%d: %s", a.Status, a)
	}
}

func TestMyWishes(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	if got := w.As("").Get("/wishes").Status; got != http.StatusUnauthorized {
		t.Errorf("a visitor: %d", got)
	}
	if a := w.As("who=luo").Get("/wishes"); a.Text(".ll-empty strong") != "您还没提过心愿" || !a.Has(`.ll-empty a[href="/wishes/new"]`) {
		t.Errorf("empty: %s", a)
	}
	for range list.Pageful + 2 {
		w.Filed("tan", wish.Private)
	}
	tan := w.As("who=tan")
	first := tan.Get("/wishes")
	if n := first.Count(".ll-row"); n != list.Pageful || first.Has("a[rel=prev]") {
		t.Fatalf("first page: %d rows", n)
	}
	second := tan.Get(first.Attr("a[rel=next]", "href"))
	if n := second.Count(".ll-row"); n != 2 || second.Has("a[rel=next]") {
		t.Fatalf("second page: %d rows", n)
	}
	back := tan.Get(second.Attr("a[rel=prev]", "href"))
	if fmt.Sprint(hrefs(back)) != fmt.Sprint(hrefs(first)) {
		t.Error("going back shows another page")
	}
	for cursor, want := range map[string]int{"!": http.StatusUnprocessableEntity, "nonsense": http.StatusUnprocessableEntity, "MA": http.StatusSeeOther} {
		if got := tan.Get("/wishes?after=" + cursor).Status; got != want {
			t.Errorf("after=%s: %d, want %d", cursor, got, want)
		}
	}
}

func hrefs(a wishwebtest.Answer) (out []string) {
	for _, n := range a.All(".ll-cover") {
		out = append(out, webtest.Attr(n, "href"))
	}
	return out
}
