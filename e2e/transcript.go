package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tabStops is where a transcript gives up: nobody tabs that far.
const tabStops = 300

// TabOrder presses Tab from the top of the page until it has gone round, and gives what had the focus, one a line, as
// a screen reader would say it: link "Actualités".
func (p *Page) TabOrder() string {
	p.t.Helper()
	var lines []string
	seen := map[cdp.BackendNodeID]bool{}
	for range tabStops {
		p.Do(chromedp.KeyEvent(kb.Tab))
		node := ask(p, focused)
		if node == nil || seen[node.BackendDOMNodeID] {
			break
		}
		seen[node.BackendDOMNodeID] = true
		lines = append(lines, spoken(node))
	}
	return strings.Join(lines, "\n") + "\n"
}

// focused gives the accessibility node of what has the focus, nil when that is the page itself.
func focused(ctx context.Context, tab *chromedp.Target) (*accessibility.Node, error) {
	active, err := cdp.Call(ctx, tab, runtime.Evaluate, runtime.EvaluateParams{
		Expression: `document.activeElement === document.body ? null : document.activeElement`,
	})
	if err != nil || active.Result.ObjectID == "" {
		return nil, err
	}
	alone := false
	tree, err := cdp.Call(ctx, tab, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{
		ObjectID: active.Result.ObjectID, FetchRelatives: &alone,
	})
	if err != nil || len(tree.Nodes) == 0 {
		return nil, err
	}
	return tree.Nodes[0], nil
}

// Tree gives the page as assistive technology gets it: one node a line, indented, with its name and states. Nodes that
// say nothing are left out, and so is text that its own element already says.
func (p *Page) Tree() string {
	p.t.Helper()
	tree := ask(p, func(ctx context.Context, tab *chromedp.Target) (accessibility.GetFullAXTreeResult, error) {
		return cdp.Call(ctx, tab, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	})
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	for _, node := range tree.Nodes {
		nodes[node.NodeID] = node
	}
	var text strings.Builder
	if len(tree.Nodes) > 0 {
		describe(&text, nodes, tree.Nodes[0], 0, "")
	}
	return text.String()
}

// Roles that lay out and say nothing.
var silent = []string{"generic", "none", "presentation", "InlineTextBox", "LineBreak", "ListMarker"}

func describe(text *strings.Builder, nodes map[accessibility.NodeID]*accessibility.Node, node *accessibility.Node, depth int, above string) {
	role, name := word(node.Role), word(node.Name)
	heard := !node.Ignored && !slices.Contains(silent, role) && !(role == "StaticText" && name == above)
	if heard {
		fmt.Fprintf(text, "%s%s\n", strings.Repeat("  ", depth), spoken(node))
		depth, above = depth+1, name
	}
	for _, id := range node.ChildIDs {
		if child := nodes[id]; child != nil {
			describe(text, nodes, child, depth, above)
		}
	}
}

// States that a listener is told.
var states = []accessibility.PropertyName{
	accessibility.PropertyNameLevel, accessibility.PropertyNameChecked, accessibility.PropertyNameExpanded,
	accessibility.PropertyNameSelected, accessibility.PropertyNamePressed, accessibility.PropertyNameDisabled,
	accessibility.PropertyNameRequired, accessibility.PropertyNameInvalid, accessibility.PropertyNameModal,
}

// spoken says one node: role "name" = value, description, states.
func spoken(node *accessibility.Node) string {
	says := word(node.Role)
	if name := word(node.Name); name != "" {
		says += fmt.Sprintf(" %q", name)
	}
	if value := word(node.Value); value != "" {
		says += fmt.Sprintf(" = %q", value)
	}
	if about := word(node.Description); about != "" {
		says += fmt.Sprintf(" (%s)", about)
	}
	for _, state := range states {
		for _, property := range node.Properties {
			if value := word(property.Value); property.Name == state && value != "" && value != "false" {
				says += fmt.Sprintf(" %s=%s", state, value)
			}
		}
	}
	return says
}

// word gives a value of the accessibility tree as text.
func word(value *accessibility.Value) string {
	if value == nil || len(value.Value) == 0 {
		return ""
	}
	var text string
	if json.Unmarshal(value.Value, &text) == nil {
		return text
	}
	return string(value.Value)
}
