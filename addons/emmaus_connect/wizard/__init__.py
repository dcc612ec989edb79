from . import emmaus_device_place
from . import emmaus_device_merge_wizard
from . import emmaus_label_print
from . import emmaus_label_stick
from . import emmaus_device_checklist
from . import emmaus_refurbishment_return
from . import emmaus_refurbishment_fit
