package chalkline

// Design is the design of a study, as a code.
type Design string

// The designs. Their base scores are in ranker/evidence/designs.yaml.
const (
	DesignMA       Design = "MA"
	DesignUmbrella Design = "UMB"
	DesignSR       Design = "SR"
	DesignCRCT     Design = "CRCT"
	DesignRCT      Design = "RCT"
	DesignNatural  Design = "NATEX"
	DesignMatched  Design = "MATCH"
	DesignRCT2     Design = "RCT2"
	DesignQED      Design = "QED"
	DesignSCD      Design = "SCD"
	DesignEXP      Design = "EXP"
	DesignLON      Design = "LON"
	DesignCORC     Design = "CORC"
	DesignCOR      Design = "COR"
	DesignLR       Design = "LR"
	DesignMIX      Design = "MIX"
	DesignPP       Design = "PP"
	DesignQUAL     Design = "QUAL"
	DesignCS       Design = "CS"
	DesignDES      Design = "DES"
	DesignMEAS     Design = "MEAS"
	DesignTH       Design = "TH"
	DesignPRAC     Design = "PRAC"
	DesignOP       Design = "OP"
	DesignNEWS     Design = "NEWS"
	DesignOther    Design = "OTH"
	DesignUnknown  Design = "UNK"
)

type designWords struct{ term, plain string }

var designs = map[Design]designWords{
	DesignMA:       {"meta-analysis", "Pools the results of many studies"},
	DesignUmbrella: {"umbrella review", "A review of reviews"},
	DesignSR:       {"systematic review", "Searched for all studies by stated rules"},
	DesignCRCT:     {"cluster-randomised trial", "Schools or classes were assigned at random"},
	DesignRCT:      {"randomised trial", "People were assigned at random"},
	DesignNatural:  {"natural experiment", "Chance or a rule, not the people, decided who took part"},
	DesignMatched:  {"matched comparison", "Compared with similar people who did not take part"},
	DesignRCT2:     {"secondary analysis of a trial", "Looks again at data from a randomised trial"},
	DesignQED:      {"comparison group study", "Compared with a group that was not chosen at random"},
	DesignSCD:      {"single-case study", "Follows a few people closely as conditions change"},
	DesignEXP:      {"laboratory experiment", "A short experiment under controlled conditions"},
	DesignLON:      {"longitudinal study", "Follows the same people over time"},
	DesignCORC:     {"correlational study with controls", "Looks at what goes together, allowing for other factors"},
	DesignCOR:      {"correlational study", "Looks at what goes together"},
	DesignLR:       {"literature review", "An author's overview of studies"},
	DesignMIX:      {"mixed-methods study", "Combines figures with interviews or observation"},
	DesignPP:       {"before-and-after study", "One group, measured before and after"},
	DesignQUAL:     {"qualitative study", "Explains how and why, from interviews or observation"},
	DesignCS:       {"case study", "Explains how and why, in one place"},
	DesignDES:      {"descriptive survey", "Describes how things are"},
	DesignMEAS:     {"instrument study", "Builds or checks a measure"},
	DesignTH:       {"theory", "An argument or framework, no data"},
	DesignPRAC:     {"practice description", "Describes a lesson or programme"},
	DesignOP:       {"opinion", "An author's view"},
	DesignNEWS:     {"news", "A report of something that happened"},
	DesignOther:    {"other design", "A design that fits no class"},
	DesignUnknown:  {"design unclear", "Does not say how it was done"},
}

// Designs are all designs, strongest base score first.
var Designs = []Design{
	DesignMA, DesignUmbrella, DesignSR, DesignCRCT, DesignRCT, DesignNatural, DesignMatched, DesignRCT2,
	DesignQED, DesignSCD, DesignEXP, DesignLON, DesignCORC, DesignLR, DesignMIX, DesignCOR, DesignPP,
	DesignQUAL, DesignCS, DesignDES, DesignMEAS, DesignTH, DesignPRAC, DesignOP, DesignNEWS,
	DesignOther, DesignUnknown,
}

// Term is the design in the field's words, lower case.
func (d Design) Term() string {
	if w, ok := designs[d]; ok {
		return w.term
	}
	return designs[DesignUnknown].term
}

// Plain is the design in a teacher's words, as a clause with a capital.
func (d Design) Plain() string {
	if w, ok := designs[d]; ok {
		return w.plain
	}
	return designs[DesignUnknown].plain
}
