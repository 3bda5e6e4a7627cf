package precedent

import (
	"context"
	"encoding/json"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
)

// Ruled is the last ruling on a wish: who leads by it, of when and whose.
type Ruled struct {
	At        time.Time
	By        string // official, by name and title
	Unit      string // organisation that leads
	Precedent Precedent
	Kept      bool // as Precedent; else it was ruled for this wish only
}

// Used is the precedent that was proposed where a wish was sorted.
type Used struct {
	Precedent
	Followed bool
}

// Why is the last ruling on a wish and the precedent that was proposed where it was sorted; nil where there is none. The caller has
// decided that the reader may see the wish as staff do, and asks MaySee before it shows more of a precedent than that it was ruled.
func (s *Service) Why(ctx context.Context, wishID string) (ruled *Ruled, used *Used, err error) {
	defer errs.Wrap(&err, "precedent.Why")
	rulings, err := db.All(ctx, s.d, scanRuled, "SELECT at, who, detail FROM wish_event WHERE wish = $1 AND act = $2 ORDER BY id DESC LIMIT 1",
		wishID, string(wish.Ruling))
	if err != nil {
		return nil, nil, err
	}
	if len(rulings) > 0 {
		ruled = &rulings[0]
		kept, err := db.All(ctx, s.d, scan, "SELECT "+own+counts+from+"p.wish = $1 AND p.valid_from = $2", wishID, ruled.At.UnixMicro())
		if err != nil {
			return nil, nil, err
		}
		if ruled.Kept = len(kept) > 0; ruled.Kept {
			ruled.Precedent = kept[0]
		}
	}
	uses, err := db.All(ctx, s.d, func(r db.Row) (u Used, err error) {
		u.Precedent, err = scan(also{r, &u.Followed})
		return u, err
	}, "SELECT "+own+counts+", x.followed FROM wish_precedent x JOIN precedent p ON p.id = x.precedent WHERE x.wish = $1", wishID)
	if len(uses) > 0 {
		used = &uses[0]
	}
	return ruled, used, err
}

func scanRuled(r db.Row) (x Ruled, err error) {
	var raw string
	var d wish.Detail
	if err = r.Scan(db.Time(&x.At), db.Text(&x.By), db.Text(&raw)); err == nil && raw != "" {
		err = json.Unmarshal([]byte(raw), &d)
	}
	x.Unit = d.Unit
	return x, err
}

// also is a row with one column more.
type also struct {
	db.Row
	more any
}

func (x also) Scan(into ...any) error { return x.Row.Scan(append(into, x.more)...) }
