package reception

import (
	"context"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/veil"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Notes is what was said at a tea, and who came.
type Notes struct {
	Residents int
	Came      []string // ids of those invited who came
	Minutes   string
	Decisions string // may be empty
	Sure      bool   // what in them and in the promises looks private may be read; only where they are published
	Rev       int64  // of what was seen
	Key       string
}

// Record keeps what was said so far; nobody outside the desk reads it yet. Invalid: residents, minutes, decisions;
// Conflict when somebody has written meanwhile (Rev).
func (s *Service) Record(ctx context.Context, a actor.Actor, sessionID string, in Notes) (Session, error) {
	return s.do(ctx, a, Record, sessionID, in.Key, right(a, Record), func(ctx context.Context, c *change) error {
		return in.into(ctx, c, 0)
	})
}

// Publish lets everybody read the minutes and the promises, which are fixed from then on. A tea without promises is done
// with that. Errors as Record; minutes must say something. Invalid also: minutes, decisions, and sure for the promises, where
// something private-looking is in them and nobody has said that it is meant.
func (s *Service) Publish(ctx context.Context, a actor.Actor, sessionID string, in Notes) (Session, error) {
	return s.do(ctx, a, Publish, sessionID, in.Key, right(a, Publish), func(ctx context.Context, c *change) error {
		c.s.PublishedAt, c.s.Publisher = c.now, c.official()
		if err := in.into(ctx, c, 1); err != nil || in.Sure {
			return err
		}
		return private(ctx, c)
	})
}

// private refuses to publish what looks like a telephone, a door or a name of somebody.
func private(ctx context.Context, c *change) error {
	var w db.Where
	w.And("reception = ?", c.s.ID)
	list, err := promises(ctx, c.tx, w)
	if err != nil {
		return err
	}
	var bad wish.Checker
	for _, x := range []struct{ name, text string }{{"minutes", c.s.Minutes}, {"decisions", c.s.Decisions}} {
		if !veil.Clear(x.text) {
			bad.Add(x.name, PrivateLooking)
		}
	}
	if slices.ContainsFunc(list, func(p Promise) bool { return !veil.Clear(p.Text) }) {
		bad.Add("sure", PrivateLooking+".promise")
	}
	return errs.BadFields(bad)
}

// PrivateLooking is what is said of a text in which something private-looking was found.
const PrivateLooking = "reception.error.private"

// into checks what was noted and puts it into the tea.
func (in Notes) into(ctx context.Context, c *change, least int) error {
	var bad wish.Checker
	minutes, decisions := strings.TrimSpace(in.Minutes), strings.TrimSpace(in.Decisions)
	bad.Text("minutes", minutes, least, MaxText)
	bad.Text("decisions", decisions, 0, MaxText)
	if in.Residents < 0 || in.Residents > maxCame {
		bad.Add("residents", "reception.error.residents")
	}
	if err := errs.BadFields(bad); err != nil {
		return err
	}
	c.old.Rev = in.Rev
	c.s.Minutes, c.s.Decisions, c.s.Residents = minutes, decisions, in.Residents
	c.s.Invitees = slices.Clone(c.s.Invitees)
	for i := range c.s.Invitees {
		x := &c.s.Invitees[i]
		x.Came = slices.Contains(in.Came, x.ID)
		if _, err := c.tx.Exec(ctx, "UPDATE reception_invitee SET came = $2 WHERE id = $1", x.ID, x.Came); err != nil {
			return err
		}
	}
	return nil
}

// Owner is who may answer for a promise: a unit, or an official by name.
type Owner struct {
	Unit string
	Post string // empty: the unit as a whole
	Name string // 和畅物业; 穆青禾 · 社区党委副书记
}

// Owners are who may answer for a promise in a community, now: the units that may be given wishes there, and the officials
// of the community by name.
func Owners(ctx context.Context, q db.Querier, place string, now time.Time) (out []Owner, err error) {
	defer errs.Wrap(&err, "reception.Owners")
	own, err := org.CommunityOf(ctx, q, place)
	if err != nil {
		return nil, err
	}
	branches, err := org.Units(ctx, q, place, org.PartyBranch)
	if err != nil {
		return nil, err
	}
	for _, o := range append(branches, own) {
		if out, err = officials(ctx, q, o, now, out); err != nil {
			return nil, err
		}
	}
	for _, colour := range wish.Colours() {
		units, err := wish.ReceiversTx(ctx, q, place, colour)
		if err != nil {
			return nil, err
		}
		for _, o := range units {
			out = append(out, Owner{Unit: o.ID, Name: o.Short()})
		}
	}
	return out, nil
}

// officials adds who holds a post of an organisation.
func officials(ctx context.Context, q db.Querier, o org.Org, now time.Time, out []Owner) ([]Owner, error) {
	holders, err := org.HoldersOf(ctx, q, o.ID, now)
	if err != nil {
		return out, err
	}
	people := make([]string, 0, len(holders))
	for _, x := range holders {
		if x.Person != "" {
			people = append(people, x.Person)
		}
	}
	names, err := person.Names(ctx, q, people)
	for _, x := range holders {
		if x.Person != "" && slices.Contains(desk, x.Post.Role) {
			out = append(out, Owner{Unit: o.ID, Post: x.Post.ID, Name: names[x.Person] + " · " + x.Post.Title})
		}
	}
	return out, err
}

// Vowing is a promise being given.
type Vowing struct {
	Text string
	Unit string // organisation that answers for it
	Post string // the official's post; empty: the unit as a whole
	Due  workday.Date
	Wish string // id of a wish on the agenda; may be empty
	Key  string
}

// Promise writes down what was promised: what, by whom, until when. Invalid: text, owner (none of Owners), due (before the
// tea), wish (not on the agenda).
func (s *Service) Promise(ctx context.Context, a actor.Actor, sessionID string, in Vowing) (Session, error) {
	return s.do(ctx, a, Vow, sessionID, in.Key, right(a, Vow), func(ctx context.Context, c *change) error {
		p, err := in.promise(ctx, c)
		if err == nil {
			err = insertPromiseTx(ctx, c.tx, p)
		}
		if err != nil {
			return err
		}
		c.note = map[string]string{"promise": p.ID, "due": p.Due.String(), "unit": p.Unit}
		if p.Wish == "" {
			return nil
		}
		return chain.LinkTx(ctx, c.tx, a, chain.Link{
			From: chain.Subject{Kind: PromiseKind, ID: p.ID}, Relation: chain.Promised, To: chain.Subject{Kind: "wish", ID: p.Wish}, Place: p.Place,
		})
	})
}

// promise checks a promise.
func (in Vowing) promise(ctx context.Context, c *change) (Promise, error) {
	p := Promise{
		ID: id.At(c.now), Session: c.s.ID, Place: c.s.Place, Text: strings.TrimSpace(in.Text), Unit: in.Unit, Post: in.Post,
		Made: c.s.Day(), Due: in.Due, At: c.now, By: c.official(), Wish: in.Wish,
	}
	var bad wish.Checker
	bad.Line("text", p.Text, 1, MaxWord)
	owners, err := Owners(ctx, c.tx, p.Place, c.now)
	if err != nil {
		return p, err
	}
	i := slices.IndexFunc(owners, func(o Owner) bool { return o.Unit == p.Unit && o.Post == p.Post })
	if i < 0 {
		bad.Add("owner", "reception.error.owner")
	} else {
		p.Owner = owners[i].Name
	}
	if p.Due < p.Made {
		bad.Add("due", "reception.error.due")
	}
	on, err := chain.Into(ctx, c.tx, "wish", chain.Heard, subject(c.s.ID))
	if err == nil && p.Wish != "" && !slices.Contains(on, p.Wish) {
		bad.Add("wish", "reception.error.wish")
	}
	if err == nil {
		err = errs.BadFields(bad)
	}
	return p, err
}

// TakeBack removes a promise that was written down by mistake, before the minutes are published. NotFound.
func (s *Service) TakeBack(ctx context.Context, a actor.Actor, sessionID, promiseID, key string) (Session, error) {
	return s.do(ctx, a, Vow, sessionID, key, right(a, Vow), func(ctx context.Context, c *change) error {
		p, err := promiseByID(ctx, c.tx, c.s.ID, promiseID)
		if err != nil {
			return err
		}
		c.note = map[string]string{"taken_back": p.ID, "text": p.Text}
		if _, err := c.tx.Exec(ctx, "DELETE FROM link WHERE from_kind = $1 AND from_id = $2", PromiseKind, p.ID); err != nil {
			return err
		}
		_, err = c.tx.Exec(ctx, "DELETE FROM reception_promise WHERE id = $1", p.ID)
		return err
	})
}

// keeping is the policy of saying something about one promise: it is asked of the promise, which who owns it may.
func (s *Service) keeping(ctx context.Context, a actor.Actor, act Act, promiseID string) func(Session) (actor.Post, error) {
	return func(x Session) (actor.Post, error) {
		p, err := promiseByID(ctx, s.d, x.ID, promiseID)
		if err != nil {
			return actor.Post{}, err
		}
		if ViewOf(a, x) == PublicView && x.PublishedAt.IsZero() {
			return actor.Post{}, notFound() // nobody outside knows of it yet
		}
		post, ok := MayKeep(a, p)
		if !ok {
			return post, refused(a, act)
		}
		return post, nil
	}
}

// Fulfil says that a promise was kept, on which day, and what was done. Whether that is in time follows from the days. The
// tea is done when it was the last one. Invalid: day (before the tea, or to come), text; NotFound; Conflict when it was
// said already.
func (s *Service) Fulfil(ctx context.Context, a actor.Actor, sessionID, promiseID string, day workday.Date, text, key string) (Session, error) {
	return s.do(ctx, a, Fulfil, sessionID, key, s.keeping(ctx, a, Fulfil, promiseID), func(ctx context.Context, c *change) error {
		p, err := promiseByID(ctx, c.tx, c.s.ID, promiseID)
		if err != nil {
			return err
		}
		p.Kept, p.KeptWord, p.KeptBy, p.KeptAt = day, strings.TrimSpace(text), c.official(), c.now
		var bad wish.Checker
		bad.Line("text", p.KeptWord, 1, MaxWord)
		if day < p.Made || day > workday.DateOf(c.now) {
			bad.Add("day", "reception.error.kept")
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		c.note = map[string]string{"promise": p.ID, "kept": day.String(), "due": p.Due.String()}
		return keepTx(ctx, c.tx, p)
	})
}

// Explain says why a promise is not kept yet, and what next; its day stays. Invalid: word; NotFound; Conflict when it is
// kept.
func (s *Service) Explain(ctx context.Context, a actor.Actor, sessionID, promiseID, text, key string) (Session, error) {
	return s.do(ctx, a, Explain, sessionID, key, s.keeping(ctx, a, Explain, promiseID), func(ctx context.Context, c *change) error {
		p, err := promiseByID(ctx, c.tx, c.s.ID, promiseID)
		if err != nil {
			return err
		}
		p.Word, p.WordBy, p.WordAt = strings.TrimSpace(text), c.official(), c.now
		var bad wish.Checker
		bad.Line("word", p.Word, 1, MaxWord)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		c.note = map[string]string{"promise": p.ID}
		return explainTx(ctx, c.tx, p)
	})
}
