package voice

import (
	"bytes"
	"encoding/binary"
	"time"
)

// page is one page of an Ogg stream (RFC 3533 6).
type page struct {
	flags   byte
	granule uint64
	serial  uint32
	lacing  []byte
	body    []byte
}

const continued = 1 // flag: the page begins inside a packet

// pages are those of a file; false when something else is among them.
func pages(b []byte) (out []page, ok bool) {
	for len(b) > 0 {
		if len(b) < 27 || string(b[:5]) != "OggS\x00" {
			return out, len(out) > 0 && bytes.Trim(b, "\x00") == nil
		}
		segments := int(b[26])
		if len(b) < 27+segments {
			return out, len(out) > 2 // cut off: what is whole can be played
		}
		lacing, n := b[27:27+segments], 0
		for _, x := range lacing {
			n += int(x)
		}
		if len(b) < 27+segments+n {
			return out, len(out) > 2
		}
		out = append(out, page{b[5], binary.LittleEndian.Uint64(b[6:]), binary.LittleEndian.Uint32(b[14:]), lacing, b[27+segments : 27+segments+n]})
		b = b[27+segments+n:]
	}
	return out, true
}

// readOgg measures an Ogg Opus stream (RFC 7845) by its packets and writes it again with empty tags.
func readOgg(b []byte) (Note, error) {
	all, ok := pages(b)
	if !ok || len(all) < 3 || !opusHead(all[0].body) {
		return Note{}, ErrBroken
	}
	rest, ok := behindTags(all)
	if !ok {
		return Note{}, ErrBroken
	}
	var out []byte
	serial, seq := all[0].serial, uint32(0)
	put := func(p page) {
		out = appendPage(out, p, serial, seq)
		seq++
	}
	put(page{flags: all[0].flags, lacing: []byte{opusHeadSize}, body: all[0].body[:opusHeadSize]})
	tags := []byte("OpusTags\x00\x00\x00\x00\x00\x00\x00\x00")
	put(page{lacing: []byte{byte(len(tags))}, body: tags})
	var samples uint64
	for _, p := range rest {
		if p.serial != serial {
			return Note{}, ErrBroken // a second stream beside it: a film, or a cover
		}
		samples += p.samples()
		put(p)
	}
	long := per(samples, opusRate)
	if claimed, ok := positions(rest); ok && !agree(claimed, long) {
		return Note{}, ErrBroken
	}
	return note(out, "audio/ogg", long)
}

// opusHeadSize is how long the head of Opus is for one or two channels (RFC 7845 5.1).
const opusHeadSize = 19

// opusHead tells whether this is the head of a stream of one or two channels: nothing more is recorded by a telephone.
func opusHead(b []byte) bool {
	return len(b) >= opusHeadSize && bytes.HasPrefix(b, []byte("OpusHead")) && b[9] >= 1 && b[9] <= 2 && b[18] == 0
}

// positions is how long a stream lasts by what its pages claim; there are none where no packet ends.
func positions(list []page) (long time.Duration, ok bool) {
	const none = 1<<64 - 1
	var first, last uint64
	for _, p := range list {
		if p.granule == none {
			continue
		}
		if !ok {
			first, ok = p.granule-min(p.granule, p.samples()), true // a stream may begin in the middle
		}
		last = p.granule
	}
	return per(last-min(first, last), opusRate), ok
}

// opusRate is the clock of Opus, in samples a second.
const opusRate = 48000

// behindTags are the pages behind the packet of tags, which ends its page (RFC 7845 3).
func behindTags(all []page) ([]page, bool) {
	if !bytes.HasPrefix(all[1].body, []byte("OpusTags")) {
		return nil, false
	}
	for i, p := range all[1:] {
		for j, x := range p.lacing {
			if x < 255 {
				return all[i+2:], j == len(p.lacing)-1
			}
		}
	}
	return nil, false
}

// samples is how long the packets that begin on a page sound.
func (p page) samples() (n uint64) {
	from, at := 0, 0
	begins := p.flags&continued == 0
	for _, x := range p.lacing {
		at += int(x)
		if x == 255 {
			continue
		}
		if begins {
			n += opusSamples(p.body[from:at])
		}
		from, begins = at, true
	}
	if from < at && begins {
		n += opusSamples(p.body[from:at]) // it goes on on the next page
	}
	return n
}

// opusSamples is how many samples a packet of Opus sounds (RFC 6716 3.1 and 3.2); none when it is longer than 120 ms, which
// no decoder takes.
func opusSamples(b []byte) uint64 {
	if len(b) == 0 {
		return 0
	}
	var frame uint64
	switch config := b[0] >> 3; {
	case config < 12: // SILK
		frame = [4]uint64{480, 960, 1920, 2880}[config&3]
	case config < 16: // hybrid
		frame = [2]uint64{480, 960}[config&1]
	default: // CELT
		frame = [4]uint64{120, 240, 480, 960}[config&3]
	}
	switch b[0] & 3 {
	case 0:
		return frame
	case 1, 2:
		return 2 * frame
	}
	if len(b) < 2 {
		return 0
	}
	if n := frame * uint64(b[1]&63); n <= opusRate*12/100 {
		return n
	}
	return 0
}

// appendPage writes a page with its place in the stream and its checksum.
func appendPage(out []byte, p page, serial, seq uint32) []byte {
	at := len(out)
	out = append(out, "OggS\x00"...)
	out = append(out, p.flags)
	out = binary.LittleEndian.AppendUint64(out, p.granule)
	out = binary.LittleEndian.AppendUint32(out, serial)
	out = binary.LittleEndian.AppendUint32(out, seq)
	out = append(out, 0, 0, 0, 0, byte(len(p.lacing)))
	out = append(out, p.lacing...)
	out = append(out, p.body...)
	binary.LittleEndian.PutUint32(out[at+22:], checksum(out[at:]))
	return out
}

// checksum is Ogg's CRC-32: polynomial 0x04c11db7, not reflected, beginning at 0.
func checksum(b []byte) (sum uint32) {
	for _, x := range b {
		sum ^= uint32(x) << 24
		for range 8 {
			if sum&0x80000000 != 0 {
				sum = sum<<1 ^ 0x04c11db7
			} else {
				sum <<= 1
			}
		}
	}
	return sum
}
