package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/number"
)

// Two districts become one: the import leaves a job, the job lets everything follow, and the communities work on under
// their new codes with everything they had.
func TestADistrictMergeTakesEverythingAlong(t *testing.T) {
	t.Parallel()
	eachCity(t, func(t *testing.T, c *city) {
		ctx := t.Context()
		c.rule("wish.anonymous", north, "no")
		c.entry(north)
		c.list(cityAfter, c.sink)
		c.must(c.Start(ctx))
		defer func() { c.must(c.Stop(context.WithoutCancel(ctx))) }()
		for end := time.Now().Add(20 * time.Second); c.stray() != ""; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("the job has not done its work; still at ended codes:\n%s", c.stray())
			}
		}
		for old, now := range map[string]string{north: northNow, yong: yongNow} {
			q := c.at[old]
			c.found(q, old, now)
			c.worksOn(q, old, now)
		}
		for code, want := range map[string]string{"320602": "320613", north: northNow, c.at[yong].building: yongNow + "001007"} {
			if p, err := place.Resolve(ctx, c.DB, code); err != nil || p.Code != want {
				t.Errorf("%s is %+v, %v; want %s", code, p, err, want)
			}
		}
		book, err := c.Rules.Book(ctx)
		c.must(err)
		if book.Yes("wish.anonymous", northNow, c.DB.Now()) {
			t.Error("the community's rule did not follow it")
		}
		districts, err := org.Below(ctx, c.DB, []string{"320613"})
		if err != nil || len(districts) != 6 {
			t.Errorf("%d organisations in the new district, %v; want two districts, a street, three committees", len(districts), err)
		}
	})
}

func (c *city) rule(key, code, value string) {
	c.t.Helper()
	c.must(c.DB.Write(c.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO rule (key, place, value, valid_from, source) VALUES ($1, $2, $3, '2020-01-01', 'test')", key, code, value)
		return err
	}))
}

// entry is one of the dispatch catalogue, of any topic.
func (c *city) entry(code string) {
	c.t.Helper()
	c.must(c.DB.Write(c.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO dispatch_entry (id, place, topic, colour, clock, evidence, valid_from) VALUES ('entry', $1, '', 'blue', '', '', 0)", code)
		return err
	}))
}

// worksOn: whoever worked or lived there files and handles as before, by the old code and by the new one.
func (c *city) worksOn(q *quarter, old, now string) {
	c.t.Helper()
	ctx, t := c.t.Context(), c.t
	secretary := c.today(q.account)
	if secretary.Posts[0].Place != now || !slices.Contains(secretary.Former[now], old) {
		t.Errorf("the secretary stands at %+v", secretary)
	}
	for _, where := range []string{old, q.building, now} {
		w := c.file(q, where, wish.Private)
		if w.Community != now || w.Unit != q.committee.ID || !strings.HasPrefix(w.Number, now+"-") {
			t.Errorf("filed at %s: %+v", where, w)
		}
	}
	p, err := c.Lists.Inbox(ctx, secretary, list.DeskMine, list.Filter{})
	if err != nil || len(p.Wishes) != 4 {
		t.Errorf("%d wishes on the desk, %v; want the old open one and three new ones", len(p.Wishes), err)
	}
	_, err = c.Wishes.Accept(ctx, secretary, q.open.ID, wish.Acceptance{})
	c.must(err)
	board, err := c.Lists.Board(ctx, secretary, now, 9)
	if err != nil || board[0].Total != 1 {
		t.Errorf("the board: %+v, %v", board, err)
	}
	for i, r := range q.residents {
		if home := c.today(r.Account).Home; home != []string{now, now + "001", now + "001007"}[i] {
			t.Errorf("a resident lives at %s", home)
		}
	}
}

// found: wishes of before are found by their old numbers and in lists of the new place, closed ones too.
func (c *city) found(q *quarter, old, now string) {
	c.t.Helper()
	ctx, t, secretary := c.t.Context(), c.t, c.today(q.account)
	for _, w := range []wish.Wish{q.open, q.shut, q.seen} {
		if !strings.HasPrefix(w.Number, old+"-") {
			t.Fatalf("number %s", w.Number)
		}
		s, err := c.Wishes.SeeNumber(ctx, secretary, w.Number)
		if err != nil || s.Wish.ID != w.ID || s.View != wish.StaffView || s.Wish.Number != w.Number {
			t.Errorf("%s: %+v, %v", w.Number, s, err)
		}
		if s.Wish.Open() != (s.Wish.Community == now) || !s.Wish.Open() && s.Wish.Community != old {
			t.Errorf("%s stands at %s; only what is open follows", w.Number, s.Wish.Community)
		}
	}
	for _, code := range []string{now, old, now + "001", "320613"} {
		p, err := c.Lists.All(ctx, secretary, list.Filter{Place: code, State: wish.Closed})
		if err != nil || len(p.Wishes) != 2 {
			t.Errorf("%d closed wishes at %s, %v; want both", len(p.Wishes), code, err)
		}
	}
	if s, err := c.Wishes.SeeNumber(ctx, secretary, now+q.shut.Number[len(now):]); err != nil || s.Wish.ID != q.shut.ID {
		t.Errorf("a short number of before, in the community of today: %+v, %v", s, err)
	}
	for _, path := range []string{"/wishes/" + q.seen.ID, "/lookup?q=" + q.seen.Number} {
		page := httptest.NewRecorder()
		c.Handler().ServeHTTP(page, httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil))
		if page.Code != http.StatusOK && page.Header().Get("Location") != "/wishes/"+q.seen.ID {
			t.Errorf("%s answers %d", path, page.Code)
		}
	}
	near, err := c.Lists.Nearby(ctx, actor.Visitor(""), now+"001", 9)
	if err != nil || len(near) != 1 || near[0].ID != q.seen.ID {
		t.Errorf("done nearby: %+v, %v", near, err)
	}
	if o, err := org.CommunityOf(ctx, c.DB, q.shut.Community); err != nil || o.ID != q.committee.ID {
		t.Errorf("whom to ask about a closed wish: %+v, %v", o, err)
	}
	other := c.today(c.at[east].account)
	if _, err := c.Wishes.See(ctx, other, q.shut.ID); !errs.Is(err, errs.NotFound) {
		t.Errorf("the neighbouring community sees a private wish: %v", err)
	}
}

// Two communities become one. Both have a committee, a first 邻里 and a rule: the later ones are renumbered or stay, and
// are named; nobody's wish or home is lost, and the work is the new community's.
func TestTwoCommunitiesBecomeOne(t *testing.T) {
	t.Parallel()
	eachCity(t, func(t *testing.T, c *city) {
		ctx := t.Context()
		c.rule("wish.anonymous", north, "no")
		c.rule("wish.anonymous", east, "yes")
		merged := strings.Replace(cityBefore, "320602001001,北街社区居委会,320602001000,5,\n320602001002,东街社区居委会,320602001000,5,\n",
			"320602001003,北东街社区居委会,320602001000,5,320602001001;320602001002\n", 1)
		rep := c.list(merged, nil)
		f, err := c.recoder.run(ctx, rep.Edition)
		c.must(err)
		const now = "320602001003"
		left := fmt.Sprint(f.Left)
		if want := fmt.Sprint([]Left{{Old: east, New: now, Orgs: []string{"居委会" + east}, Rules: 1}}); left != want {
			t.Errorf("left: %s, want %s", left, want)
		}
		if f.Places != 4 || f.Orgs != 1 || f.Homes != 6 || f.Rules != 1 || f.Wishes != 2 {
			t.Errorf("followed: %+v", f)
		}
		for old, want := range map[string]string{c.at[north].building: now + "001007", c.at[east].building: now + "002007", c.at[east].hood: now + "002"} {
			if p, err := place.Resolve(ctx, c.DB, old); err != nil || p.Code != want {
				t.Errorf("%s is %+v, %v; want %s", old, p, err, want)
			}
		}
		first, second := c.today(c.at[north].account), c.today(c.at[east].account)
		w, err := c.Wishes.Accept(ctx, first, c.at[east].open.ID, wish.Acceptance{})
		if err != nil || w.Place != now+"002007" {
			t.Errorf("the new community's secretary accepts: %+v, %v", w, err)
		}
		for _, s := range []actor.Actor{first, second} {
			if _, err := c.Wishes.See(ctx, s, c.at[east].shut.ID); err != nil {
				t.Errorf("what was closed in the second community: %v", err)
			}
		}
		x := c.file(c.at[east], east, wish.Public)
		if x.Unit != c.at[north].committee.ID || x.Community != now {
			t.Errorf("filed at the second's old code: %+v", x)
		}
	})
}

// A place that has ended without a successor, or whose successors nobody can tell from a list: nothing moves, and what
// stands there is named.
func TestWhatHasNoSuccessorStaysAndIsNamed(t *testing.T) {
	t.Parallel()
	eachCity(t, func(t *testing.T, c *city) {
		split := strings.Replace(cityBefore, "320611001001,永兴社区居委会,320611001000,5,\n",
			"320611001002,永兴东社区居委会,320611001000,5,\n320611001003,永兴西社区居委会,320611001000,5,\n", 1)
		f, err := c.recoder.run(t.Context(), c.list(split, c.sink).Edition)
		c.must(err)
		want := fmt.Sprint([]Left{{Old: yong, Orgs: []string{"居委会" + yong}, Places: 2, Homes: 3, Wishes: 1, Teas: 1}})
		if f.Any() || fmt.Sprint(f.Left) != want {
			t.Errorf("%+v, want only left %s", f, want)
		}
	})
}

// The job may be cut off anywhere, and run again, and twice at a time: the end is the same.
func TestARecodingThatIsCutOffIsDoneByTheNextRun(t *testing.T) {
	t.Parallel()
	eachCity(t, func(t *testing.T, c *city) {
		edition := c.list(cityAfter, nil).Edition
		cuts := 0
		for left := 0; ; left += 3 {
			_, err := c.recoder.run(&fuse{Context: t.Context(), left: left}, edition)
			if err == nil {
				break
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			cuts++
		}
		if cuts < 5 || c.stray() != "" {
			t.Fatalf("cut off %d times; at ended codes:\n%s", cuts, c.stray())
		}
		again, err := c.recoder.run(t.Context(), edition)
		if err != nil || again.Any() || len(again.Left) > 0 {
			t.Errorf("the second run: %+v, %v", again, err)
		}
		c.worksOn(c.at[north], north, northNow)
	})
}

func TestTwoRunsAtATimeMoveEverythingOnce(t *testing.T) {
	t.Parallel()
	eachCity(t, func(t *testing.T, c *city) {
		edition := c.list(cityAfter, nil).Edition
		var both [2]Followed
		var wg sync.WaitGroup
		for i := range both {
			wg.Go(func() {
				var err error
				if both[i], err = c.recoder.run(t.Context(), edition); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		sum := fmt.Sprint(both[0].Places+both[1].Places, both[0].Orgs+both[1].Orgs, both[0].Homes+both[1].Homes, both[0].Wishes+both[1].Wishes)
		if sum != "6 6 9 3" || c.stray() != "" {
			t.Errorf("moved %s, want 6 6 9 3; at ended codes:\n%s", sum, c.stray())
		}
	})
}

// Who files while the codes change is never refused, and every wish ends at a place that holds.
func TestFilingGoesOnWhileTheCodesChange(t *testing.T) {
	t.Parallel()
	eachCity(t, func(t *testing.T, c *city) {
		stop := make(chan struct{})
		var wg sync.WaitGroup
		filed := make([][]wish.Wish, 6)
		for i := range filed {
			q := c.at[[]string{north, yong}[i%2]]
			where := []string{q.open.Community, q.hood, q.building}[i/2]
			wg.Go(func() {
				for ; ; time.Sleep(time.Millisecond) {
					select {
					case <-stop:
						return
					default:
					}
					w, err := c.Wishes.File(t.Context(), q.residents[0], wish.Filing{Text: "花园里没有坐的地方", Place: where, Visibility: wish.Public})
					if err != nil {
						t.Errorf("filing at %s: %v", where, err)
						return
					}
					filed[i] = append(filed[i], w)
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		_, err := c.recoder.run(t.Context(), c.list(cityAfter, nil).Edition)
		c.must(err)
		time.Sleep(50 * time.Millisecond)
		close(stop)
		wg.Wait()
		if s := c.stray(); s != "" {
			t.Errorf("at ended codes:\n%s", s)
		}
		gapless(t, slices.Concat(filed...))
	})
}

// gapless: the numbers of each prefix are all different and leave none out, whatever moved.
func gapless(t *testing.T, filed []wish.Wish) {
	t.Helper()
	seen, most := map[string]bool{}, map[string]string{}
	before, after := 0, 0
	for _, w := range filed {
		prefix := w.Number[:len(northNow)]
		if seen[w.Number] {
			t.Errorf("%s is there twice", w.Number)
		}
		seen[w.Number], most[prefix] = true, max(most[prefix], w.Number)
		if prefix == northNow || prefix == yongNow {
			after++
		} else {
			before++
		}
	}
	if before == 0 || after == 0 {
		t.Errorf("%d filed before and %d after; the test looks at nothing", before, after)
	}
	for prefix, last := range most {
		n, first := 0, 1
		if prefix == north || prefix == yong {
			first = 4 // three were there
		}
		for number := range seen {
			if strings.HasPrefix(number, prefix) {
				n++
			}
		}
		if want := number.Format(prefix, yearOf(last), first+n-1); want != last {
			t.Errorf("%d numbers from %d on, and the last is %s", n, first, last)
		}
	}
}

// yearOf is the year of a number.
func yearOf(number string) (year int) {
	_, err := fmt.Sscanf(number[len(northNow):], "-%d-", &year)
	if err != nil {
		panic(err)
	}
	return year
}

// A later list brings the old code back: it is a community again and counts on from where it was.
func TestACodeThatComesBackCountsOn(t *testing.T) {
	t.Parallel()
	eachCity(t, func(t *testing.T, c *city) {
		for _, list := range []string{cityAfter, strings.Replace(cityBefore, "北街社区居委会,320602001000,5,", "北街社区居委会,320602001000,5,"+northNow, 1)} {
			if _, err := c.recoder.run(t.Context(), c.list(list, nil).Edition); err != nil {
				t.Fatal(err)
			}
		}
		w := c.file(c.at[north], north, wish.Public)
		if w.Number != number.Format(north, yearOf(w.Number), 4) || w.Unit != c.at[north].committee.ID {
			t.Errorf("%+v", w)
		}
	})
}

// No single write moves more than a chunk, so that others get their turn.
func TestARecodingMovesInChunks(t *testing.T) {
	t.Parallel()
	eachCity(t, func(t *testing.T, c *city) {
		ctx := t.Context()
		c.must(c.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			for i := range 450 {
				if _, err := tx.Exec(ctx, "INSERT INTO person (id, name, name_key, place) VALUES ($1, '居民', '居民', $2)", fmt.Sprint("p", i), c.at[north].hood); err != nil {
					return err
				}
			}
			return nil
		}))
		f, err := c.recoder.run(ctx, c.list(cityAfter, nil).Edition)
		if err != nil || f.Homes != 459 {
			t.Fatalf("%+v, %v", f, err)
		}
		moved, err := db.All(ctx, c.DB, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
			"SELECT after FROM journal WHERE act = 'person.recode' AND subject = $1 ORDER BY id", northNow+"001")
		if err != nil || len(moved) != 5 || !strings.Contains(moved[0], `"rows":100`) {
			t.Errorf("%q, %v", moved, err)
		}
	})
}
