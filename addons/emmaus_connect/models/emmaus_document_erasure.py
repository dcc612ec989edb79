"""Certificates of erasure: what was proven, medium by medium, and what was not."""

from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from ..tools.documents import Column, Facts, Lines, Signature, Stamp, Table

# What a certificate tells of an erasure: thousands of them are read at once.
_TOLD = (
    "device_id",
    "medium_id",
    "medium_serial",
    "state",
    "method",
    "method_detail",
    "level",
    "standard_id",
    "rounds",
    "tool",
    "tool_version",
    "verification",
    "pass_errors",
    "verify_errors",
    "sync_errors",
    "account_lock_removed",
    "imei",
    "started_at",
    "ended_at",
    "proven_at",
    "operator_name",
    "user_id",
    "evidence",
    "reason",
    "report_name",
    "report_sha256",
)


class _Media(NamedTuple):
    """Media of a device with the erasure that proves each, empty if none does."""

    inside: list  # [(medium, erasure)]
    taken_out: list


class EmmausDocument(models.AbstractModel):
    _inherit = "emmaus.document"

    # What may be certified

    def _check_certifiable(self, devices):
        """Refuse to certify what holds no data, or what may still hold some."""
        devices.check_access("read")
        for device in devices:
            if not device.data_bearing:
                raise UserError(
                    self.env._(
                        "%(name)s holds no data: there is nothing to certify.",
                        name=device.name,
                    )
                )
        for device in devices - devices._proven():
            raise UserError(
                self.env._(
                    "No certificate for %(name)s: it is not proven to be erased."
                    " %(missing)s",
                    name=device.name,
                    missing=device._missing_proof(),
                )
            )

    def _check_collection_certifiable(self, collection):
        devices = self._certified_devices(collection)
        if not devices.filtered("data_bearing")._proven():
            raise UserError(
                self.env._(
                    "No certificate for %(name)s: none of its devices is proven to be"
                    " erased yet. Send the reports of the erasing tool first.",
                    name=collection.display_name,
                )
            )

    def _certified_devices(self, collection):
        """What arrived of a collection, wherever it is by now."""
        devices = collection.sudo().device_ids
        return devices.filtered(lambda d: not d.is_missing).sorted("name")

    def _fetch_proofs(self, devices):
        """Read the proofs of all devices at once, before each is looked at alone."""
        media = devices.medium_ids | devices.erasure_ids.medium_id
        media.erasure_ids.fetch(_TOLD)

    def _media(self, device):
        """Return the `_Media` of a device, as far as it is known to have had any."""
        inside = device.medium_ids.filtered("is_present")
        passed = device.erasure_ids.filtered(lambda e: e.state == "passed")
        taken_out = (device.medium_ids | passed.medium_id) - inside
        return _Media(
            [(medium, self._proof(medium)) for medium in inside],
            [(medium, self._proof(medium)) for medium in taken_out],
        )

    def _proof(self, medium):
        """Return the latest erasure that proves a medium, as the gate judges it."""
        since = medium.data_since
        return medium.erasure_ids.filtered(
            lambda erasure: (
                erasure.state == "passed"
                and (
                    not since
                    or min(erasure.proven_at, erasure.ended_at or erasure.proven_at)
                    >= since
                )
            )
        ).sorted("id")[-1:]

    # Of one device

    def _erasure_paper(self, device):
        self._check_certifiable(device)
        media = self._media(device)
        blocks = [self._stamp_of(media), self._device_facts(device, device.donor_id)]
        for number, (medium, erasure) in enumerate(media.inside, 1):
            title = self.env._(
                "Storage medium %(number)s: %(name)s",
                number=number,
                name=self._medium_name(medium),
            )
            blocks.append(self._medium_facts(title, medium, erasure))
        if not media.inside:
            blocks.append(
                Lines(self.env._("Storage media"), [self._none_inside(device)])
            )
        for medium, erasure in media.taken_out:
            title = self.env._("Taken out: %(name)s", name=self._medium_name(medium))
            blocks.append(self._medium_facts(title, medium, erasure))
        blocks.append(self._signature())
        return self._paper(
            device,
            self.env._("Certificate of Data Erasure"),
            f"{self._device_title(device)}, {device.name}",
            blocks,
            **self._qr(device),
        )

    def _stamp_of(self, media):
        proofs = [erasure for _medium, erasure in media.inside]
        text = self.env._(
            "Every storage medium in this device is erased or destroyed; the proofs are"
            " listed below."
        )
        if not proofs:
            return Stamp(self.env._("No storage medium inside"))
        if any(self._is_unverified(erasure) for erasure in proofs):
            text += " " + self.env._(
                "At least one proof rests on no verification by a machine."
            )
        return Stamp(self.env._("Erased, with proof"), text)

    def _is_unverified(self, erasure):
        return erasure.evidence != "machine"

    def _none_inside(self, device):
        audit = device.no_medium_audit_id
        return self.env._(
            "No storage medium was found in it: a person looked inside after the audit"
            " of %(date)s.",
            date=self._date(audit.audited_at or audit.create_date),
        )

    def _device_facts(self, device, donor=None):
        return Facts(
            self.env._("Device"),
            [
                (self.env._("Donor"), donor and donor.name),
                (self.env._("Donation"), self._donation(device.collection_id)),
                (self.env._("EC number"), device.name),
                (self.env._("Category"), device.category_id.name),
                (self.env._("Brand"), device.brand_id.name or device.brand_text),
                (self.env._("Model"), device.model or device.commercial_name),
                (self.env._("Serial number"), device.serial_number),
                (self.env._("IMEI"), device.imei),
                (self.env._("Refurbisher’s number"), device.refurbisher_number),
                (self.env._("Received on"), self._date(device.date_received)),
            ],
        )

    def _medium_facts(self, title, medium, erasure):
        pairs = [
            (self.env._("Serial number"), medium.serial or erasure.medium_serial),
            (self.env._("Model"), medium.model),
            (self.env._("Type and size"), self._medium_name(medium)),
            (self.env._("Result"), self._result(medium, erasure)),
        ]
        if erasure:
            pairs += self._erasure_pairs(erasure)
        wide = (
            (self.env._("Remarks"), erasure.reason),
            (self.env._("SHA-256 of the report"), erasure.report_sha256),
        )
        return Facts(title, pairs, wide)

    def _erasure_pairs(self, erasure):
        yes = self.env._("Yes") if erasure.account_lock_removed else ""
        return [
            (self.env._("Standard"), erasure.standard_id.display_name),
            (self.env._("Method"), self._method(erasure)),
            (self.env._("Level"), self._label(erasure, "level")),
            (self.env._("Rounds"), erasure.rounds),
            (self.env._("Tool"), self._tool(erasure)),
            (self.env._("Verification"), self._verification(erasure)),
            (
                self.env._("Errors (writing, verifying, flushing)"),
                self._errors(erasure),
            ),
            (self.env._("Account lock removed"), yes),
            (self.env._("IMEI"), erasure.imei),
            (self.env._("Started on"), self._date(erasure.started_at)),
            (self.env._("Ended on"), self._date(erasure.ended_at)),
            (self.env._("Operator"), erasure.operator_name or erasure.user_id.name),
            (self.env._("Proof"), self._label(erasure, "evidence")),
            (self.env._("Report"), erasure.report_name),
        ]

    def _medium_name(self, medium):
        parts = (self._label(medium, "kind"), self._size(medium.size_gb))
        return " ".join(part for part in parts if part) or self.env._("Unknown type")

    def _method(self, erasure):
        parts = (self._label(erasure, "method"), erasure.method_detail)
        return ", ".join(part for part in parts if part)

    def _tool(self, erasure):
        parts = (erasure.tool, erasure.tool_version)
        return " ".join(part for part in parts if part)

    def _verification(self, erasure):
        if erasure.method == "destruction":
            return ""
        if erasure.verification in ("last", "all"):
            return self._label(erasure, "verification")
        return self.env._("Without verification")

    def _errors(self, erasure):
        if erasure.evidence not in ("machine", "machine_unverified"):
            return ""
        counts = (erasure.pass_errors, erasure.verify_errors, erasure.sync_errors)
        return " / ".join(map(str, counts))

    def _result(self, medium, erasure):
        if erasure.method == "destruction":
            return self.env._("Destroyed")
        if erasure:
            return self.env._("Erased")
        if medium.is_present:
            return self.env._("Not proven yet")
        return self.env._("Taken out, without proof")

    def _signature(self):
        text = self.env._(
            "Certified by %(company)s on %(date)s, as recorded in its journal. Issued"
            " by %(user)s.",
            company=self.env.company.name,
            date=self._date_now(),
            user=self.env.user.name,
        )
        return Signature(text, self.env._("Name, date, signature and stamp"))

    # Of a collection

    def _collection_paper(self, collection):
        self._check_collection_certifiable(collection)
        devices = self._certified_devices(collection)
        self._fetch_proofs(devices)
        bearing = devices.filtered("data_bearing")
        proven = bearing._proven()
        waiting = bearing - proven
        erased = (bearing & proven).filtered(
            lambda device: device.medium_ids or device.erasure_ids
        )
        without = devices - erased - waiting
        columns = self._collection_columns()
        blocks = [
            self._collection_stamp(erased, waiting),
            self._collection_facts(collection, erased, waiting, without),
        ]
        for title, group in (
            (self.env._("Erased, with proof (%(count)s)", count=len(erased)), erased),
            (self.env._("Not proven yet (%(count)s)", count=len(waiting)), waiting),
            (self.env._("Without data (%(count)s)", count=len(without)), without),
        ):
            rows = [row for device in group for row in self._device_rows(device)]
            if rows:
                blocks.append(Table(title, columns, rows))
        blocks.append(self._signature())
        return self._paper(
            collection,
            self.env._("Certificate of Data Erasure"),
            ", ".join(
                filter(None, (collection.donor_id.name, self._donation(collection)))
            ),
            blocks,
            landscape=True,
        )

    def _collection_stamp(self, erased, waiting):
        counts = {"erased": len(erased), "total": len(erased) + len(waiting)}
        word = self.env._(
            "%(erased)s of %(total)s devices with data are erased, with proof", **counts
        )
        if not waiting:
            return Stamp(word)
        return Stamp(
            word,
            self.env._(
                "The others are listed below as not proven yet: this certificate says"
                " nothing of them."
            ),
        )

    def _collection_facts(self, collection, erased, waiting, without):
        missing = collection.device_ids.filtered("is_missing")
        return Facts(
            self.env._("Donation"),
            [
                (self.env._("Donor"), collection.donor_id.name),
                (self.env._("SIRET"), collection.donor_id.company_registry),
                (self.env._("Number"), self._donation(collection)),
                (self.env._("Site"), collection.warehouse_id.name),
                (self.env._("Picked up on"), self._date(collection.date_collected)),
                (self.env._("Received on"), self._date(collection.date_received)),
                (self.env._("Erased, with proof"), str(len(erased))),
                (self.env._("Not proven yet"), str(len(waiting))),
                (self.env._("Without data"), str(len(without))),
                (
                    self.env._("Announced, did not arrive"),
                    str(len(missing)) if missing else "",
                ),
            ],
        )

    def _collection_columns(self):
        return (
            Column(self.env._("EC number"), 25, bold=True),
            Column(self.env._("Device"), 46),
            Column(self.env._("Serial number"), 33),
            Column(self.env._("Storage medium"), 41),
            Column(self.env._("Standard, method, level"), 46),
            Column(self.env._("Verification"), 25),
            Column(self.env._("Tool, report"), 29),
            Column(self.env._("Ended on"), 23),
            Column(self.env._("Result"), 22, bold=True),
        )

    def _device_rows(self, device):
        """Return a row for each medium of a device, or one that says there is none."""
        start = [
            device.name,
            self._device_title(device),
            device.serial_number or device.imei or "",
        ]
        media = self._media(device)
        rows = [
            [*start, *self._medium_cells(medium, erasure)]
            for medium, erasure in (*media.inside, *media.taken_out)
        ]
        return rows or [[*start, *self._no_medium_cells(device)]]

    def _medium_cells(self, medium, erasure):
        serial = medium.serial or erasure.medium_serial
        how = (
            erasure.standard_id.display_name,
            self._method(erasure) if erasure else "",
            self._label(erasure, "level") if erasure else "",
        )
        tool = (self._tool(erasure), (erasure.report_sha256 or "")[:16])
        return [
            "\n".join(filter(None, (self._medium_name(medium), serial))),
            "\n".join(filter(None, how)),
            self._verification(erasure) if erasure else "",
            "\n".join(filter(None, tool)),
            self._date(erasure.ended_at),
            self._result(medium, erasure),
        ]

    def _no_medium_cells(self, device):
        if not device.data_bearing:
            result = self.env._("Without data")
        elif device.no_medium_audit_id:
            result = self.env._("No storage inside")
        else:
            result = self.env._("Not proven yet")
        return ["", "", "", "", "", result]
