package apiweb

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/remember"
	"linli/internal/wish/wishweb"
)

// names remembers for some seconds what codes or ids are called: every answer of the interface says the names of places and
// organisations, and those change a few times a year. A code that nothing has is remembered too, as empty.
type names struct{ known *remember.Cache[string] }

func newNames() names { return names{remember.New[string](10*time.Second, 20_000)} }

// of are the names of some keys; read looks up those that are not remembered.
func (n names) of(
	ctx context.Context, q db.Querier, keys wishweb.Set, now time.Time,
	read func(ctx context.Context, q db.Querier, keys []string) (map[string]string, error),
) (map[string]string, error) {
	out := make(map[string]string, len(keys))
	var missing []string
	var epoch uint64 // nothing is dropped here: it is the same for all
	for k := range keys {
		var ok bool
		if out[k], ok, epoch = n.known.Get(k, now); !ok {
			missing = append(missing, k)
		}
	}
	if len(missing) == 0 {
		return out, nil
	}
	found, err := read(ctx, q, missing)
	if err != nil {
		return nil, err
	}
	for _, k := range missing {
		out[k] = found[k]
		n.known.Put(k, found[k], now, epoch)
	}
	return out, nil
}
