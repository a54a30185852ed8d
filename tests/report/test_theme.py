"""The colours of a report: a gemeente brings its own, and those that can't be read are refused with the cure."""

import itertools
import re
from pathlib import Path

import pytest

from jeugdlib.charts import style
from jeugdlib.errors import WrongUse
from jeugdlib.report import theme

SHEETS = Path(theme.__file__).parent / "template"


def written(folder: Path, text: str) -> Path:
    path = folder / "thema.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(WrongUse) as caught:
        theme.load(written(folder, text))
    return str(caught.value).replace(str(folder), "")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#fff", "#FFFFFF", 1.0),
        ("#ff0000", "#ffffff", 3.998),
        ("#E69F00", "#ffffff", 2.25),
        ("#D55E00", "#ffffff", 3.87),
        ("#0072B2", "#fff", 5.19),
        ("#767676", "#ffffff", 4.54),
    ],
)
def test_contrast_is_that_of_wcag_whichever_colour_comes_first(one: str, other: str, expected: float):
    assert theme.contrast(one, other) == pytest.approx(expected, abs=0.005)
    assert theme.contrast(other, one) == theme.contrast(one, other)


def test_the_neutral_theme_passes_its_own_check():
    neutral = theme.load(Path(theme.__file__).with_name("thema.toml"))
    assert neutral == theme.neutral()
    assert neutral.naam == ""


def test_every_colour_that_is_seen_is_checked_against_what_lies_behind_it():
    scenery = {"utrecht-separator-color", "utrecht-document-font-family"}
    behind = set(itertools.chain.from_iterable(grounds for _, grounds in theme.PAIRS.values()))
    assert set(theme.PAIRS) | behind == set(theme.neutral().tokens) - scenery


def test_the_style_sheets_of_a_page_have_no_colours_of_their_own_and_use_every_token():
    sheets = "".join((SHEETS / name).read_text(encoding="utf-8") for name in ("style.css", "live.css"))
    plain = re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])", plain.replace("#inhoud", "").replace("#vg-tooltip-element", "")) == []
    assert set(re.findall(r"var\(--(utrecht-[\w-]+)\)", plain)) == set(theme.neutral().tokens)


def test_a_theme_changes_what_it_names_and_keeps_the_rest(tmp_path: Path):
    path = written(tmp_path, 'naam = "Gemeente Voorbeeld"\n[tokens]\nutrecht-link-color = "#123"\n--utrecht-heading-color = "#0A3D2E"')
    own = theme.load(path)
    assert own.naam == "Gemeente Voorbeeld"
    assert own.tokens["utrecht-link-color"] == "#123"
    assert own.tokens["utrecht-heading-color"] == "#0A3D2E"
    assert own.tokens["utrecht-document-color"] == theme.neutral().tokens["utrecht-document-color"]
    assert "  --utrecht-link-color: #123;\n" in own.css


def test_a_faint_text_is_refused_with_the_ratio_and_a_colour_that_will_do(tmp_path: Path):
    told = refusal(tmp_path, '[tokens]\nutrecht-link-color = "#e69f00"')
    assert "'utrecht-link-color' (#e69f00) op 'utrecht-surface-background-color' (#ffffff) haalt 2,25 op 1; nodig is 4,5 op 1." in told
    assert told.count("\n- ") == 2
    better = re.findall(r"Neem bijvoorbeeld (#[0-9a-f]{6})\.", told)
    assert len(set(better)) == 1
    cured = theme.load(written(tmp_path, f'[tokens]\nutrecht-link-color = "{better[0]}"'))
    assert theme.contrast(better[0], cured.tokens["utrecht-document-background-color"]) >= 4.5


def test_a_rim_of_focus_needs_three_to_one(tmp_path: Path):
    assert "haalt 2,25 op 1; nodig is 3,0 op 1" in refusal(tmp_path, '[tokens]\nutrecht-focus-outline-color = "#e69f00"')


def test_a_light_text_on_a_dark_head_is_cured_by_making_it_lighter(tmp_path: Path):
    told = refusal(tmp_path, '[tokens]\nutrecht-page-header-color = "#9a9a9a"\nutrecht-page-header-background-color = "#3c3c3c"')
    (better,) = re.findall(r"Neem bijvoorbeeld #([0-9a-f]{2})", told)
    assert int(better, 16) > 0x9A


def test_a_ratio_is_written_rounded_down_so_that_too_little_never_looks_enough(tmp_path: Path):
    colour = "#777777"  # 4,478 on white
    told = refusal(tmp_path, f'[tokens]\nutrecht-alert-warning-color = "{colour}"\nutrecht-alert-warning-background-color = "#ffffff"')
    assert "haalt 4,47 op 1" in told


def test_grounds_that_no_one_colour_fits_ask_for_another_ground(tmp_path: Path):
    text = '[tokens]\nutrecht-surface-background-color = "#767676"\nutrecht-document-background-color = "#ffffff"'
    told = refusal(tmp_path, text.replace("#767676", "#000000"))
    assert "Kies ook een andere achtergrond." in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[tokens]\nutrecht-lnik-color = "#000000"', "onbekende token 'utrecht-lnik-color'. Bedoelt u 'utrecht-link-color'?"),
        ('[tokens]\nutrecht-link-color = "blauw"', "de waarde van 'utrecht-link-color' niet goed: 'blauw'. Geef een kleur"),
        ('[tokens]\nutrecht-link-color = "#1234"', "niet goed: '#1234'"),
        ('[tokens]\nutrecht-link-color = "#000; } body { display: none"', "niet goed"),
        ('[tokens]\nutrecht-document-font-family = "Arial; } </style>"', "Geef een rij namen van lettertypen"),
        ('[tokens]\nutrecht-document-font-family = "url(letter.woff2)"', "Geef een rij namen van lettertypen"),
        ("[tokens]\nutrecht-link-color = #000000", "geen geldig TOML-bestand (regel 2)"),
        ("[tokens]\nutrecht-link-color = 12", "een andere vorm dan verwacht"),
        ('name = "Gemeente"', "een andere vorm dan verwacht"),
    ],
)
def test_what_is_not_a_theme_is_refused_in_dutch(tmp_path: Path, text: str, told: str):
    assert told in refusal(tmp_path, text)


def test_a_theme_that_is_not_there_or_no_text_is_refused(tmp_path: Path):
    with pytest.raises(WrongUse, match="bestaat niet"):
        theme.load(tmp_path / "weg.toml")
    (tmp_path / "beeld.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WrongUse, match="kan niet worden gelezen"):
        theme.load(tmp_path / "beeld.toml")
    with pytest.raises(WrongUse, match="kan niet worden gelezen"):
        theme.load(tmp_path)


def test_the_letters_in_a_chart_can_be_read_on_their_colour():
    tints = {**style.ZWAARTE, **style.BEZETTING}
    assert {name: ratio for name, tint in tints.items() if (ratio := theme.contrast(tint.ink, tint.fill)) < theme.TEXT} == {}
    assert theme.contrast(style.INK, style.PAPER) >= theme.TEXT
    assert theme.contrast(style.SOFT_INK, style.PAPER) >= theme.TEXT


def test_what_carries_meaning_in_a_chart_stands_out_from_the_paper():
    """A fill that doesn't has a dark rim and a word or sign, so that the fill is not what is read."""
    assert theme.contrast(style.BAR, style.PAPER) >= theme.GRAPHIC
    faint = {name for name, tint in {**style.ZWAARTE, **style.BEZETTING}.items() if theme.contrast(tint.fill, style.PAPER) < theme.GRAPHIC}
    assert faint == {"Licht", "Meerwerk", "2-5%"}
    assert theme.contrast(style.INK, style.PAPER) >= theme.GRAPHIC
