package app_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/internal/account/password"
	"linli/internal/app"
	"linli/internal/app/doctor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/seal"
)

// sealedIn are the rooms' sealed texts: where they stand, and to what they are bound.
var sealedIn = []struct{ table, column, id, context string }{
	{"person", "phone", "id", "person.phone\x00"},
	{"account_factor", "secret", "account", "account.totp\x00"},
	{"account_code", "code", "id", "account.code\x00"},
	{"privacy_request", "text", "id", "privacy_request.text\x00"},
}

// One damaged value of each room: after a change of keys everything else comes to the new key, the job fails and names the
// row, never the value, and the doctor still counts what needs the old key.
func TestOneDamagedValueStopsNobody(t *testing.T) {
	t.Parallel()
	for engine, fresh := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			damagedRow(t, fresh(t))
		})
	}
}

func damagedRow(t *testing.T, dsn string) {
	d := dbtest.Open(t, dsn, db.Options{})
	file := filepath.Join(t.TempDir(), "keys")
	if err := app.NewKeys(file, "sm"); err != nil {
		t.Fatal(err)
	}
	old, err := seal.Load("file:" + file)
	if err != nil {
		t.Fatal(err)
	}
	plantSealed(t, d, old)
	if err := app.RotateKeys(file, "sm", time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Config{DSN: dsn, Keys: "file:" + file, Passwords: password.Costs{Memory: 64, Time: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	for _, round := range []struct{ moved int }{{2 * len(sealedIn)}, {0}} {
		n, err := a.Reseal(t.Context())
		if n != round.moved || err == nil {
			t.Fatalf("%d rows came to the new key, want %d; %v", n, round.moved, err)
		}
		for _, s := range sealedIn {
			if want := "1 rows of " + s.table + " do not open"; !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), bad) {
				t.Errorf("%q and the row are not said in %v", want, err)
			}
		}
		if strings.Contains(err.Error(), secretText) {
			t.Error("a value is said")
		}
	}
	sealKey, _ := a.Keys.Current()
	for _, s := range sealedIn {
		rest, err := db.Value[int](t.Context(), d, "SELECT COUNT(*) FROM "+s.table+" WHERE "+s.column+" NOT LIKE $1", "v1."+sealKey+".%")
		if err != nil || rest != 1 {
			t.Errorf("%d rows of %s are under the old key, want the damaged one; %v", rest, s.table, err)
		}
	}
	f := doctor.Look(t.Context(), doctor.Setup{Keys: "file:" + file}, doctor.Eyes{DB: d, Now: time.Now()})
	if f.Keys.Old != int64(len(sealedIn)) || len(f.Keys.Lost) > 0 {
		t.Errorf("the doctor counts %d values that need an older key, want %d; lost %v", f.Keys.Old, len(sealedIn), f.Keys.Lost)
	}
}

const (
	bad        = "018f0000-0000-7000-8000-000000000002"
	secretText = "13800138000"
)

// plantSealed puts three values into each room, of which the middle one is damaged.
func plantSealed(t *testing.T, d *db.DB, ring *seal.Ring) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, id := range []string{"018f0000-0000-7000-8000-000000000001", bad, "018f0000-0000-7000-8000-000000000003"} {
			text := func(context string) string {
				s := ring.Seal(seal.Of(secretText), context+id)
				if id == bad {
					at := len(s) - 8
					s = s[:at] + map[bool]string{true: "B", false: "A"}[s[at] == 'A'] + s[at+1:]
				}
				return s
			}
			for _, insert := range []struct {
				sql  string
				args []any
			}{
				{"INSERT INTO person (id, name, name_key, place, phone, phone_key) VALUES ($1, '甲', '甲', '', $2, $3)", []any{id, text("person.phone\x00"), ring.Lookup(seal.Of(secretText), "person.phone")}},
				{"INSERT INTO account (id, person, login, kind, created_at) VALUES ($1, $1, $1, 'staff', 1)", []any{id}},
				{"INSERT INTO account_factor (account, secret, created_at) VALUES ($1, $2, 1)", []any{id, text("account.totp\x00")}},
				{"INSERT INTO account_code (id, phone_hash, code, origin, created_at, expires_at) VALUES ($1, 'h', $2, 'o', 1, 1)", []any{id, text("account.code\x00")}},
				{`INSERT INTO privacy_request (id, kind, person, by_person, as_whom, place, text, state, filed_at, due, due_span, due_provisional)
					VALUES ($1, 'correct', $1, $1, 'self', '', $2, 'open', 1, 1, '15wd', FALSE)`, []any{id, text("privacy_request.text\x00")}},
			} {
				if _, err := tx.Exec(ctx, insert.sql, insert.args...); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
