from odoo import models

from ..tools.codes import normalize_code
from ..tools.importing.codes import ec_parts

_SAID = (
    "ec", "refurbisher_code", "serial", "imeis", "category", "lot", "brand", "facts",
    "pieces",
)  # fmt: skip


class EmmausImport(models.Model):
    """Finding the device that a line is about."""

    _inherit = "emmaus.import"

    def _device_finder(self, acts):
        """Return a function that finds the device of an act.

        Codes are looked up among all devices, those of other sites included: a device
        must not be made twice because this user does not see the first one.
        """
        device_model = self.env["emmaus.device"].sudo().with_context(active_test=False)
        texts = {text for act in acts for _kind, text in self._line_codes(act.line)}
        hits = device_model._find_by_codes(texts)
        found = device_model.union(*hits.values())
        found.fetch(["name", "state", "active", "warehouse_id", "refurbisher_id"])
        codes = {
            device: {
                (code.kind, code.normalized): code.value
                for code in device.identifier_ids
            }
            for device in found
        }
        # One set of records, so that their fields are read all at once.
        known = {device.id: device for device in found}
        visible = self.env["emmaus.device"].with_context(active_test=False)
        visible = set(visible.search([("id", "in", found.ids)]).ids)

        def find(act, refurbisher):
            device = self._find_device(act, refurbisher, hits, codes)
            if device:
                device = known[device.id]
                self._check_found(act, device, codes[device], visible)
            return device

        return find

    def _line_codes(self, line):
        """The codes of a line, the surest first."""
        pairs = [
            ("ec", line.ec),
            ("refurbisher", line.refurbisher_code),
            ("serial", line.serial),
            *(("imei", number) for number in line.imeis),
        ]
        return [(kind, text) for kind, text in pairs if text]

    def _find_device(self, act, refurbisher, hits, codes):
        """The first kind of code that is known decides."""
        empty = self.env["emmaus.device"]
        for kind, text in self._line_codes(act.line):
            key = normalize_code(text)
            found = hits.get(text, empty).filtered(
                lambda device, kind=kind, key=key: self._known_as(
                    codes[device], kind, key
                )
            )
            if kind == "refurbisher" and refurbisher:
                found = found.filtered(
                    lambda d: not d.refurbisher_id or d.refurbisher_id == refurbisher
                )
            if len(found) > 1:
                names = ", ".join(found.mapped("name"))
                act.notes.refuse("several_devices", code=text, names=names)
                return empty
            if found:
                return found
        return empty

    def _known_as(self, known, kind, key):
        """Whether a device has this code; free identifiers may be its number here."""
        kinds = (
            ("refurbisher", "ec", "other") if kind == "refurbisher" else (kind, "other")
        )
        return any((one, key) in known for one in kinds)

    def _check_found(self, act, device, known, visible):
        line = act.line
        if device.id not in visible:
            return act.notes.refuse(
                "other_site", code=line.code, site=device.warehouse_id.name or "?"
            )
        if not device.active:
            return act.notes.refuse("archived", name=device.name)
        for kind, ours in (("ec", line.ec), ("refurbisher", line.refurbisher_code)):
            theirs = [value for (one, _key), value in known.items() if one == kind]
            if kind == "ec" and not ec_parts(device.name)[0]:
                theirs = []  # numbered otherwise: it may still get its EC number
            if (
                ours
                and theirs
                and not self._known_as(known, kind, normalize_code(ours))
            ):
                return act.notes.refuse(
                    "other_device",
                    code=next(c for k, c in self._line_codes(line) if k != kind),
                    name=f"{device.name} ({', '.join(theirs)})",
                    ours=ours,
                )
        return None

    # The same device twice in one file

    def _plan_double(self, act, device, refurbisher, seen, labels):
        """Whether an earlier line of the file is about the same device.

        :param dict seen: ``{key of a code or device: act}``, added to
        """
        line = act.line
        keys = self._double_keys(line, device, refurbisher)
        sure = [k for k in keys if k[0] not in ("serial", "imei")] or keys
        earlier = next((seen[k] for k in sure if k in seen), None)
        if earlier is None or earlier.notes.refused:
            self._warn_same_serial(act, keys, seen)
            seen.update(dict.fromkeys(keys, act))
            return False
        act.same_as = earlier
        if line.status_only:
            self._merge_status(act, earlier, device, labels)
        elif self._says_the_same(line, earlier.line):
            act.notes.tell("same_line", number=earlier.line.number)
        else:
            act.notes.refuse("twin_line", code=line.code, number=earlier.line.number)
        return True

    def _double_keys(self, line, device, refurbisher):
        keys = [("device", device.id)] if device else []
        for kind, text in self._line_codes(line):
            # Two refurbishers may use the same identifier.
            owner = refurbisher.id if kind == "refurbisher" else 0
            keys.append((kind, normalize_code(text), owner))
        return keys

    def _warn_same_serial(self, act, keys, seen):
        for key in keys:
            if key[0] in ("serial", "imei") and key in seen:
                number = seen[key].line.number
                act.notes.warn("same_serial", code=key[1], number=number)

    def _says_the_same(self, line, other):
        return all(getattr(line, part) == getattr(other, part) for part in _SAID)

    def _merge_status(self, act, earlier, device, labels):
        """A status given further down in the file is the newer one."""
        for name, new in act.line.facts.items():
            old = earlier.vals.get(name, device[name])
            if new != old:
                act.vals[name] = earlier.vals[name] = new
                earlier.changes.append((name, labels[name], old, new))
                act.changes.append(f"{labels[name]}: {new}")
        if act.changes:
            act.notes.tell("changes", changes="; ".join(act.changes))
