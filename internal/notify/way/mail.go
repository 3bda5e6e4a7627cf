package way

import (
	"context"
	"crypto/tls"
	"errors"
	"net/textproto"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"linli/internal/seal"
)

// Security is how the line to a mail server is kept closed.
type Security string

// Securities. Plain is for a server on this machine only.
const (
	TLS      Security = "tls"      // from the beginning, port 465 (RFC 8314)
	StartTLS Security = "starttls" // after a greeting, port 587
	Plain    Security = "plain"
)

// Mail is a mail server that takes letters for everybody.
type Mail struct {
	Host     string
	Port     int
	Security Security
	User     string // empty: it asks nobody who we are
	Password seal.Value
	From     string // the address that letters come from
	Name     string // and its name
	Roots    *tls.Config
}

// What a mail server's settings may lack.
var (
	ErrHost  = errors.New("way: a mail server has a host and a port")
	ErrPlain = errors.New("way: an open line only to this machine")
	ErrFrom  = errors.New("way: no mail address")
)

// NewMail is the way through a mail server. ErrHost, ErrPlain, ErrFrom.
func NewMail(m Mail) (Way, error) {
	switch {
	case m.Host == "" || strings.ContainsAny(m.Host, " \t\r\n/@") || m.Port < 1 || m.Port > 65535:
		return nil, ErrHost
	case m.Security == Plain && !here(m.Host):
		return nil, ErrPlain
	case !Address(m.From):
		return nil, ErrFrom
	}
	return mailer{m}, nil
}

// Address tells whether a text is a mail address and nothing else (RFC 5321 4.1.2).
func Address(s string) bool {
	if len(s) > 254 || strings.ContainsAny(s, " \t\r\n<>,;\"") || strings.Count(s, "@") != 1 {
		return false
	}
	local, domain, _ := strings.Cut(s, "@")
	return local != "" && strings.Contains(domain, ".") && mail.NewMsg().To(s) == nil
}

type mailer struct{ Mail }

// client is one for one letter: letters are few, and a line that is kept goes stale.
func (m mailer) client(until time.Time) (*mail.Client, error) {
	opts := []mail.Option{mail.WithPort(m.Port), mail.WithTimeout(max(time.Until(until), time.Millisecond))}
	switch m.Security {
	case TLS:
		opts = append(opts, mail.WithSSL())
	case StartTLS:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	default:
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	}
	if m.Roots != nil {
		opts = append(opts, mail.WithTLSConfig(m.Roots))
	}
	if m.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.User), mail.WithPassword(m.Password.Reveal()))
	}
	return mail.NewClient(m.Host, opts...)
}

// letter is a letter as mail: plain text, marked as written by a program, so that no holiday notice answers it.
func (m mailer) letter(l Letter) (*mail.Msg, error) {
	out := mail.NewMsg(mail.WithNoDefaultUserAgent())
	_, domain, _ := strings.Cut(m.From, "@")
	out.SetMessageIDWithValue(l.ID + "@" + domain) // the same at every try
	out.SetDate()
	out.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834 5
	out.Subject(l.Subject)
	out.SetBodyString(mail.TypeTextPlain, l.Text)
	return out, errors.Join(out.FromFormat(m.Name, m.From), out.To(l.To.Reveal()))
}

// Deliver hands a letter to the server. What it has taken is taken, however the line ends after that.
func (m mailer) Deliver(ctx context.Context, l Letter) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	letter, err := m.letter(l)
	if err != nil {
		return refused("address")
	}
	until, _ := ctx.Deadline() // it has one, above
	client, err := m.client(until)
	if err != nil {
		return trouble("settings")
	}
	if err := client.DialWithContext(ctx); err != nil {
		return dialled(err)
	}
	defer func() { _ = client.Close() }() // it is taken, or it is not
	if err := client.Send(letter); err != nil {
		return sent(err)
	}
	return nil
}

// dialled is why a server could not be reached, or did not let us in.
func dialled(err error) error {
	var said *textproto.Error
	if errors.As(err, &said) {
		return trouble("SMTP %d", said.Code)
	}
	var cert *tls.CertificateVerificationError
	if errors.As(err, &cert) {
		return trouble("certificate")
	}
	if strings.Contains(err.Error(), "STARTTLS") || strings.Contains(err.Error(), "AUTH") {
		return trouble("no STARTTLS or AUTH")
	}
	return Lost(err)
}

// sent is why a letter was not taken. What a server says about the recipient for good (RFC 5321 4.2.1: 5yz) is about this
// letter; everything else is about the server.
func sent(err error) error {
	var e *mail.SendError
	if !errors.As(err, &e) {
		return Lost(err)
	}
	code := e.ErrorCode()
	switch {
	case code == 0:
		return Lost(err)
	case !e.IsTemp() && (e.Reason == mail.ErrSMTPRcptTo || e.Reason == mail.ErrSMTPData || e.Reason == mail.ErrSMTPDataClose):
		return refused("SMTP %d", code)
	}
	return trouble("SMTP %d", code)
}
