package picture

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

// photo is a photograph whose left half is dark, with an EXIF segment that says
// how the camera was held.
func photo(t *testing.T, turn byte) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 400, 300))
	for y := range 300 {
		for x := range 400 {
			m.SetGray(x, y, color.Gray{Y: byte(x / 200 * 250)})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	segment := []byte("\xFF\xE1\x00\x22Exif\x00\x00MM\x00\x2A\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00")
	segment = append(segment, turn, 0, 0, 0, 0, 0, 0)
	return append(append(bytes.Clone(b.Bytes()[:2]), segment...), b.Bytes()[2:]...)
}

// A large photograph becomes a smaller one, upright, and loses what the camera
// wrote in.
func TestJPEG(t *testing.T) {
	for turn := byte(1); turn <= 8; turn++ {
		sent := photo(t, turn)
		if !bytes.Contains(sent, []byte("Exif")) {
			t.Fatal("the picture sent holds no EXIF: the test would prove nothing")
		}
		body, err := JPEG(sent, 100)
		if err != nil {
			t.Fatal(err)
		}
		m, kind, err := image.Decode(bytes.NewReader(body))
		want := image.Pt(100, 75)
		if turn > 4 {
			want = image.Pt(75, 100)
		}
		if err != nil || kind != "jpeg" || m.Bounds().Size() != want || bytes.Contains(body, []byte("Exif")) {
			t.Fatalf("turn %d: %s %v %v", turn, kind, m.Bounds(), err)
		}
		// Where the dark half is: left, right, right, left, top, top, bottom, bottom.
		at := []image.Point{{20, 37}, {80, 37}, {80, 37}, {20, 37}, {37, 20}, {37, 20}, {37, 80}, {37, 80}}[turn-1]
		if r, _, _, _ := m.At(at.X, at.Y).RGBA(); r > 0x4000 {
			t.Errorf("turn %d: it is not dark at %v", turn, at)
		}
	}
	whole := photo(t, 1)
	for _, bad := range [][]byte{nil, []byte("bonjour"), whole[:20]} {
		if _, err := JPEG(bad, 100); !errors.Is(err, ErrUnread) {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
}

func FuzzJPEG(f *testing.F) {
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x08Exif\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		body, err := JPEG(b, 10)
		if err == nil && len(body) == 0 {
			t.Error("no picture and no error")
		}
		if o := Orientation(b); o < 0 {
			t.Errorf("orientation %d", o)
		}
	})
}
