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
