from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_list

from ..tools.proof import DEVICE_PROVEN

# Nothing of its former owner may be left on a device that goes there; see DESIGN
# promise 1. A device that comes back (received) holds data again.
_NEEDS_PROOF = (
    "erased",
    "graded",
    "ready",
    "promised",
    "delivered",
    "sold",
    "recycled",
)
# Where a device is past its proof and still in our hands.
_CLOSES_AGAIN = ("erased", "graded", "ready", "promised")


class EmmausDevice(models.Model):
    """What proves that a device holds nothing of its former owner any more."""

    _inherit = "emmaus.device"

    medium_ids = fields.One2many("emmaus.medium", "device_id", "Storage Media")
    erasure_ids = fields.One2many("emmaus.erasure", "device_id", "Erasures")
    erasure_state = fields.Selection(
        [
            ("none", "No data"),  # nothing in it that could hold any
            ("open", "To erase"),
            ("proven", "Erased, with proof"),
        ],
        "Erasure",
        readonly=True,
        copy=False,
        index=True,
        help="The gate: until each medium that the last audit lists is erased with"
        " proof, the device stays in the intake, to-erase or workshop zone.",
    )
    no_medium_audit_id = fields.Many2one(
        "emmaus.audit",
        readonly=True,
        copy=False,
        help="The audit after which somebody looked and found no storage inside.",
    )

    def _gone(self):
        """Return those that left us: what is in them is in other hands."""
        return self.filtered(lambda d: d.state in ("delivered", "sold", "recycled"))

    # The proof

    def _proven(self):
        """Return those that hold no data, or whose every medium is erased."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT device.id FROM emmaus_device AS device
                  JOIN emmaus_device_category AS category
                    ON category.id = device.category_id
                 WHERE device.id = ANY(%s) AND %s
                """,
                list(self.ids),
                DEVICE_PROVEN,
            )
        )
        return self.browse([row[0] for row in self.env.cr.fetchall()])

    def _check_proven(self):
        """Refuse devices that may still hold data, and say what is missing."""
        for device in self - self._proven():
            raise UserError(
                self.env._(
                    "%(name)s may still hold data: it goes no further until every"
                    " disk is erased, with proof. %(missing)s",
                    name=device.name,
                    missing=device._missing_proof(),
                )
            )

    def _missing_proof(self):
        """Return one sentence on what keeps the gate closed."""
        self.ensure_one()
        media = self.sudo().medium_ids.filtered("is_present")
        unproven = media.filtered(lambda medium: not medium.is_proven)
        if unproven:
            names = format_list(self.env, unproven.mapped("display_name"))
            return self.env._("Still to erase: %(media)s.", media=names)
        listed = self.sudo().last_audit_id.medium_ids - media
        elsewhere = listed.filtered(lambda medium: not medium.is_proven)
        if elsewhere:
            return self.env._(
                "Its last audit lists %(media)s, which was seen in another machine"
                " since: audit it again.",
                media=format_list(self.env, elsewhere.mapped("display_name")),
            )
        if self.category_id.internal_storage:
            return self.env._("Reset it to factory state and record that.")
        if not self.sudo().last_audit_id:
            return self.env._("No audit lists its disks yet: audit it first.")
        return self.env._(
            "Its last audit lists no disk: look inside, then confirm that there is"
            " none."
        )

    def _check_transition(self, state):
        result = super()._check_transition(state)
        if state == "graded":
            self.filtered("data_bearing")._check_erased_first()
        if state in _NEEDS_PROOF:
            # Giving a promise back is no step towards anybody.
            released = self.filtered(
                lambda d: (d.state, state) == ("promised", "ready")
            )
            (self - released)._check_proven()
        return result

    def _check_erased_first(self):
        for device in self.filtered(lambda device: device.state == "received"):
            device._check_proven()
            device._refuse_transition("graded")

    def _move_to(self, state, values=None, **facts):
        """What was in other hands holds data again, whatever was proven before."""
        returned = self.browse()
        if state == "received":
            returned = self.filtered(lambda d: d.state in ("delivered", "sold"))
        result = super()._move_to(state, values, **facts)
        returned.sudo().medium_ids.filtered("is_present")._note_data_again()
        returned.sudo()._by_act().no_medium_audit_id = False
        if state == "received":
            self.sudo()._refresh_erasure_state()
            self._follow_proof()
        return result

    def _refresh_erasure_state(self):
        """Store where each stands; the gate itself asks the proofs, not this."""
        proven = set(self._proven()._ids)
        states = {}
        for device in self:
            clean = "proven" if device.category_id.data_bearing else "none"
            state = clean if device.id in proven else "open"
            if device.erasure_state != state:
                states.setdefault(state, []).append(device.id)
        for state, ids in states.items():
            devices = self.browse(ids)
            closed = devices.filtered(lambda d: d.erasure_state == "proven")
            devices._by_act().erasure_state = state
            # A disk turned up, or came back: whoever holds the device must know.
            here = closed.filtered(lambda d: d.state in _CLOSES_AGAIN)
            self.env["emmaus.event"]._append(here, "gate_closed_again")

    def _follow_proof(self, **facts):
        """Received devices whose last medium is proven are erased by that."""
        received = self.filtered(lambda d: d.state == "received" and d.data_bearing)
        proven = received._proven()
        if proven:
            proven.sudo()._move_to("erased", **facts)

    # Acts

    def action_confirm_no_medium(self):
        """A person looked inside after the last audit: there is no storage in it."""
        for device in self:
            device._check_may_prove()
            built_in = device.category_id.internal_storage
            present = device.medium_ids.filtered("is_present")
            if built_in or present or not device.last_audit_id:
                raise UserError(
                    self.env._(
                        "%(name)s: %(why)s",
                        name=device.name,
                        why=device._missing_proof(),
                    )
                )
        for device in self:
            device._by_act().no_medium_audit_id = device.last_audit_id
        self.env["emmaus.event"]._append(self, "no_medium")
        self.sudo()._refresh_erasure_state()
        self._follow_proof()

    def action_record_reset(self, account_lock_removed=False, imei=None, reason=None):
        """Record a phone or tablet set back to factory state, by hand and eye.

        :param bool account_lock_removed: no account asks for its password any more
        :return: the erasure, passed
        """
        self.ensure_one()
        self._check_may_prove()
        if not self.category_id.internal_storage:
            raise UserError(
                self.env._(
                    "%(name)s has disks that can be taken out: erase each of them, a"
                    " factory reset proves nothing.",
                    name=self.name,
                )
            )
        medium = self.sudo().medium_ids.filtered(
            lambda m: m.is_present and m.kind == "INTERNAL"
        )[:1]
        if not medium:
            medium = self.env["emmaus.medium"].sudo().create({"kind": "INTERNAL"})
            medium._put_into(self.sudo())
        return self._declare(
            medium,
            method="factory_reset",
            account_lock_removed=account_lock_removed,
            imei=imei or self.imei,
            reason=reason,
        )

    def action_record_destruction(self, media, reason):
        """Record that media of this device were taken out and destroyed.

        :param media: media of the device, or their ids (RPC)
        :param str reason: how, by whom, where what is left went
        :return: the erasures, passed
        """
        self.ensure_one()
        self._check_may_prove()
        if isinstance(media, (list, tuple, int)):
            media = self.env["emmaus.medium"].browse(media)
        strangers = media.filtered(lambda medium: medium.device_id != self)
        if strangers or not media:
            raise UserError(
                self.env._(
                    "Choose the media of %(name)s that were destroyed.", name=self.name
                )
            )
        proofs = self.env["emmaus.erasure"]
        for medium in media:
            proofs |= self._declare(medium, method="destruction", reason=reason)
        return proofs

    def _check_may_prove(self):
        """A hand-made proof is the word of a technician about a device of the site."""
        self.check_access("write")
        if not (
            self.env.su or self.env.user.has_group("emmaus_connect.group_technician")
        ):
            raise AccessError(
                self.env._("An erasure is declared by a technician: ask one.")
            )
        if self.state == "announced":
            raise UserError(
                self.env._(
                    "%(name)s is not here yet: receive it before recording how it was"
                    " erased.",
                    name=self.name,
                )
            )

    def _declare(self, medium, **values):
        now = fields.Datetime.now()
        erasure = self.env["emmaus.erasure"].create({"medium_id": medium.id, **values})
        erasure.action_start(occurred_at=now)
        erasure.action_pass()
        return erasure
