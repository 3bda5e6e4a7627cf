package wish_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/seal"
	"linli/internal/wish"
	"linli/internal/wish/follow"
	"linli/internal/wish/list"
	"linli/internal/wish/publish"
	"linli/internal/wish/side"
)

// post notes who was told of what, may fail, and keeps who refuses messages.
type post struct {
	phones  map[string]string
	fails   int
	told    []string // wish and person
	refused map[string]bool
}

func (p *post) TellTx(_ context.Context, tx *db.Tx, wishID string, persons []string) error {
	if p.fails > 0 {
		p.fails--
		return errors.New("not now")
	}
	tx.AfterCommit(func() {
		for _, x := range persons {
			p.told = append(p.told, wishID+" "+x)
		}
	})
	return nil
}

func (p *post) Reach(_ context.Context, personID string) (could, refused bool, err error) {
	return p.phones[personID] != "", p.refused[personID], nil
}

func (p *post) RefuseTx(_ context.Context, tx *db.Tx, personID string, yes bool) (changed bool, err error) {
	tx.AfterCommit(func() {
		if p.refused == nil {
			p.refused = map[string]bool{}
		}
		p.refused[personID] = yes
	})
	return p.refused[personID] != yes, nil
}

func (w *world) follows(p *post) *follow.Service {
	return follow.New(w.d, w.wishes, p)
}

func (w *world) count(x wish.Wish) int {
	w.t.Helper()
	n, err := follow.Counts(w.t.Context(), w.d, []string{x.ID})
	w.must(err)
	return n[x.ID]
}

func TestJoiningTwiceIsJoiningOnce(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, f, x := t.Context(), w.follows(&post{}), w.wishAt(wish.Classified, wish.Blue)
		for _, key := range []string{"one", "one", "two", ""} {
			w.must(f.Join(ctx, w.neighbour, x.ID, key))
		}
		seen, err := w.wishes.See(ctx, w.neighbour, x.ID)
		w.must(err)
		st, err := f.Of(ctx, w.neighbour, seen)
		acts, countErr := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM journal WHERE act = 'wish.follow'")
		w.must(countErr)
		if err != nil || w.count(x) != 1 || !st.Following || !st.May || acts != 1 {
			t.Errorf("%d follow, %+v, %d acts, %v", w.count(x), st, acts, err)
		}
		page, err := w.lists.Followed(ctx, w.neighbour, list.Filter{})
		if err != nil || len(page.Wishes) != 1 || page.Wishes[0].ID != x.ID || page.Wishes[0].Text != "" {
			t.Errorf("what is followed: %+v, %v", page, err)
		}
		w.must(f.Leave(ctx, w.neighbour, x.ID, ""))
		w.must(f.Leave(ctx, w.neighbour, x.ID, ""))
		if page, err = w.lists.Followed(ctx, w.neighbour, list.Filter{}); err != nil || len(page.Wishes) != 0 || w.count(x) != 0 {
			t.Errorf("taken back: %+v, %d, %v", page, w.count(x), err)
		}
		other := w.wishAt(wish.Accepted, wish.Unsorted)
		if err := f.Join(ctx, w.neighbour, other.ID, "one"); !errs.Is(err, errs.Conflict) || w.count(other) != 0 {
			t.Errorf("a key of another wish: %v, and %d follow", err, w.count(other))
		}
	})
}

func TestWhoMayJoin(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, f := t.Context(), w.follows(&post{})
		x, waiting := w.wishAt(wish.Classified, wish.Blue), w.filedAs("7幢楼道灯坏了")
		filed, ended := w.wishAt(wish.Submitted, ""), w.wishAt(wish.Answered, wish.Blue)
		solved := true
		_, err := w.wishes.Evaluate(ctx, w.tan, ended.ID, wish.Evaluation{Solved: &solved, Rating: wish.Satisfied})
		w.must(err)
		for name, c := range map[string]struct {
			who  actor.Actor
			wish wish.Wish
			kind errs.Kind
		}{
			"the submitter":                      {w.tan, x, errs.Forbidden},
			"who acts for the submitter":         {w.wu, x, errs.Forbidden},
			"who handles it":                     {w.worker, x, errs.Forbidden},
			"a visitor":                          {actor.Actor{}, x, errs.Unauthenticated},
			"a visitor, of what waits":           {actor.Actor{}, waiting, errs.NotFound},
			"a neighbour, of what waits":         {w.neighbour, waiting, errs.NotFound},
			"a neighbour, before it is accepted": {w.neighbour, filed, errs.NotFound},
			"a neighbour, when it has ended":     {w.neighbour, ended, errs.Conflict},
			"with the receipt of it":             {actor.Actor{Grant: x.ID}, x, errs.Unauthenticated},
		} {
			if err := f.Join(ctx, c.who, c.wish.ID, ""); !errs.Is(err, c.kind) {
				t.Errorf("%s: %v, want %s", name, err, c.kind)
			}
			if n := w.count(c.wish); n != 0 {
				t.Errorf("%s: %d follow", name, n)
			}
		}
	})
}

func TestManyJoinAtOnce(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		f, x := w.follows(&post{}), w.wishAt(wish.Classified, wish.Blue)
		const writers = 32
		var wg sync.WaitGroup
		for i := range writers {
			who := w.neighbour
			if i%2 == 0 {
				who = actor.Actor{Account: fmt.Sprint("a", i), Person: fmt.Sprint("person-", i)}
			}
			wg.Go(func() {
				if err := f.Join(t.Context(), who, x.ID, ""); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := w.count(x); n != writers/2+1 {
			t.Errorf("%d follow, want %d", n, writers/2+1)
		}
	})
}

// residents are some neighbours, each with a telephone but the last.
func (w *world) residents(p *post, n int) (out []actor.Actor) {
	p.phones = map[string]string{}
	for i := range n {
		a := w.resident(fmt.Sprint("邻居", i))
		if out = append(out, a); i < n-1 {
			p.phones[a.Person] = fmt.Sprintf("138000001%02d", i)
		}
	}
	return out
}

func TestEachAnswerIsToldOnce(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, p := t.Context(), &post{}
		f, x, people := w.follows(p), w.wishAt(wish.InProgress, wish.Blue), w.residents(p, 4)
		for _, a := range people {
			w.must(f.Join(ctx, a, x.ID, ""))
		}
		w.must(f.SetQuiet(ctx, people[1], true))
		w.must(f.Tell(ctx, x.ID)) // there is no answer yet
		w.clock.Add(time.Hour)
		_, err := w.wishes.Answer(ctx, w.worker, x.ID, wish.Reply{Text: "装好了，有事打 13800000123。"})
		w.must(err)
		w.must(f.Tell(ctx, x.ID)) // it waits for a moderator
		if len(p.told) != 0 {
			t.Fatalf("told before it is public: %v", p.told)
		}
		part := w.part(x, wish.Answer)
		w.must(w.publish().Publish(ctx, w.worker, x.ID, publish.Decision{Part: part.ID, Seen: part.Rev, Text: part.Proposed()}))
		p.fails = 1
		if err := f.Tell(ctx, x.ID); err == nil {
			t.Error("a message that was not taken is not told")
		}
		for range 3 {
			w.must(f.Tell(ctx, x.ID))
		}
		want := map[string]int{}
		for _, a := range people {
			want[x.ID+" "+a.Person] = 1
		}
		got := map[string]int{}
		for _, to := range p.told {
			got[to]++
		}
		if !maps.Equal(got, want) { // also who wants no messages: the page has it
			t.Errorf("told: %v, want %v", got, want)
		}
		if could, refused, err := f.Messages(ctx, people[1]); !could || !refused || err != nil {
			t.Errorf("who wants no messages: %v %v %v", could, refused, err)
		}
	})
}

func TestAnAnewAnswerIsToldAnew(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, p := t.Context(), &post{}
		f, x, people := w.follows(p), w.wishAt(wish.InProgress, wish.Blue), w.residents(p, 2)
		w.must(f.Join(ctx, people[0], x.ID, ""))
		for range 2 {
			w.clock.Add(time.Hour)
			_, err := w.wishes.Answer(ctx, w.worker, x.ID, wish.Reply{Text: "装好了 20 张。"})
			w.must(err)
			w.must(f.Tell(ctx, x.ID))
			w.clock.Add(time.Hour)
			_, err = side.New(w.wishes).Reopen(ctx, w.tan, x.ID, "还差一张", "")
			w.must(err)
			w.must(f.Tell(ctx, x.ID)) // taken up again: nothing to tell
		}
		if want := x.ID + " " + people[0].Person; !slices.Equal(p.told, []string{want, want}) {
			t.Errorf("told %v", p.told)
		}
	})
}

// Followers move with a wish that is merged, and come back.
func TestFollowersOfAMergedWish(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, p := t.Context(), &post{}
		f, people := w.follows(p), w.residents(p, 5)
		a, b, c := w.wishAt(wish.Classified, wish.Blue), w.wishBy(people[4]), w.wishAt(wish.Classified, wish.Blue)
		join := func(x wish.Wish, who ...actor.Actor) {
			for _, y := range who {
				w.must(f.Join(ctx, y, x.ID, ""))
			}
		}
		join(a, people[0], people[1], people[2], people[4]) // the last has made b
		join(b, people[2], people[3])
		move := func(from, to wish.Wish) {
			w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return follow.MoveTx(ctx, tx, from.ID, to.ID) }))
		}
		back := func(from wish.Wish) {
			w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return follow.MoveBackTx(ctx, tx, from.ID) }))
		}
		is := func(what string, want ...int) {
			t.Helper()
			got := []int{w.count(a), w.count(b), w.count(c)}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: %v, want %v", what, got, want)
			}
		}
		is("before", 4, 2, 0)
		move(a, b)
		is("merged, each once, with who made the one and without who made the other", 0, 5, 0)
		w.must(f.Leave(ctx, people[1], b.ID, ""))
		move(b, c) // c is of who made a
		is("merged on", 0, 0, 4)
		back(a)
		is("the first undone", 3, 0, 3)
		back(b)
		is("both undone", 3, 2, 0)
		for i, want := range []bool{true, false, true, false, true} {
			st, err := f.Of(ctx, people[i], wish.Seen{Wish: a})
			if err != nil || st.Following != want {
				t.Errorf("%d follows the first: %v, want %v; %v", i, st.Following, want, err)
			}
		}
	})
}

// wishBy is a public wish of somebody, sorted.
func (w *world) wishBy(a actor.Actor) wish.Wish {
	w.t.Helper()
	x, err := w.wishes.File(w.t.Context(), a, filing())
	w.must(err)
	_, err = w.wishes.Accept(w.t.Context(), w.worker, x.ID, wish.Acceptance{})
	w.must(err)
	x, err = w.wishes.Classify(w.t.Context(), w.secretary, x.ID, wish.Classification{Colour: wish.Blue})
	w.must(err)
	return x
}

func TestWhatFollowingHoldsOfPeople(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, f, x := t.Context(), w.follows(&post{}), w.wishAt(wish.Classified, wish.Blue)
		w.must(f.Join(ctx, w.neighbour, x.ID, ""))
		held, err := follow.Room{}.Held(ctx, w.d, w.neighbour.Person, true)
		text, _ := json.Marshal(held)
		if err != nil || len(held) != 1 || held[0].N != 1 || !strings.Contains(string(text), x.Number) {
			t.Errorf("%s, %v", text, err)
		}
		if held, err := (follow.Room{}).Held(ctx, w.d, w.tan.Person, true); len(held) != 0 || err != nil {
			t.Errorf("of another: %+v, %v", held, err)
		}
		w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			out, err := follow.Room{}.EraseTx(ctx, tx, w.neighbour.Person, false)
			if len(out) != 1 || out[0].Erased != 1 {
				t.Errorf("%+v", out)
			}
			return err
		}))
		if n, err := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM wish_follower"); err != nil || n != 0 {
			t.Errorf("%d, %v", n, err)
		}
	})
}

// The telephone of a person is opened for the house alone.
func TestTheTelephoneOfAFollower(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		people := person.New(w.d, seal.Throwaway(seal.SM))
		number := "13800000123"
		w.must(people.SetContact(t.Context(), actor.Job("test"), w.tan.Person, person.ContactChange{Phone: &number}))
		if got, err := people.Phone(t.Context(), w.tan.Person); err != nil || got.Reveal() != number {
			t.Errorf("%v", err)
		}
		if got, err := people.Phone(t.Context(), w.neighbour.Person); err != nil || got.Reveal() != "" {
			t.Errorf("one that is not kept: %v", err)
		}
		if _, err := people.Phone(t.Context(), "nobody"); !errs.Is(err, errs.NotFound) {
			t.Errorf("nobody's: %v", err)
		}
	})
}
