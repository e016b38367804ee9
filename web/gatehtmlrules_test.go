package web

import "strings"

// setOf is the set of the words in a text.
func setOf(text string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}

// What may stand where, after the HTML standard of 2026 (html.spec.whatwg.org): the
// elements that pages of this site can want, no others.
var (
	voids       = setOf("area base br col embed hr img input link meta source track wbr")
	transparent = setOf("a ins del")
	fields      = setOf("button input meter output progress select textarea")

	// phrasing are the elements that may stand among words.
	phrasing = setOf("a abbr b bdi bdo br button cite code data datalist del dfn em i img input ins kbd label mark meter noscript output picture " +
		"progress q s samp script select small span strong sub sup svg template textarea time u var wbr")

	// wordsOnly take phrasing only; headed also take headings.
	wordsOnly = setOf("abbr b bdi bdo button cite code data dfn em h1 h2 h3 h4 h5 h6 i kbd label legend mark meter output p pre progress q s samp small span " +
		"strong sub summary sup time u var")
	headed = setOf("legend summary")

	known = setOf("html head body title meta link base style script noscript template main header footer nav section article aside address h1 h2 h3 h4 h5 h6 hgroup " +
		"p hr pre blockquote ol ul menu li dl dt dd figure figcaption div search table caption colgroup col thead tbody tfoot tr th td form fieldset legend " +
		"option optgroup details summary dialog source track " + strings.Join(keysOf(phrasing), " "))
	inHead = setOf("head title meta link base style script noscript template")

	// childrenOf are elements that take no others as their children, and no words.
	childrenOf = map[string][]string{
		"html": {"head", "body"}, "ul": {"li", "template"}, "ol": {"li", "template"}, "menu": {"li", "template"}, "dl": {"dt", "dd", "div"},
		"table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"}, "thead": {"tr"}, "tbody": {"tr"}, "tfoot": {"tr"}, "tr": {"th", "td"}, "colgroup": {"col"},
		"select": {"option", "optgroup", "hr"}, "optgroup": {"option"}, "datalist": {"option"},
	}

	// parentsOf are elements that stand in no others.
	parentsOf = map[string][]string{
		"head": {"html"}, "body": {"html"}, "li": {"ul", "ol", "menu"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "caption": {"table"}, "colgroup": {"table"}, "col": {"colgroup"},
		"thead": {"table"}, "tbody": {"table"}, "tfoot": {"table"}, "tr": {"table", "thead", "tbody", "tfoot"}, "th": {"tr"}, "td": {"tr"},
		"option": {"select", "optgroup", "datalist"}, "optgroup": {"select"}, "legend": {"fieldset"}, "summary": {"details"}, "figcaption": {"figure"},
		"main": {"body", "div", "form"},
	}

	obsoleteAttributes = setOf("align alink background bgcolor border cellpadding cellspacing clear color compact face frameborder hspace language link " +
		"marginheight marginwidth noshade nowrap rules scrolling text valign vlink vspace")

	inputTypes = []string{
		"", "button", "checkbox", "color", "date", "datetime-local", "email", "file", "hidden", "image", "month", "number", "password", "radio", "range",
		"reset", "search", "submit", "tel", "text", "time", "url", "week",
	}
)

func keysOf(set map[string]bool) []string {
	var keys []string
	for key := range set {
		keys = append(keys, key)
	}
	return keys
}
