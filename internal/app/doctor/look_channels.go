package doctor

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"time"

	"linli/internal/account/accountweb"
	"linli/internal/notify"
)

// answerWithin is how long somebody outside may take to answer.
const answerWithin = 5 * time.Second

// reach asks those outside whether they answer, while the database is asked; the function that it returns waits for them.
// Nobody is sent anything: the gateway gets no message, the provider is asked what it tells everybody.
func (f *Facts) reach(ctx context.Context) (wait func()) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	var gateway, provider Channel
	var both sync.WaitGroup
	both.Go(func() { gateway = askGateway(ctx, f.Setup) })
	both.Go(func() { provider = askProvider(ctx, f.Setup) })
	return func() {
		both.Wait()
		cancel()
		gateway.Delivery, gateway.Page = f.Gateway.Delivery, f.Gateway.Page
		f.Gateway, f.Provider = gateway, provider
	}
}

func askGateway(ctx context.Context, s Setup) (c Channel) {
	if c.Set = s.Gateway != "" || s.GatewaySecret != ""; !c.Set {
		return c
	}
	c.Host = hostOf(s.Gateway)
	hook, err := notify.NewWebhook(s.Gateway, s.GatewaySecret)
	if err != nil {
		c.Wrong = err.Error()
		return c
	}
	c.Down = unreached(hook.Reach(ctx))
	return c
}

func askProvider(ctx context.Context, s Setup) (c Channel) {
	if c.Set = s.Provider != "" || s.ProviderClient != ""; !c.Set {
		return c
	}
	c.Host = hostOf(s.Provider)
	if s.Provider == "" || s.ProviderClient == "" {
		c.Wrong = "--oidc-issuer, --oidc-client-id"
		return c
	}
	if s.ProviderSecret != "" {
		if _, err := notify.Secret(s.ProviderSecret); err != nil {
			c.Wrong = err.Error()
			return c
		}
	}
	p := accountweb.NewProvider(accountweb.ProviderConfig{Issuer: s.Provider, ClientID: s.ProviderClient}, time.Now)
	c.Down = unreached(p.Reach(ctx))
	return c
}

// hostOf is an address without its path and question, in which there may be a password.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// unreached is an error in a line, without the address and without the page that somebody has answered with.
func unreached(err error) string {
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err
	}
	line, _, _ := strings.Cut(plain(err), "\n")
	if cut := []rune(line); len(cut) > 160 {
		line = string(cut[:160]) + "…"
	}
	return line
}
