package side

import (
	"context"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/wish"
)

// Ground is why a unit returns a wish (退回理由).
type Ground string

// The grounds as shipped.
const (
	NotOurs     Ground = "not_ours"     // 不属于本单位职责
	Elsewhere   Ground = "elsewhere"    // 不在本单位范围
	Unclear     Ground = "unclear"      // 内容不清，无法办理
	NeedsOthers Ground = "needs_others" // 要由别的单位牵头
)

// Grounds is the list of rules that names them (rule.Book.Names): dated, for a place or everywhere. One that has ended is offered
// no more; what was returned by it keeps it.
const Grounds = "wish.return.ground"

// Returning is a unit's word that a wish is not its own.
type Returning struct {
	Ground Ground
	Text   string
	Key    string // idempotency key
}

// Return gives a wish back to the unit that handed it over: sorted still, with nobody's post, its clock running on. The
// ground and the words are kept and counted. When it has been returned as often as the rule wish.return.most says, the
// level above has to rule who has it; until then it can neither be returned nor handed on. Invalid: ground, text.
func (s *Service) Return(ctx context.Context, a actor.Actor, wishID string, in Returning) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.Return, wishID, in.Key, func(ctx context.Context, c *wish.Change) error {
		in.Text = strings.TrimSpace(in.Text)
		var bad wish.Checker
		if _, holds := c.Book.Find(Grounds+"."+string(in.Ground), c.Wish.Community, c.Now); !holds {
			bad.Add("ground", "wish.error.ground")
		}
		bad.Text("text", in.Text, 1, wish.MaxText)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		own, err := org.CommunityOf(ctx, c.Tx, c.Wish.Community)
		if err != nil {
			return err
		}
		w := &c.Wish
		w.Unit, w.Sender, w.Post = c.Old.Sender, "", ""
		if w.Unit != own.ID {
			w.Sender = own.ID // whoever is between may give it back to the community in turn
		}
		w.Returned++
		if w.Returned >= c.Book.Int("wish.return.most", w.Community, c.Now) {
			span := c.Book.Span("wish.clock.ruling", w.Community, c.Now)
			w.RulingDue, _ = c.Book.Calendar().Due(c.Now, span)
		}
		nth, err := insertReturn(ctx, c, in)
		if err != nil {
			return err
		}
		c.Tell(wish.Return, wish.ForStaff, in.Text, wish.Detail{Ground: string(in.Ground), Unit: w.Unit, Nth: nth})
		return nil
	})
}

// Handing gives a wish to a unit of its colour.
type Handing struct {
	Unit string
	Text string // a word to the unit; may be empty
	Key  string
}

// Hand gives a wish to another unit of the level of its colour, by who leads that level; the clock runs on. Invalid:
// unit (none of that level covers the place, or the one that has it already), text.
func (s *Service) Hand(ctx context.Context, a actor.Actor, wishID string, in Handing) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.Hand, wishID, in.Key, func(ctx context.Context, c *wish.Change) error {
		in.Text = strings.TrimSpace(in.Text)
		var bad wish.Checker
		bad.Text("text", in.Text, 0, wish.MaxText)
		units, err := wish.ReceiversTx(ctx, c.Tx, c.Wish.Community, c.Wish.Colour)
		if err != nil {
			return err
		}
		if in.Unit == c.Old.Unit || !slices.ContainsFunc(units, func(o org.Org) bool { return o.ID == in.Unit }) {
			bad.Add("unit", "wish.error.unit")
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		w := &c.Wish
		w.Unit, w.Sender, w.Post = in.Unit, c.Old.Unit, ""
		c.Tell(wish.Hand, wish.ForPublic, in.Text, wish.Detail{Unit: w.Unit, Words: wish.ForStaff})
		return nil
	})
}
