package main

import (
	"encoding/json"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"preau/socle/openapi"
)

// TestAPIIsDescribed has a public validator read the description of the API, after showing that it finds a fault in
// a spoiled one.
func TestAPIIsDescribed(t *testing.T) {
	for _, silent := range openapi.Silent(manifest()) {
		t.Errorf("%s tells nothing", silent)
	}
	body, err := openapi.Describe(manifest(), "http://127.0.0.1:8080")
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults(t, body) {
		t.Error(fault)
	}
	var spoiled map[string]any
	if err := json.Unmarshal(body, &spoiled); err != nil {
		t.Fatal(err)
	}
	delete(spoiled, "info")
	if body, err = json.Marshal(spoiled); err != nil {
		t.Fatal(err)
	}
	if len(faults(t, body)) == 0 {
		t.Error("the validator finds nothing wrong in a description without its info")
	}
}

// faults is what the validator finds.
func faults(t *testing.T, body []byte) (all []string) {
	t.Helper()
	document, err := libopenapi.NewDocument(body)
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(document)
	for _, err := range errs {
		all = append(all, err.Error())
	}
	if v == nil {
		return all
	}
	_, wrong := v.ValidateDocument()
	for _, e := range wrong {
		all = append(all, e.Message+": "+e.Reason)
		for _, s := range e.SchemaValidationErrors {
			all = append(all, "  "+s.FieldPath+": "+s.Reason)
		}
	}
	return all
}
