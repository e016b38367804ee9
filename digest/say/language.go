package say

import (
	"strings"

	"chalkline"
)

// languages are the names of languages that education is written about in, by ISO
// 639-1 code. Others are shown by their code.
var languages = map[string]chalkline.Text{
	"ar": chalkline.Textf("Arabic"), "bg": chalkline.Textf("Bulgarian"), "ca": chalkline.Textf("Catalan"), "cs": chalkline.Textf("Czech"), "cy": chalkline.Textf("Welsh"), "da": chalkline.Textf("Danish"), "de": chalkline.Textf("German"), "el": chalkline.Textf("Greek"),
	"en": chalkline.Textf("English"), "es": chalkline.Textf("Spanish"), "et": chalkline.Textf("Estonian"), "fi": chalkline.Textf("Finnish"), "fr": chalkline.Textf("French"), "ga": chalkline.Textf("Irish"), "he": chalkline.Textf("Hebrew"), "hi": chalkline.Textf("Hindi"),
	"hr": chalkline.Textf("Croatian"), "hu": chalkline.Textf("Hungarian"), "id": chalkline.Textf("Indonesian"), "is": chalkline.Textf("Icelandic"), "it": chalkline.Textf("Italian"), "ja": chalkline.Textf("Japanese"), "ko": chalkline.Textf("Korean"),
	"lt": chalkline.Textf("Lithuanian"), "lv": chalkline.Textf("Latvian"), "nb": chalkline.Textf("Norwegian"), "nl": chalkline.Textf("Dutch"), "no": chalkline.Textf("Norwegian"), "pl": chalkline.Textf("Polish"), "pt": chalkline.Textf("Portuguese"),
	"ro": chalkline.Textf("Romanian"), "ru": chalkline.Textf("Russian"), "sk": chalkline.Textf("Slovak"), "sl": chalkline.Textf("Slovenian"), "sr": chalkline.Textf("Serbian"), "sv": chalkline.Textf("Swedish"), "tr": chalkline.Textf("Turkish"),
	"uk": chalkline.Textf("Ukrainian"), "zh": chalkline.Textf("Chinese"),
}

// Language is the name behind a code, else the code.
func Language(code string) chalkline.Text {
	if name, ok := languages[strings.ToLower(code)]; ok {
		return name
	}
	return chalkline.Verbatim(Line(code))
}
