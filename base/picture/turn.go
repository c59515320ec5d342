package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// Upright undoes an orientation of EXIF (2.32, tag 0x0112): mirrored where it is
// even below five or odd from five, then turned.
func Upright(m *image.RGBA, turn int) *image.RGBA {
	if turn < 2 || turn > 8 {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if turn > 4 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range out.Bounds().Dy() {
		for x := range out.Bounds().Dx() {
			sx, sy := source(turn, x, y, w-1, h-1)
			out.SetRGBA(x, y, m.RGBAAt(sx, sy))
		}
	}
	return out
}

// source is where the pixel x, y of the upright picture is in the stored one,
// whose last pixel is w, h.
func source(turn, x, y, w, h int) (int, int) {
	switch turn {
	case 2:
		return w - x, y
	case 3:
		return w - x, h - y
	case 4:
		return x, h - y
	case 5:
		return y, x
	case 6:
		return y, h - x
	case 7:
		return w - y, h - x
	default:
		return w - y, x
	}
}

// Orientation reads how a camera was held from the EXIF segment of a JPEG; 1
// when it does not say.
func Orientation(b []byte) int {
	if len(b) < 4 || b[0] != 0xFF || b[1] != 0xD8 {
		return 1
	}
	for at := 2; at+4 <= len(b) && b[at] == 0xFF && b[at+1] != 0xDA; {
		size := int(binary.BigEndian.Uint16(b[at+2:]))
		end := at + 2 + size
		if size < 2 || end > len(b) {
			return 1
		}
		if b[at+1] == 0xE1 && bytes.HasPrefix(b[at+4:end], []byte("Exif\x00\x00")) {
			return tag(b[at+10 : end])
		}
		at = end
	}
	return 1
}

// tag reads the orientation among the entries of a TIFF header's first directory.
func tag(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(b[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	entries := b[at+2:]
	for range order.Uint16(b[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 0x0112 {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 1
}
