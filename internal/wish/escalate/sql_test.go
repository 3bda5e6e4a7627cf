package escalate

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/number"
	"linli/internal/workday"
)

// What is late by so many working days is late by more than as many days less one: the list that is read misses nothing of what moves.
func TestLateInWorkingDaysIsLateInDays(t *testing.T) {
	t.Parallel()
	cal := workday.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		since := time.Unix(rapid.Int64Range(1_577_836_800, 1_830_000_000).Draw(t, "since"), 0)
		now := since.Add(time.Duration(rapid.Int64Range(0, 40*24*3600).Draw(t, "seconds")) * time.Second)
		most := rapid.IntRange(1, 20).Draw(t, "most")
		if cal.Late(now, since) >= most && since.After(now.AddDate(0, 0, 1-most)) {
			t.Fatalf("%s is %d working days late at %s and not read", since, cal.Late(now, since), now)
		}
	})
}

// Of the wishes past their date only those are read that may have been so for long enough, by their date and by when they were moved.
func TestOverdueReadsWhatMayMove(t *testing.T) {
	t.Parallel()
	const community = "320613007005"
	now := time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var all []wish.Wish
		var want []string
		for i := range 30 {
			w := wish.Wish{
				ID: id.At(now.Add(time.Duration(i) * time.Second)), Number: number.Format(community, 2026, i+1), Code: "C" + strconv.Itoa(i), Community: community, Place: community,
				Topic: wish.Repair, Visibility: wish.Private, State: wish.InProgress, Colour: wish.Blue, Unit: "unit", FiledAt: now.AddDate(0, -2, 0), AcceptDue: now, Due: now.AddDate(0, 0, -i), DueSpan: "15wd",
			}
			if all = append(all, w); i >= 4 && i%5 != 0 {
				want = append(want, w.ID)
			}
		}
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := wish.InsertManyTx(ctx, tx, all, func(wish.Wish) []wish.Entry { return nil }); err != nil {
				return err
			}
			for i := 0; i < len(all); i += 5 { // was moved yesterday
				if _, err := tx.Exec(ctx, "INSERT INTO wish_watch (wish, moved_at) VALUES ($1, $2)", all[i].ID, now.AddDate(0, 0, -1).UnixMicro()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := overdue(t.Context(), d, community, now.AddDate(0, 0, -4), mark{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range rows {
			got = append(got, x.ID)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%d read, want %d", len(got), len(want))
		}
	})
}
