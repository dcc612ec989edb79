"""Who else overrides what the set-based path does not call."""

import logging

_logger = logging.getLogger(__name__)

# Methods that the set-based path replaces by SQL. Each must be defined by the
# modules below only; anybody else may expect to be called, record by record.
REPLACED = {
    "stock.lot": (
        "create", "write", "_create", "_write_multi", "_check_create",
        "_compute_company_id", "_compute_single_location", "_compute_field_value",
    ),
    "stock.move": ("_check_quantity",),
    "stock.move.line": (
        "create", "write", "_create", "_write_multi", "_compute_field_value",
        "_action_done", "_synchronize_quant", "_free_reservation",
        "_exclude_requiring_lot", "_prepare_new_lot_vals",
        "_create_and_assign_production_lot", "_check_company",
        "_compute_product_uom_id", "_compute_quantity_product_uom",
        "_compute_picked", "_compute_location_id",
    ),
    "stock.quant": (
        "create", "write", "_create", "_write_multi", "_compute_field_value",
        "_update_available_quantity", "_update_reserved_quantity", "_gather",
        "_get_available_quantity", "_get_gather_domain", "_compute_inventory_date",
        "_get_quants_by_products_locations", "_compute_inventory_diff_quantity",
        "_compute_inventory_quantity_set",
    ),
}  # fmt: skip

# Read line by line: what they do on these methods is either done here too or has
# no effect on a serial that is received, moved or delivered.
KNOWN_MODULES = (
    "odoo.orm.models",
    "odoo.addons.base.models.",
    "odoo.addons.mail.models.",
    "odoo.addons.stock.models.",
    "odoo.addons.stock_account.models.",
    "odoo.addons.stock_serial_bulk.models.",
)


def serial_bulk_aware(method):
    """Mark an override that need not be called for each serial.

    Use it on an override of one of the ``REPLACED`` methods that has nothing to do
    for serials moved in bulk, or whose work is also done in
    ``stock.picking._serial_bulk_after``.
    """
    method._serial_bulk_aware = True
    return method


def foreign_override(env):
    """Return ``"model.method (module)"`` of an unknown override, or ``None``.

    Walks the classes of the current registry each time (a tenth of a
    millisecond), so a patch put on a class later is seen as well.
    """
    for model_name, method_names in REPLACED.items():
        registry_class = env.registry[model_name]
        for method_name in method_names:
            for cls in registry_class.__mro__:
                method = cls.__dict__.get(method_name)
                if method is not None and not _is_known(method, cls, registry_class):
                    origin = getattr(method, "__module__", cls.__module__)
                    return _report(env, f"{model_name}.{method_name} ({origin})")
        for method in env[model_name]._constraint_methods:
            if not _is_known(method, None, registry_class):
                name = f"{model_name}.{method.__name__} ({method.__module__})"
                return _report(env, name)
    return None


def _is_known(method, cls, registry_class):
    if getattr(method, "_serial_bulk_aware", False):
        return True
    # A method set on the registry class itself is a patch (automation rules).
    if cls is registry_class:
        return False
    module = cls.__module__ if cls else method.__module__
    return (module + ".").startswith(KNOWN_MODULES)


def _report(env, override):
    seen = env.registry.__dict__.setdefault("_serial_bulk_overrides", set())
    if override not in seen:
        seen.add(override)
        _logger.info("Serials in bulk take Odoo's own path because of %s", override)
    return override
