package voice_test

import (
	"bytes"
	"encoding/binary"
	"strings"
)

func cat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func u32(n int) []byte  { return binary.BigEndian.AppendUint32(nil, uint32(n)) }
func le16(n int) []byte { return binary.LittleEndian.AppendUint16(nil, uint16(n)) }
func le32(n int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) }

// digits is a string of binary digits, filled up to bytes; spaces are for the reader.
func digits(s string) (out []byte) {
	s = strings.ReplaceAll(s, " ", "")
	for i, x := range s {
		if i%8 == 0 {
			out = append(out, 0)
		}
		out[i/8] |= byte(x-'0') << (7 - i%8)
	}
	return out
}

// box is one of ISO/IEC 14496-12.
func box(kind string, parts ...[]byte) []byte {
	body := cat(parts...)
	return cat(u32(len(body)+8), []byte(kind), body)
}

// Configurations of AAC (ISO/IEC 14496-3, 1.6.2.1): kind, index of the sampling rate, channels, length of frames.
var (
	aac44 = digits("00010 0100 0001 0")                          // LC, 44.1 kHz
	aac16 = digits("00010 1000 0001 0")                          // LC, 16 kHz
	he    = digits("00101 0111 0001 0100 00010 0")               // SBR over 22.05 kHz, sounding at 44.1
	aac96 = digits("00010 0011 0001 1")                          // LC, 48 kHz, frames of 960
	eld   = digits("11111 000111 0100 0001 0")                   // ELD, 44.1 kHz, frames of 512
	exact = digits("00010 1111 000000000011111010000000 0001 0") // LC, a rate spelt out: 16 kHz
)

// made is an MP4 file as telephones write it: one track in chunks of ten samples, places and titles beside it.
type made struct {
	brand, handler, entry string
	config                []byte // of AAC
	sample                []byte // each of them
	samples, delta, rate  int    // delta as the header claims it, in the clock of rate
	says                  int    // seconds that the other headers claim; 0: as many as delta gives
	gap                   string // in the sound, between two chunks
	more                  [][]byte
}

func (x made) bytes() []byte {
	if x.says == 0 {
		x.says = max(x.samples*x.delta/x.rate, 1)
	}
	out := x.at(0)
	return x.at(bytes.Index(out, []byte("mdat")) + 4)
}

func zero(n int) []byte { return make([]byte, n) }

// at is the file if its sound begins there.
func (x made) at(sound int) []byte {
	stamp := cat(zero(4), u32(0x7e000001), u32(0x7e000002))
	var chunks, mdat []byte
	const per = 10
	for i := range x.samples {
		if i%per == 0 {
			mdat = append(mdat, x.gap...)
			chunks = append(chunks, u32(sound+len(mdat))...)
		}
		mdat = append(mdat, x.sample...)
	}
	runs := cat(u32(1), u32(1), u32(per), u32(1))
	if left := x.samples % per; left > 0 {
		runs = cat(u32(2), u32(1), u32(per), u32(1), u32(x.samples/per+1), u32(left), u32(1))
		if x.samples < per {
			runs = cat(u32(1), u32(1), u32(left), u32(1))
		}
	}
	setup := box("damr", []byte("SECR\x01\x81\xff\x00\x02"))
	if x.config != nil {
		decoder := cat([]byte{0x40, 0x15, 0, 0, 0}, zero(8), []byte{5, byte(len(x.config))}, x.config)
		es := cat([]byte{0, 0, 0, 4, 0x80, 0x80, 0x80, byte(len(decoder))}, decoder, []byte{6, 1, 2})
		setup = box("esds", zero(4), []byte{3, byte(len(es))}, es)
	}
	entry := box(x.entry, zero(6), []byte{0, 1}, zero(8), []byte{0, 1, 0, 16}, zero(4), u32(x.rate<<16), setup, box("info", []byte("SECRET DEVICE")))
	stbl := box("stbl", box("stsd", zero(4), u32(1), entry), box("stts", zero(4), u32(1), u32(x.samples), u32(x.delta)),
		box("stsc", zero(4), runs), box("stsz", zero(4), u32(len(x.sample)), u32(x.samples), []byte("SECRET")), box("stco", zero(4), u32(len(chunks)/4), chunks, []byte("SECRET")), box("sgpd", []byte("SECRET")))
	mdia := box("mdia", box("mdhd", stamp, u32(x.rate), u32(x.says*x.rate), zero(4)), box("hdlr", zero(8), []byte(x.handler), []byte("SECRET MAKER"), []byte("SECRET NAME\x00")), box("minf", box("smhd", zero(8)), box("dinf", box("dref", zero(4), u32(1), box("url ", []byte{0, 0, 0, 0}, []byte("http://SECRET")))), stbl))
	trak := box("trak", box("tkhd", stamp, zero(72)), box("edts", box("elst", zero(4), u32(1), u32(600*x.says), u32(0), u32(1<<16))), mdia, box("udta", []byte("SECRET TRACK")))
	moov := box("moov", append([][]byte{
		box("mvhd", stamp, u32(600), u32(600*x.says), zero(80)), trak,
		box("udta", box("\xa9xyz", []byte("SECRET +31.98+120.89/")), box("meta", []byte("SECRET TITLE"))), box("meta", []byte("SECRET")),
	}, x.more...)...)
	return cat(box("ftyp", []byte(x.brand), zero(4)), box("uuid", []byte("SECRET EXTENSION")), moov, box("mdat", mdat))
}

// aac is so many frames of a configuration, whose headers say what is true.
func aac(config []byte, samples, delta, rate int) made {
	return made{brand: "M4A ", handler: "soun", entry: "mp4a", config: config, sample: []byte("the sound"), samples: samples, delta: delta, rate: rate, gap: "SECRET"}
}

// m4a is a recording as an iPhone writes it.
func m4a(handler string, samples int, more ...[]byte) []byte {
	x := aac(aac44, samples, 1024, 44100)
	x.handler, x.more = handler, more
	return x.bytes()
}

// speech is 3GP with AMR: two frames of 12.2 kbit/s to a sample.
func speech(samples int) made {
	return made{brand: "3gp4", handler: "soun", entry: "samr", sample: bytes.Repeat(append([]byte{0x3c}, zero(31)...), 2), samples: samples, delta: 320, rate: 8000}
}

// sound is a WAV of so many bytes, by what its header says.
type sound struct{ tag, channels, rate, bytes, align, bits, data int }

func (x sound) file() []byte {
	format := cat(le16(x.tag), le16(x.channels), le32(x.rate), le32(x.bytes), le16(x.align), le16(x.bits), []byte("SECRET"))
	body := cat([]byte("WAVE"), []byte("LIST"), le32(12), []byte("INFOSECRET.."), []byte("fmt "), le32(len(format)), format, []byte("data"), le32(x.data), zero(x.data), []byte("id3 "), le32(6), []byte("SECRET"))
	return cat([]byte("RIFF"), le32(len(body)), body)
}

func wav(seconds int) []byte { return sound{1, 1, 8000, 16000, 2, 16, 16000 * seconds}.file() }

// mp3 is frames of 24 ms at 48 kHz and 64 kbit/s, behind one of the encoder's that says how many there are.
func mp3(frames int) []byte {
	frame := append([]byte{0xff, 0xfb, 0x54, 0xc0}, zero(188)...)
	out := cat([]byte("ID3\x03\x00\x00\x00\x00\x00\x14"), []byte("SECRET ARTIST AND ALBUM")[:20])
	if frames > 0 {
		first := bytes.Clone(frame)
		copy(first[4+17:], "Info\x00\x00\x00\x01\x00\x00\x00\x09SECRET")
		out = append(out, first...)
	}
	for range frames {
		out = append(out, frame...)
	}
	return append(out, "TAGSECRET"...)
}

// ogg is a stream of Opus with packets of 20 ms, fifty to a page; each claims to last so many samples.
func ogg(packets, claimed int) []byte {
	granule := 0
	page := func(flags byte, seq int, packets ...[]byte) []byte {
		var lacing, body []byte
		for _, p := range packets {
			n := len(p)
			for ; n >= 255; n -= 255 {
				lacing = append(lacing, 255)
			}
			lacing, body = append(lacing, byte(n)), append(body, p...)
		}
		return cat([]byte("OggS\x00"), []byte{flags}, le32(granule), zero(4), le32(7), le32(seq), zero(4), []byte{byte(len(lacing))}, lacing, body)
	}
	head := cat([]byte("OpusHead\x01\x01\x38\x01"), le32(48000), []byte{0, 0, 0}, []byte("SECRET"))
	tags := cat([]byte("OpusTags"), le32(6), []byte("SECRET"), le32(1), le32(300), bytes.Repeat([]byte("SECRET"), 50))
	out := cat(page(2, 0, head), page(0, 1, tags))
	for seq := 2; packets > 0; seq++ {
		var some [][]byte
		for ; packets > 0 && len(some) < 50; packets-- {
			some = append(some, []byte{0x78 | 1<<7, 1, 2, 3}) // CELT, 20 ms, one frame
			granule += claimed
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

// browser is what a browser records: a live segment with live clusters of a second, each of packets of 20 ms.
type browser struct {
	packets int
	kind    byte
	codec   string
	claimed int      // milliseconds that each claims to last
	entry   [][]byte // of the track
}

func webm(packets int, kind byte, codec string) []byte {
	return browser{packets: packets, kind: kind, codec: codec, claimed: 20}.bytes()
}

func (x browser) bytes() []byte {
	live := []byte{0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	head := ebml("\x1a\x45\xdf\xa3", ebml("\x42\x82", []byte("webm")), ebml("\x42\x99", []byte("SECRET")))
	info := ebml("\x15\x49\xa9\x66", ebml("\x2a\xd7\xb1", u32(1_000_000)), ebml("\x7b\xa9", []byte("SECRET TITLE")), ebml("\x44\x61", zero(8)), ebml("\x4d\x80", []byte("SECRET")), ebml("\x57\x41", []byte("SECRET")))
	entry := append([][]byte{ebml("\xd7", []byte{1}), ebml("\x83", []byte{x.kind}), ebml("\x86", []byte(x.codec)), ebml("\x53\x6e", []byte("SECRET")), ebml("\xe1", ebml("\x9f", []byte{1}), ebml("\x42\x98", []byte("SECRET")))}, x.entry...)
	out := cat(head, []byte("\x18\x53\x80\x67"), live, info, ebml("\x16\x54\xae\x6b", ebml("\xae", entry...)), ebml("\x12\x54\xc3\x67", []byte("SECRET TAGS")), ebml("\xec", []byte("SECRET SPACE")))
	for i := range x.packets {
		if i%50 == 0 {
			out = cat(out, []byte("\x1f\x43\xb6\x75"), live, ebml("\xe7", u32(i*x.claimed)))
		}
		at := i % 50 * x.claimed
		out = append(out, ebml("\xa3", []byte{0x81, byte(at >> 8), byte(at), 0x80, 0xf8, 1, 2, 3})...)
	}
	return out
}

func amr(frames int) []byte {
	out := []byte("#!AMR\n")
	for range frames {
		out = append(append(out, 0x3c), zero(31)...) // 12.2 kbit/s
	}
	return append(out, "SECRET"...)
}
