package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"runtime"
	"testing"

	"linli/internal/file/photo"
)

// Reading a picture takes a dozen bytes for each pixel: a server of a community takes several at once. It runs alone, so
// that what it counts is its own.
func TestReadingTakesLittleMemory(t *testing.T) {
	sent := asJPEG(t, image.NewYCbCr(image.Rect(0, 0, 3000, 2000), image.YCbCrSubsampleRatio420))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := photo.NewReader(6_000_000).Read(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if each := float64(after.TotalAlloc-before.TotalAlloc) / 6e6; each > 12 {
		t.Errorf("%.1f bytes for each pixel", each)
	}
}

// What is made smaller keeps its colours where they are: each pixel is the average of those that it stands for.
func TestWhatIsMadeSmallerLooksTheSame(t *testing.T) {
	t.Parallel()
	const w, h = 2*photo.Side + 500, 300
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := uint8(255 * ((x + y) % 2)) // grey, from far enough
			img.SetRGBA(x, y, color.RGBA{v, uint8(x * 255 / w), uint8(y * 255 / h), 255})
		}
	}
	p := read(t, asPNG(t, img))
	kept, _, err := image.Decode(bytes.NewReader(p.Body))
	if err != nil || p.Width != photo.Side || p.Height != h*photo.Side/w {
		t.Fatalf("%d × %d, %v", p.Width, p.Height, err)
	}
	for y := 4; y < p.Height-4; y++ {
		for x := 4; x < p.Width-4; x++ {
			c := color.NRGBAModel.Convert(kept.At(x, y)).(color.NRGBA)
			for i, d := range [3]int{int(c.R) - 128, int(c.G) - x*255/p.Width, int(c.B) - y*255/p.Height} {
				if most := [3]int{48, 16, 16}[i]; d > most || d < -most { // the encoder's share, and what a pixel of the chequers stands over
					t.Fatalf("at %d, %d is %v", x, y, c)
				}
			}
		}
	}
}

// A small file may announce a picture that takes several times the memory of a photo of its size: progressive JPEG, and
// sixteen bits a colour. These may have a quarter of the pixels.
func TestWhatTakesMuchMemoryMayBeSmaller(t *testing.T) {
	t.Parallel()
	small := photo.NewReader(4 * 100 * 100)
	deep := func(n int) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewNRGBA64(image.Rect(0, 0, n, n))); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if _, err := small.Read(t.Context(), deep(100)); err != nil {
		t.Errorf("a small one of sixteen bits: %v", err)
	}
	if _, err := small.Read(t.Context(), deep(101)); !errors.Is(err, photo.ErrPixels) {
		t.Errorf("one of sixteen bits: %v", err)
	}
	if _, err := small.Read(t.Context(), progressive(101, 101)); !errors.Is(err, photo.ErrPixels) {
		t.Errorf("a progressive one: %v", err)
	}
	if _, err := small.Read(t.Context(), progressive(100, 100)); err != nil {
		t.Errorf("a small progressive one: %v", err)
	}
}

// progressive is a JPEG of one colour in one progressive scan (ITU-T T.81, annex G): every block ends at once.
func progressive(w, h int) []byte {
	segment := func(mark byte, b ...byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, mark}, uint16(len(b)+2)), b...)
	}
	out := append([]byte{0xff, 0xd8}, segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...)...)
	out = append(out, segment(0xc2, 8, byte(h>>8), byte(h), byte(w>>8), byte(w), 1, 1, 0x11, 0)...)
	out = append(out, segment(0xc4, append([]byte{0, 1}, make([]byte, 16)...)...)...) // one code, of one bit: no difference
	out = append(out, segment(0xda, 1, 1, 0, 0, 0, 0)...)
	blocks := (w + 7) / 8 * ((h + 7) / 8)
	return append(append(out, make([]byte, (blocks+7)/8)...), 0xff, 0xd9)
}
