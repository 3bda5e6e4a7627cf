package notice

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
)

const channelColumns = "id, kind, org, enabled, config, secret, good_at, down_since, failures, why, next_at"

func scanChannel(r db.Row) (c channelRow, err error) {
	var config string
	err = r.Scan(&c.id, &c.kind, db.Text(&c.org), &c.enabled, &config, db.Text(&c.secret), db.Time(&c.goodAt), db.Time(&c.since), &c.fails, db.Text(&c.why), db.Time(&c.next))
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(config), &c.config)
}

// opening puts the secrets of a channel into it. One that does not open leaves the channel without them: it cannot be used.
func (s *Service) opening(c channelRow) (channelRow, error) {
	c.own = c.kind == SMS && c.secret == "" && s.Sender != nil
	v := s.opened(c.secret, secretField(c.id))
	if v.IsZero() {
		return c, nil
	}
	return c, json.Unmarshal([]byte(v.Reveal()), &c.secrets)
}

// absent is mail or text messages before anybody has set anything up. Text messages that the server was started with are on.
func (s *Service) absent(k Channel) channelRow {
	own := k == SMS && s.Sender != nil
	return channelRow{id: string(k), kind: k, enabled: own, own: own}
}

// channel is one, set up or not. NotFound for a robot that there is not.
func (s *Service) channel(ctx context.Context, channelID string) (channelRow, error) {
	c, err := db.One(ctx, s.DB, scanChannel, "SELECT "+channelColumns+" FROM notification_channel WHERE id = $1", channelID)
	switch {
	case errors.Is(err, db.NoRows) && (channelID == string(Mail) || channelID == string(SMS)):
		return s.absent(Channel(channelID)), nil
	case errors.Is(err, db.NoRows):
		return c, errs.New(errs.NotFound, "error.not_found")
	case err != nil:
		return c, err
	}
	return s.opening(c)
}

// allChannels are mail, text messages and the robots.
func (s *Service) allChannels(ctx context.Context, q db.Querier) ([]channelRow, error) {
	rows, err := db.All(ctx, q, scanChannel, "SELECT "+channelColumns+" FROM notification_channel ORDER BY id")
	if err != nil {
		return nil, err
	}
	out := []channelRow{s.absent(Mail), s.absent(SMS)}
	for _, c := range rows {
		if c, err = s.opening(c); err != nil {
			return nil, err
		}
		switch c.kind {
		case Mail:
			out[0] = c
		case SMS:
			out[1] = c
		default:
			out = append(out, c)
		}
	}
	return out, nil
}

// open are the personal channels that are on, and the robots that are, by organisation.
func (s *Service) open(ctx context.Context, q db.Querier) (ways []Channel, robots map[string][]string, err error) {
	all, err := s.allChannels(ctx, q)
	robots = map[string][]string{}
	for _, c := range all {
		switch {
		case !c.enabled:
		case c.kind.Robot():
			robots[c.org] = append(robots[c.org], c.id)
		default:
			ways = append(ways, c.kind)
		}
	}
	return ways, robots, err
}

// ensureChannelTx gives a channel its row: text messages that the server was started with have none until something happens.
func (s *Service) ensureChannelTx(ctx context.Context, tx *db.Tx, c channelRow) error {
	if c.kind.Robot() {
		return nil
	}
	_, err := tx.Exec(ctx, "INSERT INTO notification_channel (id, kind, enabled, config, made_at) VALUES ($1, $2, $3, '{}', $4) ON CONFLICT (id) DO NOTHING", c.id, string(c.kind), c.enabled, tx.Now.UnixMicro())
	return err
}

// saveTx stores settings. What has failed before says nothing of the new ones.
func (s *Service) saveTx(ctx context.Context, tx *db.Tx, c channelRow) error {
	config, secret, err := s.marshalled(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO notification_channel (id, kind, org, enabled, config, secret, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET enabled = excluded.enabled, config = excluded.config, secret = excluded.secret, failures = 0, down_since = NULL, why = NULL, next_at = 0`,
		c.id, string(c.kind), db.Null(c.org), c.enabled, config, secret, tx.Now.UnixMicro())
	return err
}

// counted is what waits for a channel, and what was refused.
type counted struct {
	waiting, failed int
	oldest          time.Time
}

func countsOf(ctx context.Context, q db.Querier) (map[string]counted, error) {
	out := map[string]counted{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var channel string
		var n counted
		err := r.Scan(&channel, &n.waiting, db.Time(&n.oldest))
		out[channel] = n
		return err
	}, "SELECT channel, COUNT(*), MIN(due) FROM notification_delivery WHERE state = 'waiting' GROUP BY channel")
	if err != nil {
		return nil, err
	}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var channel string
		var n int
		err := r.Scan(&channel, &n)
		x := out[channel]
		x.failed = n
		out[channel] = x
		return err
	}, "SELECT channel, COUNT(*) FROM notification_delivery WHERE state = 'failed' GROUP BY channel")
}

// duenowTx lets what waits for its next try be tried at once. What was never tried waits for the end of quiet hours or for the
// digest, and still does.
func duenowTx(ctx context.Context, tx *db.Tx, channel string) error {
	_, err := tx.Exec(ctx, "UPDATE notification_delivery SET due = $2 WHERE channel = $1 AND state = 'waiting' AND tries > 0 AND due > $2", channel, tx.Now.UnixMicro())
	return err
}
