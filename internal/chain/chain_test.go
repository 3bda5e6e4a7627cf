package chain_test

import (
	"context"
	"testing"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/dbtest"
)

func thing(id string) chain.Subject { return chain.Subject{Kind: "thing", ID: id} }

func TestTheLineIsWalkedBothWaysAndShowsOnlyWhatMayBeSeen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, l := range [][2]string{{"b", "a"}, {"c", "b"}, {"d", "c"}, {"c", "b"}, {"x", "y"}} {
				if err := chain.LinkTx(ctx, tx, actor.Actor{Person: "p"}, chain.Link{From: thing(l[0]), Relation: chain.Continues, To: thing(l[1]), Place: "320613"}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		seesAllButB := func(_ context.Context, _ actor.Actor, subjects []chain.Subject) (cards []chain.Card, err error) {
			for _, s := range subjects {
				if s.ID != "b" {
					cards = append(cards, chain.Card{Subject: s})
				}
			}
			return cards, nil
		}
		cards, err := chain.Walk(t.Context(), d, actor.Actor{}, thing("c"), seesAllButB)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, c := range cards {
			got += c.Subject.ID
		}
		if got != "cda" && got != "cad" {
			t.Fatalf("walked %q; want c, then its neighbours, without b and without x and y", got)
		}
		links, err := chain.Links(t.Context(), d, thing("b"))
		if err != nil || len(links) != 2 || links[0].By != "p" || links[0].Relation != chain.Continues {
			t.Fatalf("%+v, %v; adding a link twice adds it once", links, err)
		}
	})
}

// Who stands in a relation to a record, to which record each stands, and what a mistake leaves when it is taken away.
func TestRelationsOneByOne(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tea := chain.Subject{Kind: "reception", ID: "t"}
		write := func(fn func(ctx context.Context, tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		link := func(kind, id string, r chain.Relation, to chain.Subject) chain.Link {
			return chain.Link{From: chain.Subject{Kind: kind, ID: id}, Relation: r, To: to, Place: "320613"}
		}
		for _, l := range []chain.Link{
			link("wish", "b", chain.Heard, tea), link("wish", "a", chain.Heard, tea), link("wish", "c", chain.Continues, chain.Subject{Kind: "wish", ID: "a"}),
			link("promise", "p", chain.Promised, chain.Subject{Kind: "wish", ID: "a"}), link("promise", "q", chain.Promised, chain.Subject{Kind: "wish", ID: "b"}),
		} {
			write(func(ctx context.Context, tx *db.Tx) error { return chain.LinkTx(ctx, tx, actor.Job("test"), l) })
		}
		into, err := chain.Into(t.Context(), d, "wish", chain.Heard, tea)
		if err != nil || len(into) != 2 {
			t.Errorf("into the tea: %v, %v", into, err)
		}
		targets, err := chain.Targets(t.Context(), d, "promise", []string{"p", "q", "none"}, chain.Promised)
		if err != nil || len(targets) != 2 || targets["p"].ID != "a" || targets["q"].ID != "b" {
			t.Errorf("targets %v, %v", targets, err)
		}
		all := func(_ context.Context, _ actor.Actor, subjects []chain.Subject) (cards []chain.Card, err error) {
			for _, s := range subjects {
				cards = append(cards, chain.Card{Subject: s})
			}
			return cards, nil
		}
		for start, want := range map[chain.Subject]int{{Kind: "wish", ID: "a"}: 4, tea: 6, {Kind: "promise", ID: "q"}: 3} {
			if cards, err := chain.Walk(t.Context(), d, actor.Actor{}, start, all); err != nil || len(cards) != want {
				t.Errorf("from %v the line has %v, %v; want %d", start, cards, err, want)
			}
		}
		for _, want := range []bool{true, false} {
			write(func(ctx context.Context, tx *db.Tx) error {
				ok, err := chain.UnlinkTx(ctx, tx, link("wish", "a", chain.Heard, tea))
				if ok != want {
					t.Errorf("taken away: %v", ok)
				}
				return err
			})
		}
		without, err := db.All(t.Context(), d, func(r db.Row) (id string, err error) { return id, r.Scan(&id) },
			"SELECT x.id FROM (SELECT 'a' AS id UNION SELECT 'b') x WHERE "+chain.WithoutSQL("wish", "x.id", chain.Heard))
		if err != nil || len(without) != 1 || without[0] != "a" {
			t.Errorf("without a tea: %v, %v", without, err)
		}
	})
}
