package alike_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/event"
	"linli/internal/id"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/alike"
)

const (
	community = "320613007005"
	garden    = community + "001"
	far       = "320613007006"
)

type deaf struct{}

func (deaf) Emit(context.Context, *db.Tx, event.Event) error { return nil }

// written is a stored wish, by what makes it different from an open one that neighbours read.
type written struct {
	text, public string // public: what neighbours read as its title; empty: the text
	change       func(*wish.Wish)
}

type world struct {
	d       *db.DB
	service *alike.Service
	ids     map[string]string // by text
}

func newWorld(t *testing.T, d *db.DB, all ...written) *world {
	t.Helper()
	rules := rule.NewStore(d, deaf{})
	if err := rules.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := &world{d, alike.New(d, rules), map[string]string{}}
	at := time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)
	var wishes []wish.Wish
	for _, x := range all {
		at = at.Add(time.Minute)
		one := wish.Wish{
			ID: id.At(at), Number: "L-" + id.At(at), Code: "ABC234", Community: community, Place: garden, Channel: wish.App, Topic: wish.Repair, Title: x.text, Text: x.text,
			Visibility: wish.Public, State: wish.Accepted, Urgency: wish.Normal, Unit: "desk", FiledAt: at, AcceptedAt: at, AcceptDue: at.Add(time.Hour),
			ClassifyDue: at.Add(time.Hour), Due: at.Add(time.Hour), DueSpan: "2wd", Publicity: wish.Published, PublicTitle: x.text,
		}
		if x.public != "" {
			one.PublicTitle = x.public
		}
		if x.change != nil {
			x.change(&one)
		}
		w.ids[x.text] = one.ID
		wishes = append(wishes, one)
	}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return wish.InsertManyTx(ctx, tx, wishes, func(wish.Wish) []wish.Entry { return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

var (
	resident = actor.Actor{Account: "a", Person: "p", Home: garden}
	worker   = actor.Actor{Account: "b", Person: "q", Posts: []actor.Post{{ID: "1", Org: "desk", Place: community, Role: actor.SocialWorker}}}
	stranger = actor.Actor{Account: "c", Person: "r", Posts: []actor.Post{{ID: "2", Org: "far", Place: far, Role: actor.SocialWorker}}}
)

// What is offered while somebody writes: what neighbours may read, and never by words that they may not.
func TestWhoIsOfferedWhat(t *testing.T) {
	t.Parallel()
	const typed = "东门口的路灯坏了，天黑看不见路"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d,
			written{text: "东门路灯坏了三天，天黑走路害怕"},
			written{text: "东门路灯不亮，天黑看不见路，私下说", change: func(x *wish.Wish) { x.Visibility = wish.Private }},
			written{text: "东门路灯坏了，还没收下", change: func(x *wish.Wish) {
				x.State, x.AcceptedAt, x.Publicity, x.PublicTitle = wish.Submitted, time.Time{}, wish.Waiting, ""
			}},
			written{text: "东门口的路灯坏了看不见路，13幢的谁谁骂人", public: "有人骂人"},
			written{text: "东门路灯坏了，早就办好了", change: func(x *wish.Wish) { x.State, x.ClosedAt = wish.Closed, x.FiledAt.Add(time.Hour) }},
			written{text: "东门路灯坏了，看不见路，已经答复", change: func(x *wish.Wish) { x.State, x.AnsweredAt = wish.Answered, x.FiledAt.Add(time.Hour) }}, // broken again, it is a new matter
			written{text: "东门路灯坏了，别的社区", change: func(x *wish.Wish) { x.Community, x.Place = far, far }},
			written{text: "西门的路灯坏了，天黑看不见路"},
			written{text: "老人想办一个食堂"},
		)
		for who, c := range map[string]struct {
			a    actor.Actor
			want []string
		}{
			"a neighbour":                   {resident, []string{"东门路灯坏了三天，天黑走路害怕"}},
			"a visitor":                     {actor.Visitor("192.0.2.1"), []string{"东门路灯坏了三天，天黑走路害怕"}},
			"the desk of another":           {stranger, []string{"东门路灯坏了三天，天黑走路害怕"}},
			"the desk, the three most like": {worker, []string{"东门路灯不亮，天黑看不见路，私下说", "东门路灯坏了，还没收下", "东门口的路灯坏了看不见路，13幢的谁谁骂人"}},
		} {
			got, err := w.service.Near(t.Context(), c.a, garden, typed)
			if err != nil {
				t.Fatal(err)
			}
			var titles []string
			for _, x := range got {
				titles = append(titles, x.Title)
				if who != "the desk, the three most like" && (x.Text != "" || x.Code != "") {
					t.Errorf("%s reads %q and %q", who, x.Text, x.Code)
				}
			}
			slices.Sort(titles)
			slices.Sort(c.want)
			if !slices.Equal(titles, c.want) {
				t.Errorf("%s is offered %q, want %q", who, titles, c.want)
			}
		}
		for name, ask := range map[string][2]string{"too short": {garden, "路灯"}, "above a community": {"320613", typed}, "no place": {"", typed}, "nowhere": {"999999999999", typed}} {
			if got, err := w.service.Near(t.Context(), resident, ask[0], ask[1]); err != nil || len(got) != 0 {
				t.Errorf("%s: %d, %v", name, len(got), err)
			}
		}
	})
}

// The desk compares whole texts of what it sees, both ways; what waits for its submitter's judgement is no longer handled.
func TestTheDeskSeesWhatIsProbablyTheSame(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		lift, again, answered, other := "3号楼电梯又停了，老人上不去", "三号楼的电梯停了，没人修", "3号楼电梯停了，答复过了", "5号楼电梯停了，老人上不去"
		w := newWorld(t, d, written{text: lift}, written{text: again, change: func(x *wish.Wish) { x.Visibility = wish.Private }}, written{text: other},
			written{text: answered, change: func(x *wish.Wish) { x.State, x.AnsweredAt = wish.Answered, x.FiledAt }})
		some := []wish.Wish{{ID: w.ids[lift]}, {ID: w.ids[other]}, {ID: "nothing"}}
		got, err := w.service.Among(t.Context(), worker, community, some)
		if err != nil || len(got) != 1 || len(got[w.ids[lift]]) != 1 || got[w.ids[lift]][0].Title != again {
			for id, all := range got {
				for _, x := range all {
					t.Errorf("the desk: %s is like %s", id, x.Title)
				}
			}
			t.Errorf("%d, %v", len(got), err)
		}
		for who, a := range map[string]actor.Actor{"a resident": resident, "another desk": stranger} {
			if got, err := w.service.Among(t.Context(), a, community, some); err != nil || len(got) != 0 {
				t.Errorf("%s: %+v, %v", who, got, err)
			}
		}
	})
}
