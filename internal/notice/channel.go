package notice

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/notice/setting"
	"linli/internal/notify/way"
	"linli/internal/org"
	"linli/internal/seal"
)

// Health is how a channel fares.
type Health string

// The healths.
const (
	Unset Health = "unset" // nothing is set up
	Off   Health = "off"
	Well  Health = "well"
	Ill   Health = "ill"  // the last letter was not taken; it is tried again
	Dead  Health = "dead" // nothing was taken several times in a row; everything waits
)

// DeadAfter is how many failures in a row make a channel dead: more than a server's restart.
const DeadAfter = 3

// Config is what may be shown of a channel's settings.
type Config struct {
	Host     string       `json:"host,omitempty"` // of the mail server; of an address, to know it by
	Port     int          `json:"port,omitempty"`
	Security way.Security `json:"security,omitempty"`
	User     string       `json:"user,omitempty"`
	From     string       `json:"from,omitempty"`
	Name     string       `json:"name,omitempty"`
	Body     string       `json:"body,omitempty"`   // of a gateway
	Expect   string       `json:"expect,omitempty"` // of a gateway
}

// Secrets is what may not. In a change an empty one leaves what is kept.
type Secrets struct {
	Address  string `json:"address,omitempty"`  // of a gateway or robot
	Header   string `json:"header,omitempty"`   // of a gateway
	Key      string `json:"key,omitempty"`      // of a robot of 钉钉
	Password string `json:"password,omitempty"` // of the mail server
}

// over are the secrets with those of a change put over them.
func (s Secrets) over(change Secrets) Secrets {
	for _, x := range []struct{ to, from *string }{{&s.Address, &change.Address}, {&s.Header, &change.Header}, {&s.Key, &change.Key}, {&s.Password, &change.Password}} {
		if *x.from != "" {
			*x.to = *x.from
		}
	}
	return s
}

// channelRow is a channel as it is stored.
type channelRow struct {
	id, org string
	kind    Channel
	enabled bool
	config  Config
	secret  string // sealed
	goodAt  time.Time
	since   time.Time
	fails   int
	why     string
	next    time.Time
	own     bool // it is the installation's sender, not set up on the page
	secrets Secrets
}

// health is how a channel fares.
func (c channelRow) health() Health {
	switch {
	case !c.enabled:
		return Off
	case c.fails >= DeadAfter:
		return Dead
	case c.fails > 0:
		return Ill
	}
	return Well
}

// View is a channel as who looks after it sees it: never a secret.
type View struct {
	ID      string
	Kind    Channel
	Org     string // of a robot: its organisation
	OrgName string
	Config  Config
	Own     bool // text messages go through the gateway that the server was started with
	Health  Health
	GoodAt  time.Time // when it took something last
	Since   time.Time // since when it does not
	Why     string
	NextAt  time.Time // before when it is not asked again
	Waiting int
	Oldest  time.Time // since when the first of them waits
	Failed  int
	Kept    Secrets // “yes” for each secret that is kept
}

// Channels are mail, text messages and the robots, set up or not. NotFound for who does not look after them.
func (s *Service) Channels(ctx context.Context, a actor.Actor) (out []View, err error) {
	defer errs.Wrap(&err, "notice.Channels")
	if _, ok := MayConfigure(a); !ok {
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	rows, err := s.allChannels(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	counts, err := countsOf(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	var units []string
	for _, c := range rows {
		if c.org != "" {
			units = append(units, c.org)
		}
	}
	names, err := org.Names(ctx, s.DB, units)
	if err != nil {
		return nil, err
	}
	for _, c := range rows {
		v := c.view()
		v.OrgName = names[c.org]
		n := counts[c.id]
		v.Waiting, v.Failed, v.Oldest = n.waiting, n.failed, n.oldest
		out = append(out, v)
	}
	return out, nil
}

// view is what may be seen of it.
func (c channelRow) view() View {
	v := View{ID: c.id, Kind: c.kind, Org: c.org, Config: c.config, Own: c.own, Health: c.health(), GoodAt: c.goodAt, Since: c.since, Why: c.why, NextAt: c.next}
	if c.secret == "" && !c.own && c.kind != Mail || c.kind == Mail && c.config.Host == "" {
		v.Health = Unset
	}
	for _, x := range []struct{ to, from *string }{
		{&v.Kept.Address, &c.secrets.Address}, {&v.Kept.Header, &c.secrets.Header}, {&v.Kept.Key, &c.secrets.Key}, {&v.Kept.Password, &c.secrets.Password},
	} {
		if *x.from != "" {
			*x.to = "yes"
		}
	}
	return v
}

// Change is a channel being set up or changed.
type Change struct {
	ID      string // mail, sms, the id of a robot; empty: a new robot
	Kind    Channel
	Org     string // of a new robot
	Config  Config
	Secrets Secrets
	Key     string // idempotency key: a form that is sent twice makes one robot
}

// SetUp sets up a channel, or changes it, and switches a new one on. A secret that is left empty stays as it was; but to another
// host none is taken along. Invalid: host, port, security, from, secret_address, secret_header, body, org; Unavailable: there are
// no keys to seal with; NotFound.
func (s *Service) SetUp(ctx context.Context, a actor.Actor, in Change) (_ string, err error) {
	defer errs.Wrap(&err, "notice.SetUp")
	post, ok := MayConfigure(a)
	if !ok {
		return "", errs.New(errs.NotFound, "error.not_found")
	}
	if s.Ring == nil {
		return "", errs.New(errs.Unavailable, "notice.no_keys")
	}
	old, err := s.forChange(ctx, in)
	if err != nil {
		return "", err
	}
	c := old.changed(in)
	if err := s.check(c); err != nil {
		return "", err
	}
	fresh := c.id == "" || old.secret == "" && old.config.Host == ""
	if c.id == "" {
		c.id = id.At(s.DB.Now())
	}
	if fresh {
		c.enabled = true
	}
	again, err := journal.Once(ctx, s.DB, a, channelAct, in.Key, func(ctx context.Context, tx *db.Tx) error {
		if err := s.saveTx(ctx, tx, c); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: channelAct, Kind: "channel", Subject: c.id, Post: post.ID, After: c.stamp("set_up"), Key: in.Key})
	})
	return cmp.Or(again, c.id), err
}

const channelAct = "notice.channel"

// changed is a channel with a change. To another host no secret is taken along.
func (c channelRow) changed(in Change) channelRow {
	old := c
	c.config, c.secrets, c.own = in.Config, old.secrets.over(in.Secrets), false
	if c.kind == Mail && old.config.Host != c.config.Host {
		c.secrets.Password = in.Secrets.Password
	}
	if c.kind != Mail {
		if in.Secrets.Address != "" && way.Host(seal.Of(in.Secrets.Address)) != old.config.Host {
			c.secrets = in.Secrets
		}
		c.config.Host = way.Host(seal.Of(c.secrets.Address))
	}
	return c
}

// stamp is what the journal keeps of a channel: never a secret.
func (c channelRow) stamp(what string) any {
	return map[string]any{"what": what, "kind": c.kind, "org": c.org, "host": c.config.Host, "enabled": c.enabled}
}

// forChange is the channel that a change is about; an empty one for a new robot.
func (s *Service) forChange(ctx context.Context, in Change) (channelRow, error) {
	if in.ID != "" {
		return s.channel(ctx, in.ID)
	}
	if !in.Kind.Robot() {
		return channelRow{}, errs.New(errs.NotFound, "error.not_found")
	}
	if _, err := org.ByID(ctx, s.DB, in.Org); errs.Is(err, errs.NotFound) {
		return channelRow{}, errs.BadFields([]errs.Field{{Name: "org", Key: "notice.error.org"}})
	} else if err != nil {
		return channelRow{}, err
	}
	return channelRow{kind: in.Kind, org: in.Org}, nil
}

// check is Invalid when a channel cannot be as it is set up.
func (s *Service) check(c channelRow) error {
	_, err := s.wayOf(c)
	return setting.Check(map[string]string{
		"host": c.config.Host, "user": c.config.User, "from": c.config.From, "name": c.config.Name, "expect": c.config.Expect,
		"secret_address": c.secrets.Address, "secret_header": c.secrets.Header, "secret_key": c.secrets.Key, "password": c.secrets.Password,
	}, c.config.Body, err)
}

// Switch turns a channel on or off. What waits stays; what happens while it is off does not go out on it. NotFound; Conflict:
// it is not set up.
func (s *Service) Switch(ctx context.Context, a actor.Actor, channelID string, on bool) (err error) {
	defer errs.Wrap(&err, "notice.Switch")
	return s.change(ctx, a, channelID, map[bool]string{true: "on", false: "off"}[on], func(ctx context.Context, tx *db.Tx, c *channelRow) error {
		if c.enabled = on; on && c.view().Health == Unset {
			return errs.New(errs.Conflict, "notice.conflict.unset")
		}
		if _, err := tx.Exec(ctx, "UPDATE notification_channel SET enabled = $2, failures = 0, down_since = NULL, why = NULL, next_at = 0 WHERE id = $1", c.id, on); err != nil {
			return err
		}
		return duenowTx(ctx, tx, c.id)
	})
}

// Retry lets what was refused, and what waits for its next try, be tried once more. NotFound.
func (s *Service) Retry(ctx context.Context, a actor.Actor, channelID string) (err error) {
	defer errs.Wrap(&err, "notice.Retry")
	return s.change(ctx, a, channelID, "retry", func(ctx context.Context, tx *db.Tx, c *channelRow) error {
		_, err := tx.Exec(ctx, "UPDATE notification_delivery SET state = $3, tries = 0, due = $2, why = NULL, ended_at = NULL WHERE channel = $1 AND state = 'failed'", c.id, tx.Now.UnixMicro(), waiting)
		if err == nil {
			_, err = tx.Exec(ctx, "UPDATE notification_channel SET next_at = 0 WHERE id = $1", c.id)
		}
		if err != nil {
			return err
		}
		return duenowTx(ctx, tx, c.id)
	})
}

// Drop takes a robot away, and what waits for it. NotFound; Conflict for mail and text messages, which are switched off.
func (s *Service) Drop(ctx context.Context, a actor.Actor, channelID string) (err error) {
	defer errs.Wrap(&err, "notice.Drop")
	return s.change(ctx, a, channelID, "drop", func(ctx context.Context, tx *db.Tx, c *channelRow) error {
		if !c.kind.Robot() {
			return errs.New(errs.Conflict, "notice.conflict.drop")
		}
		if _, err := tx.Exec(ctx, "DELETE FROM notification_delivery WHERE channel = $1", c.id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "DELETE FROM notification_channel WHERE id = $1", c.id)
		return err
	})
}

// change does something to a channel that is there, and writes it down.
func (s *Service) change(ctx context.Context, a actor.Actor, channelID, what string, do func(context.Context, *db.Tx, *channelRow) error) error {
	post, ok := MayConfigure(a)
	if !ok {
		return errs.New(errs.NotFound, "error.not_found")
	}
	c, err := s.channel(ctx, channelID)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c := c
		if err := s.ensureChannelTx(ctx, tx, c); err != nil {
			return err
		}
		if err := do(ctx, tx, &c); err != nil {
			return err
		}
		tx.AfterCommit(s.wake)
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: channelAct, Kind: "channel", Subject: c.id, Post: post.ID, After: c.stamp(what)})
	})
}

// Test sends a letter on a channel at once, to an address that is typed and kept nowhere; a robot knows its group. What comes of
// it counts for the channel's health. Invalid: to; Conflict: it is not set up; Unavailable with why it was not taken.
func (s *Service) Test(ctx context.Context, a actor.Actor, channelID, to string) (err error) {
	defer errs.Wrap(&err, "notice.Test")
	if _, ok := MayConfigure(a); !ok {
		return errs.New(errs.NotFound, "error.not_found")
	}
	c, err := s.channel(ctx, channelID)
	switch {
	case err != nil:
		return err
	case c.view().Health == Unset:
		return errs.New(errs.Conflict, "notice.conflict.unset")
	case c.kind == Mail && !way.Address(to):
		return errs.BadFields([]errs.Field{{Name: "to", Key: "notice.error.mail"}})
	case c.kind == SMS && !setting.Phone(to):
		return errs.BadFields([]errs.Field{{Name: "to", Key: "notice.error.phone"}})
	}
	text := testLine(c.kind)
	if err := s.try(ctx, c, way.Letter{ID: id.New(), To: seal.Of(to), Subject: text, Text: text}); err != nil {
		var f way.Failure
		errors.As(err, &f)
		return errs.Because(errs.Unavailable, err, "notice.test.failed", f.Why)
	}
	return nil
}

func testLine(c Channel) string {
	const text = "这是邻里+发的一条测试消息，收到就是通了。This is a test message of linli."
	if c == SMS {
		return "【邻里+】" + text
	}
	return text
}

// wayOf makes the way of a channel.
func (s *Service) wayOf(c channelRow) (way.Way, error) {
	x := c.secrets
	switch {
	case c.own:
		return way.Through(s.Sender), nil
	case c.kind == Mail:
		return way.NewMail(way.Mail{
			Host: c.config.Host, Port: c.config.Port, Security: c.config.Security, User: c.config.User, Password: seal.Of(x.Password), From: c.config.From, Name: c.config.Name,
		})
	case c.kind == SMS:
		return way.NewGateway(way.Gateway{Address: seal.Of(x.Address), Header: seal.Of(x.Header), Body: c.config.Body, Expect: c.config.Expect})
	case c.kind == WeCom:
		return way.NewWeCom(seal.Of(x.Address))
	}
	return way.NewDingTalk(seal.Of(x.Address), seal.Of(x.Key), s.DB.Now)
}

// marshalled is what is stored of a channel's settings.
func (s *Service) marshalled(c channelRow) (config string, secret any, err error) {
	open, err := json.Marshal(c.config)
	if err != nil {
		return "", nil, err
	}
	hidden, err := json.Marshal(c.secrets)
	if err != nil {
		return "", nil, err
	}
	if c.secrets == (Secrets{}) {
		return string(open), nil, nil
	}
	return string(open), s.Ring.Seal(seal.Of(string(hidden)), secretField(c.id)), nil
}
