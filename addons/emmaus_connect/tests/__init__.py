from . import test_lifecycle, test_event, test_access_matrix, test_site_rules
from . import test_partner, test_agreement
from . import test_collection, test_device, test_numbering, test_gate
from . import test_gate_paths, test_gate_review, test_proof_review
from . import test_settled, test_codes, test_identifier_merge
from . import test_label_stick
from . import test_labels, test_qr_card, test_story
from . import test_grading_examples
from . import test_grading
from . import test_grading_sheets
from . import test_grading_properties
from . import test_cpu_mark, test_cpu_import, test_cpu_real
from . import test_home, test_place_wizard
from . import test_waste, test_waste_gate, test_waste_loading
from . import test_waste_shipping, test_waste_register
from . import test_checklist, test_refurbishment, test_refurbishment_bench
from . import test_import_readers, test_import_devices, test_import_partners
from . import test_import_background, test_import_hostile, test_import_rights
from . import test_import_real
from . import test_audit, test_erasure
from . import test_audit_screens
from . import test_audit_readers, test_audit_shapes, test_audit_inventories
from . import test_audit_zips, test_audit_dumps, test_audit_values, test_audit_real
from . import test_audit_fuzz
from . import test_erasure_readers, test_erasure_fuzz, test_documents
from . import (
    test_api,
    test_api_materiel,
    test_api_calls,
    test_api_upload,
    test_api_lines,
)
from . import test_translation
