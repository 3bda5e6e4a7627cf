package seek

import (
	"context"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/seal"
	"linli/internal/search"
	"linli/internal/veil"
)

// personDocuments: the name and where somebody lives. How to reach somebody is in no document.
func personDocuments(ctx context.Context, q db.Querier, ids []string) (map[string]*search.Document, error) {
	all, err := person.ByIDs(ctx, q, search.Padded(ids))
	out := make(map[string]*search.Document, len(all))
	for _, p := range all {
		if p.Name == person.Erased || p.Place == "" {
			continue // nobody's desk finds somebody without a home here
		}
		d := search.New(made(p.ID, listBits))
		d.Named(personNames, p.Name)
		d.Abbreviates(personShort, true, p.Name)
		for _, code := range append(place.Ancestors(p.Place), p.Place) {
			d.Is(livesAt + code)
		}
		out[p.ID] = d
	}
	return out, err
}

// FindsPeople tells whether the actor looks for people at all: who has a desk where they live.
func FindsPeople(a actor.Actor) bool { return len(person.Scope(a)) > 0 }

// People are those whose name has what was typed in it, or its initials, as the desk of a community looks for them: only
// those who live there. Anybody else finds nobody.
func (s *Service) People(ctx context.Context, a actor.Actor, q search.Query, st Stretch) (p Page[person.Person], err error) {
	defer errs.Wrap(&err, "seek.People")
	e := search.All(search.Any(q.Said(personNames), q.Initials(personShort)), below(livesAt, person.Scope(a)))
	err = s.d.Read(ctx, func(ctx context.Context, r db.Querier) error {
		p, err = collect(ctx, r, s.d.Engine(), e, st, above(s.d.Now(), listBits), nil, func(ctx context.Context, ids []string) (map[string]person.Person, error) {
			all, err := person.ByIDs(ctx, r, search.Padded(ids))
			out := make(map[string]person.Person, len(all))
			for _, x := range all {
				if person.AtDesk(a, x) && (q.InName(x.Name) || q.Abbreviated(true, x.Name)) {
					out[x.ID] = x
				}
			}
			return out, err
		})
		return err
	})
	return p, err
}

// NumberIn is the telephone or identity number in what was typed, also among words and with a wrong digit: it is never part of
// an address. Empty when there is none. The code of a place is none, unless the middle of it is somebody's birthday.
func (s *Service) NumberIn(typed string) string {
	typed = strings.TrimSpace(typed)
	if _, err := place.Parse(typed); err == nil && !born(typed, s.d.Now()) {
		return ""
	}
	for _, x := range veil.Find(typed) {
		if x.Kind == veil.Phone || x.Kind == veil.ID {
			return typed[x.From:x.To]
		}
	}
	return ""
}

// born tells whether a code is as long as an identity number, with the day of a birth where that has it (GB 11643).
func born(code string, now time.Time) bool {
	if len(code) != 18 {
		return false
	}
	at, err := time.Parse("20060102", code[6:14])
	return err == nil && at.Year() >= 1900 && at.Before(now)
}

// ByNumber are the people who have a telephone or identity number, found by its keyed hash: only those whom the actor's
// desk knows.
func (s *Service) ByNumber(ctx context.Context, a actor.Actor, typed string) (out []person.Person, err error) {
	defer errs.Wrap(&err, "seek.ByNumber")
	if !FindsPeople(a) {
		return nil, nil
	}
	if phone, bad := person.ParsePhone(typed); bad == nil {
		if out, err = s.people.FindByPhone(ctx, a, seal.Of(phone)); err != nil {
			return nil, err
		}
	}
	if n, bad := person.ParseIDNumber(typed, s.d.Now()); bad == nil {
		more, err := s.people.FindByIDNumber(ctx, a, seal.Of(n.Number))
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}
