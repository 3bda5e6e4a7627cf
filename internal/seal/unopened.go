package seal

import (
	"errors"
	"fmt"
	"strings"

	"linli/internal/errs"
)

// shut is why a text does not open: its key is missing, or it was altered or belongs elsewhere. It says where the text
// stands, never what it holds.
type shut struct{ why string }

// Error is the reason.
func (s shut) Error() string { return s.why }

// Unopened gathers the rows of a table whose values do not open, so that a change of keys goes on without them. They stay
// as they are; whoever looks into them finds them by their ids.
type Unopened struct {
	Table string
	ids   []string
	n     int
}

// named is how many rows an error names at most.
const named = 20

// skip tells whether err is of a value that does not open, and then keeps the row's id. Any other error is not for it.
func (u *Unopened) skip(id string, err error) bool {
	var s shut
	if !errors.As(err, &s) {
		return false
	}
	if u.n++; u.n <= named {
		u.ids = append(u.ids, id)
	}
	return true
}

// Past is what a walk over rows is told of one: changed when it went well, left when it does not open; any other error ends
// the walk.
func (u *Unopened) Past(id string, err error) (changed bool, _ error) {
	if err != nil && u.skip(id, err) {
		return false, nil
	}
	return err == nil, err
}

// Err names the rows that were left, nil when there are none.
func (u *Unopened) Err() error {
	if u.n == 0 {
		return nil
	}
	more := ""
	if u.n > len(u.ids) {
		more = fmt.Sprintf(" and %d more", u.n-len(u.ids))
	}
	return errs.Because(errs.Internal, fmt.Errorf("seal: %d rows of %s do not open and were left under the keys that they have, which are still needed: %s%s",
		u.n, u.Table, strings.Join(u.ids, ", "), more), "")
}
