package console

import (
	"context"

	"linli/internal/app"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/workday"
)

// RuleChange is a rule from the command line.
type RuleChange struct {
	Key, Value string
	Place      string // code as people write it; empty: everywhere
	From       string // 2026-06-01; empty: today
	Source     string
}

// read is the change with its codes and days read. A place must be there now.
func (in RuleChange) read(ctx context.Context, a *app.App) (c rule.Change, err error) {
	c = rule.Change{Key: in.Key, Value: in.Value, Source: in.Source}
	if c.From, err = day("from", in.From); err != nil {
		return c, err
	}
	c.Place, err = placeNow(ctx, a, in.Place)
	return c, err
}

// placeNow is the code of a place that is there now; empty when none is given.
func placeNow(ctx context.Context, a *app.App, typed string) (string, error) {
	if typed == "" {
		return "", nil
	}
	code, err := placeCode(typed)
	if err != nil {
		return "", err
	}
	_, err = place.ByCode(ctx, a.DB, code)
	return code, err
}

// SetRule gives a rule another value from a day on (rule.Store.Set) and says what it was.
func SetRule(ctx context.Context, dsn string, in RuleChange, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		c, err := in.read(ctx, a)
		if err != nil {
			return err
		}
		before, err := inForce(ctx, a, c)
		if err != nil {
			return err
		}
		r, changed, err := a.Rules.Set(ctx, self(), c)
		switch {
		case err != nil:
			return err
		case !changed:
			return t.line(t.T("console.rule.same", r.Key, r.Value, r.From))
		case before == "":
			return t.line(t.T("console.rule.set", r.Key, r.Value, r.From))
		}
		return t.line(t.T("console.rule.changed", r.Key, before, r.Value, r.From))
	})
}

// inForce is the value that holds now where a change is to be, whatever place gives it.
func inForce(ctx context.Context, a *app.App, c rule.Change) (string, error) {
	book, err := a.Rules.Book(ctx)
	if err != nil {
		return "", err
	}
	r, _ := book.Find(c.Key, c.Place, a.DB.Now())
	return r.Value, nil
}

// EndRule ends a place's own value of a rule from a day on: that of the wider place holds again. Without a place a name of a
// list ends everywhere.
func EndRule(ctx context.Context, dsn string, in RuleChange, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		c, err := in.read(ctx, a)
		if err != nil {
			return err
		}
		r, err := a.Rules.End(ctx, self(), c)
		if err != nil {
			return err
		}
		if r.Place == "" {
			return t.line(t.T("console.rule.gone", r.Key, r.To))
		}
		return t.line(t.T("console.rule.ended", r.Key, place.Show(r.Place), r.To))
	})
}

// ListRules writes the rules whose keys begin so, one a line: every row that ever was or is planned, or, for a place,
// what holds there today.
func ListRules(ctx context.Context, dsn, begin, at string, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		code, err := placeNow(ctx, a, at)
		if err != nil {
			return err
		}
		rows, err := a.Rules.All(ctx, begin)
		if err != nil {
			return err
		}
		if err := t.line(t.T("console.rule.head")); err != nil {
			return err
		}
		book := rule.NewBook(rows, workday.Calendar{})
		for _, r := range rows {
			state, now := "console.rule.past", a.DB.Now()
			holds, ok := book.Find(r.Key, code, now)
			switch today := workday.DateOf(now).String(); {
			case r.From > today:
				state = "console.rule.planned"
			case r.To == "" || r.To > today:
				state = "console.rule.now"
			}
			if code != "" && (!ok || r != holds) {
				continue
			}
			if err := t.row(r.Key, r.Value, place.Show(r.Place), r.From, r.To, t.T(state), r.Source); err != nil {
				return err
			}
		}
		return nil
	})
}
