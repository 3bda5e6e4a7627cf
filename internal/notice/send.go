package notice

import (
	"context"

	"linli/internal/errs"
	"linli/internal/notify"
	"linli/internal/notify/way"
)

// Send sends a message by the channel of text messages at once: past quiet hours, digests and what waits, and kept nowhere. What
// comes of it counts for the channel's health. Unavailable where text messages are not set up or switched off; its errors say
// neither number nor code.
func (s *Service) Send(ctx context.Context, m notify.Message) (err error) {
	defer errs.Wrap(&err, "notice.Send")
	c, err := s.channel(ctx, string(SMS))
	if err == nil && (c.view().Health == Unset || !c.enabled) {
		err = errs.New(errs.Unavailable, "account.code.no_sender")
	}
	if err != nil {
		return err
	}
	return s.try(ctx, c, way.Letter{ID: m.ID, To: m.To, Text: m.Line(), Code: m.Code, Minutes: m.Minutes})
}

// Texts tells whether text messages go out here, and whether the last one was taken.
func (s *Service) Texts(ctx context.Context) (open, well bool, err error) {
	defer errs.Wrap(&err, "notice.Texts")
	c, err := s.channel(ctx, string(SMS))
	h := c.view().Health
	return err == nil && h != Unset && h != Off, h == Well, err
}
