package stories

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// mostTitle is how much of a title is looked at, in bytes; a longer one is none.
const mostTitle = 500

// leastWords is how many words must be left of a title when the name of the site
// is taken off its end.
const leastWords = 5

// crossPosted are the ways to say in a title that a piece came from elsewhere or
// by somebody else; they are no part of the title.
var crossPosted = []*regexp.Regexp{
	regexp.MustCompile(`(?i)^\s*[\[(]?\s*(?:cross-? ?post(?:ed|ing)?|x-?post(?:ed)?|re-?post(?:ed)?|reblog(?:ged)?|republished|guest (?:post|blog|article)|from the archives?|updated?|replay|rerun|new (?:post|paper|article|study))(?:\s+(?:from|at|on|by|with)\s[^\])|:]{1,60})?\s*[\])]?\s*[:|–—-]\s*`),
	regexp.MustCompile(`(?i)^\s*[\[(]\s*(?:cross-? ?post(?:ed|ing)?|x-?post(?:ed)?|re-?post(?:ed)?|reblog(?:ged)?|guest (?:post|blog|article)|updated?|pdf|video|audio|podcast)(?:\s+(?:from|at|on|by|with)\s[^\])]{1,60})?\s*[\])]\s*`),
	regexp.MustCompile(`(?i)\s*[\[(]\s*(?:cross-? ?post(?:ed|ing)?|x-?post(?:ed)?|re-?post(?:ed)?|reblog(?:ged)?|republished|originally (?:published|posted)|via|from|guest (?:post|blog|article)|updated?|pdf|video|audio|podcast)\b[^\])]{0,80}[\])]\s*$`),
	regexp.MustCompile(`(?i)\s*[|–—-]\s*(?:(?:cross-?posted|reposted|republished|originally (?:published|posted)) (?:from|at|on|by|in)\s.{1,60}|guest (?:post|blog)(?: by .{1,60})?)$`),
	regexp.MustCompile(`(?i)\s*[.,;]\s*(?:in\s*:?\s*)?proc(?:eedings?)?\b.*$`),
}

// recurring are words of titles that come again and again with something else
// under them.
var recurring = regexp.MustCompile(`(?i)\b(?:` + strings.Join([]string{
	// series
	`weekly|monthly|daily|annual|annually|quarterly|fortnightly|round-? ?ups?|link ?fest|links (?:for|of|from|to)`,
	`(?:news|reading) (?:links|list)|newsletters?|digest|bulletin|open thread|this week in|week in review|week of`,
	// the front and back of journals
	`editorial (?:board|introduction|note)|editors? introduction|from the editors?|guest editorial|table of contents`,
	`front matter|back matter|list of reviewers|acknowledge?ments? (?:of|to) reviewers|introduction to the special`,
	`special issue|in this issue|about the (?:authors?|contributors?)`,
	// calls
	`call for (?:papers|proposals|applications|nominations|submissions|abstracts|chapters)|applications? (?:are )?(?:now )?open`,
	`register (?:now|today)|registration (?:is )?(?:now )?open|save the date|job (?:opening|posting|vacancy)|vacanc(?:y|ies)`,
	`we(?:'|’)re hiring|now hiring`,
	// events
	`webinars?|conferences?|symposium|workshops?|seminar|lecture series|office hours|agenda|open house|commencement|concert`,
	`(?:annual|board|council|committee|faculty|staff) meeting`,
	// pieces about other pieces and people
	`book reviews?|review essay|rejoinder|letters? to the editor|errat(?:um|a)|corrigend(?:um|a)|corrections?|retraction`,
	`obituary|in memoriam`,
}, "|") + `)\b`)

// aboutOthers is how titles begin that several people give to what they say of
// one piece.
var aboutOthers = regexp.MustCompile(`(?i)^(?:minutes of|(?:an? )?(?:review of|comments? on|reply to|response to))\b`)

// filler are words that say nothing of what a title is about.
var filler = wordSet(`a an and are as at be by can do does for from has have how i in is it its new of on or our
	so than that the their they this to was we what when where which who why will with you your
	january february march april may june july august september october november december
	jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday
	spring summer autumn fall winter day days week weeks month year years today
	episode ep part volume vol issue no number chapter season edition session update updates news post blog podcast
	st nd rd th`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// ownTitle is a title without the site's name and without remarks on where the
// piece comes from. Venue is the site's own name for itself, which some put
// behind every title.
func ownTitle(title, venue string) string {
	if len(title) > mostTitle {
		title = strings.ToValidUTF8(title[:mostTitle], "")
	}
	title = stripSite(strings.Join(strings.Fields(title), " "), venue)
	for changed := hasAny(title, elsewhere); changed; {
		changed = false
		for _, form := range crossPosted {
			if shorter := strings.TrimSpace(form.ReplaceAllString(title, "")); shorter != title {
				title, changed = shorter, true
			}
		}
	}
	return title
}

// Parts of words of which one stands in all that an expression finds. They are
// looked for first, which is faster: most texts have none.
var (
	elsewhere = []string{"post", "blog", "publi", "guest", "archive", "update", "replay", "rerun", "new", "pdf", "video", "audio", "podcast", "via", "from", "proc"}
	repeats   = []string{
		"week", "month", "daily", "annual", "quarterly", "fortnight", "round", "link", "news", "reading", "digest", "bulletin", "open",
		"editor", "contents", "matter", "review", "special", "issue", "about the", "call for", "regist", "save the", "job", "vacanc", "hiring",
		"webinar", "conference", "symposium", "workshop", "seminar", "lecture", "office", "agenda", "commencement", "concert", "meeting",
		"rejoinder", "errat", "corrig", "correction", "retraction", "obituary", "memoriam", "minutes", "comment", "reply", "response",
	}
	copies = []string{"posted", "a cross", "published", "appeared", "printed", "blogged", "first ran", "originally ran"}
)

// hasAny says whether one of these parts of words is in a text, in either case.
func hasAny(text string, parts []string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

// recurs says whether a title comes again and again with something else under it.
func recurs(title string) bool {
	return hasAny(title, repeats) && (recurring.MatchString(title) || aboutOthers.MatchString(title))
}

// stripSite takes the site's name off the end of a title: after a bar anything
// that leaves a title standing, after a dash only the venue's own name.
func stripSite(title, venue string) string {
	if i := strings.LastIndex(title, " | "); i > 0 && len(titleWords(title[:i])) >= leastWords {
		title = title[:i]
	}
	if venue == "" {
		return title
	}
	for _, dash := range []string{" - ", " – ", " — ", ": ", " « ", " :: "} {
		if head, tail, ok := cutLast(title, dash); ok && strings.EqualFold(strings.TrimSpace(tail), strings.TrimSpace(venue)) {
			return head
		}
	}
	return title
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i <= 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// titleWords are the words of a title in lower case. Apostrophes vanish, so that
// it does not matter which kind is used.
func titleWords(title string) []string {
	title = strings.Map(func(c rune) rune {
		switch c {
		case '\'', '’', '‘', '`', 'ʼ':
			return -1
		case '&':
			return ' '
		}
		return unicode.ToLower(c)
	}, title)
	words := strings.FieldsFunc(title, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.Is(unicode.Mn, c)
	})
	kept := words[:0]
	for _, word := range words {
		if word != "and" {
			kept = append(kept, word)
		}
	}
	return kept
}
