package app

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/app/access"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/web/webtest"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

func eachStage(t *testing.T, fn func(t *testing.T, s *stage)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fn(t, newStage(t, dsn(t)))
		})
	}
}

// heard are the kinds of what somebody was told of a wish, in their alphabet: on the stage everything happens at one moment.
func (s *stage) heard(key, wishID string) (out []notice.Kind) {
	s.t.Helper()
	_, err := s.Notices.Work(s.t.Context())
	s.must(err)
	for cursor, first := "", true; first || cursor != ""; first = false {
		page, err := s.Notices.List(s.t.Context(), s.actors[key], text.Chinese, cursor)
		s.must(err)
		for _, l := range page.Lines {
			if l.About.ID == wishID && l.Text != "" {
				out = append(out, l.Kind)
			}
		}
		cursor = page.Next
	}
	slices.Sort(out)
	return out
}

// What happens to a wish is told to whom it concerns, and to nobody else.
func TestWhoIsToldOfAWish(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		bring := func(in access.Situation) wish.Wish {
			in.Key = "told " + in.Key
			return s.wish(in)
		}
		closed := bring(access.Situation{Key: "closed", State: wish.Closed, Visibility: wish.Public, Colour: wish.Yellow, Unit: access.Office})
		ruled := bring(access.Situation{Key: "ruled", State: wish.Classified, Visibility: wish.Private, Colour: wish.Yellow, Unit: access.Committee, Ruling: true})
		shared := bring(access.Situation{Key: "shared", State: wish.InProgress, Visibility: wish.Public, Colour: wish.Yellow, Unit: access.Office, Joint: true})
		rejected := bring(access.Situation{Key: "rejected", State: wish.Rejected, Visibility: wish.Public})
		kinds := func(k ...notice.Kind) []notice.Kind { return k }
		for _, c := range []struct {
			name, who string
			w         wish.Wish
			want      []notice.Kind
		}{
			{"the submitter", "sub", closed, kinds(notice.Accepted, notice.Answered, notice.Classified)}, // closing it was her own doing
			{"the community's desk", "soc", closed, kinds(notice.Arrived)},
			{"its secretary, of the party's branch", "sec", closed, kinds(notice.Arrived)},
			{"the office that gets it", "off", closed, kinds(notice.Arrived)},
			{"another office", "oth", closed, nil},
			{"a neighbour", "nei", closed, nil},
			{"another community", "els", closed, nil},
			{"the submitter of one turned away", "sub", rejected, kinds(notice.Rejected)},
			{"the office that helps", "oth", shared, kinds(notice.Task)},
			{"who rules", "cen", ruled, kinds(notice.Ruling)},
			{"the desk to which it came back", "soc", ruled, kinds(notice.Arrived, notice.Returned, notice.Returned)},
		} {
			if got := s.heard(c.who, c.w.ID); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	})
}

// A date that is near is told to the unit that has the wish, one that has passed to the level above too: each once.
func TestWhoIsToldOfADate(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		w := s.wish(access.Situation{Key: "dated", State: wish.InProgress, Visibility: wish.Public, Colour: wish.Yellow, Unit: access.Office})
		seen, err := s.Wishes.See(t.Context(), s.actors["off"], w.ID)
		s.must(err)
		w = seen.Wish
		before := map[string][]notice.Kind{}
		for _, who := range []string{"off", "cen", "soc", "sub"} {
			before[who] = s.heard(who, w.ID)
		}
		s.must(s.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, act := range []wish.Act{wish.Warn, wish.Report} {
				if err := s.sink.Emit(ctx, tx, wish.Changed{Wish: w, Act: act, By: actor.Job("escalate"), Old: w}); err != nil {
					return err
				}
			}
			return nil
		}))
		for who, want := range map[string][]notice.Kind{"off": {notice.Overdue, notice.Soon}, "cen": {notice.Overdue}, "soc": nil, "sub": nil} {
			got := s.heard(who, w.ID)
			for _, k := range before[who] {
				got = slices.Delete(got, slices.Index(got, k), slices.Index(got, k)+1)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s is told %v, want %v", who, got, want)
			}
		}
	})
}

// An act that fails tells nobody.
func TestWhatDidNotHappenIsNotTold(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		ctx := t.Context()
		w := s.wish(situation("A"))
		before := s.heard("sub", w.ID)
		boom := errors.New("boom")
		err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := s.sink.Emit(ctx, tx, wish.Changed{Wish: w, Act: wish.Reject, By: s.actors["soc"], Old: w}); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if got := s.heard("sub", w.ID); !slices.Equal(got, before) {
			t.Errorf("%v, before %v", got, before)
		}
	})
}

// A notice names a wish as its reader may see it: not at all, by its number, by its public title.
func TestANoticeSaysWhatItsReaderMaySee(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		ctx := t.Context()
		private := s.wish(access.Situation{Key: "told privately", State: wish.InProgress, Visibility: wish.Private, Colour: wish.Yellow, Unit: access.Office})
		public := s.wish(access.Situation{Key: "told publicly", State: wish.InProgress, Visibility: wish.Public, Colour: wish.Yellow, Unit: access.Office})
		about := func(w wish.Wish) chain.Subject { return chain.Subject{Kind: wishweb.Kind, ID: w.ID} }
		for key, sees := range map[string]bool{"sub": true, "pro": true, "soc": true, "off": true, "nei": false, "els": false, "han": false, "adm": false} {
			f, err := s.telling.SeenBy(ctx, s.actors[key].Person, about(private))
			if sees != (err == nil) || !sees && !errs.Is(err, errs.NotFound) || sees && f.Title != private.Title {
				t.Errorf("%s: %+v, %v", key, f, err)
			}
		}
		if f, err := s.telling.FactsFor(ctx, actor.Actor{}, about(private)); err != nil || f.Title != "" || f.Number != private.ShortNumber() {
			t.Errorf("a group is told %+v, %v", f, err)
		}
		if f, err := s.telling.FactsFor(ctx, actor.Actor{}, about(public)); err != nil || f.Title == "" || strings.Contains(f.Place, "幢") {
			t.Errorf("a group is told %+v, %v", f, err)
		}
		s.must(s.Accounts.Disable(ctx, actor.Job("test"), s.actors["off"].Account))
		s.Accounts.ForgetActors()
		if _, err := s.telling.SeenBy(ctx, s.actors["off"].Person, about(private)); !errs.Is(err, errs.NotFound) {
			t.Errorf("whose account is shut: %v", err)
		}
	})
}

// shown is a page as somebody gets it.
type shown struct {
	*webtest.Doc
	Status int
	Source string
	Header http.Header
}

// as is a browser of somebody's.
func (s *stage) as(key string) func(method, path string, form ...string) shown {
	return func(method, path string, form ...string) shown {
		s.t.Helper()
		values := url.Values{}
		for i := 0; i+1 < len(form); i += 2 {
			values.Add(form[i], form[i+1])
		}
		rec := s.send(method, path, values.Encode(), "linli="+s.session[key])
		source := rec.Body.String()
		return shown{webtest.Parse(s.t, strings.NewReader(source)), rec.Code, source, rec.Header()}
	}
}

func TestNoticePages(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.SQLite(t))
	sub := s.as("sub")
	p := sub(http.MethodGet, "/")
	if p.Attr(".ll-bell", "href") != "/notices" || p.Text(".ll-bell .ll-count") == "" {
		t.Fatalf("no bell: %s", p.Text("header"))
	}
	p = sub(http.MethodGet, "/notices")
	if p.Status != 200 || !strings.Contains(p.Text("main"), "您的心愿 2024-") || !p.Has(`form[action="/notices/read"]`) {
		t.Errorf("%d %s", p.Status, p.Text("main"))
	}
	if p := sub(http.MethodPost, "/notices/read"); p.Status != http.StatusSeeOther {
		t.Errorf("%d", p.Status)
	}
	if p = sub(http.MethodGet, "/notices"); p.Has(".ll-bell .ll-count") || p.Has(`form[action="/notices/read"]`) {
		t.Error("read, and still counted")
	}
	p = sub(http.MethodPost, "/account/notices", "quiet", "own", "quiet_from", "late", "quiet_to", "06:00")
	if p.Status != http.StatusUnprocessableEntity || p.Attr("#quiet_to", "value") != "06:00" || p.Text("#e-quiet_from") == "" {
		t.Errorf("%d %s", p.Status, p.Text("main"))
	}
	if p := sub(http.MethodPost, "/account/notices", "quiet", "own", "quiet_from", "22:30", "quiet_to", "06:00"); p.Status != http.StatusSeeOther {
		t.Errorf("%d", p.Status)
	}
	if p := sub(http.MethodGet, "/account/notices"); p.Attr("#quiet_from", "value") != "22:30" || !p.Has("#quiet-1[checked]") {
		t.Errorf("%s", p.Text("main"))
	}
}

// What is secret of a channel is taken and never given back, in no page and no journal row.
func TestChannelPages(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.SQLite(t))
	adm := s.as("adm")
	p := adm(http.MethodPost, "/admin/channels/sms", "secret_address", "http://sms.example.cn/x", "body", "{}", "secret_header", "sesame")
	if p.Status != http.StatusUnprocessableEntity || p.Text("#e-secret_address") == "" || p.Attr("#secret_header", "value") != "" {
		t.Errorf("%d %s", p.Status, p.Text("main"))
	}
	p = adm(http.MethodPost, "/admin/channels/sms", "secret_address", "https://sms.example.cn/x?token=sesame-token", "body", `{"p":"{phone}","t":"{text}"}`, "secret_header", "Authorization: Bearer sesame-header")
	if p.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.Status, p.Text("main"))
	}
	p = adm(http.MethodPost, "/admin/channels", "kind", "dingtalk", "org", s.orgs[access.Office], "secret_address", "https://robot.example.cn/send?access_token=sesame-token", "secret_key", "SECsesame")
	if p.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.Status, p.Text("main"))
	}
	robot := p.Header.Get("Location")
	for _, path := range []string{"/admin/channels", "/admin/channels/sms", robot} {
		p := adm(http.MethodGet, path)
		if p.Status != 200 || strings.Contains(p.Source, "sesame") || !strings.Contains(p.Source, "example.cn") {
			t.Errorf("%s: %d %s", path, p.Status, p.Text("main"))
		}
	}
	journal, err := db.All(t.Context(), s.DB, func(r db.Row) (text string, err error) { return text, r.Scan(db.Text(&text)) }, "SELECT after FROM journal WHERE act = 'notice.channel'")
	if err != nil || len(journal) < 2 || strings.Contains(strings.Join(journal, ""), "sesame") {
		t.Errorf("%v, %v", journal, err)
	}
	if p := adm(http.MethodPost, robot+"/off"); p.Status != http.StatusSeeOther {
		t.Errorf("%d", p.Status)
	}
	if p := adm(http.MethodGet, robot); p.Attr("[data-health]", "data-health") != "off" {
		t.Errorf("%s", p.Text("main"))
	}
	if p := adm(http.MethodPost, "/admin/channels/sms/test", "to", "12"); p.Status != http.StatusUnprocessableEntity || p.Attr("#to", "value") != "12" {
		t.Errorf("%d", p.Status)
	}
	for _, key := range []string{"soc", "cen", "gua", "sub"} {
		if p := s.as(key)(http.MethodGet, "/admin/channels"); p.Status != http.StatusNotFound {
			t.Errorf("%s: %d", key, p.Status)
		}
	}
	p = adm(http.MethodPost, "/admin/templates/answered", "do", "preview", "zh_line", "{number}有答复", "zh_body", "a", "en_line", "b", "en_body", "c")
	if p.Status != 200 || !strings.Contains(p.Text("main"), "2026-000123有答复") {
		t.Errorf("%d %s", p.Status, p.Text("main"))
	}
	p = adm(http.MethodPost, "/admin/templates/answered", "do", "save", "zh_line", "{phone}", "zh_body", "a", "en_line", "b", "en_body", "c")
	if p.Status != http.StatusUnprocessableEntity || p.Text("#e-zh_line") == "" || p.Attr("#zh_line", "value") != "{phone}" {
		t.Errorf("%d %s", p.Status, p.Text("main"))
	}
}
