package evidence

import (
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"
)

// The cues are English. A text in another language may hold a few of their words,
// which say nothing, so it is named as not judged instead.
//
// English is told by its function words, which make up a third of any prose and
// cost next to nothing to count. Only what has few of them is looked at further:
// by its script, by the function words of other languages, and, where there is
// enough text for it, by whatlanggo, which is right on paragraphs and often wrong
// on a line.
const (
	englishShare = 0.15 // of words that are English function words, from which a text is English
	englishPart  = 0.20 // the same of one sentence, to count as English inside another language
	englishWords = 40   // words of such sentences that are enough to judge by
	englishTitle = 0.25 // share from which a part of a title is English
	titleWords   = 4    // words that such a part has at least
	scriptShare  = 0.5  // of letters outside the Latin script from which the script tells
	foreignLeast = 3    // function words of another language that are enough
	longEnough   = 200  // bytes from which whatlanggo is asked
	sampleLimit  = 1500 // bytes that it is given
	surely       = 0.8  // its confidence from which it is believed
)

// otherLanguage stands for one that could not be told.
const otherLanguage = "another language"

var englishFunction = nouns(`the of and to in that is was were are for with on by this from as at be or an which it have has had not but their they we these our i you how
	what when who can will may among between than into through after during its his her there about if so do does did all more most other one two study students`)

// foreignFunction are frequent words of other languages, the commoner languages
// first: of equals the first is taken. A word may stand in several lists.
var foreignFunction = []struct{ language, words string }{
	{"Spanish", `el la los las de del en y un una unos que por para con como más este esta estos entre sobre sus fue son se al su y pero también según donde cuando muy desde hasta ser estudio`},
	{"French", `le la les de des un en du une et est dans pour que qui sur avec par ce cette ces aux ou sont été leur leurs plus nous vous pas ne au elle ils être chez étude entre`},
	{"German", `der die das und ist nicht mit für auf dem den des ein eine einer einem im von zu werden wurde wurden sich auch als bei aus nach wie oder zur zum über durch sind dass studie`},
	{"Portuguese", `os as de do da em um dos das uma um que para com por no na nos nas ao à foi são mais como este esta entre sobre sua seu não também pelo pela e ou estudo`},
	{"Italian", `il lo gli della delle dei degli di che per con una un sono è alla nel nella nelle più come questo questa anche tra sul dal ed stato studio`},
	{"Dutch", `het een en van de dat voor met zijn niet aan op te bij naar ook door werd worden wordt deze dit uit over onder of als tussen onderzoek`},
	{"Polish", `i w na się z do jest nie że oraz dla przez od po jak był są tym badania`},
	{"Turkish", `ve bir bu için ile olarak da de olan daha en ise çok göre çalışma araştırma`},
	{"Indonesian", `dan yang di untuk dengan dari pada ini itu dalam adalah tidak ke oleh penelitian`},
	{"Swedish", `och att det som en ett är för på av med den till inte har om vi från eller hur kan denna detta vid mellan studie`},
	{"Danish", `og at det som en et er for på af med den til ikke har om vi fra eller hvordan kan denne dette ved mellem blev`},
	{"Norwegian", `og at det som en et er for på av med den til ikke har om vi fra eller hvordan kan denne dette ved mellom ble`},
	{"Finnish", `ja on ei että se oli ovat tai kuin myös mutta tämä tutkimus sekä joka jotka voi`},
	{"Czech", `a v na se je že pro jako do po byl jsou nebo také při které výzkum`},
	{"Romanian", `și în de la cu pe care este un o din pentru mai prin sunt nu studiu`},
	{"Hungarian", `és a az hogy nem is egy volt ez meg csak mint vagy kutatás`},
	{"Catalan", `els les de la en un i del una que per amb com més aquest aquesta entre sobre és són al i però també estudi`},
	{"Basque", `eta da ez bat dira izan ere du baina`},
}

// inLists are the places in foreignFunction where a word stands; words that are
// English too are left out.
var inLists = func() map[string][]int {
	english := nouns("a an i in on at is as do no of or the me so to we be by he it her his not had has was are for and one die man war met")
	index := map[string][]int{}
	for i, list := range foreignFunction {
		for word := range strings.FieldsSeq(list.words) {
			if !english[word] {
				index[word] = append(index[word], i)
			}
		}
	}
	return index
}()

// scripts are those that tell a language, or that whatlanggo is asked about.
var scripts = []struct {
	table *unicode.RangeTable
	name  string
}{
	{unicode.Hiragana, "Japanese"},
	{unicode.Katakana, "Japanese"},
	{unicode.Han, "Chinese"},
	{unicode.Hangul, "Korean"},
	{unicode.Greek, "Greek"},
	{unicode.Hebrew, "Hebrew"},
	{unicode.Thai, "Thai"},
	{unicode.Cyrillic, ""},
	{unicode.Arabic, ""},
	{unicode.Devanagari, ""},
}

// languageNames are by ISO 639-1 code, in English.
var languageNames = func() map[string]string {
	names := map[string]string{
		"no": "Norwegian", "ca": "Catalan", "eu": "Basque", "is": "Icelandic", "cy": "Welsh", "ga": "Irish", "gl": "Galician", "fa": "Persian",
	}
	for lang := whatlanggo.Afr; lang <= whatlanggo.Zul; lang++ {
		if code := lang.Iso6391(); code != "" && names[code] == "" {
			names[code] = nameOf(lang)
		}
	}
	return names
}()

func nameOf(lang whatlanggo.Lang) string {
	switch lang {
	case whatlanggo.Cmn:
		return "Chinese"
	case whatlanggo.Nob, whatlanggo.Nno:
		return "Norwegian"
	case whatlanggo.Pes:
		return "Persian"
	}
	return lang.String()
}

// readLanguage finds out whether the text is in another language than English,
// and returns the sentences that may be judged: of a text with an English half
// all, of one in another language none but an English title.
func (r *reading) readLanguage(list []sentence) []sentence {
	tally := wordTally{}
	for i := range list {
		tally.add(&list[i])
	}
	if tally.english() {
		return list
	}
	r.language = tally.other(list, languageNames[strings.ToLower(strings.TrimSpace(clip(r.doc.Item.Language, 2)))])
	if r.language == "" {
		return list
	}
	if len(list) == 0 || !list[0].title || !hasEnglishPart(list[0].plain) {
		return nil
	}
	if len(list) == 1 { // a title in two languages, and nothing else
		r.language = ""
	}
	return list[:1]
}

// hasEnglishPart says whether a title, or one of its parts, is English.
func hasEnglishPart(title string) bool {
	for part := range strings.FieldsFuncSeq(title, func(c rune) bool { return strings.ContainsRune("[]=/:", c) }) {
		words, functions := countEnglish(part)
		if words >= titleWords && float64(functions) >= englishTitle*float64(words) {
			return true
		}
	}
	return false
}

// countEnglish counts words, and those that are English function words.
func countEnglish(plain string) (words, functions int) {
	for word := range strings.FieldsFuncSeq(plain, notLetter) {
		words++
		if englishFunction[word] {
			functions++
		}
	}
	return words, functions
}

// wordTally counts words by whether they are English function words.
type wordTally struct {
	words, functions int
	inEnglish        int // words of the sentences that are English
}

func (t *wordTally) add(s *sentence) {
	words, functions := countEnglish(s.plain)
	t.words += words
	t.functions += functions
	if float64(functions) >= englishPart*float64(words) {
		t.inEnglish += words
	}
}

func notLetter(c rune) bool { return c != '\'' && !unicode.IsLetter(c) }

// english says whether enough of the text is English.
func (t *wordTally) english() bool {
	return t.inEnglish >= englishWords || t.functions > 0 && float64(t.functions) >= englishShare*float64(t.words)
}

// other is the language of a text with hardly any English in it, "" when nothing
// shows that it is another one; stated is what the source says.
func (t *wordTally) other(list []sentence, stated string) string {
	if name := byScript(list, stated); name != "" {
		return name
	}
	hits := make([]int, len(foreignFunction))
	var sample strings.Builder
	for i := range list {
		if sample.Len() < sampleLimit {
			sample.WriteString(list[i].plain)
			sample.WriteByte(' ')
		}
		for word := range strings.FieldsFuncSeq(list[i].plain, notLetter) {
			for _, i := range inLists[word] {
				hits[i]++
			}
		}
	}
	best, most := "", 0
	for i, n := range hits {
		if language := foreignFunction[i].language; n > most || n > 0 && n == most && language == stated {
			best, most = language, n
		}
	}
	if sample.Len() >= longEnough {
		if found := whatlanggo.Detect(clip(sample.String(), sampleLimit)); found.Confidence >= surely {
			switch name := nameOf(found.Lang); {
			case found.Lang == whatlanggo.Eng:
				return ""
			case most >= foreignLeast || stated == name: // a list of names looks like anything
				return name
			}
		}
	}
	switch {
	case most >= foreignLeast && most > t.functions:
		return best
	case stated != "" && stated != languageNames["en"] && most > 0 && most >= t.functions:
		return stated
	}
	return ""
}

// byScript names the language of a text whose letters are mostly not Latin.
func byScript(list []sentence, stated string) string {
	counts := make([]int, len(scripts))
	letters := 0
	for i := range list {
		for _, c := range list[i].plain {
			if c < unicode.MaxASCII || !unicode.IsLetter(c) {
				if c >= 'a' && c <= 'z' {
					letters++
				}
				continue
			}
			letters++
			for j := range scripts {
				if unicode.Is(scripts[j].table, c) {
					counts[j]++
					break
				}
			}
		}
	}
	sum, best := 0, 0
	for j, n := range counts {
		sum += n
		if n > counts[best] {
			best = j
		}
	}
	if letters == 0 || float64(sum) < scriptShare*float64(letters) {
		return ""
	}
	if kana := counts[0] + counts[1]; kana*10 > sum {
		return "Japanese"
	}
	if scripts[best].name != "" {
		return scripts[best].name
	}
	var sample strings.Builder
	for i := range list {
		sample.WriteString(clip(list[i].plain, sampleLimit))
		if sample.Len() >= longEnough {
			return nameOf(whatlanggo.Detect(sample.String()).Lang)
		}
	}
	if stated != "" {
		return stated
	}
	return otherLanguage
}
