package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"linli/internal/app"
	"linli/internal/app/console"
	"linli/internal/app/doctor"
	"linli/internal/app/door"
)

// store is where the data lives.
type store struct {
	DB string `name:"db" env:"LINLI_DB" default:"sqlite:linli.db" help:"Database: sqlite:FILE (one machine) or postgres://USER@HOST/NAME (created with LC_COLLATE C.UTF-8)." placeholder:"DSN"`
}

// installation is what an installation decides; serve acts by it, doctor looks at it.
type installation struct {
	store
	Files       string         `env:"LINLI_FILES" help:"Folder of photos and voice notes. Empty: FILE.files beside an SQLite database; with PostgreSQL none, and no photos are taken. Several servers of one database share it." placeholder:"DIR"`
	Listen      string         `env:"LINLI_LISTEN" default:"127.0.0.1:8080" help:"Address and port to serve on." placeholder:"ADDR"`
	BaseURL     string         `env:"LINLI_BASE_URL" help:"Address by which residents reach this installation, printed on receipts: https://linli.example.cn. Empty: as the browser asked." placeholder:"URL"`
	TLSCert     string         `env:"LINLI_TLS_CERT" help:"Certificate file; with --tls-key the server speaks HTTPS itself." placeholder:"FILE"`
	TLSKey      string         `env:"LINLI_TLS_KEY" help:"Private key file of the certificate." placeholder:"FILE"`
	BehindTLS   bool           `env:"LINLI_BEHIND_TLS" help:"A proxy in front speaks HTTPS: cookies are marked secure."`
	ProxyHeader string         `env:"LINLI_PROXY_HEADER" help:"Header in which a proxy in front names the visitor's address, for example X-Real-IP. Empty: there is none." placeholder:"NAME"`
	ProxyFrom   []netip.Prefix `env:"LINLI_PROXY_FROM" help:"Networks of the proxies that are believed about it, for example 10.0.0.5/32. Empty: a proxy on this machine." placeholder:"CIDR"`
	signInWays
	Keys           string `env:"LINLI_KEYS" help:"Keys of sealed fields: file:PATH, or command:COMMAND whose output is a key file; either is looked at again every 5 seconds while it is used, so that a change of keys needs no restart, and one that fails leaves the keys as they are and is told in the log. Empty: beside an SQLite file, as FILE.keys, made at the first start." placeholder:"SOURCE"`
	RedirectListen string `env:"LINLI_REDIRECT_LISTEN" help:"Second address that sends visitors from HTTP to HTTPS, for example :80. Empty: none." placeholder:"ADDR"`
	MetricsListen  string `env:"LINLI_METRICS_LISTEN" help:"Second address that answers Prometheus on /metrics, for example 127.0.0.1:9090. It asks for no password: keep it inside. Empty: none." placeholder:"ADDR"`
}

type serveCmd struct {
	installation
	Grace    time.Duration `env:"LINLI_GRACE" default:"15s" help:"How long running requests and jobs may take when the server is told to stop." placeholder:"DURATION"`
	LogLevel slog.Level    `env:"LINLI_LOG_LEVEL" default:"INFO" help:"Least level that is logged: DEBUG, INFO, WARN, ERROR." placeholder:"LEVEL"`
}

// Run serves an installation until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, o out) error {
	if err := console.CheckTLS(c.TLSCert, c.TLSKey, c.RedirectListen); err != nil {
		return err
	}
	setup, err := c.setup()
	if err != nil {
		return err
	}
	log := logger(c.LogLevel)
	s := &server{log: log, grace: c.Grace}
	if c.TLSCert != "" {
		if s.certificate, err = door.OpenCertificate(c.TLSCert, c.TLSKey, log); err != nil {
			return err
		}
	}
	cfg := app.Config{
		DSN: c.DB, Files: c.Files, Log: log, Keys: setup.Keys, MakeKeys: c.Keys == "", BaseURL: c.BaseURL, Secure: c.BehindTLS || c.TLSCert != "",
		ProxyHeader: c.ProxyHeader, ProxyFrom: c.ProxyFrom, Metrics: c.MetricsListen != "", Setup: setup,
	}
	if err := c.signInWays.into(&cfg); err != nil {
		return err
	}
	a, err := app.New(ctx, cfg)
	if err != nil {
		return err
	}
	s.app = a
	base, err := c.open(s)
	if err == nil {
		err = c.greet(ctx, a, base, o)
	}
	if err != nil {
		return errors.Join(err, s.close())
	}
	return s.serve(ctx)
}

// setup is the installation as the house is built from it, and as doctor looks at it.
func (c *installation) setup() (doctor.Setup, error) {
	s := doctor.Setup{
		DSN: c.DB, Listen: c.Listen, BaseURL: c.BaseURL, TLSCert: c.TLSCert, TLSKey: c.TLSKey, BehindTLS: c.BehindTLS,
		ProxyHeader: c.ProxyHeader, ProxyFrom: c.ProxyFrom, Keys: c.Keys, RedirectListen: c.RedirectListen, MetricsListen: c.MetricsListen,
		Files: app.FilesFor(c.DB, c.Files), SingleAdmin: c.SingleAdmin, Gateway: c.SMSWebhook, GatewaySecret: c.SMSSecret,
		Provider: c.OIDCIssuer, ProviderClient: c.OIDCClientID, ProviderSecret: c.OIDCClientSecret, Version: version,
	}
	var err error
	if s.Keys == "" {
		s.Keys, err = app.KeysFor(c.DB)
	}
	return s, err
}

// open takes every address that is asked for before anything is served, and tells how the installation is reached.
func (c *installation) open(s *server) (base string, err error) {
	l, err := s.listen(c.Listen, s.app.Handler())
	if err != nil {
		return "", err
	}
	if c.RedirectListen != "" {
		if _, err := s.listen(c.RedirectListen, door.Redirect(c.BaseURL, c.Listen)); err != nil {
			return "", err
		}
	}
	if c.MetricsListen != "" {
		if _, err := s.listen(c.MetricsListen, s.app.Metrics()); err != nil {
			return "", err
		}
	}
	switch {
	case c.BaseURL != "":
		return c.BaseURL, nil
	case c.TLSCert != "":
		return "https://" + l.String(), nil
	}
	return "http://" + l.String(), nil
}

// greet says where it is, and how the first administrator comes in.
func (c *installation) greet(ctx context.Context, a *app.App, base string, o out) error {
	token, err := a.FirstAdministrator(ctx)
	if err != nil {
		return err
	}
	if token != "" {
		fmt.Fprintf(o, "The first administrator is created here, once, within 24 hours:\n  %s/first/%s\n", base, token)
	}
	_, err = fmt.Fprintf(o, "linli %s serves %s\n", version, base)
	return err
}

type demoCmd struct {
	Listen string `default:"127.0.0.1:8080" help:"Address and port to serve on." placeholder:"ADDR"`
}

// Run fills a temporary database with the demonstration district and serves it.
func (c *demoCmd) Run(ctx context.Context, o out) error {
	l, err := net.Listen("tcp", c.Listen) // before the work: a taken port is said at once
	if err != nil {
		return fmt.Errorf("cannot listen on %s (another program has it? try --listen 127.0.0.1:8081): %w", c.Listen, err)
	}
	dir, err := os.MkdirTemp("", "linli-demo-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // nothing to tell anybody when a temporary folder stays
	log := logger(slog.LevelWarn)
	fmt.Fprintln(o, "linli", version, "· filling the demonstration district …")
	a, err := app.NewDemo(ctx, "sqlite:"+filepath.Join(dir, "demo.db"), log)
	if err != nil {
		_ = l.Close()
		return err
	}
	fmt.Fprintf(o, `
  邻里+ 演示已经开始，请在浏览器里打开 · open in a browser:

      http://%s

  不用账号：第一页选一个身份就进去。人和事都是编的。
  No account: choose who you are on the first page. People and events are invented.
  按 Ctrl-C 结束，改动就没了。 Ctrl-C ends it, and the changes are gone.

`, l.Addr())
	s := &server{log: log, grace: 3 * time.Second, app: a}
	s.add(l, a.Handler())
	return s.serve(ctx)
}
