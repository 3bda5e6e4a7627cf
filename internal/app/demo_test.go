package app

import (
	"slices"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/app/demo"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/metric"
	"linli/internal/reception"
	"linli/internal/wish"
	"linli/internal/wish/figure/appraisal"
	"linli/internal/workday"
)

// told is a demonstration of which a test asks what it has.
type told struct {
	*App
	t *testing.T
}

// count is a number that one row has.
func (d told) count(query string, args ...any) int {
	d.t.Helper()
	n, err := db.Value[int](d.t.Context(), d.DB, query, args...)
	if err != nil {
		d.t.Fatal(query, err)
	}
	return n
}

// some wants at least one of each query, by what it looks for.
func (d told) some(queries map[string]string) {
	d.t.Helper()
	for what, query := range queries {
		if n := d.count("SELECT COUNT(*) FROM " + query); n == 0 {
			d.t.Errorf("the demonstration has no %s", what)
		}
	}
}

// who is somebody of the cast.
func (d told) who(name string) actor.Actor {
	d.t.Helper()
	a, err := d.Accounts.Actor(d.t.Context(), d.accounts[name])
	if err != nil {
		d.t.Fatal(name, err)
	}
	return a
}

// whole is what holds of the demonstration on every day.
func (d told) whole(now time.Time) {
	d.t.Helper()
	acts, err := db.All(d.t.Context(), d.DB, func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, "SELECT DISTINCT act FROM journal WHERE kind = 'wish'")
	if err != nil {
		d.t.Fatal(err)
	}
	for _, act := range wish.Acts() {
		if !slices.Contains(acts, "wish."+string(act)) {
			d.t.Errorf("nobody has done %s", act)
		}
	}
	d.times(now)
	d.recounted()
	d.figures(now)
	d.compared(now)
	d.bench(d.ledger())
	d.readable()
}

// Every act of a wish's table, and of what may be asked for every outcome, was done in the year: read from the journal and
// from what the services have written.
func TestTheDemonstrationHasEveryAct(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			a, _ := demoOn(t, dsn(t))
			d := told{a, t}
			d.whole(d.DB.Now())
			asked := func(kind, rest string) string { return "wish_request WHERE kind = '" + kind + "' AND " + rest }
			d.some(map[string]string{
				"time granted":              asked("extend", "outcome = 'granted' AND until > old_due"),
				"time refused":              asked("extend", "outcome = 'refused'"),
				"time to be decided":        asked("extend", "outcome IS NULL"),
				"a pause that runs":         "wish WHERE state = 'in_progress' AND paused_from IS NOT NULL",
				"a pause ended early":       asked("suspend", "year = 0 AND resumed_at IS NOT NULL"),
				"a place in a year's list":  asked("suspend", "outcome = 'granted' AND year > 0 AND resumed_at IS NULL"),
				"a pause to be decided":     asked("suspend", "outcome IS NULL"),
				"another colour accepted":   asked("recolour", "outcome = 'granted'"),
				"another colour in silence": asked("recolour", "outcome = 'silent'"),
				"another colour refused":    asked("recolour", "outcome = 'refused'"),
				"a colour to be received":   asked("recolour", "outcome IS NULL"),
				"something to be ruled":     "wish WHERE returned >= 2 AND ruling_due IS NOT NULL",
				"a ruling that is late":     "wish w JOIN wish_watch x ON x.wish = w.id WHERE w.colour = 'red' AND w.closed_at IS NULL AND x.told_ruling = w.ruling_due",
				"something to be handed on": "wish WHERE state = 'classified' AND returned = 1 AND sender IS NULL",
				"a task done":               "wish_task WHERE done_at IS NOT NULL",
				"a task to do":              "wish_task WHERE done_at IS NULL",
				"what is taken up twice":    "wish WHERE state = 'in_progress' AND reopened = 2 AND colour = 'yellow'",
				"a wish merged":             "wish WHERE state = 'merged'",
				"a wish without a name":     "wish WHERE submitter IS NULL",
				"a submitter not reached":   "wish WHERE unreached_at IS NOT NULL",
				"a list to be imported":     "intake_run WHERE state = 'planned' AND added = 4 AND refused = 3",
				"one with judgements":       "intake_run WHERE state = 'planned' AND added = 5 AND refused = 2",
			})
			ledger := d.ledger()
			for _, x := range reception.Outcomes() {
				if ledger.Counts[x] == 0 {
					t.Errorf("no promise is %s", x)
				}
			}
		})
	}
}

// bench follows the benches of domain.md A4.7 through the records: one wish, its acts in their order, the tea whose agenda it
// stands on, the promise given for it and kept by its day, and the submitter's judgement.
func (d told) bench(ledger reception.Ledger) {
	d.t.Helper()
	ctx := d.t.Context()
	id, err := db.Value[string](ctx, d.DB, "SELECT id FROM wish WHERE text LIKE '花园里没有坐的地方%'")
	if err != nil {
		d.t.Fatal(err)
	}
	seen, err := d.Wishes.See(ctx, d.who("谈桂芬"), id)
	if err != nil {
		d.t.Fatal(err)
	}
	w := seen.Wish
	if w.Solved == nil || !*w.Solved || w.Rating != wish.Satisfied || w.Submitter != d.who("谈桂芬").Person || w.AnsweredAt.After(w.AnswerDue) {
		d.t.Errorf("%s: solved %v, %s, answered %v until %v", w.State, w.Solved, w.Rating, w.AnsweredAt, w.AnswerDue)
	}
	want := []string{"file", "accept", "classify", "take_up", "approve", "note", "resume", "answer", "evaluate"}
	var years int
	for _, e := range slices.Backward(seen.Entries) {
		if len(want) > 0 && e.Act == want[0] {
			want = want[1:]
		}
		if e.Act == "approve" {
			years = e.Detail.Year
		}
	}
	if len(want) > 0 || years == 0 {
		d.t.Errorf("its timeline lacks %v; it stands in the list of the year %d", want, years)
	}
	i := slices.IndexFunc(ledger.Promises, func(p reception.Promise) bool { return p.Wish == id && p.Text == "花园装 20 张座椅" })
	if i < 0 {
		d.t.Fatal("nobody has promised it")
	}
	p := ledger.Promises[i]
	tea, err := d.Teas.See(ctx, d.who("谈桂芬"), p.Session)
	if err != nil {
		d.t.Fatal(err)
	}
	heard := slices.ContainsFunc(tea.Wishes, func(x wish.Wish) bool { return x.ID == id })
	if p.Outcome(workday.DateOf(d.DB.Now())) != reception.Kept || !heard || p.Kept != workday.DateOf(w.AnsweredAt) {
		d.t.Errorf("promised %v until %v, kept %v, answered %v; on the agenda: %v", p.Made, p.Due, p.Kept, w.AnsweredAt, heard)
	}
	for _, role := range []reception.Role{reception.Builder, reception.CPPCC, reception.Property} {
		if !slices.ContainsFunc(tea.Session.Invitees, func(x reception.Invitee) bool { return x.Role == role && x.Came }) {
			d.t.Errorf("no %s was there", role)
		}
	}
}

// The story can be told on any day of any year: all of it, nothing of it is still to come, and every figure has its cases.
func TestTheDemonstrationOnAnyDay(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]string{
		"new year":              "2027-01-01 00:20",
		"29 February":           "2028-02-29 07:00",
		"in a Spring Festival":  "2026-02-18 15:00",
		"after it, at night":    "2026-03-02 23:50",
		"a Sunday that is free": "2026-09-13 10:00",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now, err := time.ParseInLocation("2006-01-02 15:04", at, workday.Zone)
			if err != nil {
				t.Fatal(err)
			}
			a, _ := demoAt(t, dbtest.SQLite(t), func() time.Time { return now })
			told{a, t}.whole(now)
		})
	}
}

// ledger is the promises of this year and of the year before.
func (d told) ledger() reception.Ledger {
	d.t.Helper()
	var all []reception.Promise
	today := workday.DateOf(d.DB.Now())
	for _, year := range []int{today.Year() - 1, today.Year()} {
		l, err := d.Teas.Ledger(d.t.Context(), d.who("闻立溪"), demo.Community, year)
		if err != nil {
			d.t.Fatal(err)
		}
		all = append(all, l.Promises...)
	}
	return reception.Count(all, today)
}

// times: nothing has happened after now, and no wish is older than its submitter's entry or than sixteen months.
func (d told) times(now time.Time) {
	d.t.Helper()
	for _, late := range []string{
		"journal WHERE at > $1", "wish_event WHERE at > $1", "wish WHERE filed_at > $1 OR accepted_at > $1 OR classified_at > $1 OR answered_at > $1 OR closed_at > $1",
		"wish_request WHERE asked_at > $1 OR decided_at > $1", "wish_task WHERE given_at > $1 OR done_at > $1", "reception WHERE held_at > $1",
	} {
		if n := d.count("SELECT COUNT(*) FROM "+late, now.UnixMicro()); n > 0 {
			d.t.Errorf("%d times in the future: %s", n, late)
		}
	}
	if n := d.count("SELECT COUNT(*) FROM wish WHERE filed_at < $1", now.AddDate(0, -16, 0).UnixMicro()); n > 0 {
		d.t.Errorf("%d wishes are too old", n)
	}
	if n := d.count("SELECT COUNT(*) FROM wish JOIN journal ON journal.subject = wish.submitter WHERE act = 'person.create' AND at > filed_at"); n > 0 {
		d.t.Errorf("%d wishes are older than their submitters' entries", n)
	}
}

// figures: the rates of district, street, communities and a 邻里 have enough cases, each month but a young one has wishes down
// to the community, the counts are those of the rows, and the district has what it is to act on.
func (d told) figures(now time.Time) {
	d.t.Helper()
	period := metric.ParsePeriod("", now)
	from, until := period.Range()
	for code, who := range map[string]string{
		demo.District: "时守正", demo.Street: "柏时雨", demo.Community: "闻立溪", demo.Next: "霍知北", demo.Community + "001": "闻立溪",
	} {
		v, err := d.Figures.Place(d.t.Context(), d.who(who), code, period)
		if err != nil {
			d.t.Fatal(code, err)
		}
		for name, rate := range map[string]metric.Rate{
			"response": v.Whole.Response(), "on time": v.Whole.OnTime(), "solved": v.Whole.Solved(), "satisfied": v.Whole.Satisfied(v.Rules.Basically),
		} {
			if rate.Den < int64(v.Rules.Least) || rate.Share() < 6000 || rate.Share() >= 10000 && len(code) < len(demo.Community) {
				d.t.Errorf("%s: %s is %v", code, name, rate)
			}
		}
		for i, m := range v.Months {
			if m.Filed() == 0 && i < 11 && len(code) <= len(demo.Community) {
				d.t.Errorf("%s: nothing filed in %s", code, m.Month)
			}
		}
		rows := d.count("SELECT COUNT(*) FROM wish WHERE filed_at >= $1 AND filed_at < $2 AND place LIKE $3", from.UnixMicro(), until.UnixMicro(), code+"%")
		if v.Whole.Filed() != rows {
			d.t.Errorf("%s: %d filed by the figures, %d rows", code, v.Whole.Filed(), rows)
		}
		if w := v.Whole.Waits; code == demo.District && (w.Late == 0 || w.Unnoted == 0 || w.AskAbove == 0 || w.AskStreet == 0 || w.RuleAbove == 0) {
			d.t.Errorf("the district waits for %+v", w)
		}
	}
}

// recounted: after a year of every act and every job each count is what the rows say.
func (d told) recounted() {
	d.t.Helper()
	if wrong, err := d.Figures.Recount(d.t.Context()); err != nil || wrong != 0 {
		d.t.Errorf("%d counts are wrong, %v", wrong, err)
	}
}

// compared: of the month that is over, units of the district are ranked, the first and the last of them named.
func (d told) compared(now time.Time) {
	d.t.Helper()
	v, err := appraisal.New(d.DB, d.Rules, d.Figures).Month(d.t.Context(), d.who("时守正"), demo.District, metric.MonthOf(now)-1)
	if err != nil || v.Ranked() < 3 || len(v.Red) == 0 || len(v.Black) == 0 {
		d.t.Errorf("%d units are ranked, %d on the red list, %d on the black one, %v", v.Ranked(), len(v.Red), len(v.Black), err)
	}
}

// readable: but for the one text that waits, a moderator has nothing to do, and texts are not told over and over.
func (d told) readable() {
	d.t.Helper()
	waiting, _, err := d.Publish.List(d.t.Context(), d.who("季小舟"), "")
	if err != nil || len(waiting) != 1 {
		d.t.Errorf("%d texts wait for a moderator, %v", len(waiting), err)
	}
	if most := d.count("SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM wish GROUP BY text) AS same"); most > 4 {
		d.t.Errorf("one text is told %d times", most)
	}
	if all, texts := d.count("SELECT COUNT(*) FROM wish"), d.count("SELECT COUNT(DISTINCT text) FROM wish"); texts*10 < all*6 {
		d.t.Errorf("%d wishes have %d texts", all, texts)
	}
}
