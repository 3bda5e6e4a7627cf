package deskweb_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/rule"
	"linli/internal/web/webtest"
	"linli/internal/wish"
	"linli/internal/wish/side"
	"linli/internal/wish/wishweb/wishwebtest"
	"linli/internal/workday"
)

func TestStaffSeeAWish(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	_, err := w.Wishes.Note(t.Context(), w.Actors["su"], x.ID, wish.Progress{Text: "走访时请绕开 3 幢。", Audience: wish.ForStaff})
	w.Must(err)
	doc := w.As("who=su").Get("/wishes/" + x.ID)
	doc.Sound()
	for name, want := range map[string][]string{
		"h1":                           {"7幢楼道灯坏了半个月"},
		"main > p .ll-no":              {wishwebtest.Community + "-2026-000001"},
		"main > p .ll-meta":            {"中心村社区 · 花半里 7幢 · 二楼转角 · 5月11日 自己提交"},
		".ll-title .ll-mark":           {"黄 街道办"},
		".ll-title .ll-clock":          {"6月1日前答复，还有 15 个工作日"},
		".ll-panel .ll-views a":        {"答复", "记进展", "请人一起办", "退回", "申请延期", "申请暂停"},
		"[aria-current=page]":          {"全部心愿", "答复"},
		".ll-tl-head strong":           {"内部留言", "钟秀街道 社会事务办接手办了", "分到街道办", "社区收到了", "提了这件心愿"},
		".ll-see":                      {"仅工作人员", "公开", "提出人能看到", "公开", "提出人能看到"},
		".ll-tl-staff .ll-text":        {"走访时请绕开 3 幢。"},
		"[aria-current=step]":          {"办理，现在在这一步"},
		".ll-facts dd":                 {"正在办理", "钟秀街道 社会事务办", "苏见山 · 科员", "设施维修", "邻居也能看到", "邻居看得到"},
		".ll-rail, aside .ll-person p": {"谈* 138****0123 · 花半里 7幢"},
		".ll-print":                    {"中心村社区 · 心愿办理单 " + wishwebtest.Community + "-2026-000001 · 打印：苏见山，"},
	} {
		got := doc.Texts(name)
		if name == ".ll-print" {
			got = []string{strings.SplitAfter(got[0], "苏见山，")[0]}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if !strings.Contains(doc.Text(".ll-print"), "供内部办理，不得外传") {
		t.Errorf("the print says %q", doc.Text(".ll-print"))
	}
	if strings.Contains(doc.Body, "谈桂芬") || strings.Contains(doc.Body, "13800000123") || strings.Contains(doc.Body, x.Code) {
		t.Error("the page holds a full name, a full number or the submitter's code")
	}
	public := w.As("who=su").Get("/wishes/" + x.ID + "?see=public")
	if got := public.Texts(".ll-tl-head strong"); len(got) != 4 || strings.Contains(public.Text("#history"), "要动用街道的钱") {
		t.Errorf("what neighbours read: %q", public.Text("#history"))
	}
}

// Of a private wish neighbours read nothing, so no label says that they do and no note can be addressed to them.
func TestPrivateWishHasNothingPublic(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Bring(w.Filed("tan", wish.Private), wish.InProgress)
	doc := w.As("who=su").Get("/wishes/" + x.ID + "?act=note&see=public")
	if got := doc.Texts(".ll-see"); len(got) != 4 || slices.Contains(got, "公开") || doc.Has("#history .ll-panel-head a") {
		t.Errorf("%q", got)
	}
	if got := doc.Texts("[aria-labelledby=act] fieldset .ll-choice"); !slices.Equal(got, []string{"提出人能看到 提出人和办事的人", "仅工作人员 居民看不到"}) {
		t.Errorf("%q", got)
	}
}

// A vacant post leaves its wishes to the unit, and the page says so.
func TestVacantPost(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	su := w.Actors["su"].Posts[0]
	holders, err := org.HoldersOf(t.Context(), w.DB, su.Org, w.Clock.Now())
	w.Must(err)
	err = org.New(w.DB, wishwebtest.NobodyListens{}).EndAppointment(t.Context(), admin(), holders[0].Appointment, w.Clock.Now())
	w.Must(err)
	w.Clock.Add(time.Minute)
	if got := w.As("who=bai").Get("/wishes/" + x.ID).Texts(".ll-facts dd"); got[2] != "岗位空着，单位里谁都能接" {
		t.Errorf("%q", got)
	}
	if got := w.As("who=bai").Get("/inbox?view=all").Texts(".ll-hit td:nth-child(7)"); !slices.Equal(got, []string{"钟秀街道 社会事务办"}) {
		t.Errorf("%q", got)
	}
}

// What each role finds on the page of a wish in each state: the acts it may do, in the order of the tabs, the likeliest
// open; or no form; or no page at all.
func TestFormsByRoleAndState(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	private := map[wish.State]wish.Wish{}
	for _, s := range []wish.State{wish.Submitted, wish.Accepted, wish.Classified, wish.InProgress, wish.Answered, wish.Rejected} {
		private[s] = w.Bring(w.Filed("tan", wish.Private), s)
	}
	const none, hidden = "", "404"
	for who, want := range map[string]map[wish.State]string{
		"ji":   {wish.Submitted: "收下 不收 并入", wish.Accepted: "并入", wish.Classified: "并入", wish.Answered: none, wish.Rejected: none},
		"wen":  {wish.Submitted: "收下 不收 并入", wish.Accepted: "分颜色 并入", wish.Classified: "并入", wish.InProgress: "并入"},
		"mu":   {wish.Accepted: "分颜色 并入"},
		"su":   {wish.Submitted: hidden, wish.Accepted: hidden, wish.Classified: "答复 记进展 接手 请人一起办 退回", wish.InProgress: "答复 记进展 请人一起办 退回 申请延期 申请暂停", wish.Answered: none},
		"bai":  {wish.Submitted: none, wish.Classified: "答复 记进展 接手 请人一起办 转交 转颜色"},
		"zhu":  {wish.Submitted: hidden, wish.Classified: hidden, wish.Answered: hidden},
		"yan":  {wish.Classified: hidden},
		"shi":  {wish.Accepted: none, wish.Classified: none},
		"qu":   {wish.Submitted: none, wish.Accepted: none, wish.InProgress: none, wish.Answered: none},
		"huo":  {wish.Submitted: hidden, wish.InProgress: hidden},
		"root": {wish.Submitted: hidden, wish.Answered: hidden},
		"luo":  {wish.Answered: hidden},
	} {
		for state, tabs := range want {
			doc := w.As("who=" + who).Get("/wishes/" + private[state].ID)
			if tabs == hidden {
				if doc.Status != http.StatusNotFound {
					t.Errorf("%s at %s: %d", who, state, doc.Status)
				}
				continue
			}
			got := doc.Texts("section[aria-labelledby=act] .ll-views a")
			if strings.Join(got, " ") != tabs {
				t.Errorf("%s at %s: %q, want %q", who, state, got, tabs)
			}
			if forms := doc.Count(`[aria-labelledby=act] form`); (tabs == none || tabs == "并入") && forms > 0 {
				t.Errorf("%s at %s has nothing to do and %d forms", who, state, forms)
			}
			doc.Sound()
		}
	}
	if got := w.As("who=ji").Get("/wishes/" + id.New()).Status; got != http.StatusNotFound {
		t.Errorf("no such wish: %d", got)
	}
}

// A yellow wish that the street has returned waits for the community, and staff and submitter read it so; handed on again, for the
// street.
func TestAReturnedWishWaitsForTheCommunity(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.Classified)
	at := "/wishes/" + x.ID
	su, wen := w.As("who=su"), w.As("who=wen")
	reads := func(want string) {
		t.Helper()
		for _, who := range []string{"wen", "tan"} {
			if doc := w.As("who=" + who).Get(at); !strings.Contains(doc.Text("main"), want) {
				t.Errorf("%s reads %q, want %s", who, doc.Text("main"), want)
			}
		}
		if got := wen.Get("/inbox?view=all").Text(".ll-hit"); !strings.Contains(got, want) {
			t.Errorf("the list says %q, want %s", got, want)
		}
	}
	reads("等街道接")
	if done := su.Press(su.Get(at+"?act=return"), at+"/return", "", "ground", "not_ours", "text", "不归我们"); done.Status != http.StatusSeeOther {
		t.Fatalf("returned: %d", done.Status)
	}
	reads("等社区接")
	if done := wen.Press(wen.Get(at+"?act=hand"), at+"/hand", "", "unit", w.unitOf("su")); done.Status != http.StatusSeeOther {
		t.Fatalf("handed on: %d", done.Status)
	}
	reads("等街道接")
}

// The district lets a ground end and names another: the form and the act follow, and who returned by the old one is still read.
func TestGroundsAreTheDistricts(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	su := w.As("who=su")
	const choices, legend = "input[name=ground]", "没说清楚，办不了"
	back := func(ground string) (string, int) {
		at := "/wishes/" + w.Bring(w.Filed("tan", wish.Public), wish.Classified).ID
		return at, su.Press(su.Get(at+"?act=return"), at+"/return", "", "ground", ground, "text", "请再看看").Status
	}
	old, status := back("unclear")
	if status != http.StatusSeeOther {
		t.Fatalf("returned: %d", status)
	}
	boss := actor.Job("test")
	_, err := w.Rules.End(t.Context(), boss, rule.Change{Key: side.Grounds + ".unclear", Source: "区里定的"})
	w.Must(err)
	_, _, err = w.Rules.Set(t.Context(), boss, rule.Change{Key: side.Grounds + ".no_power", Value: "没有执法权/No power", Source: "区里定的"})
	w.Must(err)
	at := "/wishes/" + w.Bring(w.Filed("tan", wish.Public), wish.Classified).ID
	page := su.Get(at + "?act=return")
	if text := page.Text("main"); page.Count(choices) != 4 || !strings.Contains(text, "没有执法权") || strings.Contains(text, legend) {
		t.Errorf("%d to choose from: %s", page.Count(choices), text)
	}
	if _, status := back("unclear"); status != http.StatusUnprocessableEntity {
		t.Errorf("by what has ended: %d", status)
	}
	if _, status := back("no_power"); status != http.StatusSeeOther {
		t.Errorf("by what is new: %d", status)
	}
	if got := w.As("who=wen").Get(old).Text(".ll-timeline"); !strings.Contains(got, legend) {
		t.Errorf("what was returned before reads %q", got)
	}
}

// What the rule gives no more of is not offered: more time is asked for once.
func TestMoreTimeIsNotOfferedAgain(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	at := "/wishes/" + x.ID
	su, tab := w.As("who=su"), `section[aria-labelledby=act] .ll-views a[href="`+at+`?act=extend"]`
	page := su.Get(at + "?act=extend")
	if page.Count(tab) != 1 {
		t.Fatal("who handles a wish may not ask for more time")
	}
	late := workday.DateOf(x.Due) + 7
	again := su.Get(at + "?act=extend") // opened before it is asked for
	if done := su.Press(page, at+"/extend", "", "day", late.String(), "text", "材料没到"); done.Status != http.StatusSeeOther {
		t.Fatalf("more time: %d", done.Status)
	}
	leader := w.As("who=shi")
	if done := leader.Press(leader.Get(at), at+"/approve", ""); done.Status != http.StatusSeeOther {
		t.Fatalf("granted: %d", done.Status)
	}
	if page := su.Get(at + "?act=extend"); page.Count(tab) != 0 || page.Count(`form[action="`+at+`/extend"]`) != 0 {
		t.Error("more time is offered that the rule does not give")
	}
	late += 7
	refused := su.Press(again, at+"/extend", "", "day", late.String(), "text", "还是没到")
	if refused.Status != http.StatusConflict || !strings.Contains(refused.Body, "还是没到") {
		t.Errorf("asked for once more: %d, or what was typed is lost", refused.Status)
	}
	refused.Sound()
}

func TestActsLeadOn(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Filed("tan", wish.Public)
	at := "/wishes/" + x.ID
	ji, wen, su := w.As("who=ji"), w.As("who=wen"), w.As("who=su")

	page := ji.Get(at)
	if got := page.Attr("#title", "value"); got != "7幢楼道灯坏了半个月" {
		t.Errorf("the title to correct is %q", got)
	}
	done := ji.Press(page, at+"/accept", "", "title", "7幢楼道灯不亮", "topic", "repair", "urgency", "urgent", "text", "已联系电工。")
	if done.Status != http.StatusSeeOther || done.To != "/inbox" {
		t.Fatalf("accept: %d %s", done.Status, done.To)
	}
	page = wen.Get(at)
	if got := page.Texts("#colour a"); !slices.Equal(got, []string{"蓝 社区办", "黄 街道办", "红 上级办"}) || page.Has("#text") || page.Text("h1") != "7幢楼道灯不亮" {
		t.Errorf("sorting begins with %q", got)
	}
	page = wen.Get(href(page, "#colour a:nth-child(2)"))
	if got := page.Texts("#unit option"); !slices.Contains(got, "钟秀街道 社会事务办") || slices.Contains(got, "和畅物业") || slices.Contains(got, "区交通工作组") {
		t.Errorf("yellow goes to %q", got)
	}
	done = wen.Press(page, at+"/classify", "", "unit", w.Office, "text", "要动用街道的钱。")
	if done.Status != http.StatusSeeOther || done.To != "/inbox" {
		t.Fatalf("classify: %d %s %s", done.Status, done.To, done.Text("main"))
	}
	page = su.Get(at + "?act=take_up")
	if done = su.Press(page, at+"/take_up", ""); done.To != at {
		t.Fatalf("take up: %d %s", done.Status, done.To)
	}
	page = su.Get(at + "?act=note")
	if got := page.Count("[name=audience]:checked"); got != 0 {
		t.Error("who may read a note is chosen beforehand")
	}
	if done = su.Press(page, at+"/note", "", "text", "约了电工。", "audience", "public"); done.To != at {
		t.Fatalf("note: %d %s", done.Status, done.To)
	}
	page = su.Get(at)
	if got := page.Text("section[aria-labelledby=act] .ll-meta"); got != "答复后由提出人评价，7 个工作日不评按“未评价”结束" {
		t.Errorf("the answer's form says %q", got)
	}
	if done = su.Press(page, at+"/answer", "", "text", "换了 6 个声控灯。"); done.To != "/inbox" {
		t.Fatalf("answer: %d %s", done.Status, done.To)
	}
	page = w.As("who=tan").Get(at)
	if !page.Has("#rating") && !strings.Contains(page.Text("main"), "换了 6 个声控灯。") {
		t.Errorf("the submitter reads %q", page.Text("main"))
	}
}

func TestRejectingTellsWhereToGo(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Filed("tan", wish.Public)
	at, ji := "/wishes/"+x.ID, w.As("who=ji")
	page := ji.Get(at + "?act=reject")
	bad := ji.Press(page, at+"/reject", "", "text", "这是物业的事。", "advice", "")
	if bad.Status != http.StatusUnprocessableEntity || bad.Text("#text") != "这是物业的事。" || bad.Text(".ll-errors h2") != "还差 1 处，填好就能交" || bad.Attr(".ll-errors a", "href") != "#advice" {
		t.Errorf("without advice: %d %s", bad.Status, bad.Text("main"))
	}
	bad.Sound()
	if done := ji.Press(bad, at+"/reject", "", "advice", "请找和畅物业，0513-00001870。"); done.To != "/inbox" {
		t.Errorf("with advice: %d %s", done.Status, done.To)
	}
}

// Blue stays with the community unless one of its firms is chosen; then every page says who has it, and the community's
// desk may still handle it.
func TestBlueToTheFirm(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	firm, own := w.Bring(w.Filed("tan", wish.Public), wish.Accepted), w.Bring(w.Filed("tan", wish.Public), wish.Accepted)
	wen := w.As("who=wen")
	page := wen.Get("/wishes/" + firm.ID + "/classify?to=blue&from=board")
	page.Sound()
	if got := page.Texts("#unit option"); !slices.Equal(got, []string{"中心村社区", "和畅物业"}) || page.Has("#unit [selected]") {
		t.Fatalf("blue goes to %q", got)
	}
	if done := wen.Press(page, "/wishes/"+firm.ID+"/classify", "", "unit", w.unitOf("zhu")); done.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", done.Status, done.Text("main"))
	}
	if done := wen.Post("/board/"+own.ID, "to", "blue", "key", id.New()); done.Status != http.StatusSeeOther {
		t.Fatalf("one press: %d", done.Status)
	}
	for who, want := range map[string]string{"wen": "等和畅物业接", "zhu": "等和畅物业接", "ji": "等和畅物业接", "tan": "等和畅物业接"} {
		got := w.As("who=" + who).Get("/wishes/" + firm.ID)
		if !strings.Contains(got.Text("main"), want) || !strings.Contains(got.Text(".ll-timeline"), "分到社区办，交给和畅物业") {
			t.Errorf("%s reads %s", who, got.Text("main"))
		}
	}
	if got := wen.Get("/wishes/" + own.ID).Text(".ll-facts"); !strings.Contains(got, "等社区接") {
		t.Errorf("at the community: %s", got)
	}
	if got := wen.Get("/board").Texts(".ll-col-blue .ll-card .ll-clock"); len(got) != 2 || !slices.Contains(got, "等和畅物业接") {
		t.Errorf("on the board: %q", got)
	}
	if got := w.As("who=zhu").Get("/inbox").Texts(".ll-hit td:nth-child(6)"); !slices.Equal(got, []string{"等和畅物业接"}) {
		t.Errorf("the firm's inbox: %q", got)
	}
}

// Invalid input comes back with everything typed, each wrong field said and linked.
func TestActsKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	accepted, progress := w.Bring(w.Filed("tan", wish.Public), wish.Accepted), w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	submitted := w.Filed("tan", wish.Public)
	long := strings.Repeat("长", 2001)
	for _, c := range []struct {
		name, who, path string
		send            []string
		wrong           []string
		kept            map[string]string
	}{
		{"an answer without text", "su", progress.ID + "/answer", []string{"text", "  "}, []string{"#text 请写怎么答复"}, nil},
		{"a note for nobody", "su", progress.ID + "/note", []string{"text", "约了电工。"}, []string{"#audience 请选谁能看到这条"}, map[string]string{"#text": "约了电工。"}},
		{"an answer that is too long", "su", progress.ID + "/answer", []string{"text", long}, []string{"#text 最多 2000 个字，现在多了 1 个"}, map[string]string{"#text": long}},
		{"yellow without unit and reason", "wen", accepted.ID + "/classify", []string{"colour", "yellow"}, []string{"#unit 请选一个接手的单位", "#text 请写为什么要街道办"}, nil},
		{"red without reason", "wen", accepted.ID + "/classify", []string{"colour", "red", "unit", w.unitOf("yan")}, []string{"#text 请写为什么要上级办"}, nil},
		{"blue to the street", "wen", accepted.ID + "/classify", []string{"colour", "blue", "unit", w.Office}, []string{"#unit 请选一个接手的单位"}, nil},
		{"turned away without a word", "ji", submitted.ID + "/reject", nil, []string{"#text 请写为什么不收", "#advice 请写可以去找谁"}, nil},
		{"yellow to a superior group", "wen", accepted.ID + "/classify", []string{"colour", "yellow", "unit", w.unitOf("yan"), "text", "要街道出钱"}, []string{"#unit 请选一个接手的单位"}, map[string]string{"#text": "要街道出钱"}},
		{"a colour that is none", "wen", accepted.ID + "/classify", []string{"colour", "green", "text", "要街道出钱"}, []string{"#colour 请选蓝、黄、红中的一种"}, nil},
	} {
		got := w.As("who="+c.who).Post("/wishes/"+c.path, append(c.send, "key", id.New())...)
		var links []string
		for _, n := range got.All(".ll-errors a") {
			links = append(links, n.Attr[0].Val+" "+webtest.Text(n))
		}
		if got.Status != http.StatusUnprocessableEntity || !slices.Equal(links, c.wrong) {
			t.Errorf("%s: %d %q, want %q", c.name, got.Status, links, c.wrong)
		}
		for selector, want := range c.kept {
			if got.Text(selector) != want {
				t.Errorf("%s: %s holds %q", c.name, selector, got.Text(selector))
			}
		}
		got.Sound()
	}
}

// Who comes second is told who was first, or that it was oneself, and what was typed is still there: in the form while it can still be sent, to
// be read and copied when the act is past.
func TestSomebodyWasFaster(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Filed("tan", wish.Public)
	at, wen := "/wishes/"+x.ID, w.As("who=wen")
	page := wen.Get(at + "?act=reject")
	w.Bring(x, wish.Accepted) // by 季小舟
	late := wen.Press(page, at+"/reject", "", "text", "这是物业的事。", "advice", "请找和畅物业。")
	late.Sound()
	if late.Status != http.StatusConflict || !strings.HasPrefix(late.Text(".ll-errors h2"), "季小舟 · 社工") || late.Attr(".ll-errors a", "href") != "#history" {
		t.Errorf("%d %s", late.Status, late.Text("main"))
	}
	if got := late.Texts("main .ll-stack > .ll-quote"); !slices.Equal(got, []string{"这是物业的事。", "请找和畅物业。"}) {
		t.Errorf("what was typed: %q", got)
	}
	if late.Has("[name=advice]") {
		t.Error("a form for what is past")
	}
	self := w.As("who=ji").Press(page, at+"/reject", "", "text", "这是物业的事。", "advice", "请找和畅物业。")
	if got := self.Text(".ll-errors h2"); self.Status != http.StatusConflict || got != "这一步您已经办过了，不用再办" {
		t.Errorf("who was first oneself: %d %q", self.Status, got)
	}
	english := w.As("who=wen; lang=en").Press(page, at+"/reject", "", "text", "这是物业的事。", "advice", "请找和畅物业。")
	if got := english.Text(".ll-errors p"); got != "What you wrote is still below. See what changed, then decide whether to send it." {
		t.Errorf("in English: %q", got)
	}
}

func TestTheSameFormSentTwice(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Filed("tan", wish.Public)
	at, ji := "/wishes/"+x.ID, w.As("who=ji")
	page := ji.Get(at)
	for i := range 2 {
		if done := ji.Press(page, at+"/accept", "", "topic", "repair", "urgency", "normal"); done.Status != http.StatusSeeOther || done.To != "/inbox" {
			t.Errorf("time %d: %d %s", i+1, done.Status, done.Text("main"))
		}
	}
	if got := ji.Get(at).Count(".ll-timeline > li"); got != 2 {
		t.Errorf("%d entries, want filing and accepting", got)
	}
}

func TestWhoMayNotIsToldWhoMay(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.Accepted)
	for _, c := range []struct {
		who, method, path, says string
		status                  int
	}{
		{"ji", "POST", "classify", "这一步要由社区书记或副书记来办，您可以看，不能办", http.StatusForbidden},
		{"ji", "GET", "classify?to=red", "这一步要由社区书记或副书记来办，您可以看，不能办", http.StatusForbidden},
		{"qu", "POST", "answer", "答复要由承办单位来写，您可以看，不能办", http.StatusForbidden},
		{"luo", "POST", "accept", "这一步由社区的人来办，您可以看，不能办", http.StatusForbidden},
		{"root", "POST", "note", "这一步由承办单位来办，您可以看，不能办", http.StatusForbidden},
		{"", "POST", "accept", "这一步要先登录", http.StatusUnauthorized},
		{"", "GET", "classify", "这一步要先登录", http.StatusUnauthorized},
		{"tan", "GET", "classify", "这一步要由社区书记或副书记来办，您可以看，不能办", http.StatusForbidden},
	} {
		cookie := "who=" + c.who
		if c.who == "" {
			cookie = "lang=zh-CN"
		}
		v, got := w.As(cookie), wishwebtest.Answer{}
		if c.method == "GET" {
			got = v.Get("/wishes/" + x.ID + "/" + c.path)
		} else {
			got = v.Post("/wishes/"+x.ID+"/"+c.path, "text", "想替别人办", "key", id.New())
		}
		if got.Status != c.status || got.Text("h1") != c.says {
			t.Errorf("%s %s: %d %q", c.who, c.path, got.Status, got.Text("h1"))
		}
		if c.status == http.StatusForbidden && (got.Text("main .ll-tel") != "中心村社区 · 周一到周六 8:30–17:30 "+wishwebtest.Tel || !got.Has(`main a[href="/wishes/`+x.ID+`"]`)) {
			t.Errorf("%s %s: whom to call and the way back: %s", c.who, c.path, got.Text("main"))
		}
		got.Sound()
	}
	private := w.Filed("tan", wish.Private)
	for _, who := range []string{"huo", "zhu", "root", "luo"} {
		if got := w.As("who="+who).Post("/wishes/"+private.ID+"/accept", "key", id.New()); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", who, got.Status)
		}
	}
}

// Staff live somewhere too: who handles wishes and has made one judges it like everybody else, unless the answer was the
// own one.
func TestStaffAsSubmitter(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Bring(w.Filed("ji", wish.Public), wish.Answered)
	ji := w.As("who=ji")
	page := ji.Get("/wishes/" + x.ID)
	if got := page.Texts("section[aria-label^=这件心愿是您提的] a"); !slices.Equal(got, []string{"评价"}) {
		t.Fatalf("%q", got)
	}
	if got := ji.Get(href(page, "section[aria-label^=这件心愿是您提的] a")); got.Status != http.StatusOK || !got.Has("[name=rating]") {
		t.Errorf("the judgement: %d %s", got.Status, got.Text("main"))
	}
	if got := w.As("who=wen").Get("/wishes/" + x.ID + "/evaluate"); got.Status != http.StatusForbidden {
		t.Errorf("a colleague judges: %d", got.Status)
	}
}
