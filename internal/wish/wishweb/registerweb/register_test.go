package registerweb_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/wishweb/wishwebtest"
)

// registering is a whole form as most tests send it.
func registering(more ...string) []string {
	return append([]string{
		"text", "楼下的长椅断了一条腿，坐上去会倒。", "topic", "repair", "channel", "window", "place", wishwebtest.Garden, "spot", "", "visibility", "public",
	}, more...)
}

func TestRegisterForSomebodyNew(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	ji, key := w.As("who=ji"), id.New()
	page := ji.Get("/wishes/register")
	page.Sound()
	if got := page.Texts("#place option"); !slices.Equal(got, []string{"请选择", "中心村社区", "花半里", "花半里 7幢"}) {
		t.Errorf("places: %q", got)
	}
	if page.Has("[name=visibility]:checked") || page.Has("#for") {
		t.Error("something is chosen beforehand")
	}
	wrong := ji.Post("/wishes/register", registering("for_name", "古月明", "phone", "138", "key", key)...)
	if wrong.Status != http.StatusUnprocessableEntity || wrong.Text("#e-phone") != "手机号少了 8 位，请再看一下" || wrong.Attr("#for_name", "value") != "古月明" {
		t.Errorf("a wrong number: %d %q", wrong.Status, wrong.Text("#e-phone"))
	}
	var receipt string
	for range 2 {
		done := ji.Post("/wishes/register", registering("for_name", "古月明", "phone", "138 0000 0789", "key", key)...)
		if done.Status != http.StatusSeeOther || !strings.HasPrefix(done.To, "/wishes/register/receipt?key=") {
			t.Fatalf("%d %s %s", done.Status, done.To, done.Text("main"))
		}
		receipt = done.To
	}
	paper := ji.Get(receipt)
	paper.Sound()
	number := paper.Text("main .ll-no")
	if number != wishwebtest.Community+"-2026-000001" || strings.Contains(paper.Text("main"), "不得外传") {
		t.Errorf("the receipt says %q", paper.Text("main"))
	}
	wishID, err := w.Wishes.Open(t.Context(), number, paper.Text("strong.ll-num"))
	if err != nil {
		t.Fatalf("number and code of the receipt open nothing: %v", err)
	}
	s, err := w.Wishes.See(t.Context(), w.Actors["wen"], wishID)
	w.Must(err)
	if s.Wish.Registrar != w.Actors["ji"].Person || s.Wish.Submitter == "" || s.Wish.Channel != wish.Window {
		t.Errorf("%+v", s.Wish)
	}
	if got := w.As("who=wen").Get("/wishes/" + wishID).Text("aside [aria-labelledby=submitter]"); got != "提出人 古 古* 138****0789 · 花半里 显示全名和电话为什么要看 打电话联系、回访 上门 核对是不是本人 有急事 显示，并记下来 登记联系方式 登记：季小舟" {
		t.Errorf("the desk reads %q", got)
	}
	for who, at := range map[string]time.Duration{"wen": 0, "huo": 0, "tan": 0, "ji": 13 * time.Hour} {
		w.Clock.Add(at)
		if got := w.As("who=" + who).Get(receipt).Status; got != http.StatusNotFound {
			t.Errorf("%s opens the receipt after %s: %d", who, at, got)
		}
	}
	if got := ji.Get("/wishes/register/receipt").Status; got != http.StatusNotFound {
		t.Errorf("no key: %d", got)
	}
}

// A name that somebody here bears is asked about once; either answer is taken.
func TestRegisterAsksWhichNamesake(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	old, err := person.New(w.DB, nil).Create(t.Context(), actor.Job("test"), person.Person{Name: "谈桂芬", Place: wishwebtest.Garden, Birth: "1952-05-12"}, "")
	w.Must(err)
	ji := w.As("who=ji")
	asked := ji.Post("/wishes/register", registering("for_name", " 谈桂芬 ", "key", id.New())...)
	asked.Sound()
	if asked.Status != http.StatusUnprocessableEntity || asked.Attr(".ll-errors a", "href") != "#for" || asked.Text("#text") == "" {
		t.Fatalf("%d %s", asked.Status, asked.Text("main"))
	}
	got := asked.Texts("fieldset:has([name=for]) .ll-choice")
	slices.Sort(got)
	if !slices.Equal(got, []string{"谈桂芬 花半里 7幢", "谈桂芬 花半里 · 73 岁", "都不是，新登记"}) { // 74 on the day after
		t.Errorf("%q", got)
	}
	for _, c := range []struct{ choice, want string }{{old.ID, old.ID}, {"new", ""}, {id.New(), "asked"}} {
		w.Clock.Add(time.Minute)
		done := ji.Post("/wishes/register", registering("for_name", "谈桂芬", "for", c.choice, "key", id.New())...)
		if c.want == "asked" {
			if done.Status != http.StatusUnprocessableEntity {
				t.Errorf("somebody who is not in the list: %d", done.Status)
			}
			continue
		}
		page, err := w.Lists.All(t.Context(), w.Actors["ji"], list.Filter{Limit: 1})
		w.Must(err)
		if done.Status != http.StatusSeeOther || c.want != "" && page.Wishes[0].Submitter != c.want || c.want == "" && page.Wishes[0].Submitter == old.ID {
			t.Errorf("%s: %d, filed for %s", c.choice, done.Status, page.Wishes[0].Submitter)
		}
	}
}

func TestRegisterWithoutAName(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	ji := w.As("who=ji")
	if done := ji.Post("/wishes/register", registering("anonymous", "1", "for_name", "谈桂芬", "key", id.New())...); done.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", done.Status, done.Text("main"))
	}
	page, err := w.Lists.All(t.Context(), w.Actors["ji"], list.Filter{})
	w.Must(err)
	if x := page.Wishes[0]; x.Submitter != "" || !x.Anonymous || x.Registrar == "" {
		t.Errorf("%+v", x)
	}
}

func TestRegisterSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	ji := w.As("who=ji")
	for _, c := range []struct {
		name  string
		send  []string
		wrong []string
	}{
		{"nothing filled in", []string{"channel", "window", "key", id.New()}, []string{"for_name", "place", "text", "topic", "visibility"}},
		{"no name", registering("key", id.New()), []string{"for_name"}},
		{"a place elsewhere", []string{"text", "城北的路灯不亮了。", "topic", "repair", "channel", "window", "place", wishwebtest.Far, "visibility", "public", "for_name", "古月明"}, []string{"place"}},
		{"a channel that is none", []string{"text", "北门的路灯不亮了。", "topic", "repair", "channel", "pigeon", "place", wishwebtest.Garden, "visibility", "public", "for_name", "古月明"}, []string{"channel"}},
		{"too short", []string{"text", "路灯", "topic", "repair", "channel", "window", "place", wishwebtest.Garden, "visibility", "public", "anonymous", "1"}, []string{"text"}},
	} {
		got := ji.Post("/wishes/register", c.send...)
		var names []string
		for _, n := range got.All(".ll-errors a") {
			names = append(names, strings.TrimPrefix(n.Attr[0].Val, "#"))
		}
		slices.Sort(names)
		if got.Status != http.StatusUnprocessableEntity || !slices.Equal(names, c.wrong) {
			t.Errorf("%s: %d %q, want %q", c.name, got.Status, names, c.wrong)
		}
		got.Sound()
	}
	if page, err := w.Lists.All(t.Context(), w.Actors["ji"], list.Filter{}); err != nil || len(page.Wishes) != 0 {
		t.Errorf("%d wishes were filed (%v)", len(page.Wishes), err)
	}
}

func TestOnlyTheDeskRegisters(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	for who, want := range map[string]int{"ji": 200, "wen": 200, "mu": 200, "huo": 200, "su": 403, "zhu": 403, "qu": 403, "root": 403, "bai": 403, "tan": 404} {
		got := w.As("who=" + who).Get("/wishes/register")
		if got.Status != want {
			t.Errorf("%s: %d, want %d", who, got.Status, want)
		}
		if door := w.As("who=" + who).Get("/wishes").Has(".ll-deskbar a[href='/wishes/register']"); door != (want == http.StatusOK) {
			t.Errorf("%s: the door in the bar: %v", who, door)
		}
		if want == http.StatusForbidden && w.As("who="+who).Post("/wishes/register", registering("for_name", "古月明", "key", id.New())...).Status != want {
			t.Errorf("%s files", who)
		}
	}
	if got := w.As("").Get("/wishes/register").Status; got != http.StatusUnauthorized {
		t.Errorf("a visitor: %d", got)
	}
}
