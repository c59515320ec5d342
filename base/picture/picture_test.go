package picture

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"testing"
)

func encoded(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPNG(t *testing.T) {
	for _, c := range []struct{ w, h, toW, toH int }{{800, 400, 256, 128}, {40, 30, 40, 30}, {2000, 1, 256, 1}} {
		got, err := PNG(encoded(t, c.w, c.h), 256)
		if err != nil {
			t.Fatal(err)
		}
		is, err := png.DecodeConfig(bytes.NewReader(got))
		if err != nil || is.Width != c.toW || is.Height != c.toH {
			t.Errorf("%d×%d became %d×%d, %v; want %d×%d", c.w, c.h, is.Width, is.Height, err, c.toW, c.toH)
		}
	}
}

func TestRefused(t *testing.T) {
	good := encoded(t, 10, 10)
	for name, body := range map[string][]byte{"empty": nil, "words": []byte("<svg onload=x>"), "cut": good[:len(good)/3]} {
		if _, err := PNG(body, 256); !errors.Is(err, ErrUnread) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 6000, 5000))); err != nil {
		t.Fatal(err)
	}
	if _, err := PNG(b.Bytes(), 256); !errors.Is(err, ErrHuge) {
		t.Errorf("a bomb of pixels: %v", err)
	}
}

func FuzzPNG(f *testing.F) {
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if out, err := PNG(body, 64); err == nil && len(out) == 0 {
			t.Error("a picture of nothing")
		}
	})
}
