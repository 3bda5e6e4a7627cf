package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"linli/internal/account"
	"linli/internal/app/outgoing"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/intake"
	"linli/internal/notice"
	"linli/internal/person"
	"linli/internal/privacy"
	"linli/internal/seal"
)

// Throwaway as Config.Keys are keys that nobody keeps: for demonstrations and measurements.
const Throwaway = "throwaway"

// KeysFor is where an installation's keys are when nothing else is said: beside an SQLite file. PostgreSQL may have
// several servers, so that its keys must be named.
func KeysFor(dsn string) (string, error) {
	if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		file, _, _ = strings.Cut(strings.TrimPrefix(file, "file:"), "?")
		return "file:" + file + ".keys", nil
	}
	return "", errs.Because(errs.Invalid, errors.New("say where the keys are: --keys file:PATH or command:COMMAND (make a file with: linli keys new PATH)"), "app.keys.where")
}

// NewKeys makes a key file with one key of each purpose. It never overwrites one.
func NewKeys(path, suite string) error { return seal.Create(path, seal.Suite(suite)) }

// RotateKeys adds a new key of each purpose to a key file; a running server takes it up and brings what is stored to it.
func RotateKeys(path, suite string, now time.Time) error {
	return seal.Rotate(path, seal.Suite(suite), now)
}

// Reseal brings everything that is sealed to the keys of today, room by room, and tells how much that was. What does not open
// is left under its old key, and the error names its rows.
func (a *App) Reseal(ctx context.Context) (int, error) {
	return inTurn(a.People.Reseal, a.Accounts.Reseal, a.Codes.Reseal, a.Privacy.Reseal, a.Notices.Reseal, a.Outgoing.Reseal, a.Intake.Reseal)(ctx)
}

// openKeys is the ring of a source: the given one, or none, where no source is named.
func (a *App) openKeys(ctx context.Context) (*seal.Ring, error) {
	switch source := a.cfg.Keys; source {
	case "":
		return a.cfg.Ring, nil
	case Throwaway:
		return seal.Throwaway(seal.SM), nil
	default:
		if path, ok := strings.CutPrefix(source, "file:"); ok && a.cfg.MakeKeys {
			if err := a.makeKeys(ctx, path); err != nil {
				return nil, err
			}
		}
		ring, err := seal.Load(source)
		if err == nil {
			ring.Tell(a.cfg.Log)
		}
		return ring, err
	}
}

// makeKeys makes the first keys of an installation. Where something is sealed already a missing file is a lost one: new
// keys would open nothing.
func (a *App) makeKeys(ctx context.Context, path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, room := range []func(context.Context, db.Querier) (bool, error){person.AnySealed, anyOf(account.SealedTexts), anyOf(privacy.SealedTexts), anyOf(notice.SealedTexts), anyOf(outgoing.SealedTexts), anyOf(intake.SealedTexts)} {
		sealed, err := room(ctx, a.DB)
		if err != nil {
			return err
		}
		if !sealed {
			continue
		}
		return errs.Because(errs.Conflict, fmt.Errorf("the key file %s is missing, and the database holds values sealed with it; put the copy back", path), "app.keys.lost", path)
	}
	if err := seal.Create(path, seal.SM); err != nil {
		return err
	}
	a.cfg.Log.Info("keys made; keep a copy apart from the database and its backups", "file", path)
	return nil
}

// anyOf tells whether a room keeps any sealed text.
func anyOf(texts func(context.Context, db.Querier, func(db.Row) error) error) func(context.Context, db.Querier) (bool, error) {
	return func(ctx context.Context, q db.Querier) (found bool, err error) {
		err = texts(ctx, q, func(db.Row) error { found = true; return nil })
		return found, err
	}
}
