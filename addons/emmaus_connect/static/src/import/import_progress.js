import {Component, onWillUnmount, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const EVERY = 1500; // Milliseconds

/** A bar that follows a file being applied in the background, then shows the result. */
export class ImportProgress extends Component {
    static template = "emmaus_connect.ImportProgress";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({value: this.props.record.data[this.props.name] || 0});
        this.timer = setInterval(() => this.poll(), EVERY);
        onWillUnmount(() => clearInterval(this.timer));
    }

    get label() {
        return _t("%s %", Math.round(this.state.value));
    }

    async poll() {
        const {record} = this.props;
        if (record.data.state !== "waiting" || !record.resId) {
            return;
        }
        const [found] = await this.orm.silent.read(
            "emmaus.import",
            [record.resId],
            ["progress", "state"]
        );
        this.state.value = found.progress;
        if (found.state !== "waiting") {
            clearInterval(this.timer);
            await record.load();
        }
    }
}

registry.category("fields").add("emmaus_import_progress", {
    component: ImportProgress,
    supportedTypes: ["float"],
    fieldDependencies: [{name: "state", type: "selection"}],
});
