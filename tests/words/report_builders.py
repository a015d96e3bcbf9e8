"""Pages of text as pypdfium2 gives them, of reports on places that do not exist, in the formats seen in the wild."""

from __future__ import annotations

FOOT = (
    "The Office for Standards in Education, Children’s Services and Skills (Ofsted) regulates and inspects\n"
    "Piccadilly Gate\nManchester\nT: 0300 123 1231\n"
)
TABLE = """Judgement Grade
The impact of leaders on social work
practice with children and families
Good
The experiences and progress of
children who need help and protection
Requires improvement to be good
The experiences and progress of
children in care
Outstanding
The experiences and progress of care
leavers
Inadequate
Overall effectiveness Good"""
FINDINGS = """Services in Aldra have changed since they were last inspected. They are better.
What needs to improve?
◼ The quality of supervision.
◼ How soon health assessments are
done.
The experiences and progress of children who need help and
protection: requires improvement to be good
1. Contacts are answered promptly. Thresholds are known.
2. Early help reaches families in
time."""
MORE = """The impact of leaders on social work practice with children and
families: good
3. Social workers have manageable caseloads. Turnover is low."""


def ilacs(
    *, title: str = "Inspection of Aldra local authority\nchildren’s services", dates: str = "10 to 21 June 2024",
    table: str = TABLE, label: str = "Inspection dates:", findings: str = FINDINGS, more: str = MORE,
) -> list[str]:  # fmt: skip
    """Return the pages of an ILACS report."""
    header = "Inspection of Aldra local authority children’s services\n10 to 21 June 2024 {}\n"
    front = f"{title}\n{label} {dates}\nLead inspector: Quillen Nobody, His Majesty’s Inspector\n{table}\n"
    return [front + findings, header.format(2) + more, header.format(3) + FOOT]


def sif(*, again: bool = False, overall: str = "require improvement to be good") -> list[str]:
    """Return the pages of a report of the single inspection framework, or of a re-inspection under it."""
    kind = "Re-inspection" if again else "Inspection"
    return [
        f"""Aldra Borough Council
{kind} of services for children in need of help and
protection, children looked after and care leavers
and
Review of the effectiveness of the Local Safeguarding Children Board¹
Inspection date: 3 March 2015 – 25 March 2015
Report published: 13 May 2015
Children’s services in Aldra {overall}
1. Children who need help and protection
Requires
improvement
2. Children looked after and achieving
permanence
Good
2.1 Adoption performance
Outstanding
2.2 Experiences and progress of care leavers
Requires
improvement
3. Leadership, management and governance
Inadequate
1
Ofsted produces this report under its power to combine reports in accordance with section 152.
""",
        "1\nContents\nExecutive summary 3\nRecommendations 5\nInformation about this inspection ........ 40\n",
        """2
Executive summary
The council has changed. Leaders know what to do.
Recommendations
1. Reduce the caseloads of social workers.
The experiences and progress of children who need help and protection
20. Thresholds are understood. Staff turnover is high.
""",
        """3
The Local Safeguarding Children Board (LSCB) is good
21. The board meets often.
Information about this inspection
Inspectors have looked closely at the experiences of children.
The inspection team consisted of seven of Her Majesty’s Inspectors (HMI) from Ofsted.
Lead inspector: Quillen Nobody
Quality assurance manager: Orrin Noone
""",
    ]


def board_only() -> list[str]:
    """Return the pages of a report on a safeguarding board alone."""
    return [
        """Aldra
Review of the effectiveness of the Local
Safeguarding Children Board
Inspection date: 4 May 2016
Report published: 1 July 2016
The Local Safeguarding Children Board (LSCB) requires improvement to be good
The board has a clear plan. It meets often.
"""
    ]


def visit() -> list[str]:
    """Return the letter of a focused visit."""
    return [
        """Ofsted
Agora
Nottingham
T 0300 123 1231
www.gov.uk/ofsted
7 August 2023
Quillen Nobody
Director of Children’s Services
Aldra Council
Dear Quillen
Focused visit to Aldra children’s services
This letter summarises the findings of the focused visit to Aldra children’s services on 4 and 5
July 2023. The visit was carried out by two inspectors.
Headline findings
Caseloads are too high. Social workers are supported.
What needs to improve in this area of social work practice?
• The caseloads of social workers.
Yours sincerely
Orrin Noone
His Majesty’s Inspector
"""
    ]
