package person

import (
	"context"
	"errors"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/plain"
)

// journalledProxy is what the journal keeps of a proxy.
type journalledProxy struct {
	Proxy    string   `json:"proxy"`
	Person   string   `json:"person"`
	Relation Relation `json:"relation,omitempty"`
	Reason   string   `json:"reason,omitempty"`
	From     int64    `json:"from,omitempty"`
	To       int64    `json:"to,omitempty"`
	// How the one acted for has consented.
	Consent ConsentWay `json:"consent,omitempty"`
	Officer string     `json:"officer,omitempty"`
	Text    string     `json:"text,omitempty"`
}

// RecordProxy writes down that x.Person may act for x.For, as a daughter does for her mother: both names stay on every
// act. Only who is acted for may say so, or the staff of that person's community, to whom it was said. From is now when
// zero. The consent is on one's own account by one's own account, else said or signed before whoever records it, or the
// officer that a job of the system names; a job may bring in a record without one. Invalid: person, relation, reason, to, consent, officer. Conflict when the same is on record already; Forbidden; NotFound.
func (s *Service) RecordProxy(ctx context.Context, a actor.Actor, x Proxy) (_ Proxy, err error) {
	defer errs.Wrap(&err, "person.RecordProxy")
	if !id.Valid(x.For) {
		return Proxy{}, unknown(db.NoRows)
	}
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "proxy", x.For); err != nil {
			return err
		}
		acted, post, err := allowed(ctx, tx, a, x.For, MayRecordProxy)
		if err != nil {
			return err
		}
		if x.Consent, err = x.consent(ctx, tx, a); err != nil {
			return err
		}
		if x, err = x.checked(ctx, tx); err != nil {
			return err
		}
		x.ID = id.At(tx.Now)
		if err := insertProxyTx(ctx, tx, x); err != nil {
			return err
		}
		j := journalledProxy{Proxy: x.ID, Person: x.Person, Relation: x.Relation, Reason: x.Reason, From: x.From.UnixMicro(), Consent: x.Consent.Way, Officer: x.Consent.Officer, Text: x.Consent.Text}
		if !x.To.IsZero() {
			j.To = x.To.UnixMicro()
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "person.proxy", Kind: "person", Subject: x.For, Place: acted.Place, Post: post.ID, OnBehalfOf: behalf(a, x.For), After: j,
		})
	})
	if err != nil {
		return Proxy{}, err
	}
	return x, nil
}

// consent is the consent as it is kept: its moment, before whom, to which text. Nobody is the officer before whom their own
// proxy is said: neither who acts nor who is acted for.
func (x Proxy) consent(ctx context.Context, tx *db.Tx, a actor.Actor) (Consent, error) {
	c, own := x.Consent, a.Person != "" && a.Person == x.For
	if own {
		c.Way = ByAccount
	}
	c.At, c.Text = tx.Now, ConsentText
	switch {
	case a.System && c == (Consent{At: c.At, Text: c.Text}):
		return Consent{}, nil // a former record that is brought in
	case !slices.Contains(ConsentWays(), c.Way), !own && c.Way == ByAccount:
		return c, errs.BadFields([]errs.Field{{Name: "consent", Key: "person.proxy.consent"}})
	case own:
		c.Officer = ""
		return c, nil
	case !a.System:
		c.Officer = a.Person
	}
	if c.Officer != "" && (c.Officer == x.Person || c.Officer == x.For) {
		return c, errs.BadFields([]errs.Field{{Name: "officer", Key: "person.proxy.own_officer"}})
	}
	if !a.System {
		return c, nil
	}
	_, err := byID(ctx, tx, c.Officer)
	if errors.Is(err, db.NoRows) {
		err = errs.BadFields([]errs.Field{{Name: "officer", Key: "person.proxy.officer"}})
	}
	return c, err
}

// maxReason bounds the reason of a proxy, in characters.
const maxReason = 200

func (x Proxy) checked(ctx context.Context, tx *db.Tx) (Proxy, error) {
	if x.From.IsZero() {
		x.From = tx.Now
	}
	var bad []errs.Field
	_, err := byID(ctx, tx, x.Person)
	switch {
	case x.Person == x.For, errors.Is(err, db.NoRows):
		bad = append(bad, errs.Field{Name: "person", Key: "person.proxy.person"})
	case err != nil:
		return x, err
	}
	if !isRelation(x.Relation) {
		bad = append(bad, errs.Field{Name: "relation", Key: "person.proxy.relation"})
	}
	x.Reason = strings.Join(strings.Fields(x.Reason), " ")
	switch {
	case !plain.Clean(x.Reason, false):
		bad = append(bad, errs.Field{Name: "reason", Key: "org.error.characters"})
	case plain.Length(x.Reason) > maxReason:
		bad = append(bad, errs.Field{Name: "reason", Key: "org.error.long", Args: []any{maxReason}})
	}
	if !x.To.IsZero() && !x.To.After(x.From) {
		bad = append(bad, errs.Field{Name: "to", Key: "person.proxy.to"})
	}
	if err := errs.BadFields(bad); err != nil {
		return x, err
	}
	on, err := mayActFor(ctx, tx, x.Person, x.For, x.From)
	if err == nil && on {
		err = errs.New(errs.Conflict, "person.proxy.already")
	}
	return x, err
}

func isRelation(r Relation) bool {
	for _, x := range Relations() {
		if r == x {
			return true
		}
	}
	return false
}

// behalf is for whom the actor writes something down: nobody when it is one's own.
func behalf(a actor.Actor, acted string) string {
	if a.Person == acted {
		return ""
	}
	return acted
}

// EndProxy ends a proxy now: either of the two may, and the staff of the community of the one acted for. Conflict when it
// has ended; NotFound, also for everybody else.
func (s *Service) EndProxy(ctx context.Context, a actor.Actor, proxyID string) (err error) {
	defer errs.Wrap(&err, "person.EndProxy")
	if !id.Valid(proxyID) {
		return unknown(db.NoRows)
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err := proxyByID(ctx, tx, proxyID)
		if err != nil {
			return unknown(err)
		}
		acted, err := byID(ctx, tx, x.For)
		if err != nil {
			return unknown(err)
		}
		post, ok := MayRecordProxy(a, acted)
		if !ok && (a.Person == "" || a.Person != x.Person) {
			return unknown(db.NoRows)
		}
		n, err := endProxyTx(ctx, tx, proxyID)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "person.proxy.ended")
		}
		if err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "person.proxy_end", Kind: "person", Subject: x.For, Place: acted.Place, Post: post.ID,
			OnBehalfOf: behalf(a, x.For), Before: journalledProxy{Proxy: x.ID, Person: x.Person, Relation: x.Relation, From: x.From.UnixMicro()},
		})
	})
}

// ProxiesNow are who acts for the actor and for whom the actor acts now, with the names of everybody in them. Each of the two
// people of a proxy knows the other.
func (s *Service) ProxiesNow(ctx context.Context, a actor.Actor) (forMe, byMe []Proxy, names map[string]string, err error) {
	defer errs.Wrap(&err, "person.ProxiesNow")
	now := s.d.Now()
	if forMe, err = ProxiesOf(ctx, s.d, a.Person, now); err != nil {
		return nil, nil, nil, err
	}
	if byMe, err = ActsFor(ctx, s.d, a.Person, now); err != nil {
		return nil, nil, nil, err
	}
	var ids []string
	for _, x := range slices.Concat(forMe, byMe) {
		ids = append(ids, x.Person, x.For, x.Consent.Officer)
	}
	names, err = Names(ctx, s.d, ids)
	return forMe, byMe, names, err
}
