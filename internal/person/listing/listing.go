// Package listing is people as a kind of record that files bring (package intake): found again by the number that the house has
// given them, by their identity number, or by name and telephone. What is shown masked is never written back.
package listing

import (
	"context"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/intake"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/seal"
	"linli/internal/sheet"
)

// The columns, by their places in a row.
const (
	own = iota
	name
	where
	phone
	number
	address
	birth
	sex
	consent
)

var columns = []intake.Column{
	{Key: "own", Zh: "系统编号", En: "Own id", Also: []string{"人员编号"}, Shows: ""},
	{Key: "name", Zh: "姓名", En: "Name", Also: []string{"居民姓名", "名字"}, Need: true, Shows: "陈兰"},
	{Key: "place", Zh: "住处", En: "Home", Also: []string{"居住地", "所属社区", "社区", "邻里", "楼栋", "地方"}, Need: true, Shows: "中心村社区/花半里"},
	{Key: "phone", Zh: "手机", En: "Telephone", Also: []string{"电话", "联系电话", "手机号", "手机号码"}, Shows: "0513-0000 0001"},
	{Key: "id_number", Zh: "身份证号", En: "Identity number", Also: []string{"身份证", "身份证号码", "公民身份号码", "证件号码"}, Shows: ""},
	{Key: "address", Zh: "门牌", En: "Door", Also: []string{"室号", "门牌号", "单元室"}, Shows: ""},
	{Key: "birth", Zh: "出生日期", En: "Born", Also: []string{"出生年月", "出生", "出生年份"}, Shows: "1958-03-02"},
	{Key: "sex", Zh: "性别", En: "Sex", Shows: "女"},
	{Key: "consent", Zh: "同意方式", En: "Consent", Also: []string{"本人同意", "授权方式"}, Shows: ""},
}

// What the words of a cell mean.
var (
	sexes    = map[string]person.Sex{"": person.SexUnknown, "男": person.Male, "male": person.Male, "女": person.Female, "female": person.Female}
	consents = map[string]person.ConsentWay{"": "", "口头": person.ByWord, "oral": person.ByWord, "书面": person.OnPaper, "签字": person.OnPaper, "paper": person.OnPaper, "监护人": person.ByGuardian, "guardian": person.ByGuardian}
)

// Kind is people as a kind of record.
type Kind struct {
	d      *db.DB
	people *person.Service
}

// New is the kind over the use cases of people.
func New(d *db.DB, people *person.Service) *Kind { return &Kind{d, people} }

// Name is the kind's name.
func (*Kind) Name() string { return "people" }

// Columns are the columns of its files.
func (*Kind) Columns() []intake.Column { return columns }

// May gives the post under which the actor writes people down: at the desk of a community. Who administers sees no business
// data, and a list of people is nothing else.
func (*Kind) May(a actor.Actor) (actor.Post, bool) {
	for _, p := range a.Posts {
		if _, ok := person.MaySetContact(actor.Actor{Posts: []actor.Post{p}}, person.Person{Place: p.Place}); ok {
			return p, true
		}
	}
	return actor.Post{}, a.System
}

// Label is what a page says of a line: the name masked, and the home.
func (*Kind) Label(cells []string) string {
	return strings.Trim(person.MaskName(cells[name])+" · "+cells[where], " ·")
}

type taker struct {
	person.Taking
	a      actor.Actor
	places *place.Locator
}

// Taker judges and writes the lines of one run.
func (k *Kind) Taker(ctx context.Context, a actor.Actor, post actor.Post, _ string) (intake.Taker, error) {
	taking, err := k.people.Taking(ctx)
	return &taker{taking, a, place.NewLocator([]string{post.Place})}, err
}

// line is a line as it was understood; old is zero of somebody who is new.
type line struct {
	person  person.Person
	contact person.ContactChange
	old     person.Person
	key     string
}

// Judge says what lines would do.
func (t *taker) Judge(ctx context.Context, q db.Querier, rows []intake.Row) ([]intake.Verdict, error) {
	said := make([]intake.Verdict, len(rows))
	for i, r := range rows {
		l, bad, err := t.read(ctx, q, r.Cells)
		if err != nil {
			return nil, err
		}
		if len(bad) > 0 {
			said[i] = intake.Refuse(bad...)
			continue
		}
		said[i] = intake.Verdict{Outcome: intake.Added, Key: l.key}
		if l.old.ID == "" {
			if l.contact.Consent == "" && (l.contact.IDNumber != nil || l.contact.Address != nil) {
				said[i] = intake.Refuse(errs.Field{Name: "consent", Key: "intake.people.consent_needed"})
			}
			continue
		}
		said[i] = intake.Verdict{Outcome: intake.Same, Key: l.old.ID}
		changes, err := t.Differs(ctx, q, l.old, l.person, l.contact)
		if err != nil {
			return nil, err
		}
		if len(changes) > 0 {
			said[i].Outcome, said[i].Changes = intake.Changed, changes
		}
	}
	return said, nil
}

// read understands a line.
func (t *taker) read(ctx context.Context, q db.Querier, cells []string) (l line, bad []errs.Field, err error) {
	no := func(field, key string) { bad = append(bad, errs.Field{Name: field, Key: key}) }
	var ok bool
	l.person.Name = cells[name]
	if l.person.Sex, ok = sexes[strings.ToLower(cells[sex])]; !ok {
		no("sex", "person.sex")
	}
	way, ok := consents[strings.ToLower(cells[consent])]
	if l.contact.Consent = string(way); !ok {
		no("consent", "intake.people.consent")
	}
	l.person.Birth = cells[birth]
	if day, ok := sheet.Day(cells[birth]); ok && len(cells[birth]) > len("1958") {
		l.person.Birth = day
	}
	bad = append(bad, contact(cells, &l.contact)...)
	h, n, err := t.places.Home(ctx, q, cells[where])
	switch {
	case err != nil:
		return l, nil, err
	case h.Missing != "":
		bad = append(bad, errs.Field{Name: "place", Key: "intake.error.building", Args: []any{h.Place.Short(), h.Missing}})
		return l, bad, nil
	case n != 1:
		no("place", map[bool]string{true: "intake.error.place", false: "intake.error.places"}[n == 0])
		return l, bad, nil
	}
	if l.person.Place = h.Place.Code; h.Door != "" && cells[address] == "" { // a home in one go has the door in it
		l.contact.Address = &h.Door
	}
	if _, ok := person.MaySetContact(t.a, person.Person{Place: h.Place.Code}); !ok {
		no("place", "intake.error.reach")
	}
	person, reach, err := t.CheckTaken(l.person, l.contact)
	if bad = append(bad, errs.FieldsOf(err)...); len(bad) > 0 || err != nil && len(errs.FieldsOf(err)) == 0 {
		return l, bad, quiet(err)
	}
	l.person, l.contact = person, reach
	return t.find(ctx, q, cells[own], l)
}

// contact reads how to reach somebody. What is masked is the house's own, shown so.
func contact(cells []string, c *person.ContactChange) (bad []errs.Field) {
	for i, to := range map[int]**string{phone: &c.Phone, number: &c.IDNumber, address: &c.Address} {
		digits, lost := cells[i], false
		if i != address {
			digits, lost = sheet.Whole(digits)
		}
		if lost {
			bad = append(bad, errs.Field{Name: columns[i].Key, Key: "intake.error.lost_digits"})
		} else if digits != "" && !strings.Contains(digits, "*") {
			*to = &digits
		}
	}
	return bad
}

// quiet is an error that is about no field.
func quiet(err error) error {
	if len(errs.FieldsOf(err)) > 0 {
		return nil
	}
	return err
}

// find is who the line means: by the house's own id, by identity number, by name and telephone.
func (t *taker) find(ctx context.Context, q db.Querier, ownID string, l line) (_ line, bad []errs.Field, err error) {
	var found []person.Person
	switch {
	case ownID != "":
		p, err := person.ByID(ctx, q, ownID)
		if errs.Is(err, errs.NotFound) || !id.Valid(ownID) {
			return l, []errs.Field{{Name: "own", Key: "intake.people.own"}}, nil
		}
		if err != nil {
			return l, nil, err
		}
		found = []person.Person{p}
	case l.contact.IDNumber != nil:
		l.key = "id " + *l.contact.IDNumber
		p, err := t.Identified(ctx, q, seal.Of(*l.contact.IDNumber))
		if err != nil && !errs.Is(err, errs.NotFound) {
			return l, nil, err
		}
		if err == nil {
			found = []person.Person{p}
		}
	}
	if len(found) == 0 && l.contact.Phone != nil {
		l.key = "phone " + *l.contact.Phone + " " + l.person.Name
		if found, err = t.KnownAs(ctx, q, l.person.Name, seal.Of(*l.contact.Phone)); err != nil {
			return l, nil, err
		}
	}
	return t.settle(l, found)
}

// settle is the line with whom it means, if that is one person whom the actor may change.
func (t *taker) settle(l line, found []person.Person) (_ line, bad []errs.Field, err error) {
	switch {
	case len(found) == 0 && l.contact.IDNumber == nil && l.contact.Phone == nil:
		return l, []errs.Field{{Name: "phone", Key: "intake.people.no_key"}}, nil
	case len(found) == 0:
		return l, nil, nil
	case len(found) > 1:
		return l, []errs.Field{{Name: "name", Key: "intake.people.several"}}, nil
	}
	l.old, l.person.ID = found[0], found[0].ID
	if _, ok := person.MaySetContact(t.a, l.old); !ok { // of another community: what it keeps is not to be changed from here
		return l, []errs.Field{{Name: "place", Key: "intake.people.elsewhere"}}, nil
	}
	return l, nil, nil
}

// PutTx writes people down.
func (t *taker) PutTx(ctx context.Context, tx *db.Tx, rows []intake.Row, _ []intake.Verdict) error {
	for _, r := range rows {
		l, bad, err := t.read(ctx, tx, r.Cells)
		if err == nil {
			err = errs.BadFields(bad)
		}
		if err != nil {
			return err
		}
		post, _ := person.MaySetContact(t.a, l.person) // the line was judged
		if _, err := t.TakeTx(ctx, tx, t.a, post, l.person, l.contact); err != nil {
			return err
		}
	}
	return nil
}
