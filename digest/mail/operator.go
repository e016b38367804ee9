package mail

import "fmt"

// InviteReader is the mail that invites an address to read. The link leads to a page
// with a form: programs that check mail for harm open every link in it.
func InviteReader(from, base, to, url, until string) Message {
	host := hostName(base)
	view := struct{ Subject, Asked, Do, URL, Life, Promise string }{
		Subject: "An invitation to Chalkline",
		Asked: fmt.Sprintf("Whoever runs Chalkline at %s invites you to read there: a few education pieces, "+
			"each with a grade for its evidence, as often as you like.", host),
		Do:      "To see what it is, and to join, open this page:",
		URL:     url,
		Life:    fmt.Sprintf("The invitation is for this address alone and works until %s. If you do not want it, do nothing: you will not hear from us again.", until),
		Promise: "Chalkline does not track you, gives your address to nobody and sends nothing but the digest you ask for. Each one has a link to leave.",
	}
	text, html, err := written.render("signin", view)
	if err != nil {
		panic(fmt.Sprintf("the templates do not fit an invitation: %v", err)) // both are part of the program
	}
	return Message{From: from, To: to, Subject: view.Subject, Text: text, HTML: html}
}

// Removed is the mail that tells a reader that an operator removed them. The page at
// that address says who that is.
func Removed(from, base, to, url string) Message {
	host := hostName(base)
	view := struct{ Subject, Asked, Do, URL, Life, Promise string }{
		Subject: "You have been removed from Chalkline",
		Asked: fmt.Sprintf("Whoever runs Chalkline at %s has removed this address. Your topics, picks, marks and feed addresses "+
			"are deleted, and no more digests come.", host),
		Do:      "If that surprises you, ask those who run it:",
		URL:     url,
		Life:    "You do not need to do anything.",
		Promise: "This is the last mail to you. Backups keep what was stored of you until they are deleted in their turn.",
	}
	text, html, err := written.render("signin", view)
	if err != nil {
		panic(fmt.Sprintf("the templates do not fit a farewell: %v", err)) // both are part of the program
	}
	return Message{From: from, To: to, Subject: view.Subject, Text: text, HTML: html}
}
