// Package listing is 邻里 and buildings as a kind of record that files bring (package intake): new ones, and new names. What a
// list does not name stays.
package listing

import (
	"context"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/intake"
	"linli/internal/place"
)

// The columns, by their places in a row.
const (
	code = iota
	parent
	name
)

var columns = []intake.Column{
	{Key: "code", Zh: "编码", En: "Code", Also: []string{"区划代码", "地方编码", "代码"}, Shows: "320613007005001"},
	{Key: "parent", Zh: "上级", En: "Above", Also: []string{"社区", "上级编码", "所属社区", "所属邻里"}, Need: true, Shows: "中心村社区"},
	{Key: "name", Zh: "名称", En: "Name", Also: []string{"邻里", "楼栋", "邻里名称", "楼栋名称"}, Need: true, Shows: "花半里"},
}

// Kind is places as a kind of record.
type Kind struct{ d *db.DB }

// New is the kind on a database.
func New(d *db.DB) *Kind { return &Kind{d} }

// Name is the kind's name.
func (*Kind) Name() string { return "places" }

// Columns are the columns of its files.
func (*Kind) Columns() []intake.Column { return columns }

// May gives the post under which the actor adds places: one that may at what lies below its own place.
func (*Kind) May(a actor.Actor) (actor.Post, bool) {
	for _, p := range a.Posts {
		below := p.Place + "000000000000000000"[min(len(p.Place), 18):]
		if _, ok := place.MayEdit(actor.Actor{Posts: []actor.Post{p}}, below); ok {
			return p, true
		}
	}
	return actor.Post{}, a.System
}

// Label is what a page says of a line.
func (*Kind) Label(cells []string) string {
	return strings.Trim(strings.Join([]string{cells[code], cells[parent], cells[name]}, " · "), " ·")
}

type taker struct {
	a      actor.Actor
	places *place.Locator
}

// Taker judges and writes the lines of one run.
func (*Kind) Taker(_ context.Context, a actor.Actor, post actor.Post, _ string) (intake.Taker, error) {
	return &taker{a, place.NewLocator([]string{post.Place})}, nil
}

// line is a line as it was understood; old is zero of a place that is added.
type line struct {
	in  place.Addition
	old place.Place
}

// Judge says what lines would do.
func (t *taker) Judge(ctx context.Context, q db.Querier, rows []intake.Row) ([]intake.Verdict, error) {
	said := make([]intake.Verdict, len(rows))
	for i, r := range rows {
		l, bad, err := t.read(ctx, q, r.Cells)
		if err != nil {
			return nil, err
		}
		key := l.in.Code
		if key == "" {
			key = l.in.Parent + " " + l.in.Name
		}
		switch {
		case len(bad) > 0:
			said[i] = intake.Refuse(bad...)
		case l.old.Code == "":
			said[i] = intake.Verdict{Outcome: intake.Added, Key: key}
		case l.old.Name == l.in.Name:
			said[i] = intake.Verdict{Outcome: intake.Same, Key: l.old.Code}
		default:
			said[i] = intake.Verdict{Outcome: intake.Changed, Key: l.old.Code, Changes: []string{"name"}}
		}
	}
	return said, nil
}

// read understands a line: the place above, and the place itself by its code, or by its name below that.
func (t *taker) read(ctx context.Context, q db.Querier, cells []string) (l line, bad []errs.Field, err error) {
	no := func(field, key string, args ...any) { bad = append(bad, errs.Field{Name: field, Key: key, Args: args}) }
	l.in.Name = cells[name]
	if key, args := place.CheckName(l.in.Name); key != "" {
		no("name", "intake.error.name", args...)
	}
	above, n, err := t.places.Find(ctx, q, cells[parent])
	switch {
	case err != nil:
		return l, nil, err
	case n != 1:
		no("parent", map[bool]string{true: "intake.error.place", false: "intake.error.places"}[n == 0])
		return l, bad, nil
	case above.Level() != place.Community && above.Level() != place.Neighbourhood:
		no("parent", "intake.places.level")
		return l, bad, nil
	}
	l.in.Parent = above.Code
	if _, ok := place.MayEdit(t.a, above.Code+"001"); !ok {
		no("parent", "intake.error.reach")
	}
	if cells[code] != "" {
		l.in.Code, err = place.Parse(cells[code])
		if err != nil || place.LevelOf(l.in.Code) != above.Level()+1 || !strings.HasPrefix(l.in.Code, above.Code) {
			no("code", "intake.places.code")
			return l, bad, nil
		}
	}
	children, err := place.Children(ctx, q, above.Code)
	for _, p := range children {
		if p.Code == l.in.Code || l.in.Code == "" && p.Name == l.in.Name {
			l.old = p
		}
	}
	return l, bad, err
}

// PutTx adds and renames places.
func (t *taker) PutTx(ctx context.Context, tx *db.Tx, rows []intake.Row, _ []intake.Verdict) error {
	for _, r := range rows {
		l, bad, err := t.read(ctx, tx, r.Cells)
		if err != nil || len(bad) > 0 {
			return errorOf(bad, err)
		}
		post, _ := place.MayEdit(t.a, l.in.Parent+"001") // the line was judged
		if l.old.Code == "" {
			_, err = place.PutTx(ctx, tx, t.a, post, l.in)
		} else {
			err = place.RenameTx(ctx, tx, t.a, post, l.old.Code, l.in.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func errorOf(bad []errs.Field, err error) error {
	if err != nil {
		return err
	}
	return errs.BadFields(bad)
}
