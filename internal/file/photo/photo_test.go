package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"linli/internal/file/photo"
)

// scene is a picture whose corners differ: red left above, green right above, blue left below, white right below.
func scene(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{220, uint8(x % 7 * 3), uint8(y % 5 * 3), 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{uint8(x % 7 * 3), 200, uint8(y % 5 * 3), 255}
			case x < w/2 && y >= h/2:
				c = color.RGBA{uint8(x % 7 * 3), uint8(y % 5 * 3), 220, 255}
			case x >= w/2:
				c = color.RGBA{250, 250, 250, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exif is a TIFF structure with an orientation and a place, as cameras write it.
func exif(order binary.AppendByteOrder, mark string, orientation uint16) []byte {
	b := append([]byte(mark), 0, 0)
	if mark == "II" {
		copy(b[2:], "*\x00")
	} else {
		copy(b[2:], "\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(order.AppendUint16(b, 0x0112), 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(order.AppendUint16(b, orientation), 0)
	b = order.AppendUint16(order.AppendUint16(b, 0x8825), 4) // GPS
	b = order.AppendUint32(order.AppendUint32(b, 1), 40)
	return append(order.AppendUint32(b, 0), []byte("GPS 31.98,120.89 SECRET PLACE")...)
}

// tagged is a JPEG with everything that cameras and programs put beside the picture.
func tagged(t testing.TB, img image.Image, orientation uint16) []byte {
	body := asJPEG(t, img)
	segment := func(mark byte, b string) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, mark}, uint16(len(b)+2)), b...)
	}
	out := append([]byte{}, body[:2]...)
	out = append(out, segment(0xe1, "Exif\x00\x00"+string(exif(binary.BigEndian, "MM", orientation)))...)
	out = append(out, segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>SECRET XMP</x:xmpmeta>")...)
	out = append(out, segment(0xe2, "ICC_PROFILE\x00SECRET PROFILE")...)
	out = append(out, segment(0xed, "Photoshop 3.0\x00SECRET IPTC")...)
	out = append(out, segment(0xfe, "SECRET COMMENT")...)
	return append(append(out, body[2:]...), "PK\x03\x04 SECRET ARCHIVE BEHIND THE END <script>"...)
}

func chunk(kind, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(kind+body)))
}

// taggedPNG is a PNG with a text, a place and a profile.
func taggedPNG(t testing.TB, img image.Image, orientation uint16) []byte {
	body := asPNG(t, img)
	const head = 8 + 25
	out := append([]byte{}, body[:head]...)
	out = append(out, chunk("tEXt", "Comment\x00SECRET TEXT")...)
	out = append(out, chunk("eXIf", string(exif(binary.LittleEndian, "II", orientation)))...)
	return append(append(out, body[head:]...), "SECRET TRAILER"...)
}

var reader = photo.NewReader(4_000_000)

func read(t testing.TB, b []byte) photo.Picture {
	t.Helper()
	p, err := reader.Read(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// clean fails when anything but the picture is left in a file that is kept.
func clean(t testing.TB, b []byte) {
	t.Helper()
	for _, mark := range []string{"Exif", "GPS", "SECRET", "ICC", "xmp", "Photoshop", "tEXt", "eXIf", "iCCP", "iTXt", "zTXt", "tIME", "\xff\xe1", "\xff\xe2", "\xff\xed", "\xff\xfe", "<script"} {
		if bytes.Contains(b, []byte(mark)) {
			t.Errorf("%q is left in what is kept", mark)
		}
	}
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8")) && !bytes.HasSuffix(b, []byte("\xff\xd9")),
		bytes.HasPrefix(b, []byte("\x89PNG")) && !bytes.HasSuffix(b, chunk("IEND", "")):
		t.Error("something stands behind the end")
	}
}

func TestNothingButThePictureIsKept(t *testing.T) {
	t.Parallel()
	flat := image.NewPaletted(image.Rect(0, 0, 60, 40), color.Palette{color.White, color.Black, color.RGBA{200, 30, 30, 255}})
	glass := image.NewNRGBA(image.Rect(0, 0, 600, 400))
	for i := range glass.Pix {
		glass.Pix[i] = uint8(i * 7)
	}
	for name, c := range map[string]struct {
		sent  []byte
		media string
	}{
		"a JPEG from a camera":      {tagged(t, scene(600, 400), 1), "image/jpeg"},
		"a photograph as PNG":       {taggedPNG(t, noise(600, 400), 1), "image/jpeg"},
		"a drawing as PNG":          {taggedPNG(t, flat, 1), "image/png"},
		"a PNG with glass":          {taggedPNG(t, glass, 1), "image/png"},
		"a JPEG larger than wanted": {tagged(t, scene(2600, 900), 1), "image/jpeg"},
	} {
		if !bytes.Contains(c.sent, []byte("SECRET")) {
			t.Fatalf("%s has nothing to lose", name)
		}
		p := read(t, c.sent)
		if p.Media != c.media {
			t.Errorf("%s is kept as %s", name, p.Media)
		}
		clean(t, p.Body)
		clean(t, p.Thumb)
		kept, _, err := image.Decode(bytes.NewReader(p.Body))
		if err != nil || kept.Bounds().Dx() != p.Width || kept.Bounds().Dy() != p.Height || max(p.Width, p.Height) > photo.Side {
			t.Errorf("%s is kept as %v, said to be %d × %d, %v", name, kept.Bounds(), p.Width, p.Height, err)
		}
		small, err := jpeg.DecodeConfig(bytes.NewReader(p.Thumb))
		if err != nil || max(small.Width, small.Height) > photo.ThumbSide {
			t.Errorf("%s: the thumbnail is %d × %d, %v", name, small.Width, small.Height, err)
		}
	}
}

// noise has more colours than a palette holds.
func noise(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	state := uint32(1)
	for i := range img.Pix {
		state = state*1664525 + 1013904223
		img.Pix[i] = uint8(state >> 24)
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

// Whichever way a camera was held, the picture is upright: the eight orientations of EXIF, drawn from the same scene.
func TestAPictureIsUpright(t *testing.T) {
	t.Parallel()
	const w, h = 80, 48
	upright := scene(w, h)
	// from is where a pixel of the upright picture lies in one that was stored in an orientation.
	from := map[uint16]func(x, y int) (int, int){
		1: func(x, y int) (int, int) { return x, y },
		2: func(x, y int) (int, int) { return w - 1 - x, y },
		3: func(x, y int) (int, int) { return w - 1 - x, h - 1 - y },
		4: func(x, y int) (int, int) { return x, h - 1 - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, w - 1 - x },
		7: func(x, y int) (int, int) { return h - 1 - y, w - 1 - x },
		8: func(x, y int) (int, int) { return h - 1 - y, x },
	}
	for o, place := range from {
		at := image.Rect(0, 0, w, h)
		if o >= 5 {
			at = image.Rect(0, 0, h, w)
		}
		stored := image.NewRGBA(at)
		for y := range h {
			for x := range w {
				sx, sy := place(x, y)
				stored.Set(sx, sy, upright.At(x, y))
			}
		}
		for kind, sent := range map[string][]byte{"JPEG": tagged(t, stored, o), "PNG": taggedPNG(t, stored, o)} {
			p := read(t, sent)
			img, _, err := image.Decode(bytes.NewReader(p.Body))
			if err != nil || p.Width != w || p.Height != h {
				t.Errorf("%s, orientation %d: %d × %d, %v", kind, o, p.Width, p.Height, err)
				continue
			}
			for name, c := range map[string]struct{ x, y, r, g, b int }{"red": {12, 10, 1, 0, 0}, "green": {68, 10, 0, 1, 0}, "blue": {12, 38, 0, 0, 1}, "white": {68, 38, 1, 1, 1}} {
				r, g, b, _ := img.At(c.x, c.y).RGBA()
				if (r > 0x8000) != (c.r == 1) || (g > 0x8000) != (c.g == 1) || (b > 0x8000) != (c.b == 1) {
					t.Errorf("%s, orientation %d: %s is %x %x %x", kind, o, name, r>>8, g>>8, b>>8)
				}
			}
		}
	}
}

// huge is a PNG that announces more pixels than may be decoded, with next to nothing behind it.
func huge(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return append([]byte("\x89PNG\r\n\x1a\n"), append(chunk("IHDR", string(head)+"\x08\x06\x00\x00\x00"), chunk("IDAT", "x")...)...)
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	whole := asJPEG(t, scene(200, 100))
	many := append([]byte{}, whole[:len(whole)-2]...)
	sos := bytes.Index(whole, []byte{0xff, 0xda})
	for range 60 {
		many = append(many, whole[sos:len(whole)-2]...)
	}
	for name, c := range map[string]struct {
		sent []byte
		want error
	}{
		"nothing":               {nil, photo.ErrKind},
		"HEIC":                  {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), photo.ErrKind},
		"WebP":                  {[]byte("RIFF\x00\x00\x00\x00WEBPVP8 "), photo.ErrKind},
		"GIF":                   {[]byte("GIF89a\x01\x00\x01\x00"), photo.ErrKind},
		"PDF":                   {[]byte("%PDF-1.7"), photo.ErrKind},
		"a film":                {[]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), photo.ErrKind},
		"a page":                {[]byte("<html><script>"), photo.ErrKind},
		"an SVG":                {[]byte("<svg xmlns='http://www.w3.org/2000/svg'>"), photo.ErrKind},
		"half a JPEG":           {whole[:len(whole)/3], photo.ErrBroken},
		"a JPEG's beginning":    {whole[:4], photo.ErrBroken},
		"a PNG of no pixels":    {huge(0, 10), photo.ErrBroken},
		"a PNG without pixels":  {huge(10, 10), photo.ErrBroken},
		"a PNG too large":       {huge(60000, 60000), photo.ErrPixels},
		"a PNG larger than int": {huge(1<<31-1, 1<<31-1), photo.ErrBroken},
		"a JPEG of many scans":  {append(many, 0xff, 0xd9), photo.ErrBroken},
	} {
		if _, err := reader.Read(t.Context(), c.sent); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// What is covered cannot be got back: of all covered cells together nothing but their average colour is left, for a face over
// many cells would still be known by an average of each. Two pictures that differ in covered cells alone, by the order of
// their pixels, become the same file, byte for byte.
func TestWhatIsCoveredIsGone(t *testing.T) {
	t.Parallel()
	mask := photo.Grid(240, 160).With([]int{0, 13, 14, 999, -1, 13})
	if mask.Columns != 12 || mask.Rows != 8 || mask.String() != "12x8:0,13,14" || photo.ParseMask(mask.String()).String() != mask.String() {
		t.Fatalf("the mask is %s, read as %s", mask, photo.ParseMask(mask.String()))
	}
	one, other := noise(240, 160), noise(240, 160)
	for _, corner := range []image.Point{{0, 0}, {20, 20}, {40, 20}} {
		for y := range 20 {
			for x := range 20 { // turned by half a circle
				other.Set(corner.X+x, corner.Y+y, one.At(corner.X+19-x, corner.Y+19-y))
			}
		}
	}
	mixed := noise(240, 160)
	for y := range 20 {
		for x := range 20 { // two cells change their places
			mixed.Set(20+x, 20+y, one.At(40+x, 20+y))
			mixed.Set(40+x, 20+y, one.At(20+x, 20+y))
		}
	}
	cover := func(img image.Image, m photo.Mask) []byte {
		p, err := reader.Cover(t.Context(), asPNG(t, img), m)
		if err != nil {
			t.Fatal(err)
		}
		clean(t, p.Body)
		clean(t, p.Thumb)
		return append(p.Body, p.Thumb...)
	}
	if bytes.Equal(cover(one, mask.With([]int{0, 13})), cover(other, mask.With([]int{0, 13}))) {
		t.Fatal("the pictures do not differ where nothing is covered")
	}
	if !bytes.Equal(cover(one, mask), cover(other, mask)) || !bytes.Equal(cover(one, mask), cover(mixed, mask)) {
		t.Error("something of what was covered is left")
	}
}

func TestAMaskThatIsNone(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "x", "12x8", "12x8:", "0x0:1", "12x99999:1", "5x5:1", "12x8:a,b"} {
		if m := photo.ParseMask(s); len(m.Cells) > 0 {
			t.Errorf("%q is %s", s, m)
		}
	}
	if !photo.ParseMask("12x8:0,95").Has(95) || photo.ParseMask("12x8:96").Has(96) {
		t.Error("the last cell")
	}
}

// FuzzRead: whatever is sent, reading it ends, and what is kept is a clean picture within its limits.
func FuzzRead(f *testing.F) {
	f.Add(tagged(f, scene(64, 40), 6))
	f.Add(taggedPNG(f, scene(64, 40), 8))
	f.Add(asPNG(f, hidden(false, 40, 40, 100)))
	f.Add(asPNG(f, hidden(false, 40, 40, 1000)))
	f.Add(asPNG(f, hidden(true, 40, 40, 1000)))
	f.Add(huge(60000, 60000))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x08Exif\x00\x00MM"))
	f.Add([]byte("\xff\xd8\xff<?php echo 1; ?>"))
	f.Add([]byte("GIF89a/*\xff\xd8\xff"))
	small := photo.NewReader(200_000)
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := small.Read(t.Context(), b)
		if err != nil {
			if !errors.Is(err, photo.ErrKind) && !errors.Is(err, photo.ErrPixels) && !errors.Is(err, photo.ErrBroken) {
				t.Fatalf("an error without a name: %v", err)
			}
			return
		}
		kept, _, err := image.Decode(bytes.NewReader(p.Body))
		if err != nil || p.Width*p.Height > 200_000 {
			t.Fatalf("%d × %d, %v", p.Width, p.Height, err)
		}
		if x, ok := kept.(interface{ Opaque() bool }); !ok || !x.Opaque() {
			t.Fatal("something in what is kept can be looked through")
		}
		again, err := small.Read(t.Context(), p.Body)
		if err != nil || again.Width != p.Width || !strings.HasPrefix(again.Media, "image/") {
			t.Fatalf("what is kept cannot be read: %v", err)
		}
	})
}
