package topic

import (
	"context"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/plain"
)

// refresh is how old the tree may become: a change made by another process is seen within this time.
const refresh = 10 * time.Second

// Service is the tree and its use cases.
type Service struct {
	d    *db.DB
	tree atomic.Pointer[remembered]
}

type remembered struct {
	*Tree
	at time.Time // of the process's clock
}

// New is the service over a database.
func New(d *db.DB) *Service { return &Service{d: d} }

// Tree is the tree, at most ten seconds old; what this process has changed it shows at once.
func (s *Service) Tree(ctx context.Context, q db.Querier) (_ *Tree, err error) {
	defer errs.Wrap(&err, "topic.Tree")
	if t := s.tree.Load(); t != nil && time.Since(t.at) < refresh {
		return t.Tree, nil
	}
	return s.fresh(ctx, q)
}

func (s *Service) fresh(ctx context.Context, q db.Querier) (*Tree, error) {
	began := time.Now()
	t, err := read(ctx, q)
	if err != nil {
		return nil, err
	}
	s.tree.Store(&remembered{t, began})
	return t, nil
}

// Usable tells whether a wish may have the topic at a moment: one in use, the one that it had, or none. One that the remembered
// tree does not have is looked for in q: somebody may have added it since.
func (s *Service) Usable(ctx context.Context, q db.Querier, code, had string, at time.Time) (_ bool, err error) {
	defer errs.Wrap(&err, "topic.Usable")
	if code == "" || code == had {
		return true, nil
	}
	if t := s.tree.Load(); t != nil {
		if _, ok := t.Open(code, at); ok {
			return true, nil
		}
	}
	t, err := read(ctx, q)
	if err != nil {
		return false, err
	}
	_, ok := t.Open(code, at)
	return ok, nil
}

// Limits of what is typed, in characters.
const (
	maxName = 40
	maxCode = 40
	maxDeep = 9
)

// Change is what a topic shall be from now on.
type Change struct {
	Code   string // empty: a new one, which gets a code
	Parent string
	Zh, En string
	Key    string // idempotency key
}

// Save adds a topic or changes one: its names, or the topic above it. Nothing is done where nothing differs. Only the command
// centre. Invalid: zh, en, parent (unknown, below itself, too deep, or another there has the name). NotFound: code.
func (s *Service) Save(ctx context.Context, a actor.Actor, in Change) (_ Topic, err error) {
	defer errs.Wrap(&err, "topic.Save")
	post, ok := MayEdit(a)
	if !ok {
		return Topic{}, forbidden()
	}
	var out Topic
	act := "topic.add"
	if in.Code != "" {
		act = "topic.change"
	}
	if in.Key != "" { // sent again it would be one of the same name
		if done, err := journal.Done(ctx, s.d, a, act, in.Key); err != nil || done != "" {
			return s.last(ctx, done, err)
		}
	}
	again, err := journal.Once(ctx, s.d, a, act, in.Key, func(ctx context.Context, tx *db.Tx) error {
		tree, err := s.lockedTx(ctx, tx)
		if err != nil {
			return err
		}
		old, next, err := tree.checked(in, tx.Now)
		if out = next; err != nil || old == next {
			return err
		}
		if err := putTx(ctx, tx, next); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: act, Kind: "topic", Subject: next.Code, Post: post.ID, Before: stamp(old), After: stamp(next), Key: in.Key})
	})
	if err == nil && again != "" {
		return s.last(ctx, again, nil)
	}
	return out, err
}

// last is a topic as it stands after a request that was sent before.
func (s *Service) last(ctx context.Context, code string, err error) (Topic, error) {
	if err != nil {
		return Topic{}, err
	}
	tree, err := s.fresh(ctx, s.d)
	if err != nil {
		return Topic{}, err
	}
	t, _ := tree.Last(code)
	return t, nil
}

// End lets no new wish have a topic any more; those that have it keep it. Its matters may go on by another (merged). What stands
// below it must have ended or moved before. The same request again, known by its key, is answered as the first. NotFound; Conflict:
// 其他, or topics below; Invalid: merged.
func (s *Service) End(ctx context.Context, a actor.Actor, code, merged, key string) (err error) {
	defer errs.Wrap(&err, "topic.End")
	post, ok := MayEdit(a)
	if !ok {
		return forbidden()
	}
	again, err := journal.Once(ctx, s.d, a, "topic.end", key, func(ctx context.Context, tx *db.Tx) error {
		tree, err := s.lockedTx(ctx, tx)
		if err != nil {
			return err
		}
		old, ok := tree.Open(code, tx.Now)
		switch {
		case !ok:
			return errs.New(errs.NotFound, "error.not_found")
		case code == Other:
			return errs.New(errs.Conflict, "topic.error.other")
		case len(tree.Below(code, tx.Now)) > 0:
			return errs.New(errs.Conflict, "topic.error.below")
		}
		if merged != "" {
			if _, ok := tree.Open(merged, tx.Now); !ok || merged == code {
				return errs.BadFields([]errs.Field{{Name: "merged", Key: "topic.error.parent"}})
			}
		}
		if _, err := endTx(ctx, tx, code, merged); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "topic.end", Kind: "topic", Subject: code, Post: post.ID, Before: stamp(old), After: map[string]string{"merged": merged}, Key: key})
	})
	if err == nil && again != "" && again != code {
		err = errs.New(errs.Conflict, "error.key_reused")
	}
	return err
}

// lockedTx is the tree as the transaction finds it, while nobody else changes it.
func (s *Service) lockedTx(ctx context.Context, tx *db.Tx) (*Tree, error) {
	if err := tx.Lock(ctx, "topic", "tree"); err != nil {
		return nil, err
	}
	tx.AfterCommit(func() { s.tree.Store(nil) })
	return read(ctx, tx)
}

func forbidden() error { return errs.New(errs.Forbidden, "topic.forbidden") }

// checked is a topic as it was, empty of a new one, and as it shall be.
func (t *Tree) checked(in Change, at time.Time) (old, next Topic, err error) {
	if in.Code != "" {
		var ok bool
		if old, ok = t.Open(in.Code, at); !ok {
			return old, next, errs.New(errs.NotFound, "error.not_found")
		}
	}
	next = old
	next.Parent, next.Zh, next.En = in.Parent, tidy(in.Zh), tidy(in.En)
	bad := names(next)
	switch key := t.fits(next, at); {
	case key == "topic.error.same":
		bad = append(bad, errs.Field{Name: "zh", Key: key})
	case key != "":
		bad = append(bad, errs.Field{Name: "parent", Key: key, Args: []any{maxDeep}})
	}
	if err := errs.BadFields(bad); err != nil {
		return old, next, err
	}
	if next.Code == "" {
		next.Code = t.free(next.Parent, nil)
	}
	if next.Code != old.Code || next.Parent != old.Parent {
		next.Position = t.behind(next.Parent, at)
	}
	return old, next, nil
}

// tidy is a name without blanks around it and with one between its words.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

// names is what is wrong with the names of a topic.
func names(t Topic) (bad []errs.Field) {
	for _, x := range []struct {
		field, name string
		least       int
	}{{"zh", t.Zh, 1}, {"en", t.En, 0}} {
		switch n := plain.Length(x.name); {
		case !plain.Clean(x.name, false):
			bad = append(bad, errs.Field{Name: x.field, Key: "topic.error.characters"})
		case n < x.least:
			bad = append(bad, errs.Field{Name: x.field, Key: "topic.error.name"})
		case n > maxName:
			bad = append(bad, errs.Field{Name: x.field, Key: "topic.error.long", Args: []any{maxName}})
		}
	}
	return bad
}

// fits is the key of what is wrong with where a topic shall stand; empty when nothing is.
func (t *Tree) fits(x Topic, at time.Time) string {
	if x.Parent != "" {
		if _, ok := t.Open(x.Parent, at); !ok {
			return "topic.error.parent"
		}
	}
	switch {
	case x.Code == Other && x.Parent != "":
		return "topic.error.other"
	case x.Code != "" && x.Parent != "" && t.under(x.Parent, x.Code, at):
		return "topic.error.circle"
	case len(t.Path(x.Parent, at))+t.height(x.Code, at) > maxDeep:
		return "topic.error.deep"
	}
	for _, beside := range t.Below(x.Parent, at) {
		if beside.Zh == x.Zh && beside.Code != x.Code {
			return "topic.error.same"
		}
	}
	return ""
}

// height is how many levels a topic has, with itself; 1 of a new one.
func (t *Tree) height(code string, at time.Time) int {
	deepest := 0
	if code != "" {
		for _, x := range t.Below(code, at) {
			deepest = max(deepest, t.height(x.Code, at))
		}
	}
	return deepest + 1
}

// free is a code that no topic has or had: below 1.3 the next of 1.3.1, 1.3.2, …; taken are more that are not free.
func (t *Tree) free(parent string, taken map[string]bool) string {
	for n := 1; ; n++ {
		code := strconv.Itoa(n)
		if parent != "" {
			code = parent + "." + code
		}
		if len(code) > maxCode {
			code = "t" + strconv.Itoa(len(t.states)+n) // far below, or below a topic with a long code of its own
		}
		if _, used := t.states[code]; !used && !taken[code] {
			return code
		}
	}
}

// behind is the position behind all others below a topic, but for 其他.
func (t *Tree) behind(parent string, at time.Time) int {
	last := 0
	for _, x := range t.Below(parent, at) {
		if x.Code != Other {
			last = max(last, x.Position)
		}
	}
	return last + 1
}

// stamped is what the journal keeps of a topic.
type stamped struct {
	Parent string `json:"parent"`
	Zh     string `json:"zh"`
	En     string `json:"en,omitempty"`
}

func stamp(t Topic) any {
	if t.Code == "" {
		return nil
	}
	return stamped{t.Parent, t.Zh, t.En}
}
