package way

import (
	"context"

	"linli/internal/notify"
)

// Through is the sender that the server was started with, as a way: what it says of a failure stays in its own log.
func Through(s notify.Sender) Way { return through{s} }

type through struct{ sender notify.Sender }

// Deliver hands a letter to it.
func (t through) Deliver(ctx context.Context, l Letter) error {
	if err := t.sender.Send(ctx, notify.Message{ID: l.ID, Kind: notify.Notice, To: l.To, Text: l.Text}); err != nil {
		return trouble("gateway")
	}
	return nil
}
