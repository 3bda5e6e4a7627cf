package app

import (
	"context"

	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

// noticed is a notice of the submitter's about a wish of theirs; and mail, the channel that the administrator looks after.
func (s *stage) noticed() {
	w := s.wish(situation("C"))
	delete(s.stock, "C") // what happens to it afterwards is not what the table says of C
	s.must(s.DB.Write(s.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return s.Notices.TellTx(ctx, tx, notice.Notice{Kind: notice.Accepted, Persons: []string{s.actors["sub"].Person}, Subject: chain.Subject{Kind: wishweb.Kind, ID: w.ID}})
	}))
	_, err := s.Notices.Work(s.t.Context())
	s.must(err)
	page, err := s.Notices.List(s.t.Context(), s.actors["sub"], text.Chinese, "")
	s.must(err)
	s.records["/notices/"] = func(wish.Wish) string { return page.Lines[0].ID }
}
