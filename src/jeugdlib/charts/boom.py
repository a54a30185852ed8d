"""Boom: a decision tree, with the own way through it drawn heavy and its outcome filled.

The longest branch goes down, the other one to the right, so that a chain of questions is read as a list. Every line says
`ja` or `nee`, and the outcome says that it is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import altair as alt

from jeugdlib import words
from jeugdlib.charts import plot, style
from jeugdlib.charts.board import Board, message
from jeugdlib.charts.rows import few, rows
from jeugdlib.disclosure import FLAG
from jeugdlib.errors import WrongUse

YES, NO = "ja", "nee"
STOPPED: Final = "niet te bepalen"
_TOP, _GAP, _DOWN, _LINE, _PAD = 26, 64, 30, 16, 10  # px: above the tree, between columns and rows, of a line, inside a box
_WIDEST = 300  # px of a box
_MOST = 80  # boxes: more can't be read, and a tree that shares branches may grow without end


@dataclass(frozen=True)
class _Node:
    """A question or an outcome as the table gives it."""

    name: str
    text: str
    fact: str
    answer: str | None
    yes: str | None
    no: str | None

    @property
    def leaf(self) -> bool:
        return self.yes is None and self.no is None

    @property
    def next(self) -> str | None:
        """The node that the own answer leads to."""
        return {YES: self.yes, NO: self.no}.get(self.answer or "")


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """What `boom` was asked to draw; see there."""

    knoop: str = "knoop"
    tekst: str = "tekst"
    feit: str = "feit"
    antwoord: str = "antwoord"
    ja: str = "ja"
    nee: str = "nee"

    def read(self, disclosed: object) -> dict[str, _Node]:
        """Give the nodes by name, the root first."""
        names = [self.knoop, self.tekst, self.feit, self.antwoord, self.ja, self.nee]
        frame = rows(disclosed, "boom", names)
        if frame[self.knoop].is_duplicated().any():
            raise WrongUse("De tabel voor 'boom' heeft een knoop die twee keer voorkomt. Kies eerst welke boom met rows.keep(...).")
        nodes = {}
        for name, text, fact, answer, yes, no, hidden in frame.select(*names, FLAG).iter_rows():
            told = fact if fact is not None else f"{few(disclosed)}, niet getoond" if hidden and (yes or no) else ""
            nodes[name] = _Node(name, text, told, answer, yes, no)
        for node in nodes.values():
            if (strange := {node.yes, node.no} - nodes.keys() - {None}) or (node.yes is None) != (node.no is None):
                missing = words.listing(sorted(strange)) if strange else "het andere antwoord"
                raise WrongUse(f"Knoop '{node.name}' van de boom leidt naar {missing}, en dat staat niet in de tabel.")
            if node.answer not in (YES, NO, None):
                raise WrongUse(f"Knoop '{node.name}' heeft het antwoord '{node.answer}'. Een antwoord is ja, nee of leeg.")
        return nodes


def own_way(nodes: Mapping[str, _Node]) -> list[_Node]:
    """Walk from the root along the answers, to an outcome or to a question without an answer."""
    way = [next(iter(nodes.values()))]
    while (following := way[-1].next) is not None:
        if nodes[following] in way:
            raise WrongUse(f"De boom gaat bij '{following}' in een kring rond.")
        way.append(nodes[following])
    return way


def boom(
    disclosed: object,
    *,
    knoop: str = "knoop",
    tekst: str = "tekst",
    feit: str = "feit",
    antwoord: str = "antwoord",
    ja: str = "ja",
    nee: str = "nee",
) -> alt.LayerChart:
    """Draw a decision tree with the own way through it.

    Args:
        disclosed: the table, one row per node, the first question first.
        knoop: column with the name of the node, each once.
        tekst: column with the question, or the outcome where `ja` and `nee` are null.
        feit: column with what was measured, in words, with its threshold; null on a row with hidden cells is not shown.
        antwoord: column with "ja", "nee" or null, where the way stops.
        ja: column with the node that follows "ja".
        nee: column with the node that follows "nee"; a node that several lead to is drawn again.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: a node occurs twice, leads nowhere or in a circle, or has another answer than ja or nee.
    """
    nodes = _Ask(knoop=knoop, tekst=tekst, feit=feit, antwoord=antwoord, ja=ja, nee=nee).read(disclosed)
    return _Drawing(nodes).draw() if nodes else message("Er zijn geen vragen om te tekenen.")


@dataclass
class _Box:
    """A node at its place in the grid; the same node may have several boxes."""

    node: _Node
    row: int
    column: int
    own: bool
    parent: "_Box | None" = None
    answer: str = ""


@dataclass(frozen=True)
class _Drawing:
    """The places of everything in one tree."""

    nodes: Mapping[str, _Node]

    def draw(self) -> alt.LayerChart:
        sheet = Board(style.WIDTH, int(self.tops[-1] + 4))
        return sheet.draw(
            [
                sheet.note("Dikke lijn: de weg van dit product.", x=4, y=10),
                *self._joins(sheet, own=False),
                *self._joins(sheet, own=True),
                *self._frames(sheet),
                *self._texts(sheet),
                *plot.pointed_at(
                    sheet, [self._told(box) for box in self.boxes], {"zeg": "Stap", "feit": "Gemeten", "antwoord": "Antwoord"}
                ),
            ]
        )

    # -- places

    @cached_property
    def way(self) -> list[_Node]:
        return own_way(self.nodes)

    @cached_property
    def depths(self) -> dict[str, int]:
        """How many steps there are at most below each node.

        Raises:
            WrongUse: the tree goes round in a circle.
        """
        found: dict[str, int] = {}

        def depth(name: str, above: tuple[str, ...]) -> int:
            if name in above:
                raise WrongUse(f"De boom gaat bij '{name}' in een kring rond.")
            if name not in found:
                below = [child for child in (self.nodes[name].yes, self.nodes[name].no) if child is not None]
                found[name] = max((depth(child, (*above, name)) + 1 for child in below), default=0)
            return found[name]

        depth(next(iter(self.nodes)), ())
        return found

    @cached_property
    def boxes(self) -> list[_Box]:
        """Every box in the grid: the longest branch below its question, the other one at its right."""
        made: list[_Box] = []

        def place(name: str, row: int, column: int, *, own: bool, parent: _Box | None, answer: str) -> int:
            """Place a node and all below it; return the first free row."""
            if len(made) == _MOST:
                raise WrongUse(f"De boom heeft meer dan {_MOST} vakken. Dat is niet te lezen.")
            node = self.nodes[name]
            box = _Box(node, row, column, own, parent, answer)
            made.append(box)
            if node.yes is None or node.no is None:
                return row + 1
            children = [(YES, node.yes), (NO, node.no)]
            down, right = children if self.depths[node.yes] >= self.depths[node.no] else reversed(children)
            free = place(right[1], row, column + 1, own=own and node.answer == right[0], parent=box, answer=right[0])
            return place(down[1], free, column, own=own and node.answer == down[0], parent=box, answer=down[0])

        place(next(iter(self.nodes)), 0, 0, own=True, parent=None, answer="")
        return made

    @cached_property
    def wide(self) -> float:
        columns = max(box.column for box in self.boxes) + 1
        return min(_WIDEST, (style.WIDTH - 8 - _GAP * (columns - 1)) / columns)

    def lines(self, box: _Box) -> list[tuple[str, str]]:
        """Give the lines of a box, each with its kind: a head, the question, what was measured, where the way stops."""
        room = self.wide - 2 * _PAD
        found = [("kop", "Uitkomst")] if box.own and box.node.leaf else []
        # A bold letter is wider.
        found += [("tekst", line) for line in plot.wrapped(box.node.text, room / 1.1 if box.own else room, style.SIZE)]
        found += [("feit", line) for line in plot.wrapped(box.node.fact, room)] if box.node.fact else []
        stopped = box.own and not box.node.leaf and box.node.answer is None
        return [*found, *([("stop", line) for line in plot.wrapped(STOPPED, room / 1.1)] if stopped else [])]

    def high(self, box: _Box) -> float:
        return len(self.lines(box)) * _LINE + 2 * _PAD - 4

    @cached_property
    def tops(self) -> list[float]:
        """Where each row begins, and after the last one where it ends."""
        found = [float(_TOP)]
        for row in range(max(box.row for box in self.boxes) + 1):
            found.append(found[-1] + max(self.high(box) for box in self.boxes if box.row == row) + _DOWN)
        return [*found[:-1], found[-1] - _DOWN + 4]

    def corners(self, box: _Box) -> dict[str, float]:
        x, y = 4 + box.column * (self.wide + _GAP), self.tops[box.row]
        return {"x": round(x, 1), "x2": round(x + self.wide, 1), "y": y, "y2": y + self.high(box)}

    # -- layers

    def _joins(self, sheet: Board, *, own: bool) -> list[alt.Chart]:
        """Draw the lines between boxes, each with its answer."""
        lines, said, heads = [], [], []
        for box in self.boxes:
            if box.parent is None or box.own is not own:
                continue
            above, here = self.corners(box.parent), self.corners(box)
            if box.column == box.parent.column:
                x = above["x"] + 24
                lines.append({"x": x, "x2": x, "y": above["y2"], "y2": here["y"] - 5})
                said.append((x + 10, here["y"] - _DOWN / 2, box.answer))
                heads.append({"x": x, "y": here["y"] - 5, "hoek": 180.0})
            else:
                y = above["y"] + 18
                lines.append({"x": above["x2"], "x2": here["x"] - 5, "y": y, "y2": y})
                said.append((above["x2"] + 16, y - 10, box.answer))
                heads.append({"x": here["x"] - 5, "y": y, "hoek": 90.0})
        if not lines:
            return []
        ink = style.INK if own else "#8a8f94"
        arrows = sheet.dots(plot.corners(heads), shape="triangle-up", size=110 if own else 60, fill=ink, stroke=ink)
        look = {"fontWeight": "bold"} if own else {"color": style.SOFT_INK}
        return [
            sheet.rules(plot.corners(lines), stroke=ink, strokeWidth=4 if own else 1.2),
            arrows.encode(angle=alt.Angle("hoek:Q", scale=None, legend=None)),
            *plot.texts(sheet, said, **look),
        ]

    def _frames(self, sheet: Board) -> list[alt.Chart]:
        kinds: list[tuple[list[_Box], dict[str, Any]]] = [
            ([box for box in self.boxes if not box.own], {"fill": style.PAPER, "stroke": "#8a8f94", "strokeWidth": 1}),
            ([box for box in self.boxes if box.own and not box.node.leaf], {"fill": style.PAPER, "stroke": style.INK, "strokeWidth": 3}),
            ([box for box in self.boxes if box.own and box.node.leaf], {"fill": style.BAR, "stroke": style.INK, "strokeWidth": 3}),
        ]
        return [
            sheet.blocks(plot.corners([self.corners(box) for box in chosen]), cornerRadius=4, **look) for chosen, look in kinds if chosen
        ]

    def _texts(self, sheet: Board) -> list[alt.Chart]:
        kinds: dict[tuple[str, bool, bool], list[dict[str, Any]]] = {}
        for box in self.boxes:
            place = self.corners(box)
            for i, (kind, line) in enumerate(self.lines(box)):
                one = {"x": place["x"] + _PAD, "y": place["y"] + _PAD + 6 + i * _LINE, "tekst": line}
                kinds.setdefault((kind, box.own, box.node.leaf), []).append(one)
        layers = []
        for (kind, own, leaf), said in kinds.items():
            ink = style.PAPER if own and leaf else style.SOFT_INK if kind == "feit" or not own else style.INK
            bold = {"fontWeight": "bold"} if own and kind in ("tekst", "stop") else {}
            size = style.SIZE if kind == "tekst" else style.SMALL
            layers.append(sheet.words(plot.corners(said), "tekst", color=ink, fontSize=size, **bold))
        return layers

    def _told(self, box: _Box) -> dict[str, Any]:
        stopped = box.own and not box.node.leaf and box.node.answer is None
        return self.corners(box) | {
            "zeg": f"Uitkomst: {box.node.text}" if box.node.leaf else box.node.text,
            "feit": box.node.fact or words.NO_VALUE,
            "antwoord": STOPPED if stopped else box.node.answer or words.NO_VALUE,
        }


def describe(disclosed: object, **keus: Any) -> str:
    """Say the own way through the tree, question by question, and its outcome; the choices are those of `boom`.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: as `boom`.
    """
    nodes = _Ask(**keus).read(disclosed)
    if not nodes:
        return "Er zijn geen vragen."
    outcomes = [node.text for node in nodes.values() if node.leaf]
    questions = words.plural(len(nodes) - len(outcomes), "vraag", "vragen")
    said = [f"Beslisboom met {questions} en {words.plural(len(outcomes), 'uitkomst', 'uitkomsten')}: {words.listing(outcomes)}."]
    way = own_way(nodes)
    for number, node in enumerate([node for node in way if not node.leaf], start=1):
        fact = f" ({node.fact})" if node.fact else ""
        said.append(f"{number}. {node.text}{fact}: {node.answer or STOPPED}.")
    said.append(f"Uitkomst: {way[-1].text}." if way[-1].leaf else "Daarom is er geen uitkomst.")
    return " ".join(said)
