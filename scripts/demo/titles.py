"""Job titles as a reader would write them, and what they say about a vacancy."""

from __future__ import annotations

import re

_SMALL = {"of", "and", "the", "for", "in", "to", "a", "an", "at", "on", "or", "with", "by"}
_ACRONYMS = {
    "IT", "HR", "GIS", "NYC", "DNA", "HVAC", "LAN", "WAN", "CPM", "QA", "QC", "II", "III", "IV",
    "VI", "VII", "SQL", "ERP", "CRM", "AI", "EEO", "FOIA", "IRM", "ADA", "DLS", "NOAA", "NASA",
    "GSA", "HUD", "DC", "PC", "PR", "CAD", "BIM", "MS", "MWBE", "WIC", "STD", "HIV", "SAP",
    "COBOL", "JAVA", "NET", "ETL", "VP", "CEO", "CFO", "CIO", "COO", "CTO", "EMS", "EMT", "RN",
    "LPN", "PT", "NW", "DBA", "UI", "UX", "SOC", "ATM", "VOIP", "CNC", "AC", "GED", "CPA", "NWS",
    "CPI", "DHS", "DOE", "OIG",
}  # fmt: skip
_JUNK = re.compile(
    r"\((?:direct[- ]hire[^)]*|dha|pt|nm|reemployed annuitant|amended|temporary|term[^)]*|nte[^)]*|"
    r"bargaining unit[^)]*|non[- ]?supv[^)]*|part[- ]time[^)]*|full[- ]time[^)]*|multiple[^)]*|"
    r"various[^)]*|remote[^)]*|hybrid[^)]*|telework[^)]*|\d[^)]*)\)"
    r"|[-–,:]?\s*direct[- ]hire(?: authority)?\b"
    r"|[-–,]\s*(?:part|full)[- ]?time\b.*$|#\s*\d+|\bnte\b.*$"
    r"|\bamended\b|\bre-?announcement\b|\bre-?advertised?\b|\bnew york(?:,? ny)?$",
    re.IGNORECASE,
)
_REQUISITION = re.compile(r"^(?:[A-Z]{2,6}-)?\d[\d-]*\s*[-–:]?\s*|^[A-Z]{2,6}-\d+\s*[-–:]\s*")
_REFUSED = re.compile(
    r"volunteer|crewler|senator\b|fellow\b|green & gold|multiple|vacanc|resume|"
    r"public notice|detail\b|\btest\b|announcement|position|interdisciplinary|"
    r"\bdo not\b|register|inventory of|\d{3,}",
    re.IGNORECASE,
)


def readable(title: str, codes: dict[str, str]) -> str | None:
    """The title in title case without the marks of an office, or None where none is left.

    `codes` says what the codes in parentheses stand for.
    """
    title = title.replace("â€™", "’").replace("â€“", "–").replace("Â", "")
    title = _REQUISITION.sub("", " ".join(title.split()))
    title = re.sub(r"\(([A-Z/&, ]+)\)", lambda found: _code(found[1], codes), title)
    title = re.sub(r"\s*\(\s*\)", "", _JUNK.sub("", title))
    title = " ".join(title.split()).strip(" -–,:;/*.")
    if title.count("(") != title.count(")"):
        title = title.split("(")[0].strip(" -–,:;/")
    title = re.sub(r"(?<=\w)\(", " (", title)
    if _REFUSED.search(title) or not 4 <= len(title) <= 70:
        return None
    letters = [character for character in title if character.isalpha()]
    shouting = sum(character.isupper() for character in letters) > 0.6 * len(letters)
    whispering = title == title.lower()
    if shouting or whispering:
        title = " ".join(
            _word(word, first=number == 0) for number, word in enumerate(title.split())
        )
    return title if len(letters) > 3 else None


def _code(text: str, codes: dict[str, str]) -> str:
    meaning = [codes[part] for part in re.split(r"[/&, ]+", text) if part in codes]
    return f"({', '.join(meaning)})" if meaning else ""


def _word(word: str, first: bool) -> str:
    parts = re.split(r"([-/(&])", word)
    done = []
    for part in parts:
        bare = part.strip(",.:;)").upper()
        if bare in _ACRONYMS:
            done.append(part.upper())
        elif part.lower() in _SMALL and not first:
            done.append(part.lower())
        else:
            done.append(part[:1].upper() + part[1:].lower())
    return "".join(done)


_LEADING = re.compile(
    r"^(?:supervisory|lead|senior|sr\.?|junior|jr\.?|assistant to the|chief|deputy|principal|"
    r"associate|supervising|head|student trainee|pathways|recent graduate|interim|acting)\s+",
    re.IGNORECASE,
)


def cores(title: str) -> list[str]:
    """What may name the occupation of a title, the most telling first."""
    found = [title]
    inner = re.search(r"\(([^)]{6,})\)", title)
    if title.lower().startswith("student trainee") and inner:
        found = [inner[1]]
    plain = re.sub(r"\s*\([^)]*\)", "", found[0])
    plain = re.sub(r"\s+(?:[IVX]+|\d)$", "", plain)
    found.append(plain)
    while (shorter := _LEADING.sub("", plain)) != plain:
        plain = shorter
        found.append(plain)
    head = re.split(r"\s*[,–/]\s*|\s+-\s+", plain)[0]
    found.append(head)
    if inner:
        found.append(inner[1])
    words = head.split()
    found += [" ".join(words[start:]) for start in range(1, len(words) - 1)]
    return list(dict.fromkeys(text for text in found if text))


def level(title: str) -> str:
    """The ExperienceLevel that a title speaks of."""
    text = f" {title.lower()} "
    if re.search(r"\b(director|commissioner|chief .*officer|executive director|president)\b", text):
        return "EXECUTIVE"
    if re.search(r"\b(supervisory|supervisor|lead|manager|chief|head|supervising)\b", text):
        return "LEAD"
    if re.search(r"\b(senior|sr|principal|iii|iv|3|4|counsel)\b", text):
        return "SENIOR"
    if re.search(r"\b(intern|trainee|aide|junior|clerk|assistant|apprentice|i|1|college)\b", text):
        return "ENTRY"
    return "ASSOCIATE"


def is_internship(title: str) -> bool:
    """Whether the title speaks of an internship."""
    return bool(re.search(r"\b(intern|internship|student trainee|college aide)\b", title.lower()))
