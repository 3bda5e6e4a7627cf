package account

import (
	"strings"
	"time"
	"unicode/utf8"

	"linli/internal/account/password"
	"linli/internal/errs"
)

// Kind is what an account is for.
type Kind string

// Kinds.
const (
	Staff    Kind = "staff"    // signs in with login and password
	Resident Kind = "resident" // has neither
)

// Account is a person's key to the house; a person has at most one.
type Account struct {
	ID          string
	Person      string
	Kind        Kind
	Login       string // lower case; empty for residents
	HasPassword bool   // false until the invitation was accepted
	CreatedAt   time.Time
	DisabledAt  time.Time // zero while it may be used
	PasswordAt  time.Time // when the password was set; the account's beginning where that is not known
	Second      bool      // a second factor is asked for
	Failures    int       // tries since the last success
	FailedAt    time.Time // the latest of them
	Look        Look
}

// Look is how a person wants the pages: language (zh-CN, en), 长辈版 (1, 0) and theme (auto, light, dark), each empty until it
// was chosen. The browser's own choice stands where the account has none.
type Look struct{ Lang, Elder, Theme string }

// NormalLogin folds a login as people type it: lower case, full-width characters as ASCII, no spaces around.
func NormalLogin(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, strings.TrimSpace(s))
}

// Limits of logins and passwords, in characters.
const (
	minLogin    = 3
	maxLogin    = 32
	maxPassword = 200
)

// checkLogin tells what is wrong with a login in its normal form.
func checkLogin(login string) []errs.Field {
	switch {
	case strings.Trim(login, "abcdefghijklmnopqrstuvwxyz0123456789._-") != "":
		return []errs.Field{{Name: "login", Key: "account.login.characters"}}
	case len(login) < minLogin || len(login) > maxLogin:
		return []errs.Field{{Name: "login", Key: "account.login.length", Args: []any{minLogin, maxLogin}}}
	}
	return nil
}

// checkPassword tells what is wrong with a new password: too short for the rule, too long, made of the login, or one of
// the commonest.
func checkPassword(typed, login string, least int) []errs.Field {
	n := utf8.RuneCountInString(typed)
	switch {
	case !utf8.ValidString(typed) || strings.ContainsRune(typed, 0):
		return []errs.Field{{Name: "password", Key: "account.password.characters"}}
	case n < least:
		return []errs.Field{{Name: "password", Key: "account.password.short", Args: []any{least, least - n}}}
	case n > maxPassword:
		return []errs.Field{{Name: "password", Key: "account.password.long", Args: []any{maxPassword}}}
	case login != "" && strings.Contains(NormalLogin(typed), login):
		return []errs.Field{{Name: "password", Key: "account.password.login"}}
	case password.Common(NormalLogin(typed)):
		return []errs.Field{{Name: "password", Key: "account.password.common"}}
	}
	return nil
}
