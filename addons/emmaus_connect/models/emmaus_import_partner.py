from odoo import models
from odoo.fields import Command, Domain

from ..tools.importing import act as outcome
from ..tools.importing.text import plain


class EmmausImport(models.Model):
    """Lists of structures and donors."""

    _inherit = "emmaus.import"

    def _plan_partners(self, acts):
        """Find each organisation by SIRET, RNA or name, then say what changes."""
        candidates = self._partner_candidates(acts)
        seen = {}
        for act in acts:
            if act.notes.refused:
                continue
            partner = self._find_partner(act, candidates)
            if act.notes.refused or self._plan_same_partner(act, partner, seen):
                continue
            if partner:
                self._plan_partner_change(act, partner)
            else:
                self._plan_partner_creation(act)

    def _partner_candidates(self, acts):
        """Return ``{key: partners}`` for all lines at once; see `_partner_keys`."""
        values = {"company_registry": set(), "rna": set(), "zip": set(), "name": set()}
        for act in acts:
            for field in ("company_registry", "rna", "zip"):
                values[field].add(act.line.facts.get(field))
            values["name"].add(act.line.name)
        domain = Domain.OR(
            Domain(field, "in", [value for value in found if value])
            for field, found in values.items()
        )
        empty = self.env["res.partner"]
        found = {}
        for partner in empty.search(domain & Domain("type", "!=", "private")):
            facts = {
                field: partner[field] for field in ("company_registry", "rna", "zip")
            }
            for key in self._partner_keys(partner.name, facts):
                found[key] = found.get(key, empty) | partner
        return found

    def _partner_keys(self, name, facts):
        """The ways to recognise an organisation, the surest first.

        A SIRET alone is not enough: every library of a town may show the town's.
        """
        siret, rna, code = (
            facts.get(field) for field in ("company_registry", "rna", "zip")
        )
        keys = [("siret", siret, plain(name))] if siret else []
        keys += [("rna", rna)] if rna else []
        keys += [("place", code, plain(name))] if code else [("name", plain(name))]
        return keys

    def _find_partner(self, act, candidates):
        line = act.line
        for key in self._partner_keys(line.name, line.facts):
            found = candidates.get(key)
            if found and len(found) > 1:
                found = found.filtered(lambda p: self._same_street(p, line)) or found
            if found and len(found) > 1:
                names = ", ".join(found.mapped("display_name"))
                act.notes.refuse("several_partners", names=names)
                return None
            if found:
                return found
        return self.env["res.partner"]

    def _same_street(self, partner, line):
        return plain(partner.street) == plain(line.facts.get("street"))

    def _plan_same_partner(self, act, partner, seen):
        """Whether an earlier line is about the same organisation."""
        line = act.line
        street = plain(line.facts.get("street"))
        key = (
            ("partner", partner.id)
            if partner
            else ("new", plain(line.name), line.facts.get("zip"), street)
        )
        earlier = seen.setdefault(key, act)
        if earlier is act:
            return False
        act.same_as = earlier
        if (line.facts, line.tag) == (earlier.line.facts, earlier.line.tag):
            act.notes.tell("same_line", number=earlier.line.number)
        else:
            act.notes.refuse("twin_line", code=line.name, number=earlier.line.number)
        return True

    def _plan_partner_change(self, act, partner):
        act.record_id = partner.id
        values = {**act.line.facts, self._partner_flag(): True}
        if self.kind == "donors" and act.line.sector:
            values["donor_sector"] = act.line.sector
        comment = values.pop("comment", None)
        if comment and comment not in str(partner.comment or ""):
            values["comment"] = comment
        act.vals = {
            name: value
            for name, value in values.items()
            if self._differs(partner, name, value)
        }
        if self.kind == "donors" and not (partner.donor_sector or act.line.sector):
            act.notes.refuse("no_sector")
        if act.vals:
            labels = partner.fields_get(act.vals, ["string"])
            changes = "; ".join(
                f"{labels[name]['string']}: {partner[name] or '–'} → {value}"
                for name, value in act.vals.items()
            )
            act.notes.tell("changes", changes=changes)

    def _differs(self, partner, name, value):
        old = partner[name]
        if partner._fields[name].type == "float":
            return abs((old or 0) - value) > 1e-6
        if name == "phone":
            # Odoo rewrites a number in its international form.
            return plain(old)[-9:] != plain(value)[-9:]
        if name == "website":
            return plain(value) not in plain(old)
        if name == "comment":
            return plain(value) not in plain(old)
        return old != value

    def _plan_partner_creation(self, act):
        line = act.line
        if self.kind == "donors" and not line.sector:
            return act.notes.refuse("no_sector")
        act.state = outcome.CREATED
        act.vals = {
            **line.facts,
            "name": line.name,
            "is_company": line.sector != "individual",
            self._partner_flag(): True,
        }
        if self.kind == "donors":
            act.vals["donor_sector"] = line.sector
        if len(line.facts.get("zip", "")) == 5 and line.facts["zip"].isdigit():
            act.vals["country_id"] = self.env.ref("base.fr").id
        return None

    def _partner_flag(self):
        return "is_donor" if self.kind == "donors" else "is_structure"

    def _execute_partners(self, acts):
        tags = self._partner_tags(acts)
        created = [act for act in acts if act.state == outcome.CREATED]
        for act in created:
            if act.line.tag:
                act.vals["category_id"] = [Command.link(tags[plain(act.line.tag)].id)]
        quiet = self.env["res.partner"].with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        partners = quiet.create([act.vals for act in created])
        for act, partner in zip(created, partners, strict=True):
            act.record_id = partner.id
        for act in acts:
            if act.state == outcome.CHANGED:
                quiet.browse(act.record_id).write(act.vals)
            elif act.same_as:
                act.record_id = act.same_as.record_id

    def _partner_tags(self, acts):
        """Types of organisation become contact tags."""
        words = {plain(a.line.tag): a.line.tag for a in acts if a.line.tag}
        model = self.env["res.partner.category"]
        known = {plain(tag.name): tag for tag in model.search([])}
        missing = [word for key, word in words.items() if key not in known]
        for tag in model.create([{"name": word} for word in missing]):
            known[plain(tag.name)] = tag
        return known
