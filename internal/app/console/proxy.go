package console

import (
	"context"
	"strings"
	"time"

	"linli/internal/account"
	"linli/internal/app"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/workday"
)

// NewProxy says who may act for whom. People are named by id, by login, or by their full name where only one has it.
type NewProxy struct {
	Person, For string
	Place       string // where somebody named by name lives, with everything below; empty: anywhere
	Relation    string
	Reason      string
	Consent     string // how the one acted for has said yes: oral, paper, guardian
	Officer     string // before whom: id, login or full name
	From, Until string // days; empty: now, and for as long as nobody ends it
}

// AddProxy records that somebody may act for another (person.Service.RecordProxy); what is on record already stays.
func AddProxy(ctx context.Context, dsn string, in NewProxy, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		acts, acted, err := two(ctx, a, in, t)
		if err != nil {
			return err
		}
		x := person.Proxy{Person: acts.ID, For: acted.ID, Relation: person.Relation(in.Relation), Reason: in.Reason}
		if in.Consent != "" {
			officer, err := somebody(ctx, a, in.Officer, "", t)
			if err != nil {
				return err
			}
			x.Consent = person.Consent{Way: person.ConsentWay(in.Consent), Officer: officer.ID}
		}
		if x.From, err = midnight("from", in.From); err != nil {
			return err
		}
		if x.To, err = midnight("until", in.Until); err != nil {
			return err
		}
		x, err = a.People.RecordProxy(ctx, self(), x)
		if errs.Is(err, errs.Conflict) {
			return t.line(t.T("console.proxy.already", acts.Name, acted.Name))
		}
		if err != nil {
			return err
		}
		from := x.From.In(workday.Zone).Format(time.DateOnly)
		if x.To.IsZero() {
			return t.line(t.T("console.proxy.open", acts.Name, acted.Name, from))
		}
		return t.line(t.T("console.proxy.until", acts.Name, acted.Name, from, in.Until))
	})
}

// EndProxy ends what is on record now of one acting for another.
func EndProxy(ctx context.Context, dsn string, in NewProxy, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		acts, acted, err := two(ctx, a, in, t)
		if err != nil {
			return err
		}
		list, err := person.ActsFor(ctx, a.DB, acts.ID, a.DB.Now())
		if err != nil {
			return err
		}
		for _, x := range list {
			if x.For != acted.ID {
				continue
			}
			if err := a.People.EndProxy(ctx, self(), x.ID); err != nil {
				return err
			}
			return t.line(t.T("console.proxy.ended", acts.Name, acted.Name))
		}
		return errs.New(errs.NotFound, "console.proxy.none", acts.Name, acted.Name)
	})
}

// two are the two people of a proxy.
func two(ctx context.Context, a *app.App, in NewProxy, t Terminal) (acts, acted person.Person, err error) {
	within := ""
	if in.Place != "" {
		if within, err = placeCode(in.Place); err != nil {
			return acts, acted, err
		}
	}
	if acts, err = somebody(ctx, a, in.Person, within, t); err != nil {
		return acts, acted, err
	}
	acted, err = somebody(ctx, a, in.For, within, t)
	return acts, acted, err
}

// somebody is a person by id, login or full name. Where several have the name, they are listed with what tells them
// apart, and it is a Conflict.
func somebody(ctx context.Context, a *app.App, who, within string, t Terminal) (person.Person, error) {
	if id.Valid(who) {
		return person.ByID(ctx, a.DB, who)
	}
	if acc, err := account.ByLogin(ctx, a.DB, who); err == nil {
		return person.ByID(ctx, a.DB, acc.Person)
	}
	list, err := person.Named(ctx, a.DB, who, within)
	switch {
	case err != nil:
		return person.Person{}, err
	case len(list) == 0:
		return person.Person{}, errs.New(errs.NotFound, "console.person.none", strings.TrimSpace(who))
	case len(list) == 1:
		return list[0], nil
	}
	for _, p := range list {
		if err := t.row(p.ID, p.Name, place.Show(p.Place), p.Birth); err != nil {
			return person.Person{}, err
		}
	}
	return person.Person{}, errs.New(errs.Conflict, "console.person.several", who)
}

// midnight is when a day begins; zero when none is named.
func midnight(field, text string) (time.Time, error) {
	d, err := day(field, text)
	if err != nil || d == 0 {
		return time.Time{}, err
	}
	return d.At(0), nil
}
