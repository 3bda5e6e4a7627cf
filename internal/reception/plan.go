package reception

import (
	"context"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Plans is a tea being planned, or its day, place and matter being changed.
type Plans struct {
	Place  string // the community's code; only where it is planned
	Title  string
	About  string // may be empty
	Spot   string
	Day    workday.Date
	From   string // 14:30, in China
	To     string // 16:00; may be empty
	Reason Reason // only where it is planned
	Rev    int64  // of what was seen, where it is changed
	Key    string
}

// check validates what is typed, and gives begin and end.
func (in *Plans) check(now time.Time, bad *wish.Checker) (from, to time.Time) {
	in.Title, in.About, in.Spot = strings.TrimSpace(in.Title), strings.TrimSpace(in.About), strings.TrimSpace(in.Spot)
	bad.Line("title", in.Title, 1, maxTitle)
	bad.Line("spot", in.Spot, 1, maxSpot)
	bad.Text("about", in.About, 0, maxAbout)
	begin, ok := clock(in.From)
	switch {
	case in.Day == 0:
		bad.Add("day", "reception.error.day")
	case in.Day < workday.DateOf(now):
		bad.Add("day", "reception.error.past")
	}
	if !ok {
		bad.Add("from", "reception.error.from")
	}
	if from = in.Day.At(begin); in.To == "" {
		return from, time.Time{}
	}
	end, okEnd := clock(in.To)
	if !okEnd || end <= begin {
		bad.Add("to", "reception.error.to")
	}
	return from, in.Day.At(end)
}

// clock reads a time of the day: 14:30.
func clock(s string) (time.Duration, bool) {
	t, err := time.Parse("15:04", strings.ReplaceAll(strings.TrimSpace(s), "：", ":"))
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil
}

// Plan plans a tea; who plans it receives. Invalid: title, about, spot, day (not past), from, to, why; NotFound where the
// community is none, or the actor has nothing to do with it.
func (s *Service) Plan(ctx context.Context, a actor.Actor, in Plans) (_ Session, err error) {
	defer errs.Wrap(&err, "reception.Plan")
	post, ok := MayPlan(a, in.Place)
	if !ok {
		return Session{}, refused(a, Plan)
	}
	code, err := community(ctx, s.d, in.Place)
	if err != nil {
		return Session{}, err
	}
	var out Session
	again, err := journal.Once(ctx, s.d, a, journalAct(Plan), in.Key, func(ctx context.Context, tx *db.Tx) error {
		var bad wish.Checker
		in := in
		from, to := in.check(tx.Now, &bad)
		if !slices.Contains(Whys(), in.Reason.Why) {
			bad.Add("why", "reception.error.why")
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		c := change{tx: tx, actor: a, post: post, now: tx.Now}
		c.s = Session{
			ID: id.At(tx.Now), Place: code, Title: in.Title, About: in.About, Spot: in.Spot, StartsAt: from, EndsAt: to, State: Planned,
			Reason: in.Reason, Host: c.official(), Post: post.ID, PlannedAt: tx.Now,
		}
		if err := insertTx(ctx, tx, c.s); err != nil {
			return err
		}
		out = c.s
		return s.tell(ctx, Plan, &c, in.Key)
	})
	if err == nil && again != "" {
		out, _, err = s.load(ctx, again)
	}
	return out, err
}

// community is the code of today of a community that takes part. NotFound otherwise.
func community(ctx context.Context, q db.Querier, code string) (string, error) {
	here, err := place.Resolve(ctx, q, code)
	if err == nil && place.LevelOf(here.Code) != place.Community {
		err = notFound()
	}
	if err == nil {
		_, err = org.CommunityOf(ctx, q, here.Code)
	}
	return here.Code, err
}

// Amend changes day, place or matter of a tea that has not begun. Invalid as Plan; Conflict when somebody has changed it
// since it was seen (Rev).
func (s *Service) Amend(ctx context.Context, a actor.Actor, sessionID string, in Plans) (Session, error) {
	return s.do(ctx, a, Amend, sessionID, in.Key, right(a, Amend), func(_ context.Context, c *change) error {
		var bad wish.Checker
		in := in
		from, to := in.check(c.now, &bad)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		c.old.Rev = in.Rev
		c.s.Title, c.s.About, c.s.Spot, c.s.StartsAt, c.s.EndsAt = in.Title, in.About, in.Spot, from, to
		return nil
	})
}

// Announce lets everybody know of a tea.
func (s *Service) Announce(ctx context.Context, a actor.Actor, sessionID, key string) (Session, error) {
	return s.do(ctx, a, Announce, sessionID, key, right(a, Announce), func(_ context.Context, c *change) error {
		c.s.AnnouncedAt = c.now
		return nil
	})
}

// Hold says that a tea has begun: from now on what is said there can be written down. Conflict before its time.
func (s *Service) Hold(ctx context.Context, a actor.Actor, sessionID, key string) (Session, error) {
	return s.do(ctx, a, Hold, sessionID, key, right(a, Hold), func(_ context.Context, c *change) error {
		c.s.HeldAt = c.now
		return nil
	})
}

// Cancel calls a tea off. Invalid: text, which everybody reads who knew of the tea.
func (s *Service) Cancel(ctx context.Context, a actor.Actor, sessionID, text, key string) (Session, error) {
	return s.do(ctx, a, Cancel, sessionID, key, right(a, Cancel), func(_ context.Context, c *change) error {
		var bad wish.Checker
		text := strings.TrimSpace(text)
		bad.Text("text", text, 1, MaxWord)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		c.s.Cancel, c.s.EndedAt = text, c.now
		return nil
	})
}

// Guest is somebody being invited.
type Guest struct {
	Role Role
	Name string
	Unit string // what the person speaks for; may be empty
	Key  string
}

// Invite puts somebody on the list of those invited. Invalid: role, name, unit.
func (s *Service) Invite(ctx context.Context, a actor.Actor, sessionID string, in Guest) (Session, error) {
	return s.do(ctx, a, Invite, sessionID, in.Key, right(a, Invite), func(ctx context.Context, c *change) error {
		var bad wish.Checker
		x := Invitee{ID: id.At(c.now), Role: in.Role, Name: strings.TrimSpace(in.Name), Unit: strings.TrimSpace(in.Unit)}
		if !slices.Contains(Roles(), x.Role) {
			bad.Add("role", "reception.error.role")
		}
		bad.Line("name", x.Name, 1, maxName)
		bad.Line("unit", x.Unit, 0, maxTitle)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		c.note = map[string]string{"invitee": x.ID, "role": string(x.Role)}
		_, err := c.tx.Exec(ctx, "INSERT INTO reception_invitee (id, reception, role, name, unit) VALUES ($1, $2, $3, $4, $5)",
			x.ID, c.s.ID, string(x.Role), x.Name, x.Unit)
		c.s.Invitees = append(slices.Clone(c.s.Invitees), x)
		return err
	})
}

// Uninvite takes somebody off the list; a link of theirs opens nothing any more. NotFound.
func (s *Service) Uninvite(ctx context.Context, a actor.Actor, sessionID, inviteeID, key string) (Session, error) {
	return s.do(ctx, a, Invite, sessionID, key, right(a, Invite), func(ctx context.Context, c *change) error {
		c.note = map[string]string{"taken_off": inviteeID}
		n, err := c.tx.Exec(ctx, "DELETE FROM reception_invitee WHERE id = $1 AND reception = $2", inviteeID, c.s.ID)
		if err == nil && n == 0 {
			return notFound()
		}
		c.s.Invitees = slices.DeleteFunc(slices.Clone(c.s.Invitees), func(x Invitee) bool { return x.ID == inviteeID })
		return err
	})
}
