package voice

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"time"
)

// Elements of Matroska (RFC 9559) that are looked at.
const (
	idEBML        = 0x1a45dfa3
	idSegment     = 0x18538067
	idInfo        = 0x1549a966
	idScale       = 0x2ad7b1
	idTracks      = 0x1654ae6b
	idTrackEntry  = 0xae
	idTrackType   = 0x83
	idCodec       = 0x86
	idCodecSetup  = 0x63a2
	idEncodings   = 0x6d80
	idAudio       = 0xe1
	idCluster     = 0x1f43b675
	idSimpleBlock = 0xa3
	idBlockGroup  = 0xa0
	idBlock       = 0xa1
	idTimestamp   = 0xe7
	idVoid        = 0xec
	idMuxer       = 0x4d80
	idWriter      = 0x5741
)

// nested tells whether an element has elements of interest in it.
func nested(id uint32) bool {
	switch id {
	case idEBML, idSegment, idInfo, idTracks, idTrackEntry, idAudio, idCluster, idBlockGroup:
		return true
	}
	return false
}

// needed tells whether an element holds what a player needs, and is a number of at most eight bytes or a short word.
func needed(id uint32) bool {
	switch id {
	case 0x4286, 0x42f7, 0x42f2, 0x42f3, 0x4282, 0x4287, 0x4285, // the kind of file, and its version
		0x4489,                                                                             // how long it claims to be
		0xd7, 0x73c5, 0xb9, 0x88, 0x55aa, 0x9c, 0x23e383, 0x22b59c, 0x56aa, 0x56bb, 0x55ee, // the track
		0xb5, 0x78b5, 0x9f, 0x6264, // its sound
		0xa7, 0xab, 0x9b, 0xfb, 0x75a2: // a cluster, a block
		return true
	}
	return false
}

// unknownSize is the size of an element that lasts until another of its level begins, as recorders write live.
const unknownSize = -1

// element is one element of EBML (RFC 8794): its number and where it and its body lie. to is unknownSize for a live one.
type element struct {
	id           uint32
	at, from, to int
}

// vint reads a number of variable length; keep leaves the marker in it, as ids have it.
func vint(b []byte, keep bool) (v uint64, n int) {
	if len(b) == 0 || b[0] == 0 {
		return 0, 0
	}
	n = bits.LeadingZeros8(b[0]) + 1
	if len(b) < n {
		return 0, 0
	}
	v = uint64(b[0])
	if !keep {
		v &= 1<<(8-n) - 1
	}
	for _, x := range b[1:n] {
		v = v<<8 | uint64(x)
	}
	return v, n
}

// read is the element at a position; false when there is none.
func readElement(b []byte, at, end int) (e element, ok bool) {
	id, n := vint(b[at:end], true)
	if n == 0 || n > 4 {
		return e, false
	}
	size, m := vint(b[at+n:end], false)
	if m == 0 {
		return e, false
	}
	e = element{uint32(id), at, at + n + m, 0} //nolint:gosec // at most four bytes
	if size == 1<<(7*m)-1 {
		e.to = unknownSize
		return e, true
	}
	if size > uint64(end-e.from) { //nolint:gosec // end >= from
		return e, false
	}
	e.to = e.from + int(size) //nolint:gosec // within the file
	return e, true
}

// webm is what is learnt on the way through a file.
type webm struct {
	b       []byte
	video   bool
	codec   bool // is said
	opus    bool
	tracks  int
	odd     bool // something that nobody records so: packets of several in a block, or encoded once more
	samples uint64
	scale   uint64 // nanoseconds of a tick
	cluster uint64 // ticks at which it begins
	first   uint64 // ticks of the first packet, and of the last
	last    uint64
}

// readWebM measures WebM Opus, as browsers record it, by its packets, and blanks everything that no player needs: tags,
// titles, dates, the names of programs, what is not known.
func readWebM(b []byte) (Note, error) {
	w := &webm{b: bytes.Clone(b), scale: 1_000_000}
	if end := w.walk(0, len(b), 0); end < 0 {
		return Note{}, ErrBroken
	}
	long := per(w.samples, opusRate)
	switch {
	case w.video:
		return Note{}, ErrVideo
	case !w.opus || w.odd || w.tracks != 1 || w.scale == 0 || !agree(per(w.last-min(w.first, w.last), uint64(time.Second)/w.scale), long):
		return Note{}, ErrBroken
	}
	return note(w.b, "audio/webm", long)
}

// walk goes through the elements of a stretch; it is where it ended, -1 when something makes no sense. A live element
// has no end of its own: what follows it is read as if it lay beside it, which is the same for what is looked for here.
func (w *webm) walk(at, end, depth int) int {
	for at < end {
		e, ok := readElement(w.b, at, end)
		if !ok || depth > maxDepth {
			if depth <= 1 && w.samples > 0 {
				clear(w.b[at:end]) // cut off while recording
				return end
			}
			return -1
		}
		switch {
		case e.to == unknownSize:
			if e.id != idSegment && e.id != idCluster {
				return -1
			}
			at = e.from
			continue
		case nested(e.id):
			if e.id == idTrackEntry {
				w.tracks++
			}
			if w.walk(e.from, e.to, depth+1) < 0 {
				return -1
			}
		default:
			w.leaf(e)
		}
		at = e.to
	}
	return at
}

func (w *webm) leaf(e element) {
	body := w.b[e.from:e.to]
	switch e.id {
	case idTrackType:
		w.video = w.video || !bytes.Equal(bytes.TrimLeft(body, "\x00"), []byte{2})
	case idCodec:
		w.odd = w.odd || w.codec // a second one
		w.codec, w.opus = true, string(bytes.TrimRight(body, "\x00")) == "A_OPUS"
	case idCodecSetup:
		w.odd = w.odd || len(body) != opusHeadSize || !opusHead(body)
	case idEncodings:
		w.odd = true
	case idScale:
		w.scale = number(body)
	case idTimestamp:
		w.cluster = number(body)
	case idSimpleBlock, idBlock:
		w.packet(body)
	case idMuxer, idWriter: // must be there
		for i := range body {
			body[i] = '-'
		}
	default:
		if len(body) > 8 || !needed(e.id) {
			w.void(e)
		}
	}
}

// packet measures a block: the number of its track in a byte, its time, its flags, and one packet.
func (w *webm) packet(body []byte) {
	if len(body) <= 4 || body[0] != 0x81 || body[3]&6 != 0 {
		w.odd = true
		return
	}
	at := w.cluster + uint64(int64(int16(binary.BigEndian.Uint16(body[1:])))) //nolint:gosec // it may be before its cluster
	if w.samples == 0 {
		w.first = at
	}
	w.last = at
	w.samples += opusSamples(body[4:])
}

// number is an unsigned number of EBML (RFC 8794 7.2); the largest when it has too many bytes.
func number(b []byte) (v uint64) {
	if len(b) > 8 {
		return 1<<64 - 1
	}
	for _, x := range b {
		v = v<<8 | uint64(x)
	}
	return v
}

// void makes an element empty space of the same length.
func (w *webm) void(e element) {
	all := w.b[e.at:e.to]
	clear(all)
	all[0] = idVoid
	if n := len(all); n >= 9 {
		binary.BigEndian.PutUint64(all[1:], uint64(n-9)|1<<56) //nolint:gosec // n >= 9
	} else {
		all[1] = byte(n-2) | 0x80
	}
}
