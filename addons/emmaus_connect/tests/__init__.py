from . import test_labels, test_qr_card, test_story
