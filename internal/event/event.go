// Package event is how one feature tells the others what happened, inside the transaction in which it happened. A
// feature emits its own typed events through Sink; app implements it with one type switch (reactions.go), so that one
// screen shows the whole causality.
package event

import (
	"context"

	"linli/internal/db"
)

// Event is a fact that has just been written. Its name is `feature.past_tense`, as docs/events.md lists it.
type Event interface{ EventName() string }

// Sink takes events. An error rolls the whole act back.
type Sink interface {
	Emit(ctx context.Context, tx *db.Tx, e Event) error
}
