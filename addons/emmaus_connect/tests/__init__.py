from . import test_labels, test_qr_card
