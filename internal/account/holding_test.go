package account_test

import (
	"context"
	"testing"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
)

// An account that ends with its person keeps nothing by which its holder signed in, here or elsewhere; the row that acts name
// stays, and somebody else may take the login.
func TestAnErasedAccountKeepsNoWayIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		acc, _, _, _ := h.enrolled(t, "wangmin", actor.Secretary)
		if err := h.accounts.Link(ctx, actor.Job("test"), acc.ID, account.Identity{Issuer: "https://id.example", Subject: "wangmin"}); err != nil {
			t.Fatal(err)
		}
		write := func(fn func(ctx context.Context, tx *db.Tx) error) {
			t.Helper()
			if err := h.d.Write(ctx, fn); err != nil {
				t.Fatal(err)
			}
		}
		write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO account_password (account, hash, at) VALUES ($1, 'a former one', 1)", acc.ID)
			return err
		})
		tables := []string{"account_password", "account_factor", "account_recovery", "account_identity"}
		rows := func(table string) int {
			t.Helper()
			return must[int](t)(db.Value[int](ctx, h.d, "SELECT COUNT(*) FROM "+table+" WHERE account = $1", acc.ID))
		}
		for _, needed := range []bool{true, false} {
			write(func(ctx context.Context, tx *db.Tx) error {
				_, err := h.accounts.EraseTx(ctx, tx, acc.Person, needed)
				return err
			})
			for _, table := range tables {
				if n := rows(table); (n > 0) != needed {
					t.Errorf("needed %v: %d rows of %s", needed, n, table)
				}
			}
		}
		left := must[account.Account](t)(account.ByID(ctx, h.d, acc.ID))
		if left.Login == "wangmin" || left.HasPassword || left.DisabledAt.IsZero() {
			t.Errorf("%+v", left)
		}
		for _, login := range []string{"wangmin", left.Login} {
			_, err := h.accounts.SignIn(ctx, from, login, secret)
			wantKind(t, err, errs.Unauthenticated, login)
		}
	})
}
