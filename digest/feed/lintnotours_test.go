package feed_test

import "strings"

// notOurs are the classes of the validator that no rule is for, by why.
var notOurs = map[string][]string{
	"our own namespace is one that the validator cannot know; programs that do not know it skip it": {"UnknownNamespace"},
	"picks of one day are made at one moment, and to say otherwise would be made up":                {"DuplicateUpdated"},
	"not a complaint": strings.Fields(`Error Warning SlashDate ValidAtomLinkRel ValidBooleanAttribute ValidCloud ValidContact ValidDay ValidElement ValidHeight
		ValidHour ValidHtml ValidHttpGUID ValidInteger ValidLanguage ValidMIMEAttribute ValidNPTTime ValidRFC2822Date ValidTAG ValidTitle ValidURI ValidURN
		ValidUpdatePeriod ValidW3CDTFDate ValidWidth`),
	"content of ours is never inline XHTML or SVG, base64 or elsewhere": strings.Fields(`AvoidNamespacePrefix MisplacedXHTMLContent MissingXhtmlDiv NotBase64 NotInline
		SecurityRiskAttr MissingSummary MissingTypeAttr UnexpectedText`),
	"no markup of ours has a style":      {"DangerousStyleAttr"},
	"feeds of ours have no xml:base":     {"InvalidIRI", "InvalidUriChar", "SameDocumentReference"},
	"feeds of ours have no mail address": {"EmailFormat", "InvalidAddrSpec", "InvalidContact", "MissingRealName", "UnknownHost"},
	"feeds of ours have no such element of RSS or Atom": strings.Fields(`DuplicateEnclosure EightDaysAWeek ImageLinkDoesntMatch ImageTitleDoesntMatch ImageUrlFormat
		InvalidDay InvalidFormComponentName InvalidHeight InvalidHour InvalidInteger InvalidIntegerAttribute InvalidMIMEAttribute
		InvalidNonNegativeInteger InvalidWidth MissingSourceElement NotEnoughHoursInTheDay`),
	"archives of ours are no pages and never complete feeds":                 {"CurrentNotSelfInCompleteFeed", "FeedRelInCompleteFeed", "LinkPastEnd"},
	"feeds of ours have elements of our own in no other namespace than ours": {"NotInANamespace", "UnsupportedNamespace"},
	"an XML parser refuses it, which is SAXError here":                       {"UndeclaredPrefix", "UndefinedNamedEntity"},
	"about other modules: calendars, codes, comments, drafts, licences, media, places, podcasts, products, syncing, threads, updates": strings.Fields(`CommentRSS
		ConflictingCatAttr ConflictingCatChildren DeprecatedMediaAdult IntegerOverflow InvalidAccessRestrictionRel InvalidCreditRole InvalidDuration
		InvalidFloat InvalidISO8601DateTime InvalidItunesCategory InvalidKeywords InvalidLatitude InvalidLongitude InvalidMediaExpression
		InvalidMediaHash InvalidMediaMedium InvalidMediaRange InvalidMediaRating InvalidMediaTextType InvalidMetaName InvalidNPTTime InvalidNSS
		InvalidPositiveInteger InvalidSseType InvalidURLAttribute InvalidUpdatePeriod InvalidValue InvalidW3CDTFDate InvalidYesNo InvalidYesNoClean
		MediaGroupWithoutAlternatives MissingItunesElement MissingItunesEmail NoThrWhen ObsoleteItunesCategory ObsoleteWikiNamespace SinceAfterUntil
		TooLong TooMany UndefinedParam UnsupportedItunesFormat`),
	"about other formats: RDF, OPML, KML, OpenSearch": strings.Fields(`Deprecated InvalidAdultContent InvalidAltitudeMode InvalidAngle InvalidColor InvalidColorMode
		InvalidEncoding InvalidKmlCoordList InvalidKmlLatitude InvalidKmlLongitude InvalidKmlUnits InvalidLocalRole InvalidOPMLVersion
		InvalidOutlineType InvalidOutlineVersion InvalidRDF InvalidRefreshMode InvalidSyndicationRight InvalidTrueFalse InvalidViewRefreshMode
		InvalidZeroOne MissingUrlAttr MissingXmlURL NotURLEncoded ObsoleteVersion ShouldIncludeExample`),
}
