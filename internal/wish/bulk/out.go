package bulk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/journal"
	"linli/internal/wish"
)

// The kinds of what goes out, as the register has them.
const (
	Print = "wish_print" // 心愿打印件: sheets on paper
	Table = "wish_table" // 心愿表格: a file for a spreadsheet
)

// Purposes are why wishes go out, in the order of the form.
func Purposes() []string { return []string{"handling", "meeting", "report"} }

// again is how long the same request gives the same copy again, with the same number: a download may break off.
const again = time.Hour

// Taking is what is printed.
type Taking struct {
	Purpose string
	Filter  string // the list's address
	Key     string // idempotency key of the request
}

// Out is a print with its number.
type Out struct {
	Stamp  export.Stamp
	Wishes []wish.Seen // in the order given, as the actor sees them
}

// Print reads wishes for sheets of paper, gives them their number and writes down that each went out. All go or none: a
// wish that the actor may not take out is NotFound. Invalid: no wish, too many, no key, purpose. Conflict when the same
// request was answered an hour ago or longer, or for other wishes.
func (s *Service) Print(ctx context.Context, a actor.Actor, ids []string, in Taking) (out Out, err error) {
	defer errs.Wrap(&err, "bulk.Print")
	if ids, err = s.takes(ctx, a, ids, in); err != nil {
		return Out{}, err
	}
	posts, err := s.read(ctx, a, ids, &out)
	if err != nil {
		return Out{}, err
	}
	e := export.Export{Kind: Print, Filter: in.Filter + "#" + digest(ids), Purpose: in.Purpose, Records: len(ids), Post: posts[0], Key: in.Key}
	first, err := journal.Once(ctx, s.d, a, "export.number", in.Key, func(ctx context.Context, tx *db.Tx) (err error) {
		// The number comes first here, for the entry of each wish names it; there are not many.
		if out.Stamp, err = export.NumberTx(ctx, tx, a, e); err != nil {
			return err
		}
		for i, seen := range out.Wishes {
			err := journal.WriteTx(ctx, tx, a, journal.Entry{
				Act: "wish.print", Kind: "wish", Subject: seen.Wish.ID, Place: seen.Wish.Place, Post: posts[i].ID,
				After: map[string]any{"export": out.Stamp.Number, "purpose": in.Purpose},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && first != "" {
		out.Stamp, err = s.given(ctx, a, first, e)
	}
	return out, err
}

// takes checks who takes out what for what, and gives the wishes, each once.
func (s *Service) takes(ctx context.Context, a actor.Actor, ids []string, in Taking) ([]string, error) {
	most, err := s.Most(ctx)
	if err != nil {
		return nil, err
	}
	if err := May(a); err != nil {
		return nil, err
	}
	if ids, err = chosen(ids, most, in.Key); err != nil {
		return nil, err
	}
	if !slices.Contains(Purposes(), in.Purpose) {
		return nil, errs.BadFields([]errs.Field{{Name: "purpose", Key: "bulk.error.purpose"}})
	}
	return ids, nil
}

// read is the wishes as the actor sees them, and the post under which each may go out.
func (s *Service) read(ctx context.Context, a actor.Actor, ids []string, out *Out) (posts []actor.Post, err error) {
	for _, one := range ids {
		seen, err := s.wishes.See(ctx, a, one)
		if err != nil {
			return nil, err
		}
		post, ok := TakesOut(a, seen.Wish)
		if !ok {
			return nil, errs.New(errs.NotFound, "error.not_found")
		}
		posts, out.Wishes = append(posts, post), append(out.Wishes, seen)
	}
	return posts, nil
}

// given is the stamp of a copy that got its number before: of the same wishes, and not too long ago.
func (s *Service) given(ctx context.Context, a actor.Actor, number string, e export.Export) (export.Stamp, error) {
	x, err := export.ByNumber(ctx, s.d, number)
	if err != nil {
		return export.Stamp{}, err
	}
	if x.Kind != e.Kind || x.Filter != e.Filter || x.Purpose != e.Purpose || s.d.Now().Sub(x.At) >= again {
		return export.Stamp{}, errs.New(errs.Conflict, "bulk.again")
	}
	return export.Stamp{Number: x.Number, At: x.At, Kind: x.Kind, By: a.Name, Post: e.Post.Title, Purpose: x.Purpose, Records: x.Records}, nil
}

// digest tells one choice of wishes from another, in the register.
func digest(ids []string) string {
	sum := sha256.New()
	for _, one := range ids {
		sum.Write([]byte(one + " "))
	}
	return strconv.Itoa(len(ids)) + "-" + hex.EncodeToString(sum.Sum(nil)[:12])
}
