package main

import (
	"errors"

	"linli/internal/app"
)

// signInWays is how people sign in beside login and password.
type signInWays struct {
	SMSWebhook       string `name:"sms-webhook" env:"LINLI_SMS_WEBHOOK" help:"Address of the gateway that sends one-time codes to telephones (POST, JSON, signed; docs/adr/0009). Empty: residents cannot sign in by telephone." placeholder:"URL"`
	SMSSecret        string `name:"sms-secret" env:"LINLI_SMS_SECRET" help:"File with the secret shared with the gateway, 16 bytes or more, readable by its owner only." placeholder:"FILE"`
	OIDCIssuer       string `name:"oidc-issuer" env:"LINLI_OIDC_ISSUER" help:"Issuer of the district's own identity provider, by which staff may sign in once their account is linked. Empty: there is none." placeholder:"URL"`
	OIDCClientID     string `name:"oidc-client-id" env:"LINLI_OIDC_CLIENT_ID" help:"What the provider calls this installation; it leads back to BASE-URL/sign-in/provider/back." placeholder:"ID"`
	OIDCClientSecret string `name:"oidc-client-secret" env:"LINLI_OIDC_CLIENT_SECRET" help:"File with the client's secret, readable by its owner only. Empty: a public client." placeholder:"FILE"`
	oneAdmin
}

// oneAdmin lets a small installation do with one administrator.
type oneAdmin struct {
	SingleAdmin bool `env:"LINLI_SINGLE_ADMIN" help:"One person may be system, security and audit administrator. Without it they are three persons."`
}

// into reads secrets and checks what belongs together.
func (w signInWays) into(cfg *app.Config) (err error) {
	cfg.SingleAdmin = w.SingleAdmin
	if (w.SMSWebhook == "") != (w.SMSSecret == "") {
		return errors.New("--sms-webhook and --sms-secret belong together")
	}
	if w.SMSWebhook != "" {
		if cfg.Sender, err = app.Webhook(w.SMSWebhook, w.SMSSecret); err != nil {
			return err
		}
	} else if cfg.Log != nil {
		cfg.Log.Warn("no gateway for one-time codes (LINLI_SMS_WEBHOOK): residents cannot sign in by telephone")
	}
	if (w.OIDCIssuer == "") != (w.OIDCClientID == "") {
		return errors.New("--oidc-issuer and --oidc-client-id belong together")
	}
	cfg.Provider, err = app.ProviderOf(w.OIDCIssuer, w.OIDCClientID, w.OIDCClientSecret)
	return err
}
