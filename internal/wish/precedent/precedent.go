// Package precedent keeps what was ruled for the next similar wish (ADR 26): of a topic and what is below it, at a place and what is
// below it, who leads and who helps. A ruling makes one unless the one who rules says that it was a case of its own; the tier that ruled
// may revoke it with a reason, and it is never deleted. It is proposed to who sorts a similar wish, and chooses nothing by itself.
//
// Similar is: the same topic or one below, in the precedent's place, and words that are alike enough (rule wish.precedent.like, package
// alike, wherever they happen). Of several the most alike goes first, then the nearest, then the newest. Where the words of the wish that was ruled on
// are kept no more, topic and place decide.
package precedent

import (
	"cmp"
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
	"linli/internal/rule"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/alike"
	"linli/internal/wish/holding"
	"linli/internal/wish/side"
)

// Tier is the level that ruled.
type Tier string

// The tiers that rule.
const (
	Street   Tier = "street"
	District Tier = "district"
)

// Precedent is what holds for the next similar wish.
type Precedent struct {
	ID      string
	Place   string // with what is below it
	Topic   string // with what is below it
	Colour  wish.Colour
	Unit    string   // organisation that leads
	Helpers []string // organisations that help
	Ground  string   // of the last return; empty: another colour was refused
	Text    string   // why it was ruled so, without what tells of persons; empty of a private wish, and once its wish's words are kept no more
	Wish    string   // that was ruled on
	Tier    Tier
	By      string // official, by name and title
	From    time.Time
	To      time.Time // zero: it holds
	EndedBy string
	Ended   string // why it was revoked

	Offered  int // how often it was proposed where a wish was sorted
	Followed int // and done
}

// Service keeps precedents, proposes and revokes them.
type Service struct {
	d      *db.DB
	rules  *rule.Store
	topics *topic.Service
}

// New is the service over a database, the district's rules and the topics.
func New(d *db.DB, rules *rule.Store, topics *topic.Service) *Service {
	return &Service{d, rules, topics}
}

// Widths of place codes.
const (
	districtWidth = 6
	townWidth     = 9
)

// Ruled keeps a ruling in its own transaction (side.Service.Ruled). Invalid: keep, where who rules does not rule for so much.
func (s *Service) Ruled(ctx context.Context, c *wish.Change, in side.Ruling) error {
	p := Precedent{
		ID: id.At(c.Now), Place: c.Wish.Community, Topic: string(c.Wish.Topic), Colour: c.Wish.Colour, Unit: in.Lead,
		Text: in.Text, Wish: c.Wish.ID, Tier: Street, By: c.Actor.Signed(c.Post), From: c.Now,
	}
	if c.Post.Role == actor.CommandCentre {
		p.Tier = District
	}
	if c.Wish.Visibility == wish.Private {
		p.Text = "" // it stands on the wish, for who sees that
	}
	switch in.Keep {
	case side.Nowhere:
		return nil
	case "", side.InCommunity:
	case side.InStreet:
		p.Place = p.Place[:townWidth]
	case side.InDistrict:
		p.Place = p.Place[:districtWidth]
	default:
		return badKeep()
	}
	if len(p.Place) < townWidth && p.Tier != District {
		return badKeep()
	}
	for _, share := range in.Shares {
		p.Helpers = append(p.Helpers, share.Unit)
	}
	var err error
	if p.Ground, err = lastGround(ctx, c.Tx, c.Wish.ID); err != nil {
		return err
	}
	return insertTx(ctx, c.Tx, p)
}

func badKeep() error {
	return errs.BadFields([]errs.Field{{Name: "keep", Key: "precedent.error.keep"}})
}

// Proposal is a precedent for a wish.
type Proposal struct {
	Precedent
	Like int // how alike the words are, in percent; 0: the words of the earlier one are kept no more
}

// Propose is the precedent for a wish that is most like it; ok is false where there is none. The caller has decided that the reader may
// see the wish as staff do.
func (s *Service) Propose(ctx context.Context, w wish.Wish) (_ Proposal, ok bool, err error) {
	defer errs.Wrap(&err, "precedent.Propose")
	book, err := s.rules.Book(ctx)
	if err != nil {
		return Proposal{}, false, err
	}
	return s.propose(ctx, s.d, book, w)
}

func (s *Service) propose(ctx context.Context, q db.Querier, book *rule.Book, w wish.Wish) (best Proposal, ok bool, err error) {
	now := s.d.Now()
	tree, err := s.topics.Tree(ctx, q)
	if err != nil {
		return best, false, err
	}
	found, err := fitting(ctx, q, w, tree.Path(string(w.Topic), now))
	if err != nil || len(found) == 0 {
		return best, false, err
	}
	for _, p := range ranked(w, found, book.Int("wish.precedent.like", w.Community, now)) {
		units, err := wish.ReceiversTx(ctx, q, w.Community, p.Colour)
		if err != nil {
			return best, false, err
		}
		if slices.ContainsFunc(units, func(o org.Org) bool { return o.ID == p.Unit }) {
			return p, true, nil
		}
	}
	return best, false, nil
}

// ranked are the precedents that are alike enough, the best first.
func ranked(w wish.Wish, found []candidate, least int) (out []Proposal) {
	texts := make([]string, len(found))
	for i, x := range found {
		texts[i] = x.title + "\n" + x.text
	}
	like := alike.Kin(w.Title+"\n"+w.Text, texts)
	for i, x := range found {
		p := Proposal{Precedent: x.Precedent}
		if x.text != holding.Gone {
			p.Like = int(100 * like[i])
			if p.Like < max(least, 1) {
				continue
			}
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(x, y Proposal) int {
		return cmp.Or(cmp.Compare(y.Like, x.Like), cmp.Compare(len(y.Place), len(x.Place)), y.From.Compare(x.From))
	})
	return out
}

// Sorted writes down which precedent was proposed for a wish that is being sorted, and whether that is done (wish.Service.Route).
func (s *Service) Sorted(ctx context.Context, c *wish.Change) error {
	p, ok, err := s.propose(ctx, c.Tx, c.Book, c.Old)
	if err != nil || !ok {
		return err
	}
	return useTx(ctx, c.Tx, c.Wish.ID, p.ID, c.Wish.Colour == p.Colour && c.Wish.Unit == p.Unit)
}

// Filter says which precedents are listed.
type Filter struct {
	Place string // those that hold at it: made there, above or below
	Ended bool   // those that were revoked; else those that hold
	After string // cursor
}

// Page is a stretch of a list, the newest first. Next is a cursor, empty at the end.
type Page struct {
	Precedents []Precedent
	Next       string
}

// List is the precedents of a place. NotFound for who may not see them.
func (s *Service) List(ctx context.Context, a actor.Actor, f Filter) (_ Page, err error) {
	defer errs.Wrap(&err, "precedent.List")
	if !MaySee(a, f.Place) {
		return Page{}, notFound()
	}
	return listed(ctx, s.d, f)
}

// See is one precedent. NotFound for who may not see it.
func (s *Service) See(ctx context.Context, a actor.Actor, precedentID string) (p Precedent, err error) {
	defer errs.Wrap(&err, "precedent.See")
	if !id.Valid(precedentID) {
		return p, notFound()
	}
	if p, err = byID(ctx, s.d, precedentID); err == nil && !MaySee(a, p.Place) {
		err = notFound()
	}
	return p, err
}

// most is how long a reason may be, in characters.
const most = 500

// Revoke ends a precedent with a reason, by the tier that ruled: it is proposed no more, and what was sorted by it stays as it is.
// The same request again, known by its key, is answered as the first. Forbidden for others who see it; Invalid: text; Conflict: it was
// revoked before.
func (s *Service) Revoke(ctx context.Context, a actor.Actor, precedentID, text, key string) (p Precedent, err error) {
	defer errs.Wrap(&err, "precedent.Revoke")
	if p, err = s.See(ctx, a, precedentID); err != nil {
		return p, err
	}
	if key != "" && !p.To.IsZero() { // sent again: the first time has taken it away
		if done, err := journal.Done(ctx, s.d, a, "precedent.revoke", key); err != nil || done == p.ID {
			return p, err
		}
	}
	post, ok := MayRevoke(a, p)
	if !ok {
		return p, errs.New(errs.Forbidden, "precedent.forbidden")
	}
	text = strings.TrimSpace(text)
	var bad wish.Checker
	bad.Text("text", text, 1, most)
	if err := errs.BadFields(bad); err != nil {
		return p, err
	}
	p.EndedBy, p.Ended = a.Signed(post), text
	_, err = journal.Once(ctx, s.d, a, "precedent.revoke", key, func(ctx context.Context, tx *db.Tx) error {
		p.To = tx.Now
		if err := endTx(ctx, tx, p); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "precedent.revoke", Kind: "precedent", Subject: p.ID, Place: p.Place, Post: post.ID, Key: key})
	})
	return p, err
}

func notFound() error { return errs.New(errs.NotFound, "error.not_found") }
