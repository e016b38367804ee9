package say

import (
	"cmp"
	"slices"
	"strings"
)

// countries are the names of the countries that education studies come from, by
// ISO 3166-1 alpha-2 code. Others are shown by their code.
var countries = map[string]string{
	"AR": "Argentina", "AT": "Austria", "AU": "Australia", "BD": "Bangladesh", "BE": "Belgium", "BR": "Brazil", "CA": "Canada",
	"CH": "Switzerland", "CL": "Chile", "CN": "China", "CO": "Colombia", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark",
	"EE": "Estonia", "EG": "Egypt", "ES": "Spain", "ET": "Ethiopia", "FI": "Finland", "FR": "France", "GB": "United Kingdom",
	"GH": "Ghana", "GR": "Greece", "HK": "Hong Kong", "HU": "Hungary", "ID": "Indonesia", "IE": "Ireland", "IL": "Israel",
	"IN": "India", "IR": "Iran", "IS": "Iceland", "IT": "Italy", "JP": "Japan", "KE": "Kenya", "KR": "South Korea", "MX": "Mexico",
	"MY": "Malaysia", "NG": "Nigeria", "NL": "Netherlands", "NO": "Norway", "NZ": "New Zealand", "PE": "Peru", "PH": "Philippines",
	"PK": "Pakistan", "PL": "Poland", "PT": "Portugal", "RO": "Romania", "RU": "Russia", "SA": "Saudi Arabia", "SE": "Sweden",
	"SG": "Singapore", "TH": "Thailand", "TR": "Türkiye", "TW": "Taiwan", "TZ": "Tanzania", "UA": "Ukraine", "UG": "Uganda",
	"US": "United States", "VN": "Vietnam", "ZA": "South Africa",
}

// within are the names as they stand in a sentence, where that differs.
var within = map[string]string{
	"GB": "the UK", "US": "the US", "NL": "the Netherlands", "PH": "the Philippines",
}

// CountryName is a country by its code and its name.
type CountryName struct{ Code, Name string }

// Countries are the countries with a name here, by name.
func Countries() []CountryName {
	list := make([]CountryName, 0, len(countries))
	for code, name := range countries {
		list = append(list, CountryName{code, name})
	}
	slices.SortFunc(list, func(a, b CountryName) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// Country is the name behind a code, or behind several joined by a slash.
func Country(code string) string {
	parts := strings.Split(Line(code), "/")
	for i, part := range parts {
		if name, ok := countries[part]; ok {
			parts[i] = name
		}
	}
	return strings.Join(parts, ", ")
}

// country is the name behind one code as it stands in a sentence.
func country(code string) string {
	if name, ok := within[code]; ok {
		return name
	}
	return Country(code)
}
