from . import test_label_stick
from . import test_labels, test_qr_card, test_story
from . import test_home, test_place_wizard
