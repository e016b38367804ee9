package say

import (
	"slices"
	"strings"

	"chalkline"
)

// countries are the names of the countries that education studies come from, by
// ISO 3166-1 alpha-2 code. Others are shown by their code.
var countries = map[string]chalkline.Text{
	"AR": chalkline.Textf("Argentina"), "AT": chalkline.Textf("Austria"), "AU": chalkline.Textf("Australia"), "BD": chalkline.Textf("Bangladesh"), "BE": chalkline.Textf("Belgium"), "BR": chalkline.Textf("Brazil"), "CA": chalkline.Textf("Canada"),
	"CH": chalkline.Textf("Switzerland"), "CL": chalkline.Textf("Chile"), "CN": chalkline.Textf("China"), "CO": chalkline.Textf("Colombia"), "CZ": chalkline.Textf("Czechia"), "DE": chalkline.Textf("Germany"), "DK": chalkline.Textf("Denmark"),
	"EE": chalkline.Textf("Estonia"), "EG": chalkline.Textf("Egypt"), "ES": chalkline.Textf("Spain"), "ET": chalkline.Textf("Ethiopia"), "FI": chalkline.Textf("Finland"), "FR": chalkline.Textf("France"), "GB": chalkline.Textf("United Kingdom"),
	"GH": chalkline.Textf("Ghana"), "GR": chalkline.Textf("Greece"), "HK": chalkline.Textf("Hong Kong"), "HU": chalkline.Textf("Hungary"), "ID": chalkline.Textf("Indonesia"), "IE": chalkline.Textf("Ireland"), "IL": chalkline.Textf("Israel"),
	"IN": chalkline.Textf("India"), "IR": chalkline.Textf("Iran"), "IS": chalkline.Textf("Iceland"), "IT": chalkline.Textf("Italy"), "JP": chalkline.Textf("Japan"), "KE": chalkline.Textf("Kenya"), "KR": chalkline.Textf("South Korea"), "MX": chalkline.Textf("Mexico"),
	"MY": chalkline.Textf("Malaysia"), "NG": chalkline.Textf("Nigeria"), "NL": chalkline.Textf("Netherlands"), "NO": chalkline.Textf("Norway"), "NZ": chalkline.Textf("New Zealand"), "PE": chalkline.Textf("Peru"), "PH": chalkline.Textf("Philippines"),
	"PK": chalkline.Textf("Pakistan"), "PL": chalkline.Textf("Poland"), "PT": chalkline.Textf("Portugal"), "RO": chalkline.Textf("Romania"), "RU": chalkline.Textf("Russia"), "SA": chalkline.Textf("Saudi Arabia"), "SE": chalkline.Textf("Sweden"),
	"SG": chalkline.Textf("Singapore"), "TH": chalkline.Textf("Thailand"), "TR": chalkline.Textf("Türkiye"), "TW": chalkline.Textf("Taiwan"), "TZ": chalkline.Textf("Tanzania"), "UA": chalkline.Textf("Ukraine"), "UG": chalkline.Textf("Uganda"),
	"US": chalkline.Textf("United States"), "VN": chalkline.Textf("Vietnam"), "ZA": chalkline.Textf("South Africa"),
}

// within are the names as they stand in a sentence, where that differs.
var within = map[string]chalkline.Text{
	"GB": chalkline.Textf("the UK"), "US": chalkline.Textf("the US"), "NL": chalkline.Textf("the Netherlands"), "PH": chalkline.Textf("the Philippines"),
}

// CountryName is a country by its code and its name.
type CountryName struct {
	Code string
	Name chalkline.Text
}

// Countries are the countries with a name here, by name in a language.
func Countries(locale *Locale) []CountryName {
	list := make([]CountryName, 0, len(countries))
	for code, name := range countries {
		list = append(list, CountryName{code, name})
	}
	order := locale.Order()
	slices.SortFunc(list, func(a, b CountryName) int { return order(a.Name, b.Name) })
	return list
}

// IsCountry says whether a code is of a country with a name here.
func IsCountry(code string) bool {
	_, ok := countries[code]
	return ok
}

// Country is the name behind a code, or behind several joined by a slash.
func Country(code string) chalkline.Text {
	var names []chalkline.Text
	for part := range strings.SplitSeq(Line(code), "/") {
		name, ok := countries[part]
		if !ok {
			name = chalkline.Verbatim(part)
		}
		names = append(names, name)
	}
	return chalkline.Joined(", ", names...)
}

// country is the name behind one code as it stands in a sentence.
func country(code string) chalkline.Text {
	if name, ok := within[code]; ok {
		return name
	}
	return Country(code)
}
