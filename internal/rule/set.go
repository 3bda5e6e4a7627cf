package rule

import (
	"context"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/workday"
)

// MaySet gives the post under which the actor may change a rule of a place, of all places when it is empty: the system
// administrator whose scope covers it, for rules about passwords, codes, sessions and locks (account.*) the security
// administrator; or the system, under no post.
func MaySet(a actor.Actor, key, place string) (actor.Post, bool) {
	switch {
	case a.System:
		return actor.Post{}, true
	case strings.HasPrefix(key, "account."):
		return a.As(place, actor.SecurityAdmin)
	}
	return a.As(place, actor.SystemAdmin)
}

// Change is a new value of a key from a day on.
type Change struct {
	Key    string
	Place  string // trimmed code; empty: everywhere
	Value  string
	From   workday.Date // first day; 0 is today
	Source string       // law, standard, or who decided it
	ends   bool         // there is no new value: what holds in the wider place holds again
}

// Set gives a key another value from a day on, today or later: the rule in force ends there and the new one begins, so
// what held on any earlier day is what it was. A change that has not begun yet is replaced by one for the same day.
// changed is false when the key already has this value from this source to stay; then nothing is written.
//
// Rules hold for whole days. A change from today holds for what is done from now on; what was reckoned earlier today is
// stored and stays. This process sees the change at once, another within ten seconds.
//
// Invalid with fields: key, place, value, from (before today, or not after the latest change), source; Forbidden.
func (s *Store) Set(ctx context.Context, a actor.Actor, c Change) (_ Rule, changed bool, err error) {
	defer errs.Wrap(&err, "rule.Set")
	return s.change(ctx, a, "rule.set", c)
}

// End ends a place's own value of a key from a day on, today or later: the wider place's holds again. Value is not looked
// at. What is one of a list of names may end everywhere too, but for the last one (Conflict). Errors as Set; NotFound when the
// place has no value of its own.
func (s *Store) End(ctx context.Context, a actor.Actor, c Change) (_ Rule, err error) {
	defer errs.Wrap(&err, "rule.End")
	c.ends = true
	r, _, err := s.change(ctx, a, "rule.end", c)
	return r, err
}

func (s *Store) change(ctx context.Context, a actor.Actor, act string, c Change) (next Rule, changed bool, err error) {
	post, ok := MaySet(a, c.Key, c.Place)
	if !ok {
		return Rule{}, false, errs.New(errs.Forbidden, "error.forbidden")
	}
	if c, err = c.checked(); err != nil {
		return Rule{}, false, err
	}
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "rule", c.Key+" "+c.Place); err != nil {
			return err
		}
		if c.ends && c.Place == "" {
			if err := staysTx(ctx, tx, c.Key); err != nil {
				return err
			}
		}
		rows, err := rowsOf(ctx, tx, c.Key, c.Place)
		if err != nil {
			return err
		}
		p, err := c.plan(rows, workday.DateOf(tx.Now))
		if next, changed = p.next, err == nil && !p.nothing; !changed {
			return err
		}
		if err := p.write(ctx, tx); err != nil {
			return err
		}
		tx.AfterCommit(s.forget)
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: act, Kind: "rule", Subject: c.Key, Place: c.Place, Post: post.ID, Before: stamp(p.before), After: stamp(&next),
		})
	})
	return next, changed, err
}

// checked is the change in normal form, or what is wrong with it by itself.
func (c Change) checked() (Change, error) {
	d, ok := definition(c.Key)
	if !ok {
		return c, errs.BadFields([]errs.Field{{Name: "key", Key: "rule.error.key", Args: []any{c.Key}}})
	}
	var bad []errs.Field
	switch {
	case c.Place != "" && !d.Local:
		bad = append(bad, errs.Field{Name: "place", Key: "rule.error.place"})
	case c.Place == "" && c.ends && d.Form != Name:
		bad = append(bad, errs.Field{Name: "place", Key: "rule.error.everywhere"})
	}
	if key, args := d.problem(c.Value); key != "" && !c.ends {
		bad = append(bad, errs.Field{Name: "value", Key: key, Args: args})
	}
	var wrong []errs.Field
	c.Source, wrong = checkSource(c.Source)
	return c, errs.BadFields(append(bad, wrong...))
}

// plan is what a change does to the rows of its key and place.
type plan struct {
	nothing bool
	before  *Rule // in force until then, or replaced before it began; nil: there is none
	replace bool  // before has not begun: the new row takes its place
	next    Rule
}

// plan decides on the rows of the key and place, which come by their first day. Only rows that have not begun are ever
// replaced, and only the open end of a row is ever set: never earlier than today.
func (c Change) plan(rows []Rule, today workday.Date) (plan, error) {
	if c.From == 0 {
		c.From = today
	}
	from := c.From.String()
	p := plan{next: Rule{Key: c.Key, Place: c.Place, Value: c.Value, From: from, Source: c.Source}}
	if c.From < today {
		return p, late("rule.error.past", today.String())
	}
	if len(rows) == 0 || c.ends && rows[len(rows)-1].To != "" {
		if c.ends {
			return p, errs.New(errs.NotFound, "rule.error.none")
		}
		return p, nil
	}
	last := rows[len(rows)-1]
	switch {
	case c.ends:
		return last.end(c, today)
	case last.To == "" && last.From <= from && last.Value == c.Value && last.Source == c.Source:
		p.nothing, p.next = true, last
	case last.To > from:
		return p, late("rule.error.last", last.To, last.To)
	case last.From == from && c.From > today && last.To == "":
		p.before, p.replace = &last, true
	case last.From >= from:
		return p, late("rule.error.last", last.From, after(last.From, today))
	case last.To == "":
		p.before = &last
	}
	return p, nil
}

// end is the plan that an open row ends.
func (r Rule) end(c Change, today workday.Date) (plan, error) {
	from := c.From.String()
	if r.From >= from {
		return plan{}, late("rule.error.last", r.From, after(r.From, today))
	}
	p := plan{before: &r, next: r}
	p.next.To, p.next.Source = from, c.Source
	return p, nil
}

// late complains of a day that is too early.
func late(key string, args ...any) error {
	return errs.BadFields([]errs.Field{{Name: "from", Key: key, Args: args}})
}

// after is the first day on which a rule that begins on a day may change: that day itself while it has not come.
func after(day string, today workday.Date) string {
	d, err := workday.ParseDate(day)
	if err == nil && d <= today {
		return (d + 1).String()
	}
	return day
}

// forget makes the next reader read the rules again.
func (s *Store) forget() { s.at.Store(0) }

// stamp is what the journal keeps of a rule.
func stamp(r *Rule) any {
	if r == nil {
		return nil
	}
	return map[string]string{"value": r.Value, "from": r.From, "to": r.To, "source": r.Source}
}

func rowsOf(ctx context.Context, q db.Querier, key, place string) ([]Rule, error) {
	return db.All(ctx, q, scanRule, "SELECT "+columns+" FROM rule WHERE key = $1 AND place = $2 ORDER BY valid_from", key, place)
}

// ends is the first day on which the row before no longer holds.
func (p plan) ends() string {
	if p.next.To != "" {
		return p.next.To
	}
	return p.next.From
}

func (p plan) write(ctx context.Context, tx *db.Tx) (err error) {
	r := p.next
	switch {
	case p.replace:
		_, err = tx.Exec(ctx, "UPDATE rule SET value = $4, source = $5 WHERE key = $1 AND place = $2 AND valid_from = $3", r.Key, r.Place, r.From, r.Value, r.Source)
		return err
	case p.before != nil:
		_, err = tx.Exec(ctx, "UPDATE rule SET valid_to = $4 WHERE key = $1 AND place = $2 AND valid_from = $3 AND valid_to IS NULL", r.Key, r.Place, p.before.From, p.ends())
	}
	if err != nil || r.To != "" {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO rule ("+columns+") VALUES ($1, $2, $3, $4, $5, $6)", r.Key, r.Place, r.Value, r.From, nil, r.Source)
	return err
}

// All are the rules of the keys that begin so, those that have ended and those to come too, by key, place and first day.
func (s *Store) All(ctx context.Context, begin string) (_ []Rule, err error) {
	defer errs.Wrap(&err, "rule.All")
	rows, err := db.All(ctx, s.d, scanRule, "SELECT "+columns+" FROM rule ORDER BY key, place, valid_from")
	var out []Rule
	for _, r := range rows {
		if strings.HasPrefix(r.Key, begin) {
			out = append(out, r)
		}
	}
	return out, err
}
