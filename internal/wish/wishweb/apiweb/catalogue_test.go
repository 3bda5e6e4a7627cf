package apiweb_test

import (
	"linli/client"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/dispatch"
)

// proposed: the catalogue says nothing of a wish, then an entry proposes a unit for it; the tree has the shipped topics.
func (w *apiWorld) proposed(reader *client.Client, wishID string) {
	w.t.Helper()
	ctx := w.t.Context()
	tree, err := reader.Topics(ctx)
	if err != nil || len(tree) != 6 || tree[1].Code != "repair" || tree[1].Zh != "设施维修" || tree[5].Code != topic.Other {
		w.t.Errorf("topics: %+v, %v", tree, err)
	}
	if p, err := reader.Proposal(ctx, wishID); err != nil || p != nil {
		w.t.Errorf("without an entry: %+v, %v", p, err)
	}
	s := dispatch.New(w.d, w.rules, topic.New(w.d))
	e, err := s.Save(ctx, w.actors["shi"], dispatch.Entry{Place: "320613900", Colour: wish.Yellow, Unit: w.power, Clock: "3wd", Evidence: []dispatch.Evidence{dispatch.Visit}}, "", "")
	w.must(err)
	p, err := reader.Proposal(ctx, wishID)
	if err != nil || p == nil || p.Entry != e.ID || p.Unit != w.power || p.UnitName != "供电站" || p.Colour != client.Yellow || p.Clock != "3wd" || len(p.Evidence) != 1 || p.Topic != "" {
		w.t.Errorf("with one: %+v, %v", p, err)
	}
}
