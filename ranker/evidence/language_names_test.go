package evidence

import (
	"strings"
	"testing"

	"chalkline"
)

func TestLanguagesAreToldAndNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ want, text, stated string }{
		{"", "In this study the pupils of twelve classes read with their teachers each day, and it helped.", ""},
		{"", "Fractions, decimals, Maria Montessori, Jean Piaget, Zürich", ""},
		{"", "Mindset mythbusting", "de"},
		{"", "", "fr"},
		{"Spanish", "Los niños de la clase leen más que antes, pero no todos los días.", ""},
		{"French", "Les enfants de la classe lisent plus qu'avant, et c'est une bonne nouvelle pour nous.", ""},
		{"German", "Die Kinder der Klasse lesen mehr als früher, aber nicht an jedem Tag.", ""},
		{"Portuguese", "As crianças da turma leem mais do que antes, mas não todos os dias.", ""},
		{"Italian", "I bambini della classe leggono più di prima, ma non tutti i giorni della settimana.", ""},
		{"Dutch", "De kinderen van de klas lezen meer dan voorheen, maar niet op elke dag van het jaar.", ""},
		{"Swedish", "Barnen i klassen läser mer än förr, men inte på alla dagar, och det är inte lätt att säga varför.", ""},
		{"Norwegian", "Barna i klassen leser mer enn før, men det er ikke lett å si hvorfor dette ble slik.", "no"},
		{"Finnish", "Luokan lapset lukevat enemmän kuin ennen, mutta se ei ole totta joka päivä.", ""},
		{"Polish", "Dzieci z klasy czytają więcej niż przedtem, ale nie jest to prawda dla każdego dnia w roku.", ""},
		{"Turkish", "Sınıftaki çocuklar bir yıl öncesine göre daha çok okuyor, ama bu her gün için geçerli değil.", ""},
		{"Russian", strings.Repeat("Дети этого класса теперь читают больше, чем раньше, но это верно не для каждого дня. ", 3), ""},
		{"Ukrainian", strings.Repeat("Діти цього класу тепер читають більше, ніж раніше, але це вірно не для кожного дня. ", 3), ""},
		{"Russian", "Дети читают больше", "ru"},
		{otherLanguage, "Дети читают больше", ""},
		{"Greek", "Τα παιδιά της τάξης διαβάζουν περισσότερο από πριν.", ""},
		{"Hebrew", "הילדים בכיתה קוראים יותר מבעבר.", ""},
		{"Thai", "เด็กในห้องเรียนอ่านหนังสือมากกว่าแต่ก่อน", ""},
		{"Korean", "우리 반 아이들은 예전보다 책을 더 많이 읽습니다.", ""},
		{"Japanese", "クラスの子どもたちは以前より多く本を読みます。", ""},
		{"Chinese", "班上的孩子比以前读得多。", ""},
		{"Arabic", strings.Repeat("يقرأ أطفال هذا الصف الآن أكثر من ذي قبل، لكن هذا لا يصح في كل يوم. ", 3), ""},
	} {
		t.Run(tt.want+" "+tt.text[:min(len(tt.text), 20)], func(t *testing.T) {
			t.Parallel()
			r := Default().read(Document{Item: chalkline.Item{Text: tt.text, Language: tt.stated}})
			if r.language != tt.want {
				t.Errorf("%q is in %q, want %q", tt.text, r.language, tt.want)
			}
		})
	}
}
