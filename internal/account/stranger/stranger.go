// Package stranger counts tries for logins that nobody has, so that they are locked as an account is: else a lock would
// tell which logins exist. It keeps them in memory only, by a keyed hash: what was typed may be a password in the wrong field.
package stranger

import (
	"container/list"
	"hash/maphash"
	"sync"
	"time"
)

// most is how many logins are remembered: some fifteen megabytes. To push one out within a lock of ten minutes somebody
// would have to try 160 new ones a second, more than passwords can be compared.
const most = 100_000

// Tries counts them. It is safe for concurrent use; the zero value is not usable.
type Tries struct {
	seed maphash.Seed
	most int

	mu    sync.Mutex
	by    map[uint64]*list.Element
	order *list.List // of *login, the one tried longest ago first
}

type login struct {
	hash  uint64
	tries int
	last  time.Time
}

// New remembers nobody yet.
func New() *Tries { return limited(most) }

func limited(most int) *Tries {
	return &Tries{seed: maphash.MakeSeed(), most: most, by: map[uint64]*list.Element{}, order: list.New()}
}

// Begin counts a try: how many in a row this is, 0 while the login is locked, and when the last one was. After failures
// tries it is locked for length. When there is no room the login that was tried longest ago is forgotten, and no other.
func (t *Tries) Begin(name string, failures int, length time.Duration, now time.Time) (tries int, last time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget(now.Add(-length))
	hash := maphash.String(t.seed, name)
	at := t.by[hash]
	if at == nil {
		if len(t.by) >= t.most {
			t.drop(t.order.Front())
		}
		at = t.order.PushBack(&login{hash: hash})
		t.by[hash] = at
	}
	x := at.Value.(*login)
	if x.tries >= failures {
		return 0, x.last
	}
	x.tries, x.last = x.tries+1, now
	t.order.MoveToBack(at)
	return x.tries, now
}

// forget drops those whose last try is so long ago that it no longer counts.
func (t *Tries) forget(until time.Time) {
	for at := t.order.Front(); at != nil && !at.Value.(*login).last.After(until); at = t.order.Front() {
		t.drop(at)
	}
}

func (t *Tries) drop(at *list.Element) {
	delete(t.by, at.Value.(*login).hash)
	t.order.Remove(at)
}
