"""The 48 data-quality checks in order, each with what it may say and the function that finds it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from criteria.checks import clinical, consent, order, plausible, quantities, results, support, therapies, upper_limits
from criteria.checks.case import Case
from criteria.checks.finding import Finding, Severity
from criteria.text import Text

Find = Callable[[Case], Iterator[Finding]]
# Where the answer lies: in the record, in a date as it was typed, or in what only the application knows.
Source = Literal["record", "typed text", "application"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `find` is None where the record alone cannot tell (see `source`)."""

    code: str
    severities: tuple[Severity, ...]
    title: Text
    find: Find | None
    source: Source = "record"


_ALL = (
    Check(
        "Q01",
        ("block",),
        Text("Order of assessment, enrolment and first dose", "评估、入组与首次给药的顺序"),
        order.anchors,
    ),
    Check("Q02", ("block",), Text("Events before birth, impossible age", "事件早于出生、年龄不可能"), order.birth),
    Check("Q03", ("block",), Text("Dates in the future", "未来日期"), order.future),
    Check("Q04", ("block", "warn"), Text("Dates that cannot be read", "无法识别的日期"), None, "typed text"),
    Check("Q05", ("info",), Text("Partial dates", "不完整日期"), order.partial),
    Check(
        "Q06",
        ("warn", "info"),
        Text("Consent after the first protocol procedure", "同意晚于首次方案操作"),
        consent.consent_after_procedure,
    ),
    Check("Q07", ("block",), Text("Consent and first procedure on one day", "同意与首次操作同日"), consent.same_day),
    Check("Q08", ("block", "warn"), Text("Signed by the person entitled to", "签署人资格"), consent.signer),
    Check("Q09", ("warn",), Text("Version of the consent form", "知情同意书版本"), None, "application"),
    Check(
        "Q10",
        ("block", "info"),
        Text("Results before screening or consent", "结果早于筛选或同意"),
        results.outside_screening,
    ),
    Check("Q11", ("warn",), Text("Results too old at the first dose", "首次给药时结果过旧"), results.too_old),
    Check("Q12", ("warn",), Text("Duplicate results", "重复结果"), results.duplicates),
    Check("Q13", ("block",), Text("Conflicting results of one day", "同日结果冲突"), results.conflicts),
    Check("Q14", ("warn",), Text("Results on both sides of a limit", "前后结果分居限值两侧"), results.trend),
    Check("Q15", ("block", "warn"), Text("Upper limit of normal", "正常值上限"), upper_limits.upper_limits),
    Check("Q16", ("block", "info"), Text("Units of result and limit", "结果与上限的单位"), upper_limits.units),
    Check("Q17", ("block",), Text("Implausible blood counts", "血细胞计数不合理"), plausible.counts),
    Check(
        "Q18",
        ("block",),
        Text("Neutrophils above white cells", "中性粒细胞高于白细胞"),
        plausible.neutrophils_above_white_cells,
    ),
    Check("Q19", ("block",), Text("Implausible creatinine", "肌酐不合理"), plausible.creatinine),
    Check("Q20", ("block", "warn"), Text("Implausible bilirubin", "胆红素不合理"), plausible.bilirubin),
    Check("Q21", ("block", "warn"), Text("Implausible transaminases", "转氨酶不合理"), plausible.transaminases),
    Check("Q22", ("block", "warn"), Text("Implausible clotting tests", "凝血检查不合理"), plausible.clotting),
    Check("Q23", ("info",), Text("Censored results around a limit", "限值附近的截尾结果"), quantities.censored),
    Check("Q24", ("block",), Text("Numbers with a comma", "含逗号的数字"), quantities.commas),
    Check("Q25", ("block", "info"), Text("Implausible LVEF or QTc", "LVEF或QTc不合理"), clinical.heart),
    Check("Q26", ("block",), Text("Sex needed to read the QTc", "判读QTc需要性别"), clinical.sex_needed_for_qtc),
    Check(
        "Q27",
        ("block", "warn", "info"),
        Text("Performance scale and score", "体能状态量表与评分"),
        clinical.performance,
    ),
    Check("Q28", ("info",), Text("Weight and height for age", "体重身高与年龄"), clinical.size),
    Check("Q29", ("warn",), Text("Nitrosourea given but denied", "亚硝脲类用药矛盾"), therapies.nitrosourea),
    Check("Q30", ("block",), Text("Last dose missing", "缺少末次用药日期"), therapies.missing_last_dose),
    Check(
        "Q31",
        ("warn",),
        Text("One drug in two lists; drug without trial", "药物重复录入或缺少试验"),
        therapies.same_drug_in_two_lists,
    ),
    Check(
        "Q32",
        ("block", "warn", "info"),
        Text("Treatment lists against each other", "治疗列表相互矛盾"),
        therapies.lists_against_prior_treatment,
    ),
    Check(
        "Q33",
        ("block",),
        Text("GvHD without an allogeneic donor", "无异体供者的移植物抗宿主病"),
        therapies.gvhd_without_allogeneic_donor,
    ),
    Check(
        "Q34",
        ("warn",),
        Text("Growth factor long or short acting", "生长因子长效或短效"),
        therapies.growth_factor_class,
    ),
    Check(
        "Q35",
        ("warn",),
        Text("Neutrophils under a growth factor", "生长因子作用下的中性粒细胞"),
        support.growth_factor_before_neutrophils,
    ),
    Check(
        "Q36",
        ("warn",),
        Text("Low counts without toxicity", "血细胞低而无毒性记录"),
        support.cytopenia_without_toxicity,
    ),
    Check(
        "Q37", ("warn", "info"), Text("Statements that need support", "需要佐证的陈述"), support.unsupported_statement
    ),
    Check("Q38", ("warn",), Text("Anticoagulant given but denied", "抗凝用药矛盾"), support.anticoagulation),
    Check(
        "Q39", ("warn",), Text("Treatment without infection", "无感染的抗感染治疗"), support.treatment_without_infection
    ),
    Check("Q40", ("warn",), Text("Virology that disagrees", "病毒学结果矛盾"), support.virology),
    Check("Q41", ("warn",), Text("Urine protein that disagrees", "尿蛋白结果矛盾"), support.proteinuria),
    Check(
        "Q42", ("warn", "info"), Text("Live vaccines and planned vaccinations", "活疫苗与计划接种"), support.vaccines
    ),
    Check("Q43", ("block", "warn"), Text("Judgements that disagree", "研究者判断矛盾"), support.judgements),
    Check(
        "Q44", ("block",), Text("Judgement without name, date or role", "判断缺少姓名、日期或资格"), None, "application"
    ),
    Check("Q45", ("warn",), Text("Changed since the sign-off", "签署后有改动"), None, "application"),
    Check("Q46", ("warn",), Text("The same person twice", "同一人重复录入"), None, "application"),
    Check(
        "Q47",
        ("info", "warn"),
        Text("Boundaries between assessment and first dose", "评估与首次给药之间的界限"),
        order.between_assessment_and_first_dose,
    ),
    Check("Q48", ("warn",), Text("Dates that look filled in by default", "疑似默认填入的日期"), order.default_fill),
)

CHECKS: Mapping[str, Check] = MappingProxyType({check.code: check for check in _ALL})
