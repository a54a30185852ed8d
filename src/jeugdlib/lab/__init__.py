"""Verkennen in JupyterLab: change a choice, and sentence, chart and table follow; from a bar to the care behind it.

For the analyst's own screen. A report leaves these cells out, and these functions refuse to work inside one.
"""

from jeugdlib.lab.explain import verklaar_client, verklaar_pad
from jeugdlib.lab.explore import verken_doorlooptijd, verken_kerncijfers, verken_paden, verken_plekbezetting, verken_volumes

__all__ = [
    "verken_doorlooptijd",
    "verken_kerncijfers",
    "verken_paden",
    "verken_plekbezetting",
    "verken_volumes",
    "verklaar_client",
    "verklaar_pad",
]
