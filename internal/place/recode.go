package place

import (
	"context"
	"errors"
	"fmt"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/workday"
)

// Recoded says that an edition has given places other codes: what stands at the old ones follows by a job, because it
// may be a district's worth of rows. The job reads the codes from the tree (Recodings).
type Recoded struct{ Edition int64 }

// EventName is the event's name in docs/events.md.
func (Recoded) EventName() string { return "place.recoded" }

// Recoding is a place that an edition has ended, and the place that its code means today.
type Recoding struct {
	Old string // trimmed, of level 1 to 5
	New string // of the same level; empty: nothing has replaced it, so nothing can follow by itself

	day   workday.Date      // first day of the new code
	below map[string]string // what the codes of 邻里 and buildings below mean today
}

// Range is the codes that follow, [from, until) in byte order: of a community everything below it too; of a higher place
// only what stands at its own code, because each place below it has a successor of its own.
func (r Recoding) Range() (from, until string) {
	if LevelOf(r.Old) == Community {
		return db.Subtree(r.Old)
	}
	return r.Old, r.Old + "0"
}

// To is where something belongs now that stood at a code of the range: at the same 邻里 or building under its new code,
// or, where that is no more, at the nearest place above.
func (r Recoding) To(code string) string {
	for ; len(code) > len(r.Old); code = code[:len(code)-ownWidth] {
		if now := r.below[code]; now != "" {
			return now
		}
	}
	return r.New
}

// ownWidth is how many digits a level of our own adds.
const ownWidth = 3

// Recodings are the places of levels 1 to 5 that an edition has ended, by code. Those that another edition has brought
// back are left out.
func Recodings(ctx context.Context, q db.Querier, edition int64) (list []Recoding, err error) {
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

// Beyond is the least bound above a code and everything that belongs to the same community, or above a higher place's
// own code: the step of db.Leap over a column of codes.
func Beyond(code string) string {
	if len(code) >= fullWidth {
		_, until := db.Subtree(code[:fullWidth])
		return until
	}
	return code + "0"
}

// moveTries bounds how often a write of a move is tried again that met somebody else's.
const moveTries = 5

// Move moves the rows of one table. codes lists the codes of the range at which rows stand; move moves some rows, a chunk
// of them, from one code to another inside a write and tells how many. Each write is short; between them others get
// their turn, and a cancelled context ends the move: what it has moved stays moved, and the next run does the rest.
func (r Recoding) Move(
	ctx context.Context, d *db.DB, codes func(ctx context.Context, from, until string) ([]string, error),
	move func(ctx context.Context, tx *db.Tx, old, now string) (int, error),
) (n int, err error) {
	if r.New == "" {
		return 0, nil
	}
	from, until := r.Range()
	list, err := codes(ctx, from, until)
	if err != nil {
		return 0, err
	}
	for _, old := range list {
		for moved, tries := -1, 0; moved != 0; n += max(moved, 0) {
			if err := ctx.Err(); err != nil {
				return n, err
			}
			err := patiently(ctx, d, func(ctx context.Context, tx *db.Tx) (err error) {
				moved, err = move(ctx, tx, old, r.To(old))
				return err
			})
			if errs.Is(err, errs.Conflict) && tries < moveTries {
				tries, moved = tries+1, -1
				continue
			}
			if err != nil {
				return n, err
			}
		}
	}
	return n, nil
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
func (s *Service) Recode(ctx context.Context, r Recoding) (_ Recoding, moved int, err error) {
	defer errs.Wrap(&err, "place.Recode")
	if LevelOf(r.Old) != Community || r.New == "" {
		return r, 0, nil
	}
	for _, l := range []Level{Neighbourhood, Building} {
		for after := r.Old; ; {
			codes, err := ownCodes(ctx, s.d, r.Old, after, l, ownChunk)
			if err != nil || len(codes) == 0 {
				if err != nil {
					return r, moved, err
				}
				break
			}
			n, err := s.moveOwn(ctx, r, codes)
			if moved += n; err != nil {
				return r, moved, err
			}
			after = codes[len(codes)-1]
		}
	}
	codes, err := everBelow(ctx, s.d, r.Old)
	if err == nil {
		r.below, err = today(ctx, s.d, codes)
	}
	return r, moved, err
}

// ownChunk is how many 邻里 or buildings move in one write.
const ownChunk = 50

// moveOwn moves some 邻里 or buildings in one write.
func (s *Service) moveOwn(ctx context.Context, r Recoding, codes []string) (n int, err error) {
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	err = patiently(ctx, s.d, func(ctx context.Context, tx *db.Tx) error {
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
		return journal.WriteTx(ctx, tx, actor.Job("recode"), journal.Entry{
			Act: "place.recode", Kind: "place", Subject: r.New, Place: r.New,
			Before: map[string]string{"community": r.Old}, After: map[string]any{"community": r.New, "moved": n},
		})
	})
	return n, err
}

// moveOwnTx gives one 邻里 or building its new code, unless it has ended meanwhile or there is no code left.
func moveOwnTx(ctx context.Context, tx *db.Tx, r Recoding, code string) (moved bool, err error) {
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
	now, err := freeCode(ctx, tx, parent.Code, code[len(code)-ownWidth:])
	if errs.Is(err, errs.Conflict) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := endAsTx(ctx, tx, code, max(p.From, r.day), now); err != nil {
		return false, err
	}
	p.Code, p.Parent, p.Version, p.From = now, parent.Code, 1, max(p.From, r.day)
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

// String is the recoding as a log names it.
func (r Recoding) String() string { return fmt.Sprintf("%s → %s", r.Old, r.New) }
