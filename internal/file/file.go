package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"linli/internal/actor"
	"linli/internal/file/photo"
)

// Subject names the record that a file belongs to.
type Subject struct {
	Kind string // wish
	ID   string
}

// Role is what a file is to its subject.
type Role string

// Roles: with the request, or with the answer to it.
const (
	Request Role = "request"
	Answer  Role = "answer"
)

// Kind is what a file is.
type Kind string

// The kinds.
const (
	Photo Kind = "photo"
	Voice Kind = "voice"
)

// Audience is who may see a file, as entries of a timeline have it.
type Audience string

// Audiences, widest first.
const (
	ForPublic    Audience = "public"
	ForSubmitter Audience = "submitter"
	ForStaff     Audience = "staff"
)

// width is how many people see an audience's files: the larger the fewer.
func (a Audience) width() int {
	switch a {
	case ForPublic:
		return 1
	case ForSubmitter:
		return 2
	case ForStaff:
		return 3
	}
	return 0
}

// File is one photo or voice note.
type File struct {
	ID        string
	Subject   Subject // empty while it is staged
	Role      Role
	Audience  Audience
	Original  string // of a copy for neighbours: the file that it was made from
	Place     string // of the subject when it was added
	Uploader  string // account; empty for a visitor and for who leaves no name
	CreatedAt time.Time
	Kind      Kind
	Media     string // Content-Type
	Size      int64  // bytes
	Width     int    // pixels
	Height    int
	Length    time.Duration
	Content   string // SHA-256
	Thumb     string // of a photo
	Mask      photo.Mask
	Said      string // what staff have written down of a voice note
}

// Released tells whether neighbours may see it.
func (f File) Released() bool { return f.Audience == ForPublic }

// Draft names where files wait until the record that they go with is made. It says nothing of who has made it.
type Draft string

// FormDraft is the draft of a form on a page: whoever knows its key has the form.
func FormDraft(key string) Draft {
	if key == "" {
		return ""
	}
	return digest("form", key)
}

// AccountDraft is a draft of an account in the JSON interface; others' of the same name are other drafts.
func AccountDraft(account, name string) Draft {
	if account == "" || name == "" {
		return ""
	}
	return digest("account", account, name)
}

func digest(parts ...string) Draft {
	sum := sha256.New()
	for _, p := range parts {
		sum.Write([]byte(p))
		sum.Write([]byte{0})
	}
	return Draft(hex.EncodeToString(sum.Sum(nil)))
}

// Limits are what one upload, and one record, may have.
type Limits struct {
	PhotoBytes int64         // of one photo as it is sent
	Photos     int           // with one request, and with one answer
	VoiceBytes int64         // of a voice note
	VoiceLong  time.Duration // how long it may be
	Hourly     int           // uploads of one account, or of one address without an account, in an hour
}

// Standing is how somebody stands to a subject.
type Standing struct {
	Sees    Audience   // the narrowest audience whose files the actor sees; empty: the subject is not there
	Handles bool       // answers for what is shown of it
	Retract bool       // has made it, and nobody has taken it up yet
	Public  bool       // neighbours see the subject
	Post    actor.Post // under which the actor handles it
	Behalf  string     // person for whom the actor stands so, as a recorded proxy; empty: for oneself
}

// Guard is what the features know and files do not.
type Guard interface {
	// Standing is how the actor stands to a subject; the zero Standing when it is not there.
	Standing(ctx context.Context, a actor.Actor, s Subject) (Standing, error)
	// Ended is when a subject has ended; zero while it goes on.
	Ended(ctx context.Context, s Subject) (time.Time, error)
}

// Dropped says that the last file with a content is gone: the content is to be removed after the commit.
type Dropped struct{ Contents []string }

// EventName is the event's name in docs/events.md.
func (Dropped) EventName() string { return "file.dropped" }
