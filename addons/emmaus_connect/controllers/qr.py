from odoo.http import Controller, request, route

from ..tools.codes import TOKEN_LENGTH, format_token, normalize_code, parse_token

HEADERS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex, nofollow"),
]


class QrController(Controller):
    """What a scanned or typed label code leads to.

    Staff land on the record. Anyone else sees a card about the thing: never a name,
    a number or a place that says who gave it or who has it.
    """

    @route(
        "/emmaus/q",
        type="http",
        auth="public",
        readonly=True,
        sitemap=False,
        save_session=False,
    )
    def type_code(self, code=None):
        """A form to type the code under the QR symbol."""
        if code is None:
            return self._page("form")
        token = parse_token(code)
        if token:
            return request.redirect(f"/emmaus/q/{token}")
        mistyped = len(normalize_code(code)) == TOKEN_LENGTH
        return self._page("mistyped" if mistyped else "malformed", 404, code=code)

    @route(
        "/emmaus/q/<string:code>",
        type="http",
        auth="public",
        readonly=True,
        sitemap=False,
        save_session=False,
    )
    def card(self, code):
        """The record for staff; the public card for everybody else."""
        # The token is the proof: 60 random bits and a check character.
        token_sudo = request.env["emmaus.qr.token"].sudo()._parse(code)
        record_sudo = token_sudo._record()
        url = self._staff_url(record_sudo)
        if token_sudo.state == "active" and record_sudo:
            if url:
                return request.redirect(url)
            return self._page("found", thing=self._public_facts(record_sudo))
        if token_sudo.state == "blank":
            return self._page("blank", code=format_token(token_sudo.token))
        if token_sudo.state == "revoked":
            name = record_sudo.display_name if url else None
            return self._page("revoked", 404, staff_url=url, staff_name=name)
        return self._page("unknown", 404)

    def _staff_url(self, record_sudo):
        """Address of the record's form, for those who may read the record."""
        if not record_sudo or not request.env.user._is_internal():
            return None
        if not record_sudo.sudo(False).has_access("read"):
            return None
        return f"/odoo/{record_sudo._name}/{record_sudo.id}"

    def _public_facts(self, record_sudo):
        """All that the world may know of a thing, field by field."""
        if record_sudo._name != "emmaus.device":
            return {"kind": record_sudo._name, "model": None, "state": None}
        # Not `brand_text`: a donor's own words may hold anything.
        parts = (record_sudo.brand_id.name, record_sudo.model)
        return {
            "kind": record_sudo.category_id.with_context(lang=self._lang()).name,
            "model": " ".join(part for part in parts if part),
            "state": record_sudo.state,
        }

    def _lang(self):
        """The reader's language, if installed; when signed in, the user's own."""
        if not request.env.user._is_public():
            return request.env.lang or "en_US"
        languages = {
            code.split("_")[0]: code
            for code, _name in request.env["res.lang"].get_installed()
        }
        for tag in request.httprequest.accept_languages.values():
            language = tag.replace("_", "-").split("-")[0].lower()
            if language in languages:
                return languages[language]
        return "en_US"

    def _page(self, kind, status=200, **values):
        company_sudo = request.env.company.sudo()
        request.update_context(lang=self._lang())
        response = request.render(
            "emmaus_connect.qr_card",
            {
                "page": kind,
                "language": self._lang().split("_")[0],
                "thing": None,
                "code": "",
                "staff_url": None,
                "staff_name": None,
                "contact": {
                    "name": company_sudo.name,
                    "website": company_sudo.website,
                    "phone": company_sudo.phone,
                    "email": company_sudo.email,
                },
                **values,
            },
            status=status,
        )
        response.headers.extend(HEADERS)
        return response
