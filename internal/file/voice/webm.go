package voice

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// Elements of Matroska (RFC 9559) that are looked at.
const (
	idEBML        = 0x1a45dfa3
	idSegment     = 0x18538067
	idInfo        = 0x1549a966
	idTracks      = 0x1654ae6b
	idTrackEntry  = 0xae
	idTrackType   = 0x83
	idCodec       = 0x86
	idCluster     = 0x1f43b675
	idSimpleBlock = 0xa3
	idBlockGroup  = 0xa0
	idBlock       = 0xa1
	idTimestamp   = 0xe7
	idVoid        = 0xec

	idTags        = 0x1254c367
	idAttachments = 0x1941a469
	idChapters    = 0x1043a770
	idDate        = 0x4461
	idTitle       = 0x7ba9
	idMuxer       = 0x4d80
	idWriter      = 0x5741
	idTrackName   = 0x536e
)

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
	opus    bool
	laced   bool // several packets in one block: nobody records so
	samples uint64
}

// readWebM measures WebM Opus, as browsers record it, by its packets, and blanks tags, titles, dates and the names of
// programs.
func readWebM(b []byte) (Note, error) {
	w := &webm{b: bytes.Clone(b)}
	if end := w.walk(0, len(b), 0); end < 0 {
		return Note{}, ErrBroken
	}
	switch {
	case w.video:
		return Note{}, ErrVideo
	case !w.opus || w.laced:
		return Note{}, ErrBroken
	}
	return note(w.b, "audio/webm", per(w.samples, opusRate))
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
		case e.id == idSegment || e.id == idInfo || e.id == idTracks || e.id == idTrackEntry || e.id == idCluster || e.id == idBlockGroup:
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
		w.opus = string(bytes.TrimRight(body, "\x00")) == "A_OPUS"
	case idSimpleBlock, idBlock:
		if len(body) > 4 && body[3]&6 == 0 { // no lacing: one packet
			w.samples += opusSamples(body[4:])
		} else {
			w.laced = true
		}
	case idTags, idAttachments, idChapters, idDate, idTitle, idTrackName:
		w.void(e)
	case idMuxer, idWriter: // must be there
		for i := range body {
			body[i] = '-'
		}
	}
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
