from odoo import api, fields, models

from ..tools.codes import normalize_code, parse_token


class EmmausDevice(models.Model):
    """By whatever number a device is known: scanned, typed, or its first characters."""

    _inherit = "emmaus.device"

    @api.model
    def find_by_code(self, text):
        """Return every device known by a code, as scanned or typed.

        :param str text: QR address or token, EC number, refurbisher's number, serial
            or IMEI, in any case and spacing
        :return: all hits among the devices the caller may see; none for an unknown code
        """
        return self._find_by_codes([text])[text]

    @api.model
    def _find_by_codes(self, texts):
        """Return ``{text: devices}`` for many codes at once; see `find_by_code`."""
        texts = list(texts)
        wanted = {text: normalize_code(text) for text in texts}
        rows = self.env["emmaus.device.identifier"].search_fetch(
            [("normalized", "in", [code for code in wanted.values() if code])],
            ["normalized", "device_id"],
        )
        by_code = {}
        for row in rows:
            by_code.setdefault(row.normalized, set()).add(row.device_id.id)
        for text in texts:
            token = parse_token(text)
            if token:
                device = self.env["emmaus.qr.token"]._resolve(token)
                if device._name == self._name:
                    by_code.setdefault(wanted[text], set()).add(device.id)
        shown = self._shown_for(set().union(*by_code.values()))
        return {
            text: self.browse(
                sorted(
                    {shown[found] for found in by_code.get(code, ()) if found in shown}
                )
            )
            for text, code in wanted.items()
        }

    def _shown_for(self, ids):
        """Return ``{id: id to show}`` of those the caller may see, archives left out.

        For a double, the device it was merged into is shown.
        """
        found = self.with_context(active_test=False).search([("id", "in", list(ids))])
        shown = {device.id: device.id for device in found if device.active}
        for double in found.filtered("merged_into_id"):
            kept = double._kept()._filtered_access("read").filtered("active")
            shown.update({double.id: kept.id} if kept else {})
        return shown

    def _search_code(self, operator, value):
        if operator not in ("in", "ilike", "like", "=ilike"):
            return NotImplemented
        values = [value] if isinstance(value, str) else list(value)
        tokens = [self.env["emmaus.qr.token"]._resolve(text) for text in values]
        stuck = [
            device.id for device in tokens if device._name == self._name and device
        ]
        codes = [code for code in map(normalize_code, values) if code]
        if operator == "in":
            domain = fields.Domain("normalized", "in", codes)
        else:
            domain = fields.Domain.OR(
                fields.Domain("normalized", "=like", f"{code}%") for code in codes
            )
        found = self.env["emmaus.device.identifier"]._search(domain)
        return fields.Domain("id", "in", found.subselect("device_id")) | fields.Domain(
            "id", "in", stuck
        )

    @api.model
    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like", "=ilike", "in") and value:
            return self._search_code(operator, value)
        return super()._search_display_name(operator, value)

    def action_view_duplicates(self):
        self.ensure_one()
        twins = self._find_by_codes(self.identifier_ids.mapped("value")).values()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "emmaus_connect.emmaus_device_action"
        )
        ids = self.browse().union(*twins).ids
        return {**action, "domain": [("id", "in", ids)], "context": {}}
