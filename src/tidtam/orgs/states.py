"""Kinds of agency and kinds of name, each with its words for people."""

from __future__ import annotations

from enum import StrEnum

from tidtam.thai.bilingual import Bilingual


class AgencyKind(StrEnum):
    """What an agency is; the order here is the printing order of the agencies of a province."""

    PRIMARY_OFFICE = "primary_office"
    SECONDARY_OFFICE = "secondary_office"
    PROVINCIAL_OFFICE = "provincial_office"
    REGIONAL_OFFICE = "regional_office"
    CENTRAL = "central"


AREA_OFFICES = (AgencyKind.PRIMARY_OFFICE, AgencyKind.SECONDARY_OFFICE)

KIND_WORDS = {
    AgencyKind.PRIMARY_OFFICE: Bilingual(
        th="สำนักงานเขตพื้นที่การศึกษาประถมศึกษา", en="Primary Educational Service Area Office"
    ),
    AgencyKind.SECONDARY_OFFICE: Bilingual(
        th="สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา", en="Secondary Educational Service Area Office"
    ),
    AgencyKind.PROVINCIAL_OFFICE: Bilingual(
        th="สำนักงานศึกษาธิการจังหวัด", en="Provincial Education Office"
    ),
    AgencyKind.REGIONAL_OFFICE: Bilingual(th="สำนักงานศึกษาธิการภาค", en="Regional Education Office"),
    AgencyKind.CENTRAL: Bilingual(th="ส่วนกลาง", en="Central agency"),
}

# Sheets of secondary offices differ from those of primary offices, so a kind also has
# the short word with which frameworks say whom an indicator concerns.
FRAMEWORK_KINDS = {
    AgencyKind.PRIMARY_OFFICE: "primary",
    AgencyKind.SECONDARY_OFFICE: "secondary",
}


class NameKind(StrEnum):
    """Why an agency is also called something else."""

    ALIAS = "alias"
    ABBREVIATION = "abbreviation"
    FORMER = "former"


NAME_KIND_WORDS = {
    NameKind.ALIAS: Bilingual(th="ชื่อเรียกอื่น", en="other name"),
    NameKind.ABBREVIATION: Bilingual(th="ชื่อย่อ", en="abbreviation"),
    NameKind.FORMER: Bilingual(th="ชื่อเดิม", en="former name"),
}
