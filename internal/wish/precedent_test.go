package wish_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/metric"
	"linli/internal/org"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/holding"
	"linli/internal/wish/precedent"
	"linli/internal/wish/side"
)

// court is a world in which quarrels are ruled on, and the rulings kept, as app joins them.
type court struct {
	*world
	sides  *side.Service
	kept   *precedent.Service
	centre actor.Actor
	works  org.Org // another office of the street
}

func newCourt(w *world) court {
	w.t.Helper()
	w.watched()
	c := court{world: w, sides: side.New(w.wishes), kept: precedent.New(w.d, w.rules, topic.New(w.d))}
	c.centre, _ = w.hired("宗远舟", w.org(org.District, "320613", "崇川区"), actor.CommandCentre, "指挥长")
	c.works = w.org(org.StreetOffice, theStreet, "城建办")
	c.sides.Ruled(c.kept.Ruled)
	w.wishes.Route(c.kept.Sorted)
	return c
}

// returned is a yellow wish with words of its own that the office has returned twice.
func (c court) returned(text string) wish.Wish {
	c.t.Helper()
	ctx := c.t.Context()
	x := c.accepted(wish.Repair, text)
	_, err := c.wishes.Classify(ctx, c.secretary, x.ID, wish.Classification{Colour: wish.Yellow, Unit: c.office.ID, Text: "社区办不了"})
	c.must(err)
	for i := range 2 {
		if i > 0 {
			_, err = c.sides.Hand(ctx, c.secretary, x.ID, side.Handing{Unit: c.office.ID})
			c.must(err)
		}
		x, err = c.sides.Return(ctx, c.officer, x.ID, side.Returning{Ground: side.NotOurs, Text: "不归我们"})
		c.must(err)
	}
	return x
}

func (c court) accepted(t wish.Topic, text string) wish.Wish {
	c.t.Helper()
	x, err := c.wishes.File(c.t.Context(), c.tan, wish.Filing{Topic: t, Text: text, Place: garden, Visibility: wish.Public, Key: id.New()})
	c.must(err)
	x, err = c.wishes.Accept(c.t.Context(), c.worker, x.ID, wish.Acceptance{})
	c.must(err)
	return x
}

// proposed is the lead that a precedent proposes for a wish; empty where there is none.
func (c court) proposed(x wish.Wish) string {
	c.t.Helper()
	p, ok, err := c.kept.Propose(c.t.Context(), x)
	c.must(err)
	if !ok {
		return ""
	}
	return p.Unit
}

// TestAPrecedentTellsNothingOfPeople: whoever reads the catalogue of a place reads its precedents, whether that person may see the wish
// or not. Telephones and names are taken out of the words of a ruling and of its revocation; of a private wish they have none.
func TestAPrecedentTellsNothingOfPeople(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, c := t.Context(), newCourt(w)
		const told = "台阶由城建牵头，找居民 13800000123"
		x, hidden := c.returned("门口的台阶缺了一角。"), c.returned("车库漏水，车轮打滑。")
		w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE wish SET visibility = 'private' WHERE id = $1", hidden.ID)
			return err
		}))
		for _, y := range []wish.Wish{x, hidden} {
			_, err := c.sides.Rule(ctx, c.centre, y.ID, side.Ruling{Lead: c.works.ID, Text: told})
			w.must(err)
		}
		page, err := c.kept.List(ctx, c.centre, precedent.Filter{Place: theCommunity})
		w.must(err)
		want := map[string]string{x.ID: "台阶由城建牵头，找居民 ***", hidden.ID: ""}
		for _, p := range page.Precedents {
			if p.Text != want[p.Wish] {
				t.Errorf("of %s: %q, want %q", p.Wish, p.Text, want[p.Wish])
			}
			delete(want, p.Wish)
			ended, err := c.kept.Revoke(ctx, c.centre, p.ID, "另有安排，问 13800000123", "")
			w.must(err)
			if ended, err = c.kept.See(ctx, c.centre, ended.ID); err != nil || strings.Contains(ended.Ended, "13800000123") {
				t.Errorf("%q, %v", ended.Ended, err)
			}
		}
		if len(want) > 0 {
			t.Errorf("not listed: %v", want)
		}
	})
}

// A ruling is a precedent: proposed for the next wish of the topic with words like its own, in the place for which it was ruled, the most
// alike first; counted where that is sorted, followed or not; revoked by the tier that ruled, it is proposed no more.
func TestARulingIsAPrecedent(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, c := t.Context(), newCourt(w)
		const steps, leak = "二号楼门口的台阶缺了一角，下雨天有人滑倒。", "地下车库入口漏水，车轮打滑。"
		x := c.returned(steps)
		for name, keep := range map[string]side.Scope{"an invented scope": "moon"} {
			if _, err := c.sides.Rule(ctx, c.centre, x.ID, side.Ruling{Lead: c.works.ID, Text: "你们办", Keep: keep}); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := c.sides.Rule(ctx, c.centre, x.ID, side.Ruling{Lead: c.works.ID, Text: "台阶由城建牵头", Keep: side.InStreet})
		w.must(err)
		y := c.returned(leak)
		_, err = c.sides.Rule(ctx, c.centre, y.ID, side.Ruling{Lead: w.waterworks.ID, Text: "漏水由水司牵头"})
		w.must(err)
		z := c.returned("想要一个修鞋的摊位。")
		_, err = c.sides.Rule(ctx, c.centre, z.ID, side.Ruling{Lead: c.works.ID, Text: "只管这一件", Keep: side.Nowhere})
		w.must(err)

		next := c.accepted(wish.Repair, "三号楼门口的台阶也缺了一角，老人下雨天滑倒了。")
		for name, is := range map[string]struct {
			x    wish.Wish
			want string
		}{
			"the same matter":                {next, c.works.ID},
			"the other matter":               {c.accepted(wish.Repair, "车库入口又漏水了，车轮打滑。"), w.waterworks.ID},
			"another topic":                  {c.accepted(wish.Traffic, "二号楼门口的台阶缺了一角，下雨天有人滑倒。"), ""},
			"nothing alike":                  {c.accepted(wish.Repair, "想要充电桩。"), ""},
			"what was ruled for itself only": {c.accepted(wish.Repair, "想要一个修鞋的摊位。"), ""},
		} {
			if got := c.proposed(is.x); got != is.want {
				t.Errorf("%s: %q is proposed, want %q", name, got, is.want)
			}
		}
		far := next
		far.Place, far.Community = "320613007002", "320613007002"
		if c.proposed(far) != c.works.ID {
			t.Error("what was ruled for the street is not proposed in another community of it")
		}
		far.Text, far.Title = leak, "漏水"
		if c.proposed(far) != "" {
			t.Error("what was ruled for a community is proposed in another")
		}

		_, err = w.wishes.Classify(ctx, w.secretary, next.ID, wish.Classification{Colour: wish.Yellow, Unit: c.works.ID, Text: "照先例"})
		w.must(err)
		other := c.accepted(wish.Repair, "五号楼门口的台阶缺了一角，下雨天滑倒。")
		_, err = w.wishes.Classify(ctx, w.secretary, other.ID, wish.Classification{Colour: wish.Blue})
		w.must(err)
		list, err := c.kept.List(ctx, w.secretary, precedent.Filter{Place: theCommunity})
		w.must(err)
		if len(list.Precedents) != 2 {
			t.Fatalf("%d precedents", len(list.Precedents))
		}
		i := slices.IndexFunc(list.Precedents, func(p precedent.Precedent) bool { return p.Unit == c.works.ID })
		p := list.Precedents[i]
		if p.Offered != 2 || p.Followed != 1 || p.Place != theStreet || p.Ground != string(side.NotOurs) || p.Tier != precedent.District || p.Text != "台阶由城建牵头" {
			t.Errorf("the precedent stands so: %+v", p)
		}

		for name, a := range map[string]actor.Actor{"the street's leader": w.leader, "the secretary": w.secretary} {
			if _, err := c.kept.Revoke(ctx, a, p.ID, "不对", ""); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s revokes what the district has ruled: %v", name, err)
			}
		}
		if _, err := c.kept.Revoke(ctx, w.tan, p.ID, "不对", ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("a resident revokes: %v", err)
		}
		if _, err := c.kept.Revoke(ctx, c.centre, p.ID, " ", ""); !errs.Is(err, errs.Invalid) {
			t.Errorf("revoked without a reason: %v", err)
		}
		for range 2 { // sent twice
			_, err = c.kept.Revoke(ctx, c.centre, p.ID, "职责改了", "once")
			w.must(err)
		}
		if _, err := c.kept.Revoke(ctx, c.centre, p.ID, "职责改了", "anew"); !errs.Is(err, errs.Forbidden) {
			t.Errorf("another request revokes it again: %v", err)
		}
		if c.proposed(c.accepted(wish.Repair, "三号楼门口的台阶也缺了一角，老人下雨天滑倒了。")) == c.works.ID {
			t.Error("what was revoked is proposed")
		}
		if got, err := c.kept.See(ctx, c.centre, p.ID); err != nil || got.Ended != "职责改了" || got.To.IsZero() {
			t.Errorf("revoked it stands so: %+v, %v", got, err)
		}
	})
}

// The street rules on blue: for its communities, never for the district; and may revoke that, which the district does not.
func TestTheStreetRulesForTheStreetAtMost(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, c := t.Context(), newCourt(w)
		firm := w.org(org.PropertyFirm, theCommunity, "和畅物业")
		keeper, _ := w.hired("祝安平", firm, actor.Handler, "经理")
		x := c.accepted(wish.Repair, "楼道灯坏了半个月。")
		_, err := w.wishes.Classify(ctx, w.secretary, x.ID, wish.Classification{Colour: wish.Blue, Unit: firm.ID})
		w.must(err)
		for i := range 2 {
			if i > 0 {
				_, err = c.sides.Hand(ctx, w.secretary, x.ID, side.Handing{Unit: firm.ID})
				w.must(err)
			}
			_, err = c.sides.Return(ctx, keeper, x.ID, side.Returning{Ground: side.NeedsOthers, Text: "要社区出钱"})
			w.must(err)
		}
		if _, err := c.sides.Rule(ctx, w.leader, x.ID, side.Ruling{Lead: firm.ID, Text: "物业换灯", Keep: side.InDistrict}); !errs.Is(err, errs.Invalid) || errs.FieldsOf(err)[0].Name != "keep" {
			t.Errorf("the street rules for the district: %v", err)
		}
		_, err = c.sides.Rule(ctx, w.leader, x.ID, side.Ruling{Lead: firm.ID, Text: "物业换灯", Keep: side.InCommunity})
		w.must(err)
		list, err := c.kept.List(ctx, w.leader, precedent.Filter{Place: theStreet})
		w.must(err)
		if len(list.Precedents) != 1 || list.Precedents[0].Tier != precedent.Street || list.Precedents[0].Colour != wish.Blue {
			t.Fatalf("%+v", list.Precedents)
		}
		if _, err := c.kept.Revoke(ctx, c.centre, list.Precedents[0].ID, "不对", ""); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the district revokes what the street has ruled: %v", err)
		}
		_, err = c.kept.Revoke(ctx, w.leader, list.Precedents[0].ID, "换了物业", "")
		w.must(err)
	})
}

// Of 32 that revoke a precedent at once one has done it.
func TestRevokedOnce(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		c := newCourt(w)
		x := c.returned("二号楼门口的台阶缺了一角。")
		_, err := c.sides.Rule(t.Context(), c.centre, x.ID, side.Ruling{Lead: c.works.ID, Text: "城建牵头"})
		w.must(err)
		list, err := c.kept.List(t.Context(), c.centre, precedent.Filter{Place: theStreet})
		w.must(err)
		var wg sync.WaitGroup
		var won atomic.Int64
		for i := range 32 {
			wg.Go(func() {
				_, err := c.kept.Revoke(context.Background(), c.centre, list.Precedents[0].ID, fmt.Sprint(i), "")
				if k := errs.KindOf(err); err == nil {
					won.Add(1)
				} else if k != errs.Conflict && k != errs.Forbidden {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Errorf("%d have revoked it", won.Load())
		}
	})
}

// Once the words of the wish that was ruled on are gone, so are those of the ruling; topic and place go on proposing it.
func TestAPrecedentOutlivesTheWordsOfItsWish(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, c := t.Context(), newCourt(w)
		x := c.returned("二号楼门口的台阶缺了一角。")
		_, err := c.sides.Rule(ctx, c.centre, x.ID, side.Ruling{Lead: c.works.ID, Text: "老谈家门口的台阶由城建修"})
		w.must(err)
		_, err = w.wishes.Withdraw(ctx, w.tan, x.ID, "")
		w.must(err)
		room := holding.Room{Files: func(context.Context, *db.Tx, string) (int, error) { return 0, nil }}
		w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := room.EraseTx(ctx, tx, w.tan.Person, false)
			return err
		}))
		next := c.accepted(wish.Repair, "想要充电桩。")
		p, ok, err := c.kept.Propose(ctx, next)
		w.must(err)
		if !ok || p.Unit != c.works.ID || p.Text != "" || p.Like != 0 {
			t.Errorf("%v: %+v", ok, p)
		}
	})
}

// What is counted of units is what a count of the rows says, after whatever happened; a count that has gone wrong is found and put right;
// and the list behind each number has as many rows.
func TestFiguresOfUnitsAreWhatTheRowsSay(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, c := t.Context(), newCourt(w)
		esc, figures := w.watched(), figure.New(w.d, w.rules)
		ruled := c.returned("二号楼门口的台阶缺了一角。")
		_, err := c.sides.Rule(ctx, c.centre, ruled.ID, side.Ruling{Lead: c.works.ID, Text: "城建牵头"})
		w.must(err)
		w.clock.Set(time.Date(2026, 6, 1, 2, 0, 0, 0, time.UTC))
		lost := c.returned("三号楼的台阶也坏了。")
		w.clock.Set(time.Date(2026, 7, 1, 2, 0, 0, 0, time.UTC)) // its ruling comes in another month than its returns
		_, err = c.sides.Rule(ctx, c.centre, lost.ID, side.Ruling{Lead: w.office.ID, Text: "还是你们"})
		w.must(err)
		c.returned("四号楼的台阶也坏了。")
		late := w.wishAt(wish.InProgress, wish.Blue)
		w.clock.Add(20 * 24 * time.Hour)
		_, err = esc.Run(ctx)
		w.must(err)

		year := metric.ParsePeriod("2026", w.clock.Now())
		_, units, err := figures.Units(ctx, w.leader, theStreet, year)
		w.must(err)
		want := map[string]figure.UnitCounts{w.office.ID: {6, 2, 2, 2}, w.committee.ID: {0, 0, 0, 1}} // of the committee's one is past its date; the one on which nobody has ruled is the office's, which refused it
		for _, u := range units {
			naive := figure.UnitCounts{
				w.rows("wish_return WHERE unit = $1", u.ID), w.rows("wish_return WHERE unit = $1 AND outcome = 'upheld'", u.ID),
				w.rows("wish_return WHERE unit = $1 AND outcome = 'overruled'", u.ID), w.rows("wish_move WHERE from_unit = $1 AND ground <> ''", u.ID),
			}
			if u.UnitCounts != naive || want[u.ID] != (figure.UnitCounts{}) && u.UnitCounts != want[u.ID] {
				t.Errorf("%s: counted %v, the rows say %v, want %v", u.Name, u.UnitCounts, naive, want[u.ID])
			}
			delete(want, u.ID)
			for _, key := range figure.UnitKeys() {
				got, err := figures.UnitCases(ctx, w.leader, theStreet, u.ID, key, year, "")
				w.must(err)
				if got.Total != u.Of(key) || len(got.Cases) != min(got.Total, figure.Pageful) {
					t.Errorf("%s, %s: the number is %d, the list says %d and has %d rows", u.Name, key, u.Of(key), got.Total, len(got.Cases))
				}
			}
		}
		if len(want) > 0 {
			t.Errorf("not in the table: %v", want)
		}
		i := slices.IndexFunc(units, func(u figure.Unit) bool { return u.ID == w.committee.ID })
		if got, _ := w.now(ctx, late.ID); got.Unit == w.committee.ID || i < 0 || units[i].Late == 0 {
			t.Errorf("moved up and late, it does not count for its first unit: %+v", units)
		}
		june := metric.ParsePeriod("2026-06", w.clock.Now())
		_, units, err = figures.Units(ctx, w.leader, theStreet, june)
		w.must(err)
		if i := slices.IndexFunc(units, func(u figure.Unit) bool { return u.ID == w.office.ID }); i < 0 || units[i].UnitCounts != (figure.UnitCounts{2, 0, 2, 0}) {
			t.Errorf("in June: %+v", units)
		}
		if _, _, err := figures.Units(ctx, w.officer, theStreet, year); !errs.Is(err, errs.NotFound) {
			t.Errorf("who does not oversee the street reads its figures: %v", err)
		}

		w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE unit_figure SET upheld = 40 WHERE unit = $1", w.office.ID)
			return err
		}))
		_, err = figures.Recount(ctx)
		w.must(err)
		_, units, err = figures.Units(ctx, w.leader, theStreet, year)
		w.must(err)
		if i := slices.IndexFunc(units, func(u figure.Unit) bool { return u.ID == w.office.ID }); units[i].UnitCounts != (figure.UnitCounts{6, 2, 2, 2}) {
			t.Errorf("after a recount: %v", units[i].UnitCounts)
		}
	})
}

// rows counts rows of a unit.
func (w *world) rows(of, unit string) int {
	w.t.Helper()
	n, err := db.Value[int](w.t.Context(), w.d, "SELECT COUNT(*) FROM "+of, unit)
	w.must(err)
	return n
}
