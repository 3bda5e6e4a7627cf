package voice

import "encoding/binary"

// codec is how the samples of an MP4 are measured: AAC by their number, AMR by the frames in each.
type codec struct {
	frame, rate uint64   // AAC: a sample is so many of the decoder's samples, rate of which are a second
	most        int      // AAC: bytes of a sample
	amr         *[16]int // AMR: bytes of a frame by its mode
}

// aacRates are the sampling rates by index (ISO/IEC 14496-3, table 1.18).
var aacRates = [16]uint64{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// spelt is the index behind which a sampling rate is spelt out in 24 bits.
const spelt = 15

// Kinds of AAC (table 1.17).
const (
	aacLTP = 4 // and below: Main, LC, SSR
	aacSBR = 5
	aacLD  = 23
	aacPS  = 29
	aacELD = 39
)

// aacFrameBytes is how many bytes a frame has at most for each channel: 6,144 bits (4.5.1).
const aacFrameBytes = 6144 / 8

// bitReader reads bits from the left; over is set when it is asked for more than there are.
type bitReader struct {
	b    []byte
	at   int
	over bool
}

func (r *bitReader) take(n int) (v uint64) {
	for range n {
		if r.at >= 8*len(r.b) {
			r.over = true
			return 0
		}
		v = v<<1 | uint64(r.b[r.at/8]>>(7-r.at%8)&1)
		r.at++
	}
	return v
}

func (r *bitReader) kind() uint64 {
	if k := r.take(5); k < 31 {
		return k
	}
	return 32 + r.take(6)
}

func (r *bitReader) rate() uint64 {
	if i := r.take(4); i != spelt {
		return aacRates[i]
	}
	return r.take(24)
}

// aacConfig reads an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). With SBR a frame makes twice as many samples at twice
// the rate: it sounds as long as its core, whose rate comes first.
func aacConfig(b []byte) (codec, bool) {
	r := &bitReader{b: b}
	kind, rate, channels := r.kind(), r.rate(), int(r.take(4)) //nolint:gosec // four bits
	if kind == aacSBR || kind == aacPS {
		r.rate()
		kind = r.kind()
	}
	c := codec{rate: rate, most: channels * aacFrameBytes}
	short := r.take(1)
	switch {
	case kind >= 1 && kind <= aacLTP:
		c.frame = 1024 - 64*short
	case kind == aacLD || kind == aacELD:
		c.frame = 512 - 32*short
	}
	return c, !r.over && c.frame > 0 && channels >= 1 && channels <= 7 && rate >= 7350 && rate <= 96000
}

// descriptor is the body of the first descriptor in b, if it is of a kind (ISO/IEC 14496-1, 8.3.3).
func descriptor(b []byte, kind byte) (body []byte, ok bool) {
	if len(b) == 0 || b[0] != kind {
		return nil, false
	}
	n := 0
	for i, x := range b[1:] {
		n = n<<7 | int(x&0x7f)
		if x&0x80 == 0 || i == 3 {
			if rest := b[i+2:]; n <= len(rest) {
				return rest[:n], true
			}
			break
		}
	}
	return nil, false
}

// maxSetup is the bytes of the largest setup of AAC that is recorded: some forty.
const maxSetup = 128

// esds is how AAC is set up in an MP4 (ISO/IEC 14496-14, 6.7.2): a stream, its decoder, and what that needs.
func esds(body []byte) (codec, bool) {
	if len(body) < 4 || len(body) > maxSetup {
		return codec{}, false
	}
	es, ok := descriptor(body[4:], 3)
	if !ok || len(es) < 3 || es[2]>>5 != 0 { // no stream that it depends on, no address, no clock
		return codec{}, false
	}
	decoder, ok := descriptor(es[3:], 4)
	if !ok || len(decoder) < 13 {
		return codec{}, false
	}
	if kind := decoder[0]; kind != 0x40 && (kind < 0x66 || kind > 0x68) { // AAC of MPEG-4, of MPEG-2
		return codec{}, false
	}
	config, ok := descriptor(decoder[13:], 5)
	if !ok {
		return codec{}, false
	}
	return aacConfig(config)
}

// entry is how the samples of the track are measured, by the one entry of its description (ISO/IEC 14496-12, 8.5.2 and
// 12.2.3). What in it is not needed becomes free space.
func (m *mp4) entry() (c codec, ok bool) {
	x, there := m.only["stsd"]
	if !there || x.to-x.from < 8 || binary.BigEndian.Uint32(m.b[x.from+4:]) != 1 {
		return c, false
	}
	list, ok := boxes(m.b, x.from+8, x.to)
	const head = 28 // of an entry of sound, before its boxes
	if !ok || len(list) != 1 || list[0].to-list[0].from < head {
		return c, false
	}
	inner, ok := boxes(m.b, list[0].from+head, list[0].to)
	if !ok {
		return c, false
	}
	switch list[0].kind {
	case "samr":
		c.amr = &amrSizes
	case "sawb":
		c.amr = &amrWBSizes
	case "mp4a":
	default:
		return c, false
	}
	for _, y := range inner {
		switch body := m.b[y.from:y.to]; {
		case y.kind == "esds" && list[0].kind == "mp4a" && c.frame == 0:
			if c, ok = esds(body); !ok {
				return c, false
			}
		case y.kind == "damr" && len(body) == 9: // 3GPP TS 26.244, 6.7
			clear(body[:4]) // who has made it
		default:
			m.free(y)
		}
	}
	return c, c.amr != nil || c.frame > 0
}
