package web

import (
	"fmt"
	"html/template"
	"text/template/parse"
)

// pageSet gathers the templates of one page: its own, and of the shared ones those
// that it uses. Sets cannot share a template, as each is escaped for the place that
// it is used in, and all shared ones in every page would be 12 MB of memory.
type pageSet struct {
	page, shared *template.Template
	seen         map[string]bool
}

// layoutName is the template that a page begins with.
const layoutName = "layout"

// gather adds to a page what it uses.
func gather(page, shared *template.Template) error {
	s := pageSet{page, shared, map[string]bool{}}
	for _, own := range page.Templates() {
		if err := s.use(own.Name()); err != nil {
			return err
		}
	}
	return s.use(layoutName)
}

// use adds a template that is not in the page yet, and all that it uses.
func (s pageSet) use(name string) error {
	if s.seen[name] {
		return nil
	}
	s.seen[name] = true
	t := s.page.Lookup(name)
	if t == nil {
		found := s.shared.Lookup(name)
		if found == nil {
			return fmt.Errorf("there is no template %q", name)
		}
		var err error
		if t, err = s.page.AddParseTree(name, found.Tree.Copy()); err != nil {
			return fmt.Errorf("add template %q: %w", name, err)
		}
	}
	if t.Tree == nil {
		return nil
	}
	return s.walk(t.Tree.Root)
}

// walk uses what is used in a part of a template.
func (s pageSet) walk(list *parse.ListNode) error {
	if list == nil {
		return nil
	}
	for _, node := range list.Nodes {
		var err error
		switch n := node.(type) {
		case *parse.TemplateNode:
			err = s.use(n.Name)
		case *parse.IfNode:
			err = s.branches(&n.BranchNode)
		case *parse.RangeNode:
			err = s.branches(&n.BranchNode)
		case *parse.WithNode:
			err = s.branches(&n.BranchNode)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s pageSet) branches(n *parse.BranchNode) error {
	if err := s.walk(n.List); err != nil {
		return err
	}
	return s.walk(n.ElseList)
}
