package voice_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"linli/internal/file/voice"
)

func TestHowLongARecordingIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sent  []byte
		media string
		long  time.Duration
	}{
		"M4A":                {m4a("soun", 862), "audio/mp4", 20 * time.Second},
		"M4A at 16 kHz":      {aac(aac16, 313, 1024, 16000).bytes(), "audio/mp4", 20 * time.Second},
		"M4A, rate spelt":    {aac(exact, 313, 1024, 16000).bytes(), "audio/mp4", 20 * time.Second},
		"M4A, frames of 960": {aac(aac96, 500, 960, 48000).bytes(), "audio/mp4", 10 * time.Second},
		"M4A, HE-AAC":        {aac(he, 431, 2048, 44100).bytes(), "audio/mp4", 20 * time.Second},
		"M4A, ELD":           {aac(eld, 862, 512, 44100).bytes(), "audio/mp4", 10 * time.Second},
		"3GP":                {speech(250).bytes(), "audio/3gpp", 10 * time.Second},
		"WAV":                {wav(12), "audio/wav", 12 * time.Second},
		"WAV, 24 bits":       {sound{1, 2, 48000, 288000, 6, 24, 288000 * 2}.file(), "audio/wav", 2 * time.Second},
		"WAV, G.711":         {sound{7, 1, 8000, 8000, 1, 8, 80000}.file(), "audio/wav", 10 * time.Second},
		"MP3":                {mp3(500), "audio/mpeg", 12 * time.Second},
		"Ogg Opus":           {ogg(750, 960), "audio/ogg", 15 * time.Second},
		"WebM":               {webm(350, 2, "A_OPUS"), "audio/webm", 7 * time.Second},
		"AMR":                {amr(1000), "audio/amr", 20 * time.Second},
	} {
		n, err := voice.Read(c.sent)
		if err != nil || n.Media != c.media || (n.Length-c.long).Abs() > 50*time.Millisecond {
			t.Errorf("%s: %s, %s, %v", name, n.Media, n.Length, err)
			continue
		}
		if !bytes.Contains(c.sent, []byte("SECRET")) || bytes.Contains(n.Body, []byte("SECRET")) || bytes.Contains(n.Body, u32(0x7e000001)) {
			t.Errorf("%s: what was beside the sound is left in it", name)
		}
		again, err := voice.Read(n.Body)
		if err != nil || again.Length != n.Length || !bytes.Equal(again.Body, n.Body) {
			t.Errorf("%s: what is kept is %s, %v", name, again.Length, err)
		}
	}
}

// What a header claims counts for nothing where the frames say otherwise: the recording is refused, or measured by them.
func TestAHeaderThatLies(t *testing.T) {
	t.Parallel()
	says := aac(aac44, 25840, 1024, 44100) // ten minutes
	says.says = 59
	loud := aac(aac44, 100, 1024, 44100)
	loud.sample = make([]byte, 800) // more than a frame of one channel holds: several in one
	for name, sent := range map[string][]byte{
		"WAV, ten times the bytes a second":    sound{1, 1, 8000, 160000, 2, 16, 16000 * 300}.file(),
		"WAV, blocks ten times as large":       sound{1, 1, 8000, 160000, 20, 16, 16000 * 300}.file(),
		"WAV, blocks and samples of ten times": sound{1, 1, 8000, 160000, 20, 160, 16000 * 300}.file(),
		"WAV, a rate that nothing records at":  sound{1, 1, 800000, 1600000, 2, 16, 16000 * 300}.file(),
		"WAV, of a kind that is not known":     sound{0x55, 1, 8000, 16000, 2, 16, 16000}.file(),
		"M4A, its samples' table a tenth":      aac(aac44, 25840, 100, 44100).bytes(),
		"M4A, its samples' table ten times":    aac(aac44, 431, 10240, 44100).bytes(),
		"M4A, its headers":                     says.bytes(),
		"M4A, more bytes than a frame has":     loud.bytes(),
		"M4A of what is not known":             made{brand: "M4A ", handler: "soun", entry: "alac", sample: []byte("x"), samples: 9, delta: 4096, rate: 44100}.bytes(),
		"3GP, its samples' table a tenth":      func() made { x := speech(15000); x.delta = 32; return x }().bytes(),
		"3GP, no frames in its samples":        func() made { x := speech(250); x.sample = bytes.Repeat([]byte{0x7c}, 40); return x }().bytes(),
		"Ogg, its positions a tenth":           ogg(30000, 96),
		"Ogg, its positions ten times":         ogg(750, 9600),
		"WebM, its times a tenth":              browser{packets: 30000, kind: 2, codec: "A_OPUS", claimed: 2}.bytes(),
		"WebM, its times ten times":            browser{packets: 750, kind: 2, codec: "A_OPUS", claimed: 200}.bytes(),
		"WebM, its packets encoded once more":  browser{packets: 50, kind: 2, codec: "A_OPUS", claimed: 20, entry: [][]byte{ebml("\x6d\x80", []byte{1})}}.bytes(),
		"WebM, a codec that is only then Opus": browser{packets: 50, kind: 2, codec: "A_VORBIS", claimed: 20, entry: [][]byte{ebml("\x86", []byte("A_OPUS"))}}.bytes(),
		"M4A, a sample beyond the end":         cut(aac(aac44, 100, 1024, 44100).bytes()),
	} {
		if n, err := voice.Read(sent); !errors.Is(err, voice.ErrBroken) {
			t.Errorf("%s: taken as %s of %s, %v", name, n.Length, n.Media, err)
		}
	}
}

// cut is an MP4 whose last sample is half there.
func cut(b []byte) []byte {
	out := bytes.Clone(b[:len(b)-4])
	at := bytes.Index(out, []byte("mdat")) - 4
	copy(out[at:], u32(len(out)-at))
	return out
}

// What plays is where it was: nothing that the samples' table points at has moved.
func TestTheSoundOfAnMP4StaysWhereItWas(t *testing.T) {
	t.Parallel()
	sent := m4a("soun", 10)
	n, err := voice.Read(sent)
	if err != nil || len(n.Body) != len(sent) || bytes.Index(n.Body, []byte("the sound")) != bytes.Index(sent, []byte("the sound")) {
		t.Errorf("%d of %d bytes, %v", len(n.Body), len(sent), err)
	}
}

func TestWhatIsNoRecording(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sent []byte
		want error
	}{
		"nothing":              {nil, voice.ErrKind},
		"a picture":            {[]byte("\xff\xd8\xff\xe0"), voice.ErrKind},
		"a page":               {[]byte("<html>"), voice.ErrKind},
		"a film":               {m4a("vide", 100), voice.ErrVideo},
		"a film as WebM":       {webm(10, 1, "V_VP8"), voice.ErrVideo},
		"sound beside a film":  {m4a("soun", 100, box("trak", box("mdia", box("hdlr", make([]byte, 8), []byte("vide"), make([]byte, 12))))), voice.ErrVideo},
		"two tracks":           {m4a("soun", 100, box("trak", box("mdia", box("hdlr", make([]byte, 8), []byte("soun"), make([]byte, 12))))), voice.ErrBroken},
		"fragments":            {m4a("soun", 100, box("mvex", make([]byte, 8))), voice.ErrBroken},
		"no samples":           {m4a("soun", 0), voice.ErrBroken},
		"half an M4A":          {m4a("soun", 100)[:200], voice.ErrBroken},
		"WAV without rate":     {cat([]byte("RIFF\x00\x00\x00\x00WAVEfmt "), le32(16), make([]byte, 16), []byte("data"), le32(4), make([]byte, 4)), voice.ErrBroken},
		"an ID3 tag alone":     {mp3(0), voice.ErrBroken},
		"two frames of MP3":    {mp3(2), voice.ErrBroken},
		"Ogg of something":     {cat([]byte("OggS\x00"), make([]byte, 60)), voice.ErrBroken},
		"WebM of another kind": {webm(10, 2, "A_VORBIS"), voice.ErrBroken},
		"AMR without frames":   {[]byte("#!AMR\n"), voice.ErrBroken},
	} {
		if n, err := voice.Read(c.sent); !errors.Is(err, c.want) {
			t.Errorf("%s: %s, %v, want %v", name, n.Length, err, c.want)
		}
	}
}

// The check value of this CRC: polynomial 0x04c11db7, beginning at 0, not reflected, as of POSIX cksum before its last step.
func TestTheChecksumOfAPage(t *testing.T) {
	t.Parallel()
	if sum := voice.Checksum([]byte("123456789")); sum != 0x89a1897f {
		t.Errorf("%x", sum)
	}
}

// FuzzRead: whatever is sent, reading it ends, and what is kept reads the same again.
func FuzzRead(f *testing.F) {
	for _, seed := range [][]byte{m4a("soun", 20), wav(1), mp3(5), ogg(60, 960), ogg(60, 96), aac(he, 20, 2048, 44100).bytes(), aac(aac96, 20, 960, 48000).bytes(), aac(aac44, 400, 10, 44100).bytes(), speech(5).bytes(), sound{1, 1, 8000, 160000, 2, 16, 16000}.file(), browser{packets: 200, kind: 2, codec: "A_OPUS", claimed: 2}.bytes(), webm(3, 2, "A_OPUS"), amr(3), []byte("ID3"), []byte("\xff\xfb")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		sent := bytes.Clone(b)
		n, err := voice.Read(b)
		if !bytes.Equal(sent, b) {
			t.Fatal("what was sent is changed")
		}
		if err != nil {
			if !errors.Is(err, voice.ErrKind) && !errors.Is(err, voice.ErrVideo) && !errors.Is(err, voice.ErrBroken) {
				t.Fatalf("an error without a name: %v", err)
			}
			return
		}
		again, err := voice.Read(n.Body)
		if err != nil || again.Length != n.Length || len(n.Body) > len(b)+64 {
			t.Fatalf("%s, then %s, %v", n.Length, again.Length, err)
		}
	})
}
