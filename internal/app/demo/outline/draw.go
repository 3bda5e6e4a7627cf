package outline

import (
	"bytes"
	"context"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/place"
	"linli/internal/place/boundary"
)

// Land is where the places lie.
type Land struct{ sheet *boundary.Sheet }

// Draw gives a place and everything below it down to the 邻里 an invented outline.
func Draw(ctx context.Context, d *db.DB, a actor.Actor, code string) (l Land, err error) {
	top, err := tree(ctx, d, code)
	if err != nil {
		return l, err
	}
	if _, err := boundary.Import(ctx, d, a, bytes.NewReader(Around(top)), boundary.Options{Source: "demo", Invented: true, Do: true}); err != nil {
		return l, err
	}
	l.sheet, err = boundary.NewAtlas(d).Today(ctx)
	return l, err
}

func tree(ctx context.Context, q db.Querier, code string) (n Node, err error) {
	n.Code = code
	if place.LevelOf(code) >= place.Neighbourhood {
		return n, nil
	}
	below, err := place.Children(ctx, q, code)
	for _, p := range below {
		if err != nil || !strings.HasPrefix(p.Code, code) {
			continue
		}
		var x Node
		x, err = tree(ctx, q, p.Code)
		n.Below = append(n.Below, x)
	}
	return n, err
}

// Spot is where somebody might have picked what a text speaks of, as a form carries it; of some texts nobody has, and nothing is
// picked where nothing is drawn.
func (l Land) Spot(code, text string) string {
	hood := code[:min(len(code), 15)]
	if l.sheet == nil || fraction(text, 99) < 0.3 {
		return ""
	}
	area, ok := l.sheet.Of(hood)
	if !ok {
		return ""
	}
	return Spot(area.Shape, text).String()
}
