package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// halves is a picture whose left half is dark.
func halves(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{250, 250, 250, 255}
			if x < w/2 {
				c = color.RGBA{5, 5, 5, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func encoded(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exif puts an EXIF segment with an orientation behind the first marker.
func exif(jpg []byte, turn byte) []byte {
	segment := []byte("\xFF\xE1\x00\x22Exif\x00\x00MM\x00\x2A\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00")
	segment = append(segment, turn, 0, 0, 0, 0, 0, 0)
	return append(append(append([]byte{}, jpg[:2]...), segment...), jpg[2:]...)
}

func TestPortraits(t *testing.T) {
	small, large, err := Portraits(bytes.NewReader(encoded(t, halves(400, 300))))
	if err != nil {
		t.Fatal(err)
	}
	for side, body := range map[int][]byte{Small: small, Large: large} {
		m, kind, err := image.Decode(bytes.NewReader(body))
		if err != nil || kind != "jpeg" || m.Bounds().Dx() != side || m.Bounds().Dy() != side {
			t.Errorf("side %d: %s %v: %v", side, kind, m.Bounds(), err)
		}
	}
	if len(small) > 4<<10 {
		t.Errorf("the small portrait weighs %d bytes", len(small))
	}
}

// What a camera writes beside the pixels is gone, and the picture is upright.
func TestMetadataAndOrientation(t *testing.T) {
	small, _, err := Portraits(bytes.NewReader(exif(encoded(t, halves(200, 200)), 6)))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(small, []byte("Exif")) {
		t.Error("the metadata stay")
	}
	m, err := jpeg.Decode(bytes.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	top, _, _, _ := m.At(48, 10).RGBA()
	bottom, _, _, _ := m.At(48, 86).RGBA()
	if top > 0x4000 || bottom < 0xC000 {
		t.Errorf("turned right, the dark half is above: top %x, bottom %x", top, bottom)
	}
}

func TestRefused(t *testing.T) {
	var tiny bytes.Buffer
	if err := png.Encode(&tiny, halves(40, 40)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		body []byte
		want error
	}{
		"no picture": {[]byte("<svg onload=alert(1)>"), ErrKind},
		"cut short":  {encoded(t, halves(200, 200))[:900], ErrKind},
		"empty":      {nil, ErrKind},
		"too small":  {tiny.Bytes(), ErrTiny},
		"a bomb":     {bomb(30_000, 30_000), ErrPixel},
	} {
		if _, _, err := Portraits(bytes.NewReader(c.body)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// bomb is the head of a PNG that says it has many pixels.
func bomb(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0DIHDR")
	b = binary.BigEndian.AppendUint32(b, w)
	b = binary.BigEndian.AppendUint32(b, h)
	b = append(b, 8, 6, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}

func FuzzPortraits(f *testing.F) {
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x08Exif\x00\x00"))
	f.Add(bomb(10, 10))
	f.Fuzz(func(t *testing.T, b []byte) {
		small, _, err := Portraits(bytes.NewReader(b))
		if err == nil && len(small) == 0 {
			t.Error("no portrait and no error")
		}
	})
}
