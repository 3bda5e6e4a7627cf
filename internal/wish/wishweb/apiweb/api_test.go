package apiweb_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"linli/client"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/id"
	"linli/internal/web/api"
	"linli/internal/wish/wishweb/apiweb"
	"linli/internal/wish/wishweb/wishwebtest"
)

// refusal is the problem behind an error; the test fails when there is none.
func refusal(t *testing.T, err error) client.Problem {
	t.Helper()
	var p *client.Problem
	if !errors.As(err, &p) {
		t.Fatalf("no problem, but %v", err)
	}
	return *p
}

// The loop through the interface, each operation once, on both engines: first line to judgement, with what each side may
// see of it.
func TestTheLoopThroughTheInterface(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newAPIWorld(t, d)
		ctx := t.Context()
		gu, zhou, chen, shui := w.as("gu"), w.as("zhou"), w.as("chen"), w.as("shui")

		f := w.filed(client.Public)
		if len(f.Code) != 6 || !strings.HasPrefix(f.Wish.Number, communityA+"-") || f.Wish.State != client.Submitted || f.Wish.View != "submitter" {
			t.Fatalf("filed: %+v", f)
		}
		_, err := gu.Supplement(ctx, f.Wish.ID, client.Words{Text: "是三单元的"})
		w.must(err)
		_, err = chen.Accept(ctx, f.Wish.ID, client.Acceptance{Title: "楼道灯坏了", Urgency: client.Urgent})
		w.must(err)
		units, err := zhou.Receivers(ctx, f.Wish.ID, client.Yellow)
		if err != nil || len(units) != 3 || units[2].ID != w.office || units[2].Name != "水务站" {
			t.Fatalf("receivers: %+v, %v", units, err)
		}
		w.proposed(zhou, f.Wish.ID)
		if none, err := chen.Suggestions(ctx, f.Wish.ID, ""); err != nil || len(none) != 0 {
			t.Errorf("suggested without a model: %+v, %v", none, err)
		}
		sorted, err := zhou.Classify(ctx, f.Wish.ID, client.Classification{Colour: client.Yellow, Unit: w.office, Text: "要水务站来修"})
		if err != nil || sorted.Colour != client.Yellow || sorted.Unit != w.office || sorted.State != client.Classified {
			t.Fatalf("classified: %+v, %v", sorted, err)
		}
		taken, err := shui.TakeUp(ctx, f.Wish.ID, "")
		if err != nil || taken.Post == "" {
			t.Fatalf("taken up: %+v, %v", taken, err)
		}
		w.alike(ctx, f.Wish.ID)
		_, err = shui.Note(ctx, f.Wish.ID, client.Progress{Text: "周三上门", Audience: client.ForSubmitter})
		w.must(err)
		_, err = shui.Answer(ctx, f.Wish.ID, client.Words{Text: "灯已换好"})
		w.must(err)
		done, err := gu.Evaluate(ctx, f.Wish.ID, client.Evaluation{Solved: true, Rating: client.Satisfied})
		if err != nil || done.State != client.Closed || done.Solved == nil || !*done.Solved || !done.Due.IsZero() {
			t.Fatalf("evaluated: %+v, %v", done, err)
		}

		page, err := w.as("").List(ctx, client.Filter{Place: linliA, State: client.Closed, Colour: client.Yellow, Urgency: client.Urgent, Topic: "repair"})
		if err != nil || len(page.Wishes) != 1 || page.Wishes[0].ID != f.Wish.ID || page.Wishes[0].UnitName != "水务站" || page.Wishes[0].PlaceName != "一邻里" {
			t.Fatalf("list: %+v, %v", page, err)
		}
		seen, err := zhou.SeeNumber(ctx, f.Wish.Number)
		if err != nil || seen.Wish.View != "staff" || seen.Wish.Submitter != "测*" || len(seen.Events) != 8 || len(seen.Can) != 0 {
			t.Fatalf("by number: %+v, %v", seen, err)
		}
		neighbour, err := w.as("han").See(ctx, f.Wish.ID)
		if err != nil || neighbour.Wish.View != "public" || neighbour.Wish.Text != "" || neighbour.Wish.Submitter != "" {
			t.Fatalf("a neighbour sees %+v, %v", neighbour, err)
		}
		w.ends(ctx)
		w.beside(ctx)
		w.asked(ctx)
		w.pictured(ctx)
		w.called(ctx)
		w.figured()
		w.complete()
	})
}

// alike is a neighbour who has the same wish, and takes it back; one is too few to be told.
func (w *apiWorld) alike(ctx context.Context, wishID string) {
	w.t.Helper()
	han := w.as("han")
	for range 2 {
		got, err := han.Follow(ctx, wishID, "me-too")
		if err != nil || !got.Following || got.Followers != 0 {
			w.t.Errorf("me too: %+v, %v", got, err)
		}
	}
	if seen, err := han.See(ctx, wishID); err != nil || !seen.Following || seen.Followers != 0 {
		w.t.Errorf("a neighbour sees %+v, %v", seen.Alike, err)
	}
	if seen, err := w.as("zhou").See(ctx, wishID); err != nil || seen.Following || seen.Followers != 1 {
		w.t.Errorf("the desk sees %+v, %v", seen.Alike, err)
	}
	var p *client.Problem
	if _, err := w.as("gu").Follow(ctx, wishID, ""); !errors.As(err, &p) || p.Status != 403 {
		w.t.Errorf("the submitter too: %v", err)
	}
	if got, err := han.Unfollow(ctx, wishID, ""); err != nil || got.Following {
		w.t.Errorf("taken back: %+v, %v", got, err)
	}
}

// ends are the two other ways in which a wish ends.
func (w *apiWorld) ends(ctx context.Context) {
	w.t.Helper()
	f := w.filed(client.Public)
	got, err := w.as("chen").Reject(ctx, f.Wish.ID, client.Rejection{Text: "不归社区", Advice: "请找供电公司"})
	if err != nil || got.State != client.Rejected {
		w.t.Errorf("rejected: %+v, %v", got, err)
	}
	f = w.filed(client.Private)
	got, err = w.as("gu").Withdraw(ctx, f.Wish.ID, "")
	if err != nil || got.State != client.Withdrawn {
		w.t.Errorf("withdrawn: %+v, %v", got, err)
	}
}

// handed is a wish that the waterworks have.
func (w *apiWorld) handed(ctx context.Context) client.Wish {
	w.t.Helper()
	f := w.filed(client.Public)
	_, err := w.as("chen").Accept(ctx, f.Wish.ID, client.Acceptance{})
	w.must(err)
	x, err := w.as("zhou").Classify(ctx, f.Wish.ID, client.Classification{Colour: client.Yellow, Unit: w.office, Text: "要水务站来修"})
	w.must(err)
	return x
}

// beside is what happens to a wish beside the straight way.
func (w *apiWorld) beside(ctx context.Context) {
	w.t.Helper()
	shui, shi := w.as("shui"), w.as("shi")
	x := w.handed(ctx)
	day := x.Due.Format(time.DateOnly)
	grounds, err := shui.Grounds(ctx, x.ID)
	if err != nil || len(grounds) != 4 || grounds[0] != (client.Ground{Code: "not_ours", Zh: "不归本单位管", En: "Not our duty"}) {
		w.t.Fatalf("grounds: %+v, %v", grounds, err)
	}
	if _, err := shui.Return(ctx, x.ID, client.Return{Ground: "war", Text: "不归水务"}); !client.Is(err, client.Invalid) {
		w.t.Errorf("an invented ground: %v", err)
	}
	got, err := shui.Return(ctx, x.ID, client.Return{Ground: grounds[0].Code, Text: "不归水务"})
	if err != nil || got.Returned != 1 || got.Unit == w.office {
		w.t.Fatalf("returned: %+v, %v", got, err)
	}
	_, err = w.as("zhou").Hand(ctx, x.ID, client.Handing{Unit: w.office})
	w.must(err)
	_, err = shui.Return(ctx, x.ID, client.Return{Ground: "elsewhere", Text: "不在这一片"})
	w.must(err)
	got, err = shi.Rule(ctx, x.ID, client.Ruling{Lead: w.office, Text: "水务站办", Shares: []client.Share{{Unit: w.power, Text: "停一下电", Day: day}}, Keep: "street"})
	if err != nil || got.Unit != w.office {
		w.t.Fatalf("ruled: %+v, %v", got, err)
	}
	kept, _, err := shi.Precedents(ctx, got.Community, "")
	if err != nil || len(kept) != 1 || kept[0].Unit != w.office || kept[0].Place != got.Community[:9] || kept[0].Ground != "elsewhere" || len(kept[0].Helpers) != 1 {
		w.t.Fatalf("precedents: %+v, %v", kept, err)
	}
	if _, err := shi.Lower(ctx, x.ID, client.Words{Text: "交回"}); !client.Is(err, client.Forbidden) && !client.Is(err, client.Conflict) {
		w.t.Errorf("given back though it was not moved up: %v", err)
	}
	seen, err := w.as("dian").See(ctx, x.ID)
	if err != nil || len(seen.Tasks) != 1 || seen.Tasks[0].Unit != w.power || !slices.Contains(seen.Can, "task_done") {
		w.t.Fatalf("who helps sees %+v, %v", seen, err)
	}
	_, err = w.as("dian").Finish(ctx, x.ID, client.TaskDone{Task: seen.Tasks[0].ID, Text: "停过了"})
	w.must(err)
	_, err = shui.Join(ctx, x.ID, client.Share{Unit: w.power, Text: "再停一次", Day: day})
	w.must(err)
	_, err = shui.Answer(ctx, x.ID, client.Words{Text: "修好了"})
	w.must(err)
	got, err = w.as("gu").Reopen(ctx, x.ID, client.Words{Text: "还在漏"})
	if err != nil || got.State != client.InProgress || got.Reopened != 1 {
		w.t.Errorf("taken up again: %+v, %v", got, err)
	}
}

// asked is what a unit asks for, and what is decided.
func (w *apiWorld) asked(ctx context.Context) {
	w.t.Helper()
	shui, shi, zhou := w.as("shui"), w.as("shi"), w.as("zhou")
	x := w.handed(ctx)
	_, err := shui.TakeUp(ctx, x.ID, "")
	w.must(err)
	later := x.Due.AddDate(0, 1, 0).Format(time.DateOnly)
	got, err := shui.Extend(ctx, x.ID, client.Wanted{Day: later, Text: "管子没到"})
	if err != nil || got.Asked != "extend" || !got.Due.Equal(x.Due) {
		w.t.Fatalf("asked for time: %+v, %v", got, err)
	}
	got, err = shi.Approve(ctx, x.ID, client.Words{})
	if err != nil || !got.Due.After(x.Due) || got.Asked != "" {
		w.t.Fatalf("given time: %+v, %v", got, err)
	}
	_, err = shui.Suspend(ctx, x.ID, client.Wanted{Day: later, Text: "等开春"})
	w.must(err)
	got, err = shi.Approve(ctx, x.ID, client.Words{})
	if err != nil || got.PausedUntil.IsZero() {
		w.t.Fatalf("paused: %+v, %v", got, err)
	}
	got, err = shui.Resume(ctx, x.ID, client.Words{Text: "提前来了"})
	if err != nil || !got.PausedUntil.IsZero() {
		w.t.Errorf("goes on: %+v, %v", got, err)
	}
	turn := client.Turn{Colour: client.Red, Unit: w.group, Text: "街道办不了"}
	_, err = w.as("bai").Recolour(ctx, x.ID, turn)
	w.must(err)
	got, err = shi.Receive(ctx, x.ID, client.Words{})
	if err != nil || got.Colour != client.Red || got.Unit != w.group || got.State != client.Classified {
		w.t.Errorf("taken into red: %+v, %v", got, err)
	}
	y := w.handed(ctx)
	_, err = w.as("bai").Recolour(ctx, y.ID, turn)
	w.must(err)
	_, err = shi.Refuse(ctx, y.ID, client.Words{Text: "街道办得了"})
	w.must(err)
	main := w.handed(ctx)
	got, err = zhou.Merge(ctx, y.ID, client.Merging{Number: main.Number, Text: "同一件事"})
	if err != nil || got.State != "merged" || got.Main != main.ID {
		w.t.Fatalf("merged: %+v, %v", got, err)
	}
	got, err = zhou.Unmerge(ctx, y.ID, client.Words{Text: "不是一件事"})
	if err != nil || got.State != client.Classified || got.Main != "" {
		w.t.Errorf("parted: %+v, %v", got, err)
	}
}

// pictured is a wish with a photo.
func (w *apiWorld) pictured(ctx context.Context) {
	w.t.Helper()
	gu := w.as("gu")
	x, err := gu.AddFile(ctx, "pictured", client.Photo, wishwebtest.Picture(1))
	w.must(err)
	f, err := gu.File(ctx, client.Filing{Text: "楼道的灯坏了两天，老人晚上看不见", Place: linliA, Visibility: client.Public, Draft: "pictured"})
	w.must(err)
	files, err := gu.Files(ctx, f.Wish.ID)
	if err != nil || len(files) != 1 || files[0].ID != x.ID {
		w.t.Fatalf("%+v, %v", files, err)
	}
	_, _, err = gu.Download(ctx, x.ID)
	w.must(err)
}

// complete: every documented operation has answered, and each answer was checked.
func (w *apiWorld) complete() {
	w.t.Helper()
	n := 0
	for path, item := range w.spec.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op == nil {
				continue
			}
			n++
			if !w.seen[op.OperationID] {
				w.t.Errorf("%s (%s) was not tried", op.OperationID, path)
			}
		}
	}
	if n != 48 {
		w.t.Errorf("%d operations are documented; the tests know 48", n)
	}
}

// errOf is the error of a call whose value is not asked for.
func errOf[T any](_ T, err error) error { return err }

func TestListsArePages(t *testing.T) {
	t.Parallel()
	w := newAPIWorld(t, dbtest.Open(t, dbtest.SQLite(t), db.Options{}))
	var want []string
	for range 5 {
		want = append([]string{w.filed(client.Private).Wish.ID}, want...)
	}
	var got []string
	f := client.Filter{Limit: 2, Colour: client.Unsorted}
	for pages := 1; ; pages++ {
		p, err := w.as("gu").List(t.Context(), f)
		w.must(err)
		for _, x := range p.Wishes {
			got = append(got, x.ID)
		}
		if p.Next == "" {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		f.After = p.Next
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Who asks for what is not theirs is answered as the pages answer: not there, not yours, sign in first.
func TestWhoMayNot(t *testing.T) {
	t.Parallel()
	w := newAPIWorld(t, dbtest.Open(t, dbtest.SQLite(t), db.Options{}))
	ctx := t.Context()
	private, public := w.filed(client.Private), w.filed(client.Public)
	_, err := w.as("chen").Accept(ctx, public.Wish.ID, client.Acceptance{})
	w.must(err)
	see := func(c *client.Client, id string) error { _, err := c.See(ctx, id); return err }
	accept := func(c *client.Client, id string) error {
		_, err := c.Accept(ctx, id, client.Acceptance{})
		return err
	}
	for name, c := range map[string]struct {
		who    string
		do     func(*client.Client, string) error
		id     string
		status int
		kind   client.Kind
	}{
		"a neighbour opens a private wish":           {"han", see, private.Wish.ID, 404, client.NotFound},
		"nobody opens a private wish":                {"", see, private.Wish.ID, 404, client.NotFound},
		"another community opens a private wish":     {"ding", see, private.Wish.ID, 404, client.NotFound},
		"another community accepts a private wish":   {"ding", accept, private.Wish.ID, 404, client.NotFound},
		"an id that nothing has":                     {"gu", see, id.New(), 404, client.NotFound},
		"an id that is none":                         {"gu", see, "1' OR '1'='1", 404, client.NotFound},
		"the submitter accepts":                      {"gu", accept, private.Wish.ID, 403, client.Forbidden},
		"nobody accepts a public wish":               {"", accept, public.Wish.ID, 401, client.Unauthenticated},
		"accepting what has been accepted":           {"chen", accept, public.Wish.ID, 409, client.Conflict},
		"a neighbour asks for a private wish's unit": {"han", func(c *client.Client, id string) error { _, err := c.Receivers(ctx, id, client.Yellow); return err }, private.Wish.ID, 404, client.NotFound},
		"a neighbour asks for suggestions":           {"han", func(c *client.Client, id string) error { _, err := c.Suggestions(ctx, id, ""); return err }, public.Wish.ID, 403, client.Forbidden},
		"and for those of a private wish":            {"han", func(c *client.Client, id string) error { _, err := c.Suggestions(ctx, id, client.Yellow); return err }, private.Wish.ID, 404, client.NotFound},
		"a neighbour asks for a public wish's unit":  {"han", func(c *client.Client, id string) error { _, err := c.Receivers(ctx, id, client.Yellow); return err }, public.Wish.ID, 403, client.Forbidden},
		"a neighbour asks what the catalogue says":   {"han", func(c *client.Client, id string) error { _, err := c.Proposal(ctx, id); return err }, public.Wish.ID, 403, client.Forbidden},
		"a number that is nobody's": {"zhou", func(c *client.Client, _ string) error {
			_, err := c.SeeNumber(ctx, communityA+"-2026-999999")
			return err
		}, "", 404, client.NotFound},
		"a number that is none": {"zhou", func(c *client.Client, _ string) error { _, err := c.SeeNumber(ctx, "x"); return err }, "", 404, client.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			p := refusal(t, c.do(w.as(c.who), c.id))
			if p.Status != c.status || p.Kind != c.kind || p.Instance == "" || p.Title == "" {
				t.Errorf("got %+v", p)
			}
		})
	}
	if a, b := refusal(t, see(w.as("han"), private.Wish.ID)), refusal(t, see(w.as("han"), id.New())); a.Title != b.Title || a.Detail != b.Detail {
		t.Errorf("what is hidden and what is not there differ: %q and %q", a.Title, b.Title)
	}
}

func TestASentTwiceRequestActsOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newAPIWorld(t, d)
		ctx, gu, chen := t.Context(), w.as("gu"), w.as("chen")
		in := client.Filing{Text: "健身器材松了，孩子容易摔", Place: communityA, Visibility: client.Public, Key: "phone-1"}
		first, err := gu.File(ctx, in)
		w.must(err)
		again, err := gu.File(ctx, in)
		if err != nil || again.Wish.ID != first.Wish.ID || again.Code != first.Code {
			t.Fatalf("again: %+v, %v", again, err)
		}
		in.Text = "完全是另一件事，不是器材"
		if _, err := gu.File(ctx, in); !client.Is(err, client.Conflict) {
			t.Errorf("another wish under the same key: %v", err)
		}
		in.Key, in.Text = "", "健身器材松了，孩子容易摔"
		other, err := gu.File(ctx, in)
		w.must(err)
		for range 2 {
			got, err := chen.Accept(ctx, first.Wish.ID, client.Acceptance{Key: "desk-1"})
			if err != nil || got.ID != first.Wish.ID || got.State != client.Accepted {
				t.Fatalf("accepted: %+v, %v", got, err)
			}
		}
		if got, err := chen.Accept(ctx, other.Wish.ID, client.Acceptance{Key: "desk-1"}); !client.Is(err, client.Conflict) {
			t.Errorf("the key of another wish's acceptance: %+v, %v", got, err)
		}
		_, err = chen.Accept(ctx, other.Wish.ID, client.Acceptance{})
		w.must(err)
		if got, err := chen.Accept(ctx, other.Wish.ID, client.Acceptance{Key: "desk-1"}); !client.Is(err, client.Conflict) {
			t.Errorf("the same, where the state has moved on: %+v, %v", got, err)
		}
		if _, err := w.as("zhou").Reject(ctx, other.Wish.ID, client.Rejection{Text: "x", Advice: "y", Key: "desk-1"}); !client.Is(err, client.Conflict) {
			t.Errorf("the key of somebody else: %v", err)
		}
		if p := refusal(t, errOf(gu.File(ctx, client.Filing{Key: "a b", Text: "健身器材松了", Place: communityA, Visibility: client.Public}))); p.Status != 422 {
			t.Errorf("a key with a blank: %+v", p)
		}
	})
}

// Two visitors without an account may choose the same key by chance: neither sees the other's wish.
func TestAKeyIsNoWayToAStrangersWish(t *testing.T) {
	t.Parallel()
	w := newAPIWorld(t, dbtest.Open(t, dbtest.SQLite(t), db.Options{}))
	in := client.Filing{Text: "有人夜里唱歌，睡不着", Place: communityA, Visibility: client.Private, Anonymous: true, Key: "1"}
	_, err := w.as("").File(t.Context(), in)
	w.must(err)
	in.Text = "河边没有护栏，孩子危险"
	if got, err := w.as("").File(t.Context(), in); !client.Is(err, client.Conflict) {
		t.Errorf("got %+v, %v", got, err)
	}
}

// What is wrong is said field by field, in the caller's language, by the feature's own words.
func TestWhatIsWrongIsSaid(t *testing.T) {
	t.Parallel()
	w := newAPIWorld(t, dbtest.Open(t, dbtest.SQLite(t), db.Options{}))
	open := w.filed(client.Public).Wish.ID
	_, err := w.as("chen").Accept(t.Context(), open, client.Acceptance{})
	w.must(err)
	for name, c := range map[string]struct {
		who, method, path, body string
		status                  int
		fields                  []string
	}{
		"two business rules at once":     {"gu", "POST", "/wishes", `{"text":"灯","place":"320613900999","visibility":"public"}`, 422, []string{"body.text", "body.place"}},
		"a choice that is none":          {"gu", "POST", "/wishes", `{"text":"楼道灯坏了","place":"320613900001","visibility":"secret"}`, 422, []string{"body.visibility"}},
		"something is missing":           {"gu", "POST", "/wishes", `{"text":"楼道灯坏了","place":"320613900001"}`, 422, []string{"body.visibility"}},
		"of another type":                {"gu", "POST", "/wishes", `{"text":7,"place":"320613900001","visibility":"public"}`, 422, []string{"body.text"}},
		"unknown":                        {"gu", "POST", "/wishes", `{"text":"楼道灯坏了","place":"320613900001","visibility":"public","phone":"x"}`, 422, []string{"body"}},
		"no JSON":                        {"gu", "POST", "/wishes", `{"text":`, 400, nil},
		"nothing":                        {"gu", "POST", "/wishes", ``, 400, nil},
		"not an object":                  {"gu", "POST", "/wishes", `null`, 422, []string{"body"}},
		"too large":                      {"gu", "POST", "/wishes", `{"text":"` + strings.Repeat("长", 30000) + `"}`, 413, nil},
		"yellow needs unit and reason":   {"zhou", "POST", "/wishes/" + open + "/classify", `{"colour":"yellow"}`, 422, []string{"body.text", "body.unit"}},
		"an unknown parameter":           {"gu", "GET", "/wishes?colour_of_money=red", "", 422, []string{"query"}},
		"a state that is none":           {"gu", "GET", "/wishes?state=happy", "", 422, []string{"query.state"}},
		"a place that is none":           {"gu", "GET", "/wishes?place=nowhere", "", 422, []string{"query.place"}},
		"a limit that is none":           {"gu", "GET", "/wishes?limit=many", "", 422, []string{"query.limit"}},
		"a limit too high":               {"gu", "GET", "/wishes?limit=101", "", 422, []string{"query.limit"}},
		"a cursor that is none":          {"gu", "GET", "/wishes?after=x", "", 422, nil},
		"receivers of no colour":         {"zhou", "GET", "/wishes/" + open + "/receivers", "", 422, []string{"query.colour"}},
		"a path that nothing answers":    {"gu", "GET", "/nothing", "", 404, nil},
		"a method that nothing answers":  {"gu", "DELETE", "/wishes", "", 405, nil},
		"evaluating before it is judged": {"gu", "POST", "/wishes/" + open + "/evaluate", `{"solved":true,"rating":"satisfied"}`, 409, nil},
	} {
		t.Run(name, func(t *testing.T) {
			status, media, body := w.raw(t, c.who, c.method, c.path, c.body, "application/json")
			var p client.Problem
			if err := json.Unmarshal(body, &p); err != nil || media != "application/problem+json" {
				t.Fatalf("%s: %v in %s", media, err, body)
			}
			var fields []string
			for _, f := range p.Fields {
				fields = append(fields, f.Location)
				if strings.Contains(f.Message, "error.") || f.Message == "" || strings.Contains(f.Message, "{") {
					t.Errorf("%s is told %q", f.Location, f.Message)
				}
			}
			if status != c.status || p.Status != status || !slices.Equal(fields, c.fields) || p.Title == "" || strings.Contains(p.Title, "api.") {
				t.Errorf("got %d %+v", status, p)
			}
		})
	}
	if status, _, _ := w.raw(t, "gu", "POST", "/wishes", "text=x", "application/x-www-form-urlencoded"); status != 415 {
		t.Errorf("a form: %d", status)
	}
}

// raw is a request as no client of ours would send it.
func (w *apiWorld) raw(t *testing.T, who, method, path, body, media string) (status int, answered string, out []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.srv.URL+api.Prefix+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", media)
	r.Header.Set("Accept-Language", "zh-CN")
	r.AddCookie(&http.Cookie{Name: api.SessionCookie, Value: who})
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if out, err = io.ReadAll(res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Content-Type"), out
}

// Whatever is sent, and wherever, no refusal repeats it: not the value, not the name of a field, not the path.
func TestNoRefusalRepeatsWhatWasSent(t *testing.T) {
	t.Parallel()
	w := newAPIWorld(t, dbtest.Open(t, dbtest.SQLite(t), db.Options{}))
	f := w.filed(client.Public)
	const secret = "SEKRET7391"
	bodies := []string{
		`{"text":"` + secret + `","place":"` + secret + `","visibility":"` + secret + `"}`,
		`{"text":["` + secret + `"],"place":{"` + secret + `":1},"visibility":"public"}`,
		`{"` + secret + `":"` + secret + `"}`,
		`{"text":"` + secret, `"` + secret + `"`, secret,
		`{"colour":"` + secret + `","unit":"` + secret + `","text":"` + secret + `"}`,
		`{"solved":"` + secret + `","rating":"` + secret + `"}`,
		`{"text":"` + strings.Repeat(secret, 300) + `","place":"320613900001","visibility":"public"}`,
		`{"text":"` + strings.Repeat(secret, 9000) + `"}`,
	}
	check := func(method, path, body string) {
		for _, who := range []string{"gu", "zhou", "chen"} {
			status, _, out := w.raw(t, who, method, path, body, "application/json")
			if status < 400 || bytes.Contains(bytes.ToUpper(out), []byte(secret)) {
				t.Errorf("%s %s %.80s as %s: %d %s", method, path, body, who, status, out)
			}
		}
	}
	for _, body := range bodies {
		check("POST", "/wishes", body)
		for _, act := range []string{"accept", "reject", "classify", "note", "answer", "supplement", "evaluate"} {
			if act == "supplement" && strings.HasPrefix(body, `{"text":"`+secret+`"`) {
				continue // a good supplement
			}
			check("POST", "/wishes/"+f.Wish.ID+"/"+act, body)
		}
	}
	for _, path := range []string{
		"/wishes/" + secret, "/numbers/" + secret, "/wishes?place=" + secret, "/wishes?" + secret + "=1", "/wishes?limit=" + secret,
		"/wishes?after=!" + secret, "/wishes?state=" + secret, "/wishes/" + f.Wish.ID + "/receivers?colour=" + secret, "/" + secret,
	} {
		check("GET", path, "")
	}
	check("POST", "/wishes/"+secret+"/accept", `{}`)
}

// The document is the same at every call, names no page of elsewhere, and is what the server gives out.
func TestTheDocument(t *testing.T) {
	t.Parallel()
	one, err := apiweb.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	two, err := apiweb.OpenAPI()
	if err != nil || !bytes.Equal(one, two) {
		t.Fatalf("the second differs, or %v", err)
	}
	var doc struct {
		OpenAPI    string         `json:"openapi"`
		Paths      map[string]any `json:"paths"`
		Components struct {
			Schemas map[string]any `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(one, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") || len(doc.Paths) != 47 || doc.Components.Schemas["Wish"] == nil || doc.Components.Schemas["ErrorModel"] != nil {
		t.Errorf("%s with %d paths and %d schemas", doc.OpenAPI, len(doc.Paths), len(doc.Components.Schemas))
	}
	w := newAPIWorld(t, dbtest.Open(t, dbtest.SQLite(t), db.Options{}))
	status, media, got := w.raw(t, "", "GET", "/openapi.json", "", "")
	if status != 200 || media != "application/openapi+json" || !bytes.Equal(got, one) {
		t.Errorf("the server gives %d %s, %d bytes of %d", status, media, len(got), len(one))
	}
	if bytes.Contains(got, []byte("$schema")) || bytes.Contains(got, []byte("unpkg")) {
		t.Error("the document leads elsewhere")
	}
}
