package way

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"linli/internal/seal"
)

// Gateway is a gateway for text messages that takes JSON over HTTPS. Every gateway wants another body, so that the body is a
// template: {phone}, {text} and {id} stand inside its strings.
type Gateway struct {
	Address seal.Value
	Header  seal.Value // one more header with what the gateway knows us by, “Authorization: Bearer …”; may be empty
	Body    string     // {"mobile": "{phone}", "content": "{text}"}
	Expect  string     // what an answer of 2xx has in it when the message was taken; empty: the status is enough
}

// Fields of a gateway's body.
const (
	fieldPhone = "{phone}"
	fieldText  = "{text}"
	fieldID    = "{id}"
)

// ErrBody says that a gateway's body is no JSON, or has no place for telephone and text.
var ErrBody = errors.New("way: the body is JSON and has {phone} and {text}")

// ErrHeader says that a header is not written as “Name: value”.
var ErrHeader = errors.New("way: a header is written Name: value")

// gateway delivers to one.
type gateway struct {
	poster
	name, value  string
	body, expect string
}

// NewGateway is the way through a gateway. ErrAddress, ErrBody, ErrHeader.
func NewGateway(g Gateway) (Way, error) {
	p, err := newPoster(g.Address)
	if err != nil {
		return nil, err
	}
	out := gateway{poster: p, body: g.Body, expect: g.Expect}
	if h := g.Header.Reveal(); h != "" {
		name, value, ok := strings.Cut(h, ":")
		out.name, out.value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || !token(out.name) || out.value == "" || strings.ContainsAny(out.value, "\r\n") {
			return nil, ErrHeader
		}
	}
	return out, CheckBody(g.Body)
}

// CheckBody is ErrBody when a body will not do.
func CheckBody(body string) error {
	filled, err := fill(body, Letter{ID: "id", To: seal.Of("13800138000"), Text: "a \"text\"\nof two lines"})
	if err != nil || !strings.Contains(body, fieldPhone) || !strings.Contains(body, fieldText) || !json.Valid(filled) {
		return ErrBody
	}
	return nil
}

// token tells whether a text may be the name of a header (RFC 9110 5.1).
func token(s string) bool {
	for _, r := range s {
		if r <= ' ' || r > '~' || strings.ContainsRune("()<>@,;:\\\"/[]?={}", r) {
			return false
		}
	}
	return s != ""
}

// fill puts a letter into a body.
func fill(body string, l Letter) ([]byte, error) {
	var pairs []string
	for field, value := range map[string]string{fieldPhone: l.To.Reveal(), fieldText: l.Text, fieldID: l.ID} {
		q, err := quoted(value)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, field, q)
	}
	return []byte(strings.NewReplacer(pairs...).Replace(body)), nil
}

// Deliver posts a letter.
func (g gateway) Deliver(ctx context.Context, l Letter) error {
	body, err := fill(g.body, l)
	if err != nil {
		return refused("text")
	}
	var headers []string
	if g.name != "" {
		headers = []string{g.name, g.value}
	}
	code, answer, err := g.post(ctx, nil, body, headers...)
	if err != nil {
		return err
	}
	if err := status(code); err != nil {
		return err
	}
	if g.expect != "" && !strings.Contains(string(answer), g.expect) {
		return trouble("HTTP %d, but not what was expected", code)
	}
	return nil
}
