// Package openapi describes the applications' routes in OpenAPI 3.1 (the
// OpenAPI Initiative's specification, version 3.1.0), from the real types of
// their models and forms.
package openapi

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"preau/socle"
	"preau/socle/rights"
)

type object = map[string]any

// Describe is the description of every route of the applications, in JSON.
func Describe(apps []*socle.App, url string) ([]byte, error) {
	g := &schemas{defs: object{}, names: map[reflect.Type]string{}}
	paths := object{}
	for _, a := range apps {
		for _, r := range a.Routes {
			path := strings.ReplaceAll(r.Pattern, "{$}", "")
			item, ok := paths[path].(object)
			if !ok {
				item = object{}
				paths[path] = item
			}
			item[strings.ToLower(r.Method)] = g.operation(a, r)
		}
	}
	g.defs["Problem"] = problemSchema
	return json.MarshalIndent(object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Préau", "version": "1",
			"description": "Chaque page répond aussi en JSON, par le même droit, avec Accept: application/json et un jeton.",
			"license":     object{"name": "Apache-2.0", "identifier": "Apache-2.0"},
		},
		"servers": []object{{"url": url}},
		"paths":   paths,
		"components": object{
			"schemas":         g.defs,
			"securitySchemes": object{"jeton": object{"type": "http", "scheme": "bearer"}},
		},
		"security": []object{{"jeton": []string{}}},
	}, "", " ")
}

var problemSchema = object{
	"type": "object", "description": "RFC 9457", "required": []string{"title", "status"},
	"properties": object{
		"type": object{"type": "string"}, "title": object{"type": "string"}, "status": object{"type": "integer"},
		"instance": object{"type": "string"},
		"errors": object{"type": "array", "items": object{"type": "object", "properties": object{
			"field": object{"type": "string"}, "detail": object{"type": "string"},
		}}},
	},
}

func (g *schemas) operation(a *socle.App, r socle.Route) object {
	op := object{
		"operationId": operationID(r),
		"tags":        []string{a.Name},
		"summary":     r.Right.Says,
		"responses":   g.responses(r),
	}
	if r.Right == rights.Public {
		op["security"] = []object{}
	}
	if params := parameters(r.Pattern); len(params) > 0 {
		op["parameters"] = params
	}
	if r.Form() != nil && r.Form().NumField() > 0 {
		kind := "application/json"
		if r.Takes.Max > 0 {
			kind = "multipart/form-data"
		}
		op["requestBody"] = object{"required": true, "content": object{kind: object{"schema": g.form(r.Form())}}}
	}
	return op
}

func operationID(r socle.Route) string {
	path := strings.NewReplacer("/", "_", "{", "", "}", "", "$", "", "-", "_", ".", "_").Replace(strings.Trim(r.Pattern, "/"))
	return strings.ToLower(r.Method) + "_" + strings.Trim(path, "_")
}

func parameters(pattern string) []object {
	var all []object
	for _, part := range strings.Split(pattern, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok && part != "{$}" {
			all = append(all, object{
				"name": strings.TrimSuffix(strings.TrimSuffix(name, "}"), "..."), "in": "path", "required": true,
				"schema": object{"type": "string"},
			})
		}
	}
	return all
}

func (g *schemas) responses(r socle.Route) object {
	ok := object{"description": "OK"}
	switch {
	case r.Model() != nil:
		ok["content"] = object{"application/json": object{"schema": g.of(r.Model())}}
	case r.Form() == nil:
		ok["content"] = object{"*/*": object{"schema": object{"type": "string"}}}
	}
	problem := func(says string) object {
		return object{"description": says, "content": object{"application/problem+json": object{"schema": object{"$ref": "#/components/schemas/Problem"}}}}
	}
	all := object{"404": problem("Introuvable, ou pas ouvert à cette personne")}
	if r.Right != rights.Public {
		all["401"] = problem("Jeton absent, faux ou révoqué")
	}
	if r.Form() == nil {
		all["200"] = ok
		return all
	}
	all["303"] = object{"description": "Fait ; Location donne la page", "headers": object{"Location": object{"schema": object{"type": "string"}}}}
	all["422"] = problem("Ce qui est à corriger, champ par champ")
	all["409"] = problem("Quelqu’un a enregistré avant")
	return all
}

// schemas collects the JSON schemas of Go types.
type schemas struct {
	defs  object
	names map[reflect.Type]string
}

// form is the schema of a form: its fields by their form tags.
func (g *schemas) form(t reflect.Type) object {
	props := object{}
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("form")
		if name == "" || name == "-" {
			continue
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			if inner, ok := g.form(f.Type)["properties"].(object); ok {
				maps.Copy(props, inner)
			}
			continue
		}
		if f.Type == reflect.TypeFor[socle.Ref]() {
			props[name] = object{"type": "string", "format": "binary"}
			continue
		}
		if f.Type == reflect.TypeFor[[]socle.Ref]() {
			props[name] = object{"type": "array", "items": object{"type": "string", "format": "binary"}}
			continue
		}
		props[name] = g.of(f.Type)
	}
	return object{"type": "object", "properties": props}
}

// of is the schema of a type as encoding/json writes it.
func (g *schemas) of(t reflect.Type) object {
	switch t.Kind() {
	case reflect.Pointer:
		return object{"anyOf": []object{g.of(t.Elem()), {"type": "null"}}}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Uint64, reflect.Uint32, reflect.Uint8, reflect.Int8, reflect.Int16, reflect.Uint, reflect.Uint16:
		return object{"type": "integer"}
	case reflect.Float64, reflect.Float32:
		return object{"type": "number"}
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return object{"type": []string{"string", "null"}, "contentEncoding": "base64"}
		}
		return object{"type": []string{"array", "null"}, "items": g.of(t.Elem())}
	case reflect.Map:
		return object{"type": []string{"object", "null"}, "additionalProperties": g.of(t.Elem())}
	case reflect.Struct:
		return g.named(t)
	}
	return object{}
}

func (g *schemas) named(t reflect.Type) object {
	if t.PkgPath() == "time" && t.Name() == "Time" {
		return object{"type": "string", "format": "date-time"}
	}
	name, ok := g.names[t]
	if !ok {
		name = t.Name()
		if i := strings.LastIndex(t.PkgPath(), "/"); name != "" {
			name = t.PkgPath()[i+1:] + "." + name
		}
		g.names[t] = name
		def := object{"type": "object"}
		if name != "" {
			g.defs[name] = def
		}
		props, required := g.fields(t)
		def["properties"] = props
		if len(required) > 0 {
			def["required"] = required
		}
		if name == "" {
			return def
		}
	}
	return object{"$ref": "#/components/schemas/" + name}
}

func (g *schemas) fields(t reflect.Type) (object, []string) {
	props := object{}
	var required []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct {
			inner, more := g.fields(f.Type)
			for k, v := range inner {
				props[k] = v
			}
			required = append(required, more...)
			continue
		}
		if !f.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		props[name] = g.of(f.Type)
		if !strings.Contains(opts, "omitempty") && !strings.Contains(opts, "omitzero") {
			required = append(required, name)
		}
	}
	slices.Sort(required)
	return props, required
}

// Silent are the routes whose model or form tells nothing: a page of the
// API that nobody could use.
func Silent(apps []*socle.App) []string {
	var all []string
	for _, a := range apps {
		for _, r := range a.Routes {
			for _, t := range []reflect.Type{r.Model(), r.Form()} {
				if t != nil && t.Kind() == reflect.Struct && t.NumField() > 0 && mute(t) {
					all = append(all, a.Name+": "+r.Method+" "+r.Pattern+": "+t.String())
				}
			}
		}
	}
	return all
}

func mute(t reflect.Type) bool {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.IsExported() && f.Tag.Get("json") != "-" && f.Tag.Get("form") != "-" {
			return false
		}
	}
	return true
}
