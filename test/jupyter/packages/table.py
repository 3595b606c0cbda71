"""All packages, in the order in which their cells run."""

from code_packages import CODE
from data import DATA
from drawing import DRAWING
from light import LIGHT
from web import WEB

# `file-type` looks at what sharp drew, `plot` draws in jsdom's document, `axios` and `ky` ask express.
ALL = [*LIGHT, *DATA, *DRAWING, *WEB, *CODE]
