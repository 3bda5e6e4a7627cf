package suggestweb_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/wish"
	"linli/internal/wish/number"
	"linli/internal/wish/suggest"
	"linli/internal/wish/wishweb/suggestweb"
	"linli/internal/wish/wishweb/wishwebtest"
)

// town is a neighbourhood with many ended wishes: lights are the community's, parking is the city managers' of the street, meals
// are of its office for social affairs.
type town struct {
	*wishwebtest.Hood
	t       *testing.T
	parking string // unit
}

func newTown(t *testing.T, n int) *town {
	t.Helper()
	w := &town{Hood: wishwebtest.Staffed(t), t: t}
	o, err := org.New(w.DB, wishwebtest.NobodyListens{}).CreateOrg(t.Context(), actor.Job("test"), org.Org{Kind: org.StreetOffice, Place: wishwebtest.Street, Name: "城管办"}, "")
	w.Must(err)
	w.parking = o.ID
	home, err := org.CommunityOf(t.Context(), w.DB, wishwebtest.Community)
	w.Must(err)
	var people []string
	for i := range 7 {
		people = append(people, w.Live(fmt.Sprint("p", i), fmt.Sprintf("谈桂%c", '一'+rune(i)), wishwebtest.Garden, "").Person)
	}
	kinds := []struct {
		topic  wish.Topic
		colour wish.Colour
		unit   string
		said   []string
	}{
		{wish.Repair, wish.Blue, home.ID, []string{"路灯不亮", "楼道灯坏了"}},
		{wish.Traffic, wish.Yellow, w.parking, []string{"电动车乱停", "停车位不够"}},
		{wish.Elders, wish.Yellow, w.Office, []string{"老人吃饭没人送", "助餐点太远"}},
	}
	var all []wish.Wish
	for i := range n {
		at, k := wishwebtest.Morning.AddDate(0, -1, 0).Add(time.Duration(i)*time.Hour), kinds[i%3]
		text := k.said[i/3%2] + "，" + []string{"好几天了", "希望早点处理", "大家都在说", "去年也提过"}[i%4] + "。"
		all = append(all, wish.Wish{
			ID: id.At(at), Number: number.Format(wishwebtest.Community, 2026, 20_000+i), Code: "ABC234", Community: wishwebtest.Community, Place: wishwebtest.Garden, Channel: wish.App,
			Topic: k.topic, Title: wish.TitleOf(text), Text: text, Visibility: wish.Private, Submitter: people[i%len(people)], State: wish.Closed, Colour: k.colour, Urgency: wish.Normal,
			Unit: k.unit, FiledAt: at, AcceptedAt: at, ClassifiedAt: at, AnsweredAt: at, ClosedAt: at, AcceptDue: at, ClassifyDue: at, AnswerDue: at, EvaluateDue: at, DueSpan: "5wd",
		})
	}
	w.Must(w.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return wish.InsertManyTx(ctx, tx, all, func(wish.Wish) []wish.Entry { return nil })
	}))
	return w
}

func (w *town) learn() {
	w.t.Helper()
	if n, err := w.Learn.LearnAll(w.t.Context()); err != nil || n != 1 {
		w.t.Fatalf("learnt %d, %v", n, err)
	}
}

func (w *town) filed(text string) wish.Wish {
	w.t.Helper()
	x, err := w.Wishes.File(w.t.Context(), w.Actors["tan"], wish.Filing{Topic: wish.Other, Text: text, Place: wishwebtest.Garden, Visibility: wish.Private})
	w.Must(err)
	return x
}

// Who looks after it asks for a training, follows it, stops it, and reads how good the models are; who may only look has no button.
func TestWhoLooksAfterSuggestions(t *testing.T) {
	t.Parallel()
	w := newTown(t, 150)
	shi, qu := w.As("who=shi"), w.As("who=qu")
	page := shi.Get(suggestweb.Path)
	page.Sound()
	if page.Status != http.StatusOK || !page.Has("form[action='/suggestions/train']") || page.Has("form[action='/suggestions/cancel']") || page.Count("[data-field] table") != 0 ||
		!strings.Contains(page.Text("[data-run]"), "还没有学过") {
		t.Fatalf("%d: before anything was learnt: %s", page.Status, page.Text("main"))
	}
	if page := qu.Get(suggestweb.Path); page.Status != http.StatusOK || page.Has("form[action^='/suggestions']") {
		t.Errorf("the auditor: %d, or has a button", page.Status)
	}
	for range 2 { // sent twice
		if page := shi.Press(page, "/suggestions/train", ""); page.Status != http.StatusSeeOther || len(w.Trainings) != 1 {
			t.Fatalf("%d, %d trainings", page.Status, len(w.Trainings))
		}
	}
	if page := shi.Post("/suggestions/train"); page.Status != http.StatusConflict {
		t.Errorf("asked for beside it: %d", page.Status)
	}
	page = shi.Get(suggestweb.Path)
	page.Sound()
	if page.Attr("[data-run]", "data-run") != "running" || !page.Has("form[action='/suggestions/cancel']") || page.Has("form[action='/suggestions/train']") {
		t.Errorf("while it runs: %s", page.Text("main"))
	}
	if page := shi.Post("/suggestions/cancel"); page.Status != http.StatusSeeOther {
		t.Errorf("stopped: %d", page.Status)
	}
	w.Must(w.Learn.Learn(t.Context(), "320613", w.Trainings[0]))
	if page := shi.Get(suggestweb.Path); page.Attr("[data-run]", "data-run") != "cancelled" || page.Count("[data-field] table") != 0 {
		t.Errorf("after it was stopped: %s", page.Text("main"))
	}
	w.learn()
	page = shi.Get(suggestweb.Path)
	page.Sound()
	for _, f := range suggest.Fields() {
		if got := page.Text("[data-field=" + string(f) + "]"); !strings.Contains(got, "100.0 %") || !strings.Contains(got, "总猜最多的那一种") {
			t.Errorf("%s: %s", f, got)
		}
	}
	if got := page.Text("[data-field=unit]"); !strings.Contains(got, "城管办") || !strings.Contains(got, "社会事务办") {
		t.Errorf("units are not named: %s", got)
	}
	english := w.As("who=shi; lang=en").Get(suggestweb.Path)
	english.Sound()
	if !strings.Contains(english.Text("main"), "Always the commonest") {
		t.Errorf("in English: %s", english.Text("main"))
	}
}

func TestTooFewToLearn(t *testing.T) {
	t.Parallel()
	w := newTown(t, 30)
	if page := w.As("who=root").Get(suggestweb.Path); page.Status != http.StatusOK || !strings.Contains(page.Text("[data-field=topic]"), "才 30 件，到 100 件才学") {
		t.Errorf("%d: %s", page.Status, page.Text("main"))
	}
}

// For anybody else there is no such page, whatever is sent.
func TestNobodyElse(t *testing.T) {
	t.Parallel()
	w := newTown(t, 0)
	for who, want := range map[string]int{"": 401, "tan": 404, "ji": 404, "wen": 404, "bai": 404, "su": 404, "huo": 404} {
		v := w.As("who=" + who)
		for _, got := range []int{v.Get(suggestweb.Path).Status, v.Post("/suggestions/train").Status, v.Post("/suggestions/cancel").Status} {
			if got != want {
				t.Errorf("%q: %d, want %d", who, got, want)
			}
		}
	}
	if got := w.As("who=qu").Post("/suggestions/train").Status; got != 403 {
		t.Errorf("the auditor trains: %d", got)
	}
}

// The desk is shown topic, then colour and unit, with words of the wish itself; a link fills the form and decides nothing; what was
// decided is counted beside what was shown.
func TestTheDeskIsShownAndDecides(t *testing.T) {
	t.Parallel()
	w := newTown(t, 150)
	w.learn()
	x := w.filed("楼下电动车乱停，消防通道都堵住了")
	at := "/wishes/" + x.ID
	ji, wen := w.As("who=ji"), w.As("who=wen")
	page := ji.Get(at)
	page.Sound()
	box := page.Text("[data-suggested=topic]")
	if page.Count("[data-suggested]") != 1 || !strings.Contains(box, "停车通行") || !strings.Contains(box, "电动车") || page.Attr("#topic option[selected]", "value") != "other" {
		t.Fatalf("%d suggestions: %s; form: %s", page.Count("[data-suggested]"), box, page.Attr("#topic option[selected]", "value"))
	}
	filled := ji.Get(page.Attr("[data-suggested=topic] a", "href"))
	filled.Sound()
	if filled.Attr("#topic option[selected]", "value") != "traffic" || filled.Has("[data-suggested=topic] a") {
		t.Errorf("the form has %q", filled.Attr("#topic option[selected]", "value"))
	}
	if s, err := w.Wishes.See(t.Context(), w.Actors["ji"], x.ID); err != nil || s.Wish.State != wish.Submitted || s.Wish.Topic != wish.Other {
		t.Fatalf("a look has changed it: %+v, %v", s.Wish, err)
	}
	if got := ji.Post(at+"/accept", "topic", "traffic", "suggested", page.Attr("[name=suggested]", "value")); got.Status != http.StatusSeeOther {
		t.Fatalf("accepted: %d", got.Status)
	}
	page = wen.Get(at)
	page.Sound()
	if !strings.Contains(page.Text("[data-suggested=colour]"), "黄") || !strings.Contains(page.Text("[data-suggested=unit]"), "城管办") {
		t.Fatalf("colour and unit: %s", page.Text("main"))
	}
	filled = wen.Get(page.Attr("[data-suggested=unit] a", "href"))
	filled.Sound()
	if filled.Attr("#unit option[selected]", "value") != w.parking || filled.Attr("form input[name=colour]", "value") != "yellow" {
		t.Errorf("the form has %q", filled.Attr("#unit option[selected]", "value"))
	}
	// The secretary decides otherwise.
	got := wen.Post(at+"/classify", "colour", "yellow", "unit", w.Office, "text", "社区办不了", "suggested", filled.Attr("[name=suggested]", "value"))
	if got.Status != http.StatusSeeOther {
		t.Fatalf("sorted: %d", got.Status)
	}
	v, err := w.Learn.See(t.Context(), w.Actors["shi"], "320613")
	w.Must(err)
	want := map[suggest.Field]suggest.Share{suggest.Topic: {Offered: 1, Accepted: 1}, suggest.Colour: {Offered: 1, Accepted: 1}, suggest.Unit: {Offered: 1, Accepted: 0}}
	for f, s := range want {
		if v.Months[11].Fields[f] != s {
			t.Errorf("%s: %+v, want %+v", f, v.Months[11].Fields[f], s)
		}
	}
	// Neither the submitter nor who does not sort it is shown anything; a text that says nothing has no suggestion.
	for _, who := range []string{"tan", "su", "bai", "qu"} {
		if page := w.As("who=" + who).Get(at); page.Has("[data-suggested]") {
			t.Errorf("%s is shown suggestions", who)
		}
	}
	if page := ji.Get("/wishes/" + w.filed("嗯嗯嗯嗯嗯嗯").ID); page.Has("[data-suggested]") || page.Has("[name=suggested]") {
		t.Error("something is suggested of nothing")
	}
	// What is wrong with a form leaves its suggestion there.
	y := w.filed("老人吃饭没人送")
	if page := ji.Post("/wishes/"+y.ID+"/accept", "topic", "nonsense", "suggested", "x"); page.Status != 422 || !page.Has("[data-suggested=topic]") {
		t.Errorf("%d, suggestion %v", page.Status, page.Has("[data-suggested=topic]"))
	}
}
