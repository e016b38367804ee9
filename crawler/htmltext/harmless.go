package htmltext

import "strings"

func setOf(lists ...string) map[string]bool {
	set := make(map[string]bool)
	for _, list := range lists {
		for name := range strings.FieldsSeq(list) {
			set[name] = true
		}
	}
	return set
}

// harmless are the elements that only arrange, mark or show: those of HTML of
// all ages, of drawings (SVG) and of formulas (MathML).
var harmless = setOf(
	`a abbr acronym address area article aside audio b big blockquote br button canvas caption center cite code
	col colgroup command datagrid datalist dd del details dfn dialog dir div dl dt em event-source fieldset
	figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i img input ins kbd keygen label legend li m main map
	mark menu meter multicol nav nextid noscript ol optgroup option output p picture pre progress q rp rt ruby s samp
	section select small sound source spacer span strike strong sub summary sup table tbody td textarea tfoot th
	thead time tr track tt u ul var video wbr`,
	`svg animate animatecolor animatemotion animatetransform circle defs desc ellipse font-face font-face-name
	font-face-src foreignobject g glyph hkern line lineargradient marker metadata missing-glyph mpath path polygon
	polyline radialgradient rect set stop switch text title tspan use`,
	`math annotation annotation-xml maction maligngroup malignmark menclose merror mfenced mfrac mglyph mi
	mlabeledtr mlongdiv mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mscarries mscarry
	msgroup msline mspace msqrt msrow mstack mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none
	semantics`,
)

// dropped are the elements whose inside is no text.
var dropped = setOf(`script style applet`)

// harmlessAttrs are the attributes that only arrange, mark or name.
var harmlessAttrs = setOf(
	`abbr accept accept-charset accesskey action align alt autocomplete autofocus axis background balance bgcolor
	bgproperties border bordercolor bordercolordark bordercolorlight bottompadding cellpadding cellspacing ch
	challenge char charoff charset checked choff cite class clear color cols colspan compact contenteditable controls
	coords data datafld datapagesize datasrc datetime default delay dir disabled draggable dynsrc enctype end face for
	form frame galleryimg gutter headers height hidden hidefocus high href hreflang hspace icon id inputmode ismap
	keytype label lang leftspacing list longdesc loop loopcount loopend loopstart low lowsrc max maxlength media
	method min multiple name nohref noshade nowrap open optimum pattern ping point-size poster pqg preload prompt
	radiogroup readonly rel repeat-max repeat-min replace required rev rightspacing rows rowspan rules scope selected
	shape size span src start step style summary suppress tabindex target template title toppadding type
	unselectable urn usemap valign value variable volume vrml vspace width wrap xml:lang`,
	`accent-height accumulate additive alphabetic arabic-form ascent attributename attributetype baseprofile bbox
	begin by calcmode cap-height clip-path clip-rule color-rendering content cx cy d descent display dur dx dy fill
	fill-opacity fill-rule font-family font-size font-stretch font-style font-variant font-weight from fx fy g1 g2
	glyph-name gradienttransform gradientunits hanging horiz-adv-x horiz-origin-x ideographic k keypoints
	keysplines keytimes letter-spacing line-height marker-end marker-mid marker-start markerheight markerunits
	markerwidth mathematical offset opacity orient origin overflow overline-position overline-thickness panose-1
	path pathlength points preserveaspectratio r refx refy repeatcount repeatdur requiredextensions
	requiredfeatures restart rotate rx ry slope stemh stemv stop-color stop-opacity strikethrough-position
	strikethrough-thickness stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
	stroke-miterlimit stroke-opacity stroke-width systemlanguage text-anchor to transform u1 u2
	underline-position underline-thickness unicode unicode-range units-per-em values version viewbox visibility
	widths word-spacing x x-height x1 x2 xlink:actuate xlink:arcrole xlink:href xlink:role xlink:show xlink:title
	xlink:type xml:base xml:space xmlns xmlns:xlink y y1 y2 zoomandpan`,
	`actiontype alignmentscope altimg altimg-height altimg-valign altimg-width alttext bevelled close columnalign
	columnlines columnspacing columnspan crossout decimalpoint denomalign depth displaystyle edge encoding
	equalcolumns equalrows fence fontstyle fontweight groupalign indentalign indentshift infixlinebreakstyle
	lineleading linethickness location lspace mathbackground mathcolor mathsize mathvariant maxsize minlabelspacing
	minsize movablelimits notation numalign order other rowalign rowlines rowspacing rspace scriptlevel
	scriptminsize scriptsizemultiplier selection separator separators shift side stackalign stretchy subscriptshift
	superscriptshift symmetric voffset`,
)

// addresses are the attributes that hold an address.
var addresses = setOf(`action background cite data dynsrc href icon longdesc lowsrc poster src usemap xlink:href`)

// properties are those of styles that change only how an element looks.
var properties = setOf(`azimuth background-color border-bottom-color border-collapse border-color
	border-left-color border-right-color border-top-color clear color cursor direction display elevation float
	font font-family font-size font-style font-variant font-weight height letter-spacing line-height overflow pause
	pause-after pause-before pitch pitch-range richness speak speak-header speak-numeral speak-punctuation
	speech-rate stress text-align text-decoration text-indent unicode-bidi vertical-align voice-family volume
	white-space width fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-opacity`)

// keywords are the words that values of boxes may be.
var keywords = setOf(`auto aqua black block blue bold both bottom brown center collapse dashed dotted fuchsia gray
	green !important italic left lime maroon medium none navy normal nowrap olive pointer purple red right solid
	silver teal top transparent underline white yellow`)
