package voice

import (
	"bytes"
	"encoding/binary"
	"time"
)

// readWAV keeps the format and the samples of a RIFF WAVE.
func readWAV(b []byte) (Note, error) {
	var format, data []byte
	for i := 12; i+8 <= len(b); {
		n := int64(binary.LittleEndian.Uint32(b[i+4:]))
		end := min(int64(i)+8+n, int64(len(b))) // a recorder that was cut off leaves a length that is too large
		body := b[i+8 : end]
		switch string(b[i : i+4]) {
		case "fmt ":
			format = body
		case "data":
			data = body
		}
		i = int(end + end%2)
	}
	format, block, rate := wavFormat(format)
	if block == 0 {
		return Note{}, ErrBroken
	}
	data = data[:len(data)-len(data)%block]
	out := bytes.NewBuffer(make([]byte, 0, len(data)+64))
	size := func(n int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) } //nolint:gosec // within the upload's limit
	out.WriteString("RIFF")
	out.Write(size(4 + 8 + len(format) + 8 + len(data)))
	out.WriteString("WAVEfmt ")
	out.Write(size(len(format)))
	out.Write(format)
	out.WriteString("data")
	out.Write(size(len(data)))
	out.Write(data)
	return note(out.Bytes(), "audio/wav", per(uint64(len(data)/block), uint64(rate))) //nolint:gosec // both positive
}

// Kinds of WAV in which every block is one moment: nothing but the rate tells how long it sounds (RFC 2361).
const (
	wavPCM   = 1
	wavFloat = 3
	wavALaw  = 6
	wavMuLaw = 7
	wavMore  = 0xfffe // the kind stands further behind
)

// wavFormat is a format without what is behind it, the bytes of a block and the blocks of a second. What a player goes by,
// the rate, what is in a block and the bytes a second, must agree; block is 0 when they do not.
func wavFormat(f []byte) (format []byte, block, rate int) {
	if len(f) < 16 {
		return nil, 0, 0
	}
	at := func(i int) int { return int(binary.LittleEndian.Uint16(f[i:])) }
	kind, size := at(0), 16
	if kind == wavMore && len(f) >= 40 {
		kind, size = at(24), 40
	}
	channels, bits := at(2), at(14)
	rate, block = int(binary.LittleEndian.Uint32(f[4:])), at(12)
	switch {
	case kind != wavPCM && kind != wavFloat && kind != wavALaw && kind != wavMuLaw,
		channels < 1 || channels > 8 || bits < 8 || bits > 64,
		rate < 4000 || rate > 192_000,
		block != channels*((bits+7)/8), int64(binary.LittleEndian.Uint32(f[8:])) != int64(rate)*int64(block):
		return nil, 0, 0
	}
	return f[:size], block, rate
}

// Bytes of a frame by its mode, with the header (RFC 4867 5.3); 0 is no mode.
var (
	amrSizes   = [16]int{13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1}
	amrWBSizes = [16]int{18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1}
)

// amrFrame is how long one frame of AMR sounds.
const amrFrame = 20 * time.Millisecond

// readAMR counts the frames of a raw AMR file (RFC 4867 5); there is nothing else in one.
func readAMR(b []byte) (Note, error) {
	sizes, at := &amrSizes, len("#!AMR\n")
	if bytes.HasPrefix(b, []byte("#!AMR-WB\n")) {
		sizes, at = &amrWBSizes, len("#!AMR-WB\n")
	}
	frames, n := amrFrames(b[at:], sizes)
	return note(bytes.Clone(b[:at+n]), "audio/amr", time.Duration(frames)*amrFrame)
}

// amrFrames is how many frames there are in a row, and how many bytes those have; what is behind is no sound.
func amrFrames(b []byte, sizes *[16]int) (frames, end int) {
	for end < len(b) {
		n := sizes[b[end]>>3&15]
		if n == 0 || end+n > len(b) {
			break
		}
		frames, end = frames+1, end+n
	}
	return frames, end
}

// Kilobits a second of MPEG audio layer III by index, and samples a second (ISO/IEC 11172-3, 13818-3).
var (
	mp3Rates1  = [16]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0}
	mp3Rates2  = [16]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0}
	mp3Samples = [4]int{44100, 48000, 32000, 0}
)

// mp3Frame is the length in bytes, samples and samples a second of the layer III frame that begins here; n is 0 when none does.
func mp3Frame(b []byte) (n, samples, rate int) {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 || b[1]>>1&3 != 1 {
		return 0, 0, 0
	}
	version, bits, at := b[1]>>3&3, b[2]>>4, mp3Samples[b[2]>>2&3]
	padding := int(b[2] >> 1 & 1)
	switch version {
	case 3: // MPEG-1
		samples, rate, n = 1152, at, mp3Rates1[bits]*1000
	case 2: // MPEG-2
		samples, rate, n = 576, at/2, mp3Rates2[bits]*1000
	case 0: // MPEG-2.5
		samples, rate, n = 576, at/4, mp3Rates2[bits]*1000
	}
	if rate == 0 || n == 0 {
		return 0, 0, 0
	}
	return samples/8*n/rate + padding, samples, rate
}

// minFrames in a row make an MP3: the pattern of one frame's head occurs by chance in anything.
const minFrames = 3

// readMP3 keeps the frames of an MP3 and leaves out the tags before, between and behind them.
func readMP3(b []byte) (Note, error) {
	out := make([]byte, 0, len(b))
	var length time.Duration
	frames, i := 0, skipID3(b)
	for i+4 <= len(b) {
		n, samples, rate := mp3Frame(b[i:])
		if n == 0 || i+n > len(b) {
			break // ID3v1, APE or lyrics behind the sound
		}
		if frames > 0 || !mp3Note(b[i:i+n]) {
			out = append(out, b[i:i+n]...)
			length += per(uint64(samples), uint64(rate)) //nolint:gosec // both from small tables
			frames++
		}
		i += n
	}
	if frames < minFrames {
		return Note{}, ErrBroken
	}
	return note(out, "audio/mpeg", length)
}

// mp3Note tells whether a frame is a note of the encoder's instead of sound: how many frames there are, by its account.
func mp3Note(frame []byte) bool {
	for _, at := range []int{4 + 9, 4 + 17, 4 + 32} { // behind the header and what belongs to the channels (ISO/IEC 11172-3, 2.4.1.7)
		if len(frame) >= at+4 {
			if mark := string(frame[at : at+4]); mark == "Xing" || mark == "Info" || mark == "VBRI" {
				return true
			}
		}
	}
	return false
}

// skipID3 is where the sound begins behind ID3v2 tags (id3.org, 3.1).
func skipID3(b []byte) (i int) {
	for len(b)-i >= 10 && string(b[i:i+3]) == "ID3" {
		n := 0
		for _, x := range b[i+6 : i+10] {
			n = n<<7 | int(x&0x7f)
		}
		i = min(i+10+n, len(b))
	}
	return i
}
