package main

// pageList has every address that can be asked for, by who asks; words in braces
// stand for what a pagesHouse has. What a mail leads to works once or needs a
// school's sign-in: /setup, /address and /school/back are left out, and so is /imprint,
// which an operator has to write.
var pageList = map[string][]string{
	"visitor": {
		"/", "/join", "/privacy", "/grades", "/neighbours", "/api", "/api/openapi.yaml", "/healthz", "/static/chalkline.css",
		"/items/{item}", "/topics/{wide}", "/topics/{topic}", "/topics/{topic}.rss", "/topics/{wide}.json",
		"/search", "/search?q=word77", "/search?q={all}", "/search?q={all}&sort=newest", "/search?q={all}+word1", "/search?q={all}&grade=A", "/search?q=nothingatall",
		"/search?q={all}&topic={wide}", "/search?topic={wide}",
		"/enter/{entry}", "/invited/{invited}", "/invitations/{invitation}", "/word/{word}/useful", "/unsubscribe/{stop}",
		"/feeds/{feed}.rss", "/feeds/{feed}.atom", "/feeds/{feed}.json", "/group-feeds/{group secret}.rss",
	},
	"reader": {
		"/", "/welcome", "/welcome/topics", "/welcome/class", "/welcome/digest", "/topics", "/topics/{wide}", "/picks", "/picks?grade=B", "/saved",
		"/history", "/history?q=word77", "/history?q={all}", "/history?show=useful", "/settings", "/settings/api", "/digests", "/digests/1",
		"/account", "/leave", "/record", "/record.csv", "/record.md", "/sources.opml", "/search?q={all}", "/items/{item}", "/items/{item}?why=1", "/items/{item}/put-forward",
		"/groups", "/groups/{group}", "/groups/{group}/themes", "/groups/{group}/themes/{theme}", "/groups/{group}/brief", "/groups/{group}/people",
		"/groups/{group}/rota", "/groups/{group}/leave", "/groups/{group}/answers/{answer}", "/groups/{group}/theme",
		"/groups/{group}/themes/{theme}/change", "/groups/{group}/themes/{theme}/remove", "/groups/{group}/settings", "/groups/{group}/close",
		"/api/v1/me", "/api/v1/topics", "/api/v1/follows", "/api/v1/picks", "/api/v1/saved", "/api/v1/search?q={all}", "/api/v1/items/{item}",
		"/api/v1/items/{item}/evidence", "/api/v1/notes", "/api/v1/digests", "/api/v1/digests/1", "/api/v1/feeds", "/api/v1/groups", "/api/v1/groups/{group}",
		"/api/v1/groups/{group}/shares", "/api/v1/groups/{group}/themes", "/api/v1/record", "/api/v1/export", "/api/v1/sources.opml",
	},
	"operator": {
		"/operator", "/operator/sources", "/operator/sources?state=silent", "/operator/sources/add", "/operator/sources/1", "/operator/sources/1/remove", "/operator/readers",
		"/operator/readers/3", "/operator/readers/3/remove", "/operator/invitations", "/operator/log",
	},
}
