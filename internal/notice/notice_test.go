package notice_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/notice"
	"linli/internal/notice/dead"
	"linli/internal/notice/quiet"
	"linli/internal/notice/text"
	"linli/internal/notify/mailtest"
)

func lines(t *testing.T, w *world, person string) (out []string) {
	t.Helper()
	p, err := w.s.List(t.Context(), who(person), text.Chinese, "")
	w.ok(err)
	for _, l := range p.Lines {
		out = append(out, l.Text)
	}
	return out
}

func unread(t *testing.T, w *world, person string) int {
	t.Helper()
	n, err := w.s.Unread(t.Context(), person)
	w.ok(err)
	return n
}

func TestWhatIsToldStandsOnThePage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		unit := w.unit("第一家")
		w.handlers[unit] = []string{luo, "worker"}
		w.tell(notice.Notice{Kind: notice.Answered, Persons: []string{tan, "", "proxy"}, By: "worker"})
		w.tell(notice.Notice{Kind: notice.Arrived, Units: []string{unit}, By: "worker"})
		boom := errors.New("boom")
		if err := w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			w.ok(w.s.TellTx(ctx, tx, notice.Notice{Kind: notice.Closed, Persons: []string{tan}}))
			return boom
		}); !errors.Is(err, boom) {
			t.Fatal(err)
		}
		w.tell(notice.Notice{Kind: notice.Closed, Persons: []string{"worker"}, By: "worker"}) // nobody is left to be told
		w.work()
		w.work()
		if got := lines(t, w, tan); !slices.Equal(got, []string{"您的心愿 2026-000123“花园里没有长椅”有答复了，请您评一评"}) {
			t.Errorf("%v", got)
		}
		if got := lines(t, w, luo); !slices.Equal(got, []string{"中心村社区居委会有一件新心愿 2026-000123“花园里没有长椅”，3月7日前办"}) {
			t.Errorf("%v", got)
		}
		if unread(t, w, tan) != 1 || unread(t, w, luo) != 1 || unread(t, w, "worker") != 0 || unread(t, w, "proxy") != 1 {
			t.Error("unread")
		}
		p, err := w.s.List(ctx, who(tan), text.English, "")
		if err != nil || len(p.Lines) != 1 || !strings.HasPrefix(p.Lines[0].Text, "Your wish 2026-000123") || p.Lines[0].Read {
			t.Errorf("%+v, %v", p, err)
		}
		if _, err := w.s.Open(ctx, who(luo), p.Lines[0].ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("another's: %v", err)
		}
		about, err := w.s.Open(ctx, who(tan), p.Lines[0].ID)
		if err != nil || about.ID != wish || unread(t, w, tan) != 0 {
			t.Errorf("%v, %v", about, err)
		}
		w.ok(w.s.ReadAll(ctx, who(luo)))
		if unread(t, w, luo) != 0 || unread(t, w, "proxy") != 1 {
			t.Error("read")
		}
		w.hide(tan, wish)
		if got := lines(t, w, tan); !slices.Equal(got, []string{""}) {
			t.Errorf("what one may not see any more is still told: %v", got)
		}
	})
}

// The same thing is told once, and the page has pages.
func TestOnceAndPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for range 3 {
			w.tell(notice.Notice{Kind: notice.Overdue, Persons: []string{tan}, Once: wish + " 2026-03-07"})
		}
		w.tell(notice.Notice{Kind: notice.Soon, Persons: []string{tan}, Once: wish + " 2026-03-07"})
		for range 30 {
			w.clock.Add(time.Second)
			w.tell(notice.Notice{Kind: notice.Accepted, Persons: []string{tan}})
		}
		w.work()
		seen, cursor, pages := map[string]bool{}, "", 0
		for last := "z"; pages == 0 || cursor != ""; pages++ {
			p, err := w.s.List(t.Context(), who(tan), text.Chinese, cursor)
			w.ok(err)
			for _, l := range p.Lines {
				if l.ID >= last || seen[l.ID] {
					t.Errorf("%s after %s", l.ID, last)
				}
				seen[l.ID], last = true, l.ID
			}
			cursor = p.Next
		}
		if len(seen) != 32 || pages != 2 || unread(t, w, tan) != 32 {
			t.Errorf("%d on %d pages", len(seen), pages)
		}
		if _, err := w.s.List(t.Context(), who(tan), text.Chinese, "nothing"); !errs.Is(err, errs.Invalid) {
			t.Errorf("a cursor of nobody: %v", err)
		}
	})
}

func TestLettersMessagesAndRobots(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.withMail()
		w.withSMS()
		unit := w.unit("第一家")
		w.withRobot(notice.WeCom, unit)
		w.withRobot(notice.DingTalk, unit)
		w.reads(tan, "tan@example.cn")
		w.phones[tan], w.phones[luo] = "13800138001", "13800138002"
		w.tell(notice.Notice{Kind: notice.Answered, Persons: []string{tan, luo}})
		w.tell(notice.Notice{Kind: notice.Arrived, Units: []string{unit}})
		w.tell(notice.Notice{Kind: notice.Arrived, Units: []string{unit}, Subject: chain.Subject{Kind: "wish", ID: other}})
		w.work()
		w.work()
		got := w.mailed("tan@example.cn")
		if len(got) != 1 || got[0].Subject != "您的心愿 2026-000123“花园里没有长椅”有答复了，请您评一评" || !strings.Contains(got[0].Text, "https://linli.example.cn/wishes/"+wish) {
			t.Errorf("%+v", got)
		}
		texts := w.phone.got()
		slices.Sort(texts)
		if len(texts) != 2 || !strings.Contains(texts[0], `"to":"13800138001","text":"【邻里+】您的心愿 2026-000123`) || !strings.Contains(texts[1], "13800138002") {
			t.Errorf("%v", texts)
		}
		said := w.chat.got()
		title, hidden := 0, 0
		for _, x := range said {
			title += strings.Count(x, "花园里没有长椅")
			hidden += strings.Count(x, "2026-000124“一件不公开的心愿”")
			if strings.Contains(x, "路灯") {
				t.Errorf("a group is told what is not public: %s", x)
			}
		}
		if len(said) != 4 || title != 2 || hidden != 2 {
			t.Errorf("%v", said)
		}
		if s := w.states(); s["sent"] != 7 || len(s) != 1 {
			t.Errorf("%v", s)
		}
		w.ok(w.s.Choose(ctx, who(tan), notice.Wanted{Hour: 9, Choices: []notice.Choice{{Kind: notice.Answered, Channel: notice.Mail, Way: notice.Never}, {Kind: notice.Answered, Channel: notice.SMS, Way: notice.Never}}}))
		w.tell(notice.Notice{Kind: notice.Answered, Persons: []string{tan}})
		w.work()
		if len(w.mailed("tan@example.cn")) != 1 || len(w.phone.got()) != 2 || unread(t, w, tan) != 2 {
			t.Error("what is not wanted goes out, or the page does not have it")
		}
	})
}

// While a channel is dead everything waits, and is seen to; when it lives again everything goes out, once.
func TestADeadChannelLosesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.withMail()
		w.withSMS()
		w.reads(tan, "tan@example.cn")
		w.phones[tan] = "13800138001"
		w.mail.Stop()
		w.phone.answers(503)
		const told = 5
		for range told {
			w.tell(notice.Notice{Kind: notice.Answered, Persons: []string{tan}})
		}
		for range 40 {
			w.work()
			w.clock.Add(10 * time.Minute)
		}
		for _, c := range []string{"mail", "sms"} {
			v := w.view(c)
			if v.Health != notice.Dead || v.Waiting != told || v.Failed != 0 || v.Since.IsZero() || v.Why == "" || !v.Oldest.Before(v.NextAt.Add(time.Hour)) {
				t.Errorf("%s: %+v", c, v)
			}
		}
		if down, err := dead.Of(t.Context(), w.d); err != nil || len(down) != 2 || down[0].Kind != notice.Mail || down[0].Waiting != told || down[0].Host != w.mail.Host || down[0].Why == "" {
			t.Errorf("the doctor is told %+v, %v", down, err)
		}
		w.mail.Start(t)
		w.phone.answers(200)
		w.clock.Set(noon.AddDate(0, 0, 1))
		for range 4 {
			w.work()
		}
		if n := len(w.mailed("tan@example.cn")); n != told {
			t.Errorf("%d letters", n)
		}
		if n := len(w.phone.got()); n != told {
			t.Errorf("%d messages", n)
		}
		for _, c := range []string{"mail", "sms"} {
			if v := w.view(c); v.Health != notice.Well || v.Waiting != 0 || v.GoodAt.IsZero() {
				t.Errorf("%s: %+v", c, v)
			}
		}
	})
}

// An address that is refused is told as failed and keeps no other letter waiting; it can be tried again.
func TestARefusedAddress(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.withMail()
		w.reads(tan, "tan@example.cn")
		w.clock.Add(2 * time.Minute)
		w.reads(luo, "luo@example.cn")
		w.mail.Set(func(b *mailtest.Behaviour) { b.Unknown = "tan@example.cn" })
		w.tell(notice.Notice{Kind: notice.Answered, Persons: []string{tan, luo}})
		w.work()
		if v := w.view("mail"); len(w.mailed("luo@example.cn")) != 1 || v.Failed != 1 || v.Waiting != 0 || v.Health != notice.Well {
			t.Errorf("%+v", v)
		}
		w.mail.Set(func(b *mailtest.Behaviour) { b.Unknown = "" })
		w.work()
		if len(w.mailed("tan@example.cn")) != 0 {
			t.Error("what has failed is tried by itself")
		}
		w.ok(w.s.Retry(t.Context(), admin, "mail"))
		w.work()
		if v := w.view("mail"); len(w.mailed("tan@example.cn")) != 1 || v.Failed != 0 {
			t.Errorf("%+v", v)
		}
	})
}

// Who has no right any more when a letter is sent gets none; who has no address neither.
func TestNoRightNoLetter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.withSMS()
		w.phones[tan], w.phones[luo] = "13800138001", "13800138002"
		w.clock.Set(noon.Add(10 * time.Hour)) // 22:00: quiet
		w.tell(notice.Notice{Kind: notice.Answered, Persons: []string{tan, luo, "nobody's"}})
		w.work()
		w.hide(tan, wish)
		w.clock.Set(noon.Add(24 * time.Hour))
		w.work()
		if got := w.phone.got(); len(got) != 1 || !strings.Contains(got[0], "13800138002") {
			t.Errorf("%v", got)
		}
		if s := w.states(); s["sent"] != 1 || s["dropped"] != 2 || len(s) != 2 {
			t.Errorf("%v", s)
		}
	})
}

// What a channel did not take in the evening does not ring at night: not at a person's, and not in a group.
func TestNothingRingsInQuietHours(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.withSMS()
		w.phones[tan] = "13800138001"
		w.clock.Set(noon.Add(8*time.Hour + 50*time.Minute)) // 20:50
		w.phone.answers(503)
		w.tell(notice.Notice{Kind: notice.Answered, Persons: []string{tan}})
		w.work()
		w.phone.answers(200)
		w.clock.Set(noon.Add(11 * time.Hour)) // 23:00
		w.work()
		if got := w.phone.got(); len(got) != 0 {
			t.Errorf("at 23:00 it rings: %v", got)
		}
		w.clock.Set(noon.Add(22 * time.Hour)) // 10:00
		w.work()
		if got := w.phone.got(); len(got) != 1 {
			t.Errorf("in the morning: %v", got)
		}
	})
}

func TestTheDigestHoldsEachOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.withMail()
		w.reads(tan, "tan@example.cn")
		w.ok(w.s.Choose(t.Context(), who(tan), notice.Wanted{Hour: 18, Choices: []notice.Choice{{Kind: notice.Accepted, Channel: notice.Mail, Way: notice.Digest}}}))
		told := map[string]int{}
		day := func(n int) {
			for range n {
				subject := fresh()
				number := fmt.Sprintf("2026-%06d", len(told)+1)
				w.mu.Lock()
				w.facts[subject] = text.Facts{Number: number, Title: "一件事", Path: "/wishes"}
				w.mu.Unlock()
				told[number] = 1
				w.tell(notice.Notice{Kind: notice.Accepted, Persons: []string{tan}, Subject: chain.Subject{Kind: "wish", ID: subject}})
				w.work()
			}
		}
		day(3)
		if n := len(w.mailed("tan@example.cn")); n != 0 {
			t.Fatalf("%d letters before the hour", n)
		}
		w.clock.Set(noon.Add(6*time.Hour + time.Minute)) // 18:01
		w.work()
		day(60) // for tomorrow: more than one letter holds
		w.clock.Set(noon.Add(30*time.Hour + time.Minute))
		w.work()
		w.work()
		got := map[string]int{}
		letters := w.mailed("tan@example.cn")
		for _, l := range letters {
			for _, line := range strings.Split(l.Text, "\n") {
				if _, after, ok := strings.Cut(line, "· 您的心愿 "); ok {
					got[after[:11]]++
				}
			}
		}
		if !maps.Equal(got, told) || len(letters) != 3 || letters[0].Subject != "邻里+：3 条通知" {
			t.Errorf("%d letters, %v", len(letters), got)
		}
	})
}

// 32 writers tell while four processes send: everybody is told of everything once, and no letter goes out twice.
func TestManyTellAndManySend(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.withSMS()
		w.phones[tan] = "13800138001"
		const writers, times = 32, 5
		var all, senders sync.WaitGroup
		done := make(chan struct{})
		for range 4 {
			senders.Go(func() {
				for {
					if _, err := w.s.Work(context.Background()); err != nil {
						t.Error(err)
					}
					select {
					case <-done:
						return
					case <-time.After(5 * time.Millisecond):
					}
				}
			})
		}
		for i := range writers {
			all.Go(func() {
				for range times {
					n := notice.Notice{Kind: notice.Answered, Persons: []string{tan}, Subject: chain.Subject{Kind: "wish", ID: wish}}
					if i%2 == 0 {
						n.Once = "the same"
					}
					if err := w.d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error { return w.s.TellTx(ctx, tx, n) }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		time.Sleep(50 * time.Millisecond)
		close(done)
		senders.Wait()
		w.work()
		want := writers/2*times + 1
		if n, texts := unread(t, w, tan), w.phone.got(); n != want || len(texts) != want || w.states()["sent"] != want {
			t.Errorf("%d notices, %d messages, %v; want %d of each", n, len(texts), w.states(), want)
		}
	})
}

// Erasing a person leaves no row of that person, neither one that was told nor one that waits to be.
func TestErasing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.withMail()
		w.withSMS()
		w.phones[tan] = "13800138001"
		w.reads(tan, "tan@example.cn")
		w.ok(w.s.Choose(ctx, who(tan), notice.Wanted{Hour: 18, Quiet: &quiet.Hours{From: 60, To: 120}, Choices: []notice.Choice{{Kind: notice.Tea, Channel: notice.Mail, Way: notice.Never}}}))
		w.tell(notice.Notice{Kind: notice.Answered, Persons: []string{tan, luo}})
		w.work()
		held, err := w.s.Held(ctx, w.d, tan, true)
		text := fmt.Sprintf("%+v", held)
		if err != nil || len(held) != 2 || held[0].N != 1 || !strings.Contains(text, "answered") || !strings.Contains(text, "tan@example.cn") {
			t.Errorf("%s, %v", text, err)
		}
		w.tell(notice.Notice{Kind: notice.Answered, Persons: []string{tan, luo}, By: "x" + tan})
		w.ok(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			out, err := w.s.EraseTx(ctx, tx, tan, false)
			if len(out) != 2 {
				t.Errorf("%+v", out)
			}
			return err
		}))
		w.work()
		for _, table := range []string{"notification", "notification_delivery", "notification_choice", "notification_setting"} {
			if n, err := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM "+table+" WHERE person = $1", tan); err != nil || n != 0 {
				t.Errorf("%s: %d, %v", table, n, err)
			}
		}
		if unread(t, w, luo) != 2 {
			t.Error("another's went too")
		}
		x := w.s.Expiry()
		w.clock.Add(400 * 24 * time.Hour)
		ids, err := x.Find(ctx, w.d, w.clock.Now().AddDate(0, -12, 0), "", 100)
		w.ok(err)
		w.ok(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			n, err := x.EraseTx(ctx, tx, ids, w.clock.Now())
			if n != 2 {
				t.Errorf("%d ended", n)
			}
			return err
		}))
		if unread(t, w, luo) != 0 || len(w.states()) != 0 {
			t.Error("what has ended is still there")
		}
	})
}

// Only the system administrator looks after channels and templates; whoever has signed in has notices of one's own.
func TestPolicy(t *testing.T) {
	t.Parallel()
	for _, r := range actor.Roles() {
		a := actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "post", Role: r}}}
		if _, ok := notice.MayConfigure(a); ok != (r == actor.SystemAdmin) {
			t.Errorf("%s: %v", r, ok)
		}
		if !notice.MayChoose(a) || len(notice.KindsFor(a)) != len(notice.ForStaff())+len(notice.ForResidents())+map[bool]int{true: 1}[r == actor.SystemAdmin] {
			t.Errorf("%s has no notices", r)
		}
	}
	resident := actor.Actor{Account: "a", Person: "p"}
	if _, ok := notice.MayConfigure(resident); ok || !notice.MayChoose(resident) || len(notice.KindsFor(resident)) != len(notice.ForResidents()) {
		t.Error("a resident")
	}
	for _, a := range []actor.Actor{{}, actor.Job("x"), {Grant: "g"}} {
		if _, ok := notice.MayConfigure(a); ok || notice.MayChoose(a) {
			t.Errorf("%+v", a)
		}
	}
}
