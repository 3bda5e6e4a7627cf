package person

import (
	"context"
	"strings"

	"linli/internal/db"
)

// Sealed is what the people's table has sealed.
type Sealed struct {
	Persons int64            // who have something sealed
	Values  map[string]int64 // how many values each key has sealed, by its id
}

// SealedBy counts what is sealed by which keys, for the doctor. It reads every person once.
func SealedBy(ctx context.Context, q db.Querier) (s Sealed, err error) {
	s.Values = map[string]int64{}
	err = db.Each(ctx, q, func(r db.Row) error {
		var texts [4]string
		if err := r.Scan(db.Text(&texts[0]), db.Text(&texts[1]), db.Text(&texts[2]), db.Text(&texts[3])); err != nil {
			return err
		}
		s.Persons++
		for _, t := range texts {
			if parts := strings.SplitN(t, ".", 3); len(parts) == 3 { // version, id, the rest
				s.Values[parts[1]]++
			}
		}
		return nil
	}, "SELECT phone, id_number, address, contact FROM person WHERE phone IS NOT NULL OR id_number IS NOT NULL OR address IS NOT NULL OR contact IS NOT NULL")
	return s, err
}
