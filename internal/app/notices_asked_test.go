package app

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/app/access"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/notice"
	"linli/internal/notice/noticeweb"
	"linli/internal/notice/text"
	"linli/internal/notify/way"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

// reads is what somebody reads of a kind about a wish, the last first.
func (s *stage) reads(key, wishID string, k notice.Kind) (out []string) {
	s.t.Helper()
	s.heard(key, wishID) // lets what waits be spread
	for cursor, first := "", true; first || cursor != ""; first = false {
		page, err := s.Notices.List(s.t.Context(), s.actors[key], text.Chinese, cursor)
		s.must(err)
		for _, l := range page.Lines {
			if l.About.ID == wishID && l.Kind == k && l.Text != "" {
				out = append(out, l.Text)
			}
		}
		cursor = page.Next
	}
	return out
}

// asking is a way to ask for something, by whom.
type asking struct {
	name string
	from access.Situation
	by   string
	do   func(s *stage, by, id string) error
}

func askings() []asking {
	more := func(s *stage, by, id string) error {
		_, err := s.Asks.Extend(s.t.Context(), s.actors[by], id, ask.Wanted{Day: s.later(), Text: "材料没到。"})
		return err
	}
	pause := func(s *stage, by, id string) error {
		_, err := s.Asks.Suspend(s.t.Context(), s.actors[by], id, ask.Wanted{Day: s.later(), Text: "等雨停。"})
		return err
	}
	turn := func(c wish.Colour, unit string) func(s *stage, by, id string) error {
		return func(s *stage, by, id string) error {
			_, err := s.Asks.Recolour(s.t.Context(), s.actors[by], id, ask.Turn{Colour: c, Unit: s.orgs[unit], Text: "我们办不了。"})
			return err
		}
	}
	at := func(c wish.Colour, unit string) access.Situation {
		return access.Situation{State: wish.InProgress, Visibility: wish.Public, Colour: c, Unit: unit}
	}
	return []asking{
		{"the community asks for time", at(wish.Blue, access.Committee), "soc", more},
		{"the community asks for a pause", at(wish.Blue, access.Committee), "soc", pause},
		{"the office asks for time", at(wish.Yellow, access.Office), "off", more},
		{"the group's leader asks for time", at(wish.Red, access.Group), "grp", more},
		{"the command centre asks for time for the group", at(wish.Red, access.Group), "cen", more},
		{"the community asks the office", at(wish.Blue, access.Committee), "sec", turn(wish.Yellow, access.Office)},
		{"the street asks the community", at(wish.Yellow, access.Office), "led", turn(wish.Blue, access.Committee)},
		{"the street asks the firm", at(wish.Yellow, access.Office), "led", turn(wish.Blue, access.Firm)},
		{"the street asks the group", at(wish.Yellow, access.Office), "led", turn(wish.Red, access.Group)},
	}
}

// Whoever may decide what a unit asks for is told of it, once, and nobody else; of another colour with the day by which silence
// decides.
func TestWhoDecidesIsAsked(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		for _, x := range askings() {
			in := x.from
			in.Key = x.name
			w := s.wish(in)
			s.must(x.do(s, x.by, w.ID))
			seen, err := s.Wishes.See(t.Context(), console(), w.ID)
			s.must(err)
			all, err := ask.Of(t.Context(), s.DB, w.ID)
			s.must(err)
			told, silence := 0, fmt.Sprintf("%d月%d日", all[0].Silent.In(workday.Zone).Month(), all[0].Silent.In(workday.Zone).Day())
			for _, a := range access.Audiences() {
				who, known := s.actors[a.Key]
				if !known || who.Person == "" {
					continue
				}
				decides := slices.ContainsFunc([]wish.Act{wish.Approve, wish.Receive, wish.Refuse}, func(act wish.Act) bool { return wish.Can(who, act, seen.Wish) })
				lines := s.reads(a.Key, w.ID, notice.Asked)
				if decides != (len(lines) == 1) || len(lines) > 1 {
					t.Errorf("%s: %s decides: %v, and reads %q", x.name, a.Name, decides, lines)
				}
				if told += len(lines); len(lines) > 0 && seen.Wish.Asked.For == wish.ForColour && (!strings.Contains(lines[0], silence) || !strings.Contains(lines[0], "不回话")) {
					t.Errorf("%s: %s", x.name, lines[0])
				}
			}
			if told == 0 {
				t.Errorf("%s: nobody decides", x.name)
			}
		}
	})
}

// Who asked hears how it was decided, by whom, also where nobody has answered.
func TestWhoAskedHearsOfTheDecision(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		ctx, all := t.Context(), askings()
		asked := func(i int, key string) wish.Wish {
			in := all[i].from
			in.Key = key
			w := s.wish(in)
			s.must(all[i].do(s, all[i].by, w.ID))
			return w
		}
		granted, refused, taken, sent, silent := asked(2, "granted"), asked(2, "refused"), asked(5, "taken"), asked(5, "sent back"), asked(5, "silent")
		_, err := s.Asks.Approve(ctx, s.actors["cen"], granted.ID, ask.Word{Text: "可以"})
		s.must(err)
		_, err = s.Asks.Refuse(ctx, s.actors["cen"], refused.ID, ask.Word{Text: "不行"})
		s.must(err)
		_, err = s.Asks.Receive(ctx, s.actors["off"], taken.ID, ask.Word{})
		s.must(err)
		_, err = s.Asks.Refuse(ctx, s.actors["off"], sent.ID, ask.Word{Text: "不归我们"})
		s.must(err)
		s.clock.Add(4 * 24 * time.Hour)
		_, err = s.Asks.TakeSilent(ctx)
		s.must(err)
		for _, c := range []struct {
			who, says string
			w         wish.Wish
		}{
			{"off", "同意了申请", granted},
			{"off", "没有同意申请", refused},
			{"sec", "接过去办了", taken},
			{"soc", "接过去办了", taken},
			{"sec", "没有接，由上一级定谁来办", sent},
			{"soc", "到日子没回话，算同意", silent},
		} {
			if got := s.reads(c.who, c.w.ID, notice.Decided); len(got) != 1 || !strings.Contains(got[0], c.says) {
				t.Errorf("%s reads %q, want %q", c.who, got, c.says)
			}
		}
	})
}

// A notice names the unit that had the wish when it happened, wherever the wish has gone since; a return is told as one.
func TestANoticeNamesTheUnitOfItsMoment(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		ctx := t.Context()
		w := s.wish(access.Situation{Key: "named", State: wish.Classified, Visibility: wish.Public, Colour: wish.Yellow, Unit: access.Office})
		name := func(key string) (out string) {
			out, err := db.Value[string](ctx, s.DB, "SELECT name FROM org WHERE id = $1", s.orgs[key])
			s.must(err)
			return out
		}
		before := s.reads("sub", w.ID, notice.Classified)
		if len(before) != 1 || !strings.Contains(before[0], name(access.Office)) {
			t.Fatalf("the submitter reads %q", before)
		}
		_, err := s.Sides.Return(ctx, s.actors["off"], w.ID, side.Returning{Ground: side.NotOurs, Text: "不归我们"})
		s.must(err)
		_, err = s.Sides.Hand(ctx, s.actors["sec"], w.ID, side.Handing{Unit: s.orgs[access.OtherOffice]})
		s.must(err)
		if after := s.reads("sub", w.ID, notice.Classified); !slices.Equal(after, before) {
			t.Errorf("later the submitter reads %q, before %q", after, before)
		}
		for _, who := range []string{"soc", "sec"} {
			if back := s.reads(who, w.ID, notice.Returned); len(back) != 1 || !strings.Contains(back[0], "退回来") || !strings.Contains(back[0], name(access.Committee)) {
				t.Errorf("%s reads of the return: %q", who, back)
			}
		}
		if fresh := s.reads("soc", w.ID, notice.Arrived); len(fresh) != 1 || !strings.Contains(fresh[0], name(access.Committee)) {
			t.Errorf("the desk reads of what is new: %q", fresh)
		}
		if came := s.reads("oth", w.ID, notice.Arrived); len(came) != 1 || !strings.Contains(came[0], name(access.OtherOffice)) {
			t.Errorf("the other office reads %q", came)
		}
	})
}

// A merged wish goes on with the other: its submitter is told so, not that it has ended.
func TestAMergeIsToldAsOne(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		w := s.wish(access.Situation{Key: "merged into C", State: wish.Merged, Visibility: wish.Public, Colour: wish.Blue, Unit: access.Committee})
		if got := s.reads("sub", w.ID, notice.Merged); len(got) != 1 || !strings.Contains(got[0], "合在一起办") {
			t.Errorf("the submitter reads %q", got)
		}
		if got := s.reads("sub", w.ID, notice.Closed); len(got) != 0 {
			t.Errorf("and %q", got)
		}
	})
}

// The form of a robot that is sent twice, or by 32 hands at once, makes one robot and leads to it each time; another form makes another.
func TestARobotIsMadeOnce(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		adm := s.as("adm")
		key := adm(http.MethodGet, "/admin/channels/new").Attr(`input[name="key"]`, "value")
		if key == "" {
			t.Fatal("the form has no key")
		}
		post := func(key string) shown {
			return adm(http.MethodPost, "/admin/channels", "key", key, "kind", "wecom", "org", s.orgs[access.Office], "secret_address", "https://robot.example.cn/send?key=hidden")
		}
		var mu sync.Mutex
		var wg sync.WaitGroup
		led := map[string]int{}
		for range 32 {
			wg.Go(func() {
				p := post(key)
				mu.Lock()
				defer mu.Unlock()
				led[fmt.Sprint(p.Status, " ", p.Header.Get("Location"))]++
			})
		}
		wg.Wait()
		robots, err := db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM notification_channel WHERE kind = 'wecom'")
		if err != nil || robots != 1 || len(led) != 1 {
			t.Errorf("%d robots, %v; answered %v", robots, err, led)
		}
		other := post(adm(http.MethodGet, "/admin/channels/new").Attr(`input[name="key"]`, "value"))
		if robots, err = db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM notification_channel WHERE kind = 'wecom'"); err != nil || robots != 2 || other.Status != http.StatusSeeOther {
			t.Errorf("%d robots, %v", robots, err)
		}
	})
}

// Why a channel does not take something is told in words of the reader's language, also what an older version has kept.
func TestAFailureIsToldInWords(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.SQLite(t))
	all := i18n.Must(Tables()...)
	for why, zh := range map[string]string{
		"no connection (dial)": "连不上对方的服务器", "no connection": "连不上对方的服务器", "timeout": "对方一直没有回音", "SMTP 535": "用户名或者密码不对（SMTP 535）",
		"HTTP 429": "发得太多，对方先不收了（HTTP 429）", "errcode 93000": "地址不对，或者机器人已经不在群里（errcode 93000）", "no such host": "找不到这个名字的服务器",
		"HTTP 200, but not what was expected": "对方不收（HTTP 200）", "gateway": "启动时定的网关没收", "what nobody knows": "不清楚为什么",
	} {
		if got := all.For(i18n.Chinese).T("notice.health.ill.why", noticeweb.Reason(why)); got != "刚才没发成（"+zh+"），会再试" {
			t.Errorf("%s: %s", why, got)
		}
		code, _ := way.Reason(why)
		if got := all.For(i18n.English).T("notice.health.ill.why", noticeweb.Reason(why)); strings.Contains(got, "notice.why") || !all.Has("notice.why."+code) {
			t.Errorf("%s: %s", why, got)
		}
	}
	s.must(s.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO notification_channel (id, kind, enabled, config, made_at, failures, why, down_since) VALUES ('mail', 'mail', TRUE, '{\"host\":\"mail.example.cn\"}', 1, 1, 'no connection (dial)', 1)")
		return err
	}))
	if p := s.as("adm")(http.MethodGet, "/admin/channels"); p.Status != 200 || !strings.Contains(p.Text("main"), "连不上对方的服务器") || strings.Contains(p.Text("main"), "dial") {
		t.Errorf("%d %s", p.Status, p.Text("main"))
	}
}
