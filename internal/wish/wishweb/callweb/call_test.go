package callweb_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/web/webtest"
	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

// toCall is a neighbourhood in which one answer waits to be asked about.
func toCall(t *testing.T) (*wishwebtest.Hood, wish.Wish) {
	t.Helper()
	w := wishwebtest.New(t)
	x := w.Bring(w.Filed("tan", wish.Private), wish.Answered)
	w.Clock.Add(4 * 24 * time.Hour) // Friday: three working days are over
	return w, x
}

func TestTheListSaysWhomToCall(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	xin := w.As("who=xin")
	if doc := xin.Get("/calls"); !strings.Contains(doc.Text("#list"), "没有要打的电话") || doc.Has("tbody") {
		t.Errorf("nothing is to be called, and the page says %q", doc.Text("#list"))
	}
	x := w.Bring(w.Filed("tan", wish.Private), wish.Answered)
	w.Bring(w.Filed("luo", wish.Public), wish.Answered)
	if doc := xin.Get("/calls"); doc.Has("tbody") {
		t.Error("on the day of the answer somebody is to be called")
	}
	w.Clock.Add(4 * 24 * time.Hour)
	doc := xin.Get("/calls")
	doc.Sound()
	if got := doc.Texts("tbody td"); len(got) != 8 || got[2] != "谈*" || got[6] != "还没打过" || !strings.Contains(got[5], "社会事务办") {
		t.Errorf("rows %q", got)
	}
	if doc.Attr("tbody a", "href") != "/calls/"+x.ID || doc.Text("#out") != "另有 1 件没留电话，打不了电话。" || doc.Text("nav a[aria-current] .ll-count") == "0" {
		t.Errorf("link %q, left out %q", doc.Attr("tbody a", "href"), doc.Text("#out"))
	}
	if strings.Contains(doc.Body, "13800000123") || strings.Contains(doc.Body, "谈桂芬") {
		t.Error("the list shows a name or a number")
	}
	if doc := xin.Get("/calls?colour=red"); !doc.Has(`#list a[href="/calls"]`) {
		t.Error("a filter that leaves nothing cannot be cleared")
	}
	if doc := xin.Get("/calls?colour=yellow&place=" + wishwebtest.Street); doc.Count("tbody tr") != 1 {
		t.Error("the filter leaves nothing of what fits")
	}
	if doc := xin.Get("/calls?after=nonsense"); doc.Status != http.StatusUnprocessableEntity {
		t.Errorf("a cursor that is none: %d", doc.Status)
	}
	for who, want := range map[string]int{"who=su": http.StatusNotFound, "who=tan": http.StatusNotFound, "visit=1": http.StatusUnauthorized} {
		if got := w.As(who).Get("/calls").Status; got != want {
			t.Errorf("%s: %d, want %d", who, got, want)
		}
		if got := w.As(who).Get("/calls/" + x.ID).Status; got != http.StatusNotFound {
			t.Errorf("%s, one call: %d", who, got)
		}
	}
}

// The officer sees the number alone, for a reason, once; name and door stay masked.
func TestTheNumberIsShownForAReason(t *testing.T) {
	t.Parallel()
	w, x := toCall(t)
	xin, at, key := w.As("who=xin"), "/calls/"+x.ID, id.New()
	doc := xin.Get(at)
	doc.Sound()
	if doc.Text(".ll-person, #submitter ~ .ll-panel-body") == "" || strings.Contains(doc.Body, "13800000123") || !strings.Contains(doc.Body, "138****0123") {
		t.Error("the number is not masked")
	}
	if got := xin.Post(at+"/reveal", "key", key); got.Status != http.StatusUnprocessableEntity || strings.Contains(got.Body, "13800000123") {
		t.Errorf("without a reason: %d", got.Status)
	}
	shown := xin.Post(at+"/reveal", "key", key, "reason", "call_back")
	shown.Sound()
	if got := shown.Texts("#shown dd"); shown.Status != http.StatusOK || !slices.Equal(got, []string{"13800000123"}) || strings.Contains(shown.Body, "谈桂芬") {
		t.Errorf("%d %q", shown.Status, got)
	}
	for _, field := range []string{"input", "textarea", "option"} {
		for _, n := range shown.All(field) {
			if strings.Contains(webtest.Attributes(n), "13800000123") {
				t.Errorf("a %s holds the number", field)
			}
		}
	}
	if again := xin.Post(at+"/reveal", "key", key, "reason", "call_back"); again.Status != http.StatusConflict || strings.Contains(again.Body, "13800000123") {
		t.Errorf("loaded again: %d", again.Status)
	}
	said, err := db.Value[string](t.Context(), w.DB, "SELECT after FROM journal WHERE act = 'person.reveal'")
	w.Must(err)
	if want := `{"reason":"call_back","about":"wish/` + x.ID + `","fields":["phone"]}`; said != want {
		t.Errorf("the journal says %s", said)
	}
	if got := w.As("who=su").Post(at+"/reveal", "key", id.New(), "reason", "call_back"); got.Status != http.StatusNotFound {
		t.Errorf("who answered: %d", got.Status)
	}
}

func TestWordsAreWrittenDown(t *testing.T) {
	t.Parallel()
	w, x := toCall(t)
	xin, at := w.As("who=xin"), "/calls/"+x.ID
	doc := xin.Get(at)
	for _, n := range doc.All("input[type=radio]") {
		if strings.Contains(webtest.Attributes(n), "checked") {
			t.Error("something is chosen beforehand")
		}
	}
	if doc.Count(`input[name="rating"]`) != 3 || doc.Count(`input[name="solved"]`) != 2 || doc.Count(`input[name="outcome"]`) != 4 {
		t.Error("not the choices that are to be there")
	}
	bad := xin.Post(at+"/call_back", "key", id.New(), "rating", "unsatisfied", "text", "")
	if bad.Status != http.StatusUnprocessableEntity || bad.Text("#e-solved") == "" || bad.Text("#e-text") == "" || bad.Has("#e-rating") || !bad.Has(`input[value="unsatisfied"][checked]`) {
		t.Errorf("incomplete: %d %q", bad.Status, bad.Text("form"))
	}
	bad.Sound()
	done := xin.Post(at+"/call_back", "key", id.New(), "solved", "no", "rating", "unsatisfied", "text", "灯还是不亮")
	if done.Status != http.StatusSeeOther || done.To != at+"#again" {
		t.Fatalf("%d to %q", done.Status, done.To)
	}
	doc = xin.Get(at)
	doc.Sound()
	if doc.Has(`form[action$="call_back"]`) || !doc.Has(`form[action$="/again"]`) || !strings.Contains(doc.Text("aside"), "灯还是不亮") {
		t.Error("it can be called again, or nobody asks whether it is to be taken up again")
	}
	own := w.As("who=tan").Get("/wishes/" + x.ID)
	if text := own.Text("main"); !strings.Contains(text, "电话回访时，您说") || !strings.Contains(text, "138****0123") || !strings.Contains(text, "辛言 · 回访员") {
		t.Errorf("the submitter reads %q", text)
	}
	staff := w.As("who=ji").Get("/wishes/" + x.ID)
	if text := staff.Text("#history"); !strings.Contains(text, "电话回访 138****0123") || !strings.Contains(text, "辛言 · 回访员") || !strings.Contains(staff.Text("main"), "没办成（电话回访）") {
		t.Errorf("the desk reads %q", text)
	}
	if got := xin.Post(at+"/again", "key", id.New(), "text", ""); got.Status != http.StatusUnprocessableEntity || got.Text("#e-text") == "" {
		t.Errorf("no words: %d", got.Status)
	}
	if got := xin.Post(at+"/again", "key", id.New(), "text", "请再修一次"); got.Status != http.StatusSeeOther {
		t.Errorf("taken up again: %d", got.Status)
	}
	if text := w.As("who=tan").Get("/wishes/" + x.ID).Text("main"); !strings.Contains(text, "提出人在电话里请再办一次") {
		t.Errorf("the submitter reads %q", text)
	}
}

// The submitter has judged while the officer was talking: the officer is told, and what was typed is not lost.
func TestTheSubmitterWasFirst(t *testing.T) {
	t.Parallel()
	w, x := toCall(t)
	yes := true
	_, err := w.Wishes.Evaluate(t.Context(), w.Actors["tan"], x.ID, wish.Evaluation{Solved: &yes, Rating: wish.Satisfied})
	w.Must(err)
	got := w.As("who=xin").Post("/calls/"+x.ID+"/call_back", "key", id.New(), "solved", "no", "rating", "basically", "text", "记了一半的话")
	if got.Status != http.StatusConflict || got.Has(`form[action$="call_back"]`) || !strings.Contains(got.Text("main"), "记了一半的话") {
		t.Errorf("%d %q", got.Status, got.Text("main"))
	}
	got.Sound()
}

func TestTriesAreCounted(t *testing.T) {
	t.Parallel()
	w, x := toCall(t)
	xin, at := w.As("who=xin"), "/calls/"+x.ID
	if got := xin.Post(at+"/call_missed", "key", id.New()); got.Status != http.StatusUnprocessableEntity || got.Text("#e-outcome") != "请选电话为什么没打通" {
		t.Errorf("without a reason: %d %q", got.Status, got.Text("#e-outcome"))
	}
	for i, outcome := range []string{"no_answer", "busy", "refused"} {
		if i > 0 {
			w.Clock.Add(24 * time.Hour)
		}
		if got := xin.Post(at+"/call_missed", "key", id.New(), "outcome", outcome); got.Status != http.StatusSeeOther {
			t.Fatalf("try %d: %d", i, got.Status)
		}
		if i < 2 && !strings.Contains(xin.Get("/calls").Text("tbody"), []string{"打了 1 天", "打了 2 天"}[i]) {
			t.Errorf("after try %d the list says %q", i, xin.Get("/calls").Text("tbody"))
		}
	}
	doc := xin.Get(at)
	if xin.Get("/calls").Has("tbody") || doc.Has(`form[action$="call_missed"]`) || !doc.Has(`form[action$="call_back"]`) {
		t.Error("not reached, it is still to be called, or nobody who rings back can be heard")
	}
	if text := w.As("who=tan").Get("/wishes/" + x.ID).Text("main"); strings.Count(text, "打电话问您（138****0123）") != 3 {
		t.Errorf("the submitter reads %q", text)
	}
}
