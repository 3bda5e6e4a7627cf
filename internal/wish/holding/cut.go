package holding

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"linli/internal/db"
)

// Mark is what is left of a wish's name in another system once the wish is anonymous: a hash that says that this one has been
// here, and leads neither back to the wish nor, without the name, to anything there.
func Mark(source, outside string) string {
	sum := sha256.Sum256([]byte("wish_source\x00" + source + "\x00" + outside))
	return "~" + hex.EncodeToString(sum[:])
}

// cutTx takes from a wish what it was called in the system from which it came, where its number leads to whoever raised it. That
// it came stays as a mark that belongs to no wish, so that the same list, read in again, does not bring back what was erased.
func cutTx(ctx context.Context, tx *db.Tx, wishID string) error {
	names, err := db.All(ctx, tx, func(r db.Row) (n [2]string, err error) { return n, r.Scan(&n[0], &n[1]) },
		"SELECT source, outside FROM wish_source WHERE wish = $1", wishID)
	for _, n := range names {
		if err == nil {
			_, err = tx.Exec(ctx, "UPDATE wish_source SET source = '', outside = $3, wish = '', said = '' WHERE source = $1 AND outside = $2", n[0], n[1], Mark(n[0], n[1]))
		}
	}
	return err
}
