// Package alike finds the open wishes of a community that are about the same matter as a text (查重): while somebody writes,
// so that a neighbour says “我也一样” instead of asking again, and at the desk, so that one matter is handled once. It
// offers and decides nothing: joining is package follow's, merging package ask's.
//
// Nothing is learnt or stored: a community has some hundreds of open wishes, which are read and compared when asked. A
// resident's text is compared with what neighbours may read of the others, never with what is hidden, so that nobody finds
// out by trying what a private wish says.
package alike

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/wish"
)

// Bounds of a question. A text shorter than shortest says too little to be like anything.
const (
	shortest = 4   // characters
	offered  = 3   // wishes, the most like first
	compared = 500 // open wishes of a community, those with most time left
)

// Service compares.
type Service struct {
	d     *db.DB
	rules *rule.Store
	known *place.Known
}

// New is the service over a database.
func New(d *db.DB, rules *rule.Store) *Service { return &Service{d, rules, place.NewKnown(d)} }

// Near is the open wishes of the community of a place that are about what somebody is writing, at most three, the most like
// first, as the reader may see them: of what neighbours may read, and for the desk of the community of everything there. A
// place that is unknown, or above a community, has none.
func (s *Service) Near(ctx context.Context, a actor.Actor, placeCode, text string) (out []wish.Wish, err error) {
	defer errs.Wrap(&err, "alike.Near")
	if utf8.RuneCountInString(strings.TrimSpace(text)) < shortest || len(placeCode) < wish.CommunityWidth {
		return nil, nil
	}
	community := placeCode[:wish.CommunityWidth]
	_, desk := wish.MayFileFor(a, community)
	var w db.Where
	w.And("state <> 'answered'") // who has the same again asks anew
	if !desk {
		w.And(wish.OpenToAll)
	}
	all, err := s.open(ctx, community, w)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(all))
	for i, x := range all {
		if texts[i] = x.PublicTitle; desk {
			texts[i] = x.Text
		}
	}
	least, err := s.least(ctx, community)
	for _, m := range newCorpus(texts).closest(read(text), least) {
		if out = append(out, wish.Redact(a, all[m.at])); len(out) == offered {
			break
		}
	}
	return out, err
}

// Among compares some wishes of a community with everything that waits there for an answer, for staff: with the whole texts,
// and only wishes that the reader sees as staff do; who sees none so finds nothing. The answer has by the id of each wish
// those that are probably about the same matter, at most three, the most like first; what is like nothing is left out.
func (s *Service) Among(ctx context.Context, a actor.Actor, community string, some []wish.Wish) (out map[string][]wish.Wish, err error) {
	defer errs.Wrap(&err, "alike.Among")
	var any db.Alternatives
	wish.AsStaff(&any, a)
	var w db.Where
	any.Into(&w)
	w.And("state <> 'answered'")
	all, err := s.open(ctx, community, w)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	texts := make([]string, len(all))
	for i, x := range all {
		texts[i] = x.Text
	}
	least, err := s.least(ctx, community)
	c, out := newCircle(texts), map[string][]wish.Wish{}
	for _, x := range some {
		i := slices.IndexFunc(all, func(y wish.Wish) bool { return y.ID == x.ID })
		if i < 0 {
			continue
		}
		for _, m := range c.closest(c.docs[i], least) {
			if m.at != i && len(out[x.ID]) < offered {
				out[x.ID] = append(out[x.ID], wish.Redact(a, all[m.at]))
			}
		}
	}
	return out, err
}

// least is how like a wish must be to be offered, 0 to 1.
func (s *Service) least(ctx context.Context, community string) (float64, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return 1, err
	}
	return float64(book.Int("wish.alike.least", community, s.d.Now())) / 100, nil
}

// open reads the open wishes of a community, narrowed, the latest by their date: in the order of the index of what is open.
func (s *Service) open(ctx context.Context, community string, w db.Where) ([]wish.Wish, error) {
	codes, err := s.known.Codes(ctx, community)
	if err != nil {
		return nil, err
	}
	w.And("closed_at IS NULL AND community = ?", codes[0]) // what is open stands at the codes of today
	return db.All(ctx, s.d, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE "+w.SQL()+" ORDER BY due DESC, id DESC LIMIT "+strconv.Itoa(compared), w.Args()...)
}
