package hub

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"linli/internal/exchange/hub/document"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/place"
	"linli/internal/plain"
	"linli/internal/wish"
	"linli/internal/workday"
)

// CodeKind is what a code is about.
type CodeKind string

// The kinds. Of Topic and Area the hub's code is looked up and ours is given; of State and Rating ours is looked up and the hub's is given;
// of Field an act and a field of a report are looked up (answer.text, *.unit: of every act), and yes or no is given.
const (
	Topic  CodeKind = "topic"  // type of an order → topic
	Area   CodeKind = "place"  // area of an order → place
	State  CodeKind = "state"  // state of a wish, or an act on it → state of the order
	Rating CodeKind = "rating" // rating → satisfaction
	Field  CodeKind = "field"  // what a report must hold
)

// CodeKinds is all of them.
func CodeKinds() []CodeKind { return []CodeKind{Topic, Area, State, Rating, Field} }

// Any is the code that stands for all that have none of their own.
const Any = "*"

// Code is what one word means, from a day to a day.
type Code struct {
	ID    string
	Kind  CodeKind
	Asked string
	Given string
	From  string // day: 2026-05-01
	To    string // the day from which it does not hold any more; empty: it holds
}

// Fields are what a report may hold, as Field names them.
func Fields() []string { return []string{"state_code", "unit", "due", "text", "rating_code", "files"} }

// required is what reports must hold at first: what a hub's own record of an order has to have. It is data from the moment a hub is made.
var required = []string{"*.state_code", "*.unit", "answer.text", "reject.text", "evaluate.rating_code", "call_back.rating_code"}

func firstFieldsTx(ctx context.Context, tx *db.Tx, hubID string) error {
	for _, key := range required {
		if err := insertCodeTx(ctx, tx, hubID, Code{ID: id.At(tx.Now), Kind: Field, Asked: key, Given: "yes", From: workday.DateOf(tx.Now).String()}); err != nil {
			return err
		}
	}
	return nil
}

// States are what State may look up: the states of a wish, and the acts of which a hub is told, as act.NAME.
func States() (out []string) {
	for _, st := range wish.Flow.States {
		out = append(out, string(st))
	}
	for _, act := range Acts() {
		out = append(out, "act."+act)
	}
	return out
}

// Codes are the codes of a hub, by kind and what is looked up, the newest first of each. NotFound.
func (s *Service) Codes(ctx context.Context, a actor.Actor, hubID string) (h Hub, _ []Code, err error) {
	defer errs.Wrap(&err, "hub.Codes")
	if h, err = s.See(ctx, a, hubID); err != nil {
		return h, nil, err
	}
	all, err := db.All(ctx, s.DB, scanCode, "SELECT "+codeColumns+" FROM hub_code WHERE hub = $1 ORDER BY kind, asked, valid_from DESC", h.ID)
	return h, all, err
}

// Unmapped is a word for which there is no code, and in how many orders or reports of the last ninety days it came.
type Unmapped struct {
	Kind CodeKind
	Word string
	N    int
}

// Unmapped are they, the commonest first. NotFound.
func (s *Service) Unmapped(ctx context.Context, a actor.Actor, hubID string) (out []Unmapped, err error) {
	defer errs.Wrap(&err, "hub.Unmapped")
	h, _, err := s.mine(ctx, a, hubID)
	if err != nil {
		return nil, err
	}
	now := s.DB.Now()
	since := now.AddDate(0, 0, -90).UnixMicro()
	for kind, text := range map[CodeKind]string{
		Topic:  "SELECT type, COUNT(*) FROM hub_order WHERE hub = $1 AND state = 'unplaced' AND came_at >= $2 GROUP BY type",
		Area:   "SELECT area, COUNT(*) FROM hub_order WHERE hub = $1 AND state = 'unplaced' AND bad LIKE '%place%' AND came_at >= $2 GROUP BY area",
		State:  "SELECT state, COUNT(*) FROM hub_report WHERE hub = $1 AND at >= $2 GROUP BY state",
		Rating: "SELECT rating, COUNT(*) FROM hub_report WHERE hub = $1 AND at >= $2 AND rating <> '' GROUP BY rating",
	} {
		words, err := db.All(ctx, s.DB, func(r db.Row) (u Unmapped, err error) { u.Kind = kind; return u, r.Scan(&u.Word, &u.N) }, text, h.ID, since)
		if err != nil {
			return nil, err
		}
		for _, u := range words {
			given, err := given(ctx, s.DB, h.ID, kind, workday.DateOf(now).String(), u.Word, Any)
			if err != nil {
				return nil, err
			}
			if given == "" {
				out = append(out, u)
			}
		}
	}
	slices.SortFunc(out, func(x, y Unmapped) int {
		if x.N != y.N {
			return y.N - x.N
		}
		return strings.Compare(string(x.Kind)+x.Word, string(y.Kind)+y.Word)
	})
	return out, nil
}

// given is what the first of some words that has a code stands for on a day; empty: none has.
func given(ctx context.Context, q db.Querier, hubID string, kind CodeKind, day string, asked ...string) (string, error) {
	for _, word := range asked {
		out, err := db.Value[string](ctx, q, `SELECT given FROM hub_code WHERE hub = $1 AND kind = $2 AND asked = $3 AND valid_from <= $4
			AND (valid_to = '' OR valid_to > $4) ORDER BY valid_from DESC LIMIT 1`, hubID, string(kind), word, day)
		if err == nil || !errors.Is(err, db.NoRows) {
			return out, err
		}
	}
	return "", nil
}

// Setting is some codes of a kind that shall hold from a day, one to a line: the hub's code and ours, parted by a tab, a comma or blanks.
type Setting struct {
	Kind  CodeKind
	Lines string
	From  string // day
	Key   string // idempotency key
}

// maxLines is how many codes may be set at once.
const maxLines = 2000

// SetCodes makes codes hold from a day; what held before for the same words ends on that day, and what was to hold later stays. It tells how
// many those are. Orders that have waited for one of them are tried anew (Retry). NotFound; Conflict: it has ended; Invalid: kind, lines
// (with the number of the first line that is wrong), from.
func (s *Service) SetCodes(ctx context.Context, a actor.Actor, hubID string, in Setting) (n int, err error) {
	defer errs.Wrap(&err, "hub.SetCodes")
	h, by, err := s.mine(ctx, a, hubID)
	if err != nil {
		return 0, err
	}
	codes, err := s.read(ctx, in)
	if err != nil {
		return 0, err
	}
	_, err = journal.Once(ctx, s.DB, a, "hub.codes", in.Key, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "hub.codes", h.ID); err != nil {
			return err
		}
		for _, c := range codes {
			if err := setCodeTx(ctx, tx, h.ID, c); err != nil {
				return err
			}
		}
		after := map[string]any{"kind": in.Kind, "count": len(codes), "from": in.From}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hub.codes", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID, After: after, Key: in.Key})
	})
	return len(codes), err
}

// read understands the lines of a setting. Invalid.
func (s *Service) read(ctx context.Context, in Setting) (out []Code, err error) {
	var bad wish.Checker
	if !slices.Contains(CodeKinds(), in.Kind) {
		bad.Add("kind", "hub.error.kind")
	}
	if day, err := workday.ParseDate(in.From); err != nil || day.Year() < 2000 || day.Year() > 2100 {
		bad.Add("from", "hub.error.day")
	}
	if err := errs.BadFields(bad); err != nil {
		return nil, err
	}
	fits, err := s.fitting(ctx, in.Kind)
	if err != nil {
		return nil, err
	}
	for i, text := range strings.Split(strings.ReplaceAll(in.Lines, "\r\n", "\n"), "\n") {
		if strings.TrimSpace(text) == "" {
			continue
		}
		theirs, ours, ok := pair(text)
		c := Code{Kind: in.Kind, Asked: theirs, From: in.From}
		if ok {
			c.Given, ok, err = fits(ours)
		}
		if err != nil {
			return nil, err
		}
		if in.Kind == State || in.Kind == Rating {
			c.Asked, c.Given = c.Given, c.Asked
		}
		if !ok || len(out) == maxLines {
			return nil, errs.BadFields([]errs.Field{{Name: "lines", Key: "hub.error.line." + string(in.Kind), Args: []any{i + 1, maxLines}}})
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errs.BadFields([]errs.Field{{Name: "lines", Key: "hub.error.lines"}})
	}
	return out, nil
}

// pair is what a line says: the hub's code, and ours behind it.
func pair(text string) (theirs, ours string, ok bool) {
	text = strings.TrimSpace(text)
	i := strings.IndexAny(text, "\t,，;；")
	if i < 0 {
		i = strings.IndexAny(text, " 　")
	}
	if i < 0 {
		return "", "", false
	}
	theirs, ours = strings.TrimSpace(text[:i]), strings.Trim(text[i:], "\t,，;； 　")
	ok = theirs != "" && ours != "" && plain.Length(theirs) <= document.MaxCode && plain.Length(ours) <= document.MaxCode && plain.Clean(theirs, false) && plain.Clean(ours, false)
	return theirs, ours, ok
}

// fitting reads our word of a kind: by code or by name.
func (s *Service) fitting(ctx context.Context, kind CodeKind) (func(string) (string, bool, error), error) {
	among := func(all []string) func(string) (string, bool, error) {
		return func(word string) (string, bool, error) { return word, slices.Contains(all, word), nil }
	}
	switch kind {
	case Topic:
		tree, err := s.Topics.Tree(ctx, s.DB)
		if err != nil {
			return nil, err
		}
		names := tree.Names(s.DB.Now())
		return func(word string) (string, bool, error) { code, ok := names.Code(word); return code, ok, nil }, nil
	case Area:
		l := place.NewLocator([]string{""})
		return func(word string) (string, bool, error) {
			p, n, err := l.Find(ctx, s.DB, word)
			return p.Code, n == 1 && len(p.Code) >= wish.CommunityWidth, err
		}, nil
	case Rating:
		return among([]string{string(wish.Satisfied), string(wish.Basically), string(wish.Unsatisfied)}), nil
	case Field:
		return among([]string{"yes", "no"}), nil
	}
	return among(States()), nil
}

// setCodeTx makes a code hold from its day. The one that holds on that day ends; what was to hold later bounds the new one.
func setCodeTx(ctx context.Context, tx *db.Tx, hubID string, c Code) error {
	if _, err := tx.Exec(ctx, "DELETE FROM hub_code WHERE hub = $1 AND kind = $2 AND asked = $3 AND valid_from = $4", hubID, string(c.Kind), c.Asked, c.From); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE hub_code SET valid_to = $4 WHERE hub = $1 AND kind = $2 AND asked = $3 AND valid_from < $4 AND (valid_to = '' OR valid_to > $4)`,
		hubID, string(c.Kind), c.Asked, c.From); err != nil {
		return err
	}
	later, err := db.Value[*string](ctx, tx, "SELECT MIN(valid_from) FROM hub_code WHERE hub = $1 AND kind = $2 AND asked = $3 AND valid_from > $4", hubID, string(c.Kind), c.Asked, c.From)
	if err != nil {
		return err
	}
	if later != nil {
		c.To = *later
	}
	c.ID = id.At(tx.Now)
	return insertCodeTx(ctx, tx, hubID, c)
}

// EndCode lets a code hold until today and no longer; one that was to begin later is gone. NotFound; Conflict: it does not hold any more.
func (s *Service) EndCode(ctx context.Context, a actor.Actor, hubID, codeID string) (err error) {
	defer errs.Wrap(&err, "hub.EndCode")
	h, by, err := s.mine(ctx, a, hubID)
	if err == nil && !id.Valid(codeID) {
		err = missing()
	}
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := db.One(ctx, tx, scanCode, "SELECT "+codeColumns+" FROM hub_code WHERE hub = $1 AND id = $2", h.ID, codeID)
		if errors.Is(err, db.NoRows) {
			return missing()
		}
		if err != nil {
			return err
		}
		today := workday.DateOf(tx.Now).String()
		if c.To != "" && c.To <= today {
			return errs.New(errs.Conflict, "hook.conflict")
		}
		if err := endCodeTx(ctx, tx, h.ID, c, today); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hub.code_end", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID, Before: map[string]string{"kind": string(c.Kind), "asked": c.Asked, "given": c.Given}})
	})
}

// endCodeTx ends a code. One that was to begin later is as if it had never been said: the one before holds on.
func endCodeTx(ctx context.Context, tx *db.Tx, hubID string, c Code, today string) error {
	if c.From <= today {
		_, err := tx.Exec(ctx, "UPDATE hub_code SET valid_to = $2 WHERE id = $1", c.ID, today)
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM hub_code WHERE id = $1", c.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "UPDATE hub_code SET valid_to = $5 WHERE hub = $1 AND kind = $2 AND asked = $3 AND valid_to = $4 AND valid_from < $4", hubID, string(c.Kind), c.Asked, c.From, c.To)
	return err
}

// dayOf is the day of a moment, as codes have it.
func dayOf(at time.Time) string { return workday.DateOf(at).String() }
