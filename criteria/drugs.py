"""Names of drugs and vaccines by which a data-quality check knows them; a rule never decides by a name.

The lists hold international nonproprietary names, common abbreviations and the Chinese generic names. A name that is
not listed is simply not recognised: no check then speaks, and the person's own answer stands.

Sources: WHO ATC index, groups L01AD (nitrosoureas), L03AA and B03XA (colony-stimulating factors, erythropoietins),
B01A (antithrombotic agents); the live attenuated vaccines of the CDC General Best Practice Guidelines for Immunization
(Contraindications, altered immunocompetence), with the live vaccines of the Chinese immunisation programme.
Long-acting growth factors are the pegylated and Fc-fused ones (reading B14).
"""

import re
from functools import lru_cache
from typing import Literal

NITROSOUREAS: frozenset[str] = frozenset(
    {
        *("carmustine", "bcnu", "lomustine", "ccnu", "semustine", "meccnu", "me-ccnu", "methyl-ccnu"),
        *("nimustine", "acnu", "fotemustine", "ranimustine", "mcnu", "streptozocin", "streptozotocin"),
        *("卡莫司汀", "卡氮芥", "洛莫司汀", "环己亚硝脲", "司莫司汀", "甲环亚硝脲", "尼莫司汀", "嘧啶亚硝脲"),
        *("福莫司汀", "福替目丁", "雷莫司汀", "链佐星", "链脲佐菌素", "链脲霉素"),
    }
)

LONG_ACTING_CSF: frozenset[str] = frozenset(
    {
        *("pegfilgrastim", "peg-filgrastim", "lipegfilgrastim", "empegfilgrastim", "mecapegfilgrastim"),
        *("telpegfilgrastim", "pegteograstim", "eflapegrastim", "efbemalenograstim", "neulasta"),
        *("peg-g-csf", "peg-gcsf", "peg-rhg-csf", "pegylated g-csf", "pegylated filgrastim"),
        *("聚乙二醇化重组人粒细胞刺激因子", "聚乙二醇化人粒细胞刺激因子", "培非格司亭", "硫培非格司亭"),
        *("拓培非格司亭", "艾贝格司亭", "长效粒细胞", "长效升白"),
    }
)
SHORT_ACTING_CSF: frozenset[str] = frozenset(
    {
        *("filgrastim", "tbo-filgrastim", "lenograstim", "sargramostim", "molgramostim", "neupogen"),
        *("g-csf", "gcsf", "rhg-csf", "gm-csf", "rhgm-csf"),
        *("非格司亭", "来格司亭", "沙格司亭", "莫拉司亭", "重组人粒细胞刺激因子", "重组人粒细胞巨噬细胞刺激因子"),
    }
)
LONG_ACTING_OTHER_GROWTH_FACTORS: frozenset[str] = frozenset(
    {
        *("darbepoetin", "methoxy polyethylene glycol-epoetin", "mircera", "aranesp", "pegmolesatide"),
        *("达依泊汀", "达促红素", "甲氧聚二醇重组人促红素", "培莫沙肽"),
    }
)
SHORT_ACTING_OTHER_GROWTH_FACTORS: frozenset[str] = frozenset(
    {
        *("epoetin", "erythropoietin", "epo", "rhepo", "rhtpo", "tpo", "thrombopoietin"),
        *("重组人促红素", "重组人红细胞生成素", "促红细胞生成素", "重组人血小板生成素", "促血小板生成素"),
    }
)

ANTICOAGULANTS_AND_THROMBOLYTICS: frozenset[str] = frozenset(
    {
        *("warfarin", "acenocoumarol", "phenprocoumon", "heparin", "enoxaparin", "dalteparin", "nadroparin"),
        *("tinzaparin", "bemiparin", "fondaparinux", "rivaroxaban", "apixaban", "edoxaban", "dabigatran"),
        *("argatroban", "bivalirudin", "alteplase", "tenecteplase", "reteplase", "urokinase", "streptokinase", "rt-pa"),
        *("华法林", "肝素", "磺达肝癸", "利伐沙班", "阿哌沙班", "艾多沙班", "达比加群", "阿加曲班", "比伐芦定"),
        *("阿替普酶", "替奈普酶", "瑞替普酶", "尿激酶", "链激酶"),
    }
)

LIVE_VACCINES: frozenset[str] = frozenset(
    {
        *("mmr", "mmrv", "measles", "mumps", "rubella", "varicella", "chickenpox", "zostavax", "proquad", "priorix"),
        *("bcg", "opv", "bopv", "rotavirus", "rotarix", "rotateq", "laiv", "flumist", "fluenz", "yellow fever"),
        *("ty21a", "vivotif", "vaxchora", "dengvaxia", "qdenga", "ixchiq", "acam2000", "sa14-14-2", "live attenuated"),
        *("麻腮风", "麻风疫苗", "麻疹", "风疹", "腮腺炎", "水痘", "卡介苗", "口服脊髓灰质炎", "脊灰减毒", "轮状病毒"),
        *("鼻喷流感", "减毒活", "活疫苗", "黄热"),
    }
)
# Words that say the product is no live vaccine, whatever disease it is named after.
_NOT_LIVE = ("inactivated", "recombinant", "subunit", "mrna", "灭活", "重组", "亚单位")


def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    """The names as whole words; Chinese has no spaces, so a Chinese name may stand anywhere."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    latin = "|".join(re.escape(name) for name in longest_first if name.isascii())
    chinese = "|".join(name for name in longest_first if not name.isascii())
    return re.compile(rf"(?<![a-z])(?:{latin})(?![a-z])|{chinese}")


_NITROSOUREA = _pattern(NITROSOUREAS)
_LONG = _pattern(LONG_ACTING_CSF | LONG_ACTING_OTHER_GROWTH_FACTORS)
_SHORT = _pattern(SHORT_ACTING_CSF | SHORT_ACTING_OTHER_GROWTH_FACTORS)
_CSF = _pattern(LONG_ACTING_CSF | SHORT_ACTING_CSF)
_OTHER_GROWTH_FACTOR = _pattern(LONG_ACTING_OTHER_GROWTH_FACTORS | SHORT_ACTING_OTHER_GROWTH_FACTORS)
_ANTICOAGULANT = _pattern(ANTICOAGULANTS_AND_THROMBOLYTICS)
_LIVE_VACCINE = _pattern(LIVE_VACCINES)
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1024)
def is_nitrosourea(agent: str) -> bool:
    """Does the name of a drug or regimen ("lomustine/vincristine", "卡莫司汀") hold a listed nitrosourea?"""
    return _NITROSOUREA.search(agent.lower()) is not None


@lru_cache(maxsize=1024)
def growth_factor_acting(agent: str) -> Literal["long", "short"] | None:
    """How long a listed growth factor acts; None for a name that is not listed. "Peg-G-CSF" is long, "G-CSF" short."""
    name = agent.lower()
    if _LONG.search(name):
        return "long"
    return "short" if _SHORT.search(name) else None


@lru_cache(maxsize=1024)
def raises_neutrophils(agent: str) -> bool:
    """True unless the name is that of a growth factor for red cells or platelets only."""
    name = agent.lower()
    return _CSF.search(name) is not None or _OTHER_GROWTH_FACTOR.search(name) is None


@lru_cache(maxsize=1024)
def is_anticoagulant(agent: str) -> bool:
    """Does the name hold a listed anticoagulant or thrombolytic?"""
    return _ANTICOAGULANT.search(agent.lower()) is not None


@lru_cache(maxsize=1024)
def is_live_vaccine(name: str) -> bool:
    """Is the vaccine a listed live one? "Varicella" is, "recombinant zoster" and "inactivated rubella" are not."""
    words = name.lower()
    return _LIVE_VACCINE.search(words) is not None and not any(word in words for word in _NOT_LIVE)


@lru_cache(maxsize=1024)
def drug_words(agent: str) -> frozenset[str]:
    """The words of a regimen, to find the same drug in two lists: "Irinotecan/temozolomide" has two."""
    return frozenset(word for word in _WORD.findall(agent.lower()) if len(word) > 3 or not word.isascii())
