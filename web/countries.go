package web

import (
	"strings"

	"chalkline/digest/say"
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

// country is the name behind a code, or behind several joined by a slash.
func country(code string) string {
	parts := strings.Split(say.Line(code), "/")
	for i, part := range parts {
		if name, ok := countries[part]; ok {
			parts[i] = name
		}
	}
	return strings.Join(parts, ", ")
}
