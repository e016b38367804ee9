package page

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"chalkline"
)

// Proposal is a way to read a page as a list.
type Proposal struct {
	Selectors chalkline.Selectors
	Items     []chalkline.Item // the first items that they find
}

// The caps of what is tried and returned.
const (
	maxProposals = 5
	maxPreview   = 5
	maxTried     = 30
	minAlike     = 3         // items that make a list
	minTitle     = 15        // letters of a title that is no menu entry
	maxWork      = 1_000_000 // elements and texts looked at, those in several groups several times
)

// Propose finds lists of items on a page and returns the selectors that read
// them, the best first, at most five. An item is one of several elements named
// alike, each with a link of its own and words; those with dates and headings
// come first. Nil when the page has no list.
func Propose(body []byte, base string, now time.Time) []Proposal {
	doc, at, err := parse(body, base)
	if err != nil {
		return nil
	}
	var groups []group
	named, work := alike(doc), maxWork
	for _, selector := range slices.Sorted(maps.Keys(named)) {
		g := group{selector: selector, nodes: named[selector]}
		if work -= g.size(); work < 0 {
			break
		}
		if g.judge(at.String(), now); g.score > 0 {
			groups = append(groups, g)
		}
	}
	slices.SortFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(len(a.selector), len(b.selector)), cmp.Compare(a.selector, b.selector))
	})
	var proposals []Proposal
	known := make(map[string]bool)
	for _, g := range groups[:min(len(groups), maxTried)] {
		items, err := List(body, base, g.selectors, now)
		if err != nil || len(items) < minAlike || items[0].Title == "" || len(proposals) == maxProposals {
			continue
		}
		if key := items[0].URL + " " + items[minAlike-1].URL; !known[key] {
			known[key] = true
			proposals = append(proposals, Proposal{g.selectors, items[:min(len(items), maxPreview)]})
		}
	}
	return proposals
}

var (
	plainClass = regexp.MustCompile(`^[A-Za-z_][A-Za-z_-]*$`)
	passing    = regexp.MustCompile(`(?i)^(first|last|odd|even|active|current|open|closed|sticky|featured|row|clearfix)$|^(is|has|status|tag|category)-`)
)

// mayBeItem are the elements that pages make items of.
var mayBeItem = map[atom.Atom]bool{
	atom.Li: true, atom.Article: true, atom.Div: true, atom.Section: true, atom.Tr: true, atom.A: true, atom.H2: true,
	atom.H3: true, atom.H4: true, atom.P: true, atom.Dt: true, atom.Td: true,
}

// alike gathers the elements of a page by a selector that names them, without
// those inside another of the same name.
func alike(doc *goquery.Document) map[string][]*html.Node {
	groups := make(map[string][]*html.Node)
	var walk func(n *html.Node, parent string)
	walk = func(n *html.Node, parent string) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode || flow[c.DataAtom] != flowText || c.DataAtom == 0 {
				continue
			}
			selector := c.Data + classes(c)
			switch {
			case c.DataAtom == atom.Html || c.DataAtom == atom.Body:
				selector = ""
			case selector == c.Data && parent != "":
				selector = parent + " > " + c.Data
			}
			before := groups[selector]
			switch {
			case !mayBeItem[c.DataAtom], c.DataAtom == atom.A && n.DataAtom == atom.P: // the latter is a link in running text
			case len(before) == maxItems, len(selector) > 200, len(before) > 0 && inside(c, before[len(before)-1]):
			default:
				groups[selector] = append(before, c)
			}
			if strings.Count(selector, ">") > 2 {
				selector = c.Data
			}
			walk(c, selector)
		}
	}
	walk(doc.Nodes[0], "")
	return groups
}

// classes are the classes of an element that name what it is, as a selector.
func classes(n *html.Node) string {
	var named strings.Builder
	for class := range strings.FieldsSeq(attr(n, "class")) {
		if plainClass.MatchString(class) && !passing.MatchString(class) && named.Len() < 80 {
			named.WriteString("." + class)
		}
	}
	return named.String()
}

func inside(n, outer *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p == outer {
			return true
		}
	}
	return false
}

// group are elements named alike.
type group struct {
	selector  string
	nodes     []*html.Node
	selectors chalkline.Selectors
	score     float64
}

// parts are what may be the title and the date of an item, the best first.
var (
	titleParts = matchersOf("h1", "h2", "h3", "h4", "h5", ".title", "[class*=title]")
	dateParts  = matchersOf("time", "[datetime]", ".date", "[class*=date]", "[class*=published]", ".meta", "td", "span", "small")
	nameParts  = matchersOf("[rel~=author]", ".author", ".byline")
)

type part struct {
	selector string
	goquery.Matcher
}

func matchersOf(selectors ...string) []part {
	var parts []part
	for i, matcher := range matchers(selectors...) {
		parts = append(parts, part{selectors[i], matcher})
	}
	return parts
}

// judge finds the selectors of a group's items, and how much it looks like a
// list of articles.
func (g *group) judge(base string, now time.Time) {
	if len(g.nodes) < minAlike {
		return
	}
	g.selectors.List = g.selector
	items := make([]*goquery.Selection, len(g.nodes))
	for i, n := range g.nodes {
		items[i] = goquery.NewDocumentFromNode(n).Selection
	}
	share := func(holds func(*goquery.Selection) bool) float64 {
		n := 0
		for _, item := range items {
			if holds(item) {
				n++
			}
		}
		return float64(n) / float64(len(items))
	}
	titled := 0.0
	for _, p := range titleParts {
		if share(func(s *goquery.Selection) bool { return long(s.FindMatcher(p).First()) }) >= 0.8 {
			g.selectors.Title, titled = p.selector, 1
			break
		}
	}
	if g.selectors.Title != "" {
		if linked := g.selectors.Title + " a[href]"; share(func(s *goquery.Selection) bool { return s.Find(linked).Length() > 0 }) >= 0.8 {
			g.selectors.Link = linked
		}
	}
	dated := 0.0
	for _, p := range dateParts {
		has := share(func(s *goquery.Selection) bool { return !dateOf(s.FindMatcher(p).First(), now).IsZero() })
		if has >= 0.5 {
			g.selectors.Date, dated = p.selector, has
			break
		}
	}
	for _, p := range nameParts {
		if share(func(s *goquery.Selection) bool {
			name := strings.TrimSpace(s.FindMatcher(p).First().Text())
			return name != "" && len(name) < 80
		}) >= 0.5 {
			g.selectors.Author = p.selector
			break
		}
	}
	usable := g.usable(items, base, now)
	if usable < minAlike || float64(usable) < 0.6*float64(len(items)) {
		return
	}
	g.score = float64(min(usable, 25)) * float64(usable) / float64(len(items)) * (1 + 2*dated) * (1 + titled)
	if g.nodes[0].DataAtom != atom.A {
		g.score *= 1.1 // it has words beside its links
	}
	if goquery.NewDocumentFromNode(g.nodes[0]).ClosestMatcher(elsewhere).Length() > 0 {
		g.score /= 4
	}
}

// size is how many nodes the group holds; none when it is too small to be judged.
func (g *group) size() int {
	if len(g.nodes) < minAlike {
		return 0
	}
	size := 0
	for _, n := range g.nodes {
		for range n.Descendants() {
			size++
		}
	}
	return size
}

func long(s *goquery.Selection) bool { return len(letters(s.Text())) >= minTitle }

// usable counts the items with a link of their own and a title.
func (g *group) usable(items []*goquery.Selection, base string, now time.Time) int {
	known := make(map[string]bool)
	for _, item := range items {
		link := item.Filter("a[href]")
		if link.Length() == 0 {
			link = item.Find(cmp.Or(g.selectors.Link, "a[href]")).First()
		}
		title := link
		if g.selectors.Title != "" {
			title = item.Find(g.selectors.Title).First()
		}
		href := link.AttrOr("href", "")
		if long(title) && dateOf(title, now).IsZero() && href != "" && href[0] != '#' && !strings.HasPrefix(href, "javascript:") && href != base {
			known[href] = true
		}
	}
	return len(known)
}
