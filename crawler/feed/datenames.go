package feed

import "strings"

// months are the names of the months and their short forms in the languages
// in which feeds were found to write them, each list in the order of the year.
var months = func() map[string]int {
	known := make(map[string]int)
	for _, language := range []string{
		"january february march april may june july august september october november december",
		"jan feb mar apr may jun jul aug sep oct nov dec",
		"janv fevr mars avr mai juin juil aout sept octo nove dece",
		"januar februar märz april mai juni juli august september oktober november dezember",
		"jan feb mär apr mai jun jul aug sep okt nov dez",
		"janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		"ene feb mar abr may jun jul ago sep oct nov dic",
		"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		"gen feb mar apr mag giu lug ago set ott nov dic",
		"januari februari maart april mei juni juli augustus september oktober november december",
		"január február március április május június július augusztus szeptember október november december",
		"januar februar március április máujus június július augusztus szeptember október november december",
		"ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
		"ιαν φεβ μάρ απρ μάι ιούν ιούλ αύγ σεπ οκτ νοέ δεκ",
		"ιαν φεβ μάώ απώ μαϊ ιοϋν ιοϋλ αύγ σεπ οκτ νοέ δεκ",
		"ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
	} {
		for i, name := range strings.Fields(language) {
			known[name] = i + 1
		}
	}
	return known
}()

// monthOf is the number of a month by its name in lower case, 0 when it is none.
func monthOf(name string) int { return months[name] }

// zones are the names of time zones and their seconds east of UTC. Where a
// name has several meanings it is the North American or West European one,
// which feeds mean most.
var zones = map[string]int{
	"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
	"west": 3600, "bst": 3600, "cet": 3600, "met": 3600, "cest": 7200, "mest": 7200, "eet": 7200, "eest": 10800,
	"msk": 10800, "msd": 14400, "ist": 19800, "sgt": 28800, "hkt": 28800, "awst": 28800, "kst": 32400, "jst": 32400,
	"acst": 34200, "aest": 36000, "aedt": 39600, "nzst": 43200, "nzdt": 46800,
	"ast": -14400, "adt": -10800, "at": -14400, "est": -18000, "edt": -14400, "et": -18000,
	"cst": -21600, "cdt": -18000, "ct": -21600, "mst": -25200, "mdt": -21600, "mt": -25200,
	"pst": -28800, "pdt": -25200, "pt": -28800, "akst": -32400, "akdt": -28800, "hst": -36000, "brt": -10800, "art": -10800,
}
