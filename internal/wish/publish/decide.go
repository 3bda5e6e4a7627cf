package publish

import (
	"context"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/veil"
	"linli/internal/wish"
)

// Limits of what is typed, in characters; a title is as long as one that the desk may give.
const (
	maxTitle  = 60
	maxReason = 200
)

// Decision is a moderator's on one part of a wish.
type Decision struct {
	Part   int64
	Seen   int    // Part.Rev as the moderator saw it
	Text   string // what neighbours shall read
	Sure   bool   // what is still found in Text may be read
	Reason string // why it is withheld; may be empty
	Key    string // idempotency key
}

// Publish lets neighbours read a part of a wish in the words of the decision. Invalid: text (empty, too long, or
// something private-looking is in it and nobody has said that this is meant). Conflict: somebody has decided meanwhile.
// NotFound, Forbidden as the wish's own acts.
func (s *Service) Publish(ctx context.Context, a actor.Actor, wishID string, in Decision) (err error) {
	defer errs.Wrap(&err, "publish.Publish")
	return s.decide(ctx, a, wishID, in, wish.Published)
}

// Withhold refuses to publish a part, or takes down what is public: without its title nothing of the wish is. Invalid:
// reason. Conflict, NotFound, Forbidden as Publish.
func (s *Service) Withhold(ctx context.Context, a actor.Actor, wishID string, in Decision) (err error) {
	defer errs.Wrap(&err, "publish.Withhold")
	return s.decide(ctx, a, wishID, in, wish.Withheld)
}

// journalled is what the journal keeps: which part, and whether it is public. The words stand in the wish.
type journalled struct {
	Part      int64          `json:"part"`
	Publicity wish.Publicity `json:"publicity"`
}

func (s *Service) decide(ctx context.Context, a actor.Actor, wishID string, in Decision, to wish.Publicity) error {
	w, post, err := s.deciding(ctx, a, wishID)
	if err != nil {
		return err
	}
	if err := in.check(to); err != nil {
		return err
	}
	act := "wish.publish"
	if to == wish.Withheld {
		act = "wish.withhold"
	}
	again, err := journal.Once(ctx, s.d, a, act, in.Key, func(ctx context.Context, tx *db.Tx) error {
		p, err := partOf(ctx, tx, wishID, in.Part)
		if err != nil {
			return err
		}
		by := a.Name + " · " + post.Title
		if err := recordTx(ctx, tx, w, decided{Decision: in, state: to, by: by, post: post.ID, person: a.Person, since: p.At}); err != nil {
			return err
		}
		if err := showTx(ctx, tx, wishID, in.Part, to, in.Text); err != nil {
			return err
		}
		err = journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: act, Kind: "wish", Subject: wishID, Place: w.Place, Post: post.ID,
			Before: journalled{in.Part, p.State}, After: journalled{in.Part, to}, Key: in.Key,
		})
		if err != nil || to != wish.Published {
			return err
		}
		return s.sink.Emit(ctx, tx, Published{wishID, in.Part})
	})
	if err == nil && again != "" && again != wishID {
		return errs.New(errs.Conflict, "error.key_reused")
	}
	return err
}

// deciding is the wish, and the post under which the actor decides on it.
func (s *Service) deciding(ctx context.Context, a actor.Actor, wishID string) (wish.Wish, actor.Post, error) {
	seen, err := s.wishes.See(ctx, a, wishID)
	if err != nil {
		return wish.Wish{}, actor.Post{}, err
	}
	post, ok := May(a, seen.Wish)
	switch {
	case ok:
		return seen.Wish, post, nil
	case !a.SignedIn():
		return seen.Wish, post, errs.New(errs.Unauthenticated, "error.unauthenticated")
	case seen.View == wish.StaffView && seen.Wish.Visibility == wish.Private:
		return seen.Wish, post, errs.New(errs.Conflict, "publish.private")
	}
	return seen.Wish, post, errs.New(errs.Forbidden, "publish.forbidden")
}

// check validates what was typed.
func (in *Decision) check(to wish.Publicity) error {
	var bad wish.Checker
	in.Text, in.Reason = strings.TrimSpace(in.Text), strings.TrimSpace(in.Reason)
	if to == wish.Withheld {
		bad.Line("reason", in.Reason, 0, maxReason)
		in.Text = ""
		return errs.BadFields(bad)
	}
	in.Reason = ""
	if in.Part == wish.TitlePart {
		bad.Line("text", in.Text, 1, maxTitle)
	} else {
		bad.Text("text", in.Text, 1, wish.MaxText)
	}
	if len(bad) == 0 && !in.Sure && !veil.Clear(in.Text) {
		bad.Add("text", "publish.error.left")
	}
	return errs.BadFields(bad)
}
