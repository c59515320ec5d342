package kill

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"time"
)

// A client is a demo person at a program that may die at any moment: all that goes wrong is an error, never a failure.
type client struct {
	base, who string
	http      *http.Client
	mu        sync.Mutex
	in        bool // signed in, as the server acknowledged
}

func newClient(base, who string) *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // it never is one without options
	}
	return &client{base: base, who: who, http: &http.Client{
		Jar: jar, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// signIn opens a session once; it must outlive every kill.
func (c *client) signIn(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.in {
		return nil
	}
	_, err := c.send(ctx, "/connexion", "application/x-www-form-urlencoded",
		strings.NewReader(url.Values{"identifiant": {c.who}, "motdepasse": {"preau-demo"}}.Encode()))
	c.in = err == nil
	return err
}

// post sends a form, fields and values in turn, and gives where the answer leads: a write that was acknowledged.
func (c *client) post(ctx context.Context, path string, fields ...string) (string, error) {
	if err := c.signIn(ctx); err != nil {
		return "", err
	}
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return c.send(ctx, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// upload sends one file.
func (c *client) upload(ctx context.Context, path, field, name string, body []byte) error {
	if err := c.signIn(ctx); err != nil {
		return err
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(body)
	}
	if err == nil {
		err = form.Close()
	}
	if err == nil {
		_, err = c.send(ctx, path, form.FormDataContentType(), &b)
	}
	return err
}

func (c *client) send(ctx context.Context, path, kind string, body io.Reader) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, body)
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := c.http.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther || strings.HasPrefix(answer.Header.Get("Location"), "/connexion") {
		return "", fmt.Errorf("%s: %s to %s", path, answer.Status, answer.Header.Get("Location"))
	}
	return answer.Header.Get("Location"), nil
}

// read gives the model of a page.
func (c *client) read(ctx context.Context, path string, model any) error {
	answer, err := c.fetch(ctx, path)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(model); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// sum gives the SHA-256 of what an address serves.
func (c *client) sum(ctx context.Context, path string) (string, error) {
	answer, err := c.fetch(ctx, path)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, answer.Body)
	return hex.EncodeToString(sum.Sum(nil)), err
}

func (c *client) fetch(ctx context.Context, path string) (*http.Response, error) {
	if err := c.signIn(ctx); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	answer, err := c.http.Do(request)
	if err == nil && answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		err = fmt.Errorf("%s: %s", path, answer.Status)
	}
	return answer, err
}
