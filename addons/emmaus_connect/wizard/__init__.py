from . import emmaus_label_print
