package org

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/person"
)

// Appoint gives a post to a person from x.From (now when zero) until x.To (open when zero); the past may be written down
// later. key is an idempotency key. Invalid: person, to. Conflict when somebody holds the post at any moment of it;
// Forbidden; NotFound.
func (s *Service) Appoint(ctx context.Context, a actor.Actor, x Appointment, key string) (_ Appointment, err error) {
	defer errs.Wrap(&err, "org.Appoint")
	if !id.Valid(x.Post) {
		return Appointment{}, unknown(db.NoRows)
	}
	in := x
	again, err := journal.Once(ctx, s.d, a, "org.appoint", key, func(ctx context.Context, tx *db.Tx) (err error) {
		x, err = s.AppointTx(ctx, tx, a, in, key)
		return err
	})
	if err != nil {
		return Appointment{}, err
	}
	if again != "" {
		return appointmentByID(ctx, s.d, again)
	}
	return x, nil
}

// AppointTx is Appoint inside the act of another feature.
func (s *Service) AppointTx(ctx context.Context, tx *db.Tx, a actor.Actor, x Appointment, key string) (_ Appointment, err error) {
	defer errs.Wrap(&err, "org.AppointTx")
	if err := tx.Lock(ctx, "post", x.Post); err != nil {
		return x, err
	}
	p, err := postByID(ctx, tx, x.Post)
	if err != nil {
		return x, unknown(err)
	}
	by, err := mayAppointTx(ctx, tx, a, p.Place, p.Role)
	if err != nil {
		return x, err
	}
	if x, err = x.checked(ctx, tx); err != nil {
		return x, err
	}
	if err := s.togetherTx(ctx, tx, p.Role, x); err != nil {
		return x, err
	}
	if err := insertAppointmentTx(ctx, tx, x); err != nil {
		return x, err
	}
	err = journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "org.appoint", Kind: "appointment", Subject: x.ID, Place: p.Place, Post: by.ID, After: stampAppointment(x), Key: key,
	})
	if err != nil {
		return x, err
	}
	return x, s.sink.Emit(ctx, tx, AppointmentBegun{Post: p, Person: x.Person, Place: p.Place, At: x.From})
}

// mayAppointTx is the post under which the actor may give a post with the role at the place. Of two who name the first
// administrator of a kind one does.
func mayAppointTx(ctx context.Context, tx *db.Tx, a actor.Actor, at string, role actor.Role) (by actor.Post, err error) {
	first := false
	if role.Administers() {
		if err := tx.Lock(ctx, "administrator", string(role)); err != nil {
			return by, err
		}
		there, err := holdersOfRole(ctx, tx, role, tx.Now)
		if err != nil {
			return by, err
		}
		first = len(there) == 0
	}
	by, ok := MayAppoint(a, at, role, first)
	if !ok {
		return by, forbidden()
	}
	return by, nil
}

// togetherTx refuses a post beside one that the same person holds at any moment of the appointment and must not.
func (s *Service) togetherTx(ctx context.Context, tx *db.Tx, role actor.Role, x Appointment) error {
	if err := tx.Lock(ctx, "holder", x.Person); err != nil {
		return err
	}
	held, err := postsFrom(ctx, tx, x.Person, x.From, x.To)
	if err != nil {
		return err
	}
	stands, err := standsFrom(ctx, tx, x.Person, x.From, x.To)
	if err != nil {
		return err
	}
	for _, p := range append(held, stands...) {
		switch {
		case Together(role, p.Role, s.single):
		case role.Administers() && p.Role.Administers():
			return errs.New(errs.Conflict, "org.error.one_administrator", p.Title)
		default:
			return errs.New(errs.Conflict, "org.error.administers", p.Title)
		}
	}
	return nil
}

func (x Appointment) checked(ctx context.Context, tx *db.Tx) (Appointment, error) {
	if x.From.IsZero() {
		x.From = tx.Now
	}
	x.ID = id.At(tx.Now)
	var bad []errs.Field
	if _, err := person.ByID(ctx, tx, x.Person); errs.Is(err, errs.NotFound) {
		bad = append(bad, errs.Field{Name: "person", Key: "org.error.person"})
	} else if err != nil {
		return x, err
	}
	if !x.To.IsZero() && !x.To.After(x.From) {
		bad = append(bad, errs.Field{Name: "to", Key: "org.error.to"})
	}
	if err := errs.BadFields(bad); err != nil {
		return x, err
	}
	taken, err := takenTx(ctx, tx, x)
	if err == nil && taken {
		err = errs.New(errs.Conflict, "org.error.post_taken")
	}
	return x, err
}

// EndAppointment ends an appointment now, or at a later moment; what has been is not changed. From that moment the open
// work of the post stands in the organisation's inbox. Invalid: at; Conflict when it has ended by then, or not begun;
// Forbidden; NotFound.
func (s *Service) EndAppointment(ctx context.Context, a actor.Actor, appointmentID string, at time.Time) (err error) {
	defer errs.Wrap(&err, "org.EndAppointment")
	if !id.Valid(appointmentID) {
		return unknown(db.NoRows)
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		at := at // a retried write starts from the beginning
		if at.IsZero() {
			at = tx.Now
		}
		if at.Before(tx.Now) {
			return errs.BadFields([]errs.Field{{Name: "at", Key: "org.error.past"}})
		}
		x, err := appointmentByID(ctx, tx, appointmentID)
		if err != nil {
			return unknown(err)
		}
		p, err := postByID(ctx, tx, x.Post)
		if err != nil {
			return err
		}
		by, ok := MayAppoint(a, p.Place, p.Role, false)
		if !ok {
			return forbidden()
		}
		return s.endTx(ctx, tx, a, by, p, x, at)
	})
}

func (s *Service) endTx(ctx context.Context, tx *db.Tx, a actor.Actor, by, p actor.Post, x Appointment, at time.Time) error {
	n, err := endAppointmentTx(ctx, tx, x.ID, at)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "org.error.ended")
	}
	if err != nil {
		return err
	}
	ended := x
	ended.To = at
	err = journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "org.end_appointment", Kind: "appointment", Subject: x.ID, Place: p.Place, Post: by.ID,
		Before: stampAppointment(x), After: stampAppointment(ended),
	})
	if err != nil {
		return err
	}
	return s.sink.Emit(ctx, tx, AppointmentEnded{Post: p, Person: x.Person, Place: p.Place, At: at})
}

type journalledAppointment struct {
	Post   string `json:"post"`
	Person string `json:"person"`
	From   int64  `json:"from"`
	To     int64  `json:"to,omitempty"`
}

func stampAppointment(x Appointment) journalledAppointment {
	j := journalledAppointment{Post: x.Post, Person: x.Person, From: x.From.UnixMicro()}
	if !x.To.IsZero() {
		j.To = x.To.UnixMicro()
	}
	return j
}
