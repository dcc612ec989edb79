# In the order the work happens: this is the table of contents.

# What every noun shares: states, labels, journal
from . import emmaus_lifecycle_mixin
from . import emmaus_qr_token
from . import emmaus_event
from . import emmaus_event_words
from . import emmaus_event_check

# Who and where
from . import res_partner
from . import res_users
from . import res_users_settings
from . import emmaus_agreement
from . import stock_warehouse
from . import stock_package

# What: categories, numbering, brands
from . import emmaus_device_category
from . import emmaus_device_counter
from . import emmaus_brand
from . import emmaus_grading_part
from . import emmaus_grading_rule
from . import emmaus_cpu_mark
from . import emmaus_cpu_synonym

# The line: collection, device
from . import stock_picking
from . import emmaus_collection
from . import emmaus_device
from . import emmaus_device_find
from . import emmaus_device_place
from . import emmaus_device_check
from . import emmaus_device_identifier
from . import emmaus_device_merge
from . import emmaus_device_grade
from . import emmaus_grading
from . import emmaus_device_cpu
from . import emmaus_device_measure

# Audited and erased: what was read, what proves that nothing is left
from . import emmaus_audit
from . import emmaus_audit_match
from . import emmaus_audit_change
from . import emmaus_audit_message
from . import emmaus_medium
from . import emmaus_erasure
from . import emmaus_erasure_report
from . import emmaus_erasure_message
from . import emmaus_device_proof
from . import emmaus_audit_page
from . import emmaus_medium_page
from . import emmaus_erasure_page
from . import emmaus_device_proof_page

# Tried on the bench, repaired here or by a refurbisher
from . import emmaus_checklist
from . import emmaus_refurbishment
from . import emmaus_refurbishment_line
from . import emmaus_refurbishment_batch
from . import emmaus_refurbishment_bench
from . import emmaus_refurbishment_part

# The gate below it all
from . import product_template
from . import stock_lot
from . import stock_move_line
from . import stock_quant

# Waste: what cannot be used again, and how it leaves
from . import emmaus_waste_code
from . import res_partner_waste
from . import emmaus_device_recycle
from . import emmaus_waste_shipment
from . import emmaus_waste_shipment_check
from . import emmaus_waste_shipment_line
from . import emmaus_waste_loading
from . import emmaus_waste_delivery
from . import emmaus_waste_register
from . import emmaus_waste_gate

# Any file in: read, planned, applied once
from . import emmaus_import
from . import emmaus_import_line
from . import emmaus_import_match
from . import emmaus_import_device
from . import emmaus_import_apply
from . import emmaus_import_partner
from . import emmaus_import_outcome
from . import emmaus_import_progress

# What waits for whom
from . import emmaus_home
from . import emmaus_home_workshop
from . import ir_attachment
from . import ir_filters

# Documents on paper
from . import emmaus_document
from . import emmaus_document_erasure
from . import emmaus_document_sheet

# Calls of other tools
from . import emmaus_api_call
from . import emmaus_device_materiel
from . import emmaus_import_materiel
from . import emmaus_materiel
from . import ir_http
