from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.cpu_match import match, readings, variants
from ..tools.cpu_names import MAX_LENGTH, parse
from ..tools.cpu_settle import NOTHING, Line, Match

# Marks that begin a band of rule set V4.4: used while no rule set is in force.
_V44_LIMITS = (2000, 3500, 5000, 7000)
# What the volunteers' tools know each way of matching by.
_HINTS = {
    "exact": "SIMPLE_0",
    "cleaned": "SIMPLE_1",
    "synonym": "SIMPLE_2",
    "tokens": "CLEVER_1",
    "model": "DESPERATE_1",
}


class EmmausCpuMark(models.Model):
    """A processor and its mark in a published table; the user imports that table."""

    _name = "emmaus.cpu.mark"
    _description = "Processor Mark"
    _order = "name, id"

    name = fields.Char("Processor", required=True, size=MAX_LENGTH)
    mark = fields.Integer(required=True)
    thread_mark = fields.Integer("Mark of One Thread")
    cores = fields.Integer()
    tdp = fields.Float("Power (W)")
    socket = fields.Char()
    cpu_class = fields.Char("Class", help="Desktop, laptop, server … as in the table.")
    synonym_ids = fields.One2many("emmaus.cpu.synonym", "mark_id", "Other Spellings")
    # Where the line comes from
    source = fields.Char("File", readonly=True, help="The file it was last read from.")
    imported_at = fields.Datetime("Imported On", readonly=True)
    # What it is found by
    spelling = fields.Char(compute="_compute_keys", store=True, index=True)
    key = fields.Char(compute="_compute_keys", store=True, index=True)
    number = fields.Char(compute="_compute_keys", store=True, index=True)
    family = fields.Char(compute="_compute_keys", store=True, index=True)

    _name_uniq = models.UniqueIndex(
        "(name)", "This processor is in the mark table already."
    )
    _mark_check = models.Constraint(
        "CHECK(mark > 0)", "The mark of a processor is a whole number above zero."
    )

    @api.depends("name")
    def _compute_keys(self):
        for line in self:
            line.update(self._keys(line.name))

    @api.model
    def _keys(self, name):
        parsed = parse(name)
        return {
            "spelling": parsed.text,
            "key": parsed.key,
            "number": parsed.number,
            "family": parsed.family,
        }

    @api.model
    def _refresh_keys(self):
        """Compute again what names are found by: another version may read them anew."""
        for line in self.search([]):  # pylint: disable=no-search-all
            keys = self._keys(line.name)
            if any((line[field] or "") != value for field, value in keys.items()):
                line.write(keys)

    # Finding

    @api.model
    def resolve(self, text):
        """Find the processor that a BIOS or a person named.

        Nothing is written, and nothing guessed: of two processors that would score
        differently none is chosen.

        :param str text: the name in any spelling, with or without its frequency
        :return: ``{"mark": int or None, "name": str or None, "how": str,
            "candidates": [{"name": str, "mark": int}]}``; how is `exact`, `cleaned`
            (only signs and spaces differ), `synonym`, `tokens` (other words),
            `model` (the number alone, or without its suffix), `ambiguous` or `none`;
            candidates are ten at most, the likeliest first
        """
        if not isinstance(text, str):
            return self._answer_of(NOTHING)
        return self._resolve_all([text])[text]

    @api.model
    def _resolve_all(self, texts):
        """Return ``{text: answer}`` for many texts in a few queries; see `resolve`."""
        queries = {text: parse(text) for text in texts}
        limits = self._band_limits()
        found = self._lines_for(queries.values())
        synonyms = self.env["emmaus.cpu.synonym"]._lines_for(queries.values())
        answers = {}
        for text, query in queries.items():
            lines = found(query)
            synonym = synonyms.get(query.identity)
            if synonym and not any(query.text == line.parsed.text for line in lines):
                answer = Match(synonym, "synonym", (synonym,))
            else:
                answer = match(query, lines, limits)
            answers[text] = self._answer_of(answer)
        return answers

    @api.model
    def _answer_of(self, found):
        return {
            "mark": found.line.mark if found.line else None,
            "name": found.line.name if found.line else None,
            "how": found.how,
            "candidates": [
                {"name": line.name, "mark": line.mark} for line in found.candidates
            ],
        }

    @api.model
    def _band_limits(self):
        """Marks at which the points or the caps of the rule set in force change.

        Without a rule set those of V4.4 (in production since November 2025).
        """
        if "emmaus.grading.rule" not in self.env:
            return _V44_LIMITS
        rule = self.env["emmaus.grading.rule"].sudo()._official("computer")
        scale = rule.limit_ids.filtered(lambda limit: limit.criterion == "cpu_mark")
        share = 1 - rule.margin_percent / 100
        limits = {limit.from_value * share for limit in scale}
        for condition in rule.step_ids.condition_ids:
            if condition.kind in ("cpu_below", "cpu_from"):
                limits.add(condition.value)
        return tuple(sorted(limits)) or _V44_LIMITS

    @api.model
    def _lines_for(self, queries):
        """Return a function that gives the lines one query may mean."""
        self.check_access("read")
        wanted = {"spelling": set(), "key": set(), "number": set(), "family": set()}
        for query in queries:
            for column, values in self._columns_for(query).items():
                wanted[column].update(values)
        by_value = self._fetch_lines(wanted)

        def lines(query):
            return list(
                dict.fromkeys(
                    line
                    for column, values in self._columns_for(query).items()
                    for value in values
                    for line in by_value.get((column, value), ())
                )
            )

        return lines

    @api.model
    def _columns_for(self, query):
        """Return ``{column: values}`` to look a query up by."""
        if not query.text:
            return {}
        read = [query, *variants(query), *readings(query)]
        columns = {
            "spelling": [query.text],
            "key": [reading.key for reading in read if reading.key],
            "number": [reading.number for reading in read if reading.number],
        }
        if query.family and not query.model:
            # A family alone: "ryzen" stands for each of its tiers.
            tiers = [f"{query.family}{tier}" for tier in "3579"]
            columns["family"] = [query.family, *tiers]
        return columns

    @api.model
    def _fetch_lines(self, wanted):
        """Return ``{(column, value): lines}``; one query, by the indexes."""
        self.flush_model(["name", "mark", "cpu_class", *wanted])
        sides = [
            SQL("%s = ANY(%s)", SQL.identifier(column), list(values))
            for column, values in wanted.items()
            if values
        ]
        if not sides:
            return {}
        query = SQL(
            "SELECT name, mark, COALESCE(cpu_class, ''), spelling, key, number, family"
            " FROM emmaus_cpu_mark WHERE %s ORDER BY name",
            SQL(" OR ").join(sides),
        )
        by_value = {}
        for name, mark, cpu_class, *values in self.env.execute_query(query):
            line = Line(name, mark, "laptop" in cpu_class.lower())
            for column, value in zip(
                ("spelling", "key", "number", "family"), values, strict=True
            ):
                by_value.setdefault((column, value), []).append(line)
        return by_value

    # For the tools of the volunteers

    @api.model
    def _answer(self, text):
        """Answer as the older `/api/cpu/<name>` did, with what `resolve` says beside.

        :return: `error` (bool), `cpustr` (as asked), `hint` (its code of the way it
            was matched, FAILED without a mark), `details` (a sentence), and `name`,
            `how`, `candidates` of `resolve`; `mark` is 0 when there is none, because
            those tools read a number
        """
        answer = self.resolve(text)
        return {
            **answer,
            "mark": answer["mark"] or 0,
            "error": answer["mark"] is None,
            "cpustr": text[:MAX_LENGTH] if isinstance(text, str) else "",
            "hint": _HINTS.get(answer["how"], "FAILED"),
            "details": self._details(answer),
        }

    @api.model
    def _details(self, answer):
        if answer["mark"]:
            return self.env._("Read as %(name)s.", name=answer["name"])
        if answer["candidates"]:
            return self.env._(
                "Several processors may be meant, and they score differently. Choose"
                " one: %(names)s.",
                names=", ".join(found["name"] for found in answer["candidates"]),
            )
        return self.env._(
            "No processor of the mark table has such a name: correct it, or enter the"
            " mark by hand."
        )
