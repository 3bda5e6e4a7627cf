package way

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"

	"linli/internal/seal"
)

// most is how long a text may be in bytes: 企业微信 takes 2048 in a text, 钉钉 more.
const most = 2048

// NewWeCom is the robot of a group in 企业微信: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=… ErrAddress.
func NewWeCom(address seal.Value) (Way, error) {
	p, err := newPoster(address)
	return wecom{p}, err
}

type wecom struct{ poster }

// Deliver posts a letter to the group.
func (w wecom) Deliver(ctx context.Context, l Letter) error { return w.say(ctx, nil, l) }

// NewDingTalk is the robot of a group in 钉钉: https://oapi.dingtalk.com/robot/send?access_token=…, signed with the secret that
// the group's settings show (加签); without one the group must know our word or our address. ErrAddress.
func NewDingTalk(address, secret seal.Value, now func() time.Time) (Way, error) {
	p, err := newPoster(address)
	return dingtalk{p, secret, now}, err
}

type dingtalk struct {
	poster
	secret seal.Value
	now    func() time.Time
}

// Deliver posts a letter to the group, signed: HMAC-SHA-256 of the time in milliseconds, a new line and the secret, under the
// secret, in base64.
func (d dingtalk) Deliver(ctx context.Context, l Letter) error {
	var query url.Values
	if s := d.secret.Reveal(); s != "" {
		at := strconv.FormatInt(d.now().UnixMilli(), 10)
		m := hmac.New(sha256.New, []byte(s))
		_, _ = m.Write([]byte(at + "\n" + s)) // a hash takes everything
		query = url.Values{"timestamp": {at}, "sign": {base64.StdEncoding.EncodeToString(m.Sum(nil))}}
	}
	return d.say(ctx, query, l)
}

// said is a text to a group, the same for both.
type said struct {
	Type string `json:"msgtype"`
	Text struct {
		Content string `json:"content"`
	} `json:"text"`
}

// heard is what both answer.
type heard struct {
	Code *int `json:"errcode"`
}

// say posts a text; both answer 200 to everything, and errcode 0 to what they have taken.
func (p poster) say(ctx context.Context, query url.Values, l Letter) error {
	m := said{Type: "text"}
	m.Text.Content = clip(l.Text)
	body, err := json.Marshal(m)
	if err != nil {
		return refused("text")
	}
	code, answer, err := p.post(ctx, query, body)
	if err != nil {
		return err
	}
	if err := status(code); err != nil {
		return err
	}
	var x heard
	switch err := json.Unmarshal(answer, &x); {
	case err != nil || x.Code == nil:
		return trouble("HTTP %d, but no errcode", code)
	case *x.Code != 0:
		return trouble("errcode %d", *x.Code)
	}
	return nil
}

// clip shortens a text to what is taken, between two characters.
func clip(s string) string {
	const mark = "…"
	if len(s) <= most {
		return s
	}
	n := most - len(mark)
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + mark
}
