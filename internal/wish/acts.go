package wish

import (
	"cmp"
	"context"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
)

// Acceptance is what the desk says when it takes a wish: a plain title and its topic may be corrected, so that the public
// page names nobody.
type Acceptance struct {
	Title   string  // empty: as filed
	Topic   Topic   // empty: as filed
	Urgency Urgency // empty: normal
	Text    string  // a word to the submitter; may be empty
	Key     string  // idempotency key
}

// Accept takes the case for the community and starts the clock of classification. Invalid: title, topic, urgency, text.
func (s *Service) Accept(ctx context.Context, a actor.Actor, wishID string, in Acceptance) (Wish, error) {
	return s.Do(ctx, a, Accept, wishID, in.Key, func(ctx context.Context, c *Change) error {
		var bad Checker
		in.Title, in.Text = strings.TrimSpace(in.Title), strings.TrimSpace(in.Text)
		bad.Line("title", in.Title, 0, maxTitle)
		bad.Text("text", in.Text, 0, MaxText)
		if ok, err := s.topics.Usable(ctx, c.Tx, string(in.Topic), string(c.Old.Topic), c.Now); err != nil {
			return err
		} else if !ok {
			bad.Add("topic", "wish.error.topic")
		}
		if in.Urgency != "" && !oneOf(in.Urgency, Urgencies()) {
			bad.Add("urgency", "wish.error.urgency")
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		c.Wish.Title, c.Wish.Topic = cmp.Or(in.Title, c.Wish.Title), cmp.Or(in.Topic, c.Wish.Topic)
		c.Wish.Urgency = cmp.Or(in.Urgency, c.Wish.Urgency)
		c.Wish.AcceptedAt = c.Now
		c.Wish.ClassifyDue = c.Start("wish.clock.classify")
		c.Tell(Accept, ForPublic, in.Text, Detail{Urgency: c.Wish.Urgency, Due: c.Wish.Due.UnixMicro(), Words: ForSubmitter})
		return nil
	})
}

// Rejection turns a wish away with a reason and advice where to go.
type Rejection struct {
	Text   string // why
	Advice string // whom to turn to
	Key    string
}

// Reject ends the wish: it is not the community's, and the submitter learns whose it is. Invalid: text, advice.
func (s *Service) Reject(ctx context.Context, a actor.Actor, wishID string, in Rejection) (Wish, error) {
	return s.Do(ctx, a, Reject, wishID, in.Key, func(_ context.Context, c *Change) error {
		var bad Checker
		in.Text, in.Advice = strings.TrimSpace(in.Text), strings.TrimSpace(in.Advice)
		bad.Text("text", in.Text, 1, MaxText)
		bad.Text("advice", in.Advice, 1, MaxText)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		c.Wish.ClosedAt = c.Now
		c.Stop()
		c.Tell(Reject, ForSubmitter, in.Text+"\n"+in.Advice, Detail{})
		return nil
	})
}

// Classification sorts a wish into the three-colour list.
type Classification struct {
	Colour Colour
	Unit   string // receiving organisation; empty for blue: the community itself
	Text   string // why this level; needed for yellow and red
	Key    string
}

// Classify sets the colour, the level that can solve the wish, and hands it to a unit of that level; the clock of the
// answer starts. Only 书记 or 副书记. Invalid: colour, unit (none of that level covers the place), text.
func (s *Service) Classify(ctx context.Context, a actor.Actor, wishID string, in Classification) (Wish, error) {
	return s.Do(ctx, a, Classify, wishID, in.Key, func(ctx context.Context, c *Change) error {
		in.Text = strings.TrimSpace(in.Text)
		var bad Checker
		least := 1
		if in.Colour == Blue {
			least = 0
		}
		bad.Text("text", in.Text, least, MaxText)
		unit, err := receiver(ctx, c.Tx, c.Wish, in.Colour, in.Unit)
		switch {
		case !oneOf(in.Colour, Colours()):
			bad.Add("colour", "wish.error.colour")
		case errs.Is(err, errs.NotFound):
			bad.Add("unit", "wish.error.unit")
		case err != nil:
			return err
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		c.Wish.Colour, c.Wish.Unit, c.Wish.Post = in.Colour, unit, ""
		if c.Wish.ClassifiedAt = c.Now; unit != c.Old.Unit {
			c.Wish.Sender = c.Old.Unit
		}
		c.Wish.AnswerDue = c.Start("wish.clock.answer." + string(in.Colour))
		if err := s.route(ctx, c); err != nil {
			return err
		}
		c.Tell(Classify, ForPublic, in.Text, Detail{Colour: in.Colour, Unit: unit, Due: c.Wish.Due.UnixMicro(), Words: ForSubmitter})
		return nil
	})
}

// receiver is the organisation that gets a wish of a colour: the one named, if it is of that level and covers the place;
// for blue the community itself when none is named.
func receiver(ctx context.Context, q db.Querier, w Wish, colour Colour, unit string) (string, error) {
	if colour == Blue && unit == "" {
		o, err := org.CommunityOf(ctx, q, w.Community)
		return o.ID, err
	}
	units, err := ReceiversTx(ctx, q, w.Community, colour)
	if err != nil {
		return "", err
	}
	for _, o := range units {
		if o.ID == unit {
			return unit, nil
		}
	}
	return "", notFound()
}

// Receivers are the organisations that may get a wish of a community by colour (domain.md A4.4–A4.6: the level that can
// solve it): for blue the community itself, first, and property firms of its own; for yellow the street, its offices and
// units that it coordinates, such as the waterworks; for red the superior groups.
func (s *Service) Receivers(ctx context.Context, community string, colour Colour) ([]org.Org, error) {
	return ReceiversTx(ctx, s.d, community, colour)
}

// ReceiversTx is Receivers inside a transaction.
func ReceiversTx(ctx context.Context, q db.Querier, community string, colour Colour) ([]org.Org, error) {
	switch colour {
	case Blue:
		own, err := org.CommunityOf(ctx, q, community)
		if err != nil {
			return nil, err
		}
		firms, err := org.Units(ctx, q, community, org.PropertyFirm)
		return append([]org.Org{own}, firms...), err
	case Yellow:
		return org.Units(ctx, q, community, org.StreetOffice, org.Street, org.Unit)
	case Red:
		return org.Units(ctx, q, community, org.SuperiorGroup)
	}
	return nil, nil
}

// TakeUp says that the handler has the wish: it is now the work of the actor's post. key is an idempotency key.
func (s *Service) TakeUp(ctx context.Context, a actor.Actor, wishID, key string) (Wish, error) {
	return s.Do(ctx, a, TakeUp, wishID, key, func(_ context.Context, c *Change) error {
		c.take()
		c.Tell(TakeUp, ForPublic, "", Detail{Unit: c.Wish.Unit})
		return nil
	})
}

func (c *Change) take() {
	c.Wish.Post = c.Post.ID
	if c.Wish.TakenAt.IsZero() {
		c.Wish.TakenAt = c.Now
	}
}

// Progress is a note on a wish.
type Progress struct {
	Text     string
	Audience Audience
	Key      string
}

// Note adds a progress note. The handler's first note that the submitter can read also takes the wish up; a remark among
// staff changes nothing else. Invalid: text, audience.
func (s *Service) Note(ctx context.Context, a actor.Actor, wishID string, in Progress) (Wish, error) {
	return s.Do(ctx, a, Note, wishID, in.Key, func(_ context.Context, c *Change) error {
		var bad Checker
		in.Text = strings.TrimSpace(in.Text)
		bad.Text("text", in.Text, 1, MaxText)
		if !oneOf(in.Audience, []Audience{ForPublic, ForSubmitter, ForStaff}) {
			bad.Add("audience", "wish.error.audience")
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		took := c.Old.State == Classified && in.Audience != ForStaff
		if in.Audience != ForStaff {
			c.Wish.NotedAt = c.Now
		}
		if took {
			c.take()
		} else {
			c.Stay()
		}
		c.Tell(Note, in.Audience, in.Text, Detail{Took: took})
		return nil
	})
}

// Reply is the handler's answer.
type Reply struct {
	Text, Draft string // the answer, and the draft of files that go with it
	Key         string
}

// Answer gives the submitter the answer and opens the evaluation window; an answer without text cannot be saved. Taking
// up and answering may be one act. Invalid: text.
func (s *Service) Answer(ctx context.Context, a actor.Actor, wishID string, in Reply) (Wish, error) {
	return s.Do(ctx, a, Answer, wishID, in.Key, func(_ context.Context, c *Change) error {
		var bad Checker
		in.Text = strings.TrimSpace(in.Text)
		bad.Text("text", in.Text, 1, MaxText)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		took := c.Old.State == Classified
		c.take()
		c.Wish.AnsweredAt, c.Wish.Answerer, c.Wish.AnsweredFor, c.draft = c.Now, c.Actor.Person, c.Post.For, in.Draft
		c.Wish.EvaluateDue = c.Start("wish.clock.evaluate")
		c.Tell(Answer, ForPublic, in.Text, Detail{Took: took, Due: c.Wish.Due.UnixMicro()})
		return nil
	})
}

// Withdraw takes the wish back; until it is answered the submitter may. It does not count as solved.
func (s *Service) Withdraw(ctx context.Context, a actor.Actor, wishID, key string) (Wish, error) {
	return s.Do(ctx, a, Withdraw, wishID, key, func(_ context.Context, c *Change) error {
		c.Wish.ClosedAt = c.Now
		c.Stop()
		c.Tell(Withdraw, ForSubmitter, "", Detail{})
		return nil
	})
}

// Supplement adds something in the submitter's own words. Invalid: text.
func (s *Service) Supplement(ctx context.Context, a actor.Actor, wishID, text, key string) (Wish, error) {
	return s.Do(ctx, a, Supplement, wishID, key, func(_ context.Context, c *Change) error {
		var bad Checker
		text = strings.TrimSpace(text)
		bad.Text("text", text, 1, MaxText)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		c.Stay()
		c.Tell(Supplement, ForSubmitter, text, Detail{})
		return nil
	})
}

// Evaluation is the submitter's judgement: solved yes or no, one of three ratings, and words. Nothing is preselected.
type Evaluation struct {
	Solved *bool
	Rating Rating
	Text   string
	Person string
	Key    string
}

// Evaluate closes the wish with the submitter's judgement. Nobody can evaluate for the submitter, and nobody closes by
// hand. Invalid: solved, rating, text (needed with 不满意: what is missing must be said).
func (s *Service) Evaluate(ctx context.Context, a actor.Actor, wishID string, in Evaluation) (Wish, error) {
	return s.Do(ctx, a, Evaluate, wishID, in.Key, func(_ context.Context, c *Change) error {
		var bad Checker
		in.Text, in.Person = strings.TrimSpace(in.Text), c.Actor.Person
		bad.Judgement(in.Solved, in.Rating, in.Text)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		c.Wish.Solved, c.Wish.Rating = in.Solved, in.Rating
		c.Wish.ClosedAt = c.Now
		c.Stop()
		c.evaluation = &in
		c.Tell(Evaluate, ForPublic, in.Text, Detail{Solved: in.Solved, Rating: in.Rating, Words: ForSubmitter})
		return nil
	})
}
