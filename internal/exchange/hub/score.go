package hub

import (
	"context"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/workday"
)

// Aspect is one of the four things by which a feed is judged (domain.md B6: the interface quality of Lianyungang).
type Aspect string

// The aspects.
const (
	Complete Aspect = "complete" // of what reports must hold, what they held
	Content  Aspect = "content"  // of answers, those with words, photos and recordings enough
	Timely   Aspect = "timely"   // of reports whose time has passed, those that the hub had in that time
	Stable   Aspect = "stable"   // of tries, those that the hub has taken
)

// Aspects is all of them.
func Aspects() []Aspect { return []Aspect{Complete, Content, Timely, Stable} }

// Mark is how a feed does in one aspect: Good of All, for Weight points.
type Mark struct {
	Aspect    Aspect
	Good, All int
	Weight    int
}

// Points are the points in hundredths, rounded down; the whole weight where nothing was to be counted. So a rate is never better than it is.
func (m Mark) Points() int {
	if m.All == 0 {
		return m.Weight * 100
	}
	return m.Weight * 100 * m.Good / m.All
}

// Score is how a feed did in a month.
type Score struct {
	Month time.Time // its first moment
	Marks []Mark
	limits
}

// Points and Most are the points in hundredths, and how many there can be.
func (s Score) Points() (got, most int) {
	for _, m := range s.Marks {
		got, most = got+m.Points(), most+m.Weight*100
	}
	return got, most
}

// limits are the rules that held at the end of the month, or hold now.
type limits struct{ Minutes, Chars, Files int }

// month is a month as addresses write it, 2026-05, as its first moment and that of the next; what is none, or one before a hub was made or
// after today, is the present one.
func month(s string, made, now time.Time) (from, to time.Time) {
	from, err := time.ParseInLocation("2006-01", s, workday.Zone)
	if err != nil || from.AddDate(0, 1, 0).Before(made) || from.After(now) {
		now = now.In(workday.Zone)
		from = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, workday.Zone)
	}
	return from, from.AddDate(0, 1, 0)
}

// falls are the reports that fall short in an aspect, by the rules as $4 (minutes, microseconds), $5 (characters), $6 (files), $7 (now).
var falls = map[Aspect]string{
	Complete: "filled < required",
	Content:  "act = 'answer' AND tries > 0 AND (chars < $5 OR files < $6)",
	Timely:   "(sent_at IS NOT NULL AND sent_at - at > $4 OR sent_at IS NULL AND at + $4 < $7)",
	Stable:   "failures > 0",
}

// Score counts how the feed to a hub did in a month (2026-05), from what it was told and how that went; by the rules as they held at the
// month's end. NotFound.
func (s *Service) Score(ctx context.Context, a actor.Actor, hubID, inMonth string) (out Score, err error) {
	defer errs.Wrap(&err, "hub.Score")
	h, _, err := s.mine(ctx, a, hubID)
	if err != nil {
		return out, err
	}
	now := s.DB.Now()
	from, to := month(inMonth, h.MadeAt, now)
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return out, err
	}
	at := to.Add(-time.Second)
	if at.After(now) {
		at = now
	}
	out = Score{Month: from, limits: limits{book.Int("exchange.hub.minutes", "", at), book.Int("exchange.hub.chars", "", at), book.Int("exchange.hub.files", "", at)}}
	for _, x := range Aspects() {
		out.Marks = append(out.Marks, Mark{Aspect: x, Weight: book.Int("exchange.hub.score."+string(x), "", at)})
	}
	return out, s.marked(ctx, h, &out, from, to, now)
}

// marked counts.
func (s *Service) marked(ctx context.Context, h Hub, out *Score, from, to, now time.Time) error {
	counts, err := db.One(ctx, s.DB, func(r db.Row) (n [8]int, err error) {
		return n, r.Scan(&n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6], &n[7])
	}, `SELECT COALESCE(SUM(filled), 0), COALESCE(SUM(required), 0),
		COALESCE(SUM(CASE WHEN act = 'answer' AND tries > 0 AND chars >= $5 AND files >= $6 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN act = 'answer' AND tries > 0 THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN sent_at IS NOT NULL AND sent_at - at <= $4 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN sent_at IS NOT NULL OR at + $4 < $7 THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(tries - failures), 0), COALESCE(SUM(tries), 0)
		FROM hub_report WHERE hub = $1 AND at >= $2 AND at < $3`, out.args(h, from, to, now)...)
	for i := range out.Marks {
		out.Marks[i].Good, out.Marks[i].All = counts[2*i], counts[2*i+1]
	}
	return err
}

func (s Score) args(h Hub, from, to, now time.Time) []any {
	return []any{h.ID, from.UnixMicro(), to.UnixMicro(), int64(s.Minutes) * time.Minute.Microseconds(), s.Chars, s.Files, now.UnixMicro()}
}

// Told is something that a hub was told, and how that went.
type Told struct {
	ID, Number, Act              string
	At, SentAt                   time.Time
	Required, Filled             int
	Chars, Files, Tries, Failure int
}

// Short is a page of what falls short in an aspect, of a month, the oldest first. NotFound; Invalid: the cursor.
func (s *Service) Short(ctx context.Context, a actor.Actor, hubID, inMonth string, in Aspect, after string) (score Score, out []Told, next string, err error) {
	defer errs.Wrap(&err, "hub.Short")
	if score, err = s.Score(ctx, a, hubID, inMonth); err != nil {
		return score, nil, "", err
	}
	if falls[in] == "" {
		return score, nil, "", missing()
	}
	h, err := byID(ctx, s.DB, hubID)
	if err != nil {
		return score, nil, "", err
	}
	from, to := month(inMonth, h.MadeAt, s.DB.Now())
	args := append(score.args(h, from, to, s.DB.Now()), "")
	if after != "" {
		keys, err := db.Keys(after, 1)
		if err != nil {
			return score, nil, "", err
		}
		args[len(args)-1] = keys[0]
	}
	out, err = db.All(ctx, s.DB, scanTold, `SELECT id, number, act, at, sent_at, required, filled, chars, files, tries, failures FROM hub_report
		WHERE hub = $1 AND at >= $2 AND at < $3 AND id > $8 AND `+falls[in]+` AND $4 >= CAST(0 AS BIGINT) AND $5 >= 0 AND $6 >= 0 AND $7 >= CAST(0 AS BIGINT) ORDER BY id LIMIT `+strconv.Itoa(pageful+1), args...)
	if err == nil && len(out) > pageful {
		out = out[:pageful]
		next = db.Cursor(out[pageful-1].ID)
	}
	return score, out, next, err
}

func scanTold(r db.Row) (t Told, err error) {
	return t, r.Scan(&t.ID, &t.Number, &t.Act, db.Time(&t.At), db.Time(&t.SentAt), &t.Required, &t.Filled, &t.Chars, &t.Files, &t.Tries, &t.Failure)
}
