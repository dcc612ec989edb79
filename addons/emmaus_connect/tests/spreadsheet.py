"""A small calculator of workbooks: what a sheet itself answers, by its own formulas.

Knows the functions that the tariff's test sheets use. An error of the sheet (#N/A,
#VALUE!, a circle) is a `SheetError`.
"""

import re

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

_TOKENS = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?)(?![A-Z$!:])
    | (?P<text>"[^"]*")
    | (?P<cells>(?:\w+!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)
    | (?P<name>[A-Z]+)(?=\()
    | (?P<sign><=|>=|<>|[-+*/&=<>(),])
    )""",
    re.VERBOSE,
)


class SheetError(Exception):
    pass


class Workbook:
    def __init__(self, path):
        self.book = load_workbook(path)
        self.done = {}

    def value(self, sheet, cell):
        """Return what a cell shows; None for an empty one."""
        key = (sheet, cell)
        if key not in self.done:
            self.done[key] = SheetError("circle")  # until it is known
            try:
                content = self.book[sheet][cell].value
                self.done[key] = self._calculate(sheet, content)
            except SheetError as error:
                self.done[key] = error
        if isinstance(self.done[key], SheetError):
            raise self.done[key]
        return self.done[key]

    def _calculate(self, sheet, content):
        if not (isinstance(content, str) and content.startswith("=")):
            return content
        return _Formula(self, sheet, content[1:]).result()

    def rows(self, sheet, cells):
        left, top, right, bottom = range_boundaries(cells)
        names = [
            [self.book[sheet].cell(row, column).coordinate
             for column in range(left, right + 1)]
            for row in range(top, bottom + 1)
        ]  # fmt: skip
        return [[self.value(sheet, cell) for cell in row] for row in names]


class _Formula:
    def __init__(self, book, sheet, text):
        self.book, self.sheet = book, sheet
        self.tokens = [
            (match.lastgroup, match.group(match.lastgroup))
            for match in _TOKENS.finditer(text)
        ]

    def result(self):
        value = self._comparison()
        assert not self.tokens, self.tokens
        return value

    def _next_is(self, *signs):
        return bool(self.tokens) and self.tokens[0] in [
            ("sign", sign) for sign in signs
        ]

    def _comparison(self):
        value = self._joined()
        while self._next_is("=", ">=", "<=", "<", ">", "<>"):
            sign = self.tokens.pop(0)[1]
            value = _compare(sign, value, self._joined())
        return value

    def _joined(self):
        value = self._sum()
        while self._next_is("&"):
            self.tokens.pop(0)
            value = _text(value) + _text(self._sum())
        return value

    def _sum(self):
        value = self._factor()
        while self._next_is("+", "-"):
            minus = self.tokens.pop(0)[1] == "-"
            other = _number(self._factor())
            value = _number(value) + (-other if minus else other)
        return value

    def _factor(self):
        kind, token = self.tokens.pop(0)
        if kind == "number":
            return float(token) if "." in token else int(token)
        if kind == "text":
            return token[1:-1]
        if kind == "cells":
            return self._cells(token.replace("$", ""))
        if kind == "name":
            return self._call(token)
        if token == "(":
            value = self._comparison()
            self.tokens.pop(0)
            return value
        value = self._factor()
        return -_number(value) if token == "-" else value

    def _cells(self, token):
        sheet, cells = token.split("!") if "!" in token else (self.sheet, token)
        if ":" in cells:
            return self.book.rows(sheet, cells)
        return self.book.value(sheet, cells)

    def _call(self, name):
        self.tokens.pop(0)
        arguments = []
        while not self._next_is(")"):
            # An error counts where it is used: IF looks at one branch only.
            arguments.append(self._argument())
            if self._next_is(","):
                self.tokens.pop(0)
        self.tokens.pop(0)
        return _FUNCTIONS[name](*arguments)

    def _argument(self):
        start = list(self.tokens)
        try:
            return self._comparison()
        except SheetError as error:
            self.tokens = start[_length(start) :]
            return error


def _length(tokens):
    """Tokens of one argument: up to its comma or closing bracket."""
    depth = 0
    for index, token in enumerate(tokens):
        if token == ("sign", "("):
            depth += 1
        elif token == ("sign", ")"):
            depth -= 1
        if depth < 0 or (depth == 0 and token == ("sign", ",")):
            return index
    return len(tokens)


def _known(value):
    if isinstance(value, SheetError):
        raise value
    return value


def _number(value):
    value = _known(value)
    if value is None:
        return 0
    if isinstance(value, (int, float)):
        return value
    try:
        return float(str(value).strip())
    except ValueError as error:
        raise SheetError(f"{value!r} is no number") from error


def _text(value):
    value = _known(value)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _compare(sign, left, right):
    left, right = _known(left), _known(right)
    if isinstance(left, str) or isinstance(right, str):
        left, right = _text(left).lower(), _text(right).lower()
    else:
        left, right = left or 0, right or 0
    return {
        "=": left == right,
        "<>": left != right,
        ">": left > right,
        "<": left < right,
        ">=": left >= right,
        "<=": left <= right,
    }[sign]


def _lookup(wanted, rows, column, nearest):
    wanted = _known(wanted)
    rows = [row for row in rows if isinstance(row[0], str) == isinstance(wanted, str)]
    rows = [row for row in rows if row[0] is not None]

    def key(value):
        return value.lower() if isinstance(value, str) else value

    if nearest:
        found = [row for row in rows if key(row[0]) <= key(wanted)][-1:]
    else:
        found = [row for row in rows if key(row[0]) == key(wanted)][:1]
    if not found:
        raise SheetError(f"{wanted!r} is not found")
    return found[0][column - 1]


def _if(test, then, otherwise):
    return _known(then if _known(test) else otherwise)


def _cut(text, length):
    length = _number(length)
    if length < 0:
        raise SheetError("negative length")
    return _text(text), int(length)


def _left(text, length):
    text, length = _cut(text, length)
    return text[:length]


def _right(text, length):
    text, length = _cut(text, length)
    return text[len(text) - length :] if length else ""


_FUNCTIONS = {
    "VALUE": _number,
    "TEXT": lambda value, form: str(int(_number(value))).zfill(len(form)),
    "LEN": lambda value: len(_text(value)),
    "LEFT": _left,
    "RIGHT": _right,
    "MIN": lambda *values: min(map(_number, values)),
    "SUM": lambda *values: sum(
        _number(cell)
        for value in values
        for row in (value if isinstance(value, list) else [[value]])
        for cell in row
    ),
    "OR": lambda *values: any(map(_known, values)),
    "IF": _if,
    "VLOOKUP": _lookup,
}
