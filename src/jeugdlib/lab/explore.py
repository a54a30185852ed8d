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
        for name in self.knoppen.keys() - knoppen.keys():
            self.knoppen[name].unobserve(self._changed, names="value")
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
            self._follow()

    def _follow(self) -> None:
        """List the aanbieders of the gemeente that is shown now; those that are left out stay so."""
        knop = self.knoppen.get("zonder_aanbieders")
        options = _aanbieders_of(self.werk)
        if not isinstance(knop, widgets.SelectMultiple) or list(knop.options) == options:
            return
        knop.unobserve(self._changed, names="value")
        chosen = knop.value
        knop.options, knop.value = options, chosen
        knop.observe(self._changed, names="value")


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
    return {"gemeente": _dropdown("Gemeente", _places(werk), werk.gemeente.code)}


def _vergelijk(werk: Werk) -> dict[str, widgets.ValueWidget]:
    """Let the reader choose what stands beside the gemeente: the region, as in the report, or another gemeente."""
    return {"vergelijk": _dropdown("Vergelijk met", _places(werk), settings.REGION)}


def _places(werk: Werk) -> list[tuple[str, str]]:
    region = store.find_gemeente(werk.dataset, settings.REGION)
    return [(place.naam, place.code) for place in [region, *store.gemeenten(werk.dataset)]]


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
    chosen = tuple(werk.keuze.zonder_aanbieders)
    return {
        "zonder_aanbieders": widgets.SelectMultiple(
            options=_aanbieders_of(werk), value=chosen, rows=4, description="Zonder aanbieder", style=_STYLE, layout=_LAYOUT
        )
    }


def _aanbieders_of(werk: Werk) -> list[tuple[str, str]]:
    names = dict(store.read_table(werk.dataset, "aanbieders").select("agb", "naam").iter_rows())
    here = {*werk.toewijzingen["agb"].unique(), *werk.keuze.zonder_aanbieders}
    return sorted((f"{names.get(agb, 'Aanbieder')} ({agb})", agb) for agb in here)


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
    """Explore the key figures: gemeente, what stands beside it, period, aanbieders left out."""
    knoppen = _gemeente(werk) | _vergelijk(werk) | _periode(werk) | _aanbieders(werk) | _verbergen(werk)
    return Verkenner(werk, knoppen, lambda now, values: views.toon_kerncijfers(now, values["vergelijk"]))


def verken_paden(werk: Werk) -> Verkenner:
    """Explore the paths: productgroep, tolerance for a hole, handover; and whether the conclusion stands."""
    return Verkenner(werk, _of_paths(werk), lambda now, values: views.toon_paden(now, values["groep"], values["vergelijk"]))


def _of_paths(werk: Werk) -> dict[str, widgets.ValueWidget]:
    """Return the controls of every slide about paths."""
    where = _gemeente(werk) | _vergelijk(werk) | _groep(werk)
    return where | _periode(werk) | _aanbieders(werk) | _paths(werk) | _verbergen(werk)


def verken_volumes(werk: Werk) -> Verkenner:
    """Explore the hours per path, with norms of your own."""
    return _MetNormen(
        werk,
        lambda now, groep: {f"norm {zwaarte}": _norm(zwaarte, uren) for zwaarte, uren in views.normen_van(now, groep).items()},
        lambda now, groep, normen, naast: views.toon_volumes(
            now, groep, {name.removeprefix("norm "): uren for name, uren in normen.items()}, naast
        ),
    )


def verken_doorlooptijd(werk: Werk) -> Verkenner:
    """Explore how long paths last, with a norm of your own where the productgroep has one."""
    return _MetNormen(
        werk,
        lambda now, groep: {
            name: _slider(f"{name.capitalize()} (maanden)", months, 48) for name, months in views.normen_in_maanden(now, groep).items()
        },
        lambda now, groep, normen, naast: views.toon_doorlooptijd(now, groep, list(normen.values()), naast),
    )


class _MetNormen(Verkenner):
    """The explorer with a field per norm, which are others in another productgroep."""

    def __init__(
        self,
        werk: Werk,
        fields: Callable[[Werk, str], dict[str, widgets.ValueWidget]],
        show: Callable[[Werk, str, dict[str, Any], str], View],
    ) -> None:
        self._fields, self._of_norms = fields, show
        self._common = _of_paths(werk)
        self._norms = fields(werk, str(self._common["groep"].value))  # type: ignore[attr-defined]
        super().__init__(werk, self._common | self._norms, self._view)

    def _changed(self, change: Any) -> None:
        if change.owner is self._common["groep"]:
            self._norms = self._fields(self.werk, change.new)
            self.replace_controls(self._common | self._norms)
        super()._changed(change)

    def _view(self, werk: Werk, values: dict[str, Any]) -> View:
        return self._of_norms(werk, values["groep"], {name: values[name] for name in self._norms}, values["vergelijk"])


def verken_plekbezetting(werk: Werk) -> Verkenner:
    """Explore the places: gemeente, period, aanbieders left out."""
    periode = {
        "plek_begin": _date("Eerste dag", werk.keuze.plek_begin),
        "plek_eind": _date("Laatste dag", werk.keuze.plek_eind),
    }
    knoppen = _gemeente(werk) | periode | _aanbieders(werk) | _verbergen(werk)
    return Verkenner(werk, knoppen, lambda now, _: views.toon_plekbezetting(now))
