package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"linli/internal/app"
)

// store is where the data lives.
type store struct {
	DB string `name:"db" env:"LINLI_DB" default:"sqlite:linli.db" help:"Database: sqlite:FILE (one machine) or postgres://USER@HOST/NAME (created with LC_COLLATE C.UTF-8)." placeholder:"DSN"`
}

type serveCmd struct {
	store
	Files       string        `env:"LINLI_FILES" help:"Folder of photos and voice notes. Empty: FILE.files beside an SQLite database; with PostgreSQL none, and no photos are taken. Several servers of one database share it." placeholder:"DIR"`
	Listen      string        `env:"LINLI_LISTEN" default:"127.0.0.1:8080" help:"Address and port to serve on." placeholder:"ADDR"`
	BaseURL     string        `env:"LINLI_BASE_URL" help:"Address by which residents reach this installation, printed on receipts: https://linli.example.cn. Empty: as the browser asked." placeholder:"URL"`
	TLSCert     string        `env:"LINLI_TLS_CERT" help:"Certificate file; with --tls-key the server speaks HTTPS itself." placeholder:"FILE"`
	TLSKey      string        `env:"LINLI_TLS_KEY" help:"Private key file of the certificate." placeholder:"FILE"`
	BehindTLS   bool          `env:"LINLI_BEHIND_TLS" help:"A proxy in front speaks HTTPS: cookies are marked secure."`
	ProxyHeader string        `env:"LINLI_PROXY_HEADER" help:"Header in which a trusted proxy in front names the visitor's address, for example X-Real-IP. Empty: there is none." placeholder:"NAME"`
	Keys        string        `env:"LINLI_KEYS" help:"Keys of sealed fields: file:PATH, or command:COMMAND whose output is a key file. Empty: beside an SQLite file, as FILE.keys, made at the first start." placeholder:"SOURCE"`
	Grace       time.Duration `env:"LINLI_GRACE" default:"15s" help:"How long running requests and jobs may take when the server is told to stop." placeholder:"DURATION"`
	LogLevel    slog.Level    `env:"LINLI_LOG_LEVEL" default:"INFO" help:"Least level that is logged: DEBUG, INFO, WARN, ERROR." placeholder:"LEVEL"`
}

// Run serves an installation until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, o out) error {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key belong together")
	}
	keys, makeKeys := c.Keys, false
	if keys == "" {
		var err error
		if keys, err = app.KeysFor(c.DB); err != nil {
			return err
		}
		makeKeys = true
	}
	log := logger(c.LogLevel)
	a, err := app.New(ctx, app.Config{
		DSN: c.DB, Files: c.Files, Log: log, Keys: keys, MakeKeys: makeKeys, BaseURL: c.BaseURL, Secure: c.BehindTLS || c.TLSCert != "", ProxyHeader: c.ProxyHeader,
	})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		_ = a.Close()
		return fmt.Errorf("cannot listen: %w", err)
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	base := c.BaseURL
	if base == "" {
		base = scheme + "://" + l.Addr().String()
	}
	token, err := a.FirstAdministrator(ctx)
	if err != nil {
		_ = a.Close()
		return err
	}
	if token != "" {
		fmt.Fprintf(o, "The first administrator is created here, once, within 24 hours:\n  %s/first/%s\n", base, token)
	}
	fmt.Fprintf(o, "linli %s serves %s\n", version, base)
	return c.serve(ctx, a, l, log)
}

// serve runs jobs and requests, and ends both in order: no new request, running ones, jobs, database.
func (c *serveCmd) serve(ctx context.Context, a *app.App, l net.Listener, log *slog.Logger) error {
	defer func() {
		if err := a.Close(); err != nil {
			log.Error("close", "error", err)
		}
	}()
	if err := a.Start(ctx); err != nil {
		return err
	}
	srv := &http.Server{
		Handler: a.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() {
		if c.TLSCert != "" {
			failed <- srv.ServeTLS(l, c.TLSCert, c.TLSKey)
			return
		}
		failed <- srv.Serve(l)
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.Grace)
	defer cancel()
	err := srv.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.Close() // the grace is over; what was acknowledged is on disk
	}
	return errors.Join(err, a.Stop(grace))
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
	s := serveCmd{Grace: 3 * time.Second}
	return s.serve(ctx, a, l, log)
}
