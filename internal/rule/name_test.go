package rule_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/rule"
)

const grounds = "wish.return.ground"

func offered(b *rule.Book, place, day string) string {
	var out []string
	for _, n := range b.Names(grounds, place, on(day)) {
		out = append(out, n.Code+" "+n.Zh)
	}
	return strings.Join(out, ", ")
}

// A district names one more, calls one otherwise, and lets one end: each from its day on, here or everywhere; what has ended is
// still called what it was called on the day.
func TestNamesComeAndEnd(t *testing.T) {
	t.Parallel()
	eachOn(t, "2026-05-14", func(t *testing.T, _ *db.DB, s *rule.Store, _ *dbtest.Clock) {
		ctx := t.Context()
		const shipped = "not_ours 不归本单位管, elsewhere 不在本单位的范围里, unclear 没说清楚，办不了, needs_others 要别的单位牵头"
		if got := offered(book(t, s), community, "2026-05-14"); got != shipped {
			t.Fatalf("as shipped: %s", got)
		}
		for _, c := range []rule.Change{
			{Key: grounds + ".no_power", Value: "没有执法权/No power to enforce", From: date(t, "2026-06-01")},
			{Key: grounds + ".a_firm", Value: "归物业管/The property firm's duty", Place: street},
			{Key: grounds + ".not_ours", Value: "不是本单位的事/Not our matter", From: date(t, "2026-06-01")},
		} {
			c.Source = "区里 6 号文"
			if _, changed, err := s.Set(ctx, machine, c); err != nil || !changed {
				t.Fatalf("%s: %v, %v", c.Key, changed, err)
			}
		}
		if r, err := s.End(ctx, machine, rule.Change{Key: grounds + ".unclear", From: date(t, "2026-06-01"), Source: "区里 6 号文"}); err != nil || r.To != "2026-06-01" {
			t.Fatalf("%+v, %v", r, err)
		}
		b := book(t, s)
		for at, want := range map[string]string{
			community + " 2026-05-31": shipped + ", a_firm 归物业管",
			community + " 2026-06-01": "not_ours 不是本单位的事, elsewhere 不在本单位的范围里, needs_others 要别的单位牵头, a_firm 归物业管, no_power 没有执法权",
			"320613003004 2026-06-01": "not_ours 不是本单位的事, elsewhere 不在本单位的范围里, needs_others 要别的单位牵头, no_power 没有执法权",
		} {
			place, day, _ := strings.Cut(at, " ")
			if got := offered(b, place, day); got != want {
				t.Errorf("%s: %s", at, got)
			}
		}
		for at, want := range map[string]string{
			"unclear 2026-05-20": "没说清楚，办不了", "unclear 2027-05-20": "没说清楚，办不了", "not_ours 2026-05-20": "不归本单位管", "not_ours 2026-06-20": "不是本单位的事",
			"a_firm 2020-01-01": "归物业管", "nobody_s 2026-05-20": "nobody_s",
		} {
			code, day, _ := strings.Cut(at, " ")
			if got := b.Name(grounds, code, community, on(day)); got.Zh != want || got.In("zh") != want || got.In("en") == "" {
				t.Errorf("%s: %+v", at, got)
			}
		}
	})
}

func TestWhatIsNoName(t *testing.T) {
	t.Parallel()
	eachOn(t, "2026-05-14", func(t *testing.T, _ *db.DB, s *rule.Store, _ *dbtest.Clock) {
		for change, field := range map[rule.Change]string{
			{Key: grounds + ".no_power", Value: "没有执法权"}:                         "value",
			{Key: grounds + ".no_power", Value: "没有执法权/"}:                        "value",
			{Key: grounds + ".no_power", Value: "没有/执法权/No power"}:               "value",
			{Key: grounds + ".no_power", Value: "没有执法权\n/No power"}:              "value",
			{Key: grounds + ".no_power", Value: strings.Repeat("没", 41) + "/No"}: "value",
			{Key: grounds + ".No", Value: "没有执法权/No power"}:                      "key",
			{Key: grounds + ".", Value: "没有执法权/No power"}:                        "key",
			{Key: grounds, Value: "没有执法权/No power"}:                              "key",
			{Key: "wish.return.no_power", Value: "没有执法权/No power"}:               "key",
			{Key: "no_power", Value: "没有执法权/No power"}:                           "key",
		} {
			change.Source = "x"
			_, _, err := s.Set(t.Context(), machine, change)
			if fields := errs.FieldsOf(err); len(fields) != 1 || fields[0].Name != field {
				t.Errorf("%s = %q: %+v, %v", change.Key, change.Value, fields, err)
			}
		}
	})
}

// However many end them at the same moment, one is left to choose from.
func TestTheLastNameStays(t *testing.T) {
	t.Parallel()
	eachOn(t, "2026-05-14", func(t *testing.T, _ *db.DB, s *rule.Store, _ *dbtest.Clock) {
		codes := []string{"not_ours", "elsewhere", "unclear", "needs_others"}
		var all sync.WaitGroup
		var refused sync.Map
		for i := range 32 {
			all.Go(func() {
				_, err := s.End(t.Context(), machine, rule.Change{Key: grounds + "." + codes[i%len(codes)], Source: "x"})
				if err != nil && !errs.Is(err, errs.NotFound) {
					refused.Store(errs.KindOf(err), true)
				}
			})
		}
		all.Wait()
		left := book(t, s).Names(grounds, community, on("2026-05-14"))
		if _, told := refused.Load(errs.Conflict); len(left) != 1 || !told {
			t.Errorf("%+v are left; refused: %v", left, told)
		}
		if i := slices.Index(codes, left[0].Code); i < 0 {
			t.Errorf("%+v", left)
		}
	})
}
