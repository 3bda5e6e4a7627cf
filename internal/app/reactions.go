package app

import (
	"context"

	"linli/internal/app/outgoing"
	"linli/internal/app/telling"
	"linli/internal/db"
	"linli/internal/event"
	"linli/internal/file"
	"linli/internal/job"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/privacy"
	"linli/internal/reception"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/escalate"
	"linli/internal/wish/figure"
	"linli/internal/wish/follow"
	"linli/internal/wish/publish"
	"linli/internal/wish/spot"
	"linli/internal/wish/suggest"
	"linli/internal/wish/wishweb"
)

// reactions is the one place where what happens in one feature makes another act, in the same transaction. Reading it
// is reading the whole causality; docs/events.md is drawn from its list.
type reactions struct {
	jobs      *job.Runner
	files     *file.Service
	told      *privacy.Told
	teas      *reception.Service
	catalogue *dispatch.Service
	telling   *telling.Teller
	outgoing  *outgoing.House // other programs are told
	escalate  *escalate.Service
	forget    func() // this process learns of changed posts at once
}

// Emit takes an event. An error rolls the act back that caused it.
func (r *reactions) Emit(ctx context.Context, tx *db.Tx, e event.Event) error {
	if err := r.outgoing.Emit(ctx, tx, e); err != nil {
		return err
	}
	switch e := e.(type) {
	case rule.CalendarImported:
		// Due dates that were computed beyond the calendar are computed again, in chunks, after the commit.
		return r.jobs.InsertTx(ctx, tx, redueArgs{})
	case place.Recoded:
		// What stands at the old codes follows in chunks, after the commit.
		return r.jobs.InsertTx(ctx, tx, recodeArgs{Edition: e.Edition})
	case org.AppointmentBegun, org.AppointmentEnded, org.StandInChanged:
		// No wish is to be moved: it belongs to the post, and every inbox asks whether the post has a holder now.
		tx.AfterCommit(r.forget)
	case wish.Filed:
		return r.filed(ctx, tx, e)
	case arrival.Arrived:
		figuredTx(tx, e)
		return escalate.ArrivedTx(ctx, tx, e.Wishes)
	case arrival.Ended:
		return r.telling.ImportTx(ctx, tx, e)
	case wish.Changed:
		return r.changed(ctx, tx, e)
	case reception.Changed:
		return r.telling.TeaTx(ctx, tx, e)
	case publish.Published:
		return r.tell(ctx, tx, e.Wish)
	case wish.Moved:
		figure.MovedTx(tx, e.Wishes, e.From)
	case file.Dropped:
		// The bytes go after the commit, when no row names them any more.
		for _, content := range e.Contents {
			if err := r.jobs.InsertTx(ctx, tx, dropArgs{Content: content}); err != nil {
				return err
			}
		}
		return nil
	}
	return nil
}

// figuredTx: what has come from elsewhere stands in the figures.
func figuredTx(tx *db.Tx, e arrival.Arrived) {
	for i, w := range e.Wishes {
		figure.ChangedTx(tx, e.Book, e.Old[i], w)
	}
}

// filed: its files go with it, its submitter has been told, it is counted.
func (r *reactions) filed(ctx context.Context, tx *db.Tx, e wish.Filed) error {
	if err := r.telling.WishTx(ctx, tx, wish.Changed(e)); err != nil {
		return err
	}
	figure.ChangedTx(tx, e.Book, e.Old, e.Wish)
	if err := spot.FiledTx(ctx, tx, e); err != nil {
		return err
	}
	if err := r.attach(ctx, tx, wish.Changed(e), file.Request); err != nil {
		return err
	}
	if e.Meeting != "" {
		// It stands on the agenda of the tea at which it was said, or is not filed.
		if err := r.teas.HeardTx(ctx, tx, e); err != nil {
			return err
		}
	}
	// Who files has the notice before them: on the form, or from the officer at the desk.
	return r.told.Tx(ctx, tx, e.Wish.Submitter, e.Wish.Registrar)
}

// attach: the photos and the voice note that wait in the act's draft go with it.
func (r *reactions) attach(ctx context.Context, tx *db.Tx, e wish.Changed, as file.Role) error {
	w, behalf := e.Wish, ""
	if as == file.Request && (w.Proxy != "" || w.Registrar != "") {
		behalf = w.Submitter
	}
	return r.files.AttachTx(ctx, tx, file.Draft(e.Draft), file.Attachment{
		Actor: e.By, Subject: file.Subject{Kind: wishweb.Kind, ID: w.ID}, Role: as, Place: w.Place, Post: e.Post, Behalf: behalf,
	})
}

// changed is what follows from an act on a wish: the counts of its place change with it, and with an answer go its files.
func (r *reactions) changed(ctx context.Context, tx *db.Tx, e wish.Changed) error {
	if err := r.telling.WishTx(ctx, tx, e); err != nil {
		return err
	}
	figure.ChangedTx(tx, e.Book, e.Old, e.Wish)
	if err := suggest.DecidedTx(ctx, tx, e); err != nil {
		return err
	}
	if err := r.watched(ctx, tx, e); err != nil {
		return err
	}
	switch e.Act {
	case wish.Answer:
		if err := r.attach(ctx, tx, e, file.Answer); err != nil {
			return err
		}
		if err := r.catalogue.AnsweredTx(ctx, tx, e.Wish.ID, func(ctx context.Context) (int, error) { return photos(ctx, tx, e.Wish.ID) }); err != nil {
			return err
		}
		return r.tell(ctx, tx, e.Wish.ID)
	case wish.Merge:
		return follow.MoveTx(ctx, tx, e.Wish.ID, e.Wish.Main)
	case wish.Unmerge:
		return follow.MoveBackTx(ctx, tx, e.Wish.ID)
	}
	return nil
}

// watched is what an act says about its unit, and about moving the wish up a level.
func (r *reactions) watched(ctx context.Context, tx *db.Tx, e wish.Changed) error {
	if err := r.escalate.ChangedTx(ctx, tx, e); err != nil {
		return err
	}
	return figure.UnitsTx(ctx, tx, e)
}

// photos counts those that came with answers to a wish.
func photos(ctx context.Context, tx *db.Tx, wishID string) (n int, err error) {
	all, err := file.Given(ctx, tx, file.Subject{Kind: wishweb.Kind, ID: wishID})
	for _, f := range all {
		if f.Role == file.Answer && f.Kind == file.Photo {
			n++
		}
	}
	return n, err
}

// tell lets the followers of a wish hear of its answer, after the commit; the job looks whether neighbours may read it.
func (r *reactions) tell(ctx context.Context, tx *db.Tx, wishID string) error {
	any, err := follow.Any(ctx, tx, wishID)
	if err != nil || !any {
		return err
	}
	return r.jobs.InsertTx(ctx, tx, tellArgs{Wish: wishID})
}

// Reaction is a line of docs/events.md.
type Reaction struct{ Event, Then string }

// Reactions is every event with what follows from it, in the order of Emit.
func Reactions() []Reaction {
	return []Reaction{
		{rule.CalendarImported{}.EventName(), "job wish.redue: provisional due dates are computed again"},
		{place.Recoded{}.EventName(), "job place.recode: 邻里, organisations, homes, rules and open wishes follow to the new codes"},
		{org.AppointmentBegun{}.EventName(), "this process forgets who held what; inboxes ask by themselves"},
		{org.AppointmentEnded{}.EventName(), "the same: from that moment its wishes are the unit's"},
		{org.StandInChanged{}.EventName(), "this process forgets who acts in which post; everybody learns it within seconds, and at midnight"},
		{wish.Changed{}.EventName(), "who it concerns is told: its submitter of what becomes of it, a unit of what comes to it or back, of a task, of what is asked of it and of what it has asked for, of a ruling (notice; job notice.work spreads and sends); with an answer go the photos and the voice note of its draft, and the photo that the catalogue asks for must be among them; job wish.tell: who follows it hears of it once; followers move with a wish that is merged, and back; the counts of its place change with it; what its form has suggested is kept beside what was decided; redos and transfers are counted, and what was reminded, told and moved up is written down; a return, a ruling on it and a move up are counted for the unit; webhooks of its act and place have a row on its way, and the hub whose order it was (job outbox.work)"},
		{publish.Published{}.EventName(), "job wish.tell: who follows it hears of an answer that is public now; webhooks of its place have a row on its way"},
		{wish.Filed{}.EventName(), "the unit that gets it is told; the photos and the voice note of its draft go with it, and the spot that was picked on the map; one that was said at a tea stands on its agenda, or is not filed; it is kept which notice the submitter was told, once for each version; it is counted; webhooks of its place have a row on its way"},
		{reception.Changed{}.EventName(), "when a tea is announced, who lives there is told"},
		{arrival.Arrived{}.EventName(), "the wishes are counted; what was past its date when it came is moved up by how long it has been here; the hub whose orders they are has a row on its way (job outbox.work)"},
		{arrival.Ended{}.EventName(), "each unit that has got open wishes by the table is told of them, once"},
		{wish.Moved{}.EventName(), "the wishes are counted at their new code"},
		{file.Dropped{}.EventName(), "job file.drop: the bytes that no row names are removed"},
	}
}
