package app

import (
	"io"

	"linli/internal/notify"
)

// Webhook sends one-time codes through a district's own gateway; the secret is the first line of a file.
func Webhook(url, secretFile string) (notify.Sender, error) {
	return notify.NewWebhook(url, secretFile)
}

// InTerminal shows one-time codes to whoever runs a demonstration.
func InTerminal(out io.Writer) notify.Sender { return notify.Terminal{Out: out} }

// ProviderOf is an identity provider whose client's secret, if it has one, is the first line of a file.
func ProviderOf(issuer, clientID, secretFile string) (p Provider, err error) {
	p = Provider{Issuer: issuer, ClientID: clientID}
	if secretFile != "" {
		p.ClientSecret, err = notify.Secret(secretFile)
	}
	return p, err
}
