// Package mailtest is a mail server for tests: it speaks SMTP (RFC 5321) on a port of this machine, with STARTTLS (RFC 3207) and
// AUTH PLAIN (RFC 4954), keeps what it takes, and can be told to refuse, to be slow and to be gone.
package mailtest

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Letter is what was taken.
type Letter struct {
	From, To, ID, Subject, Text, Head string
}

// Server is one.
type Server struct {
	Host string
	Port int

	mu    sync.Mutex
	l     net.Listener
	cert  *tls.Config
	roots *x509.CertPool
	got   []Letter

	user, password string        // empty: it asks nobody
	down           string        // what it says at every greeting: 421 …
	unknown        string        // a recipient that is refused for good
	slow           time.Duration // before each answer
	cut            bool          // the line is cut after the letter was taken, before that is said
}

// New starts one that is gone with the test.
func New(t testing.TB) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(l.Addr().String()) // it listens there
	s := &Server{Host: host, l: l}
	s.Port, _ = strconv.Atoi(port)
	s.certify(t)
	t.Cleanup(s.Stop)
	go s.serve(l)
	return s
}

// certify makes a certificate for this machine.
func (s *Server) certify(t testing.TB) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP(s.Host)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s.roots = x509.NewCertPool()
	s.roots.AddCert(made)
	s.cert = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
}

// Roots is whom a client has to trust.
func (s *Server) Roots() *tls.Config {
	return &tls.Config{RootCAs: s.roots, ServerName: s.Host, MinVersion: tls.VersionTLS12}
}

// Set changes how the server behaves.
func (s *Server) Set(change func(b *Behaviour)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := Behaviour{s.user, s.password, s.down, s.unknown, s.slow, s.cut}
	change(&b)
	s.user, s.password, s.down, s.unknown, s.slow, s.cut = b.User, b.Password, b.Down, b.Unknown, b.Slow, b.Cut
}

// Behaviour is how a server behaves.
type Behaviour struct {
	User, Password string        // whom it lets in; empty: everybody
	Down           string        // 421 busy: what it says instead of a greeting
	Unknown        string        // the recipient whom it does not know
	Slow           time.Duration // before each answer
	Cut            bool          // cut off after a letter was taken, before that is said
}

// Stop ends it; nobody answers at its port any more.
func (s *Server) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.l.Close() // twice does no harm
}

// Start lets it answer again at the same port.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	l, err := net.Listen("tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
	if err != nil {
		t.Fatal(err)
	}
	s.l = l
	go s.serve(l)
}

// Letters is what was taken so far.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.got...)
}

func (s *Server) serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go s.talk(c)
	}
}

func (s *Server) behaviour() (b Behaviour) {
	s.Set(func(x *Behaviour) { b = *x })
	return b
}

// talk is one conversation.
func (s *Server) talk(c net.Conn) {
	t := talk{s: s, c: c, in: bufio.NewReader(c), b: s.behaviour()}
	defer func() { _ = t.c.Close() }() // it is over
	if t.b.Down != "" {
		t.say(t.b.Down)
		return
	}
	t.known = t.b.User == ""
	t.say("220 mailtest")
	for {
		line, err := t.in.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !t.hear(strings.ToUpper(verb), rest) {
			return
		}
	}
}

// talk is how far a conversation is.
type talk struct {
	s             *Server
	c             net.Conn
	in            *bufio.Reader
	b             Behaviour
	x             Letter
	closed, known bool
}

func (t *talk) say(line string) {
	time.Sleep(t.b.Slow)
	_, _ = io.WriteString(t.c, line+"\r\n") // who is gone hears nothing
}

// hear answers a line; false ends the conversation.
func (t *talk) hear(verb, rest string) bool {
	switch verb {
	case "EHLO":
		t.say("250-mailtest\r\n250-8BITMIME\r\n250-STARTTLS\r\n250 AUTH PLAIN")
	case "STARTTLS":
		t.say("220 go on")
		over := tls.Server(t.c, t.s.cert)
		if over.Handshake() != nil {
			return false
		}
		t.c, t.in, t.closed = over, bufio.NewReader(over), true
	case "AUTH":
		t.enter(rest)
	case "MAIL":
		t.x = Letter{From: angled(rest)}
		t.say(map[bool]string{true: "250 ok", false: "530 5.7.0 who are you"}[t.known])
	case "RCPT":
		if t.x.To = angled(rest); t.b.Unknown != "" && t.x.To == t.b.Unknown {
			t.say("550 5.1.1 no such user " + t.x.To)
		} else {
			t.say("250 ok")
		}
	case "DATA":
		t.say("354 go on")
		if !t.s.take(t.in, t.x) || t.b.Cut {
			return false
		}
		t.say("250 taken")
	case "QUIT":
		t.say("221 bye")
		return false
	default:
		t.say("250 ok")
	}
	return true
}

// enter lets in who knows the password, over a closed line. What is wrong is repeated, as careless servers do.
func (t *talk) enter(rest string) {
	_, secret, _ := strings.Cut(rest, " ")
	text, _ := base64.StdEncoding.DecodeString(secret) // what is none is wrong
	if t.known = string(text) == "\x00"+t.b.User+"\x00"+t.b.Password; t.known && t.closed {
		t.say("235 welcome")
	} else {
		t.say("535 5.7.8 no: " + string(text))
	}
}

func angled(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}

// take reads a letter and keeps it.
func (s *Server) take(in *bufio.Reader, x Letter) bool {
	var body strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		body.WriteString(strings.TrimPrefix(line, "."))
	}
	m, err := mail.ReadMessage(strings.NewReader(body.String()))
	if err != nil {
		return false
	}
	x.ID = m.Header.Get("Message-ID")
	x.Subject, _ = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")) // as it is when it is none
	text, _ := io.ReadAll(quotedprintable.NewReader(m.Body))
	x.Text = string(text)
	x.Head, _, _ = strings.Cut(body.String(), "\r\n\r\n")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, x)
	return true
}
