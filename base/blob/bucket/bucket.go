// Package bucket keeps the bytes of preau/base/blob in a store compatible with
// S3, through gocloud.dev/blob. It is apart because it adds 17 MB to a program.
package bucket

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	gocloud "gocloud.dev/blob"
	_ "gocloud.dev/blob/s3blob" // s3://bucket?region=…&endpoint=…
	"gocloud.dev/gcerrors"

	"preau/base/blob"
)

// S3 opens s3://bucket?region=…&endpoint=… (gocloud.dev/blob/s3blob); the key
// and its secret come from the environment, as AWS's own tools read them.
var S3 = blob.Scheme{Name: "s3", Open: Open}

// Open opens the bucket of any URL that gocloud.dev knows in this program.
func Open(ctx context.Context, url string) (blob.Backend, error) {
	b, err := gocloud.OpenBucket(ctx, url)
	if err != nil {
		return nil, err
	}
	return bucket{b}, nil
}

type bucket struct{ b *gocloud.Bucket }

// key spreads hashes as the files of the data folder are spread.
func key(hash string) string { return hash[:2] + "/" + hash }

func (b bucket) Commit(ctx context.Context, ref blob.Ref, temp string) (err error) {
	f, err := os.Open(temp)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return b.b.Upload(ctx, key(ref.Hash), f, &gocloud.WriterOptions{ContentType: ref.Type})
}

func (b bucket) Open(ctx context.Context, hash string) (io.ReadSeekCloser, error) {
	r, err := b.b.NewReader(ctx, key(hash), nil)
	if err != nil {
		return nil, missing(err)
	}
	return r, nil
}

func (b bucket) Exists(ctx context.Context, hash string) (bool, error) {
	return b.b.Exists(ctx, key(hash))
}

func (b bucket) Delete(ctx context.Context, hash string) error {
	if err := missing(b.b.Delete(ctx, key(hash))); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (b bucket) Walk(ctx context.Context, visit func(string, int64, time.Time) error) error {
	list := b.b.List(nil)
	for {
		o, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		hash := o.Key[strings.LastIndexByte(o.Key, '/')+1:]
		if len(hash) < 2 || o.Key != key(hash) {
			continue
		}
		if err := visit(hash, o.Size, o.ModTime); err != nil {
			return err
		}
	}
}

func (b bucket) Close() error { return b.b.Close() }

func missing(err error) error {
	if gcerrors.Code(err) == gcerrors.NotFound {
		return errors.Join(fs.ErrNotExist, err)
	}
	return err
}
