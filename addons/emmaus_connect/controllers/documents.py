from odoo.http import Controller, content_disposition, request, route

from ..models.emmaus_document import KINDS


class DocumentController(Controller):
    @route(
        "/emmaus/documents/<string:kind>/<string:ids>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def document(self, kind, ids):
        """A certificate or a sheet as PDF, of records that the user may read.

        `ids` are numbers with commas between them. What is not proven is answered
        with the sentence that says what is missing.
        """
        numbers = ids.split(",")
        if kind not in KINDS or not all(map(_is_id, numbers)):
            raise request.not_found()
        name, content = request.env["emmaus.document"]._render(
            kind, list(dict.fromkeys(map(int, numbers)))
        )
        return request.make_response(
            content,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name, "inline")),
                ("Cache-Control", "no-store"),
            ],
        )


def _is_id(text):
    return text.isascii() and text.isdigit() and len(text) < 10
