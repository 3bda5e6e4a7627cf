package publicweb_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"linli/internal/actor"
	"linli/internal/org"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

const (
	hood      = "/linli/" + wishwebtest.Garden
	community = "/linli/" + wishwebtest.Community
)

func TestThePageOfANeighbourhood(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.Classified)
	w.Filed("tan", wish.Public)                                   // nobody has accepted it
	w.Bring(w.Filed("tan", wish.Private), wish.Accepted)          // private
	ended := w.Bring(w.Filed("tan", wish.Public), wish.Withdrawn) // taken back
	p := w.As("").Get(hood)
	if p.Status != http.StatusOK || p.Text("h1") != "花半里邻里" || p.Attr("main .btn-primary", "href") != "/wishes/new?place="+wishwebtest.Garden || p.Count("main .btn-primary") != 1 {
		t.Fatalf("%d %s", p.Status, p.Text("main"))
	}
	if got := p.Texts("main h2"); fmt.Sprint(got) != "[有事找谁 正在办的心愿 大家怎么评]" {
		t.Errorf("the order of the page: %v", got)
	}
	if got := fmt.Sprint(p.Texts(".ll-person p")); got != "[闻立溪 社区书记 季小舟 社工]" {
		t.Errorf("whom to turn to: %s", got)
	}
	if p.Text(".ll-tel strong") != wishwebtest.Tel || !strings.Contains(p.Text(".ll-note"), "共管力量还缺物业") {
		t.Errorf("telephone and gaps: %s", p.Text("main"))
	}
	if got := p.Texts("main .ll-rows .ll-cover"); len(got) != 1 || got[0] != x.Title || strings.Contains(p.Body, ended.ID) {
		t.Errorf("open wishes: %v", got)
	}
	if p.Attr("head link[rel=alternate][type='application/atom+xml']", "href") != hood+"/feed.atom" || p.Attr("nav.ll-tabs a[aria-current]", "href") != "/linli" {
		t.Error("the feed is linked, and the tab is the current one")
	}
	if en := w.As("lang=en").Get(hood); en.Text("h1") != "花半里" || !strings.Contains(en.Text("main"), "Whom to turn to") {
		t.Errorf("in English: %s", en.Text("main"))
	}
	if desk := w.As("who=ji").Get(hood); desk.Status != http.StatusOK || strings.Contains(desk.Text("main"), "谈") {
		t.Errorf("staff read what neighbours read: %d %s", desk.Status, desk.Text("main"))
	}
}

func TestThePageOfACommunity(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	for range 5 {
		w.Bring(w.Filed("tan", wish.Public), wish.Accepted)
	}
	p := w.As("").Get(community)
	if p.Status != http.StatusOK || p.Text("h1") != "中心村社区" || p.Count("main .ll-rows .ll-mark") != 3 || p.Text(".ll-group-head .ll-link") != "全部 5 件" {
		t.Fatalf("%d %s", p.Status, p.Text("main"))
	}
	if !p.Has("main a[href='" + hood + "']") {
		t.Error("its 邻里 are linked")
	}
	all := w.As("").Get(community + "/wishes")
	if all.Count("main .ll-row") != 5 {
		t.Errorf("all of them: %d", all.Count("main .ll-row"))
	}
	for range 25 {
		w.Bring(w.Filed("tan", wish.Public), wish.Accepted)
	}
	all = w.As("").Get(community + "/wishes")
	next := w.As("").Get(all.Attr("a[rel=next]", "href"))
	if all.Count("main .ll-row") != 25 || next.Count("main .ll-row") != 5 || !next.Has("a[rel=prev]") {
		t.Errorf("pages of %d and %d", all.Count("main .ll-row"), next.Count("main .ll-row"))
	}
	if bad := w.As("").Get(community + "/wishes?after=nonsense"); bad.Status != http.StatusUnprocessableEntity {
		t.Errorf("a cursor that is none: %d", bad.Status)
	}
}

func TestWhatMostPeopleHaveComesFirst(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	many := w.Bring(w.Filed("tan", wish.Public), wish.Accepted)
	some := w.Bring(w.Filed("tan", wish.Public), wish.Accepted)
	last := w.Bring(w.Filed("tan", wish.Public), wish.Accepted)
	for i := range 6 {
		who := w.Live(fmt.Sprint("n", i), "邻居", wishwebtest.Garden, "")
		w.Must(w.Follow.Join(t.Context(), who, many.ID, ""))
		if i < 4 {
			w.Must(w.Follow.Join(t.Context(), who, some.ID, ""))
		}
	}
	p := w.As("").Get(hood)
	var order []string
	for _, n := range p.All("main .ll-rows .ll-cover") {
		order = append(order, strings.TrimPrefix(attr(n, "href"), "/wishes/"))
	}
	// Four are too few to be told, and too few to be sorted by: that would tell who has more.
	if fmt.Sprint(order) != fmt.Sprint([]string{many.ID, last.ID, some.ID}) {
		t.Errorf("%v", order)
	}
	if got := p.Text("main .ll-rows"); !strings.Contains(got, "6 人也一样") || !strings.Contains(got, "几个人也一样") || strings.Contains(got, "4 人") {
		t.Errorf("the counts: %s", got)
	}
}

func TestTheSlotsOfOtherFeatures(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	slot := func(title string) func(*http.Request, string) (*web.Card, error) {
		return func(_ *http.Request, place string) (*web.Card, error) {
			if place != wishwebtest.Garden {
				return nil, nil
			}
			return &web.Card{Title: title, Link: web.View{Label: "全部", URL: "/" + title}, Body: templ.Raw("<p>" + place + "</p>")}, nil
		}
	}
	w.Slots.Promises, w.Slots.Judged, w.Slots.Tea = slot("说到做到"), slot("大家怎么评"), slot("下一次书记下午茶")
	w.Reload()
	if got := fmt.Sprint(w.As("").Get(hood).Texts("main h2")); got != "[有事找谁 说到做到 正在办的心愿 大家怎么评 下一次书记下午茶]" {
		t.Errorf("in the order of the page: %s", got)
	}
	if p := w.As("").Get(community); strings.Contains(p.Text("main"), "说到做到") {
		t.Error("what a feature has nothing for is not shown")
	}
}

func TestVacantPostsAreSaidOpenly(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	ctx, job, orgs := t.Context(), actor.Job("test"), org.New(w.DB, wishwebtest.NobodyListens{})
	o, err := orgs.CreateOrg(ctx, job, org.Org{Kind: org.Association, Place: wishwebtest.Garden, Name: "花半里邻里和谐促进会"}, "")
	w.Must(err)
	w.Hire(orgs, "qi", "戚玉珍", o.ID, actor.Handler, "理事长")
	_, err = orgs.CreatePost(ctx, job, actor.Post{Org: o.ID, Role: actor.Handler, Title: "理事"}, "")
	w.Must(err)
	_, err = orgs.CreateOrg(ctx, job, org.Org{Kind: org.PropertyFirm, Place: wishwebtest.Community, Name: "和畅物业"}, "")
	w.Must(err)
	p := w.As("").Get(hood)
	if got := p.Texts(".ll-note"); len(got) != 1 || !strings.Contains(got[0], "理事") {
		t.Errorf("gaps: %v", got)
	}
	if got := p.Text(".ll-person strong"); got != "戚玉珍" {
		t.Errorf("the 邻里's own come first: %s", got)
	}
}

func TestWhereThereIsNoPage(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	lost := w.As("").Get("/linli/320613007005999")
	for _, code := range []string{wishwebtest.Closed, wishwebtest.Building, "320613007", "32061300700x", "nonsense", "999999999999", "%20"} {
		for _, rest := range []string{"", "/wishes", "/feed.atom"} {
			if p := w.As("").Get("/linli/" + code + rest); p.Status != http.StatusNotFound || p.Text("main") != lost.Text("main") {
				t.Errorf("/linli/%s%s: %d", code, rest, p.Status)
			}
		}
	}
}

func TestTheChoiceOfAPlace(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	p := w.As("").Get("/linli")
	if p.Status != http.StatusOK || fmt.Sprint(p.Texts("main .ll-row")) != "[中心村社区]" {
		t.Fatalf("a visitor: %d %v", p.Status, p.Texts("main .ll-row"))
	}
	p = w.As("").Get(p.Attr("main .ll-row a", "href"))
	if fmt.Sprint(p.Texts("main .ll-row")) != "[中心村社区 花半里邻里]" || p.Attr("main .ll-row a", "href") != community {
		t.Errorf("its 邻里: %v", p.Texts("main .ll-row"))
	}
	if p := w.As("who=tan").Get("/linli"); p.Status != http.StatusSeeOther || p.To != hood {
		t.Errorf("a resident: %d %s", p.Status, p.To)
	}
	if p := w.As("who=tan").Get("/linli?at=320613"); p.Status != http.StatusOK {
		t.Errorf("a resident who looks elsewhere: %d", p.Status)
	}
	if p := w.As("").Get("/linli?at=999999"); p.Status != http.StatusNotFound && !p.Has("main .ll-empty") {
		t.Errorf("a place that there is not: %d", p.Status)
	}
}
