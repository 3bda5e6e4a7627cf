package apiweb

import (
	"context"
	"sync"
	"time"

	"linli/internal/db"
	"linli/internal/wish/wishweb"
)

// Names are remembered for some seconds: every answer of the interface says the names of places and organisations, and
// those change a few times a year.
const (
	namesFor = 10 * time.Second
	maxNames = 20_000
)

// names remembers what codes or ids are called. Its zero value is ready; it is safe for concurrent use.
type names struct {
	mu    sync.RWMutex
	known map[string]string // a code that nothing has is remembered too, as empty
	until time.Time
}

// of are the names of some keys; read looks up those that are not remembered.
func (n *names) of(
	ctx context.Context, q db.Querier, keys wishweb.Set, now time.Time,
	read func(ctx context.Context, q db.Querier, keys []string) (map[string]string, error),
) (map[string]string, error) {
	out, missing := n.remembered(keys, now)
	if len(missing) == 0 {
		return out, nil
	}
	found, err := read(ctx, q, missing)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if now.After(n.until) || len(n.known)+len(missing) > maxNames {
		n.known, n.until = map[string]string{}, now.Add(namesFor)
	}
	for _, k := range missing {
		n.known[k], out[k] = found[k], found[k]
	}
	return out, nil
}

func (n *names) remembered(keys wishweb.Set, now time.Time) (known map[string]string, missing []string) {
	known = make(map[string]string, len(keys))
	n.mu.RLock()
	defer n.mu.RUnlock()
	fresh := !now.After(n.until)
	for k := range keys {
		if name, ok := n.known[k]; ok && fresh {
			known[k] = name
		} else {
			missing = append(missing, k)
		}
	}
	return known, missing
}
