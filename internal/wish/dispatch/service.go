package dispatch

import (
	"context"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Service is the catalogue's use cases.
type Service struct {
	d      *db.DB
	rules  *rule.Store
	topics *topic.Service
}

// New is the service over a database, the dated rules and the tree of topics.
func New(d *db.DB, rules *rule.Store, topics *topic.Service) *Service {
	return &Service{d, rules, topics}
}

// Save writes an entry: it holds from in.From, or from now where that is empty or past, and what held for its place and topic
// until then gets its end there. replaces is the entry that the writer saw in force or planned last, empty where there was
// none. Nothing is done where it says what holds already. Only who may edit there.
//
// Invalid: place, topic, colour, unit (none of that level covers the place, or not the writer's to name), clock (longer than
// the rule's), evidence, from (before a planned change). Conflict when another has changed it meanwhile.
func (s *Service) Save(ctx context.Context, a actor.Actor, in Entry, replaces, idempotency string) (out Entry, err error) {
	defer errs.Wrap(&err, "dispatch.Save")
	post, in, err := s.authorised(ctx, a, in)
	if err != nil {
		return Entry{}, err
	}
	again, err := journal.Once(ctx, s.d, a, "dispatch.set", idempotency, func(ctx context.Context, tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		old, err := last(ctx, tx, in.key())
		if err != nil {
			return err
		}
		if old.To.IsZero() && old.ID != replaces || !old.To.IsZero() && replaces != "" {
			return errs.New(errs.Conflict, "dispatch.conflict")
		}
		if out, err = s.putTx(ctx, tx, old, in); err != nil || out.ID == old.ID {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "dispatch.set", Kind: "dispatch", Subject: out.ID, Place: out.Place, Post: post.ID, Before: stamp(old), After: stamp(out), Key: idempotency,
		})
	})
	if err == nil && again != "" {
		return byID(ctx, s.d, again)
	}
	return out, err
}

// lock keeps the catalogue to one writer: entries of one key must not overlap, and a file writes many.
func lock(ctx context.Context, tx *db.Tx) error { return tx.Lock(ctx, "dispatch", "catalogue") }

// last is the newest entry of a key that was not taken back before it began; zero where there is none.
func last(ctx context.Context, q db.Querier, k key) (Entry, error) {
	list, err := ofKey(ctx, q, k)
	list = slices.DeleteFunc(list, Entry.Void)
	if err != nil || len(list) == 0 {
		return Entry{}, err
	}
	return list[0], nil
}

// putTx puts an entry behind the last of its key. It is the last one itself where nothing differs. Invalid: from.
func (s *Service) putTx(ctx context.Context, tx *db.Tx, old, in Entry) (Entry, error) {
	if in.From.Before(tx.Now) {
		in.From = tx.Now
	}
	in.ID, in.To = "", time.Time{}
	switch {
	case old.ID == "":
	case old.To.IsZero() && old.same(in) && !old.From.After(in.From):
		return old, nil
	case !in.From.After(old.From), !old.To.IsZero() && in.From.Before(old.To):
		return Entry{}, errs.BadFields([]errs.Field{{Name: "from", Key: "dispatch.error.planned", Args: []any{old.From}}})
	case old.To.IsZero():
		if err := endTx(ctx, tx, old.ID, in.From); err != nil {
			return Entry{}, err
		}
	}
	return insertTx(ctx, tx, in)
}

// End lets an entry hold no longer than until a moment, or until now where that is past; one that has not begun is taken back.
// What is above it in the catalogue holds then. Only who may edit at its place. NotFound; Conflict when it has an end already that
// this request, known by its key, has not given it.
func (s *Service) End(ctx context.Context, a actor.Actor, entryID string, at time.Time, idempotency string) (err error) {
	defer errs.Wrap(&err, "dispatch.End")
	e, err := s.See(ctx, a, entryID)
	if err != nil {
		return err
	}
	post, ok := MayEdit(a, e.Place)
	if !ok {
		return errs.New(errs.Forbidden, "dispatch.forbidden")
	}
	_, err = journal.Once(ctx, s.d, a, "dispatch.end", idempotency, func(ctx context.Context, tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		until := at
		if until.Before(tx.Now) {
			until = tx.Now
		}
		if e.From.After(tx.Now) {
			until = e.From
		}
		if err := endTx(ctx, tx, e.ID, until); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "dispatch.end", Kind: "dispatch", Subject: e.ID, Place: e.Place, Post: post.ID, Before: stamp(e), After: map[string]int64{"until": until.UnixMicro()}, Key: idempotency,
		})
	})
	return err
}

// See is one entry. NotFound, also for who may not see the catalogue there.
func (s *Service) See(ctx context.Context, a actor.Actor, entryID string) (_ Entry, err error) {
	defer errs.Wrap(&err, "dispatch.See")
	e, err := byID(ctx, s.d, entryID)
	if err == nil && !MaySee(a, e.Place) {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return e, err
}

// History is all entries of the place and topic of one, the newest first. NotFound as See.
func (s *Service) History(ctx context.Context, a actor.Actor, entryID string) (_ []Entry, err error) {
	defer errs.Wrap(&err, "dispatch.History")
	e, err := s.See(ctx, a, entryID)
	if err != nil {
		return nil, err
	}
	return ofKey(ctx, s.d, e.key())
}

// authorised checks an entry and gives it in normal form with the post under which it may be written.
func (s *Service) authorised(ctx context.Context, a actor.Actor, in Entry) (actor.Post, Entry, error) {
	post, ok := MayEdit(a, in.Place)
	if !ok {
		return post, in, errs.New(errs.Forbidden, "dispatch.forbidden")
	}
	in, bad, err := s.newChecks(s.d).check(ctx, post, in)
	if err == nil {
		err = errs.BadFields(bad)
	}
	return post, in, err
}

// checks look up what entries name, each thing once.
type checks struct {
	s      *Service
	q      db.Querier
	at     time.Time
	tree   *topic.Tree
	book   *rule.Book
	places map[string]bool
	units  map[key][]org.Org // by place and colour
	topics *topic.Names      // of a file
}

func (s *Service) newChecks(q db.Querier) *checks {
	return &checks{s: s, q: q, at: s.d.Now(), places: map[string]bool{}, units: map[key][]org.Org{}}
}

// check is an entry in normal form, and what is wrong with it field by field.
func (c *checks) check(ctx context.Context, post actor.Post, in Entry) (_ Entry, bad []errs.Field, err error) {
	if err := c.learn(ctx); err != nil {
		return in, nil, err
	}
	no := func(field, key string, args ...any) { bad = append(bad, errs.Field{Name: field, Key: key, Args: args}) }
	known, err := c.place(ctx, in.Place)
	if err != nil {
		return in, nil, err
	}
	if !known {
		no("place", "dispatch.error.place")
	}
	if _, ok := c.tree.Open(in.Topic, c.at); in.Topic != "" && !ok {
		no("topic", "wish.error.topic")
	}
	if !slices.Contains(wish.Colours(), in.Colour) {
		no("colour", "wish.error.colour")
	} else {
		unit, err := c.unit(ctx, post, in)
		if err != nil {
			return in, nil, err
		}
		if unit != "" {
			no("unit", unit)
		}
		if in.Clock != "" && !c.shorter(in) {
			no("clock", "dispatch.error.clock", c.book.Span(clockKey(in.Colour), in.Place, c.at))
		}
	}
	evidence := in.Evidence
	if in.Evidence = nil; slices.ContainsFunc(evidence, func(x Evidence) bool { return !slices.Contains(Evidences(), x) }) {
		no("evidence", "dispatch.error.evidence")
	}
	for _, x := range Evidences() {
		if slices.Contains(evidence, x) {
			in.Evidence = append(in.Evidence, x)
		}
	}
	return in, bad, nil
}

func (c *checks) learn(ctx context.Context) (err error) {
	if c.tree != nil {
		return nil
	}
	if c.book, err = c.s.rules.Book(ctx); err != nil {
		return err
	}
	c.tree, err = c.s.topics.Tree(ctx, c.q)
	return err
}

func clockKey(c wish.Colour) string { return "wish.clock.answer." + string(c) }

// shorter tells whether the clock of an entry is one, and ends no later than the rule's: both begun now.
func (c *checks) shorter(in Entry) bool {
	span, err := workday.ParseSpan(in.Clock)
	if err != nil {
		return false
	}
	own, _ := c.book.Calendar().Due(c.at, span)
	rule, _ := c.book.Calendar().Due(c.at, c.book.Span(clockKey(in.Colour), in.Place, c.at))
	return !own.After(rule)
}

// place tells whether a place is in use.
func (c *checks) place(ctx context.Context, code string) (bool, error) {
	known, seen := c.places[code]
	if seen {
		return known, nil
	}
	_, err := place.ByCode(ctx, c.q, code)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return false, err
	}
	c.places[code] = err == nil
	return err == nil, nil
}

// unit is the key of what is wrong with whom an entry makes responsible; empty when nothing is.
func (c *checks) unit(ctx context.Context, post actor.Post, in Entry) (string, error) {
	if in.Unit == "" {
		if in.Colour == wish.Red {
			return "dispatch.error.unit_red", nil
		}
		return "", nil
	}
	units, err := c.covering(ctx, in.Place, in.Colour)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(units, func(o org.Org) bool { return o.ID == in.Unit })
	switch {
	case i < 0:
		return "wish.error.unit", nil
	case !MayName(post, units[i].Place):
		return "dispatch.error.unit_above", nil
	}
	return "", nil
}

// covering are the organisations of a colour's level that cover a place and all below it.
func (c *checks) covering(ctx context.Context, at string, colour wish.Colour) ([]org.Org, error) {
	k := key{at, string(colour)}
	if list, ok := c.units[k]; ok {
		return list, nil
	}
	list, err := Covering(ctx, c.q, at, colour)
	c.units[k] = list
	return list, err
}

// Covering are the organisations that an entry at a place may name by colour: those of its level that cover the place and all
// below it. Those without a name, the community and the street, are not among them.
func Covering(ctx context.Context, q db.Querier, at string, colour wish.Colour) (_ []org.Org, err error) {
	defer errs.Wrap(&err, "dispatch.Covering")
	kinds := map[wish.Colour][]org.Kind{wish.Blue: {org.PropertyFirm}, wish.Yellow: {org.StreetOffice, org.Unit}, wish.Red: {org.SuperiorGroup}}
	return org.Units(ctx, q, at, kinds[colour]...)
}

// stamped is what the journal keeps of an entry.
type stamped struct {
	Topic    string `json:"topic"`
	Colour   string `json:"colour"`
	Unit     string `json:"unit,omitempty"`
	Clock    string `json:"clock,omitempty"`
	Evidence string `json:"evidence,omitempty"`
	From     int64  `json:"from"`
}

func stamp(e Entry) any {
	if e.ID == "" {
		return nil
	}
	return stamped{e.Topic, string(e.Colour), e.Unit, e.Clock, join(e.Evidence), e.From.UnixMicro()}
}
