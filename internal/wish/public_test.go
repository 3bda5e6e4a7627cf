package wish_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/retain"
	"linli/internal/rule"
	"linli/internal/veil"
	"linli/internal/wish"
	"linli/internal/wish/holding"
	"linli/internal/wish/list"
	"linli/internal/wish/publish"
)

func (w *world) publish() *publish.Service {
	return publish.New(w.d, w.wishes, w.rules, w.heard)
}

// filedAs raises a public wish with a text, and lets the community accept it.
func (w *world) filedAs(text string) wish.Wish {
	w.t.Helper()
	in := filing()
	in.Text = text
	x, err := w.wishes.File(w.t.Context(), w.tan, in)
	w.must(err)
	x, err = w.wishes.Accept(w.t.Context(), w.worker, x.ID, wish.Acceptance{})
	w.must(err)
	return x
}

// neighbourSees is the title and the words of the timeline that a neighbour reads; nothing: the wish is not there.
func (w *world) neighbourSees(x wish.Wish) (title string, words []string) {
	w.t.Helper()
	s, err := w.wishes.See(w.t.Context(), w.neighbour, x.ID)
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	w.must(err)
	for _, e := range s.Entries {
		if e.Text != "" {
			words = append(words, e.Text)
		}
	}
	return s.Wish.Title, words
}

// the part of a wish with an act; the title's is empty.
func (w *world) part(x wish.Wish, act wish.Act) publish.Part {
	w.t.Helper()
	_, parts, err := w.publish().See(w.t.Context(), w.worker, x.ID)
	w.must(err)
	for _, p := range parts {
		if p.Act == string(act) {
			return p
		}
	}
	w.t.Fatalf("no part %q in %+v", act, parts)
	return publish.Part{}
}

func TestTheRulePublishesWhatTellsOfNobody(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		clear := w.filedAs("花园里没有坐的地方，能不能装几张椅子？")
		if title, _ := w.neighbourSees(clear); title != "花园里没有坐的地方" || clear.Publicity != wish.Published {
			t.Errorf("a neighbour reads %q, %s", title, clear.Publicity)
		}
		door := w.filedAs("7幢301室漏水，楼下谈阿姨家也湿了。")
		if title, _ := w.neighbourSees(door); title != "" || door.Publicity != wish.Waiting {
			t.Errorf("a neighbour reads %q, %s", title, door.Publicity)
		}
		if s, err := w.wishes.See(ctx, w.tan, door.ID); err != nil || s.Wish.Title != "7幢301室漏水" {
			t.Errorf("the submitter reads %q, %v", s.Wish.Title, err)
		}
		p := w.part(door, "")
		if p.State != wish.Waiting || p.Proposed() != "*幢*室漏水" || len(p.Found()) != 1 || p.Found()[0] != veil.Door {
			t.Errorf("the moderator begins with %+v, %q", p, p.Proposed())
		}
		w.must(w.publish().Publish(ctx, w.worker, door.ID, publish.Decision{Seen: p.Rev, Text: p.Proposed()}))
		if title, _ := w.neighbourSees(door); title != "*幢*室漏水" {
			t.Errorf("a neighbour reads %q", title)
		}
		if s, err := w.wishes.See(ctx, w.worker, door.ID); err != nil || s.Wish.Title != "7幢301室漏水" {
			t.Errorf("the desk reads %q, %v", s.Wish.Title, err)
		}
		w.answeredIn(t, clear)
	})
}

// answeredIn answers a wish with a telephone number in the answer.
func (w *world) answeredIn(t *testing.T, x wish.Wish) {
	ctx := t.Context()
	x, err := w.wishes.Classify(ctx, w.secretary, x.ID, wish.Classification{Colour: wish.Blue})
	w.must(err)
	_, err = w.wishes.Note(ctx, w.worker, x.ID, wish.Progress{Text: "看过现场了。", Audience: wish.ForPublic})
	w.must(err)
	_, err = w.wishes.Answer(ctx, w.worker, x.ID, wish.Reply{Text: "装好了，有事打 13800000123。"})
	w.must(err)
	if _, words := w.neighbourSees(x); strings.Join(words, "") != "看过现场了。" {
		t.Errorf("a neighbour reads %q", words)
	}
	s, err := w.wishes.See(ctx, w.neighbour, x.ID)
	w.must(err)
	if !s.Entries[0].Held || s.Entries[1].Held {
		t.Errorf("what is held back: %+v", s.Entries[:2])
	}
	list, _, err := w.publish().List(ctx, w.secretary, "")
	n, countErr := w.publish().Count(ctx, w.secretary)
	w.must(countErr)
	if err != nil || len(list) != 1 || n != 1 || list[0].Act != "answer" || list[0].Wish != x.ID {
		t.Fatalf("what waits: %+v, %d, %v", list, n, err)
	}
	p := w.part(x, wish.Answer)
	err = w.publish().Publish(ctx, w.worker, x.ID, publish.Decision{Part: p.ID, Seen: p.Rev, Text: "装好了，有事打 0513-00001860。"})
	if !errs.Is(err, errs.Invalid) {
		t.Errorf("a telephone that nobody meant: %v", err)
	}
	w.must(w.publish().Publish(ctx, w.worker, x.ID, publish.Decision{Part: p.ID, Seen: p.Rev, Text: "装好了，有事打 0513-00001860。", Sure: true}))
	if _, words := w.neighbourSees(x); words[0] != "装好了，有事打 0513-00001860。" {
		t.Errorf("a neighbour reads %q", words)
	}
}

func TestACommunityMayLookAtEverything(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		_, _, err := w.rules.Set(t.Context(), actor.Job("test"), rule.Change{Key: "wish.publish.by_rule", Place: theCommunity, Value: "no", Source: "社区会议"})
		w.must(err)
		x := w.filedAs("花园里没有坐的地方，能不能装几张椅子？")
		if title, _ := w.neighbourSees(x); title != "" || x.Publicity != wish.Waiting {
			t.Errorf("a neighbour reads %q, %s", title, x.Publicity)
		}
	})
}

func TestWhatIsPublicIsTakenDownAndPutBack(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, s := t.Context(), w.publish()
		x := w.filedAs("花园里没有坐的地方，能不能装几张椅子？")
		w.must(s.Withhold(ctx, w.secretary, x.ID, publish.Decision{Reason: "提出人打电话来说不想公开", Key: "down-1"}))
		w.must(s.Withhold(ctx, w.secretary, x.ID, publish.Decision{Reason: "提出人打电话来说不想公开", Key: "down-1"}))
		if title, _ := w.neighbourSees(x); title != "" {
			t.Errorf("taken down, and a neighbour reads %q", title)
		}
		if open, err := w.lists.Open(ctx, list.Filter{Place: theCommunity}); err != nil || len(open.Wishes) != 0 {
			t.Errorf("the list shows %v, %v", open.Wishes, err)
		}
		p := w.part(x, "")
		if p.State != wish.Withheld || p.Reason == "" || p.DecidedBy != "闻立溪 · 社区书记" || p.Rev != 1 {
			t.Errorf("%+v", p)
		}
		// The wish goes on meanwhile; nothing of that makes it public again.
		x, err := w.wishes.Classify(ctx, w.secretary, x.ID, wish.Classification{Colour: wish.Blue})
		w.must(err)
		if title, _ := w.neighbourSees(x); title != "" || x.Publicity != wish.Withheld {
			t.Errorf("sorted, and a neighbour reads %q", title)
		}
		w.must(s.Publish(ctx, w.worker, x.ID, publish.Decision{Seen: 1, Text: "花园里没有坐的地方"}))
		if title, _ := w.neighbourSees(x); title != "花园里没有坐的地方" {
			t.Errorf("put back, and a neighbour reads %q", title)
		}
		if err := s.Publish(ctx, w.worker, x.ID, publish.Decision{Seen: 1, Text: "别的"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("decided on what was seen before: %v", err)
		}
		acts, err := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM journal WHERE subject = $1 AND act IN ('wish.publish', 'wish.withhold') AND (after LIKE '%花园%' OR before LIKE '%花园%')", x.ID)
		if err != nil || acts != 0 {
			t.Errorf("%d rows of the journal hold the words, %v", acts, err)
		}
		acts, err = db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM journal WHERE subject = $1 AND act IN ('wish.publish', 'wish.withhold')", x.ID)
		if err != nil || acts != 2 {
			t.Errorf("%d acts in the journal, %v", acts, err)
		}
	})
}

func TestWhoDecidesIsRefusedOrNot(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, s := t.Context(), w.publish()
		x := w.filedAs("7幢楼道灯坏了")
		private := filing()
		private.Visibility = wish.Private
		hidden, err := w.wishes.File(ctx, w.tan, private)
		w.must(err)
		for name, c := range map[string]struct {
			who  actor.Actor
			wish string
			kind errs.Kind
		}{
			"a neighbour, of what waits":   {w.neighbour, x.ID, errs.NotFound},
			"a visitor":                    {actor.Actor{}, x.ID, errs.NotFound},
			"the submitter":                {w.tan, x.ID, errs.Forbidden},
			"the street's officer":         {w.officer, x.ID, errs.Forbidden},
			"the street's leader":          {w.leader, x.ID, errs.Forbidden},
			"the desk, of a private wish":  {w.worker, hidden.ID, errs.Conflict},
			"the desk, of what is not one": {w.worker, "nothing", errs.NotFound},
		} {
			if err := s.Publish(ctx, c.who, c.wish, publish.Decision{Seen: 1, Text: "楼道灯坏了"}); !errs.Is(err, c.kind) {
				t.Errorf("%s: %v, want %s", name, err, c.kind)
			}
		}
		for name, in := range map[string]publish.Decision{
			"nothing":       {Seen: 1},
			"two lines":     {Seen: 1, Text: "楼道\n灯坏了"},
			"a long title":  {Seen: 1, Text: strings.Repeat("灯", 61)},
			"no such part":  {Part: 99, Text: "楼道灯坏了"},
			"before it was": {Seen: 7, Text: "楼道灯坏了"},
		} {
			if err := s.Publish(ctx, w.worker, x.ID, in); err == nil {
				t.Errorf("%s is published", name)
			}
		}
		if _, _, err := s.List(ctx, w.leader, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("the street's leader has a list: %v", err)
		}
	})
}

// Many decide on what they have seen at the same moment: one is first, the others are told.
func TestOneModeratorIsFirst(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		s, x := w.publish(), w.filedAs("7幢楼道灯坏了")
		const writers = 32
		var wg sync.WaitGroup
		failed := make([]error, writers)
		for i := range writers {
			wg.Go(func() {
				in := publish.Decision{Seen: 1, Text: "楼道灯坏了"}
				if i%2 == 0 {
					failed[i] = s.Publish(t.Context(), w.worker, x.ID, in)
				} else {
					failed[i] = s.Withhold(t.Context(), w.secretary, x.ID, in)
				}
			})
		}
		wg.Wait()
		first := 0
		for _, err := range failed {
			switch {
			case err == nil:
				first++
			case !errs.Is(err, errs.Conflict):
				t.Errorf("a loser is told %v", err)
			}
		}
		if p := w.part(x, ""); first != 1 || p.Rev != 2 {
			t.Errorf("%d were first; %+v", first, p)
		}
	})
}

// Before the rule: what the rule finds nothing in stays visible, the rest waits; nothing is public before it has looked.
func TestWhatWasPublicBeforeIsExamined(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		clear, door, gone := w.wishAt(wish.Answered, wish.Blue), w.filedAs("7幢楼道灯坏了"), w.filedAs("北门想装个扶手，下雨天滑。")
		_, err := w.wishes.Withdraw(ctx, w.tan, gone.ID, "")
		w.must(err)
		w.before(t)
		if title, _ := w.neighbourSees(clear); title != "" {
			t.Errorf("nobody has looked, and a neighbour reads %q", title)
		}
		n, err := w.publish().Examine(ctx)
		if err != nil || n != 3 {
			t.Fatalf("%d examined, %v", n, err)
		}
		if title, words := w.neighbourSees(clear); title != "花园里没有坐的地方" || strings.Join(words, "") != "装好了 20 张。" {
			t.Errorf("a neighbour reads %q, %q", title, words)
		}
		if title, _ := w.neighbourSees(door); title != "" {
			t.Errorf("a neighbour reads %q", title)
		}
		if list, _, err := w.publish().List(ctx, w.worker, ""); err != nil || len(list) != 1 || list[0].Wish != door.ID {
			t.Errorf("what waits: %+v, %v", list, err)
		}
		if n, err := w.publish().Examine(ctx); n != 0 || err != nil {
			t.Errorf("once more: %d, %v", n, err)
		}
	})
}

// before makes the wishes those of a release that knew no rule.
func (w *world) before(t *testing.T) {
	t.Helper()
	w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, q := range []string{
			"UPDATE wish SET publicity = 'old', public_title = NULL", "UPDATE wish_event SET public_text = NULL", "DELETE FROM wish_publication",
		} {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		return nil
	}))
}

// What is made anonymous is public no more, and nothing is decided on it.
func TestNothingStaysPublicOfWhatIsErased(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.wishAt(wish.Answered, wish.Blue)
		w.must(w.publish().Withhold(ctx, w.worker, x.ID, publish.Decision{Part: w.part(x, wish.Answer).ID, Reason: "谈阿姨不想公开"}))
		solved := true
		_, err := w.wishes.Evaluate(ctx, w.tan, x.ID, wish.Evaluation{Solved: &solved, Rating: wish.Satisfied})
		w.must(err)
		room := holding.Room{Files: func(context.Context, *db.Tx, string) (int, error) { return 0, nil }}
		w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			var out []retain.Outcome
			out, err := room.EraseTx(ctx, tx, w.tan.Person, false)
			if len(out) == 0 || out[0].Erased != 1 {
				t.Errorf("%+v", out)
			}
			return err
		}))
		if title, _ := w.neighbourSees(x); title != "" {
			t.Errorf("a neighbour reads %q", title)
		}
		for _, q := range []string{
			"SELECT COUNT(*) FROM wish_publication", "SELECT COUNT(*) FROM wish WHERE public_title IS NOT NULL", "SELECT COUNT(*) FROM wish_event WHERE public_text IS NOT NULL",
		} {
			if n, err := db.Value[int](ctx, w.d, q); err != nil || n != 0 {
				t.Errorf("%s: %d, %v", q, n, err)
			}
		}
		if err := w.publish().Publish(ctx, w.worker, x.ID, publish.Decision{Text: "又公开了"}); err == nil {
			t.Error("what is anonymous is published again")
		}
	})
}
