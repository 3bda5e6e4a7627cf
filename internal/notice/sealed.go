package notice

import (
	"context"
	"errors"
	"strings"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/seal"
)

// Where a sealed text is bound: moved to another row or field it does not open.
func mailField(person string) string    { return "notice.mail\x00" + person }
func codeField(person string) string    { return "notice.code\x00" + person }
func secretField(channel string) string { return "notice.channel\x00" + channel }

// opened is a sealed text, or nothing where it does not open: what cannot be opened is not sent.
func (s *Service) opened(text, field string) seal.Value {
	if text == "" || s.Ring == nil {
		return seal.Value{}
	}
	v, err := s.Ring.Open(text, field)
	if err != nil {
		return seal.Value{}
	}
	return v
}

func cutMail(address string) (local, domain string, ok bool) {
	local, domain, ok = strings.Cut(address, "@")
	return local, domain, ok && local != ""
}

// SealedTexts are the sealed texts of the room as they are stored, each once.
func SealedTexts(ctx context.Context, q db.Querier, do func(db.Row) error) error {
	return db.Each(ctx, q, do, `SELECT mail FROM notification_setting WHERE mail IS NOT NULL UNION ALL
		SELECT code FROM notification_setting WHERE code IS NOT NULL UNION ALL SELECT secret FROM notification_channel WHERE secret IS NOT NULL`)
}

// sealed is one column of sealed texts, and how a row's is bound.
var sealedColumns = []struct {
	table, id, column string
	field             func(string) string
}{
	{"notification_setting", "person", "mail", mailField},
	{"notification_setting", "person", "code", codeField},
	{"notification_channel", "id", "secret", secretField},
}

// Reseal brings what is sealed to the key of today, for the job that follows a change of keys, and tells how many texts those
// were. What does not open is left as it is, and named by the error at the end.
func (s *Service) Reseal(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "notice.Reseal")
	if s.Ring == nil {
		return 0, nil
	}
	prefix, _ := s.Ring.Prefixes()
	for _, c := range sealedColumns {
		left := seal.Unopened{Table: c.table}
		some, walkErr := db.Walk(ctx, func(after string, limit int) ([]string, error) {
			return db.All(ctx, s.DB, scanID, "SELECT "+c.id+" FROM "+c.table+" WHERE "+c.id+" > $2 AND "+c.column+" NOT LIKE $1 ORDER BY "+c.id+" LIMIT $3",
				prefix+"%", after, limit)
		}, db.Itself, func(row string) (bool, error) {
			return left.Past(row, s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				text, err := db.Value[*string](ctx, tx, "SELECT "+c.column+" FROM "+c.table+" WHERE "+c.id+" = $1", row)
				if errors.Is(err, db.NoRows) || err == nil && text == nil {
					return nil
				}
				if err != nil {
					return err
				}
				v, err := s.Ring.Open(*text, c.field(row))
				if err != nil {
					return err
				}
				_, err = tx.Exec(ctx, "UPDATE "+c.table+" SET "+c.column+" = $2 WHERE "+c.id+" = $1 AND "+c.column+" = $3", row, s.Ring.Seal(v, c.field(row)), *text)
				return err
			}))
		})
		n += some
		err = errors.Join(err, walkErr, left.Err())
	}
	return n, err
}
