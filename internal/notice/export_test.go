package notice

import (
	"crypto/tls"
	"time"

	"linli/internal/notice/quiet"
	"linli/internal/notify/way"
	"linli/internal/seal"
)

// Trust lets letters go to a mail server whose certificate only a test knows.
func (s *Service) Trust(roots *tls.Config) {
	made := s.made
	s.made = func(c channelRow) (way.Way, error) {
		if c.kind != Mail {
			return made(c)
		}
		return way.NewMail(way.Mail{Host: c.config.Host, Port: c.config.Port, Security: c.config.Security, User: c.config.User, Password: seal.Of(c.secrets.Password), From: c.config.From, Name: c.config.Name, Roots: roots})
	}
}

// Due is when something goes out that is told at a moment.
func Due(q quiet.Hours, hour int, at time.Time, w Way) time.Time { return manners{Quiet: q, Hour: hour}.Due(at, w == Digest) }

// Shipped is the shipped template of a kind.
func Shipped(k Kind) Template { return shipped[k] }
