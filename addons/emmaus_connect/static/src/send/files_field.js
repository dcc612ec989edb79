import {useRef} from "@odoo/owl";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useFileUploader} from "@web/core/utils/files";
import {
    Many2ManyBinaryField,
    many2ManyBinaryField,
} from "@web/views/fields/many2many_binary/many2many_binary_field";

/** Many files at once, chosen or dropped anywhere on the field; a short list of them. */
export class FilesField extends Many2ManyBinaryField {
    static template = "emmaus_connect.FilesField";

    setup() {
        super.setup();
        this.area = useRef("area");
        this.upload = useFileUploader();
        useDropzone(
            this.area,
            (event) => this.onDrop(event),
            "",
            () => !this.props.readonly
        );
    }

    get countText() {
        const count = this.files.length;
        return count === 1 ? _t("1 file chosen") : _t("%s files chosen", count);
    }

    async onDrop(event) {
        const ufile = [...event.dataTransfer.files];
        const uploaded = await this.upload("/web/binary/upload_attachment", {
            csrf_token: odoo.csrf_token,
            ufile,
            model: this.props.record.resModel,
            id: this.props.record.resId || 0,
        });
        if (uploaded) {
            await this.onFileUploaded(uploaded);
        }
    }
}

registry.category("fields").add("emmaus_files", {
    ...many2ManyBinaryField,
    component: FilesField,
});
