package place

import (
	"context"
	"errors"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/recode"
)

// Recoded says that an edition has given places other codes: what stands at the old ones follows by a job, because it
// may be a district's worth of rows. The job reads the codes from the tree (Recodings).
type Recoded struct{ Edition int64 }

// EventName is the event's name in docs/events.md.
func (Recoded) EventName() string { return "place.recoded" }

// Recodings are the places of levels 1 to 5 that an edition has ended, by code. Those that another edition has brought
// back are left out.
func Recodings(ctx context.Context, q db.Querier, edition int64) (list []recode.Change, err error) {
	defer errs.Wrap(&err, "place.Recodings")
	list, err = endedBy(ctx, q, edition)
	if err != nil {
		return nil, err
	}
	codes := make([]string, len(list))
	for i := range list {
		codes[i] = list[i].Old
	}
	now, err := today(ctx, q, codes)
	for i, r := range list {
		if LevelOf(now[r.Old]) == LevelOf(r.Old) {
			list[i].New = now[r.Old]
		}
	}
	return list, err
}

// Formers are the codes that places had before, by the code they have now, however many recodings ago: records that
// ended under an old code are found by them.
func Formers(ctx context.Context, q db.Querier, codes []string) (formers map[string][]string, err error) {
	defer errs.Wrap(&err, "place.Formers")
	if len(codes) == 0 {
		return nil, nil
	}
	return formersOf(ctx, q, codes)
}

// Codes is what a code means in a list of records: the place that it means today, and those of its level that this
// replaced, under which what has ended stays. A code that means nothing today is only itself.
func Codes(ctx context.Context, q db.Querier, code string) (codes []string, err error) {
	defer errs.Wrap(&err, "place.Codes")
	p, err := Resolve(ctx, q, code)
	if errs.Is(err, errs.NotFound) {
		return []string{code}, nil
	}
	if err != nil {
		return nil, err
	}
	formers, err := Formers(ctx, q, []string{p.Code})
	codes = []string{p.Code}
	for _, former := range formers[p.Code] {
		if len(former) == len(p.Code) {
			codes = append(codes, former)
		}
	}
	return codes, err
}

// Standing are the communities that have 邻里 or buildings now.
func (s *Service) Standing(ctx context.Context) (communities []string, err error) {
	defer errs.Wrap(&err, "place.Standing")
	return communitiesWithOwn(ctx, s.d)
}

// Recode lets the 邻里 and buildings of a recoded community follow it. Each keeps its own three digits where they are
// free; where two communities have become one, the later one's take the next free ones, and the old code leads to the
// new one as always. It returns how many followed, and the recoding that now knows where each of them is. What cannot
// follow, because the new community has no code left, stays and counts as standing at the old one (Held).
func (s *Service) Recode(ctx context.Context, r recode.Change) (_ recode.Change, moved int, err error) {
	defer errs.Wrap(&err, "place.Recode")
	if LevelOf(r.Old) != Community || r.New == "" {
		return r, 0, nil
	}
	for _, l := range []Level{Neighbourhood, Building} {
		for after := r.Old; ; {
			codes, err := ownCodes(ctx, s.d, r.Old, after, l, ownChunk)
			if err != nil {
				return r, moved, err
			}
			if len(codes) == 0 {
				break
			}
			n, err := s.moveOwn(ctx, r, codes)
			if moved += n; err != nil {
				return r, moved, err
			}
			after = codes[len(codes)-1]
		}
	}
	codes, err := codesEverBelow(ctx, s.d, r.Old)
	if err == nil {
		r.Below, err = today(ctx, s.d, codes)
	}
	return r, moved, err
}

// ownChunk is how many 邻里 or buildings move in one write.
const ownChunk = 50

// moveOwn moves some 邻里 or buildings in one write.
func (s *Service) moveOwn(ctx context.Context, r recode.Change, codes []string) (n int, err error) {
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	err = recode.Write(ctx, s.d, func(ctx context.Context, tx *db.Tx) error {
		n = 0 // the function may run twice
		if err := tx.Lock(ctx, "place", r.Old); err != nil {
			return err
		}
		for _, code := range codes {
			moved, err := moveOwnTx(ctx, tx, r, code)
			if err != nil {
				return err
			}
			if moved {
				n++
			}
		}
		if n == 0 {
			return nil
		}
		return recode.JournalTx(ctx, tx, journal.Entry{Act: "place.recode", Kind: "place", Subject: r.New}, r.Old, r.New, n)
	})
	return n, err
}

// moveOwnTx gives one 邻里 or building its new code, unless it has ended meanwhile or there is no code left.
func moveOwnTx(ctx context.Context, tx *db.Tx, r recode.Change, code string) (moved bool, err error) {
	if err := tx.Lock(ctx, "place", code); err != nil {
		return false, err
	}
	p, err := currentOf(ctx, tx, code)
	if errors.Is(err, db.NoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	parent := Place{Code: r.New}
	if LevelOf(code) == Building {
		parent, err = Resolve(ctx, tx, p.Parent)
	}
	if err != nil || parent.Code == p.Parent {
		if errs.Is(err, errs.NotFound) || err == nil {
			return false, nil // its 邻里 could not follow; it stays below it
		}
		return false, err
	}
	now, err := freeCode(ctx, tx, parent.Code, code[len(p.Parent):])
	if errs.Is(err, errs.Conflict) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := endAsTx(ctx, tx, code, max(p.From, r.Day), now); err != nil {
		return false, err
	}
	p.Code, p.Parent, p.Version, p.From = now, parent.Code, 1, max(p.From, r.Day)
	return true, insertTx(ctx, tx, p)
}

// freeCode is a parent's code with the three digits wanted, or with the next free ones. Conflict when there are none.
func freeCode(ctx context.Context, tx *db.Tx, parent, digits string) (string, error) {
	if err := tx.Lock(ctx, "place", parent); err != nil {
		return "", err
	}
	used, err := everUsed(ctx, tx, parent+digits)
	if err != nil || !used {
		return parent + digits, err
	}
	return nextCode(ctx, tx, parent, LevelOf(parent)+1)
}

// Held are the 邻里 and buildings that hold on below a community: those that could not follow it, and those of one that
// nothing has replaced.
func Held(ctx context.Context, q db.Querier, community string) (n int, err error) {
	defer errs.Wrap(&err, "place.Held")
	if LevelOf(community) != Community {
		return 0, nil
	}
	return heldBelow(ctx, q, community)
}
