package view_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/wish/view"
)

func staff(person string) actor.Actor {
	return actor.Actor{Account: "a-" + person, Person: person, Posts: []actor.Post{{ID: "p", Org: "o", Place: "320613007005", Role: actor.SocialWorker}}}
}

// Kept, found again by name, renamed, dropped; nobody else's are there, whatever is tried.
func TestListsAreOnesOwn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), view.New(d)
		ji, wen := staff("ji"), staff("wen")
		v, err := s.Save(ctx, ji, view.View{Name: " 红的 ", List: view.Inbox, Query: "colour=red&after=x&evil=1&view=all"})
		if err != nil || v.Name != "红的" || v.Query != "colour=red&view=all" {
			t.Fatalf("%+v, %v", v, err)
		}
		again, err := s.Save(ctx, ji, view.View{Name: "红的", List: "elsewhere", Query: "colour=blue"})
		if err != nil || again.ID != v.ID || again.List != view.Wishes {
			t.Errorf("the same name: %+v, %v", again, err)
		}
		other, err := s.Save(ctx, ji, view.View{Name: "急的", List: view.Inbox, Query: "urgency=critical"})
		if err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{
			"see": second(s.See(ctx, wen, v.ID)), "rename": s.Rename(ctx, wen, v.ID, "我的"), "delete": s.Delete(ctx, wen, v.ID),
			"none": s.Delete(ctx, ji, id.New()),
		} {
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.Rename(ctx, ji, other.ID, "红的"); !errs.Is(err, errs.Invalid) {
			t.Errorf("a name twice: %v", err)
		}
		for _, name := range []string{"", "  ", "一二三四五六七八九十一二三四五六七八九十一", "a\nb"} {
			if err := s.Rename(ctx, ji, other.ID, name); !errs.Is(err, errs.Invalid) {
				t.Errorf("%q: %v", name, err)
			}
		}
		if err := s.Rename(ctx, ji, other.ID, "特急"); err != nil {
			t.Error(err)
		}
		if err := s.Delete(ctx, ji, v.ID); err != nil {
			t.Error(err)
		}
		left, err := s.Of(ctx, ji)
		if err != nil || len(left) != 1 || left[0].Name != "特急" {
			t.Errorf("%+v, %v", left, err)
		}
		resident := actor.Actor{Account: "a", Person: "tan"}
		if _, err := s.Of(ctx, resident); !errs.Is(err, errs.NotFound) {
			t.Errorf("a resident: %v", err)
		}
		if _, err := s.Save(ctx, actor.Actor{}, view.View{Name: "x"}); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor: %v", err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

// However many press at once, twenty are kept and not one more.
func TestTwentyAreKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ji := view.New(d), staff("ji")
		var kept, refused atomic.Int64
		var wg sync.WaitGroup
		for i := range 32 {
			wg.Go(func() {
				_, err := s.Save(t.Context(), ji, view.View{Name: fmt.Sprint(i)})
				switch {
				case err == nil:
					kept.Add(1)
				case errs.Is(err, errs.Invalid):
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		all, err := s.Of(t.Context(), ji)
		if err != nil || kept.Load() != 20 || refused.Load() != 12 || len(all) != 20 {
			t.Errorf("%d kept, %d refused, %d there, %v", kept.Load(), refused.Load(), len(all), err)
		}
	})
}

// They stand in the own copy, and go with the person; another's stay.
func TestListsGoWithThePerson(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s, room := t.Context(), view.New(d), view.Room{}
		for _, who := range []string{"ji", "wen"} {
			if _, err := s.Save(ctx, staff(who), view.View{Name: "红的", Query: "colour=red"}); err != nil {
				t.Fatal(err)
			}
		}
		held, err := room.Held(ctx, d, "ji", true)
		if err != nil || len(held) != 1 || held[0].N != 1 || held[0].Copy == nil || held[0].Since.IsZero() {
			t.Errorf("%+v, %v", held, err)
		}
		for i, want := range []int{1, 0} {
			err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				out, err := room.EraseTx(ctx, tx, "ji", true)
				if err == nil && len(out) != want {
					t.Errorf("time %d: %+v", i+1, out)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		if left, err := s.Of(ctx, staff("wen")); err != nil || len(left) != 1 {
			t.Errorf("%+v, %v", left, err)
		}
	})
}
