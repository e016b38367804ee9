package web

// What becomes of a request, by person in the order visitor, their reader, another
// reader, a member, a curator, the operator: + they are let in, whatever the answer
// is; s they are asked to sign in; d they are told that it is not for them; n for
// them there is no such page.
const (
	forAll       = "++++++"
	forReaders   = "s+++++"
	forOwner     = "s+nnnn"
	forMembers   = "snn++n"
	forOpenGroup = "nnn++n" // a secret group is none for visitors too
	forCurators  = "snnd+n"
	forOperators = "snnnn+"
	forNobody    = "nnnnnn"
)

// ask is a request that the gate makes, and who may make it.
type ask struct {
	request string // words in braces stand for what the house has of it
	may     string
	as      []int // as whom the page is looked at; none for what is no page
}

// asks has every route at least once; TestTheGateKnowsEveryRoute holds it to that.
// What changes something comes in an order in which it can.
var asks = []ask{
	{"GET /", forAll, []int{visitor, owner}},
	{"GET /join", forAll, []int{visitor}},
	{"GET /enter/{entry}", forAll, []int{visitor}},
	{"GET /setup/{setup}", forAll, []int{visitor}},
	{"GET /privacy", forAll, []int{visitor}},
	{"GET /school/back", forAll, []int{visitor}},
	{"GET /imprint", forAll, []int{visitor}},
	{"GET /grades", forAll, []int{visitor}},
	{"GET /neighbours", forAll, []int{visitor}},
	{"GET /search", forAll, []int{visitor}},
	{"GET /search?q=spaced+quizzes", forAll, []int{visitor, owner}},
	{"GET /search?q=retreival&grade=A&from=never", forAll, []int{owner}},
	{"GET /items/{item}", forAll, []int{visitor, owner}},
	{"GET /items/{item}?why=1", forAll, []int{owner}},
	{"GET /topics/spacing", forAll, []int{visitor, owner}},
	{"GET /topics/phonics", forAll, []int{visitor}},
	{"GET /api", forAll, []int{visitor}},
	{"GET /invited/{invited}", forAll, []int{visitor}},
	{"GET /invitations/{invitation}", forAll, []int{visitor, other}},
	{"GET /address/{address}", forAll, []int{visitor}},
	{"GET /word/{word}/useful", forAll, []int{visitor}},
	{"GET {stop}", forAll, []int{visitor}},
	{"GET /feeds/{secret feed}.rss", forAll, []int{visitor}},
	{"GET /feeds/{secret feed}.json", forAll, []int{visitor}},

	{"GET /welcome", forReaders, nil},
	{"GET /welcome/topics", forReaders, []int{owner}},
	{"GET /welcome/class", forReaders, []int{owner}},
	{"GET /welcome/digest", forReaders, []int{owner}},
	{"GET /topics", forReaders, []int{owner}},
	{"GET /picks", forReaders, []int{owner, other}},
	{"GET /picks?did=marked.{item}.useful", forReaders, []int{owner}},
	{"GET /saved", forReaders, []int{owner}},
	{"GET /history", forReaders, []int{owner}},
	{"GET /settings", forReaders, []int{owner}},
	{"GET /settings/api", forReaders, []int{owner}},
	{"GET /digests", forReaders, []int{owner, other}},
	{"GET /digests/1", forOwner, []int{owner}},
	{"GET /account", forReaders, []int{owner}},
	{"GET /leave", forReaders, []int{owner}},
	{"GET /record", forReaders, []int{curator}},
	{"GET /record?from=2026-03-02&until=2026-03-01", forReaders, []int{curator}},
	{"GET /groups", forReaders, []int{other, curator}},
	{"GET /items/{item}/put-forward", forReaders, []int{member}},

	{"GET /groups/{group}", forOpenGroup, []int{member, curator}},
	{"GET /groups/{group}/themes", forOpenGroup, []int{member}},
	{"GET /groups/{group}/themes/{theme}", forOpenGroup, []int{member, curator}},
	{"GET /groups/{group}/brief", forOpenGroup, []int{member}},
	{"GET /groups/{group}/people", forMembers, []int{member, curator}},
	{"GET /groups/{group}/rota", forMembers, []int{curator}},
	{"GET /groups/{group}/leave", forMembers, []int{member}},
	{"GET /groups/{group}/answers/1", "snn+nn", []int{member}},
	{"GET /groups/{group}/theme", forCurators, []int{curator}},
	{"GET /groups/{group}/themes/{theme}/change", forCurators, []int{curator}},
	{"GET /groups/{group}/themes/{theme}/remove", forCurators, []int{curator}},
	{"GET /groups/{group}/settings", forCurators, []int{curator}},
	{"GET /groups/{group}/close", forCurators, []int{curator}},

	{"GET /operator", forOperators, []int{operator}},
	{"GET /operator/sources", forOperators, []int{operator}},
	{"GET /operator/sources/add", forOperators, []int{operator}},
	{"GET /operator/sources/{source}", forOperators, []int{operator}},
	{"GET /operator/sources/{source}/remove", forOperators, []int{operator}},
	{"GET /operator/readers", forOperators, []int{operator}},
	{"GET /operator/readers/{gone}", forOperators, []int{operator}},
	{"GET /operator/readers/{gone}/remove", forOperators, []int{operator}},
	{"GET /operator/invitations", forOperators, []int{operator}},
	{"GET /operator/log", forOperators, []int{operator}},

	// No pages.
	{"GET /topics/spacing.rss", forAll, []int{visitor}},
	{"GET /groups/{group}/feed.rss", forNobody, nil},
	{"GET /groups/{group}/feed.atom", forNobody, nil},
	{"GET /groups/{group}/feed.json", forNobody, nil},
	{"GET /group-feeds/made-up.rss", forNobody, nil},
	{"GET /api/openapi.yaml", forAll, nil},
	{"GET /sources.opml", forReaders, nil},
	{"GET /record.csv", forReaders, nil},
	{"GET /record.md", forReaders, nil},
	{"GET /static/chalkline.css", forAll, nil},
	{"GET /healthz", forAll, nil},

	{"POST /join", forAll, nil},
	{"POST /language", forAll, nil},
	{"POST /enter/made-up", forAll, nil},
	{"POST /setup/made-up", forAll, nil},
	{"POST /address/made-up", forAll, nil},
	{"POST /invited/{invited}", forAll, nil},
	{"POST /word/{word}/useful", forAll, nil},
	{"POST /school", forAll, nil},
	{"POST /passkey/finish", forAll, nil}, // which was not begun
	{"POST /passkey/begin", forAll, nil},
	{"POST /hub", forAll, nil},

	{"POST /welcome/topics", forReaders, nil},
	{"POST /welcome/topics/find", forReaders, nil},
	{"POST /topics", forReaders, nil},
	{"POST /topics/find", forReaders, nil},
	{"POST /topics/spacing/follow", forReaders, nil},
	{"POST /follows kind=author&value=Ada", forReaders, nil},
	{"POST /follows/remove", forReaders, nil},
	{"POST /items/{item}/feedback?kind=useful", forReaders, nil},
	{"POST /items/{item}/note text=x", forReaders, nil},
	{"POST /items/{item}/forward group={group}", "snn++n", nil},
	{"POST /items/{item}/put-forward", forReaders, nil},
	{"POST /settings/class", forReaders, nil},
	{"POST /settings/picks", forReaders, nil},
	{"POST /settings/picks/try", forReaders, nil},
	{"POST /settings/mail", forReaders, nil},
	{"POST /settings/digest every=never", forReaders, nil},
	{"POST /settings/holidays from=2099-01-01&until=2099-01-02", forReaders, nil},
	{"POST /settings/holidays/remove", forReaders, nil},
	{"POST /settings/calendar", forReaders, nil},
	{"POST /settings/feeds", forReaders, nil},
	{"POST /settings/feeds/{feed}/rotate", forOwner, nil},
	{"POST /settings/feeds/{old feed}/revoke", forOwner, nil},
	{"POST /settings/api", forReaders, nil},
	{"POST /settings/api/{program}/revoke", forOwner, nil},
	{"POST /account/address", forReaders, nil},
	{"POST /account/address/drop", forReaders, nil},
	{"POST /account/passkeys/finish", "d+++++", nil}, // scripts are told, and not sent to sign in
	{"POST /account/passkeys/begin", "d+++++", nil},
	{"POST /account/passkeys/{passkey}/remove", forOwner, nil},
	{"POST /account/school/{identity}/remove", forOwner, nil},
	{"POST /account/devices/{device}/end", forOwner, nil},
	{"POST /account/devices/others/end", forReaders, nil},
	{"POST /account/export", forReaders, nil},

	{"POST /groups", forReaders, nil},
	{"POST /invitations/{invitation}/enter", forAll, nil},
	{"POST /groups/{group}/name name=x", forMembers, nil},
	{"POST /groups/{group}/rota/1", forMembers, nil},
	{"POST /groups/{group}/themes/{theme}/answers", forMembers, nil},
	{"POST /groups/{group}/answers/1", "snn+nn", nil},
	{"POST /groups/{group}/rota", forCurators, nil},
	{"POST /groups/{group}/shares/{share} do=approve", forCurators, nil},
	{"POST /groups/{group}/theme", forCurators, nil},
	{"POST /groups/{group}/themes/{theme}/change", forCurators, nil},
	{"POST /groups/{group}/themes/{theme}/remove", forCurators, nil},
	{"POST /groups/{group}/answers/1/hide", forCurators, nil},
	{"POST /groups/{group}/members/{bo}", forCurators, nil},
	{"POST /groups/{group}/invitations", forCurators, nil},
	{"POST /groups/{group}/invitations/999/withdraw", "snndnn", nil},
	{"POST /groups/{group}/settings", forCurators, nil},
	{"POST /groups/{group}/feed", forCurators, nil},
	{"POST /groups/{group}/shares/{share}/withdraw", "snn+nn", nil},
	{"POST /groups/{group}/leave", forMembers, nil},
	{"POST /groups/{group}/close", "snnn+n", nil}, // the member has just left
	{"POST /invitations/{invitation}", "snnnnn", nil},

	{"POST /operator/sources/add", forOperators, nil},
	{"POST /operator/sources/{source}", forOperators, nil},
	{"POST /operator/sources/{source}/try", forOperators, nil},
	{"POST /operator/sources/{source}/state", forOperators, nil},
	{"POST /operator/sources/{source}/remove", forOperators, nil},
	{"POST /operator/readers/{gone}", forOperators, nil},
	{"POST /operator/readers/{gone}/remove", forOperators, nil},
	{"POST /operator/invitations", forOperators, nil},
	{"POST /operator/invitations/999/withdraw", "snnnnn", nil},

	{"POST {stop} do=weekly", forAll, nil},
	{"POST /sign-out", forReaders, nil},
	{"POST /leave", forReaders, nil},
}
