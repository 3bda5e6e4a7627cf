package app

import (
	"strconv"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/intake"
	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
)

// imported is what somebody was told of wishes that a table has brought.
func (s *stage) imported(key string) (out []string) {
	s.t.Helper()
	_, err := s.Notices.Work(s.t.Context())
	s.must(err)
	page, err := s.Notices.List(s.t.Context(), s.actors[key], text.Chinese, "")
	s.must(err)
	for _, l := range page.Lines {
		if l.About.Kind == arrival.PartKind && l.Text != "" {
			out = append(out, string(l.Kind)+": "+l.Text)
		}
	}
	return out
}

// A table of wishes tells the unit that gets them once, with how many are to be handled; nobody hears of each, who read them in and
// whose they are hear nothing, nor does anybody when nothing is to be handled.
func TestATableOfWishesIsToldOnce(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		ctx, soc := t.Context(), s.actors["soc"]
		heads := "来源,来源编号,提出时间,地方,内容,姓名,电话,办理情况,办结时间,颜色"
		read := func(lines ...string) {
			t.Helper()
			r, err := s.Intake.Take(ctx, soc, intake.Upload{Kind: "wishes", Name: "a.csv", Body: []byte(heads + "\n" + strings.Join(lines, "\n") + "\n")})
			s.must(err)
			s.must(s.Intake.WorkAs(ctx, soc, r.ID, func(intake.Run) {}))
			s.must(s.Intake.Begin(ctx, soc, r.ID))
			s.must(s.Intake.WorkAs(ctx, soc, r.ID, func(intake.Run) {}))
			if r, err = s.Intake.See(ctx, soc, r.ID); err != nil || r.State != intake.Done || r.In != len(lines) {
				t.Fatalf("%+v, %v", r, err)
			}
		}
		singles := func(key string) (n int) {
			_ = s.imported(key) // spreads what is there
			page, err := s.Notices.List(ctx, s.actors[key], text.Chinese, "")
			s.must(err)
			for _, l := range page.Lines {
				if l.Kind != notice.Imported {
					n++
				}
			}
			return n
		}
		before := map[string]int{"sec": singles("sec"), "sub": singles("sub")}
		ended := "12345,N999,2024-05-01 10:00,320613007005,楼道灯坏了半个月,,,已办结,2024-05-09 10:00,蓝"
		read(ended)
		if got := s.imported("sec"); len(got) != 0 {
			t.Errorf("of what has ended elsewhere: %q", got)
		}
		var lines []string
		for i := range 203 { // more than one chunk
			lines = append(lines, "12345,N"+strconv.Itoa(i)+",2024-05-01 10:00,320613007005,第 "+strconv.Itoa(i)+" 件：楼道灯坏了,,,,,")
		}
		lines = append(lines, strings.Replace(ended, "N999", "N1000", 1))
		lines[0] = strings.Replace(lines[0], "楼道灯坏了,,", "楼道灯坏了,"+s.actors["sub"].Name+",13800000123", 1) // she is known here
		read(lines...)
		if n, err := db.Value[int](ctx, s.DB, "SELECT COUNT(*) FROM wish_source s JOIN wish w ON w.id = s.wish WHERE w.submitter = $1", s.actors["sub"].Person); err != nil || n != 1 {
			t.Errorf("%d of them are the resident's, %v", n, err)
		}
		want := "imported: 导入了 203 件心愿，等" // whoever acts for the community
		for who, n := range map[string]int{"sec": 1, "vic": 1, "soc": 0, "off": 0, "oth": 0, "cen": 0, "sub": 0, "nei": 0, "els": 0} {
			got := s.imported(who)
			if len(got) != n || n > 0 && !strings.HasPrefix(got[0], want) {
				t.Errorf("%s hears %q", who, got)
			}
		}
		for key, n := range before {
			if got := singles(key); got != n {
				t.Errorf("%s hears of %d single wishes more", key, got-n)
			}
		}
		part, err := db.Value[string](ctx, s.DB, "SELECT id FROM wish_arrival")
		s.must(err)
		about := chain.Subject{Kind: arrival.PartKind, ID: part}
		if f, err := s.telling.FactsFor(ctx, actor.Actor{}, about); err != nil || f.Count != 203 || f.Path != "/inbox?state="+string(wish.Submitted) {
			t.Errorf("a group's robot says %+v, %v", f, err)
		}
		if f, err := s.telling.SeenBy(ctx, s.actors["off"].Person, about); !errs.Is(err, errs.NotFound) {
			t.Errorf("another unit reads %+v, %v", f, err)
		}
	})
}
