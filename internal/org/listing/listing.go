// Package listing is organisations as a kind of record that files bring (package intake): found again by their social credit
// code, or by kind, place and name.
package listing

import (
	"context"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/intake"
	"linli/internal/org"
	"linli/internal/place"
)

// The columns, by their places in a row.
const (
	kind = iota
	where
	name
	short
	phone
	hours
	uscc
)

var columns = []intake.Column{
	{Key: "kind", Zh: "类别", En: "Kind", Also: []string{"单位类别", "类型"}, Need: true, Shows: "物业"},
	{Key: "place", Zh: "地方", En: "Place", Also: []string{"所在地方", "所属社区", "社区", "区划代码"}, Need: true, Shows: "中心村社区"},
	{Key: "name", Zh: "名称", En: "Name", Also: []string{"单位名称", "全称"}, Need: true, Shows: "花半里物业服务有限公司"},
	{Key: "short_name", Zh: "简称", En: "Short name", Also: []string{"单位简称"}, Shows: "花半里物业"},
	{Key: "phone", Zh: "值班电话", En: "Duty telephone", Also: []string{"电话", "联系电话"}, Shows: "0513-0000 0001"},
	{Key: "hours", Zh: "值班时间", En: "Hours", Also: []string{"时间", "办公时间"}, Shows: "8:30-17:30"},
	{Key: "uscc", Zh: "统一社会信用代码", En: "Credit code", Also: []string{"信用代码"}, Shows: ""},
}

// kinds is what kinds are called, in Chinese and English; the code of a kind is read too.
var kinds = map[org.Kind][2]string{
	org.CommunityCommittee: {"居委会", "committee"}, org.PartyBranch: {"党支部", "party branch"}, org.Association: {"促进会", "association"},
	org.PropertyFirm: {"物业", "property firm"}, org.Unit: {"单位", "unit"}, org.Street: {"街道办", "street"}, org.StreetOffice: {"街道科室", "street office"},
	org.SuperiorGroup: {"上级工作组", "superior group"}, org.District: {"区", "district"}, org.Bureau: {"部门", "bureau"},
}

// Kind is organisations as a kind of record.
type Kind struct{ orgs *org.Service }

// New is the kind over the use cases of organisations.
func New(orgs *org.Service) *Kind { return &Kind{orgs} }

// Name is the kind's name.
func (*Kind) Name() string { return "orgs" }

// Columns are the columns of its files.
func (*Kind) Columns() []intake.Column { return columns }

// May gives the post under which the actor manages organisations.
func (*Kind) May(a actor.Actor) (actor.Post, bool) {
	for _, p := range a.Posts {
		if _, ok := org.MayManage(actor.Actor{Posts: []actor.Post{p}}, p.Place); ok {
			return p, true
		}
	}
	return actor.Post{}, a.System
}

// Label is what a page says of a line.
func (*Kind) Label(cells []string) string {
	return strings.Trim(strings.Join([]string{cells[name], cells[where]}, " · "), " ·")
}

type taker struct {
	*Kind
	a      actor.Actor
	places *place.Locator
}

// Taker judges and writes the lines of one run.
func (k *Kind) Taker(_ context.Context, a actor.Actor, post actor.Post, _ string) (intake.Taker, error) {
	return &taker{k, a, place.NewLocator([]string{post.Place})}, nil
}

// Judge says what lines would do.
func (t *taker) Judge(ctx context.Context, q db.Querier, rows []intake.Row) ([]intake.Verdict, error) {
	said := make([]intake.Verdict, len(rows))
	for i, r := range rows {
		o, old, bad, err := t.read(ctx, q, r.Cells)
		if err != nil {
			return nil, err
		}
		changes := changed(old, o)
		switch {
		case len(bad) > 0:
			said[i] = intake.Refuse(bad...)
		case old.ID == "":
			said[i] = intake.Verdict{Outcome: intake.Added, Key: string(o.Kind) + " " + o.Place + " " + o.Name}
		case len(changes) == 0:
			said[i] = intake.Verdict{Outcome: intake.Same, Key: old.ID}
		default:
			said[i] = intake.Verdict{Outcome: intake.Changed, Key: old.ID, Changes: changes}
		}
	}
	return said, nil
}

// changed are the columns in which a line differs; an empty cell leaves what is there.
func changed(old, o org.Org) (keys []string) {
	for _, f := range [][3]string{{"place", old.Place, o.Place}, {"name", old.Name, o.Name}, {"short_name", old.ShortName, o.ShortName}, {"phone", old.Phone, o.Phone}, {"hours", old.Hours, o.Hours}, {"uscc", old.USCC, o.USCC}} {
		if f[1] != f[2] {
			keys = append(keys, f[0])
		}
	}
	return keys
}

// read understands a line: the organisation as it would be, and as it is.
func (t *taker) read(ctx context.Context, q db.Querier, cells []string) (o, old org.Org, bad []errs.Field, err error) {
	no := func(field, key string) { bad = append(bad, errs.Field{Name: field, Key: key}) }
	o = org.Org{Kind: kindOf(cells[kind]), Name: cells[name], ShortName: cells[short], Phone: cells[phone], Hours: cells[hours], USCC: cells[uscc]}
	if cells[where] != "" || o.Kind != org.District && o.Kind != org.SuperiorGroup && o.Kind != org.Bureau {
		p, n, err := t.places.Find(ctx, q, cells[where])
		if err != nil {
			return o, old, nil, err
		}
		if n != 1 {
			no("place", map[bool]string{true: "intake.error.place", false: "intake.error.places"}[n == 0])
			return o, old, bad, nil
		}
		o.Place = p.Code
	}
	if o, err = org.Checked(o); err != nil {
		return o, old, append(bad, errs.FieldsOf(err)...), nil
	}
	if _, ok := org.MayManage(t.a, o.Place); !ok {
		no("place", "intake.error.reach")
		return o, old, bad, nil
	}
	alike, err := org.Alike(ctx, q, o)
	if err != nil || len(alike) == 0 {
		return o, old, bad, err
	}
	if old = alike[0]; len(alike) > 1 {
		no("name", "intake.orgs.several")
	}
	if old.Kind != o.Kind {
		no("kind", "intake.orgs.kind")
	}
	o.ID, o.USCCOverride = old.ID, old.USCCOverride
	for _, f := range []struct{ to, from *string }{{&o.ShortName, &old.ShortName}, {&o.Phone, &old.Phone}, {&o.Hours, &old.Hours}, {&o.USCC, &old.USCC}} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	return o, old, bad, nil
}

// kindOf is a kind by its word or code; what is none is refused with the rest.
func kindOf(cell string) org.Kind {
	for k, words := range kinds {
		if slices.Contains([]string{words[0], words[1], string(k)}, strings.ToLower(cell)) {
			return k
		}
	}
	return org.Kind(cell)
}

// PutTx creates and changes organisations.
func (t *taker) PutTx(ctx context.Context, tx *db.Tx, rows []intake.Row, _ []intake.Verdict) error {
	for _, r := range rows {
		o, _, bad, err := t.read(ctx, tx, r.Cells)
		if err == nil {
			err = errs.BadFields(bad)
		}
		if err != nil {
			return err
		}
		if id.Valid(o.ID) {
			_, err = t.orgs.UpdateOrgTx(ctx, tx, t.a, o)
		} else {
			_, err = t.orgs.CreateOrgTx(ctx, tx, t.a, o)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
