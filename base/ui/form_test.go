package ui

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
)

// TestRefused: a form that comes back shows what was typed, says each problem beside its field and leads to it.
func TestRefused(t *testing.T) {
	ctx := WithForm(t.Context(), map[string][]string{
		"name": {`L"a`}, "class": {"4b"}, "who": {"parents"}, "choice": {"b"}, "secret": {"hunter2"},
	}, []Problem{{"name", "Trop court."}, {"choice", "Choisissez."}, {"", "Le fichier manque."}})
	fields := templ.Join(
		TextField(Field{Name: "name", Label: "Nom", Value: "before", Hint: "Un mot"}),
		SelectField(Field{Name: "class", Label: "Classe", Value: "4a"}, []Option{{Value: "4a", Label: "4e A"}, {Value: "4b", Label: "4e B"}}),
		ChecksField(Field{Name: "who", Label: "Qui"}, []Option{{Value: "pupils", Label: "Élèves"}, {Value: "parents", Label: "Parents"}}, "pupils"),
		RadioField(Field{Name: "choice", Label: "Choix", Value: "a"}, []Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}),
		CheckField(Field{Name: "mine", Label: "À moi"}, true),
		PasswordField(Field{Name: "secret", Label: "Secret"}),
		TextArea(Field{Name: "text", Label: "Texte", Value: "kept"}),
	)
	got := render(t, ctx, around(Form(FormOf{Action: "/x"}), fields))
	for _, want := range []string{
		`role="alert"`, `Il reste 3 choses à corriger`, `<a href="#f-name">Trop court.</a>`, `<li>Le fichier manque.</li>`, `autofocus`,
		`id="f-name" name="name" type="text" value="L&#34;a"`, `aria-invalid="true" aria-describedby="f-name-aide f-name-err"`,
		`<option value="4b" selected>`, `value="parents" checked`, `id="f-choice-1" name="choice" type="radio" value="b" checked`,
		`href="#f-choice"`, `id="f-choice"`, "kept</textarea>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	for _, not := range []string{"hunter2", "before", `value="pupils" checked`, `value="4a" selected`, `value="true" checked`} {
		if strings.Contains(got, not) {
			t.Errorf("%s in %s", not, got)
		}
	}
	if title := render(t, ctx, Document(Page{Title: "Activer"})); !strings.Contains(title, "<title>Erreur\u00a0: Activer · Préau</title>") {
		t.Errorf("the title does not say it: %s", title)
	}
}

// TestSecondForm: another form of the page neither shows the refusal nor takes its values.
func TestSecondForm(t *testing.T) {
	ctx := WithForm(t.Context(), map[string][]string{"name": {"typed"}}, []Problem{{"name", "Trop court."}})
	got := render(t, ctx, around(Form(FormOf{Action: "/y", Second: true}), TextField(Field{Name: "name", Label: "Nom", Value: "mine"})))
	if strings.Contains(got, "typed") || strings.Contains(got, "Trop court") || !strings.Contains(got, `value="mine"`) {
		t.Errorf("the other form's refusal shows: %s", got)
	}
}

// TestPeace: a form that was not refused shows what the page gave, and nothing of a problem.
func TestPeace(t *testing.T) {
	got := render(t, t.Context(), around(Form(FormOf{Action: "/x"}), templ.Join(
		TextField(Field{Name: "name", Label: "Nom", Value: "Inès", Optional: true}), CheckField(Field{Name: "mine", Label: "À moi", Value: "yes"}, true))))
	for _, want := range []string{`value="Inès"`, `(facultatif)`, `value="yes" checked`, `method="post"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	for _, not := range []string{"aria-invalid", `role="alert"`, "required"} {
		if strings.Contains(got, not) {
			t.Errorf("%s in %s", not, got)
		}
	}
	if title := render(t, t.Context(), Document(Page{Title: "Activer"})); !strings.Contains(title, "<title>Activer · Préau</title>") {
		t.Errorf("title: %s", title)
	}
}
