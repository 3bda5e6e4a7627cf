package console

import (
	"context"

	"linli/internal/account"
	"linli/internal/app"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/place"
)

// NewOrg is an organisation from the command line.
type NewOrg struct{ Kind, Place, Name, Short, Phone, Hours, USCC string }

// AddOrg adds an organisation and prints its id; a credit code that fails its check is kept with a warning.
func AddOrg(ctx context.Context, dsn string, in NewOrg, t Terminal) error {
	code, err := placeCode(in.Place)
	if err != nil {
		return err
	}
	return with(ctx, dsn, func(a *app.App) error {
		o, err := a.Orgs.CreateOrg(ctx, self(), org.Org{
			Kind: org.Kind(in.Kind), Place: code, Name: in.Name, ShortName: in.Short, Phone: in.Phone, Hours: in.Hours, USCC: in.USCC,
		}, "")
		if err != nil {
			return err
		}
		if o.USCCDoubtful() {
			if err := t.line(t.T("console.org.doubtful", o.ID)); err != nil {
				return err
			}
		}
		return t.line(o.ID)
	})
}

// OrgChange is what changes of an organisation; nil stays as it is, empty is taken away.
type OrgChange struct {
	Org, Place                string // its id, or the place of a community committee
	Short, Phone, Hours, USCC *string
}

// SetOrg changes an organisation and says so; the same again changes nothing.
func SetOrg(ctx context.Context, dsn string, in OrgChange, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		old, err := orgOf(ctx, a, in.Org, in.Place)
		if err != nil {
			return err
		}
		o, any := old, false
		for _, x := range []struct{ to, from *string }{{&o.ShortName, in.Short}, {&o.Phone, in.Phone}, {&o.Hours, in.Hours}, {&o.USCC, in.USCC}} {
			if x.from != nil {
				*x.to, any = *x.from, true
			}
		}
		if !any {
			return errs.New(errs.Invalid, "console.org.nothing")
		}
		if o, err = a.Orgs.UpdateOrg(ctx, self(), o); err != nil {
			return err
		}
		if o == old {
			return t.line(t.T("console.org.same", o.Short()))
		}
		if err := t.line(t.T("console.org.changed", o.Short())); err != nil || !o.USCCDoubtful() {
			return err
		}
		return t.line(t.T("console.org.doubtful", o.ID))
	})
}

// OverrideOrg lets an organisation's credit code stand that fails its check, on the word of a supervisor, whose login is
// by: an administrator or the street's leader there. The journal names that person, under the post that gives the right.
func OverrideOrg(ctx context.Context, dsn, orgID, at, by string, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		o, err := orgOf(ctx, a, orgID, at)
		if err != nil {
			return err
		}
		acc, err := account.ByLogin(ctx, a.DB, by)
		if err != nil {
			return err
		}
		supervisor, err := account.ActorFor(ctx, a.DB, acc.ID, a.DB.Now())
		if errs.Is(err, errs.Unauthenticated) {
			return errs.New(errs.Conflict, "console.disabled", acc.Login)
		}
		if err != nil {
			return err
		}
		if _, ok := org.MayOverride(supervisor, o.Place); !ok {
			return errs.New(errs.Forbidden, "console.org.supervisor", acc.Login, o.Short())
		}
		supervisor.From = self().Name
		if err := a.Orgs.OverrideUSCC(ctx, supervisor, o.ID); err != nil {
			return err
		}
		return t.line(t.T("console.org.stands", o.USCC, o.Short(), supervisor.Name))
	})
}

// ListOrgs writes the organisations at a place and below it, everywhere when none is given, a line each.
func ListOrgs(ctx context.Context, dsn, at string, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		code := ""
		if at != "" {
			var err error
			if code, err = placeCode(at); err != nil {
				return err
			}
		}
		list, err := org.Below(ctx, a.DB, []string{code})
		if err != nil {
			return err
		}
		if err := t.line(t.T("console.org.head")); err != nil {
			return err
		}
		for _, o := range list {
			doubt := ""
			if o.USCCDoubtful() {
				doubt = t.T("console.org.doubt")
			}
			if err := t.row(o.ID, string(o.Kind), place.Show(o.Place), o.Name, o.ShortName, o.Phone, o.Hours, o.USCC, doubt); err != nil {
				return err
			}
		}
		return nil
	})
}
