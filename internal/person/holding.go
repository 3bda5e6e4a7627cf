package person

import (
	"context"
	"errors"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/retain"
	"linli/internal/seal"
	"linli/internal/search"
)

// Erased is the name of somebody who has been made anonymous.
const Erased = "＊"

// copied are a person's own data in the person's own copy, in clear.
type copied struct {
	Name     string `json:"name"`
	Home     string `json:"home_code,omitempty"`
	Birth    string `json:"birth,omitempty"`
	Sex      Sex    `json:"sex,omitempty"`
	Phone    string `json:"telephone,omitempty"`
	IDNumber string `json:"identity_number,omitempty"`
	Address  string `json:"door,omitempty"`
	Other    string `json:"other_contact,omitempty"`
}

// copiedProxy is somebody who acts for another.
type copiedProxy struct {
	Name     string    `json:"name"`
	Relation Relation  `json:"relation"`
	Reason   string    `json:"reason,omitempty"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to,omitzero"`
	ActsFor  bool      `json:"acts_for_you"` // else you act for that person
}

// Held is what is kept of a person here: name and home, contact, who acts for whom.
func (s *Service) Held(ctx context.Context, q db.Querier, personID string, whole bool) (out []retain.Held, err error) {
	defer errs.Wrap(&err, "person.Held")
	p, err := byID(ctx, q, personID)
	if err != nil {
		return nil, unknown(err)
	}
	texts, err := sealedTexts(ctx, q, personID)
	if err != nil {
		return nil, err
	}
	contact := retain.Held{Entity: "contact"}
	for _, t := range texts {
		if t != "" {
			contact.N++
		}
	}
	self := retain.Held{Entity: "person", N: 1, Since: id.Time(personID)}
	if whole {
		all := copied{Name: p.Name, Home: p.Place, Birth: p.Birth, Sex: p.Sex}
		if contact.N > 0 && s.ring != nil {
			c, err := s.contactOf(ctx, q, personID)
			if err != nil {
				return nil, err
			}
			all.Phone, all.IDNumber, all.Address, all.Other = c.Phone.Reveal(), c.IDNumber.Reveal(), c.Address.Reveal(), c.Other.Reveal()
		}
		self.Copy = all
	}
	proxies, err := heldProxies(ctx, q, personID, whole)
	return append(out, self, contact, proxies), err
}

// heldProxies is who acts, or has acted, for the person, and for whom the person does.
func heldProxies(ctx context.Context, q db.Querier, personID string, whole bool) (retain.Held, error) {
	h := retain.Held{Entity: "proxy"}
	var list []copiedProxy
	err := db.Each(ctx, q, func(r db.Row) error {
		var x copiedProxy
		if err := r.Scan(&x.Name, &x.Relation, &x.Reason, db.Time(&x.From), db.Time(&x.To), &x.ActsFor); err != nil {
			return err
		}
		if h.N++; h.Since.IsZero() || x.From.Before(h.Since) {
			h.Since = x.From
		}
		list = append(list, x)
		return nil
	}, `SELECT p.name, x.relation, x.reason, x.from_at, x.to_at, x.for_person = $1 FROM proxy x
		JOIN person p ON p.id = CASE WHEN x.person = $1 THEN x.for_person ELSE x.person END
		WHERE x.person = $1 OR x.for_person = $1 ORDER BY x.from_at, x.id`, personID)
	if whole && len(list) > 0 {
		h.Copy = list
	}
	return h, err
}

// Needed is nobody: who somebody is, is needed for the matters of other rooms.
func (s *Service) Needed(context.Context, db.Querier, []string, time.Time) (map[string]bool, error) {
	return nil, nil
}

// EraseTx removes contact, name, birth and who acted for whom; of the home its 邻里 stays, for the figures. Somebody whom
// another room needs to know stays.
func (s *Service) EraseTx(ctx context.Context, tx *db.Tx, personID string, needed bool) (_ []retain.Outcome, err error) {
	defer errs.Wrap(&err, "person.EraseTx")
	if err := tx.Lock(ctx, "person", personID); err != nil {
		return nil, err
	}
	held, err := s.Held(ctx, tx, personID, false)
	if err != nil {
		return nil, err
	}
	out := make([]retain.Outcome, len(held))
	for i, h := range held {
		out[i] = retain.Outcome{Entity: h.Entity, Erased: h.N}
		if needed && h.N > 0 {
			out[i] = retain.Outcome{Entity: h.Entity, Kept: h.N, Why: "open"}
		}
	}
	if needed {
		return out, nil
	}
	if _, err := tx.Exec(ctx, "DELETE FROM proxy WHERE person = $1 OR for_person = $1", personID); err != nil {
		return nil, err
	}
	if err := search.DropTx(ctx, tx, "person", personID); err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `UPDATE person SET name = $2, name_key = $2, birth = '', sex = '', place = SUBSTR(place, 1, 15), phone = NULL, id_number = NULL,
		address = NULL, contact = NULL, phone_key = NULL, id_number_key = NULL, erased_at = $3 WHERE id = $1`, personID, Erased, tx.Now.UnixMicro())
	return out, err
}

// DropTx removes the value of a column of somebody's contact, all of it when column is empty: the consent by which it was kept
// has been withdrawn.
func DropTx(ctx context.Context, tx *db.Tx, personID, column string) (err error) {
	defer errs.Wrap(&err, "person.DropTx")
	if err := tx.Lock(ctx, "person", personID); err != nil {
		return err
	}
	sets := map[string]string{
		"":          "phone = NULL, id_number = NULL, address = NULL, contact = NULL, phone_key = NULL, id_number_key = NULL",
		"id_number": "id_number = NULL, id_number_key = NULL",
		"address":   "address = NULL",
	}[column]
	if sets == "" {
		return errors.New("person: nothing is kept by consent in " + column)
	}
	_, err = tx.Exec(ctx, "UPDATE person SET "+sets+" WHERE id = $1", personID)
	return err
}

// Expiries are how contact and proxies end. The person goes with everything else that is kept of it, so it has no EraseTx.
func (s *Service) Expiries() []retain.Expiry {
	living := func(cond string) func(context.Context, db.Querier, time.Time, string, int) ([]string, error) {
		return func(ctx context.Context, q db.Querier, before time.Time, after string, limit int) ([]string, error) {
			// An id begins with the moment at which it was made: who is new needs no look.
			return db.All(ctx, q, scanID, "SELECT id FROM person WHERE id > $1 AND id < $2 AND "+cond+" ORDER BY id LIMIT $3",
				after, id.Least(before), limit)
		}
	}
	return []retain.Expiry{
		{
			Entity: "contact", Persons: true,
			Find:    living("(phone IS NOT NULL OR id_number IS NOT NULL OR address IS NOT NULL OR contact IS NOT NULL)"),
			EraseTx: s.expireContactTx,
		},
		{Entity: "person", Persons: true, Find: living("erased_at IS NULL")},
		{
			Entity: "proxy",
			Find: func(ctx context.Context, q db.Querier, before time.Time, after string, limit int) ([]string, error) {
				return db.All(ctx, q, scanID, "SELECT id FROM proxy WHERE to_at < $1 AND id > $2 ORDER BY id LIMIT $3", before.UnixMicro(), after, limit)
			},
			EraseTx: func(ctx context.Context, tx *db.Tx, ids []string, before time.Time) (int, error) {
				var w db.Where
				w.In("id", ids)
				w.And("to_at < ?", before.UnixMicro())
				n, err := tx.Exec(ctx, "DELETE FROM proxy WHERE "+w.SQL(), w.Args()...)
				return int(n), err
			},
		},
	}
}

func scanID(r db.Row) (personID string, err error) { return personID, r.Scan(&personID) }

// expireContactTx removes how to reach people; that nobody needs them has been decided.
func (s *Service) expireContactTx(ctx context.Context, tx *db.Tx, ids []string, _ time.Time) (n int, err error) {
	for _, personID := range ids {
		if err := tx.Lock(ctx, "person", personID); err != nil {
			return n, err
		}
		one, err := tx.Exec(ctx, `UPDATE person SET phone = NULL, id_number = NULL, address = NULL, contact = NULL, phone_key = NULL,
			id_number_key = NULL WHERE id = $1 AND (phone IS NOT NULL OR id_number IS NOT NULL OR address IS NOT NULL OR contact IS NOT NULL)`, personID)
		if err != nil {
			return n, err
		}
		n += int(one)
	}
	return n, nil
}

// Consents is ready to answer whether what is added to somebody's contact may be kept (PIPL art. 29, 31): an Invalid for the
// field consent when it may not.
type Consents func(ctx context.Context) (Check, error)

// Check answers for one person, inside the write of the actor. told is how the person has just agreed, as the actor says: it is
// put on record in the same write, so that neither is there without the other.
type Check func(ctx context.Context, tx *db.Tx, a actor.Actor, p Person, added []string, told string) error

// Asks makes SetContact ask whether there is consent for what is added.
func (s *Service) Asks(c Consents) { s.consents = c }

// asking is the check for one write; nothing is asked where nobody answers.
func (s *Service) asking(ctx context.Context) (Check, error) {
	if s.consents == nil {
		return func(context.Context, *db.Tx, actor.Actor, Person, []string, string) error { return nil }, nil
	}
	return s.consents(ctx)
}

// added are the columns that have a value now and had another, or none, before.
func added(old, next Contact) (columns []string) {
	for _, f := range sealedFields {
		if v := *f.value(&next); v != (seal.Value{}) && v != *f.value(&old) {
			columns = append(columns, f.column)
		}
	}
	return columns
}
