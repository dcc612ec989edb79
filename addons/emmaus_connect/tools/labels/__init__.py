from .formats import FORMATS, Format
from .label import Label
from .pdf import render_pdf
from .zpl import render_zpl
