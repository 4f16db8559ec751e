"""The packaged skills and occupations: spellings, uniqueness, links, and a repeatable build."""

from __future__ import annotations

import csv
import gzip
import re
import subprocess
import sys
from pathlib import Path

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.skills import taxonomy
from graph.skills.taxonomy import DATA, read_packed, skill_key

ROOT = Path(__file__).resolve().parents[2]
SKILL = "http://data.europa.eu/esco/skill/"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("JavaScript", "javascript"),
        ("Java Script", "javascript"),
        ("Node JS", "nodejs"),
        ("node.js", "nodejs"),
        ("NODE-JS", "nodejs"),
        ("node_js ", "nodejs"),
        ("C", "c"),
        ("C++", "c++"),
        ("c ++", "c++"),
        ("C#", "c#"),
        ("Ｃ＃", "c#"),
        ("C♯", "c#"),
        ("#python", "python"),
        (".NET", ".net"),
        (" .Net Core", ".netcore"),
        ("net", "net"),
        ("ASP.NET", "aspnet"),
        ("R&D", "randd"),
        ("PL/SQL", "plsql"),
        ("naïve Bayes", "naivebayes"),
        ("Straße", "strasse"),
        ("機械学習", "機械学習"),
        ("ガイド", "ガイド"),
        ("हिन्दी", "हिन्दी"),
        ("PM²", "pm2"),
        ("...", ""),
        ("#", ""),
        ("", ""),
    ],
)
def test_key_keeps_what_tells_skills_apart(text: str, key: str) -> None:
    assert skill_key(text) == key


@settings(deadline=None)
@given(st.text(max_size=40))
def test_key_of_a_key_is_the_key(text: str) -> None:
    key = skill_key(text)
    assert skill_key(key) == key
    assert not re.search(r"\s", key)


@pytest.mark.parametrize(
    ("spellings", "name"),
    [
        ("JavaScript|Javascript|JS|Java Script|javascript|ECMAScript|ES6", "JavaScript"),
        ("Node JS|node.js|NodeJS|Node-JS|Node", "Node.js"),
        ("C Sharp|C#|csharp|c-sharp|C♯", "C#"),
        ("C++|cpp|c plus plus|C ++", "C++"),
        ("C|C programming|C (programming language)", "C"),
        ("golang|Go|GO LANG", "Go"),
        ("k8s|Kubernetes|K8S", "Kubernetes"),
        ("MS Excel|Excel|Microsoft Excel|ms-excel", "Microsoft Excel"),
        ("Postgres|PostgreSQL|postgresql|psql|Postgre SQL", "PostgreSQL"),
        ("Java|java|Java (computer programming)|Java (programming language)", "Java"),
        (".NET|dot net|dotnet|.net core|.NET Framework", ".NET"),
        ("React|ReactJS|React.js|react-js", "React"),
        ("ML|machine learning|Machine-Learning|machinelearning", "Machine learning"),
        ("AI|A.I.|artificial intelligence|principles of AI", "Artificial intelligence"),
        ("Python|python3|Python (computer programming)|Python (Programming Language)", "Python"),
        ("TypeScript|TS|Type Script", "TypeScript"),
        ("SQL|Structured Query Language", "SQL"),
        ("SQL Server|MSSQL|MS SQL Server|Microsoft SQL Server", "SQL Server"),
        ("AWS|Amazon Web Services", "Amazon Web Services"),
        ("GCP|Google Cloud|google-cloud", "Google Cloud Platform"),
        ("Azure|MS Azure", "Microsoft Azure"),
        ("Rails|Ruby on Rails|RoR|rubyonrails", "Ruby on Rails"),
        ("R|R programming", "R"),
        ("Spark|PySpark|Apache Spark", "Apache Spark"),
        ("sklearn|scikit-learn|Scikit Learn", "scikit-learn"),
        ("Photoshop|Adobe Photoshop", "Adobe Photoshop"),
        ("Terraform", "Terraform"),
        ("time management", "manage time"),
        ("Teamwork", "work in teams"),
    ],
)
def test_every_spelling_leads_to_its_skill(spellings: str, name: str) -> None:
    loaded = taxonomy.load()
    found = {text: loaded.find(text) for text in spellings.split("|")}
    assert {text: skill and skill.name for text, skill in found.items()} == dict.fromkeys(
        found, name
    )


def test_technologies_keep_the_uri_of_esco_and_its_label_as_an_alias() -> None:
    python = taxonomy.load().find("python")
    assert python is not None
    assert python.id == SKILL + "ccd0a1d9-afda-43d9-b901-96344886e14d"
    assert python.kind == "technology"
    assert "Python (computer programming)" in python.aliases
    kubernetes = taxonomy.load().find("K8s")
    assert kubernetes is not None
    assert kubernetes.id == "tech:kubernetes"


def test_unknown_and_ambiguous_spellings_find_nothing() -> None:
    loaded = taxonomy.load()
    assert loaded.find("underwater basket weaving for llamas") is None
    assert loaded.find("net") is None
    assert loaded.find("") is None
    assert loaded.find("!?") is None
    assert loaded.find("welding works") is None
    shared, skills = next(iter(loaded._shared_aliases))
    assert loaded.find(shared) is None
    assert loaded.ambiguous(shared) == skills
    assert len(skills) > 1
    assert loaded.ambiguous("Python") == ()


def test_names_aliases_and_ids_are_unique() -> None:
    loaded = taxonomy.load()
    skills = loaded.skills
    assert len(skills) == len({skill.id for skill in skills})
    keys = [skill_key(text) for skill in skills for text in (skill.name, *skill.aliases)]
    assert "" not in keys
    assert len(keys) == len(set(keys))
    for skill in skills:
        for text in (skill.name, *skill.aliases):
            assert loaded.find(text) is skill
            assert loaded.ambiguous(text) == ()


def test_there_is_as_much_as_the_sources_have() -> None:
    loaded = taxonomy.load()
    assert len(loaded.occupations) == 3007
    assert 15_000 <= len(loaded.skills) <= 17_000
    assert sum(len(skill.aliases) for skill in loaded.skills) > 80_000
    assert {skill.kind for skill in loaded.skills} == {"skill", "knowledge", "technology", "group"}


def test_no_link_dangles_and_broader_has_no_cycle() -> None:
    loaded = taxonomy.load()
    ids = {skill.id for skill in loaded.skills}
    related = {(skill.id, other) for skill in loaded.skills for other in skill.related}
    broader = networkx.DiGraph(
        [(skill.id, other) for skill in loaded.skills for other in skill.broader]
    )
    assert set(broader) <= ids
    assert networkx.is_directed_acyclic_graph(broader)
    assert {other for _, other in related} <= ids
    assert related == {(other, one) for one, other in related}
    assert all(one != other for one, other in related)
    for work in loaded.occupations:
        assert {*work.essential, *work.optional, *work.technologies} <= ids
        assert not set(work.essential) & set(work.optional)
        assert re.fullmatch(r"\d{4}", work.isco_group)


def test_broader_and_related_skills_are_what_a_reader_expects() -> None:
    loaded = taxonomy.load()

    def names(text: str, kind: str) -> set[str]:
        skill = loaded.find(text)
        assert skill is not None
        linked = [loaded.by_id(id) for id in getattr(skill, kind)]
        return {other.name for other in linked if other is not None}

    assert "computer programming" in names("Python", "broader")
    assert names("Rust", "broader") == {"computer programming"}
    assert names("Django", "broader") == {"Python"}
    assert "tools for software configuration management" in names("Git", "broader")
    assert "JavaScript" in names("React", "broader")
    assert "Angular" in names("React", "related")
    assert "React" in names("Angular", "related")


def test_occupations_are_found_by_title() -> None:
    loaded = taxonomy.load()
    developer = loaded.find_occupation("Software Developer")
    assert developer is not None
    assert (developer.title, developer.isco_group) == ("software developer", "2512")
    assert loaded.occupation(developer.id) is developer
    python, excel = loaded.find("Python"), loaded.find("computer programming")
    assert python is not None
    assert excel is not None
    assert python.id in developer.optional
    assert excel.id in developer.essential
    assert loaded.find_occupation("wizard of the north") is None


def test_each_alias_row_names_its_sources() -> None:
    known = {
        *("esco", "onet", "github-explore", "linguist", "devicon"),
        *("simple-icons", "simple-icons-old", "proconnect"),
    }
    seen: set[str] = set()
    for _alias, _skills, sources in read_packed(DATA / "aliases.json.gz"):
        assert sources
        seen.update(sources)
    assert seen == known


def _write(path: Path, columns: str, *rows: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split("|") if "|" in columns else columns.split())
        writer.writerows(row.replace("\\n", "\n").split(",") for row in rows)


def _small_sources(folder: Path) -> None:
    esco = folder / "esco_v1.1.1"
    _write(
        esco / "skills_en.csv.gz",
        "conceptUri skillType preferredLabel altLabels hiddenLabels",
        "u:1,knowledge,Java (computer programming),Java\\nJavax,",
        "u:2,skill,brew tea,make a brew,",
        "u:3,skill,brew beer,make a brew,",
    )
    _write(
        esco / "skillGroups_en.csv.gz",
        "conceptUri preferredLabel altLabels hiddenLabels code",
        "u:g,brewing,,,S1",
        "u:h,brewing,,,S1.0",
    )
    _write(
        esco / "broaderRelationsSkillPillar.csv.gz",
        "conceptUri broaderUri",
        *("u:2,u:h", "u:h,u:g", "u:3,u:g"),
    )
    _write(esco / "skillSkillRelations.csv.gz", "originalSkillUri relatedSkillUri", "u:2,u:3")
    _write(
        esco / "occupations_en.csv.gz",
        "conceptUri iscoGroup preferredLabel altLabels hiddenLabels",
        "o:1,2512,tea master,brewer\\nTea Master,",
    )
    _write(
        esco / "occupationSkillRelations.csv.gz",
        "occupationUri relationType skillUri",
        *("o:1,essential,u:2", "o:1,optional,u:1", "o:1,optional,u:2"),
    )
    _write(
        folder / "tech_aliases/github_topics.csv.gz",
        "topic display_name aliases related",
        "java,Java,jdk,kettle",
        "kettle,Kettle,,",
    )
    _write(
        folder / "tech_aliases/alias_pairs.csv.gz",
        "source alias canonical_name",
        "linguist,jsl,Java",
    )
    _write(
        folder / "onet_29.2/technology_skills.csv.gz",
        "O*NET-SOC Code|Example|Hot Technology|In Demand",
        "11,Oracle Java,N,Y",
    )
    _write(
        folder / "onet_esco_crosswalk/onet_to_esco.csv.gz",
        "O*NET Id|ESCO or ISCO URI|Type of Match",
        "11,o:1,exactMatch",
    )
    _write(
        folder / "geonames_cities/cities15000.csv.gz",
        "geonameid name latitude longitude countrycode population admin1code alternatenames",
        "7,Small,1.5,2.5,DE,20000,01,Big|Klein|SML|Кляйн",
        "9,Big,3.5,4.5,DE,30000,02,",
    )
    _write(folder / "geonames_cities/countries.csv.gz", "iso iso3 name", "DE,DEU,Germany")


DECISIONS = """
[aliases]
[technologies]
[same]
[names]
[topics]
[devicon]
[brands]
[broader]
[onet]
"Oracle Java" = "Java"
[exclude]
topics = ""
linguist = ""
devicon = ""
simple_icons_kept = ""
aliases = ""
"""


def test_the_build_merges_decides_and_repeats_itself(tmp_path: Path) -> None:
    sources, decisions = tmp_path / "sources", tmp_path / "decisions"
    _small_sources(sources)
    decisions.mkdir()
    (decisions / "skills.toml").write_text(DECISIONS)
    (decisions / "places.toml").write_text("[cities]\n7 = ['Wee']\n[countries]\n[regions]\n")
    outputs = []
    for run in ("one", "two"):
        out = tmp_path / run
        command = [sys.executable, "-m", "scripts.build_vocabulary", str(sources)]
        command += ["--out", str(out), "--decisions", str(decisions)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        outputs.append({path.name: path.read_bytes() for path in out.rglob("*.gz")})
    assert outputs[0] == outputs[1]
    data = tmp_path / "one/graph/skills/data"
    assert read_packed(data / "skills.json.gz") == [
        ["tech:kettle", "Kettle", "technology", [], [1]],
        ["u:1", "Java", "technology", [], [0]],
        ["u:2", "brew tea", "skill", [4], [3]],
        ["u:3", "brew beer", "skill", [4], [2]],
        ["u:g", "brewing", "group", [], []],
    ]
    assert read_packed(data / "aliases.json.gz") == [
        ["Java (computer programming)", [1], ["esco"]],
        ["Java (programming language)", [1], ["proconnect"]],
        ["Java programming", [1], ["proconnect"]],
        ["Javax", [1], ["esco"]],
        ["jdk", [1], ["github-explore"]],
        ["jsl", [1], ["linguist"]],
        ["Oracle Java", [1], ["onet"]],
        ["make a brew", [2, 3], ["esco"]],
    ]
    assert read_packed(data / "occupations.json.gz") == [
        ["o:1", "tea master", ["brewer"], "2512", [2], [1], [1]]
    ]
    assert read_packed(tmp_path / "one/graph/places/data/places.json.gz") == {
        "cities": [
            [9, "Big", "DE", 3.5, 4.5, 30000, "02"],
            [7, "Small", "DE", 1.5, 2.5, 20000, "01"],
        ],
        "keys": ["big", "klein", "small", "wee"],
        "rows": [[0, 1], 1, 1, 1],
        "countries": [["DE", "Germany", ["de", "deu", "germany"]]],
        "regions": [],
    }
