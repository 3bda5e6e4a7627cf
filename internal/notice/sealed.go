package notice

import (
	"context"
	"errors"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/notice/address"
	"linli/internal/seal"
)

// secretField says where the secrets of a channel stand: moved to another one they do not open.
func secretField(channel string) string { return "notice.channel\x00" + channel }

// opened is a sealed text, or nothing where it does not open.
func (s *Service) opened(text, field string) seal.Value { return s.book().Open(text, field) }

// SealedTexts are the sealed texts of the room as they are stored, each once.
func SealedTexts(ctx context.Context, q db.Querier, do func(db.Row) error) error {
	return db.Each(ctx, q, do, `SELECT mail FROM notification_setting WHERE mail IS NOT NULL UNION ALL
		SELECT code FROM notification_setting WHERE code IS NOT NULL UNION ALL SELECT secret FROM notification_channel WHERE secret IS NOT NULL`)
}

// sealedColumns are the columns of sealed texts, and how each row's is bound.
var sealedColumns = []struct {
	table, id, column string
	field             func(string) string
}{
	{"notification_setting", "person", "mail", address.MailField},
	{"notification_setting", "person", "code", address.CodeField},
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
