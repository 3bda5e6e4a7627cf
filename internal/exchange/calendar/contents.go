package calendar

import (
	"context"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/reception"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/workday"
)

// Deadline is a step of a wish that is due. Nothing of what the wish says is in it: a calendar is kept by whoever runs it.
type Deadline struct {
	Wish    string     // its id
	Number  string     // without its place
	State   wish.State // which step is due
	Own     bool       // of one's own wish, to be told as its submitter is
	At      time.Time
	Where   string // the 邻里 or community, by name
	Changed time.Time
}

// Contents is what a feed says.
type Contents struct {
	Feed
	Deadlines []Deadline // earliest first
	Teas      []reception.Session
	Where     map[string]string // names of the teas' communities
}

// pages bounds how many deadlines a feed has: so many pages of a list, the earliest.
const pages = 5

// Read is what the feed behind a secret says now. NotFound when there is no such address any more.
func (s *Service) Read(ctx context.Context, secret string) (c Contents, err error) {
	defer errs.Wrap(&err, "calendar.Read")
	f, a, err := s.open(ctx, secret)
	if err != nil {
		return c, err
	}
	c.Feed = f
	var wishes []wish.Wish
	if list.HasDesk(a) {
		if wishes, err = s.inbox(ctx, a); err != nil {
			return c, err
		}
	}
	if f.Post == "" {
		mine, err := s.mine(ctx, a)
		if err != nil {
			return c, err
		}
		wishes = append(wishes, mine...)
	}
	if c.Deadlines, err = deadlines(ctx, s.d, a, wishes); err != nil {
		return c, err
	}
	c.Teas, c.Where, err = s.near(ctx, a)
	return c, err
}

// inbox are the wishes whose next step is the actor's, by deadline.
func (s *Service) inbox(ctx context.Context, a actor.Actor) (out []wish.Wish, err error) {
	f := list.Filter{Limit: 100}
	for range pages {
		p, err := s.lists.Inbox(ctx, a, list.DeskMine, f)
		if err != nil {
			return nil, err
		}
		out = append(out, p.Wishes...)
		if f.After = p.Next; f.After == "" {
			break
		}
	}
	return out, nil
}

// mine are the open wishes that somebody has made, or acts for.
func (s *Service) mine(ctx context.Context, a actor.Actor) (out []wish.Wish, err error) {
	p, err := s.lists.Mine(ctx, a, list.Filter{Limit: 100})
	for _, w := range p.Wishes {
		if w.ClosedAt.IsZero() {
			out = append(out, w)
		}
	}
	return out, err
}

func deadlines(ctx context.Context, q db.Querier, a actor.Actor, all []wish.Wish) (out []Deadline, err error) {
	seen, codes := map[string]bool{}, make([]string, 0, len(all))
	for _, w := range all {
		codes = append(codes, hood(w.Place))
	}
	names, err := place.Names(ctx, q, codes)
	for _, w := range all {
		if w.Due.IsZero() || seen[w.ID] {
			continue // it rests, or stands in both lists
		}
		seen[w.ID] = true
		out = append(out, Deadline{
			Wish: w.ID, Number: w.ShortNumber(), State: w.State, Own: wish.ViewOf(a, w) == wish.SubmitterView,
			At: w.Due, Where: names[hood(w.Place)], Changed: w.Clock().Started,
		})
	}
	slices.SortStableFunc(out, func(x, y Deadline) int { return x.At.Compare(y.At) })
	return out, err
}

// hood is the 邻里 of a place, or its community: a building is nothing for a calendar.
func hood(code string) string {
	const width = 15
	return code[:min(len(code), width)]
}

// near are the teas of this year at the places of the actor's posts and home; in December those of the next year too.
func (s *Service) near(ctx context.Context, a actor.Actor) (out []reception.Session, names map[string]string, err error) {
	var at []string
	for _, p := range a.Posts {
		at = append(at, p.Place)
	}
	if a.Home != "" {
		at = append(at, a.Home[:min(len(a.Home), wish.CommunityWidth)])
	}
	slices.Sort(at)
	for _, code := range slices.Compact(at) {
		if code == "" || slices.ContainsFunc(at, func(above string) bool { return above != code && above != "" && actor.Covers(above, code) }) {
			continue
		}
		some, err := s.teasAt(ctx, a, code)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, some...)
	}
	names, err = communities(ctx, s.d, out)
	return out, names, err
}

// Teas are the teas at a place and below it as everybody may know of them, and the names of their communities. NotFound as
// place.Resolve.
func (s *Service) Teas(ctx context.Context, code string) (at place.Place, out []reception.Session, names map[string]string, err error) {
	defer errs.Wrap(&err, "calendar.Teas")
	if at, err = place.Resolve(ctx, s.d, code); err != nil {
		return at, nil, nil, err
	}
	if out, err = s.teasAt(ctx, actor.Actor{}, at.Code); err == nil {
		names, err = communities(ctx, s.d, out)
	}
	return at, out, names, err
}

func (s *Service) teasAt(ctx context.Context, a actor.Actor, code string) ([]reception.Session, error) {
	today := workday.DateOf(s.d.Now())
	out, err := s.teas.Of(ctx, a, code, today.Year())
	if err == nil && today.At(0).In(workday.Zone).Month() == time.December {
		var next []reception.Session
		next, err = s.teas.Of(ctx, a, code, today.Year()+1)
		out = append(out, next...)
	}
	return slices.DeleteFunc(out, func(x reception.Session) bool { return !x.Shown() }), err
}

func communities(ctx context.Context, q db.Querier, teas []reception.Session) (map[string]string, error) {
	codes := make([]string, 0, len(teas))
	for _, x := range teas {
		codes = append(codes, x.Place)
	}
	return place.Names(ctx, q, codes)
}
