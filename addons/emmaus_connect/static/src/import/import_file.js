import {useRef} from "@odoo/owl";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {registry} from "@web/core/registry";
import {checkFileSize} from "@web/core/utils/files";
import {getDataURLFromFile} from "@web/core/utils/urls";
import {BinaryField, binaryField} from "@web/views/fields/binary/binary_field";

/** A file field that also takes a file dropped on it. */
export class ImportFile extends BinaryField {
    static template = "emmaus_connect.ImportFile";

    setup() {
        super.setup();
        this.area = useRef("area");
        useDropzone(
            this.area,
            (event) => this.onDrop(event),
            "",
            () => !this.props.readonly
        );
    }

    async onDrop(event) {
        const [file] = event.dataTransfer.files;
        if (file && checkFileSize(file.size, this.notification)) {
            const [, data] = (await getDataURLFromFile(file)).split(",");
            await this.update({data, name: file.name});
        }
    }
}

registry.category("fields").add("emmaus_import_file", {
    ...binaryField,
    component: ImportFile,
});
