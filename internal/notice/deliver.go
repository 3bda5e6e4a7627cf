package notice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"linli/internal/notice/text"

	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/notice/address"
	"linli/internal/notify/way"
	"linli/internal/org"
	"linli/internal/seal"
)

// Limits of sending.
const (
	leaseFor    = 2 * time.Minute // longer than any letter may take
	firstRetry  = 30 * time.Second
	longest     = 15 * time.Minute // between two looks at a channel that is dead
	letterTries = 10               // of one letter while the channel takes others
	robotPace   = 18               // in a minute: the robots of both chats take 20
	digestMost  = 50               // lines of one letter
)

// Work spreads what has happened and sends what is due, on all channels beside each other, so that a slow one holds up none. It is
// for the job notice.work and may run in several processes at once. It tells how many letters were taken.
func (s *Service) Work(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "notice.Work")
	if _, err := s.spread(ctx); err != nil {
		return 0, err
	}
	all, err := s.allChannels(ctx, s.DB)
	if err != nil {
		return 0, err
	}
	var mu sync.Mutex
	var each sync.WaitGroup
	for _, c := range all {
		if !c.enabled {
			continue
		}
		each.Go(func() {
			some, sendErr := s.send(ctx, c)
			mu.Lock()
			n, err = n+some, errors.Join(err, sendErr)
			mu.Unlock()
		})
	}
	each.Wait()
	return n, err
}

// send sends what is due on a channel until nothing is, or until the channel takes nothing more.
func (s *Service) send(ctx context.Context, c channelRow) (n int, err error) {
	if c.next.After(s.DB.Now()) {
		return 0, nil
	}
	usual, err := s.usual(ctx)
	if err != nil {
		return 0, err
	}
	w, err := s.made(c)
	if err != nil {
		return 0, s.faredTx(ctx, c, way.Failure{Why: "settings"})
	}
	for i := 0; ctx.Err() == nil; i++ {
		if c.kind.Robot() && i == robotPace {
			return n, s.pause(ctx, c)
		}
		b, ok, err := s.claim(ctx, c, usual)
		if err != nil || !ok {
			return n, err
		}
		l, ok, err := s.write(ctx, c, b)
		if err != nil {
			return n, err
		}
		if !ok {
			continue
		}
		ctx := context.WithoutCancel(ctx) // what was begun is brought to its end
		fail := asFailure(w.Deliver(ctx, l))
		if err := s.settle(ctx, c, b, fail); err != nil {
			return n, err
		}
		if fail == nil {
			n++
		} else if !fail.Refused {
			return n, nil
		}
	}
	return n, nil
}

// asFailure is what a way has said.
func asFailure(err error) *way.Failure {
	var f way.Failure
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return &f
	}
	return &way.Failure{Why: "unknown"}
}

// bundle is deliveries that go out as one letter: one, or all of a digest.
type bundle struct {
	person string
	digest bool
	lease  int64
	events []event
	tries  int
}

// claim takes the first that is due, with one of a digest the others of the same person, until the lease ends. What has become due
// again in somebody's quiet hours waits for their end; a group's are the usual ones.
func (s *Service) claim(ctx context.Context, c channelRow, usual manners) (b bundle, ok bool, err error) {
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := tx.Now.UnixMicro()
		b, ok = bundle{lease: tx.Now.Add(leaseFor).UnixMicro()}, false
		if err := tx.Lock(ctx, "notice.claim", c.id); err != nil {
			return err
		}
		first, err := b.first(ctx, tx, c, usual)
		if err != nil || first == "" {
			return err
		}
		ok = true
		text, args := "event = $4 AND NOT digest", []any{c.id, now, b.person, first}
		if b.digest {
			text, args = "digest", args[:3]
		}
		ids, err := db.All(ctx, tx, scanID, "SELECT event FROM notification_delivery WHERE channel = $1 AND person = $3 AND state = 'waiting' AND due <= $2 AND lease <= $2 AND "+text+
			" ORDER BY event LIMIT "+strconv.Itoa(digestMost), args...)
		if err != nil {
			return err
		}
		b.events, b.tries, err = leaseTx(ctx, tx, c.id, b.person, b.lease, ids)
		return err
	})
	return b, ok && len(b.events) > 0, err
}

// first is the first delivery of a channel that is due and may ring now; empty: none.
func (b *bundle) first(ctx context.Context, tx *db.Tx, c channelRow, usual manners) (event string, err error) {
	now := tx.Now.UnixMicro()
	for ; ; event = "" {
		err := db.Each(ctx, tx, func(r db.Row) error { return r.Scan(&event, &b.person, &b.digest) }, `SELECT event, person, digest FROM notification_delivery
			WHERE channel = $1 AND state = 'waiting' AND due <= $2 AND lease <= $2 ORDER BY due, event, person LIMIT 1`, c.id, now)
		if err != nil || event == "" {
			return "", err
		}
		m := map[string]personally{"": {manners: usual}}
		if b.person != "" {
			if m, err = mannersOf(ctx, tx, []string{b.person}, usual); err != nil {
				return "", err
			}
		}
		end := m[b.person].Quiet.After(tx.Now)
		if !end.After(tx.Now) {
			return event, nil
		}
		if _, err := tx.Exec(ctx, "UPDATE notification_delivery SET due = $4 WHERE channel = $1 AND person = $2 AND state = 'waiting' AND due <= $3 AND lease <= $3",
			c.id, b.person, now, end.UnixMicro()); err != nil {
			return "", err
		}
	}
}

// leaseTx marks deliveries as being sent, and reads what they are about.
func leaseTx(ctx context.Context, tx *db.Tx, channel, person string, lease int64, ids []string) (events []event, tries int, err error) {
	var w db.Where
	w.And("channel = ? AND person = ?", channel, person)
	w.In("event", ids)
	args := append(w.Args(), lease)
	if _, err := tx.Exec(ctx, "UPDATE notification_delivery SET lease = $"+strconv.Itoa(len(args))+", tries = tries + 1 WHERE "+w.SQL(), args...); err != nil {
		return nil, 0, err
	}
	if tries, err = db.Value[int](ctx, tx, "SELECT COALESCE(MAX(tries), 0) FROM notification_delivery WHERE "+w.SQL(), w.Args()...); err != nil {
		return nil, 0, err
	}
	var of db.Where
	of.In("e.id", ids)
	events, err = db.All(ctx, tx, scanEvent, "SELECT "+eventColumns+" FROM notification_event e WHERE "+of.SQL()+" ORDER BY e.id", of.Args()...)
	return events, tries, err
}

// write makes the letter of a bundle. What its reader may not see any more goes out of it; without anything left, or without an
// address, there is no letter, and the rows say why.
func (s *Service) write(ctx context.Context, c channelRow, b bundle) (l way.Letter, ok bool, err error) {
	lang := text.Chinese
	if b.person != "" {
		if lang, err = langOf(ctx, s.DB, b.person); err != nil {
			return l, false, err
		}
	}
	texts, left, err := s.sayable(ctx, c, b, lang)
	if err != nil || len(texts) == 0 {
		return l, false, err
	}
	if l.To, err = s.address(ctx, c.kind, b.person); err != nil {
		return l, false, err
	}
	if l.To.IsZero() && !c.kind.Robot() {
		return l, false, s.end(ctx, c, left, dropped, "address")
	}
	words := texts[0]
	if b.digest {
		if words, err = s.digest(ctx, lang, texts); err != nil {
			return l, false, err
		}
	}
	l.ID, l.Subject, l.Text = letterID(c.id, left), words.Line, words.Line
	switch c.kind {
	case Mail:
		l.Text = words.Body + "\n"
	case SMS:
		l.Text = "【邻里+】" + words.Line
	}
	return l, true, nil
}

// sayable are the words of those of a bundle that its reader may see, and the bundle of them; the others are dropped.
func (s *Service) sayable(ctx context.Context, c channelRow, b bundle, lang text.Lang) (texts []text.Words, left bundle, err error) {
	left = bundle{person: b.person, digest: b.digest}
	for _, e := range b.events {
		w, err := s.words(ctx, b.person, lang, e)
		if errs.Is(err, errs.NotFound) {
			if err := s.end(ctx, c, bundle{person: b.person, events: []event{e}}, dropped, "right"); err != nil {
				return nil, left, err
			}
			continue
		}
		if err != nil {
			return nil, left, err
		}
		texts, left.events = append(texts, w), append(left.events, e)
	}
	return texts, left, nil
}

// letterID is the same at every try, and says nothing of whom it is to.
func letterID(channel string, b bundle) string {
	h := sha256.New()
	for _, x := range append([]string{channel, b.person}, idsOf(b.events)...) {
		_, _ = h.Write([]byte(x + "\x00")) // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// words are those of an event for a person, or for a group, as that may see the matter now. NotFound: not at all.
func (s *Service) words(ctx context.Context, person string, l text.Lang, e event) (text.Words, error) {
	f, err := s.facts(ctx, person, e.About)
	if err != nil {
		return text.Words{}, err
	}
	if !e.Day.IsZero() {
		f.Day = e.Day
	}
	if f.What = e.What; e.Unit != "" {
		names, err := org.Names(ctx, s.DB, []string{e.Unit})
		if err != nil {
			return text.Words{}, err
		}
		f.Unit = names[e.Unit]
	}
	t, err := s.template(ctx, e.Kind)
	return t.say(l, f.Values(l, s.Base)), err
}

func (s *Service) facts(ctx context.Context, person string, about chain.Subject) (text.Facts, error) {
	if person == "" {
		return s.Public(ctx, about)
	}
	return s.See(ctx, person, about)
}

// digest is one letter of several.
func (s *Service) digest(ctx context.Context, l text.Lang, all []text.Words) (text.Words, error) {
	t, err := s.template(ctx, digestKind)
	var lines []string
	for _, w := range all {
		lines = append(lines, "· "+w.Line)
	}
	link := text.House(l)
	if s.Base != "" {
		link = s.Base + "/notices"
	}
	return t.say(l, map[text.Field]string{text.FieldCount: strconv.Itoa(len(all)), text.FieldList: strings.Join(lines, "\n"), text.FieldLink: link}), err
}

// address is where a person is reached on a channel; empty: nowhere.
func (s *Service) address(ctx context.Context, k Channel, person string) (seal.Value, error) {
	switch k {
	case Mail:
		rows, err := settingsOf(ctx, s.DB, []string{person})
		if x := rows[person]; err == nil && x.confirmed {
			return s.opened(x.mail, address.MailField(person)), nil
		}
		return seal.Value{}, err
	case SMS:
		phone, err := s.Phone(ctx, person)
		if errs.Is(err, errs.NotFound) {
			return seal.Value{}, nil
		}
		return phone, err
	}
	return seal.Value{}, nil
}

// settle writes down what became of a bundle, and how the channel fares.
func (s *Service) settle(ctx context.Context, c channelRow, b bundle, fail *way.Failure) error {
	if fail == nil {
		if err := s.end(ctx, c, b, sent, ""); err != nil {
			return err
		}
		return s.fared(ctx, c)
	}
	if fail.Refused {
		return s.end(ctx, c, b, failed, fail.Why)
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		fails, err := fareTx(ctx, tx, s, c, *fail)
		if err != nil {
			return err
		}
		if b.tries >= letterTries && fails < DeadAfter {
			return endTx(ctx, tx, c, b, failed, fail.Why) // the channel takes others: it is this letter
		}
		var w db.Where
		w.And("channel = ? AND person = ? AND state = 'waiting'", c.id, b.person)
		w.In("event", idsOf(b.events))
		args := append(w.Args(), tx.Now.Add(backoff(b.tries)).UnixMicro())
		_, err = tx.Exec(ctx, "UPDATE notification_delivery SET lease = 0, due = $"+strconv.Itoa(len(args))+" WHERE "+w.SQL(), args...)
		return err
	})
}

// backoff is how long after its nth failure something is tried again: twice as long each time, up to a quarter of an hour.
func backoff(n int) time.Duration {
	return min(firstRetry<<min(max(n-1, 0), 10), longest)
}

func (s *Service) end(ctx context.Context, c channelRow, b bundle, state, why string) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return endTx(ctx, tx, c, b, state, why) })
}

// endTx ends deliveries. One that has ended is not ended again.
func endTx(ctx context.Context, tx *db.Tx, c channelRow, b bundle, state, why string) error {
	var w db.Where
	w.And("channel = ? AND person = ? AND state = 'waiting'", c.id, b.person)
	w.In("event", idsOf(b.events))
	args := append(w.Args(), state, db.Null(why), tx.Now.UnixMicro())
	n := len(args)
	at := func(i int) string { return "$" + strconv.Itoa(n-i) }
	_, err := tx.Exec(ctx, "UPDATE notification_delivery SET state = "+at(2)+", why = "+at(1)+", ended_at = "+at(0)+", lease = 0 WHERE "+w.SQL(), args...)
	return err
}

// fared notes that a channel has taken something. One that was dead lives again: what waits for its next try is due.
func (s *Service) fared(ctx context.Context, c channelRow) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.ensureChannelTx(ctx, tx, c); err != nil {
			return err
		}
		fails, err := db.Value[int](ctx, tx, "SELECT failures FROM notification_channel WHERE id = $1", c.id)
		if errors.Is(err, db.NoRows) {
			return nil // it was taken away meanwhile
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE notification_channel SET good_at = $2, failures = 0, down_since = NULL, why = NULL, next_at = 0 WHERE id = $1", c.id, tx.Now.UnixMicro()); err != nil {
			return err
		}
		if fails >= DeadAfter {
			return duenowTx(ctx, tx, c.id)
		}
		return nil
	})
}

// faredTx notes a failure of the channel itself.
func (s *Service) faredTx(ctx context.Context, c channelRow, f way.Failure) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := fareTx(ctx, tx, s, c, f)
		return err
	})
}

// fareTx is the same in a transaction; it tells how many there were in a row.
func fareTx(ctx context.Context, tx *db.Tx, s *Service, c channelRow, f way.Failure) (fails int, err error) {
	if err := s.ensureChannelTx(ctx, tx, c); err != nil {
		return 0, err
	}
	fails, err = db.Value[int](ctx, tx, `UPDATE notification_channel SET failures = failures + 1, down_since = COALESCE(down_since, $2), why = $3
		WHERE id = $1 RETURNING failures`, c.id, tx.Now.UnixMicro(), f.Why)
	if errors.Is(err, db.NoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, "UPDATE notification_channel SET next_at = $2 WHERE id = $1", c.id, tx.Now.Add(backoff(fails)).UnixMicro())
	return fails, err
}

// pause keeps to the pace of a robot.
func (s *Service) pause(ctx context.Context, c channelRow) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE notification_channel SET next_at = $2 WHERE id = $1", c.id, tx.Now.Add(time.Minute).UnixMicro())
		return err
	})
}

// try sends one letter now, for who waits for the answer.
func (s *Service) try(ctx context.Context, c channelRow, l way.Letter) error {
	w, err := s.made(c)
	if err != nil {
		return way.Failure{Why: "settings"}
	}
	fail := asFailure(w.Deliver(ctx, l))
	switch {
	case fail == nil:
		return s.fared(ctx, c)
	case fail.Refused:
		return *fail
	}
	return errors.Join(*fail, s.faredTx(ctx, c, *fail))
}
