from odoo import fields, models

from ..tools.register_file import Column


class EmmausWasteShipment(models.Model):
    """The register of outgoing waste (arrêté of 31 May 2021, article 2)."""

    _inherit = "emmaus.waste.shipment"

    def _register_facts(self):
        """Return who is who as of the departure: a partner renamed later is not it."""
        site = self.sudo().warehouse_id
        origin = (site.partner_id or site.company_id.partner_id)._waste_party()
        origin["siret"] = origin["siret"] or site.company_id.company_registry
        facts = {
            "site": {**origin, "name": f"{site.company_id.name}, {site.name}"},
            "carrier": self.sudo().carrier_id._waste_party(),
            "consignee": self.sudo().consignee_id._waste_party(),
            "waste_code": self.waste_code_id.code,
        }
        if self.eco_organisation_id:
            facts["eco"] = self.sudo().eco_organisation_id._waste_party()
        return facts

    def _register_domain(self, date_from, date_to, sites):
        """Return what left between two days, both included, from some sites or all."""
        domain = fields.Domain("state", "in", ("shipped", "treated"))
        domain &= fields.Domain("date_shipped", ">=", date_from)
        domain &= fields.Domain("date_shipped", "<=", date_to)
        if sites:
            domain &= fields.Domain("warehouse_id", "in", sites.ids)
        return domain

    def _register_table(self):
        """Return `(columns, rows)` of the register, one row for each shipment.

        Weights in tonnes as the text asks, and in kilograms as we weigh; the cells
        are str, int, float, date or None.
        """
        columns = self._register_columns()
        rows = [[column.value(shipment) for column in columns] for shipment in self]
        return columns, rows

    def _register_columns(self):
        env = self.env
        return [
            Column(env._("Number"), lambda s: s.name),
            Column(env._("Left On"), lambda s: s.date_shipped),
            Column(env._("Usual Name"), lambda s: s.usual_name, 28),
            Column(env._("Waste Code"), lambda s: s.register_facts["waste_code"]),
            Column(env._("Entry of the List"), lambda s: s.waste_code_id.name, 40),
            Column(env._("Dangerous"), lambda s: s._yes_no(s._left_dangerous())),
            Column(
                env._("Persistent Pollutants (POP)"), lambda s: s._yes_no(s.has_pop)
            ),
            Column(env._("Quantity (t)"), lambda s: round(s.weight_kg / 1000, 6)),
            Column(env._("Quantity (kg)"), lambda s: round(s.weight_kg, 3)),
            Column(env._("Devices"), lambda s: s._register_pieces(devices=True)),
            Column(env._("Other Pieces"), lambda s: s._register_pieces(devices=False)),
            *self._register_party("site", env._("Origin")),
            *self._register_party("carrier", env._("Carrier")),
            Column(env._("Carrier: receipt"), lambda s: s.carrier_receipt),
            *self._register_party("consignee", env._("Consignee")),
            Column(
                env._("Consignee: authorisation"),
                lambda s: s.consignee_authorisation,
                28,
            ),
            Column(env._("Treatment Code"), lambda s: s.treatment_code),
            Column(
                env._("Treatment"), lambda s: s._register_label("treatment_code"), 32
            ),
            Column(
                env._("Kind of Treatment"),
                lambda s: s._register_label("treatment_rank"),
            ),
            Column(env._("Slip Number"), lambda s: s.slip_number, 24),
            *self._register_party("eco", env._("Producer responsibility organisation")),
            Column(
                env._("Received by the Consignee"), lambda s: s.date_received or None
            ),
            Column(
                env._("Weight Accepted (kg)"), lambda s: s.received_weight_kg or None
            ),
            Column(env._("Treated On"), lambda s: s.date_treated or None),
        ]

    def _register_party(self, key, title):
        env = self.env

        def fact(name):
            return lambda shipment: shipment.register_facts.get(key, {}).get(name)

        return [
            Column(env._("%(party)s: name", party=title), fact("name"), 28),
            Column(env._("%(party)s: address", party=title), fact("address"), 36),
            Column(env._("%(party)s: SIRET", party=title), fact("siret"), 18),
        ]

    def _left_dangerous(self):
        return self.register_facts["waste_code"].endswith("*")

    def _register_pieces(self, devices):
        lines = self.line_ids.filtered(lambda line: line.is_devices == devices)
        return sum(lines.mapped("quantity"))

    def _register_label(self, name):
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name])

    def _yes_no(self, value):
        return self.env._("Yes") if value else self.env._("No")
