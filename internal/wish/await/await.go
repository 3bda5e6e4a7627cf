// Package await asks for a moderator's decision on a text of a wish that the rule has not published, and takes that back.
// Package publish decides.
package await

import (
	"context"

	"linli/internal/db"
	"linli/internal/errs"
)

// AskTx asks for a decision on a part of a wish, its title or an entry of its timeline. What had been decided on it before is
// void.
func AskTx(ctx context.Context, tx *db.Tx, wishID, community string, part int64) (err error) {
	defer errs.Wrap(&err, "await.AskTx")
	_, err = tx.Exec(ctx, `INSERT INTO wish_publication (wish, part, community, state, waits_at) VALUES ($1, $2, $3, 'waiting', $4)
		ON CONFLICT (wish, part) DO UPDATE SET state = 'waiting', waits_at = excluded.waits_at, rev = wish_publication.rev + 1`,
		wishID, part, community, tx.Now.UnixMicro())
	return err
}

// DismissTx asks for none any more: the wish was taken back.
func DismissTx(ctx context.Context, tx *db.Tx, wishID string) (err error) {
	defer errs.Wrap(&err, "await.DismissTx")
	_, err = tx.Exec(ctx, "DELETE FROM wish_publication WHERE wish = $1 AND state = 'waiting'", wishID)
	return err
}
