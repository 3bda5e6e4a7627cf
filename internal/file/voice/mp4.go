package voice

import (
	"bytes"
	"encoding/binary"
)

// box is one box of an ISO base media file (ISO/IEC 14496-12): where its body begins and ends.
type box struct {
	kind     string
	at       int // of its header
	from, to int
}

// boxes are those in a stretch of the file; false when one does not fit.
func boxes(b []byte, from, to int) (out []box, ok bool) {
	for i := from; i < to; {
		if to-i < 8 {
			return out, false
		}
		n, head := uint64(binary.BigEndian.Uint32(b[i:])), 8
		switch {
		case n == 0:
			n = uint64(to - i) //nolint:gosec // to > i
		case n == 1 && to-i >= 16:
			n, head = binary.BigEndian.Uint64(b[i+8:]), 16
		}
		if n < uint64(head) || n > uint64(to-i) { //nolint:gosec // to > i
			return out, false
		}
		end := i + int(n) //nolint:gosec // within the file
		out = append(out, box{string(b[i+4 : i+8]), i, i + head, end})
		i = end
	}
	return out, true
}

// container tells whether a box has boxes in it on the way to the samples' times.
func container(kind string) bool {
	switch kind {
	case "moov", "trak", "mdia", "minf", "stbl", "edts", "dinf":
		return true
	}
	return false
}

// mp4 is what is learnt of a file on the way through it.
type mp4 struct {
	b         []byte // a copy that is being cleaned
	fragments bool
	film      bool
	sound     bool
	tracks    int
	only      map[string]box // those of which there may be one
	media     []box          // in which samples lie
}

// readMP4 measures an MP4, M4A or 3GP by what a decoder makes of its samples, and blanks what is no sound: user data, tags,
// places, unknown extensions and what lies between the samples become free space of the same size, so that no offset
// changes; times of making become zero.
func readMP4(b []byte) (Note, error) {
	m := &mp4{b: bytes.Clone(b), only: map[string]box{}}
	ok := m.walk(0, len(b), 0)
	switch {
	case m.film:
		return Note{}, ErrVideo
	case !ok || m.fragments || m.tracks != 1 || !m.sound:
		return Note{}, ErrBroken
	}
	long, ok := m.measure()
	if !ok {
		return Note{}, ErrBroken
	}
	media := "audio/mp4"
	if bytes.HasPrefix(b[8:], []byte("3g")) {
		media = "audio/3gpp"
	}
	return note(m.b, media, long)
}

// maxDepth bounds how deep boxes may lie in each other.
const maxDepth = 8

func (m *mp4) walk(from, to, depth int) bool {
	list, ok := boxes(m.b, from, to)
	if !ok || depth > maxDepth {
		return false
	}
	for _, x := range list {
		switch {
		case container(x.kind):
			if !m.walk(x.from, x.to, depth+1) {
				return false
			}
		case x.kind == "moof" || x.kind == "mvex":
			m.fragments = true
		case !m.leaf(x):
			return false
		}
	}
	return true
}

// leaf looks at a box without boxes of interest in it. It is false when it does not make sense.
func (m *mp4) leaf(x box) bool {
	switch x.kind {
	case "ftyp":
		return x.to-x.from <= maxBrands
	case "smhd":
		return x.to-x.from == 8
	case "dref":
		return m.here(x)
	case "mdat":
		m.media = append(m.media, x)
		return true
	case "hdlr":
		return m.handler(m.b[x.from:x.to])
	case "stsd", "stts", "stsc", "stsz", "stco", "co64", "elst":
		return m.one(x)
	case "mvhd", "mdhd":
		return m.one(x) && m.header(m.b[x.from:x.to])
	case "tkhd":
		return m.header(m.b[x.from:x.to])
	}
	m.free(x)
	return true
}

// one keeps in mind where a box lies of which there may be one.
func (m *mp4) one(x box) bool {
	_, twice := m.only[x.kind]
	m.only[x.kind] = x
	return !twice
}

// free makes a box empty space.
func (m *mp4) free(x box) {
	copy(m.b[x.at+4:], "free")
	clear(m.b[x.from:x.to])
}

// here makes the one place from which samples may come (8.7.2) this file, whatever address is given.
func (m *mp4) here(x box) bool {
	if x.to-x.from < 8 {
		return false
	}
	list, ok := boxes(m.b, x.from+8, x.to)
	if !ok || len(list) != 1 || list[0].to-list[0].from < 4 {
		return false
	}
	body := m.b[list[0].from:list[0].to]
	clear(body)
	body[3] = 1
	return true
}

// Bytes of the kinds of file that one may call itself, and of the largest header.
const (
	maxBrands = 128
	maxHeader = 112 // mvhd of version 1 (8.2.2)
)

// header blanks the times of making.
func (m *mp4) header(body []byte) bool {
	width := 4
	if len(body) > 0 && body[0] == 1 {
		width = 8
	}
	if len(body) < 4+2*width+8 || len(body) > maxHeader {
		return false
	}
	clear(body[4 : 4+2*width])
	return true
}

// handler counts the tracks, of which there must be one, of sound, and blanks who has made them.
func (m *mp4) handler(body []byte) bool {
	if len(body) < 24 {
		return false
	}
	switch string(body[8:12]) {
	case "vide":
		m.film = true
	case "soun", "subt", "text", "meta", "tmcd", "clcp":
		m.tracks++
		m.sound = m.sound || string(body[8:12]) == "soun"
	}
	clear(body[12:])
	return true
}
