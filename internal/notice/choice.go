package notice

import (
	"context"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/notice/address"
	"linli/internal/notice/quiet"
	"linli/internal/notice/text"
	"linli/internal/notify/way"
	"linli/internal/seal"
	"linli/internal/workday"
)

// Choice is how somebody wants one kind on one channel.
type Choice struct {
	Kind    Kind
	Channel Channel
	Way     Way
}

// Setting is how somebody is told, and wants to be.
type Setting struct {
	Quiet   quiet.Hours
	Usual   bool // the quiet hours are the rule's
	Hour    int  // of the digest
	Ways    []Channel
	Choices []Choice
	Phone   bool   // one is kept
	Mail    string // masked; empty: none
	Asked   bool   // it is not confirmed yet
}

type manners = quiet.Manners

// personally are the manners of one person, and whether letters may go to a mail address.
type personally struct {
	manners
	mail bool
}

// mannersOf are those of some people; who has chosen nothing has the usual ones.
func mannersOf(ctx context.Context, q db.Querier, persons []string, usual manners) (map[string]personally, error) {
	rows, err := settingsOf(ctx, q, persons)
	if err != nil {
		return nil, err
	}
	out := make(map[string]personally, len(persons))
	for _, p := range persons {
		m, x := personally{manners: usual}, rows[p]
		if x.person != "" && x.quietly {
			m.Quiet = quiet.Hours{From: x.from, To: x.to}
		}
		if x.person != "" && x.hourly {
			m.Hour = x.hour
		}
		m.mail = x.mail != "" && x.confirmed
		out[p] = m
	}
	return out, nil
}

// usual are the manners of the rules: messages go out in the hours of notice.hours, and the digest at that of notice.digest.
func (s *Service) usual(ctx context.Context) (manners, error) {
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return manners{}, err
	}
	now := s.DB.Now()
	out := manners{Hour: book.Int("notice.digest", "", now)}
	if r, ok := book.Find("notice.hours", "", now); ok {
		h, err := workday.ParseHours(r.Value)
		if err != nil {
			return manners{}, err
		}
		out.Quiet = quiet.Hours{From: int(h.Close / time.Minute), To: int(h.Open / time.Minute)}
	}
	return out, nil
}

// SettingOf is how the actor is told. Unauthenticated.
func (s *Service) SettingOf(ctx context.Context, a actor.Actor) (out Setting, err error) {
	defer errs.Wrap(&err, "notice.SettingOf")
	if !MayChoose(a) {
		return out, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	usual, err := s.usual(ctx)
	if err != nil {
		return out, err
	}
	set, err := mannersOf(ctx, s.DB, []string{a.Person}, usual)
	if err != nil {
		return out, err
	}
	rows, err := settingsOf(ctx, s.DB, []string{a.Person})
	if err != nil {
		return out, err
	}
	chosen, err := choicesOf(ctx, s.DB, []string{a.Person})
	if err != nil {
		return out, err
	}
	if out.Ways, _, err = s.open(ctx, s.DB); err != nil {
		return out, err
	}
	x := rows[a.Person]
	out.Quiet, out.Hour, out.Usual = set[a.Person].Quiet, set[a.Person].Hour, x.person == "" || !x.quietly
	for _, k := range KindsFor(a) {
		for _, c := range Personal() {
			out.Choices = append(out.Choices, Choice{k, c, chosen.way(a.Person, k, c)})
		}
	}
	if out.Phone, err = s.reachable(ctx, a.Person); err != nil {
		return out, err
	}
	out.Mail, out.Asked = address.Mask(s.opened(x.mail, address.MailField(a.Person))), x.mail != "" && !x.confirmed
	return out, nil
}

// Rings tells whether a text message could reach a person: they go out, and a telephone is kept.
func (s *Service) Rings(ctx context.Context, person string) (_ bool, err error) {
	defer errs.Wrap(&err, "notice.Rings")
	ways, _, err := s.open(ctx, s.DB)
	if err != nil || !slices.Contains(ways, SMS) {
		return false, err
	}
	return s.reachable(ctx, person)
}

// reachable tells whether a telephone is kept of a person.
func (s *Service) reachable(ctx context.Context, person string) (bool, error) {
	phone, err := s.Phone(ctx, person)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	return !phone.IsZero(), err
}

// Wanted is a setting being changed.
type Wanted struct {
	Quiet   *quiet.Hours // nil: as the rule has it
	Hour    int
	Choices []Choice
}

// Choose changes how the actor is told. Invalid: quiet_from, quiet_to, digest_hour, and kind_channel of a choice that there is
// not. Unauthenticated.
func (s *Service) Choose(ctx context.Context, a actor.Actor, in Wanted) (err error) {
	defer errs.Wrap(&err, "notice.Choose")
	if !MayChoose(a) {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if err := in.check(a); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := address.EnsureTx(ctx, tx, a.Person); err != nil {
			return err
		}
		var from, to any
		if in.Quiet != nil {
			from, to = in.Quiet.From, in.Quiet.To
		}
		if _, err := tx.Exec(ctx, "UPDATE notification_setting SET quiet_from = $2, quiet_to = $3, digest_hour = $4 WHERE person = $1", a.Person, from, to, in.Hour); err != nil {
			return err
		}
		for _, c := range in.Choices {
			if err := chooseTx(ctx, tx, a.Person, c.Kind, c.Channel, c.Way); err != nil {
				return err
			}
		}
		return nil
	})
}

func (in Wanted) check(a actor.Actor) error {
	var bad []errs.Field
	if in.Quiet != nil && !in.Quiet.Valid() {
		bad = append(bad, errs.Field{Name: "quiet_from", Key: "notice.error.quiet"})
	}
	if in.Hour < 0 || in.Hour > 23 {
		bad = append(bad, errs.Field{Name: "digest_hour", Key: "notice.error.hour"})
	}
	for _, c := range in.Choices {
		if !slices.Contains(KindsFor(a), c.Kind) || !slices.Contains(Personal(), c.Channel) || !slices.Contains(c.Channel.Ways(), c.Way) {
			bad = append(bad, errs.Field{Name: string(c.Kind) + "_" + string(c.Channel), Key: "notice.error.way"})
		}
	}
	return errs.BadFields(bad)
}

// SetTx sets one choice of a person, in the transaction of another feature: the switch beside “我也一样”. It tells whether that
// changed anything.
func SetTx(ctx context.Context, tx *db.Tx, person string, k Kind, c Channel, w Way) (changed bool, err error) {
	defer errs.Wrap(&err, "notice.SetTx")
	chosen, err := choicesOf(ctx, tx, []string{person})
	if err != nil || chosen.way(person, k, c) == w {
		return false, err
	}
	return true, chooseTx(ctx, tx, person, k, c, w)
}

// WayOf is how a person wants a kind on a channel.
func WayOf(ctx context.Context, q db.Querier, person string, k Kind, c Channel) (_ Way, err error) {
	defer errs.Wrap(&err, "notice.WayOf")
	chosen, err := choicesOf(ctx, q, []string{person})
	return chosen.way(person, k, c), err
}

// AskMail takes a mail address and sends a code there, which ConfirmMail takes: letters go to whoever reads the address, not to
// whoever was mistyped. Invalid: mail; Limited: one was sent a moment ago; Unavailable: letters cannot be sent now, or nothing
// can be sealed.
func (s *Service) AskMail(ctx context.Context, a actor.Actor, to string) (err error) {
	defer errs.Wrap(&err, "notice.AskMail")
	if !MayChoose(a) {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	c, err := s.channel(ctx, string(Mail))
	if err != nil {
		return err
	}
	if !way.Address(to) {
		return errs.BadFields([]errs.Field{{Name: "mail", Key: "notice.error.mail"}})
	}
	if !c.enabled {
		return errs.New(errs.Unavailable, "notice.mail.off")
	}
	lang, err := langOf(ctx, s.DB, a.Person)
	if err != nil {
		return err
	}
	code, err := s.book().Ask(ctx, a.Person, to)
	if err != nil {
		return err
	}
	w := text.Confirmation(lang, code)
	if err := s.try(ctx, c, way.Letter{ID: id.New(), To: seal.Of(to), Subject: w.Line, Text: w.Body}); err != nil {
		return errs.Because(errs.Unavailable, err, "notice.mail.unsent")
	}
	return nil
}

func (s *Service) book() *address.Book { return &address.Book{DB: s.DB, Ring: s.Ring} }

// ConfirmMail takes the code that was sent. Invalid: mail_code, wrong or past its time.
func (s *Service) ConfirmMail(ctx context.Context, a actor.Actor, typed string) error {
	if !MayChoose(a) {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return s.book().Confirm(ctx, a.Person, typed)
}

// DropMail forgets the actor's mail address; what waits for it is dropped when its turn comes.
func (s *Service) DropMail(ctx context.Context, a actor.Actor) (err error) {
	defer errs.Wrap(&err, "notice.DropMail")
	if !MayChoose(a) {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := address.DropTx(ctx, tx, a.Person); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "notice.mail", Kind: "person", Subject: a.Person, After: map[string]bool{"kept": false}})
	})
}
