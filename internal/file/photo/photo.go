// Package photo turns a picture that somebody sends into one that may be kept: decoded, turned upright, made smaller and
// encoded anew, so that nothing of the file sent survives but what can be seen: no EXIF, no position, no thumbnail inside,
// no comment, no colour profile, nothing behind its end, no transparency with colours under it. What a picture claims of itself is never believed further than is
// checked: its kind is read from its first bytes, its size from its header before anything is decoded.
package photo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/sync/semaphore"
)

// Kind is what the first bytes of a file say that it is.
type Kind string

// Kinds. Only JPEG and PNG are taken; the others are known so that the refusal can say what to do.
const (
	JPEG    Kind = "jpeg"
	PNG     Kind = "png"
	HEIC    Kind = "heic" // also HEIF and AVIF
	WebP    Kind = "webp"
	GIF     Kind = "gif"
	PDF     Kind = "pdf"
	Video   Kind = "video"
	Unknown Kind = "unknown"
)

// Errors of Read.
var (
	ErrKind   = errors.New("photo: neither JPEG nor PNG")
	ErrPixels = errors.New("photo: too many pixels")
	ErrBroken = errors.New("photo: cannot be decoded")
)

// Sides of what is kept, in pixels.
const (
	Side      = 2048
	ThumbSide = 320
)

// Picture is a picture as it is kept.
type Picture struct {
	Body          []byte
	Media         string // image/jpeg or image/png
	Width, Height int    // pixels
	Thumb         []byte // JPEG, at most ThumbSide on its longer side
}

// Reader reads pictures, few at a time: decoding takes up to a dozen bytes of memory for each pixel.
type Reader struct {
	pixels int64 // most in one picture
	memory *semaphore.Weighted
}

// NewReader takes pictures of at most so many pixels. Pictures of together at most that many are decoded at once.
func NewReader(pixels int64) *Reader {
	return &Reader{pixels: pixels, memory: semaphore.NewWeighted(pixels)}
}

// Sniff is the kind of a file by its first bytes.
func Sniff(b []byte) Kind {
	has := func(at int, s string) bool { return len(b) >= at+len(s) && string(b[at:at+len(s)]) == s }
	switch {
	case has(0, "\xff\xd8\xff"):
		return JPEG
	case has(0, "\x89PNG\r\n\x1a\n"):
		return PNG
	case has(0, "GIF8"):
		return GIF
	case has(0, "%PDF"):
		return PDF
	case has(0, "RIFF") && has(8, "WEBP"):
		return WebP
	case has(4, "ftyp"):
		for _, brand := range []string{"heic", "heix", "heim", "heis", "hevc", "mif1", "msf1", "avif", "avis"} {
			if has(8, brand) {
				return HEIC
			}
		}
		return Video
	case has(0, "\x1a\x45\xdf\xa3"), has(0, "RIFF") && has(8, "AVI "):
		return Video
	}
	return Unknown
}

// Read makes a picture that may be kept. ErrKind, ErrPixels or ErrBroken say what is wrong with it.
func (r *Reader) Read(ctx context.Context, b []byte) (Picture, error) {
	kind := Sniff(b)
	if kind != JPEG && kind != PNG {
		return Picture{}, ErrKind
	}
	n, err := r.measure(b, kind)
	if err != nil {
		return Picture{}, err
	}
	if err := r.memory.Acquire(ctx, n); err != nil {
		return Picture{}, err
	}
	defer r.memory.Release(n)
	img, err := decode(b, kind)
	if err != nil {
		return Picture{}, err
	}
	return encode(turn(shrink(img, Side), orientation(b, kind)), kind)
}

// heavy is how many times the memory of a photo each pixel of a progressive JPEG takes while it is decoded, or of a PNG of
// sixteen bits a colour: a file of some kilobytes may announce millions of them.
const heavy = 4

// measure is how many pixels of a photo have to be decoded for what a header announces, if it may be decoded.
func (r *Reader) measure(b []byte, kind Kind) (int64, error) {
	config := jpeg.DecodeConfig
	if kind == PNG {
		config = png.DecodeConfig
	}
	c, err := config(bytes.NewReader(b))
	if err != nil || c.Width < 1 || c.Height < 1 {
		return 0, ErrBroken
	}
	n := int64(c.Width) * int64(c.Height)
	switch {
	case kind == JPEG && progressive(b), c.ColorModel == color.RGBA64Model, c.ColorModel == color.NRGBA64Model:
		n *= heavy
	}
	if n > r.pixels {
		return 0, ErrPixels
	}
	if kind == JPEG && scans(b) > maxScans {
		return 0, ErrBroken // each scan goes over every pixel: a small file could keep a processor busy for hours
	}
	return n, nil
}

// decode is what can be seen of a picture.
func decode(b []byte, kind Kind) (image.Image, error) {
	read := jpeg.Decode
	if kind == PNG {
		read = png.Decode
	}
	img, err := read(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	onWhite(img)
	return img, nil
}

// faint is the alpha below which nothing is seen on white: it differs from it by a sixteenth at most, and a program could
// get back what was rubbed out with a soft brush.
const faint = 16

// seen is a colour of some transparency as it looks on white.
func seen(c color.NRGBA) color.NRGBA {
	if c.A < faint {
		return color.NRGBA{255, 255, 255, 255}
	}
	over := func(v uint8) uint8 { return uint8((uint32(v)*uint32(c.A) + 255*(255-uint32(c.A))) / 255) } //nolint:gosec // an average of bytes
	return color.NRGBA{over(c.R), over(c.G), over(c.B), 255}
}

// onWhite takes the transparency out of a picture, in place: it may be too large to be there twice. These are the kinds in
// which a PNG's transparency comes.
func onWhite(img image.Image) {
	switch m := img.(type) {
	case *image.NRGBA:
		for p := m.Pix; len(p) >= 4; p = p[4:] {
			c := seen(color.NRGBA{p[0], p[1], p[2], p[3]})
			p[0], p[1], p[2], p[3] = c.R, c.G, c.B, c.A
		}
	case *image.NRGBA64: // the upper byte of each is enough; the lower one repeats it
		for p := m.Pix; len(p) >= 8; p = p[8:] {
			c := seen(color.NRGBA{p[0], p[2], p[4], p[6]})
			p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7] = c.R, c.R, c.G, c.G, c.B, c.B, c.A, c.A
		}
	case *image.Paletted:
		for i, c := range m.Palette {
			m.Palette[i] = seen(color.NRGBAModel.Convert(c).(color.NRGBA))
		}
	}
}

// quality of the JPEGs that are kept: what is written on a sign stays readable.
const (
	quality      = 85
	thumbQuality = 78
	maxPNG       = 4 << 20 // a larger one is a photograph after all
)

// encode writes a picture and its thumbnail. A PNG with few colours (a notice, a plan) stays a PNG.
func encode(img image.Image, kind Kind) (Picture, error) {
	size := img.Bounds().Size()
	p := Picture{Media: "image/jpeg", Width: size.X, Height: size.Y}
	var err error
	if p.Thumb, err = toJPEG(shrink(img, ThumbSide), thumbQuality); err != nil {
		return p, err
	}
	if kind == PNG {
		if drawn := asDrawing(img); drawn != nil {
			var b bytes.Buffer
			if err := png.Encode(&b, drawn); err != nil {
				return p, err
			}
			if b.Len() <= maxPNG {
				p.Media, p.Body = "image/png", b.Bytes()
				return p, nil
			}
		}
	}
	p.Body, err = toJPEG(img, quality)
	return p, err
}

func toJPEG(img image.Image, q int) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: q})
	return b.Bytes(), err
}

// maxColours is how many colours a drawing has at most.
const maxColours = 256

// asDrawing is the picture with a palette, to be written as PNG; nil when it has too many colours.
func asDrawing(img image.Image) image.Image {
	at := img.Bounds()
	index := map[color.NRGBA]uint8{}
	var palette color.Palette
	out := image.NewPaletted(image.Rect(0, 0, at.Dx(), at.Dy()), nil)
	for y := range at.Dy() {
		for x := range at.Dx() {
			c := color.NRGBAModel.Convert(img.At(at.Min.X+x, at.Min.Y+y)).(color.NRGBA)
			i, known := index[c]
			if !known {
				if len(palette) == maxColours {
					return nil
				}
				i = uint8(len(palette)) //nolint:gosec // below 256
				index[c], palette = i, append(palette, c)
			}
			out.Pix[y*out.Stride+x] = i
		}
	}
	out.Palette = palette
	return out
}
