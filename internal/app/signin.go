package app

import (
	"context"
	"io"

	"linli/internal/notify"
)

// Webhook sends one-time codes through a district's own gateway; the secret is the first line of a file.
func Webhook(url, secretFile string) (notify.Sender, error) {
	return notify.NewWebhook(url, secretFile)
}

// InTerminal shows one-time codes to whoever runs a demonstration.
func InTerminal(out io.Writer) notify.Sender { return notify.Terminal{Out: out} }

// telephones is the channel of text messages, for one-time codes: the notices are built later.
type telephones struct{ *App }

func (t telephones) Send(ctx context.Context, m notify.Message) error { return t.Notices.Send(ctx, m) }

func (t telephones) Texts(ctx context.Context) (open, well bool, err error) {
	return t.Notices.Texts(ctx)
}

// ProviderOf is an identity provider whose client's secret, if it has one, is the first line of a file.
func ProviderOf(issuer, clientID, secretFile string) (p Provider, err error) {
	p = Provider{Issuer: issuer, ClientID: clientID}
	if secretFile != "" {
		p.ClientSecret, err = notify.Secret(secretFile)
	}
	return p, err
}
