// Package address keeps the mail address of somebody who wants letters: sealed, and of use only once whoever reads it has typed the
// code that was sent there.
package address

import (
	"context"
	"errors"
	"strings"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/notify/way"
	"linli/internal/seal"
)

// Book is the addresses. Without a ring none can be kept.
type Book struct {
	DB   *db.DB
	Ring *seal.Ring
}

// MailField and CodeField say where a sealed text stands: moved to another person or column it does not open.
func MailField(person string) string { return "notice.mail\x00" + person }

// CodeField is that of the code.
func CodeField(person string) string { return "notice.code\x00" + person }

// Life and tries of the code that confirms a mail address.
const (
	life     = time.Hour
	tries    = 5
	size     = 6
	askEvery = time.Minute
)

// Ask keeps an address, not confirmed yet, and gives the code that is to be sent there. Invalid: mail; Limited: one was asked for a
// moment ago; Unavailable: nothing can be sealed.
func (b *Book) Ask(ctx context.Context, person, address string) (code string, err error) {
	defer errs.Wrap(&err, "address.Ask")
	switch {
	case !way.Address(address):
		return "", errs.BadFields([]errs.Field{{Name: "mail", Key: "notice.error.mail"}})
	case b.Ring == nil:
		return "", errs.New(errs.Unavailable, "notice.no_keys")
	}
	code = id.Code(size)
	mail, secret := b.Ring.Seal(seal.Of(address), MailField(person)), b.Ring.Seal(seal.Of(code), CodeField(person))
	return code, b.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := EnsureTx(ctx, tx, person); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE notification_setting SET mail = $2, confirmed = FALSE, code = $3, code_until = $4, code_tries = 0
			WHERE person = $1 AND (code_until IS NULL OR code_until <= $5)`,
			person, mail, secret, tx.Now.Add(life).UnixMicro(), tx.Now.Add(life-askEvery).UnixMicro())
		if err == nil && n == 0 {
			err = &errs.Error{Kind: errs.Limited, Key: "notice.mail.often", RetryAfter: askEvery}
		}
		return err
	})
}

// EnsureTx gives a person a row of settings.
func EnsureTx(ctx context.Context, tx *db.Tx, person string) error {
	_, err := tx.Exec(ctx, "INSERT INTO notification_setting (person) VALUES ($1) ON CONFLICT (person) DO NOTHING", person)
	return err
}

// Confirm takes the code that was sent. Invalid: mail_code, wrong, past its time, or tried too often.
func (b *Book) Confirm(ctx context.Context, person, typed string) (err error) {
	defer errs.Wrap(&err, "address.Confirm")
	right := false
	err = b.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		right = false
		secret, err := db.Value[string](ctx, tx, `UPDATE notification_setting SET code_tries = code_tries + 1
			WHERE person = $1 AND code IS NOT NULL AND code_until > $2 AND code_tries < $3 RETURNING code`, person, tx.Now.UnixMicro(), tries)
		if errors.Is(err, db.NoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		code := b.Open(secret, CodeField(person))
		if right = !code.IsZero() && code.Reveal() == id.NormalCode(typed); !right {
			return nil // the try is counted
		}
		_, err = tx.Exec(ctx, "UPDATE notification_setting SET confirmed = TRUE, code = NULL, code_until = NULL, code_tries = 0 WHERE person = $1", person)
		return err
	})
	if err == nil && !right {
		return errs.BadFields([]errs.Field{{Name: "mail_code", Key: "notice.error.code"}})
	}
	return err
}

// DropTx forgets a person's address.
func DropTx(ctx context.Context, tx *db.Tx, person string) error {
	_, err := tx.Exec(ctx, "UPDATE notification_setting SET mail = NULL, confirmed = FALSE, code = NULL, code_until = NULL WHERE person = $1", person)
	return err
}

// Open is a sealed text, or nothing where it does not open: what cannot be opened is not sent.
func (b *Book) Open(text, field string) seal.Value {
	if text == "" || b.Ring == nil {
		return seal.Value{}
	}
	v, err := b.Ring.Open(text, field)
	if err != nil {
		return seal.Value{}
	}
	return v
}

// Mask is an address as pages show it: t***@example.cn.
func Mask(v seal.Value) string {
	local, domain, ok := strings.Cut(v.Reveal(), "@")
	if !ok || local == "" {
		return ""
	}
	return string([]rune(local)[:1]) + "***@" + domain
}
