package web

import (
	"html/template"
	"text/template/parse"

	"chalkline"
)

// Templates take every struct for true, an empty text too. So what an if, a with,
// a not, an and or an or looks at goes through shown first.

// shown is value, or nothing for an empty text.
func shown(value any) any {
	if text, ok := value.(chalkline.Text); ok && text.IsZero() {
		return nil
	}
	return value
}

// askShown puts shown where templates decide by a value.
func askShown(t *template.Template) {
	for _, one := range t.Templates() {
		if one.Tree != nil {
			askIn(one.Tree.Root)
		}
	}
}

func askIn(node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, inner := range n.Nodes {
				askIn(inner)
			}
		}
	case *parse.ActionNode:
		askInPipe(n.Pipe)
	case *parse.TemplateNode:
		askInPipe(n.Pipe)
	case *parse.RangeNode:
		askInBranch(&n.BranchNode)
	case *parse.IfNode:
		askInBranch(&n.BranchNode)
		n.Pipe.Cmds = append(n.Pipe.Cmds, call("shown"))
	case *parse.WithNode:
		askInBranch(&n.BranchNode)
		n.Pipe.Cmds = append(n.Pipe.Cmds, call("shown"))
	}
}

func askInBranch(n *parse.BranchNode) {
	askInPipe(n.Pipe)
	askIn(n.List)
	askIn(n.ElseList)
}

func askInPipe(pipe *parse.PipeNode) {
	if pipe == nil {
		return
	}
	for _, command := range pipe.Cmds {
		decides := false
		for n, arg := range command.Args {
			if inner, ok := arg.(*parse.PipeNode); ok {
				askInPipe(inner)
			}
			if name, ok := arg.(*parse.IdentifierNode); ok && n == 0 {
				decides = name.Ident == "not" || name.Ident == "and" || name.Ident == "or"
			} else if decides {
				command.Args[n] = &parse.PipeNode{NodeType: parse.NodePipe, Cmds: []*parse.CommandNode{{NodeType: parse.NodeCommand, Args: []parse.Node{parse.NewIdentifier("shown"), arg}}}}
			}
		}
	}
}

func call(name string) *parse.CommandNode {
	return &parse.CommandNode{NodeType: parse.NodeCommand, Args: []parse.Node{parse.NewIdentifier(name)}}
}
