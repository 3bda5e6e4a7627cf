// Package retain is how a room tells what it holds of people, gives it up, and for how long it keeps it (PIPL art. 19, 45,
// 47). The features above decide when; each room knows its own tables.
package retain

import (
	"context"
	"time"

	"linli/internal/db"
)

// Held is one kind of thing that a room holds of a person.
type Held struct {
	Entity string    // lower case; its words are privacy.entity.*
	N      int       // how many
	Since  time.Time // the oldest; zero: not known
	Copy   any       // all of it, for the person's own copy as JSON; nil unless it was asked for
}

// Outcome is what an erasure did to one kind of thing.
type Outcome struct {
	Entity string `json:"entity"`
	Erased int    `json:"erased,omitempty"`
	Kept   int    `json:"kept,omitempty"`
	Why    string `json:"why,omitempty"` // why something is kept; its words are privacy.kept.*
}

// Room is a room that holds something of people.
type Room interface {
	// Held is what the room holds of a person; with copied also the thing itself.
	Held(ctx context.Context, q db.Querier, personID string, copied bool) ([]Held, error)

	// Needed are those of the persons whose data an open matter of the room needs now, or needed after a moment.
	Needed(ctx context.Context, q db.Querier, persons []string, after time.Time) (map[string]bool, error)

	// EraseTx erases what the room holds of a person, or makes it anonymous. What is needed stays and is told; needed says
	// that another room needs to know who the person is. It may be repeated.
	EraseTx(ctx context.Context, tx *db.Tx, personID string, needed bool) ([]Outcome, error)
}

// Expiry is how one kind of thing ends by itself. Its period is the rule retention.<Entity>.
type Expiry struct {
	Entity string

	// Persons: what Find finds are persons, and those whom some room still needs after the moment are left.
	Persons bool

	// Find lists ids of records that ended before a moment, in order, behind an id, at most limit.
	Find func(ctx context.Context, q db.Querier, before time.Time, after string, limit int) ([]string, error)

	// EraseTx erases those of the records that still have ended before the moment, and tells how many. It may be repeated.
	EraseTx func(ctx context.Context, tx *db.Tx, ids []string, before time.Time) (int, error)

	// Run, where a room does its own steps, takes the place of both: it erases everything before the moment for a reason,
	// the rule's value and source. It may be stopped and run again.
	Run func(ctx context.Context, before time.Time, reason string) (int, error)
}
