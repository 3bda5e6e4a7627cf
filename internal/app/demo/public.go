package demo

import (
	"fmt"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/wish/publish"
)

// alike are open wishes that others have too, by how their title begins, and how many residents say so.
var alike = []struct {
	title string
	n     int
}{
	{"花园里没有坐的地方", 9},
	{"公交站离大门太远", 7},
	{"快递柜挡住了无障碍坡道", 6},
	{"夜里广场舞声音太响", 3},
	{"地下车库入口漏水", 2},
}

// undecided is the title that still waits for a moderator.
const undecided = "5幢加装电梯"

// tellPublic tells who has the same wish, and what the desks have made public of what names a building: all but one text.
func (t *teller) tellPublic() error {
	t.clock.set(t.now.Add(-20 * time.Minute))
	for _, x := range alike {
		if err := t.join(x.title, x.n); err != nil {
			return err
		}
	}
	for _, name := range []string{"季小舟", "霍知北"} {
		if err := t.moderate(t.people[name]); err != nil {
			return err
		}
	}
	return nil
}

// join lets the first n residents who live here and may do so say that they have the same wish.
func (t *teller) join(title string, n int) error {
	id, err := db.One(t.ctx, t.DB, func(r db.Row) (id string, err error) { return id, r.Scan(&id) },
		"SELECT id FROM wish WHERE closed_at IS NULL AND title LIKE $1 ORDER BY id DESC LIMIT 1", title+"%")
	if err != nil {
		return fmt.Errorf("nobody wishes %s: %w", title, err)
	}
	for _, r := range residents {
		who := t.people[r.name]
		seen, err := t.Wishes.See(t.ctx, who, id)
		if err != nil {
			return err
		}
		if n > 0 && seen.Wish.Submitter != who.Person && !who.Is(seen.Wish.Submitter) {
			if err := t.Follows.Join(t.ctx, who, id, ""); err != nil {
				return err
			}
			n--
		}
	}
	return nil
}

// moderate publishes what waits for a desk, with buildings and doors masked.
func (t *teller) moderate(desk actor.Actor) error {
	for after := ""; ; {
		list, next, err := t.Publish.List(t.ctx, desk, after)
		if err != nil {
			return err
		}
		for _, x := range list {
			if strings.HasPrefix(x.Title, undecided) && x.Act == "" {
				continue
			}
			_, parts, err := t.Publish.See(t.ctx, desk, x.Wish)
			if err != nil {
				return err
			}
			for _, p := range parts {
				if p.ID != x.Part {
					continue
				}
				err := t.Publish.Publish(t.ctx, desk, x.Wish, publish.Decision{Part: p.ID, Seen: p.Rev, Text: p.Proposed()})
				if err != nil {
					return err
				}
			}
		}
		if after = next; next == "" {
			return nil
		}
	}
}
