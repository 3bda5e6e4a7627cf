package triage

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"unicode/utf8"
)

// magic begins a stored model; its last letter is the version of the form.
const magic = "linli triage 1\n"

// Bounds of what is read.
const (
	mostLabels   = 5_000
	mostFeatures = 200_000
	mostWeights  = 50_000_000
	longestName  = 512
)

// ErrForm is the answer to bytes that are no stored model.
var ErrForm = errors.New("triage: not a stored model")

// Encode writes the model: compressed, names of features by what they share with the one before, weights as small integers.
func (m *Model) Encode() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(magic)
	z, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	var b []byte
	b = binary.AppendUvarint(b, uint64(m.Examples))
	b = appendFloat(b, m.sharp)
	b = binary.AppendUvarint(b, uint64(len(m.Labels)))
	for c, l := range m.Labels {
		b = binary.AppendUvarint(b, uint64(len(l)))
		b = append(b, l...)
		b = appendFloat(appendFloat(b, m.scale[c]), m.bias[c])
	}
	b = binary.AppendUvarint(b, uint64(len(m.known.names)))
	before := ""
	for i, n := range m.known.names {
		same := shared(before, n)
		b = binary.AppendUvarint(b, uint64(same))
		b = binary.AppendUvarint(b, uint64(len(n)-same))
		b = append(b, n[same:]...)
		b = appendFloat(b, m.known.rare[i])
		before = n
	}
	for _, w := range m.weight {
		for _, x := range w {
			b = binary.AppendVarint(b, int64(x))
		}
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func appendFloat(b []byte, x float64) []byte {
	return binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(x)))
}

func shared(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// reader reads the parts of a stored model; after the first failure it gives zeros.
type reader struct {
	from *bytes.Reader
	err  error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = ErrForm
	}
}

func (r *reader) count(most int) int {
	n, err := binary.ReadUvarint(r.from)
	if err != nil || n > uint64(most) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) float() float64 {
	var b [4]byte
	if _, err := io.ReadFull(r.from, b[:]); err != nil {
		r.fail()
		return 0
	}
	x := float64(math.Float32frombits(binary.LittleEndian.Uint32(b[:])))
	if math.IsNaN(x) || math.Abs(x) > 1e9 {
		r.fail()
		return 0
	}
	return x
}

func (r *reader) text(n int) string {
	b := make([]byte, n)
	if _, err := io.ReadFull(r.from, b); err != nil {
		r.fail()
		return ""
	}
	return string(b)
}

// mostBytes is how large a model may be when it is unpacked.
const mostBytes = 256 << 20

// Decode reads a stored model. ErrForm.
func Decode(stored []byte) (*Model, error) {
	packed, ok := bytes.CutPrefix(stored, []byte(magic))
	if !ok {
		return nil, ErrForm
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), mostBytes+1))
	if err != nil || len(plain) > mostBytes {
		return nil, ErrForm
	}
	r := &reader{from: bytes.NewReader(plain)}
	m := &Model{Examples: r.count(math.MaxInt32), sharp: r.float()}
	m.readLabels(r)
	m.readFeatures(r)
	m.readWeights(r)
	if r.err == nil && (r.from.Len() > 0 || m.sharp <= 0 || len(m.Labels) < 2) {
		r.fail()
	}
	if r.err != nil {
		return nil, r.err
	}
	return m, nil
}

func (m *Model) readLabels(r *reader) {
	for range r.count(mostLabels) {
		m.Labels = append(m.Labels, r.text(r.count(longestName)))
		m.scale, m.bias = append(m.scale, r.float()), append(m.bias, r.float())
		if r.err != nil {
			return
		}
	}
	if !slices.IsSorted(m.Labels) || len(slices.Compact(slices.Clone(m.Labels))) != len(m.Labels) {
		r.fail()
	}
}

func (m *Model) readFeatures(r *reader) {
	var names []string
	var rare []float64
	before := ""
	for range r.count(mostFeatures) {
		same := r.count(len(before))
		n := before[:same] + r.text(r.count(longestName))
		if r.err != nil || n <= before || !utf8.ValidString(n) {
			r.fail()
			return
		}
		names, rare, before = append(names, n), append(rare, r.float()), n
	}
	for _, x := range rare {
		if x <= 0 {
			r.fail()
		}
	}
	m.known = newVocabulary(names, rare)
}

func (m *Model) readWeights(r *reader) {
	if len(m.Labels)*len(m.known.names) > mostWeights || len(m.Labels)*len(m.known.names) > r.from.Len() {
		r.fail()
	}
	for range m.Labels {
		if r.err != nil {
			return
		}
		w := make([]int16, len(m.known.names))
		for f := range w {
			x, err := binary.ReadVarint(r.from)
			if err != nil || x > math.MaxInt16 || x < -math.MaxInt16 {
				r.fail()
				return
			}
			w[f] = int16(x)
		}
		m.weight = append(m.weight, w)
	}
}
