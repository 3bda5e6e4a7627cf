package arrival_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/intake"
	"linli/internal/sheet"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
)

// said are the reasons of the refused lines of a run, and what the others change.
func (w *world) said(r intake.Run) (out []string) {
	w.t.Helper()
	for _, o := range []intake.Outcome{intake.Refused, intake.Changed} {
		for _, l := range w.lines(r, o) {
			text := strings.Join(l.Changes, "+")
			for _, f := range l.Bad {
				text += f.Name + ":" + f.Key + " "
			}
			out = append(out, strings.TrimSpace(text))
		}
	}
	return out
}

// A corrected table adds a unit and a judgement to what came without them, and says so before; the same table again changes
// nothing, whatever people here have done since; what they have done is never overwritten.
func TestACorrectedTableAddsWhatIsNew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		f := w.firms()
		bare := []string{moreHeads, more("1"), more("2", "已办结", "2026-05-08 15:00"), more("3", "已办结", "2026-05-08 15:00", "", "社会事务办")}
		full := []string{
			moreHeads, more("1", "", "", "", "社会事务办", "2026-05-20"),
			more("2", "已办结", "2026-05-08 15:00", "", "花半里物业", "", "2026-05-06 11:00", "解决", "满意", "2026-05-09"),
			more("3", "已办结", "2026-05-08 15:00", "", "社会事务办", "2026-05-10", "", "未解决", "不满意"),
		}
		w.imported(w.centre, "wishes", bare...)
		w.recounted()
		r := w.read(w.centre, full...)
		if got := w.said(r); counts(r) != [4]int{0, 3, 0, 0} || !slices.Equal(got, []string{"unit+due", "unit+taken+solved+rating", "due+solved+rating"}) {
			t.Fatalf("%v: %q", counts(r), got)
		}
		if r = w.do(w.centre, r); r.In != 3 || r.Late != 0 {
			t.Fatalf("%+v: %v", r, w.said(r))
		}
		all := w.by()
		if x := all["1"]; x.State != wish.Classified || x.Unit != f.office.ID || x.Sender != f.committee.ID || !x.Due.Equal(at("2026-05-20 17:30")) {
			t.Errorf("%+v", x)
		}
		if x := all["2"]; x.Unit != f.property.ID || x.Colour != wish.Blue || x.CalledRating != wish.Satisfied || !x.ClassifiedAt.Equal(x.FiledAt) {
			t.Errorf("%+v", x)
		}
		if x := all["3"]; x.CalledRating != wish.Unsatisfied || *x.CalledSolved || !x.AnswerDue.Equal(at("2026-05-10 17:30")) {
			t.Errorf("%+v", x)
		}
		w.recounted()
		w.told(map[string]int{f.committee.ID: 1, f.office.ID: 1})
		if n, err := db.Value[int](t.Context(), w.d, "SELECT COUNT(*) FROM journal WHERE act = 'wish.arrive' AND before IS NOT NULL"); err != nil || n != 3 {
			t.Errorf("%d acts say what was before, %v", n, err)
		}
		// The street hands the first to itself. The same table, and the one before it, say nothing of that.
		w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE wish SET unit = $2, rev = rev + 1 WHERE id = $1", all["1"].ID, f.street.ID)
			return err
		}))
		for name, table := range map[string][]string{"the same": full, "the first": bare} {
			if r := w.read(w.centre, table...); counts(r) != [4]int{0, 0, 3, 0} {
				t.Errorf("%s: %v, %q", name, counts(r), w.said(r))
			}
		}
	})
}

// What a table says of a wish that people here have in hand, or that stands otherwise already, is refused with the number of the
// wish; and who may not sort or judge does not by a second table either.
func TestACorrectedTableOverwritesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.firms()
		w.imported(w.centre, "wishes", moreHeads, more("1", "待办", "", "", "社会事务办", "2026-05-20"), more("2"), more("3", "已办结", "2026-05-08 15:00", "", "社会事务办", "", "", "解决", "满意"), more("4", "已办结", "2026-05-08 15:00"))
		_, err := wish.New(w.d, w.rules, counting{}).Accept(t.Context(), w.ji, w.by()["2"].ID, wish.Acceptance{})
		w.must(err)
		differs := "intake.wishes.differs"
		for _, c := range []struct {
			who  actor.Actor
			line string
			want string
		}{
			{w.centre, more("1", "待办", "", "", "花半里物业"), "unit:" + differs},
			{w.centre, more("1", "待办", "", "", "社会事务办", "2026-05-21"), "due:" + differs},
			{w.centre, more("1", "已办结", "2026-05-09"), "state:" + differs},
			{w.centre, more("2", "待办", "", "", "社会事务办"), "unit:" + differs},
			{w.centre, more("3", "已办结", "2026-05-08 15:00", "", "社会事务办", "", "", "解决", "不满意"), "rating:" + differs},
			{w.centre, more("3", "已办结", "2026-05-09 15:00"), "ended:" + differs},
			{w.centre, more("4", "已办结", "2026-05-08 15:00", "", "没有的单位"), "unit:intake.wishes.unit"},
			{w.centre, more("2", "待办", "", "", "", "", "", "解决", "满意"), "solved:intake.wishes.open_judged"},
			{w.wen, more("4", "已办结", "2026-05-08 15:00", "", "", "", "", "解决", "满意"), "rating:intake.wishes.may_judge"},
			{w.ji, more("3", "已办结", "2026-05-08 15:00", "", "社会事务办"), ""},
			{w.ji, more("1", "待办", "", "", "社会事务办"), ""}, // as it is: nobody sorts anything
		} {
			r := w.read(c.who, moreHeads, c.line)
			if got := strings.Join(w.said(r), " "); got != c.want || r.Added+r.Changed != 0 {
				t.Errorf("%s by %s: %q, want %q", c.line, c.who.Name, got, c.want)
			}
		}
	})
}

// 32 corrected tables at once add each judgement once.
func TestTheSameCorrectionOf32(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.firms()
		var bare, full []string
		for _, n := range strings.Split("a b c d e f g h i j", " ") {
			bare = append(bare, more(n, "已办结", "2026-05-08 15:00"))
			full = append(full, more(n, "已办结", "2026-05-08 15:00", "", "社会事务办", "", "", "解决", "满意"))
		}
		w.imported(w.centre, "wishes", append([]string{moreHeads}, bare...)...)
		runs := make(chan string, 32)
		for range 32 {
			r := w.read(w.centre, append([]string{moreHeads}, full...)...)
			w.must(w.s.Begin(t.Context(), w.centre, r.ID))
			runs <- r.ID
		}
		w.together(32, func() error { return w.s.Work(t.Context(), <-runs) })
		if n, err := db.Value[int](t.Context(), w.d, "SELECT COUNT(*) FROM wish_call"); err != nil || n != 10 {
			t.Errorf("%d calls of 10, %v", n, err)
		}
		w.recounted()
	})
}

// What goes out comes in again: orders as an office has them are read in, taken out, given their words, which do not go out, and
// read into an empty store. There they stand as they stood, but for what is known of people.
func TestWhatGoesOutComesInAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.firms()
		lines := []string{
			more("1", "待办", "", "黄", "社会事务办", "2026-05-20"), more("2", "办理中", "", "", "花半里物业", "2026-05-18 12:00", "2026-05-07 09:30"),
			more("3", "已办结", "2026-05-08 15:00", "", "社会事务办、花半里物业", "2026-05-20", "2026-05-06 11:00", "解决", "满意", "2026-05-09 10:00"),
			more("4", "已办结", "2026-05-08 15:00", "", "", "", "", "未解决", "不满意"), more("5", "已办结", "2026-05-08 15:00", "红"), more("6"), more("7", "待办", "", "", "", "2026-05-19"),
			more("8", "待办", "", "", "区供水专班"),
		}
		if r := w.imported(w.centre, "wishes", append([]string{moreHeads}, lines...)...); r.In != len(lines) {
			t.Fatalf("%+v: %q", r, w.said(r))
		}
		body, stamp := w.givenList(w.centre, sheet.CSV, "once")
		if r := w.file(w.centre, "wishes", body); counts(r) != [4]int{0, 0, len(lines), 0} || stamp.Records != len(lines) {
			t.Errorf("read in again: %v, %q", counts(r), w.said(r))
		}
		clock := dbtest.At(monday.AddDate(0, 0, -30))
		other := newWorld(t, dbtest.Open(t, dbtest.SQLite(t), db.Options{Now: clock.Now}), clock)
		other.firms()
		r := other.file(other.centre, "wishes", worded(t, body))
		if r = other.do(other.centre, r); r.In != len(lines) || r.Refused != 0 {
			t.Fatalf("%+v: %q", r, other.said(r))
		}
		here, there := w.by(), other.by()
		for number, x := range here {
			if a, b := w.position(x), other.position(there[number]); a != b {
				t.Errorf("%s stood as\n%s\nand stands as\n%s", number, a, b)
			}
		}
		other.recounted()
	})
}

// worded is a table of wishes with a text in each line.
func worded(t *testing.T, body []byte) []byte {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], "内容")
	for _, row := range rows[1:] {
		row[at] = "楼道灯坏了三天没人修"
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// position is how a wish stands, with names for organisations.
func (w *world) position(x wish.Wish) string {
	w.t.Helper()
	rows, err := arrival.Lines(w.t.Context(), w.d, []wish.Wish{x})
	w.must(err)
	sender, err := db.All(w.t.Context(), w.d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, "SELECT name FROM org WHERE id = $1", x.Sender)
	w.must(err)
	return strings.Join(append(append(rows[0], sender...), string(x.State), x.Due.UTC().String(), x.DueSpan, x.AcceptedAt.UTC().String(), x.ClassifiedAt.UTC().String(), x.AnsweredAt.UTC().String()), "|")
}

// A deadline that came without a unit waits for the community: whoever sorts the order hands it on with that deadline, if it is
// still to come; one that has passed by then gives way to the clock of the colour.
func TestADeadlineWaitsUntilTheOrderIsSorted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		f := w.firms()
		w.imported(w.ji, "wishes", moreHeads, more("1", "待办", "", "", "", "2026-05-19"), more("2", "待办", "", "", "", "2026-05-08"))
		s := wish.New(w.d, w.rules, counting{})
		s.Route(arrival.Sorted)
		book, err := w.rules.Book(t.Context())
		w.must(err)
		clock, _ := book.Calendar().Due(monday, book.Span("wish.clock.answer.yellow", community, monday))
		for number, due := range map[string]time.Time{"1": at("2026-05-19 17:30"), "2": clock} {
			x := w.by()[number]
			if _, err := s.Accept(t.Context(), w.ji, x.ID, wish.Acceptance{}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Classify(t.Context(), w.wen, x.ID, wish.Classification{Colour: wish.Yellow, Unit: f.office.ID, Text: "归街道"}); err != nil {
				t.Fatal(err)
			}
			if x = w.by()[number]; !x.Due.Equal(due) || !x.AnswerDue.Equal(due) {
				t.Errorf("%s is due %v, of its answer %v, want %v", number, x.Due, x.AnswerDue, due)
			}
		}
	})
}
