package kill

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
)

// A newsroom is one person who writes articles, joins a file to each, publishes it and comments on it: one step a
// call, each acknowledged by itself.
type newsroom struct {
	*client
	name    string // apart from other newsrooms
	section string
	article string
	n, step int
}

func (r *newsroom) write(ctx context.Context) (ack string, err error) {
	if r.section == "" {
		var page struct{ Sections []struct{ ID string } }
		if err := r.read(ctx, "/actualites/nouveau", &page); err != nil {
			return "", err
		}
		r.section = page.Sections[0].ID
	}
	r.n++
	token := fmt.Sprintf("%s-%d", r.name, r.n)
	step := r.step
	r.step = (r.step + 1) % 5
	switch step {
	case 0:
		var at string
		at, err = r.post(ctx, "/actualites/nouveau", "rubrique", r.section, "titre", "Titre "+token, "texte", token, "action", "envoyer")
		r.article = strings.TrimPrefix(at, "/actualites/")
		ack = "article " + r.article + " " + token
	case 1:
		body := pdf(r.n)
		sum := sha256.Sum256(body)
		ack = "file " + r.article + " " + hex.EncodeToString(sum[:])
		err = r.upload(ctx, "/actualites/joindre/"+r.article, "fichiers", token+".pdf", body)
	case 2:
		ack = "published " + r.article + " published"
		_, err = r.post(ctx, "/actualites/decider/"+r.article, "action", "publier", "version", "2") // the file made it the second
	default:
		ack = "comment " + r.article + " " + token
		_, err = r.post(ctx, "/actualites/commenter/"+r.article, "commentaire", token)
	}
	if err != nil {
		r.step = 0 // what an article has got is not known: another one
	}
	return ack, err
}

// pdf is a file that no other is like: a few kilobytes, or now and then two megabytes.
func pdf(n int) []byte {
	size := 1000 + rand.IntN(60_000)
	if n%20 == 1 {
		size = 2 << 20
	}
	body := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(rand.Int()), byte(rand.Int()), byte(rand.Int())}).Read(body) // it never fails
	return append([]byte("%PDF-1.4\n"), body...)
}

// A register is one value that is set again and again: a preference, a favourite, an account, an urgent message.
type register struct {
	*client
	name string
	set  func(ctx context.Context, c *client, value string) error
	read func(ctx context.Context, c *client) (string, error)
	next func(n int) string

	mu    sync.Mutex
	n     int
	kept  string   // acknowledged
	tried []string // since, with no answer
}

func (r *register) write(ctx context.Context) (string, error) {
	r.mu.Lock()
	r.n++
	value := r.next(r.n)
	r.tried = append(r.tried, value)
	r.mu.Unlock()
	if err := r.set(ctx, r.client, value); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept, r.tried = value, nil
	return r.name + " = " + value, nil
}

// check reads the value back: what was acknowledged, or what was asked for afterwards.
func (r *register) check(ctx context.Context) error {
	if r.kept == "" {
		return nil
	}
	is, err := r.read(ctx, r.client)
	if err != nil {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	if is != r.kept && !slices.Contains(r.tried, is) {
		return fmt.Errorf("%s is %q: acknowledged was %q, tried since %q", r.name, is, r.kept, r.tried)
	}
	r.kept, r.tried = is, nil
	return nil
}

// registers are the values that a head and a pupil set.
func registers(head, pupil *client) []*register {
	return []*register{
		{
			client: pupil, name: "preference",
			next: func(n int) string { return []string{"clair", "sombre"}[n%2] + " " + []string{"112", "125"}[n/2%2] },
			set: func(ctx context.Context, c *client, value string) error {
				theme, size, _ := strings.Cut(value, " ")
				_, err := c.post(ctx, "/compte/affichage", "theme", theme, "taille", size)
				return err
			},
			read: func(ctx context.Context, c *client) (string, error) {
				var look struct{ Theme, Size string }
				err := c.read(ctx, "/compte/affichage", &look)
				return look.Theme + " " + look.Size, err
			},
		},
		{
			client: head, name: "urgent", next: func(n int) string { return fmt.Sprintf("Neige %d", n) },
			set: func(ctx context.Context, c *client, value string) error {
				_, err := c.post(ctx, "/administration/urgence", "titre", value, "texte", "Pas de car.", "jusqua", "2026-11-27")
				return err
			},
			read: func(ctx context.Context, c *client) (string, error) {
				var all []struct{ Title string }
				if err := c.read(ctx, "/administration/urgence", &all); err != nil || len(all) != 1 {
					return fmt.Sprint(all), err
				}
				return all[0].Title, nil
			},
		},
		{
			client: head, name: "account", next: func(n int) string { return []string{"blocked", "active"}[n%2] },
			set: func(ctx context.Context, c *client, value string) error {
				path, err := somebody(ctx, c, "/administration/personnes?q=julien+moreau")
				if err == nil {
					_, err = c.post(ctx, path+map[string]string{"blocked": "/bloquer", "active": "/debloquer"}[value])
				}
				return err
			},
			read: func(ctx context.Context, c *client) (string, error) {
				path, err := somebody(ctx, c, "/administration/personnes?q=julien+moreau")
				if err != nil {
					return "", err
				}
				var card struct{ State string }
				err = c.read(ctx, path, &card)
				return card.State, err
			},
		},
		{
			client: head, name: "favourite", next: func(n int) string { return fmt.Sprint(n%2 == 1) },
			set: func(ctx context.Context, c *client, value string) error {
				path, err := somebody(ctx, c, "/administration/personnes?q=claire+ferrand")
				if err == nil {
					_, err = c.post(ctx, strings.Replace(path, "/administration/personnes", "/annuaire/equipe", 1)+"/favori", "garder", value)
				}
				return err
			},
			read: func(ctx context.Context, c *client) (string, error) {
				var page struct{ Lines []struct{ Family string } }
				err := c.read(ctx, "/annuaire?qui=favoris", &page)
				return fmt.Sprint(len(page.Lines) == 1), err
			},
		},
	}
}

// somebody is the administration's page of the one person that a search finds.
func somebody(ctx context.Context, c *client, search string) (string, error) {
	var page struct{ People []struct{ ID string } }
	if err := c.read(ctx, search, &page); err != nil {
		return "", err
	}
	if len(page.People) != 1 {
		return "", fmt.Errorf("%s finds %d people", search, len(page.People))
	}
	return "/administration/personnes/" + page.People[0].ID, nil
}
