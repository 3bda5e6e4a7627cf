package photo

import (
	"encoding/binary"
	"image"
)

// maxScans is how many scans a JPEG may have; progressive ones have about ten.
const maxScans = 48

// JPEG markers (ITU-T T.81, table B.1).
const (
	markSOF2 = 0xc2
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markAPP1 = 0xe1
	markRST0 = 0xd0
	markRST7 = 0xd7
	markTEM  = 0x01
)

// walk calls fn with each marker segment of a JPEG up to its end or the first thing that is none. fn says whether to go on.
func walk(b []byte, fn func(mark byte, body []byte) bool) {
	for i := 0; i+1 < len(b); {
		if b[i] != 0xff {
			i++ // entropy-coded data after a scan's header
			continue
		}
		mark := b[i+1]
		switch {
		case mark == 0xff:
			i++
			continue
		case mark == 0 || mark == markSOI || mark == markTEM || mark >= markRST0 && mark <= markRST7:
			i += 2
			continue
		case mark == markEOI || i+4 > len(b):
			return
		}
		n := int(binary.BigEndian.Uint16(b[i+2:]))
		if n < 2 || i+2+n > len(b) || !fn(mark, b[i+4:i+2+n]) {
			return
		}
		i += 2 + n
	}
}

// scans is how many scans a JPEG has.
func scans(b []byte) (n int) {
	walk(b, func(mark byte, _ []byte) bool {
		if mark == markSOS {
			n++
		}
		return n <= maxScans
	})
	return n
}

// progressive tells whether a JPEG comes in scans over the whole picture, all of which are kept until the last.
func progressive(b []byte) (yes bool) {
	walk(b, func(mark byte, _ []byte) bool {
		yes = yes || mark == markSOF2
		return !yes && mark != markSOS
	})
	return yes
}

// orientation is how the camera was held, 1 to 8 as EXIF has it (CIPA DC-008, tag 0x0112); 1 when nothing is said.
func orientation(b []byte, kind Kind) int {
	o := 1
	if kind == PNG {
		if body, ok := chunk(b, "eXIf"); ok {
			o = tiffOrientation(body)
		}
		return o
	}
	walk(b, func(mark byte, body []byte) bool {
		if mark == markAPP1 && len(body) > 6 && string(body[:6]) == "Exif\x00\x00" {
			o = tiffOrientation(body[6:])
			return false
		}
		return mark != markSOS
	})
	return o
}

// chunk is the body of a PNG's first chunk of a type before its pixels.
func chunk(b []byte, name string) ([]byte, bool) {
	for i := 8; i+8 <= len(b); {
		n, kind := int64(binary.BigEndian.Uint32(b[i:])), string(b[i+4:i+8])
		end := int64(i) + 8 + n + 4
		if end > int64(len(b)) || kind == "IDAT" {
			return nil, false
		}
		if kind == name {
			return b[i+8 : int64(i)+8+n], true
		}
		i = int(end)
	}
	return nil, false
}

// tiffOrientation reads the tag from the first directory of a TIFF structure; 1 when it is not there or makes no sense.
func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(b[:2]) {
	case "II":
	case "MM":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	entries := int64(order.Uint16(b[at:]))
	for i := range entries {
		e := at + 2 + 12*i
		if e+12 > int64(len(b)) {
			return 1
		}
		if order.Uint16(b[e:]) != 0x0112 {
			continue
		}
		if o := int(order.Uint16(b[e+8:])); o >= 1 && o <= 8 {
			return o
		}
		return 1
	}
	return 1
}

// turn makes a picture upright.
func turn(img image.Image, orientation int) image.Image {
	if orientation <= 1 {
		return img
	}
	at := img.Bounds()
	w, h := at.Dx(), at.Dy()
	to := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		to = image.Rect(0, 0, h, w)
	}
	out := image.NewNRGBA(to)
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch orientation {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			out.Set(tx, ty, img.At(at.Min.X+x, at.Min.Y+y))
		}
	}
	return out
}
