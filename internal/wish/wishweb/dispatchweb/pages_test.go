package dispatchweb_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

// The street's leader looks what an entry would change, saves it, and the next wish is proposed so; pressed, the form comes
// filled in, and the wish says why it was sorted so.
func TestFromAnEntryToTheNextWish(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	before := w.Bring(w.Filed("tan", wish.Private), wish.Accepted)
	if _, err := w.Wishes.Classify(t.Context(), w.Actors["wen"], before.ID, wish.Classification{Colour: wish.Blue}); err != nil {
		t.Fatal(err)
	}
	bai, wen := w.As("who=bai"), w.As("who=wen")
	list := bai.Get("/dispatch")
	if list.Status != http.StatusOK || !list.Has(".ll-empty") || list.Text("h1") != "分办目录 · 钟秀街道" {
		t.Fatalf("%d %s", list.Status, list.Text("main"))
	}
	form := bai.Get(list.Attr("a.btn-primary", "href"))
	to := "yellow/" + w.Office
	if form.Count("[name=to][checked]") != 0 || !form.Has("[name=to][value='"+to+"']") || form.Has("[name=to][value^='red']") {
		t.Errorf("who handles it: %s", form.Text("main"))
	}
	shown := bai.Press(form, "/dispatch", "do=preview", "topic", "repair", "to", to, "n", "3", "unit", "wd", "evidence", "photo")
	if shown.Status != http.StatusOK || !strings.Contains(shown.Text("#preview"), "这一条管 1 件：0 件和当时一样，1 件会换地方") || shown.Attr("#n", "value") != "3" {
		t.Fatalf("%d %s", shown.Status, shown.Text("#preview"))
	}
	saved := bai.Press(shown, "/dispatch", "do=save", "topic", "repair", "unit", "wd")
	if saved.Status != http.StatusSeeOther || !strings.HasPrefix(saved.To, "/dispatch/") {
		t.Fatalf("%d %s", saved.Status, saved.Text("main"))
	}
	if page := bai.Get(saved.To); !strings.Contains(page.Text("main"), "3 个工作日") || !strings.Contains(page.Text("main"), "照片") || page.Text("h1") != "设施维修" {
		t.Errorf("%s", page.Text("main"))
	}
	x := w.Bring(w.Filed("tan", wish.Private), wish.Accepted)
	asked := wen.Get("/wishes/" + x.ID + "?act=classify")
	if asked.Text(".ll-proposal p > b") != "钟秀街道 社会事务办" || !strings.Contains(asked.Text(".ll-proposal"), "钟秀街道的“设施维修”，从 5月11日 起这样分") || asked.Has("[name=colour]") {
		t.Fatalf("%s", asked.Text("main"))
	}
	filled := wen.Get(asked.Attr(".ll-proposal a", "href"))
	if filled.Attr("[name=unit] option[selected]", "value") != w.Office || !strings.Contains(filled.Text("#text"), "起这样分") || filled.Attr("[name=colour]", "value") != "yellow" {
		t.Fatalf("%s", filled.Text("main"))
	}
	if done := wen.Press(filled, "/wishes/"+x.ID+"/classify", "", "unit", w.Office); done.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", done.Status, done.Text("main"))
	}
	if why := wen.Get("/wishes/" + x.ID).Text("#why"); !strings.Contains(why, "钟秀街道的“设施维修”") || strings.Contains(why, "没有照办") {
		t.Errorf("why: %s", why)
	}
	other := w.Bring(w.Filed("tan", wish.Private), wish.Accepted)
	if done := wen.Post("/wishes/"+other.ID+"/classify", "colour", "blue", "key", "other"); done.Status != http.StatusSeeOther {
		t.Fatalf("%d", done.Status)
	}
	if why := wen.Get("/wishes/" + other.ID).Text("#why"); !strings.Contains(why, "目录说的是黄 钟秀街道 社会事务办，当时没有照办") {
		t.Errorf("why: %s", why)
	}
}

// Whoever writes an entry where there is one is shown both before anything is saved, and what was typed stays; saved once more, or after
// a preview, it is replaced.
func TestAnEntryIsNotEndedUnseen(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	bai, place := w.As("who=bai"), wishwebtest.Street
	fresh := func() wishwebtest.Answer { return bai.Get("/dispatch/new?place=" + place) }
	write := func(page wishwebtest.Answer, do, to, n string) wishwebtest.Answer {
		return bai.Press(page, "/dispatch", "do="+do, "topic", "repair", "to", to, "n", n, "unit", "wd")
	}
	holds := func() string { return bai.Get("/dispatch?place=" + place).Text("#list tbody") }
	if page := fresh(); page.Has("#held") {
		t.Fatalf("before there is one: %s", page.Text("#held"))
	}
	first := write(fresh(), "save", "yellow/"+w.Office, "3")
	if first.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", first.Status, first.Text("main"))
	}
	w.Clock.Add(time.Hour)
	if bad := write(fresh(), "save", "yellow/", "99"); bad.Status != http.StatusUnprocessableEntity || !bad.Has("#e-n") {
		t.Errorf("what is wrong with it: %d %s", bad.Status, bad.Text("main"))
	}
	asked := write(fresh(), "save", "yellow/", "4")
	if asked.Status != http.StatusConflict || !strings.Contains(asked.Text("[role=alert]"), "已经有一条") || asked.Attr("#n", "value") != "4" || !asked.Has("[name=to][value='yellow/'][checked]") {
		t.Fatalf("%d %s", asked.Status, asked.Text("main"))
	}
	if now, then := asked.Text("[data-held=now]"), asked.Text("[data-held=then]"); !strings.Contains(now, "社会事务办3 个工作日") || !strings.Contains(then, "所在街道4 个工作日") {
		t.Errorf("it shows %q and %q", now, then)
	}
	if now := holds(); !strings.Contains(now, "3 个工作日") {
		t.Errorf("it was saved: %s", now)
	}
	if done := bai.Press(asked, "/dispatch", "do=save", "topic", "repair", "unit", "wd"); done.Status != http.StatusSeeOther || !strings.Contains(holds(), "4 个工作日") || strings.Contains(holds(), "3 个工作日") {
		t.Fatalf("saved once more: %d, %s", done.Status, holds())
	}
	w.Clock.Add(time.Hour)
	shown := write(fresh(), "preview", "yellow/", "5")
	if shown.Status != http.StatusOK || !strings.Contains(shown.Text("[data-held=now]"), "4 个工作日") || !strings.Contains(shown.Text("[data-held=then]"), "5 个工作日") || !shown.Has("#preview") {
		t.Fatalf("the preview: %d %s", shown.Status, shown.Text("main"))
	}
	if done := bai.Press(shown, "/dispatch", "do=save", "topic", "repair", "unit", "wd"); done.Status != http.StatusSeeOther || !strings.Contains(holds(), "5 个工作日") {
		t.Errorf("saved after it: %d, %s", done.Status, holds())
	}
	if page := bai.Get("/dispatch/new?place=" + place + "&topic=repair"); !strings.Contains(page.Text("[data-held=now]"), "5 个工作日") || page.Has("[data-held=then]") {
		t.Errorf("the form that changes it: %s", page.Text("#held"))
	}
}

// Who may not see it finds nothing; who may not change it reads on; what was typed stays, and what is wrong stands beside it.
func TestWhoComesToTheCatalogue(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	for who, want := range map[string]int{"": 401, "who=tan": 404, "who=root": 404, "who=xin": 404, "who=ji": 200, "who=su": 200, "who=qu": 200, "who=shi": 200, "who=zhu": 200} {
		for _, path := range []string{"/dispatch", "/topics", "/topics/of/repair"} {
			if got := w.As(who).Fetch(path); got.StatusCode != want {
				t.Errorf("%s at %s: %d, want %d", who, path, got.StatusCode, want)
			}
		}
	}
	for _, path := range []string{"/dispatch/new?place=" + wishwebtest.Street, "/topics/new", "/dispatch/file", "/topics/file", "/topics/of/repair/end"} {
		if got := w.As("who=ji").Get(path); got.Status != http.StatusForbidden {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	bai := w.As("who=bai")
	if got := bai.Get("/dispatch/new?place=320613"); got.Status != http.StatusForbidden {
		t.Errorf("the district's: %d", got.Status)
	}
	form := bai.Get("/dispatch/new?place=" + wishwebtest.Street)
	bad := bai.Press(form, "/dispatch", "do=save", "topic", "traffic", "to", "yellow/", "n", "99", "unit", "wd")
	if bad.Status != http.StatusUnprocessableEntity || bad.Attr("#n", "value") != "99" || !bad.Has("[name=to][value='yellow/'][checked]") || !strings.Contains(bad.Text("#e-n"), "15 个工作日") {
		t.Errorf("%d %s", bad.Status, bad.Text("main"))
	}
	first := bai.Press(form, "/dispatch", "do=save", "topic", "", "to", "yellow/")
	w.Clock.Add(1e9)
	second := bai.Press(form, "/dispatch", "do=save", "topic", "", "to", "blue/", "key", "another")
	if first.Status != http.StatusSeeOther || second.Status != http.StatusConflict || !second.Has("[name=to][value='blue/'][checked]") {
		t.Errorf("%d, then %d: %s", first.Status, second.Status, second.Text("main"))
	}
	ask := bai.Get(first.To + "/end")
	if ended := bai.Press(ask, first.To+"/end", ""); ended.Status != http.StatusSeeOther || !strings.Contains(bai.Get(first.To).Text("dl"), "到 5月11日") {
		t.Errorf("%d %s", ended.Status, bai.Get(first.To).Text("dl"))
	}
	if again := bai.Press(ask, first.To+"/end", ""); again.Status != http.StatusSeeOther || again.To != first.To {
		t.Errorf("ended twice: %d %s", again.Status, again.Text("main"))
	}
}

// The command centre reads in topics: shown, taken over, chosen by who accepts a wish; a topic is renamed and ended.
func TestTopicsByFileAndByHand(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	shi := w.As("who=shi")
	form := shi.Get("/topics/file")
	file := []wishwebtest.Part{{Field: "file", Name: "事项.csv", Body: []byte("编号,上级编号,名称\nlift,repair,电梯\n,lift,困人\n,nowhere,没处放\n")}}
	plan := shi.Upload(form, "/topics/file", "", file)
	if plan.Status != http.StatusOK || plan.Text("#plan .ll-total") != "新加 2，改 0，不变 0，读不进 1" || !strings.Contains(plan.Text("#plan-refused"), "4") {
		t.Fatalf("%d %s", plan.Status, plan.Text("main"))
	}
	if done := shi.Press(plan, "/topics/file/take", ""); done.To != "/topics" || shi.Get("/topics").Text("a[href='/topics/of/lift']") != "电梯" {
		t.Fatalf("%d %s", done.Status, done.To)
	}
	if again := shi.Press(plan, "/topics/file/take", ""); again.Status != http.StatusSeeOther || again.To != "/topics" {
		t.Errorf("taken over twice: %d %s", again.Status, again.To)
	}
	draft := plan.Attr("[name=draft]", "value")
	for _, other := range []string{"who=bai", "who=ji"} {
		if got := w.As(other).Post("/topics/file/take", "draft", draft, "digest", "x"); got.Status != http.StatusForbidden {
			t.Errorf("%s takes it over: %d", other, got.Status)
		}
	}
	for name, body := range map[string][]byte{"老表.xls": []byte("\xd0\xcf\x11\xe0"), "空.csv": []byte("\n")} {
		if bad := shi.Upload(form, "/topics/file", "", []wishwebtest.Part{{Field: "file", Name: name, Body: body}}); bad.Status != http.StatusUnprocessableEntity || !bad.Has("#e-file") {
			t.Errorf("%s: %d", name, bad.Status)
		}
	}
	x := w.Filed("tan", wish.Private)
	accept := w.As("who=ji").Get("/wishes/" + x.ID)
	if !accept.Has("#topic option[value='lift.1']") || accept.Attr("#topic option[selected]", "value") != "repair" {
		t.Errorf("the topics of the desk: %s", accept.Text("#topic"))
	}
	if done := w.As("who=ji").Press(accept, "/wishes/"+x.ID+"/accept", "", "topic", "lift.1"); done.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", done.Status, done.Text("main"))
	}
	if facts := w.As("who=ji").Get("/wishes/" + x.ID).Text("dl.ll-facts"); !strings.Contains(facts, "设施维修 › 电梯 › 困人") {
		t.Errorf("%s", facts)
	}
	if kinds := w.As("who=tan").Get("/wishes/new").Count("[name=topic]"); kinds != 6 {
		t.Errorf("a resident chooses from %d", kinds)
	}
	renamed := shi.Press(shi.Get("/topics/of/lift.1"), "/topics", "", "zh", "电梯困人", "parent", "lift")
	if renamed.To != "/topics/of/lift.1" || !strings.Contains(shi.Get(renamed.To).Text("main"), "困人") {
		t.Errorf("%d %s", renamed.Status, renamed.Text("main"))
	}
	if below := shi.Press(shi.Get("/topics/of/lift/end"), "/topics/of/lift/end", ""); below.Status != http.StatusUnprocessableEntity || !strings.Contains(below.Text("main"), "还有细项") {
		t.Errorf("%d %s", below.Status, below.Text("main"))
	}
	ask := shi.Get("/topics/of/lift.1/end")
	if ended := shi.Press(ask, "/topics/of/lift.1/end", "", "merged", "repair"); ended.Status != http.StatusSeeOther {
		t.Errorf("%d %s", ended.Status, ended.Text("main"))
	}
	if again := shi.Press(ask, "/topics/of/lift.1/end", "", "merged", "repair"); again.Status != http.StatusSeeOther || again.To != "/topics/of/lift.1" {
		t.Errorf("ended twice: %d %s", again.Status, again.Text("main"))
	}
	if page := shi.Get("/topics/of/lift.1"); !strings.Contains(page.Text("main"), "归到“设施维修”") || page.Has("form[action='/topics']") {
		t.Errorf("%s", page.Text("main"))
	}
}

// What is wrong with a clock is said in the words in which one is written, in the form and in the table; those words are read, and are those
// in which the table goes out.
func TestAClockIsWrittenInWords(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	bai := w.As("who=bai")
	form := bai.Get("/dispatch/file")
	read := func(clock string) wishwebtest.Answer {
		body := "地方编码,事项编号,颜色,时限\n" + wishwebtest.Street + ",repair,黄," + clock + "\n"
		return bai.Upload(form, "/dispatch/file", "", []wishwebtest.Part{{Field: "file", Name: "目录.csv", Body: []byte(body)}})
	}
	for _, bad := range []string{"99个工作日", "很快"} {
		why := read(bad).Text("#plan-refused")
		if !strings.Contains(why, "“24 小时”或“3 个工作日”") || !strings.Contains(why, "15 个工作日") || strings.Contains(why, "15wd") {
			t.Errorf("%s: %s", bad, why)
		}
	}
	for cell, want := range map[string]string{"24 小时": "24 小时", "3 个工作日": "3 个工作日", "8 工作小时": "8 个工作时", "24 hours": "24 小时", "3 Working Days": "3 个工作日", "2wd": "2 个工作日"} {
		if plan := read(cell); !strings.Contains(plan.Text("#plan-added"), want) {
			t.Errorf("%s: %s", cell, plan.Text("main"))
		}
	}
}

// Every line that is left out stands with its reason in a copy of one's own file, also when the rest has been taken over; nobody
// else gets it.
func TestTheRefusedLinesComeBackInOnesOwnFile(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	bai := w.As("who=bai")
	body := "地方编码,事项编号,颜色,我的备注\n" + wishwebtest.Street + ",repair,黄,=好\n320613,repair,黄,不归我\n" + wishwebtest.Street + ",没有的,黄,\n"
	plan := bai.Upload(bai.Get("/dispatch/file"), "/dispatch/file", "", []wishwebtest.Part{{Field: "file", Name: "目录.csv", Body: []byte(body)}})
	at := plan.Attr("#plan a[href*=report]", "href")
	if done := bai.Press(plan, "/dispatch/file/take", ""); done.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", done.Status, done.Text("main"))
	}
	got := bai.Fetch(at)
	copied, err := io.ReadAll(got.Body)
	if err != nil || got.StatusCode != http.StatusOK || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/csv") {
		t.Fatalf("%d %v", got.StatusCode, err)
	}
	want := "\ufeff地方编码,事项编号,颜色,我的备注,原因\r\n" + wishwebtest.Street + ",repair,黄,'=好,\r\n320613,repair,黄,不归我,这个地方的目录不归您改\r\n" + wishwebtest.Street + ",没有的,黄,,"
	if !strings.HasPrefix(string(copied), want) || !strings.Contains(string(copied[len(want):]), "请选一类") {
		t.Errorf("%s", copied)
	}
	for who, status := range map[string]int{"who=shi": http.StatusNotFound, "who=ji": http.StatusForbidden, "": http.StatusUnauthorized} {
		if got := w.As(who).Fetch(at); got.StatusCode != status {
			t.Errorf("%s: %d", who, got.StatusCode)
		}
	}
}

// A table goes out with a number, for a purpose, with its stamp in the last line and in the journal; sent again it goes out only once.
// Read in as it is it changes nothing.
func TestATableGoesOutNumbered(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	bai, shi := w.As("who=bai"), w.As("who=shi")
	for _, x := range []struct {
		by    wishwebtest.Visit
		place string
	}{{shi, "320613"}, {bai, wishwebtest.Street}} {
		form := x.by.Get("/dispatch/new?place=" + x.place)
		if done := x.by.Press(form, "/dispatch", "do=save", "topic", "traffic", "to", "yellow/", "n", "3", "unit", "wd"); done.Status != http.StatusSeeOther {
			t.Fatalf("%d %s", done.Status, done.Text("main"))
		}
	}
	for i, path := range []string{"/dispatch", "/topics"} {
		page := bai.Get(path)
		key := page.Attr("#take-out [name=key]", "value")
		if bad := bai.Post(path+"/table", "key", key); bad.Status != http.StatusUnprocessableEntity || !bad.Has("#e-purpose") || bad.Text("h1") != page.Text("h1") {
			t.Errorf("%s without a purpose: %d", path, bad.Status)
		}
		out := bai.Post(path+"/table", "key", key, "purpose", "meeting", "as", "csv")
		body := out.Body
		stamp := fmt.Sprintf("※ 导出编号 %d · 柏时雨 街道副主任 · ", i+1)
		lines := strings.Split(strings.TrimSuffix(body, "\r\n"), "\r\n")
		if out.Status != http.StatusOK || !strings.HasPrefix(lines[len(lines)-1], stamp) || !strings.HasSuffix(lines[len(lines)-1], fmt.Sprintf("用途：会商 · 共 %d 项", len(lines)-2)) {
			t.Fatalf("%s: %d %s", path, out.Status, body)
		}
		again := bai.Post(path+"/table", "key", key, "purpose", "meeting", "as", "csv")
		if toast := again.Text(".ll-toast"); again.Status != http.StatusOK || !strings.Contains(toast, fmt.Sprintf("编号 %d，5月11日", i+1)) || again.Attr("#take-out [name=key]", "value") == key ||
			!again.Has("#take-out option[value=meeting][selected]") || again.Text("h1") != page.Text("h1") {
			t.Errorf("%s sent again: %d %s", path, again.Status, toast)
		}
		reader := map[string]wishwebtest.Visit{"/dispatch": bai, "/topics": shi}[path]
		plan := reader.Upload(reader.Get(path+"/file"), path+"/file", "", []wishwebtest.Part{{Field: "file", Name: "out.csv", Body: []byte(body)}})
		if plan.Text("#plan .ll-total") != fmt.Sprintf("新加 0，改 0，不变 %d，读不进 0", len(lines)-2) {
			t.Errorf("%s read in again: %s", path, plan.Text("#plan"))
		}
	}
	if n, err := db.Value[int](t.Context(), w.DB, "SELECT COUNT(*) FROM journal WHERE act = 'export.number'"); err != nil || n != 2 {
		t.Errorf("%d in the journal, %v", n, err)
	}
	for who, want := range map[string]int{"": 401, "who=tan": 404, "who=root": 404, "who=ji": 200, "who=qu": 200} {
		if got := w.As(who).Post("/dispatch/table", "purpose", "report", "key", "one"); got.Status != want {
			t.Errorf("%s: %d, want %d", who, got.Status, want)
		}
	}
}

// A plan says of what it changes what that is now and what it will be: names of topics, and of the catalogue also since and from when.
func TestAPlanTellsOldAndNew(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	shi, bai := w.As("who=shi"), w.As("who=bai")
	part := func(body string) []wishwebtest.Part {
		return []wishwebtest.Part{{Field: "file", Name: "表.csv", Body: []byte(body)}}
	}
	plan := shi.Upload(shi.Get("/topics/file"), "/topics/file", "", part("编号,上级编号,名称\nrepair,,房屋和设施\nlift,repair,电梯\n"))
	if got := plan.Text("#plan-changed"); !strings.Contains(got, "repair 原来：设施维修") || !strings.Contains(got, "改成：房屋和设施") {
		t.Errorf("topics: %s", got)
	}
	if got := plan.Text("#plan-added"); !strings.Contains(got, "lift 设施维修 › 电梯") && !strings.Contains(got, "lift 房屋和设施 › 电梯") {
		t.Errorf("a new topic: %s", got)
	}
	form := bai.Get("/dispatch/new?place=" + wishwebtest.Street)
	if done := bai.Press(form, "/dispatch", "do=save", "topic", "repair", "to", "yellow/"+w.Office, "n", "3", "unit", "wd"); done.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", done.Status, done.Text("main"))
	}
	w.Clock.Add(time.Minute)
	head := "地方编码,事项编号,颜色,时限,从\n" + wishwebtest.Street + ",repair,蓝,24小时,"
	for from, want := range map[string]string{"": "存了马上算数", "2026-06-01": "6月1日 起"} {
		got := bai.Upload(bai.Get("/dispatch/file"), "/dispatch/file", "", part(head+from+"\n")).Text("#plan-changed")
		if !strings.Contains(got, "原来：黄 钟秀街道 社会事务办 · 3 个工作日 · 5月11日 起") || !strings.Contains(got, "改成：蓝 所在社区 · 24 小时 · "+want) {
			t.Errorf("%q: %s", from, got)
		}
	}
}
