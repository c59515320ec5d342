package news

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"preau/apps/news/article"
	"preau/base/db"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
)

// crowd puts n articles in each school, in thirty sections and in every state, for
// all or for a division, with a picture, a comment and a report each.
func crowd(s *schooltest.School, n int) {
	s.Helper()
	rows := map[string][][]any{}
	add := func(table string, row ...any) { rows[table] = append(rows[table], row) }
	for _, school := range []directory.ID{schooltest.Verne, schooltest.Curie} {
		for i := range n {
			section := fmt.Sprintf("%s-s%d", school, i%30)
			if i < 30 {
				add("news_section", section, school, section, section, true, true, true, "open", false)
			}
			id := fmt.Sprintf("%s-%05d", school, i)
			state := []string{"published", "published", "published", "draft", "submitted", "sent_back", "archived"}[i%7]
			add("news_article", id, school, section, "2026", "petit", "Titre "+id, "Texte", state, 1795345200000-int64(i), i%2 == 0, "petit", 1795345200000)
			for _, role := range []string{"pupil", "guardian", "teacher", "cpe", "aed"} {
				add("news_audience", id, school, role, []string{"", "3eB", "3eA"}[i%3])
			}
			add("news_word", school, "titre", id)
			add("news_file", "f"+id, id, section, school, "petit", "picture", "h", "n", "image/png", 1, "alt")
			add("news_comment", "c"+id, id, section, school, "tom", "Un mot", []string{"shown", "pending"}[i%2], 1795345200000)
			add("news_report", "r"+id, id, section, school, "tom", "faux", "", 1795345200000)
			add("news_read", "tom", id, 1795345200000)
		}
	}
	columns := []struct{ table, columns string }{
		{"news_section", "id,school,name,sort_key,for_pupils,for_guardians,for_staff,comments,public"},
		{"news_article", "id,school,section,year,author,title,body,state,publish_at,public,saved_by,saved_at"},
		{"news_audience", "object,school,role,group_id"},
		{"news_word", "school,word,article"},
		{"news_file", "id,article,section,school,author,kind,hash,name,type,size,alt"},
		{"news_comment", "id,article,section,school,author,body,state,at"},
		{"news_report", "id,article,section,school,by_person,reason,says,at"},
		{"news_read", "person,object,at"},
	}
	if err := s.DB.Write(s.Context(), func(t *db.Tx) error {
		for _, c := range columns {
			if err := t.Insert(c.table, strings.Split(c.columns, ","), rows[c.table]); err != nil {
				return err
			}
			if _, err := t.Exec(`ANALYZE ` + c.table); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		s.Fatal(err)
	}
}

// pages are read by each of those who have much to read there.
var pages = map[string][]string{
	"GET /actualites":                     {"tom", "benali", "martin", "petit", "mdiallo"},
	"GET /actualites?rubrique=vie&page=2": {"tom", "martin"},
	"GET /actualites/avis":                {"tom", "benali", "martin"},
	"GET /actualites/redaction":           {"petit", "martin"},
	"GET /actualites/moderation":          {"benali", "martin"},
	"GET /actualites/public/0750001A":     {""},
	"GET /actualites/flux.atom":           {""},
}

// A page costs the same number of statements, whatever the number of articles.
func TestStatementsDoNotGrow(t *testing.T) {
	each(t, func(s *schooltest.School) {
		count := func(who, target string) int {
			s.Want(s.As(who, target), 200)
			before := s.DB.Stats().Statements
			s.Want(s.As(who, target), 200)
			return int(s.DB.Stats().Statements - before)
		}
		few := map[string]int{}
		for target, readers := range pages {
			for _, who := range readers {
				few[who+target] = count(who, target)
			}
		}
		crowd(s, 1400)
		for target, readers := range pages {
			for _, who := range readers {
				if n := count(who, target); n > few[who+target] {
					s.Errorf("%q %s: %d statements, %d with few articles", who, target, n, few[who+target])
				}
			}
		}
	})
}

// With thousands of articles in two schools, the list reads no whole table.
func TestNoFullScan(t *testing.T) {
	type asked struct {
		query string
		args  []any
	}
	var all []asked
	schooltest.Each(t, spied(func(c *socle.Call, v *socle.View) (templ.Component, error) {
		now := c.Now().UnixMilli()
		add := func(query string, args []any) { all = append(all, asked{query, args}) }
		add(newest(v, "", now, 21, 0))
		add(newest(v, "vie", now, 21, 20))
		where, args := v.Within(article.Object, "a")
		add(`SELECT count(*) FROM news_article a WHERE a.state = 'submitted' AND `+where, args)
		add(listed(v, anyone+` AND a.school = ? ORDER BY a.publish_at DESC LIMIT 21`, now, schooltest.Verne))
		where, args = v.Within(comments, "c")
		add(commentQuery+`WHERE `+where+` AND c.state = 'pending' ORDER BY c.at, c.id LIMIT 100`, args)
		add(commentQuery+`WHERE c.article = ? ORDER BY c.at`, []any{"avis"})
		return templ.NopComponent, nil
	}), func(s *schooltest.School) {
		sow(s)
		crowd(s, 2000)
		if plan, err := s.DB.Plan(s.Context(), `SELECT a.id FROM news_article a WHERE a.title = 'x'`); err != nil || !scans(plan) {
			s.Fatalf("a whole table read goes unseen: %v\n%s", err, plan)
		}
		for _, who := range []string{"tom", "mdiallo", "petit", "benali", "martin"} {
			all = nil
			s.Want(s.As(who, "GET /actualites/essai"), 200)
			for i, q := range all {
				plan, err := s.DB.Plan(s.Context(), q.query, q.args...)
				if err != nil {
					s.Fatal(err)
				}
				if scans(plan) {
					s.Errorf("%s, query %d reads a whole table:\n%s\n%s", who, i, q.query, plan)
				}
			}
		}
	})
}

// scans tells whether a plan reads a whole table that grows.
func scans(plan string) bool {
	big := []string{"news_article", "news_audience", "news_comment", "news_file", "news_read", "a", "c", "f", "r"}
	for l := range strings.Lines(plan) {
		for _, word := range []string{"Seq Scan on ", "SCAN "} {
			if _, rest, ok := strings.Cut(l, word); ok && slices.Contains(big, strings.Fields(rest)[0]) {
				return true
			}
		}
	}
	return false
}
