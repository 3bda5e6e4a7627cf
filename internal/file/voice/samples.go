package voice

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"
)

// span is where a sample lies in the file.
type span struct{ from, to int }

// maxSamples bounds how many samples are looked at: a day of AAC at 8 kHz has fewer.
const maxSamples = 1 << 20

// table is the entries of a box that holds a list: how many they are stands at a place in it, width is the bytes of each.
// What is behind the last is blanked.
func (m *mp4) table(kind string, at, width int) (n int, entries []byte, ok bool) {
	x, there := m.only[kind]
	if !there || x.to-x.from < at+4 {
		return 0, nil, false
	}
	body := m.b[x.from:x.to]
	count := uint64(binary.BigEndian.Uint32(body[at:]))
	entries = body[at+4:]
	if count > maxSamples || count*uint64(width) > uint64(len(entries)) { //nolint:gosec // width is small
		return 0, nil, false
	}
	n = int(count) //nolint:gosec // bounded
	clear(entries[n*width:])
	return n, entries, true
}

func at32(b []byte, i int) int { return int(binary.BigEndian.Uint32(b[4*i:])) }

// chunks are where the chunks of samples begin (8.7.5).
func (m *mp4) chunks() (out []int, ok bool) {
	if n, list, ok := m.table("stco", 4, 4); ok {
		for i := range n {
			out = append(out, at32(list, i))
		}
		return out, true
	}
	n, list, ok := m.table("co64", 4, 8)
	for i := range n {
		at := binary.BigEndian.Uint64(list[8*i:])
		out = append(out, int(min(at, uint64(len(m.b))))) //nolint:gosec // within the file, or at its end: no sample fits there
	}
	return out, ok
}

// samples are where the samples of the track lie (8.7.3 to 8.7.5). None is empty, and each lies in the file.
func (m *mp4) samples() (out []span, ok bool) {
	size, ok := m.only["stsz"]
	if !ok || size.to-size.from < 12 {
		return nil, false
	}
	same, width := at32(m.b[size.from:], 1), 4
	if same > 0 {
		width = 0
	}
	n, sizes, ok1 := m.table("stsz", 8, width)
	starts, ok2 := m.chunks()
	runs, run, ok3 := m.table("stsc", 4, 12)
	if !ok1 || !ok2 || !ok3 || runs == 0 || at32(run, 0) != 1 {
		return nil, false
	}
	out = make([]span, 0, n)
	for c, at := range starts {
		for runs > 1 && at32(run, 3) <= c+1 {
			runs, run = runs-1, run[12:]
		}
		for range at32(run, 1) {
			if len(out) == n {
				return nil, false
			}
			long := same
			if same == 0 {
				long = at32(sizes, len(out))
			}
			if long == 0 || at+long > len(m.b) {
				return nil, false
			}
			out = append(out, span{at, at + long})
			at += long
		}
	}
	return out, len(out) == n
}

// blank clears what lies between the samples. It is false when one lies elsewhere than in the media, or in another.
func (m *mp4) blank(samples []span) bool {
	list := slices.SortedFunc(slices.Values(samples), func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for _, x := range m.media {
		at := x.from
		for ; len(list) > 0 && list[0].from < x.to; list = list[1:] {
			if list[0].from < at || list[0].to > x.to {
				return false
			}
			clear(m.b[at:list[0].from])
			at = list[0].to
		}
		clear(m.b[at:x.to])
	}
	return len(list) == 0
}

// sounds is how long these samples sound: what a decoder makes of them, whatever the tables claim.
func (m *mp4) sounds(c codec, samples []span) (time.Duration, bool) {
	if c.amr == nil {
		for _, x := range samples {
			if x.to-x.from > c.most {
				return 0, false
			}
		}
		return per(uint64(len(samples))*c.frame, c.rate), true
	}
	frames := 0
	for _, x := range samples {
		n, end := amrFrames(m.b[x.from:x.to], c.amr)
		if end != x.to-x.from {
			return 0, false
		}
		frames += n
	}
	return time.Duration(frames) * amrFrame, true
}

// measure is how long the track sounds. It is false when that cannot be told, or when a header claims something else:
// a player goes by the one, and who hears it by the other.
func (m *mp4) measure() (time.Duration, bool) {
	c, ok := m.entry()
	if !ok {
		return 0, false
	}
	list, ok := m.samples()
	if !ok || !m.blank(list) {
		return 0, false
	}
	long, ok := m.sounds(c, list)
	if !ok {
		return 0, false
	}
	for _, claim := range []func() (time.Duration, bool){m.times, m.edits, func() (time.Duration, bool) { return m.says("mvhd") }, func() (time.Duration, bool) { return m.says("mdhd") }} {
		if claimed, there := claim(); there && !agree(claimed, long) {
			return 0, false
		}
	}
	return long, true
}

// clock is the scale of a header, and the duration that it claims; there is none when it is 0 or all ones (8.2.2, 8.4.2).
func (m *mp4) clock(kind string) (scale, duration uint64) {
	x, ok := m.only[kind]
	if !ok {
		return 0, 0
	}
	body := m.b[x.from:x.to]
	if body[0] == 1 {
		if len(body) < 32 {
			return 0, 0
		}
		scale, duration = uint64(binary.BigEndian.Uint32(body[20:])), binary.BigEndian.Uint64(body[24:])
		if duration == 1<<64-1 {
			duration = 0
		}
		return scale, duration
	}
	scale, duration = uint64(binary.BigEndian.Uint32(body[12:])), uint64(binary.BigEndian.Uint32(body[16:]))
	if duration == 1<<32-1 {
		duration = 0
	}
	return scale, duration
}

// says is how long a header claims that it lasts.
func (m *mp4) says(kind string) (time.Duration, bool) {
	scale, duration := m.clock(kind)
	return per(duration, scale), duration > 0
}

// times is how long the samples last by their table (8.6.1.2).
func (m *mp4) times() (time.Duration, bool) {
	scale, _ := m.clock("mdhd")
	n, list, ok := m.table("stts", 4, 8)
	var sum uint64
	for i := range n {
		sum += uint64(at32(list, 2*i)) * uint64(at32(list, 2*i+1)) //nolint:gosec // both of 32 bits
		if sum > 1<<40 {
			break
		}
	}
	return per(sum, scale), ok
}

// edits is how long the list of edits makes the track (8.6.6), without what it leaves empty.
func (m *mp4) edits() (time.Duration, bool) {
	x, ok := m.only["elst"]
	if !ok || x.to-x.from < 8 {
		return 0, ok
	}
	scale, _ := m.clock("mvhd")
	width := 4
	if m.b[x.from] == 1 {
		width = 8
	}
	n, list, ok := m.table("elst", 4, 2*width+4)
	var sum uint64
	for i := range n {
		e := list[i*(2*width+4):]
		long, from := uint64(at32(e, 0)), int64(int32(binary.BigEndian.Uint32(e[4:]))) //nolint:gosec // -1 is an empty edit
		if width == 8 {
			long, from = binary.BigEndian.Uint64(e), int64(binary.BigEndian.Uint64(e[8:])) //nolint:gosec // -1 is an empty edit
		}
		if long == 0 {
			return 0, false // as long as there is sound
		}
		if from >= 0 {
			sum += min(long, 1<<40)
		}
	}
	return per(sum, scale), !ok || n > 0
}
