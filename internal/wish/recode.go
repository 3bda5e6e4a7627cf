package wish

import (
	"context"
	"errors"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/place"
	"linli/internal/workday"
)

// Standing are the communities with open wishes, and those whose counter still gives numbers.
func (s *Service) Standing(ctx context.Context) (codes []string, err error) {
	defer errs.Wrap(&err, "wish.Standing")
	codes, err = db.Leap(ctx, s.d, "SELECT MIN(community) FROM wish WHERE closed_at IS NULL AND community >= $1", place.Beyond)
	if err != nil {
		return nil, err
	}
	counting, err := db.All(ctx, s.d, scanID, "SELECT DISTINCT community FROM wish_counter WHERE moved = FALSE ORDER BY community")
	return append(codes, counting...), err
}

// Recode lets the open wishes of a recoded community follow it, and tells how many. Their numbers stay, and so do closed
// wishes: lists by place and the scopes of posts know former codes. First the old code's counter is shut: who is filing
// there in this moment either has finished, and the wish is seen here, or is told to look the place up again (File).
func (s *Service) Recode(ctx context.Context, r place.Recoding) (n int, err error) {
	defer errs.Wrap(&err, "wish.Recode")
	if place.LevelOf(r.Old) != place.Community || r.New == "" {
		return 0, nil
	}
	if err := s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return shutCounterTx(ctx, tx, r.Old) }); err != nil {
		return 0, err
	}
	return r.Move(ctx, s.d, func(ctx context.Context, _, _ string) ([]string, error) {
		return db.All(ctx, s.d, scanID, "SELECT DISTINCT place FROM wish WHERE closed_at IS NULL AND community = $1 ORDER BY place", r.Old)
	}, recodeTx)
}

// shutCounterTx shuts the counter of this year and the next, and waits for whoever holds it.
func shutCounterTx(ctx context.Context, tx *db.Tx, community string) error {
	year := workday.DateOf(tx.Now).Year()
	_, err := tx.Exec(ctx, `INSERT INTO wish_counter (community, year, last, moved) VALUES ($1, $2, 0, TRUE), ($1, $3, 0, TRUE)
		ON CONFLICT (community, year) DO UPDATE SET moved = TRUE`, community, year, year+1)
	return err
}

// recodeTx moves some open wishes.
func recodeTx(ctx context.Context, tx *db.Tx, old, now string) (int, error) {
	n, err := tx.Exec(ctx, `UPDATE wish SET community = $4, place = $3 WHERE closed_at IS NULL AND place = $2 AND id IN (
		SELECT id FROM wish WHERE closed_at IS NULL AND community = $1 AND place = $2 ORDER BY due, id LIMIT $5)`,
		old[:communityWidth], old, now, now[:communityWidth], chunk)
	if err != nil || n == 0 {
		return 0, err
	}
	return int(n), journal.WriteTx(ctx, tx, actor.Job("recode"), journal.Entry{
		Act: "wish.recode", Kind: "place", Subject: now, Place: now,
		Before: map[string]string{"place": old}, After: map[string]any{"place": now, "moved": n},
	})
}

// OpenIn counts the open wishes whose community lies in a range of codes, [from, until) in byte order.
func OpenIn(ctx context.Context, q db.Querier, from, until string) (n int, err error) {
	defer errs.Wrap(&err, "wish.OpenIn")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM wish WHERE closed_at IS NULL AND community >= $1 AND community < $2", from, until)
}

// fileTries bounds how often a filing looks its place up again.
const fileTries = 3

// again runs a filing, and runs it anew when its community was recoded between the look-up and the write.
func (s *Service) again(ctx context.Context, file func() (Wish, error)) (w Wish, err error) {
	for range fileTries {
		var moved *movedError
		if w, err = file(); !errors.As(err, &moved) {
			return w, err
		}
		if err := s.reopenCounter(ctx, moved.community); err != nil {
			return Wish{}, err
		}
	}
	return Wish{}, &errs.Error{Kind: errs.Unavailable, Key: "error.busy", RetryAfter: time.Second}
}

// movedError says that a community has another code now.
type movedError struct{ community string }

func (e *movedError) Error() string { return "wish: " + e.community + " has another code now" }

// reopenCounter lets a community count again whose code a later edition has brought back.
func (s *Service) reopenCounter(ctx context.Context, community string) error {
	_, err := place.ByCode(ctx, s.d, community)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE wish_counter SET moved = FALSE WHERE community = $1", community)
		return err
	})
}

// codesOf is what the place of a list means: the place of today, also when its code is an old one, and the codes it had
// before, under which what has ended stays.
func (s *Service) codesOf(ctx context.Context, code string) ([]string, error) {
	if code == "" {
		return nil, nil
	}
	p, err := place.Resolve(ctx, s.d, code)
	switch {
	case errs.Is(err, errs.NotFound):
		return []string{code}, nil // nothing, or only what has ended there
	case err != nil:
		return nil, err
	}
	formers, err := place.Formers(ctx, s.d, []string{p.Code})
	return append([]string{p.Code}, formers[p.Code]...), err
}

// at narrows a list to places of one level.
func at(w *db.Where, codes []string) {
	if len(codes) == 0 {
		return
	}
	var communities []string
	for _, code := range codes {
		if len(code) >= communityWidth && !slices.Contains(communities, code[:communityWidth]) {
			communities = append(communities, code[:communityWidth])
		}
	}
	switch len(communities) {
	case 0:
	case 1:
		w.And("community = ?", communities[0])
	default:
		w.In("community", communities)
	}
	if len(codes[0]) != communityWidth {
		w.Within("place", codes)
	}
}
