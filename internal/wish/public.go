package wish

import (
	"context"
	"slices"

	"linli/internal/db"
	"linli/internal/veil"
	"linli/internal/wish/await"
)

// Publicity is whether neighbours may read a wish's title; without it they see nothing of the wish.
type Publicity string

// Publicities.
const (
	Unpublished Publicity = ""          // not accepted yet, or private
	Unexamined  Publicity = "old"       // from before there was a rule, or imported: the job wish.examine looks at it
	Waiting     Publicity = "waiting"   // the rule has found something: a moderator decides
	Published   Publicity = "published" // PublicTitle is what neighbours read
	Withheld    Publicity = "withheld"  // a moderator has refused it or taken it down
)

// TitlePart is the title among the parts of a wish that are published one by one; the others are entries of its timeline,
// by their ids.
const TitlePart int64 = 0

// publish decides by rule what neighbours may read of what the act has changed: what tells of nobody is published, the
// rest waits for a moderator. Where the rule wish.publish.by_rule says no, everything waits.
func (c *Change) publish() {
	w := &c.Wish
	if w.Visibility != Public {
		return
	}
	byRule := c.Book.Yes("wish.publish.by_rule", w.Community, c.Now)
	if !w.AcceptedAt.IsZero() && (c.Old.AcceptedAt.IsZero() || w.Title != c.Old.Title) {
		w.Publicity, w.PublicTitle = Waiting, ""
		if byRule && veil.Clear(w.Title) {
			w.Publicity, w.PublicTitle = Published, w.Title
		}
	}
	for i := range c.entries {
		if e := &c.entries[i]; e.published() && byRule && veil.Clear(e.Text) {
			e.Public = e.Text
		}
	}
}

// awaitTx asks for a moderator's decision on a title that the rule has not published, and for none of what is taken back.
func (c *Change) awaitTx(ctx context.Context, tx *db.Tx) error {
	switch w := c.Wish; {
	case w.State == Withdrawn:
		return await.DismissTx(ctx, tx, w.ID)
	case w.Publicity == Waiting && c.Old.Publicity != Waiting:
		return await.AskTx(ctx, tx, w.ID, w.Community, TitlePart)
	}
	return nil
}

// published tells whether the entry has words that neighbours read once they are published.
func (e Entry) published() bool {
	return e.Audience == ForPublic && e.Detail.Words == "" && e.Text != ""
}

// waits tells whether a moderator has to decide on the entry.
func (e Entry) waits() bool { return e.published() && e.Public == "" }

// imported is a wish from elsewhere as it is stored: what the rule would publish is public at once, and what it would not
// is left to the job wish.examine, with its timeline.
func imported(w Wish, timeline []Entry) (Wish, []Entry) {
	if w.Visibility != Public || w.AcceptedAt.IsZero() || w.Publicity != Unpublished {
		return w, timeline
	}
	told, clear := slices.Clone(timeline), veil.Clear(w.Title)
	for i, e := range told {
		if e.published() {
			told[i].Public, clear = e.Text, clear && veil.Clear(e.Text)
		}
	}
	if !clear {
		w.Publicity = Unexamined
		return w, timeline
	}
	w.Publicity, w.PublicTitle = Published, w.Title
	return w, told
}
