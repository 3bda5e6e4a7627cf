package place

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/remember"
)

// How long another process may not know of a recoding, and how many codes are remembered.
const (
	knownFor = 5 * time.Second
	maxKnown = 20_000
)

// Known is what codes mean, remembered for some seconds: lists ask it at every request. It is safe for concurrent use.
type Known struct {
	d     *db.DB
	codes *remember.Cache[[]string]
}

// NewKnown is over a database.
func NewKnown(d *db.DB) *Known {
	return &Known{d: d, codes: remember.New[[]string](knownFor, maxKnown)}
}

// Codes is Codes of the package; nothing for the empty code, which means everywhere.
func (k *Known) Codes(ctx context.Context, code string) ([]string, error) {
	if code == "" {
		return nil, nil
	}
	now := k.d.Now()
	codes, ok, epoch := k.codes.Get(code, now)
	if ok {
		return codes, nil
	}
	codes, err := Codes(ctx, k.d, code)
	if err == nil {
		k.codes.Put(code, codes, now, epoch)
	}
	return codes, err
}

// Forget makes this process learn at once that places have got other codes.
func (k *Known) Forget() { k.codes.Clear() }
