package cas

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
)

// Code is why a ticket is refused (§2.5.3).
type Code string

// The codes of the protocol.
const (
	InvalidRequest  Code = "INVALID_REQUEST"
	InvalidSpec     Code = "INVALID_TICKET_SPEC"
	InvalidTicket   Code = "INVALID_TICKET"
	InvalidService  Code = "INVALID_SERVICE"
	InvalidCallback Code = "INVALID_PROXY_CALLBACK"
	Unauthorized    Code = "UNAUTHORIZED_SERVICE"
	BadGrant        Code = "BAD_PGT"
	InternalError   Code = "INTERNAL_ERROR"
)

// Attribute is one thing told of a person, with all its values.
type Attribute struct {
	Name   string
	Values []string
}

// Person is whom a ticket was made for.
type Person struct {
	User       string
	Attributes []Attribute
	IOU        string   // names the proxy granting ticket sent to the callback
	Proxies    []string // the last first
}

const open = `<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">` + "\n"

// Success is the answer to a good ticket (§2.5.1, appendix A).
func Success(p Person) []byte {
	b := bytes.NewBufferString(open + " <cas:authenticationSuccess>\n")
	element(b, "user", p.User)
	if len(p.Attributes) > 0 {
		b.WriteString("  <cas:attributes>\n")
		for _, a := range p.Attributes {
			for _, v := range a.Values {
				element(b, a.Name, v)
			}
		}
		b.WriteString("  </cas:attributes>\n")
	}
	if p.IOU != "" {
		element(b, "proxyGrantingTicket", p.IOU)
	}
	if len(p.Proxies) > 0 {
		b.WriteString("  <cas:proxies>\n")
		for _, at := range p.Proxies {
			element(b, "proxy", at)
		}
		b.WriteString("  </cas:proxies>\n")
	}
	b.WriteString(" </cas:authenticationSuccess>\n</cas:serviceResponse>\n")
	return b.Bytes()
}

// Failure is the answer to a bad one.
func Failure(code Code, says string) []byte { return refusal("authenticationFailure", code, says) }

// Proxied is the answer to a service that asks for a proxy ticket (§2.7.2).
func Proxied(ticket string) []byte {
	b := bytes.NewBufferString(open + " <cas:proxySuccess>\n")
	element(b, "proxyTicket", ticket)
	b.WriteString(" </cas:proxySuccess>\n</cas:serviceResponse>\n")
	return b.Bytes()
}

// NotProxied is the refusal of a proxy ticket.
func NotProxied(code Code, says string) []byte { return refusal("proxyFailure", code, says) }

func refusal(name string, code Code, says string) []byte {
	b := bytes.NewBufferString(open + " <cas:" + name + ` code="` + string(code) + `">`)
	escape(b, says)
	b.WriteString("</cas:" + name + ">\n</cas:serviceResponse>\n")
	return b.Bytes()
}

func element(b *bytes.Buffer, name, value string) {
	b.WriteString("  <cas:" + name + ">")
	escape(b, value)
	b.WriteString("</cas:" + name + ">\n")
}

func escape(b *bytes.Buffer, s string) {
	_ = xml.EscapeText(b, []byte(s)) // a buffer takes whatever it is given
}

// SuccessJSON and FailureJSON are the same answers for format=JSON (§2.5.4).
func SuccessJSON(p Person) ([]byte, error) {
	attributes := map[string][]string{}
	for _, a := range p.Attributes {
		attributes[a.Name] = a.Values
	}
	return wrapped("authenticationSuccess", struct {
		User       string              `json:"user"`
		Attributes map[string][]string `json:"attributes,omitempty"`
		IOU        string              `json:"proxyGrantingTicket,omitempty"`
		Proxies    []string            `json:"proxies,omitempty"`
	}{p.User, attributes, p.IOU, p.Proxies})
}

// FailureJSON is [Failure] for format=JSON.
func FailureJSON(code Code, says string) ([]byte, error) {
	return wrapped("authenticationFailure", map[string]string{"code": string(code), "description": says})
}

func wrapped(name string, v any) ([]byte, error) {
	return json.Marshal(map[string]any{"serviceResponse": map[string]any{name: v}})
}
