package privacy

import (
	"context"
	_ "embed"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/plain"
	"linli/internal/remember"
	"linli/internal/workday"
)

// The template: lines that begin with ## are headings, lines that begin with - are points, the others are paragraphs.
//
//go:embed notice_zh.md
var templateZh string

//go:embed notice_en.md
var templateEn string

// templateFrom is the day from which the template holds: that of the law.
const templateFrom = "2021-11-01"

// Notice is one version of what people are told.
type Notice struct {
	Version  int64
	From     string // first day, ISO
	Zh, En   string
	Template bool // it came with the program: who runs this installation has not put in a text yet
}

const noticeColumns = "version, valid_from, zh, en, template"

func scanNotice(r db.Row) (n Notice, err error) {
	return n, r.Scan(&n.Version, &n.From, &n.Zh, &n.En, &n.Template)
}

// EnsureNotice puts the template into a database that has no notice. It is safe to call at every start.
func EnsureNotice(ctx context.Context, d *db.DB) (err error) {
	defer errs.Wrap(&err, "privacy.EnsureNotice")
	if _, err := NoticeAt(ctx, d, d.Now()); !errs.Is(err, errs.NotFound) {
		return err
	}
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO notice (version, valid_from, zh, en, template, made_at) VALUES (1, $1, $2, $3, TRUE, $4)
			ON CONFLICT (version) DO NOTHING`, templateFrom, templateZh, templateEn, tx.Now.UnixMicro())
		return err
	})
}

// NoticeAt is the version that holds at a moment. NotFound when there is none yet.
func NoticeAt(ctx context.Context, q db.Querier, at time.Time) (_ Notice, err error) {
	defer errs.Wrap(&err, "privacy.NoticeAt")
	n, err := db.One(ctx, q, scanNotice, "SELECT "+noticeColumns+" FROM notice WHERE valid_from <= $1 ORDER BY valid_from DESC LIMIT 1", workday.DateOf(at).String())
	return n, orNotFound(err)
}

// NoticeOf is a version, whether it holds or not. NotFound.
func NoticeOf(ctx context.Context, q db.Querier, version int64) (_ Notice, err error) {
	defer errs.Wrap(&err, "privacy.NoticeOf")
	n, err := db.One(ctx, q, scanNotice, "SELECT "+noticeColumns+" FROM notice WHERE version = $1", version)
	return n, orNotFound(err)
}

// Notices are all versions, the latest first.
func Notices(ctx context.Context, q db.Querier) (_ []Notice, err error) {
	defer errs.Wrap(&err, "privacy.Notices")
	return db.All(ctx, q, scanNotice, "SELECT "+noticeColumns+" FROM notice ORDER BY version DESC")
}

// Publication is a new text.
type Publication struct {
	Zh, En string
	From   workday.Date // first day; 0 is tomorrow
}

// Limits of a text, in characters.
const (
	minNotice = 100
	maxNotice = 20_000
)

// Publish puts in another version from a day on, tomorrow or later, so that a day has one text. What was said before stays
// as it was. Invalid with fields: zh, en, from; Forbidden.
func (s *Service) Publish(ctx context.Context, a actor.Actor, p Publication) (n Notice, err error) {
	defer errs.Wrap(&err, "privacy.Publish")
	post, ok := MayPublish(a)
	if !ok {
		return n, errs.New(errs.Forbidden, "error.forbidden")
	}
	bad := p.texts()
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "notice", "version"); err != nil {
			return err
		}
		last, err := db.One(ctx, tx, scanNotice, "SELECT "+noticeColumns+" FROM notice ORDER BY version DESC LIMIT 1")
		if err != nil && !errors.Is(err, db.NoRows) {
			return err
		}
		tomorrow := workday.DateOf(tx.Now) + 1
		if p.From == 0 {
			p.From = tomorrow
		}
		n = Notice{Version: last.Version + 1, From: p.From.String(), Zh: p.Zh, En: p.En}
		if p.From < tomorrow || n.From <= last.From {
			bad = append(bad, errs.Field{Name: "from", Key: "privacy.notice.from", Args: []any{max(tomorrow.String(), last.From)}})
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO notice (version, valid_from, zh, en, template, by_person, made_at) VALUES ($1, $2, $3, $4, FALSE, $5, $6)",
			n.Version, n.From, n.Zh, n.En, db.Null(a.Person), tx.Now.UnixMicro())
		if err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "privacy.notice", Kind: "notice", Subject: n.From, Post: post.ID, After: map[string]any{"version": n.Version, "from": n.From},
		})
	})
	return n, err
}

// texts brings both texts into normal form and tells what is wrong with them.
func (p *Publication) texts() (bad []errs.Field) {
	for _, x := range []struct {
		name string
		text *string
	}{{"zh", &p.Zh}, {"en", &p.En}} {
		*x.text = strings.TrimSpace(strings.ReplaceAll(*x.text, "\r\n", "\n"))
		if size := utf8.RuneCountInString(*x.text); !plain.Clean(*x.text, true) || size < minNotice || size > maxNotice {
			bad = append(bad, errs.Field{Name: x.name, Key: "privacy.notice.text", Args: []any{minNotice, maxNotice}})
		}
	}
	return bad
}

// Told keeps who has been told: the notice that holds is linked from every form that collects, so who sends one has had
// it before them, and who files at a desk has heard of it there.
type Told struct{ known *remember.Cache[bool] }

// rememberFor and maxTold bound what is remembered of who has been told today, to save the question.
const (
	rememberFor = 10 * time.Minute
	maxTold     = 20_000
)

// NewTold is an empty memory.
func NewTold() *Told { return &Told{remember.New[bool](rememberFor, maxTold)} }

// Tx writes down, once for a version, that a person has been told by an officer, or by the form when that is empty.
func (t *Told) Tx(ctx context.Context, tx *db.Tx, personID, officer string) (err error) {
	defer errs.Wrap(&err, "privacy.Told")
	if personID == "" {
		return nil
	}
	day := workday.DateOf(tx.Now).String()
	key := day + personID
	_, ok, epoch := t.known.Get(key, tx.Now)
	if ok {
		return nil
	}
	_, err = tx.Exec(ctx, `INSERT INTO notice_seen (person, notice, at, officer)
		SELECT CAST($1 AS TEXT), version, CAST($2 AS BIGINT), CAST($3 AS TEXT) FROM notice
		WHERE valid_from = (SELECT MAX(valid_from) FROM notice WHERE valid_from <= $4) ON CONFLICT (person, notice) DO NOTHING`,
		personID, tx.Now.UnixMicro(), db.Null(officer), day)
	tx.AfterCommit(func() { t.known.Put(key, true, tx.Now, epoch) })
	return err
}
