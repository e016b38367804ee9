package evidence

import (
	"regexp"
	"strings"

	"chalkline"
)

// phases are the stages of schooling with their words; the first that a text
// names is noted.
var phases = []struct {
	name  string
	words []string
}{
	{"early years", []string{"preschool", "kindergarten", "early childhood", "nursery", "nurseries", "head start", "prekindergarten", "pre-k", "toddler", "early years"}},
	{"primary", []string{"elementary", "primary school", "primary-school", "first grade", "first-grade", "second grade", "third grade", "third-grade", "fourth grade", "fourth-grade", "fifth grade", "fifth-grade", "grade 3", "grade 4", "year 4", "year 5", "key stage 2", "key stage 1"}},
	{"secondary", []string{"secondary school", "secondary-school", "middle school", "middle-school", "high school", "high-school", "sixth-grade", "seventh grade", "seventh-grade", "eighth grade", "eighth-grade", "ninth-grade", "year 7", "year 8", "gcse", "key stage 3", "adolescents"}},
	{"higher education", []string{"undergraduate", "university", "college student", "higher education", "postsecondary", "graduate student", "medical student", "universities", "colleges"}},
}

// countries are names and adjectives by ISO 3166-1 alpha-2 code. Words with a
// capital are compared as they stand, so that "turkey" stays a bird.
var countries = map[string]string{
	"England": "GB", "English schools": "GB", "Scotland": "GB", "Scottish": "GB", "Wales": "GB", "UK": "GB", "U.K": "GB", "Britain": "GB", "British": "GB", "USA": "US", "U.S": "US", "US": "US", "American": "US",
	"Australia": "AU", "Australian": "AU", "Canada": "CA", "Canadian": "CA", "Ontario": "CA", "Ireland": "IE", "Irish": "IE", "Germany": "DE", "German": "DE",
	"France": "FR", "Netherlands": "NL", "Dutch": "NL", "Belgium": "BE", "Flanders": "BE", "Sweden": "SE", "Swedish": "SE", "Norway": "NO", "Norwegian": "NO",
	"Denmark": "DK", "Danish": "DK", "Finland": "FI", "Finnish": "FI", "Spain": "ES", "Spanish schools": "ES", "Portugal": "PT", "Italy": "IT", "Italian": "IT", "Greece": "GR",
	"Switzerland": "CH", "Swiss": "CH", "Austria": "AT", "Poland": "PL", "Turkey": "TR", "Turkish": "TR", "Israel": "IL", "China": "CN", "Chinese": "CN",
	"Japan": "JP", "Japanese": "JP", "Korea": "KR", "Taiwan": "TW", "Singapore": "SG", "India": "IN", "Indian": "IN", "Pakistan": "PK", "Kenya": "KE",
	"Kenyan": "KE", "Uganda": "UG", "Ghana": "GH", "Nigeria": "NG", "Nigerian": "NG", "Brazil": "BR", "Brazilian": "BR", "Chile": "CL", "Mexico": "MX", "Colombia": "CO",
	"Malaysia": "MY", "Indonesia": "ID", "Philippines": "PH", "Thailand": "TH", "Iran": "IR", "Ethiopia": "ET", "Tanzania": "TZ", "Russia": "RU",
	"Chicago": "US", "Texas": "US", "California": "US", "Tennessee": "US", "Florida": "US", "Massachusetts": "US", "Maryland": "US", "Indiana": "US", "London": "GB",
}

var longCountries = map[string]string{
	"United States": "US", "United Kingdom": "GB", "New Zealand": "NZ", "South Africa": "ZA", "Hong Kong": "HK", "South Korea": "KR", "Saudi Arabia": "SA",
	"New York": "US", "North Carolina": "US", "New Jersey": "US", "Northern Ireland": "GB",
}

var duration = regexp.MustCompile(`\b(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve)[- ](?:to \d+ )?(week|month|year|day|semester)s?\b[- ]?(?:long|period|program|programme|intervention|training|course|study|trial|treatment|workshop|implementation|of instruction)`)

// readContext notes phase, country and duration, once each.
func (r *reading) readContext(s *sentence) {
	if s.cited {
		return
	}
	if !r.has(chalkline.SignalPhase, "") {
		for i, words := range r.m.sought.phases {
			if r.m.matches(s, words) {
				r.signal(s, chalkline.SignalPhase, phases[i].name, 0)
				break
			}
		}
	}
	if !r.has(chalkline.SignalCountry, "") {
		if code := countryIn(s.cased); code != "" {
			r.signal(s, chalkline.SignalCountry, code, 0)
		}
	}
	if !r.has(chalkline.SignalDuration, "") && r.m.matches(s, r.m.sought.lasted) {
		if found := duration.FindStringSubmatch(s.plain); found != nil {
			r.signal(s, chalkline.SignalDuration, found[1]+" "+found[2]+"s", 0)
		}
	}
}

func countryIn(cased string) string {
	previous := ""
	for token := range strings.FieldsSeq(cased) {
		name := strings.TrimSuffix(strings.Trim(token, `.,;:()"'`), "'s")
		if code, ok := countries[name]; ok {
			return code
		}
		if code, ok := longCountries[previous+" "+name]; ok && previous != "" {
			return code
		}
		previous = name
	}
	return ""
}
