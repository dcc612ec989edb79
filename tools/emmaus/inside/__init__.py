"""Programs that run inside Odoo's Python; the rest of the tool starts them."""
