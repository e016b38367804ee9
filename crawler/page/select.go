package page

import (
	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"

	"chalkline"
)

// compile reads a selector. One that cannot be read is an error that says so:
// goquery itself would find nothing.
func compile(selector string) (goquery.Matcher, error) {
	matcher, err := cascadia.Compile(selector)
	if err != nil {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "%q is not a CSS selector: %w", selector, err)
	}
	return matcher, nil
}
