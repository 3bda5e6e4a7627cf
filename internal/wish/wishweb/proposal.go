package wishweb

import (
	"context"

	"linli/internal/wish"
)

// Proposal is what is proposed to who sorts a wish, one of each that proposes. It stands above the question and chooses nothing: who sorts presses the
// button, and the form comes filled in with it.
type Proposal struct {
	By     string // who proposes, as the address says it: catalogue
	Title  string // the same in words: 分办目录
	Colour wish.Colour
	Unit   string // organisation; empty: the colour only
	Name   string // what that is called
	Why    string // one sentence, for staff
	Text   string // the reason that the form begins with, which the submitter reads; empty: who sorts writes it
	Notes  []string
	URL    string // where what is proposed stands; empty: nowhere
	See    string // what that is called
}

// Proposer is who proposes: nothing for a wish of which it knows nothing. The reader sees the wish as staff do.
type Proposer func(ctx context.Context, t *Teller, w wish.Wish) ([]Proposal, error)

// Propose is all that several propose, one after the other.
func Propose(all ...Proposer) Proposer {
	return func(ctx context.Context, t *Teller, w wish.Wish) (out []Proposal, err error) {
		for _, one := range all {
			some, err := one(ctx, t, w)
			if err != nil {
				return nil, err
			}
			out = append(out, some...)
		}
		return out, nil
	}
}

// Reason is something by which a wish was sorted as it was.
type Reason struct {
	By    string // as of a Proposal; ruling: it was ruled who leads
	Why   string // one sentence, for staff
	Needs string // what the answer must bring, in one sentence; empty: nothing in particular
	Photo bool   // without a photo the answer is not taken
	URL   string // where it stands; empty: nowhere that the reader sees
	See   string // what that is called
}

// Reasoner knows why: nothing of a wish of which it knows nothing. The reader sees the wish as staff do.
type Reasoner func(ctx context.Context, t *Teller, w wish.Wish) ([]Reason, error)

// Reasons is all that several know, one after the other.
func Reasons(all ...Reasoner) Reasoner {
	return func(ctx context.Context, t *Teller, w wish.Wish) (out []Reason, err error) {
		for _, one := range all {
			some, err := one(ctx, t, w)
			if err != nil {
				return nil, err
			}
			out = append(out, some...)
		}
		return out, nil
	}
}
