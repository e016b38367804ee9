package evidence

import (
	"strings"

	"chalkline"
)

// The cues are English. For a text in another language a few words that say what
// sort of text it is are looked for at its start: enough to tell an abstract from
// a lesson idea, an essay or news, and no more is made of it.
const (
	foreignStart = 800 // bytes of the text that are looked at
	foreignTitle = 4.0 // votes for a word in the title
	foreignBody  = 2.5 // votes for a word at the start of the text
)

// foreignWords are parts of words in lower case, by the kind they speak for; a
// bar stands between them.
var foreignWords = []struct {
	kind  chalkline.Kind
	words string
}{
	{chalkline.KindResearch, `penelitian ini|tujuan dari|hasil penelitian|pengaruh|metode penelitian|analisis|este estudio|el objetivo|los resultados|investigaci|
		este estudo|presente artigo|o objetivo|os resultados|metodologia|pesquisa|cette étude|l'objectif de|résultats|recherche|diese studie|untersuch|ergebnisse|befragung|
		本研究|研究目的|研究結果|研究结果|本文|исследовани|результаты|цель |bu araştırma|araştırmanın|bulgular|studien undersöker|onderzoek`},
	{chalkline.KindSynthesis, `revisión sistemática|revisión de la literatura|revisão sistemática|revisão bibliográfica|revisão da literatura|pesquisa bibliográfica|revue systématique|
		revue de littérature|literaturübersicht|文獻回顧|文献综述|обзор литературы|tinjauan pustaka|kajian pustaka|meta-analis|metaanaly|méta-analyse`},
	{chalkline.KindPractice, `comment |conseils|mode d'emploi|fiche|cómo |consejos|guía|como |dicas|guia|experiência|atividade|actividad|anleitung|tipps|unterrichtsidee|so gelingt|
		怎麼|怎么|如何|教案|備課|备课|筆記|笔记|教程|技巧|課前|课前|как |советы|nasıl |cara |langkah`},
	{chalkline.KindOpinion, `pourquoi|tribune|faut-il|por qué|opinión|por que|opinião|warum|meinung|kommentar|kolumne|什麼是|什么是|為什麼|为什么|看法|想法|почему|мнение|neden |mengapa`},
	{chalkline.KindNews, `selon |ministère|ministre|gouvernement|annonc|según |ministerio|gobierno|anuncia|segundo o|ministério|governo|ministerium|regierung|laut |呼吁|宣布|发布|發布|近日|記者|记者|
		министерств|сообщ|bakanlı|menteri|pemerintah|regjering|minister`},
	{chalkline.KindPolicyStats, `statistik|statistique|estadística|estatística|nach jahr|par année|統計|统计|статистик|istatistik`},
	{chalkline.KindEvent, `inscrivez-vous|s'inscrire|appel à communications|colloque|inscríbete|convocatoria|inscreva-se|inscrições abertas|chamada de|anmeldung|tagung|報名|报名|研討會|研讨会|регистрац|pendaftaran`},
	{chalkline.KindAdvert, `recrutement|offre d'emploi|vacante|oferta de empleo|vaga |stellenangebot|stellenausschreibung|招聘|徵才|вакансия|lowongan`},
	{chalkline.KindPodcastVideo, `podcast|episodio|épisode|episódio|播客|подкаст`},
}

// kindFromForeign adds what the words at the start of a text in another language
// say of its kind.
func (r *reading) kindFromForeign(v map[chalkline.Kind]float64) {
	if r.language == "" {
		return
	}
	title := strings.ToLower(fold(clip(r.doc.Item.Title, titleLimit))) + " "
	text := strings.ToLower(fold(clip(unmarked(r.doc.Item.Text), foreignStart)))
	for _, entry := range foreignWords {
		switch {
		case holdsAny(title, entry.words):
			v[entry.kind] += foreignTitle
		case holdsAny(text, entry.words):
			v[entry.kind] += foreignBody
		}
	}
}

// holdsAny says whether a text holds one of the words, which begin a word of it
// where its script has spaces between them.
func holdsAny(text, words string) bool {
	for word := range strings.SplitSeq(words, "|") {
		word = strings.TrimLeft(word, "\n\t")
		at := strings.Index(text, word)
		if at == 0 || at > 0 && (word[0] >= 0xe0 || strings.IndexByte(" (\"'", text[at-1]) >= 0) {
			return true
		}
	}
	return false
}
