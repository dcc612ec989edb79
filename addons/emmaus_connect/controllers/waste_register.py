from odoo.http import Controller, content_disposition, request, route


class WasteRegisterController(Controller):
    @route(
        "/emmaus/waste/register/<int:export_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def document(self, export_id):
        """The register of outgoing waste that the signed-in user asked for."""
        export = request.env["emmaus.waste.register"].browse(export_id).exists()
        if not export:
            raise request.not_found()
        export.check_access("read")
        # In the person's language, whatever the browser prefers.
        export = export.with_context(lang=request.env.user.lang)
        name, media_type, content = export._render_document()
        return request.make_response(
            content,
            [
                ("Content-Type", media_type),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
