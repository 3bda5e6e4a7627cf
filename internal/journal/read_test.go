package journal_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/journal"
)

func auditor(at string) actor.Actor {
	return actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "x", Place: at, Role: actor.AuditAdmin}}}
}

// Who audits reads the journal of the own scope: the subtree of the post's place, and what that was called before. Acts of
// no place are for a post above all places.
func TestWhoReadsTheJournal(t *testing.T) {
	t.Parallel()
	for _, role := range actor.Roles() {
		a := actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "x", Place: "320613", Role: role}}, Former: map[string][]string{"320613": {"320602"}}}
		places, ok := journal.MayRead(a)
		if ok != (role == actor.AuditAdmin || role == actor.Auditor) || ok && strings.Join(places, " ") != "320613 320602" {
			t.Errorf("%s: %v %v", role, places, ok)
		}
	}
	for _, a := range []actor.Actor{actor.Visitor("x"), {Account: "a", Person: "p", Home: "320613007005"}, actor.Job("x")} {
		if _, ok := journal.MayRead(a); ok {
			t.Errorf("%+v reads it", a)
		}
	}
}

// Pages, filters and days find exactly the rows that fit, however they are cut.
func TestReading(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(start)
			d := dbtest.Open(t, dsn(t), db.Options{Now: clock.Now})
			for i := range 60 {
				kind, act := "account", "account.sign_in"
				if i%3 == 0 {
					kind, act = "wish", "wish.accept"
				}
				e := journal.Entry{Act: act, Kind: kind, Subject: fmt.Sprint("s", i), Place: []string{"320613007005", "320613007002", ""}[i%3], After: map[string]int{"n": i}}
				who := actor.Actor{Account: "acc", Person: fmt.Sprint("person", i%2), From: "192.0.2.1"}
				err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return journal.WriteTx(ctx, tx, who, e) })
				if err != nil {
					t.Fatal(err)
				}
				clock.Add(6 * time.Hour)
			}
			all := func(a actor.Actor, f journal.Filter) (out []string) {
				for {
					rows, next, err := journal.Read(t.Context(), d, a, f, 7)
					if err != nil || len(rows) > 7 {
						t.Fatal(len(rows), err)
					}
					for _, r := range rows {
						out = append(out, r.Subject[1:])
						if (r.After == "") != (r.Kind == "wish") {
							t.Errorf("%s of a %s", r.After, r.Kind)
						}
					}
					if next == 0 {
						return out
					}
					f.Before = next
				}
			}
			want := func(name string, got []string, fits func(i int) bool) {
				t.Helper()
				var list []string
				for i := 59; i >= 0; i-- {
					if fits(i) {
						list = append(list, fmt.Sprint(i))
					}
				}
				if strings.Join(got, " ") != strings.Join(list, " ") {
					t.Errorf("%s: %v\nwant %v", name, got, list)
				}
			}
			day := func(n int) time.Time { return start.AddDate(0, 0, n) }
			want("everything", all(auditor(""), journal.Filter{}), func(int) bool { return true })
			want("a community", all(auditor("320613007005"), journal.Filter{}), func(i int) bool { return i%3 == 0 })
			want("a street's subtree", all(auditor(""), journal.Filter{Places: []string{"320613007"}}), func(i int) bool { return i%3 != 2 })
			want("beyond the own", all(auditor("320613007005"), journal.Filter{Places: []string{"320613007002"}}), func(int) bool { return false })
			for _, role := range []actor.Role{actor.Auditor, actor.AuditAdmin} {
				at := func(place string) actor.Actor {
					return actor.Actor{Account: "a", Posts: []actor.Post{{ID: "x", Place: place, Role: role}}}
				}
				want(string(role)+" at a community", all(at("320613007005"), journal.Filter{}), func(i int) bool { return i%3 == 0 })
				want(string(role)+" at a district", all(at("320613"), journal.Filter{}), func(i int) bool { return i%3 != 2 })
				want(string(role)+" above all", all(at(""), journal.Filter{}), func(int) bool { return true })
				want(string(role)+" elsewhere", all(at("320614"), journal.Filter{}), func(int) bool { return false })
				want(string(role)+" at a community, beyond it", all(at("320613007005"), journal.Filter{Places: []string{"320613"}}), func(i int) bool { return i%3 == 0 })
			}
			want("one act", all(auditor(""), journal.Filter{Act: "wish.accept"}), func(i int) bool { return i%3 == 0 })
			want("acts of a kind", all(auditor(""), journal.Filter{Act: "account."}), func(i int) bool { return i%3 != 0 })
			want("one person", all(auditor(""), journal.Filter{People: []string{"person1", "nobody"}}), func(i int) bool { return i%2 == 1 })
			want("nobody", all(auditor(""), journal.Filter{People: []string{}}), func(int) bool { return false })
			for from := range 16 {
				for _, length := range []int{1, 3} {
					f := journal.Filter{From: day(from), To: day(from + length)}
					want(fmt.Sprint("days ", from, length), all(auditor(""), f), func(i int) bool { return i >= 4*from && i < 4*(from+length) })
				}
			}
			if _, _, err := journal.Read(t.Context(), d, actor.Visitor("x"), journal.Filter{}, 7); !errs.Is(err, errs.Forbidden) {
				t.Errorf("a visitor: %v", err)
			}
		})
	}
}

// A row that somebody has put in with something else for a moment keeps nobody from reading the others.
func TestReadingPastARowThatNobodyWrote(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for range 3 {
			if err := journal.WriteTx(ctx, tx, actor.Actor{Account: "acc", Person: "p"}, journal.Entry{Act: "person.reveal", Kind: "person", Subject: "s"}); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, "UPDATE journal SET at = 'zzz' WHERE id = 2")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []journal.Filter{{}, {From: d.Now().Add(-time.Hour), To: d.Now().Add(time.Hour)}} {
		if rows, _, err := journal.Read(t.Context(), d, auditor(""), f, 7); err != nil || len(rows) < 2 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
	}
	if looks, err := journal.Looks(t.Context(), d, "s", 7); err != nil || len(looks) != 3 {
		t.Errorf("%d looks, %v", len(looks), err)
	}
}
