package seek_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/place"
	"linli/internal/search"
	"linli/internal/wish"
	"linli/internal/wish/number"
	"linli/internal/wish/seek"
	"linli/internal/workday"
)

// Whoever asks and whatever is typed, the search finds exactly the wishes that a plain look at each of them finds: none that
// the reader may not see, none by words that the reader does not see, every one that has the words, the newest first.
func TestFindsExactlyWhatMayBeSeen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		wishes := mixture(220)
		s, _ := put(t, d, wishes)
		rapid.Check(t, func(rt *rapid.T) {
			a, typed := anybody(rt, wishes), asked(rt)
			got := drain(rt, s, a, query(rt, typed), rapid.SampledFrom([]int{3, 25, 100}).Draw(rt, "limit"))
			same(rt, typed, got, scan(a, wishes, typed))
		})
	})
}

// Both engines find the same for 200 random queries, and the same as a plain look.
func TestTwoHundredQueries(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		wishes := mixture(400)
		s, _ := put(t, d, wishes)
		r := rand.New(rand.NewPCG(2, 200)) //nolint:gosec // fixed queries, no secret
		everybody := actor.Actor{System: true}
		hits := 0
		for range 200 {
			p := []rune(spoken[r.IntN(len(spoken))])
			from := r.IntN(len(p))
			typed := string(p[from : from+1+r.IntN(min(5, len(p)-from))])
			got := drain(t, s, everybody, query(t, typed), 100)
			same(t, typed, got, scan(everybody, wishes, typed))
			hits += len(got)
		}
		if hits < 2000 {
			t.Errorf("200 queries found %d wishes; they try nothing", hits)
		}
	})
}

func same(t rapid.TB, typed string, got, want []wish.Wish) {
	if !slices.EqualFunc(got, want, func(a, b wish.Wish) bool { return a.ID == b.ID && a.Title == b.Title && a.Text == b.Text }) {
		t.Fatalf("%q finds %d wishes, a plain look %d:\n%v\n%v", typed, len(got), len(want), ids(got), ids(want))
	}
}

func ids(wishes []wish.Wish) (out []string) {
	for _, w := range wishes {
		out = append(out, w.Number+" "+w.Title)
	}
	return out
}

// A page back is the page before, whichever way one came.
func TestPagesGoBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := put(t, d, mixture(150))
		ctx, a, q := context.Background(), actor.Actor{System: true}, query(t, "的")
		first, err := s.Wishes(ctx, a, q, seek.Stretch{Limit: 10})
		if err != nil || len(first.Found) != 10 || first.Prev != "" || first.Next == "" {
			t.Fatalf("%d found, %q %q, %v", len(first.Found), first.Prev, first.Next, err)
		}
		second, err := s.Wishes(ctx, a, q, seek.Stretch{Limit: 10, After: first.Next})
		if err != nil || len(second.Found) != 10 || second.Prev == "" {
			t.Fatalf("%+v, %v", second.Prev, err)
		}
		back, err := s.Wishes(ctx, a, q, seek.Stretch{Limit: 10, Before: second.Prev})
		if err != nil || back.Prev != "" || back.Next == "" {
			t.Fatalf("%q %q %v", back.Prev, back.Next, err)
		}
		same(t, "的", back.Found, first.Found)
		if _, err := s.Wishes(ctx, a, q, seek.Stretch{Limit: 10, After: "no cursor"}); err == nil {
			t.Error("a cursor that is none is taken")
		}
	})
}

// What a wish is labelled with finds it, however it is typed: at the desk with its building, for neighbours by the 邻里 alone. Whoever
// renames a place finds what stands there by its new name.
func TestAWishIsFoundByWhereItStands(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		wishes := mixture(3)
		for i, below := range []string{"001007", "001", "002001"} {
			w := &wishes[i]
			w.Community, w.Place = communities[0], communities[0]+below
			w.Title, w.Text, w.PublicTitle, w.Spot, w.Beside, w.Asked = "路灯不亮", "晚上看不清", "路灯不亮", "", nil, wish.Asked{}
			w.Visibility, w.Publicity, w.State, w.AcceptedAt = wish.Public, wish.Published, wish.Accepted, began
		}
		s, x := put(t, d, wishes)
		staff, visitor, elsewhere := desk(actor.Secretary, communities[0]), actor.Visitor(""), desk(actor.Secretary, communities[3])
		finds := func(a actor.Actor, typed string) (n int) { return len(drain(t, s, a, query(t, typed), 5)) }
		for typed, want := range map[string][2]int{
			"花半里7幢": {1, 0}, "花半里 7幢": {1, 0}, "花半里 路灯": {2, 2}, "花半里": {2, 2}, "7幢": {1, 0}, "7": {1, 0}, "里7": {1, 0}, "学士府12号楼": {1, 0},
			"12 号楼": {1, 0}, "号楼 路灯": {1, 0}, "学士府": {1, 1}, "花半里 长椅": {0, 0}, "花半里7幢 公园": {0, 0},
		} {
			if got := [3]int{finds(staff, typed), finds(visitor, typed), finds(elsewhere, typed)}; got != [3]int{want[0], want[1], want[1]} {
				t.Errorf("%q finds %v at the desk, for a visitor and at another desk, want %v", typed, got, want)
			}
		}
		places := place.New(d)
		for code, name := range map[string]string{communities[0] + "001": "荷兴苑", communities[0] + "001007": "A座"} {
			if err := places.Rename(context.Background(), actor.Job("test"), code, name); err != nil {
				t.Fatal(err)
			}
		}
		if n := finds(staff, "花半里"); n != 0 {
			t.Errorf("a name that is no more finds %d", n)
		}
		catchUp(t, x)
		if got := [4]int{finds(staff, "荷兴苑 A座"), finds(staff, "荷兴苑"), finds(visitor, "荷兴苑"), finds(visitor, "A座")}; got != [4]int{1, 2, 2, 0} {
			t.Errorf("by the new names: %v", got)
		}
		if p, err := s.Places(context.Background(), query(t, "荷兴苑A座"), seek.Stretch{Limit: 5}); err != nil || len(p.Found) != 1 || p.Found[0].Code != communities[0]+"001007" {
			t.Errorf("the building by its new names: %+v, %v", p.Found, err)
		}
	})
}

// A number finds its wish, in full and without its place, for whoever may see it only.
func TestNumbers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		wishes := mixture(60)
		s, _ := put(t, d, wishes)
		ctx, all := context.Background(), actor.Actor{System: true}
		for _, w := range wishes {
			for _, typed := range []string{w.Number, number.Short(w.Number), "２０２６-" + w.Number[len(w.Number)-6:]} {
				p, err := s.Wishes(ctx, all, query(t, typed), seek.Stretch{Limit: 5})
				if err != nil || len(p.Found) != 1 || p.Found[0].ID != w.ID {
					t.Fatalf("%q finds %v, %v", typed, ids(p.Found), err)
				}
				p, err = s.Wishes(ctx, actor.Visitor(""), query(t, typed), seek.Stretch{Limit: 5})
				if open := wish.ViewOf(actor.Actor{}, w) == wish.PublicView; err != nil || (len(p.Found) == 1) != open {
					t.Fatalf("a visitor finds %v by %q, %v", ids(p.Found), typed, err)
				}
			}
		}
	})
}

// What changes a wish changes what is found, whoever writes it: each by a statement of its own room. Until the index has
// come to it, nothing is found that may not be seen any more.
func TestChangesAreCaught(t *testing.T) {
	t.Parallel()
	visitor, staff := actor.Visitor(""), actor.Actor{System: true}
	elsewhere := actor.Actor{Account: "x", Person: "01-x", Posts: []actor.Post{{ID: "p", Org: "other", Place: "320685001001", Role: actor.Secretary}}}
	for name, c := range map[string]struct {
		sql    string
		reader actor.Actor
		typed  string
		before bool // found before, and not after
	}{
		"hidden by a moderator":         {"UPDATE wish SET publicity = 'withheld', public_title = NULL WHERE id = $1", visitor, "长椅", true},
		"published in other words":      {"UPDATE wish SET publicity = 'published', public_title = '路灯' WHERE id = $1", visitor, "路灯", false},
		"withdrawn":                     {"UPDATE wish SET state = 'withdrawn', closed_at = 1 WHERE id = $1", visitor, "长椅", true},
		"made private":                  {"UPDATE wish SET visibility = 'private' WHERE id = $1", visitor, "长椅", true},
		"made anonymous":                {"UPDATE wish SET title = '清除', text = '清除', public_title = NULL, publicity = '' WHERE id = $1", staff, "花园", true},
		"its title mended":              {"UPDATE wish SET title = '凉亭' WHERE id = $1", staff, "凉亭", false},
		"recoded":                       {"UPDATE wish SET place = '320685001001', community = '320685001001' WHERE id = $1", elsewhere, "花园", false},
		"handed to another unit":        {"UPDATE wish SET unit = 'other' WHERE id = $1", elsewhere, "花园", false},
		"another unit is asked":         {"UPDATE wish SET asked = 'recolour', asked_unit = 'other' WHERE id = $1", elsewhere, "花园", false},
		"another unit helps":            {"UPDATE wish SET beside = ' other ' WHERE id = $1", elsewhere, "花园", false},
		"somebody is now its submitter": {"UPDATE wish SET submitter = '01-x' WHERE id = $1", actor.Actor{Account: "x", Person: "01-x"}, "花园", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := mixture(1)[0]
				w.Title, w.Text, w.PublicTitle, w.Spot, w.Beside, w.Asked = "添一把长椅", "花园里没有坐的地方", "添一把长椅", "", nil, wish.Asked{}
				w.Visibility, w.Publicity, w.State, w.AcceptedAt = wish.Public, wish.Published, wish.Accepted, began
				s, x := put(t, d, []wish.Wish{w})
				if n := len(drain(t, s, c.reader, query(t, c.typed), 5)); (n == 1) != c.before {
					t.Fatalf("found before: %d", n)
				}
				change(t, d, c.sql, w.ID)
				if c.before {
					if n := len(drain(t, s, c.reader, query(t, c.typed), 5)); n != 0 {
						t.Errorf("%d are found before the index has come to it", n)
					}
				}
				catchUp(t, x)
				if n := len(drain(t, s, c.reader, query(t, c.typed), 5)); (n == 1) == c.before {
					t.Errorf("found after: %d", n)
				}
			})
		})
	}
}

func change(t *testing.T, d *db.DB, sql string, args ...any) {
	t.Helper()
	err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		// A row stands in wish_task for whoever helps.
		if _, err := tx.Exec(ctx, "INSERT INTO wish_task (id, wish, unit, text, due, given_at, given_by) SELECT id || '-t', id, 'other', '', 1, 1, '' FROM wish WHERE 1 = $1", map[bool]int{true: 1}[len(args) == 1 && strings.Contains(sql, "beside")]); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, sql, args...)
		if err == nil && n != 1 {
			t.Errorf("%s touches %d rows", sql, n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The index is built over what was there before, a page at a time, whatever cuts it off; what is stopped waits for somebody.
func TestBuildGoesOnWhereItWasCutOff(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		wishes := mixture(900)
		s, x := put(t, d, wishes)
		ctx, all := context.Background(), actor.Actor{System: true}
		want := len(drain(t, s, all, query(t, "的"), 100))
		if err := x.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if n := len(drain(t, s, all, query(t, "的"), 100)); n != 0 {
			t.Errorf("%d are found in an empty index", n)
		}
		part := func() int64 {
			st, err := search.StateOf(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			return st.Builds[slices.IndexFunc(st.Builds, func(b search.Build) bool { return b.Kind == string(seek.Wish) })].Done
		}
		for part() == 0 { // a piece of it, then the process ends
			if _, err := x.Step(ctx); err != nil {
				t.Fatal(err)
			}
		}
		cut := part()
		if _, err := x.Step(ctx); err != nil { // what the piece has put into the queue
			t.Fatal(err)
		}
		if n := len(drain(t, s, all, query(t, "的"), 100)); n == 0 || n >= want || cut >= int64(len(wishes)) {
			t.Errorf("%d of %d are found after a piece of %d", n, want, cut)
		}
		s, x = another(d)
		if n, err := x.Stop(ctx); err != nil || n == 0 {
			t.Fatalf("%d stopped, %v", n, err)
		}
		if n, err := x.CatchUp(ctx); err != nil || n != 0 {
			t.Errorf("a stopped build goes on: %d, %v", n, err)
		}
		st, err := search.StateOf(ctx, d)
		if err != nil || !st.Behind() {
			t.Errorf("%+v, %v", st, err)
		}
		if part() != cut {
			t.Errorf("it stands at %d, not at %d", part(), cut)
		}
		if _, err := x.Resume(ctx); err != nil {
			t.Fatal(err)
		}
		catchUp(t, x)
		if got := len(drain(t, s, all, query(t, "的"), 100)); got != want {
			t.Errorf("%d are found after building, %d before", got, want)
		}
		if st, err = search.StateOf(ctx, d); err != nil || st.Behind() || st.Waiting != 0 {
			t.Errorf("%+v, %v", st, err)
		}
	})
}

// A word is found behind hundreds of newer wishes in which only its pairs of characters stand, and on the first page.
func TestAWordBehindManyThatAreLikeIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		wishes := mixture(700)
		for i := range wishes {
			wishes[i].Title, wishes[i].Text, wishes[i].Spot = "花园路边，对面要修", "花园路边，对面要修，路面也要修", ""
		}
		wishes[0].Text = "园路面坏了"
		s, _ := put(t, d, wishes)
		p, err := s.Wishes(context.Background(), actor.Actor{System: true}, query(t, "园路面"), seek.Stretch{Limit: 10})
		if err != nil || len(p.Found) != 1 || p.Found[0].ID != wishes[0].ID {
			t.Errorf("%d found, next %q, %v", len(p.Found), p.Next, err)
		}
	})
}

// A number is found as the desk names it: without its place, and of this year without the year.
func TestANumberAsItIsNamed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		wishes := mixture(20)
		year := workday.DateOf(d.Now()).Year()
		for i := range wishes {
			wishes[i].Number = number.Format(wishes[i].Community, year, i+1)
		}
		s, _ := put(t, d, wishes)
		for _, typed := range []string{"000007", fmt.Sprintf("%d-000007", year)} {
			p, err := s.Wishes(context.Background(), actor.Actor{System: true}, query(t, typed), seek.Stretch{Limit: 10})
			if err != nil || len(p.Found) != 1 || p.Found[0].ID != wishes[6].ID {
				t.Errorf("%s: %d found, %v", typed, len(p.Found), err)
			}
		}
	})
}
