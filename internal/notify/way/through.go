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
	m := notify.Message{ID: l.ID, Kind: notify.Notice, To: l.To, Text: l.Text}
	if !l.Code.IsZero() {
		m = notify.Message{ID: l.ID, Kind: notify.SignInCode, To: l.To, Code: l.Code, Minutes: l.Minutes}
	}
	if err := t.sender.Send(ctx, m); err != nil {
		return trouble("gateway")
	}
	return nil
}
