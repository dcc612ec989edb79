from odoo.http import Controller, content_disposition, request, route


class LabelController(Controller):
    @route("/emmaus/labels/<int:print_id>", type="http", auth="user", readonly=True)
    def document(self, print_id):
        """The labels of one print job of the signed-in user, as PDF or ZPL."""
        job = request.env["emmaus.label.print"].browse(print_id).exists()
        if not job:
            raise request.not_found()
        job.check_access("read")
        name, media_type, content = job._render_document()
        disposition = content_disposition(
            name, "inline" if name.endswith(".pdf") else "attachment"
        )
        return request.make_response(
            content,
            [
                ("Content-Type", media_type),
                ("Content-Disposition", disposition),
                ("Cache-Control", "no-store"),
            ],
        )
