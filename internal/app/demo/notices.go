package demo

// tellNotices lets everybody have been told of the story: what is older than three days counts as read, and nothing of the past
// rings.
func (t *teller) tellNotices() error {
	return t.Notices.Settle(t.ctx, t.now.AddDate(0, 0, -3))
}
