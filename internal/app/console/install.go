package console

import (
	"context"

	"linli/internal/app"
	"linli/internal/errs"
)

// Migrate brings a database to this release, one that is not there is made, and says what was done.
func Migrate(ctx context.Context, dsn string, t Terminal) error {
	done, err := app.Migrate(ctx, dsn)
	if err != nil {
		return err
	}
	if len(done) == 0 {
		return t.line(t.T("console.migrate.none"))
	}
	return t.line(t.T("console.migrate.done", len(done), done[len(done)-1]))
}

// CheckTLS is Invalid when what serve is told about HTTPS contradicts itself.
func CheckTLS(certificate, key, redirect string) error {
	switch {
	case (certificate == "") != (key == ""):
		return errs.New(errs.Invalid, "console.tls.pair")
	case redirect != "" && certificate == "":
		return errs.New(errs.Invalid, "console.tls.redirect")
	}
	return nil
}

// NoPassword is Invalid: a password was to be read, and none came.
func NoPassword() error { return errs.New(errs.Invalid, "console.no_password") }
