package reception_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/reception"
	"linli/internal/wish"
	"linli/internal/workday"
)

// The whole way of a tea, with what it leaves: journal rows, events, links, the ledger.
func TestTheWayOfATea(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		old, err := w.wishes.File(ctx, w.tan, wish.Filing{Topic: wish.Repair, Text: "花园里没有坐的地方", Place: garden, Visibility: wish.Public})
		w.must(err)
		s := w.teaAt(teaDay, reception.Announced)
		_, err = w.teas.Put(ctx, w.worker, s.ID, old.ShortNumber(), "")
		w.must(err)
		w.clock.Set(teaDay.At(14*time.Hour + 30*time.Minute))
		_, err = w.teas.Hold(ctx, w.vice, s.ID, "")
		w.must(err)
		filed, err := w.teas.Hear(ctx, w.worker, s.ID, said("戚向晚", "七幢楼道灯坏了"))
		w.must(err)
		if filed.Channel != wish.Tea || filed.Registrar != w.worker.Person || filed.Submitter == "" {
			t.Errorf("heard as %+v", filed)
		}
		_, err = w.teas.Promise(ctx, w.secretary, s.ID, reception.Vowing{Text: "换声控灯", Unit: w.firmID, Due: teaDay + 7, Wish: filed.ID})
		w.must(err)
		s = w.published(s)
		x := w.see(w.tan, s.ID)
		if len(x.Wishes) != 1 || x.Others != 1 || len(x.Promises) != 1 || x.Promises[0].Wish != filed.ID || x.Nth != 1 {
			t.Errorf("a resident sees %d wishes, %d others, promises %+v, nth %d", len(x.Wishes), x.Others, x.Promises, x.Nth)
		}
		w.clock.Set((teaDay + 9).At(10 * time.Hour))
		s, err = w.teas.Fulfil(ctx, w.firm, s.ID, x.Promises[0].ID, teaDay+8, "换了 6 个", "")
		w.must(err)
		if s.State != reception.Done {
			t.Errorf("the last promise is kept and the tea is %s", s.State)
		}
		l, err := w.teas.Ledger(ctx, actor.Visitor(""), theCommunity, 2026)
		w.must(err)
		if l.Counts[reception.Late] != 1 || l.Ripe() != 1 || l.Fulfilled() != 1 {
			t.Errorf("the ledger says %+v", l.Counts)
		}
		w.left(s.ID, []string{"plan", "announce", "agenda", "hold", "hear", "promise", "publish", "fulfil", "finish"})
	})
}

// left is which acts the journal and whoever listens know of a tea.
func (w *world) left(id string, want []string) {
	w.t.Helper()
	acts, err := db.All(w.t.Context(), w.d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
		"SELECT act FROM journal WHERE kind = 'reception' AND subject = $1 ORDER BY id", id)
	w.must(err)
	for i := range acts {
		acts[i] = strings.TrimPrefix(acts[i], "reception.")
	}
	told := slices.DeleteFunc(slices.Clone(w.heard.names), func(s string) bool { return strings.Contains(s, ".") })
	if !slices.Equal(acts, want) || !slices.Equal(told, want) {
		w.t.Errorf("journal %v, events %v, want %v", acts, told, want)
	}
}

// What is wrong is said by field, and nothing is written.
func TestRefusals(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		bad := plans(teaDay - 9)
		bad.Title, bad.Spot, bad.To = "", "", "13:00"
		_, err := w.teas.Plan(ctx, w.secretary, bad)
		w.wrong(err, "title", "spot", "day", "to")
		bad = plans(0)
		bad.From, bad.Reason = "half past", reception.Reason{}
		_, err = w.teas.Plan(ctx, w.secretary, bad)
		w.wrong(err, "day", "from", "why")
		s := w.teaAt(teaDay, reception.Held)
		_, err = w.teas.Promise(ctx, w.secretary, s.ID, reception.Vowing{Unit: "nobody", Due: teaDay - 1, Wish: "none"})
		w.wrong(err, "text", "owner", "due", "wish")
		_, err = w.teas.Publish(ctx, w.secretary, s.ID, reception.Notes{Residents: -1, Rev: s.Rev})
		w.wrong(err, "minutes", "residents")
		err = w.teas.CheckLine(ctx, w.worker, s.ID, wish.Filing{ForName: "某", Text: strings.Repeat("字", 201), Place: elsewhere, Topic: wish.Repair, Visibility: wish.Public})
		w.wrong(err, "text", "place")
		_, err = w.teas.Put(ctx, w.worker, s.ID, "2026-999999", "")
		w.wrong(err, "number")
		p := w.vow(s, "清雨水井", teaDay+5)
		w.published(s)
		for _, day := range []workday.Date{0, teaDay - 1, teaDay + 1} {
			_, err = w.teas.Fulfil(ctx, w.firm, s.ID, p.ID, day, "", "")
			w.wrong(err, "day", "text")
		}
	})
}

func (w *world) wrong(err error, fields ...string) {
	w.t.Helper()
	var got []string
	for _, f := range errs.FieldsOf(err) {
		got = append(got, f.Name)
	}
	slices.Sort(got)
	slices.Sort(fields)
	if !slices.Equal(got, fields) {
		w.t.Errorf("wrong are %v (%v), want %v", got, err, fields)
	}
}

// Sent twice, every act is done once; the second writer of the same text is told.
func TestSentTwice(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		in := plans(teaDay)
		in.Key = "plan"
		a, err := w.teas.Plan(ctx, w.secretary, in)
		w.must(err)
		b, err := w.teas.Plan(ctx, w.secretary, in)
		w.must(err)
		if a.ID != b.ID {
			t.Error("planned twice")
		}
		for range 2 {
			_, err = w.teas.Announce(ctx, w.secretary, a.ID, "announce")
			w.must(err)
		}
		w.clock.Set(afterward)
		_, err = w.teas.Hold(ctx, w.secretary, a.ID, "hold")
		w.must(err)
		line := said("戚向晚", "七幢楼道灯坏了")
		line.Key = "line-1"
		one, err := w.teas.Hear(ctx, w.worker, a.ID, line)
		w.must(err)
		two, err := w.teas.Hear(ctx, w.worker, a.ID, line)
		w.must(err)
		if one.ID != two.ID || w.see(w.worker, a.ID).Others+len(w.see(w.worker, a.ID).Wishes) != 1 {
			t.Error("a line sent twice is filed twice")
		}
		rev := w.see(w.secretary, a.ID).Session.Rev
		_, err = w.teas.Record(ctx, w.vice, a.ID, reception.Notes{Minutes: "副书记写的", Rev: rev})
		w.must(err)
		if _, err = w.teas.Record(ctx, w.secretary, a.ID, reception.Notes{Minutes: "书记写的", Rev: rev}); !errs.Is(err, errs.Conflict) {
			t.Errorf("who has not seen the other's text: %v", err)
		}
	})
}

// Who may not see a tea is told what is told of none; who may see it and not act is told so; visitors are asked to sign in.
func TestWhoIsToldWhat(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		s := w.teaAt(teaDay, reception.Planned)
		for _, a := range []actor.Actor{w.tan, w.far, w.firm, actor.Visitor("")} {
			_, see := w.teas.See(ctx, a, s.ID)
			_, act := w.teas.Announce(ctx, a, s.ID, "")
			if !errs.Is(see, errs.NotFound) || !errs.Is(act, errs.NotFound) {
				t.Errorf("%s: %v, %v", a.Name, see, act)
			}
		}
		_, err := w.teas.Announce(ctx, w.worker, s.ID, "")
		if !errs.Is(err, errs.Forbidden) {
			t.Errorf("a social worker announces: %v", err)
		}
		_, err = w.teas.Announce(ctx, w.secretary, s.ID, "")
		w.must(err)
		if _, err = w.teas.Announce(ctx, w.secretary, s.ID, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("announced again: %v", err)
		}
		if _, err = w.teas.Hold(ctx, w.secretary, s.ID, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("held before its time: %v", err)
		}
		if _, err = w.teas.Hold(ctx, actor.Visitor(""), s.ID, ""); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor: %v", err)
		}
		if _, err = w.teas.Hear(ctx, w.worker, s.ID, said("某", "楼道灯坏了半个月")); !errs.Is(err, errs.Conflict) {
			t.Errorf("heard before it began: %v", err)
		}
		if n, err := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM wish"); err != nil || n != 0 {
			t.Errorf("%d wishes were filed at a tea that has not begun, %v", n, err)
		}
	})
}

// A one-time link opens one tea once, until the day after it.
func TestTheLinkOfSomebodyFromOutside(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		s := w.teaAt(teaDay, reception.Announced)
		s, err := w.teas.Invite(ctx, w.worker, s.ID, reception.Guest{Role: reception.Builder, Name: "鄂远舟", Unit: "开发公司"})
		w.must(err)
		guest := s.Invitees[0].ID
		first, err := w.teas.LinkFor(ctx, w.worker, s.ID, guest)
		w.must(err)
		token, err := w.teas.LinkFor(ctx, w.worker, s.ID, guest)
		w.must(err)
		if _, err := w.teas.Enter(ctx, actor.Visitor("x"), first); !errs.Is(err, errs.NotFound) {
			t.Errorf("a link that was replaced: %v", err)
		}
		for range 2 {
			_, err = w.teas.Follow(ctx, token) // looking does not use it up
			w.must(err)
		}
		pass, err := w.teas.Enter(ctx, actor.Visitor("x"), token)
		w.must(err)
		if _, err := w.teas.Enter(ctx, actor.Visitor("y"), token); !errs.Is(err, errs.NotFound) {
			t.Errorf("used twice: %v", err)
		}
		who := actor.Actor{Grant: pass.Invitee}
		if v := w.see(who, s.ID).View; v != reception.GuestView || !pass.Until.Equal((teaDay + 2).At(0)) {
			t.Errorf("sees %v until %s", v, pass.Until)
		}
		other := w.teaAt(teaDay+1, reception.Planned)
		if _, err := w.teas.See(ctx, who, other.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("another tea: %v", err)
		}
		w.clock.Set((teaDay + 1).At(23 * time.Hour))
		if v := w.see(who, s.ID).View; v != reception.GuestView {
			t.Errorf("the day after: %v", v)
		}
		w.clock.Set((teaDay + 2).At(0))
		if v := w.see(who, s.ID).View; v != reception.PublicView {
			t.Errorf("two days after: %v", v)
		}
		if hashed, err := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM reception_invitee WHERE link = $1", token); err != nil || hashed != 0 {
			t.Error("the token itself is stored")
		}
	})
}

// A wish that is put on the agenda by mistake is taken off; the chain leads from a wish to its tea and back.
func TestTheAgendaAndTheChain(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, err := w.wishes.File(ctx, w.tan, wish.Filing{Topic: wish.Repair, Text: "花园里没有坐的地方", Place: garden, Visibility: wish.Private})
		w.must(err)
		s := w.teaAt(teaDay, reception.Announced)
		_, err = w.teas.Put(ctx, w.worker, s.ID, x.Number, "")
		w.must(err)
		links, err := chain.Links(ctx, w.d, chain.Subject{Kind: "wish", ID: x.ID})
		w.must(err)
		if len(links) != 1 || links[0].To != (chain.Subject{Kind: reception.Kind, ID: s.ID}) || links[0].Relation != chain.Heard {
			t.Errorf("links %+v", links)
		}
		if seen := w.see(actor.Visitor(""), s.ID); len(seen.Wishes) != 0 || seen.Others != 1 {
			t.Errorf("a visitor sees %d private wishes, %d others", len(seen.Wishes), seen.Others)
		}
		_, err = w.teas.Drop(ctx, w.worker, s.ID, x.ID, "")
		w.must(err)
		if _, err = w.teas.Drop(ctx, w.worker, s.ID, x.ID, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("taken off twice: %v", err)
		}
		if len(w.see(w.worker, s.ID).Wishes) != 0 {
			t.Error("it stands there still")
		}
	})
}

// Why a tea is due follows from what is open and the rules.
func TestDue(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		due := func() string {
			t.Helper()
			list, err := w.teas.Due(t.Context(), theCommunity)
			w.must(err)
			var whys []string
			for _, x := range list {
				whys = append(whys, string(x.Why))
			}
			return strings.Join(whys, " ")
		}
		if got := due(); got != "days" {
			t.Errorf("where there never was one: %q", got)
		}
		s := w.teaAt(teaDay, reception.Announced)
		if got := due(); got != "" {
			t.Errorf("while one is announced: %q", got)
		}
		w.clock.Set(afterward)
		_, err := w.teas.Hold(t.Context(), w.secretary, s.ID, "")
		w.must(err)
		var ids []string
		for range 5 {
			x, err := w.wishes.File(t.Context(), w.tan, wish.Filing{Topic: wish.Traffic, Text: "充电桩不够，晚上抢位置", Place: garden, Visibility: wish.Public})
			w.must(err)
			ids = append(ids, x.Number)
		}
		if got := due(); got != "topic" {
			t.Errorf("five wishes of a kind: %q", got)
		}
		_, err = w.teas.Put(t.Context(), w.worker, s.ID, ids[0], "")
		w.must(err)
		if got := due(); got != "" {
			t.Errorf("four that no tea has heard: %q", got)
		}
		w.published(s)
		w.clock.Set((teaDay + 30).At(9 * time.Hour))
		if got := due(); got != "days" {
			t.Errorf("thirty days later: %q", got)
		}
		w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO rule (key, place, value, valid_from, source) VALUES ('reception.monthly', $1, 'yes', '2020-01-01', 'test')", theCommunity)
			return err
		}))
		again := reception.New(w.d, w.rulesAnew(), w.wishes, w.lists(), w.heard)
		list, err := again.Due(t.Context(), theCommunity)
		if err != nil || len(list) != 2 || list[1].Why != reception.ForMonth {
			t.Errorf("monthly, in June: %+v, %v", list, err)
		}
	})
}

// Names of those invited end by themselves; what they spoke for stays.
func TestNamesOfThoseInvitedEnd(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, x := t.Context(), reception.Expiries()[0]
		s := w.teaAt(teaDay, reception.Announced)
		_, err := w.teas.Invite(ctx, w.worker, s.ID, reception.Guest{Role: reception.Builder, Name: "鄂远舟", Unit: "开发公司"})
		w.must(err)
		find := func(before time.Time) []string {
			t.Helper()
			ids, err := x.Find(ctx, w.d, before, "", 10)
			w.must(err)
			return ids
		}
		if got := find(teaDay.At(0)); len(got) != 0 {
			t.Errorf("before its day: %v", got)
		}
		ids := find((teaDay + 1).At(0))
		for _, want := range []int{1, 0} {
			w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				n, err := x.EraseTx(ctx, tx, ids, (teaDay + 1).At(0))
				if n != want {
					t.Errorf("erased %d, want %d", n, want)
				}
				return err
			}))
		}
		g := w.see(w.secretary, s.ID).Session.Invitees[0]
		if g.Name != "" || g.Unit != "开发公司" || len(find((teaDay+1).At(0))) != 0 {
			t.Errorf("left is %+v", g)
		}
	})
}
