// Package voice reads voice notes as phones record them: MP4/M4A and 3GP (AAC, AMR), AMR, MP3, WAV, Ogg Opus and WebM Opus.
// It measures how long one is from what is in it, frame by frame as a decoder would take them, never from what its header
// claims, and refuses what claims something else altogether. It takes out what players do not need: titles, comments, places, recording devices, times. The sound itself is not
// encoded anew, as photos are: whatever an encoder hides inside the sound stays there.
//
// What cannot be measured is refused, and so is anything with a picture or a film in it.
package voice

import (
	"errors"
	"time"
)

// Note is a voice note as it is kept.
type Note struct {
	Body   []byte
	Media  string // audio/mp4, audio/3gpp, audio/amr, audio/mpeg, audio/wav, audio/ogg, audio/webm
	Length time.Duration
}

// Errors of Read.
var (
	ErrKind   = errors.New("voice: no recording that is known")
	ErrVideo  = errors.New("voice: a film")
	ErrBroken = errors.New("voice: cannot be measured")
)

// Padding is how much longer than what was said a recording may be: encoders put silence before the first frame and fill up
// the last. For AAC these are at most 2,112 + 1,023 samples, 196 ms at the 16 kHz of a telephone; for the others less. It is
// four frames of that.
const Padding = 4 * 1024 * time.Second / 16000

// agree tells whether what a header claims is about what there is. Clocks of recorders drift, and a pause leaves a gap: a
// quarter and two seconds are allowed for these.
func agree(claimed, measured time.Duration) bool {
	return (claimed - measured).Abs() <= measured/4+2*time.Second
}

// Read measures and cleans a recording. ErrKind, ErrVideo or ErrBroken say what is wrong with it. Body is a copy.
func Read(b []byte) (Note, error) {
	has := func(at int, s string) bool { return len(b) >= at+len(s) && string(b[at:at+len(s)]) == s }
	switch {
	case has(4, "ftyp"):
		return readMP4(b)
	case has(0, "RIFF") && has(8, "WAVE"):
		return readWAV(b)
	case has(0, "OggS"):
		return readOgg(b)
	case has(0, "\x1a\x45\xdf\xa3"):
		return readWebM(b)
	case has(0, "#!AMR\n"), has(0, "#!AMR-WB\n"):
		return readAMR(b)
	case has(0, "ID3"), len(b) > 1 && b[0] == 0xff && b[1]&0xe0 == 0xe0:
		return readMP3(b)
	}
	return Note{}, ErrKind
}

// note is a note, if its length makes sense.
func note(body []byte, media string, length time.Duration) (Note, error) {
	if length <= 0 || length > 24*time.Hour {
		return Note{}, ErrBroken
	}
	return Note{body, media, length}, nil
}

// per is n units of a clock that ticks rate times a second; zero when it does not tick, more than a day when that makes no
// sense.
func per(n, rate uint64) time.Duration {
	if rate == 0 {
		return 0
	}
	seconds := n / rate
	if seconds > 24*3600 || n > 1<<40 {
		return 25 * time.Hour
	}
	return time.Duration(seconds)*time.Second + time.Duration(n%rate*uint64(time.Second)/rate) //nolint:gosec // bounded above
}
