"""The controls: a few widgets per slide; a change gives new settings, and the view follows.

A slider tells its value when it is let go, a field when it is left, so nothing is computed in between. The first view is
the static figure: the same data object, the same functions.
"""

from collections.abc import Callable
from html import escape
from typing import Any, Final

import ipywidgets as widgets

from jeugdlib import sentences, settings, store
from jeugdlib.analyses import paden
from jeugdlib.errors import JeugdlibError, WrongUse
from jeugdlib.lab import views
from jeugdlib.lab.inside import only_inside
from jeugdlib.lab.views import View
from jeugdlib.workbook import Werk

_STYLE: Final = {"description_width": "210px"}
_LAYOUT: Final = {"width": "500px"}
_WAIT: Final = "<p>Bezig met rekenen…</p>"

Show = Callable[[Werk, dict[str, Any]], View]


class Verkenner(widgets.VBox):
    """Controls above a view.

    Attributes:
        knoppen: the controls by name; a name of `settings.PARAMETERS` is a setting, the others go to the view.
        werk: the data behind the view.
        view: what is shown now; None when the choices can't be worked with.
    """

    def __init__(self, werk: Werk, knoppen: dict[str, widgets.ValueWidget], show: Show) -> None:
        only_inside()
        self.knoppen = knoppen
        self.werk = werk
        self.view: View | None = None
        self._show = show
        self._beeld = widgets.HTML()
        super().__init__([widgets.VBox(list(knoppen.values())), self._beeld])
        for knop in knoppen.values():
            knop.observe(self._changed, names="value")
        self._draw()

    @property
    def html(self) -> str:
        """The HTML that is shown now."""
        return self._beeld.value

    def replace_controls(self, knoppen: dict[str, widgets.ValueWidget]) -> None:
        """Show other controls; those that stay keep their value."""
        for name in knoppen.keys() - self.knoppen.keys():
            knoppen[name].observe(self._changed, names="value")
        self.knoppen = knoppen
        box = self.children[0]
        assert isinstance(box, widgets.VBox)
        box.children = tuple(knoppen.values())

    def _changed(self, _change: Any) -> None:
        self._beeld.value = _WAIT
        self._draw()

    def _draw(self) -> None:
        values = {name: knop.value for name, knop in self.knoppen.items()}  # type: ignore[attr-defined]
        try:
            self.werk = self.werk.with_choices(_choose(self.werk.keuze, values))
            self.view = self._show(self.werk, values)
        except JeugdlibError as error:
            self.view = None
            self._beeld.value = f"<p><strong>Dit kan niet:</strong> {escape(str(error))}</p>"
        else:
            self._beeld.value = self.view.html


def _choose(keuze: settings.Settings, values: dict[str, Any]) -> settings.Settings:
    """Return the settings with the values of the controls in them."""
    chosen = {name: value for name, value in values.items() if name in settings.PARAMETERS}
    for name, value in chosen.items():
        if value is None:
            raise WrongUse("Vul een hele datum in, zoals 01-08-2024.")
        chosen[name] = list(value) if isinstance(value, tuple) else value
    literals = {name: getattr(keuze, name) for name in settings.PARAMETERS} | chosen
    return settings.from_parameters(
        **{name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in literals.items()}
    )


# --- the controls ---------------------------------------------------------------------------------------------------


def _gemeente(werk: Werk) -> dict[str, widgets.ValueWidget]:
    region = store.find_gemeente(werk.dataset, settings.REGION)
    options = [(place.naam, place.code) for place in [region, *store.gemeenten(werk.dataset)]]
    return {"gemeente": _dropdown("Gemeente", options, werk.gemeente.code)}


def _dropdown(label: str, options: list[tuple[str, str]], value: str) -> widgets.Dropdown:
    return widgets.Dropdown(options=options, value=value, description=label, style=_STYLE, layout=_LAYOUT)


def _groep(werk: Werk) -> dict[str, widgets.ValueWidget]:
    """Let the reader choose a productgroep; the one with the most paths, which the slide shows first, comes first."""
    first = sentences.groepen(werk.disclose(paden.key_figures(werk.zorgpaden), paden.KEY_FIGURES_RULE))
    known = werk.keuze.productgroepen or werk.producten["productgroep"].drop_nulls().unique().sort().to_list()
    ordered = list(dict.fromkeys([*first, *known]))
    return {"groep": _dropdown("Productgroep", [(name, name) for name in ordered], ordered[0])}


def _periode(werk: Werk) -> dict[str, widgets.ValueWidget]:
    return {
        "analyse_begin": _date("Eerste dag die meetelt", werk.keuze.analyse_begin),
        "peildatum": _date("Peildatum (telt niet mee)", werk.keuze.peildatum),
    }


def _date(label: str, value: Any) -> widgets.DatePicker:
    return widgets.DatePicker(value=value, description=label, style=_STYLE, layout=_LAYOUT)


def _aanbieders(werk: Werk) -> dict[str, widgets.ValueWidget]:
    """Let the reader leave out aanbieders, those with toewijzingen here, by name."""
    names = dict(store.read_table(werk.dataset, "aanbieders").select("agb", "naam").iter_rows())
    here = {*werk.toewijzingen["agb"].unique(), *werk.keuze.zonder_aanbieders}
    options = sorted((f"{names.get(agb, 'Aanbieder')} ({agb})", agb) for agb in here)
    return {
        "zonder_aanbieders": widgets.SelectMultiple(
            options=options, value=tuple(werk.keuze.zonder_aanbieders), rows=4, description="Zonder aanbieder", style=_STYLE, layout=_LAYOUT
        )
    }


def _slider(label: str, value: int, highest: int) -> widgets.IntSlider:
    return widgets.IntSlider(
        value=value, min=0, max=max(highest, value), description=label, continuous_update=False, style=_STYLE, layout=_LAYOUT
    )


def _paths(werk: Werk) -> dict[str, widgets.ValueWidget]:
    return {
        "max_gat_maanden": _slider("Gat binnen een pad (maanden)", werk.keuze.max_gat_maanden, 12),
        "max_overdracht_dagen": _slider("Overdracht (dagen)", werk.keuze.max_overdracht_dagen, 92),
    }


def _verbergen(werk: Werk) -> dict[str, widgets.ValueWidget]:
    return {
        "onderdrukken": widgets.Checkbox(
            value=werk.keuze.onderdrukken, description="Kleine aantallen verbergen", style=_STYLE, layout=_LAYOUT
        )
    }


def _norm(zwaarte: str, uren: float) -> widgets.BoundedFloatText:
    return widgets.BoundedFloatText(
        value=uren, min=0, max=100_000, step=1, description=f"Norm {zwaarte} (uren)", style=_STYLE, layout=_LAYOUT
    )


# --- one function per slide -----------------------------------------------------------------------------------------


def verken_kerncijfers(werk: Werk) -> Verkenner:
    """Explore the key figures: gemeente, period, aanbieders left out."""
    knoppen = _gemeente(werk) | _periode(werk) | _aanbieders(werk) | _verbergen(werk)
    return Verkenner(werk, knoppen, lambda now, _: views.toon_kerncijfers(now))


def verken_paden(werk: Werk) -> Verkenner:
    """Explore the paths: productgroep, tolerance for a hole, handover; and whether the conclusion stands."""
    knoppen = _gemeente(werk) | _groep(werk) | _periode(werk) | _aanbieders(werk) | _paths(werk) | _verbergen(werk)
    return Verkenner(werk, knoppen, lambda now, values: views.toon_paden(now, values["groep"]))


def verken_volumes(werk: Werk) -> Verkenner:
    """Explore the hours per path, with norms of your own."""
    return _Volumes(werk)


class _Volumes(Verkenner):
    """The explorer with a field per norm, which are others in another productgroep."""

    def __init__(self, werk: Werk) -> None:
        self._common = _gemeente(werk) | _groep(werk) | _periode(werk) | _aanbieders(werk) | _paths(werk) | _verbergen(werk)
        self._norms = self._fields(werk, str(self._common["groep"].value))  # type: ignore[attr-defined]
        super().__init__(werk, self._common | self._norms, self._view)

    @staticmethod
    def _fields(werk: Werk, groep: str) -> dict[str, widgets.ValueWidget]:
        return {f"norm {zwaarte}": _norm(zwaarte, uren) for zwaarte, uren in views.normen_van(werk, groep).items()}

    def _changed(self, change: Any) -> None:
        if change.owner is self._common["groep"]:
            self._norms = self._fields(self.werk, change.new)
            self.replace_controls(self._common | self._norms)
        super()._changed(change)

    def _view(self, werk: Werk, values: dict[str, Any]) -> View:
        normen = {name.removeprefix("norm "): values[name] for name in self._norms}
        return views.toon_volumes(werk, values["groep"], normen)


def verken_doorlooptijd(werk: Werk) -> Verkenner:
    """Explore how long paths last, with a norm of your own."""
    knoppen = _gemeente(werk) | _groep(werk) | _periode(werk) | _aanbieders(werk) | _paths(werk)
    knoppen["norm"] = _slider("Norm (maanden)", sentences.NORM_MAANDEN, 48)
    return Verkenner(werk, knoppen | _verbergen(werk), lambda now, values: views.toon_doorlooptijd(now, values["groep"], values["norm"]))


def verken_plekbezetting(werk: Werk) -> Verkenner:
    """Explore the places: gemeente, period, aanbieders left out."""
    periode = {
        "plek_begin": _date("Eerste dag", werk.keuze.plek_begin),
        "plek_eind": _date("Laatste dag", werk.keuze.plek_eind),
    }
    knoppen = _gemeente(werk) | periode | _aanbieders(werk) | _verbergen(werk)
    return Verkenner(werk, knoppen, lambda now, _: views.toon_plekbezetting(now))
