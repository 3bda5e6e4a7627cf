package app

import (
	"context"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/file"
	"linli/internal/file/content"
	"linli/internal/file/fileweb"
	"linli/internal/wish/wishweb"
)

// filesOf makes the room of files. Its folder stands beside an SQLite file, or where the configuration says.
func filesOf(a *App) *file.Service {
	return file.New(a.DB, file.Options{
		Store: content.New(FilesFor(a.cfg.DSN, a.cfg.Files)), Guard: wishweb.Guard{Wishes: a.Wishes}, Sink: a.sink, Limits: a.fileLimits,
	})
}

// FilesFor is where the contents of files lie: what the configuration says, or beside an SQLite file; empty: nowhere.
func FilesFor(dsn, configured string) string {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok && configured == "" {
		return path + ".files"
	}
	return configured
}

// fileLimits are the limits of today, as the rules have them.
func (a *App) fileLimits(ctx context.Context) (file.Limits, error) {
	book, err := a.Rules.Book(ctx)
	if err != nil {
		return file.Limits{}, err
	}
	now := a.DB.Now()
	return file.Limits{
		PhotoBytes: int64(book.Int("file.photo.megabytes", "", now)) << 20,
		Photos:     book.Int("file.photo.count", "", now),
		VoiceBytes: int64(book.Int("file.voice.megabytes", "", now)) << 20,
		VoiceLong:  time.Duration(book.Int("file.voice.seconds", "", now)) * time.Second,
		Hourly:     book.Int("file.hourly", "", now),
	}, nil
}

// subject is what a page about a file says of the record that it belongs to.
func (a *App) subject(ctx context.Context, x actor.Actor, s file.Subject) (fileweb.Subject, error) {
	seen, err := a.Wishes.See(ctx, x, s.ID)
	return fileweb.Subject{Title: seen.Wish.Title, URL: "/wishes/" + s.ID}, err
}
