"""The one question of the gate, in SQL: does a device hold nothing any more?"""

from odoo.tools import SQL

# What proves that nothing of the former owner is left on a medium `medium`.
MEDIUM_PROVEN = SQL(
    """
    EXISTS (
        SELECT 1 FROM emmaus_erasure AS erasure
         WHERE erasure.medium_id = medium.id AND erasure.state = 'passed'
           AND (medium.data_since IS NULL
                OR (erasure.proven_at >= medium.data_since
                    AND COALESCE(erasure.ended_at, erasure.proven_at)
                        >= medium.data_since))
    )
    """
)
# For a row `device` with its `category`. Nobody knows what is inside a computer that
# no audit saw; a phone has its one storage. A disk that the last audit lists counts
# although somebody says it was seen in another machine since.
DEVICE_PROVEN = SQL(
    """
    (NOT EXISTS (
        SELECT 1 FROM emmaus_medium AS medium
         WHERE medium.device_id = device.id AND medium.is_present AND NOT %s)
    AND (device.no_medium_audit_id = device.last_audit_id OR (
        NOT EXISTS (
            SELECT 1 FROM emmaus_audit_emmaus_medium_rel AS listed
              JOIN emmaus_medium AS medium ON medium.id = listed.emmaus_medium_id
             WHERE listed.emmaus_audit_id = device.last_audit_id AND NOT %s)
        AND (NOT category.data_bearing OR (
            (device.last_audit_id IS NOT NULL OR category.internal_storage)
            AND EXISTS (
                SELECT 1 FROM emmaus_medium AS medium
                 WHERE medium.device_id = device.id AND medium.is_present)))
    )))
    """,
    MEDIUM_PROVEN,
    MEDIUM_PROVEN,
)
