package voice_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"linli/internal/file/voice"
)

func cat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func u32(n int) []byte  { return binary.BigEndian.AppendUint32(nil, uint32(n)) }
func le32(n int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) }

// box is one of ISO/IEC 14496-12.
func box(kind string, parts ...[]byte) []byte {
	body := cat(parts...)
	return cat(u32(len(body)+8), []byte(kind), body)
}

// m4a is a recording as an iPhone writes it: one track of 1,024 samples at a time, places and titles beside it.
func m4a(brand, handler string, samples int, more ...[]byte) []byte {
	zero := func(n int) []byte { return make([]byte, n) }
	stamp := cat(zero(4), u32(0x7e000001), u32(0x7e000002))
	stbl := box("stbl", box("stsd", zero(8)), box("stts", zero(4), u32(1), u32(samples), u32(1024)), box("stsc", zero(8)), box("stsz", zero(12)), box("stco", zero(8)))
	mdia := box("mdia", box("mdhd", stamp, u32(44100), u32(5)), box("hdlr", zero(8), []byte(handler), []byte("SECRET MAKER"), []byte("SECRET NAME\x00")), box("minf", box("smhd", zero(8)), stbl))
	trak := box("trak", box("tkhd", stamp, zero(72)), mdia, box("udta", []byte("SECRET TRACK")))
	moov := box("moov", append([][]byte{
		box("mvhd", stamp, u32(600), u32(1), zero(80)), trak,
		box("udta", box("\xa9xyz", []byte("SECRET +31.98+120.89/")), box("meta", []byte("SECRET TITLE"))), box("meta", []byte("SECRET")),
	}, more...)...)
	return cat(box("ftyp", []byte(brand), zero(4)), box("uuid", []byte("SECRET EXTENSION")), moov, box("mdat", []byte("the sound")))
}

func wav(seconds int) []byte {
	format := cat([]byte{1, 0, 1, 0}, le32(8000), le32(16000), []byte{2, 0, 16, 0})
	data := make([]byte, 16000*seconds)
	body := cat([]byte("WAVE"), []byte("LIST"), le32(12), []byte("INFOSECRET.."), []byte("fmt "), le32(16), format, []byte("data"), le32(len(data)), data, []byte("id3 "), le32(6), []byte("SECRET"))
	return cat([]byte("RIFF"), le32(len(body)), body)
}

// mp3 is frames of 24 ms at 48 kHz and 64 kbit/s.
func mp3(frames int) []byte {
	frame := append([]byte{0xff, 0xfb, 0x54, 0xc0}, make([]byte, 188)...)
	out := cat([]byte("ID3\x03\x00\x00\x00\x00\x00\x14"), []byte("SECRET ARTIST AND ALBUM")[:20])
	for range frames {
		out = append(out, frame...)
	}
	return append(out, "TAGSECRET"...)
}

// ogg is a stream of Opus with packets of 20 ms, fifty to a page.
func ogg(packets int) []byte {
	page := func(flags byte, seq int, packets ...[]byte) []byte {
		var lacing, body []byte
		for _, p := range packets {
			n := len(p)
			for ; n >= 255; n -= 255 {
				lacing = append(lacing, 255)
			}
			lacing, body = append(lacing, byte(n)), append(body, p...)
		}
		return cat([]byte("OggS\x00"), []byte{flags}, make([]byte, 8), le32(7), le32(seq), make([]byte, 4), []byte{byte(len(lacing))}, lacing, body)
	}
	head := cat([]byte("OpusHead\x01\x01\x38\x01"), le32(48000), []byte{0, 0, 0})
	tags := cat([]byte("OpusTags"), le32(6), []byte("SECRET"), le32(1), le32(300), bytes.Repeat([]byte("SECRET"), 50))
	out := cat(page(2, 0, head), page(0, 1, tags))
	for seq := 2; packets > 0; seq++ {
		var some [][]byte
		for ; packets > 0 && len(some) < 50; packets-- {
			some = append(some, []byte{0x78 | 1<<7, 1, 2, 3}) // CELT, 20 ms, one frame
		}
		out = append(out, page(0, seq, some...)...)
	}
	return out
}

// ebml is one element; a size of eight bytes.
func ebml(id string, parts ...[]byte) []byte {
	body := cat(parts...)
	return cat([]byte(id), binary.BigEndian.AppendUint64(nil, uint64(len(body))|1<<56), body)
}

// webm is what a browser records: a live segment with live clusters.
func webm(packets int, kind byte, codec string) []byte {
	live := []byte{0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	head := ebml("\x1a\x45\xdf\xa3", ebml("\x42\x82", []byte("webm")))
	info := ebml("\x15\x49\xa9\x66", ebml("\x7b\xa9", []byte("SECRET TITLE")), ebml("\x44\x61", make([]byte, 8)), ebml("\x4d\x80", []byte("SECRET")), ebml("\x57\x41", []byte("SECRET")))
	tracks := ebml("\x16\x54\xae\x6b", ebml("\xae", ebml("\x83", []byte{kind}), ebml("\x86", []byte(codec)), ebml("\x53\x6e", []byte("SECRET"))))
	out := cat(head, []byte("\x18\x53\x80\x67"), live, info, tracks, ebml("\x12\x54\xc3\x67", []byte("SECRET TAGS")), []byte("\x1f\x43\xb6\x75"), live, ebml("\xe7", []byte{0}))
	for range packets {
		out = append(out, ebml("\xa3", []byte{0x81, 0, 0, 0x80, 0xf8, 1, 2, 3})...)
	}
	return out
}

func amr(frames int) []byte {
	out := []byte("#!AMR\n")
	for range frames {
		out = append(append(out, 0x3c), make([]byte, 31)...) // 12.2 kbit/s
	}
	return append(out, "SECRET"...)
}

func TestHowLongARecordingIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sent  []byte
		media string
		long  time.Duration
	}{
		"M4A":      {m4a("M4A ", "soun", 862), "audio/mp4", 20 * time.Second},
		"3GP":      {m4a("3gp4", "soun", 431), "audio/3gpp", 10 * time.Second},
		"WAV":      {wav(12), "audio/wav", 12 * time.Second},
		"MP3":      {mp3(500), "audio/mpeg", 12 * time.Second},
		"Ogg Opus": {ogg(750), "audio/ogg", 15 * time.Second},
		"WebM":     {webm(350, 2, "A_OPUS"), "audio/webm", 7 * time.Second},
		"AMR":      {amr(1000), "audio/amr", 20 * time.Second},
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

// What plays is where it was: nothing that the samples' table points at has moved.
func TestTheSoundOfAnMP4StaysWhereItWas(t *testing.T) {
	t.Parallel()
	sent := m4a("M4A ", "soun", 10)
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
		"a film":               {m4a("mp42", "vide", 100), voice.ErrVideo},
		"a film as WebM":       {webm(10, 1, "V_VP8"), voice.ErrVideo},
		"sound beside a film":  {m4a("mp42", "soun", 100, box("trak", box("mdia", box("hdlr", make([]byte, 8), []byte("vide"), make([]byte, 12))))), voice.ErrVideo},
		"two tracks":           {m4a("M4A ", "soun", 100, box("trak", box("mdia", box("hdlr", make([]byte, 8), []byte("soun"), make([]byte, 12))))), voice.ErrBroken},
		"fragments":            {m4a("M4A ", "soun", 100, box("mvex", make([]byte, 8))), voice.ErrBroken},
		"no samples":           {m4a("M4A ", "soun", 0), voice.ErrBroken},
		"half an M4A":          {m4a("M4A ", "soun", 100)[:200], voice.ErrBroken},
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
	for _, seed := range [][]byte{m4a("M4A ", "soun", 20), wav(1), mp3(5), ogg(60), webm(3, 2, "A_OPUS"), amr(3), []byte("ID3"), []byte("\xff\xfb")} {
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
