import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** One row for each thing to try, one tap for each answer; saved with its form. */
export class ChecklistField extends Component {
    static template = "emmaus_connect.ChecklistField";
    static props = {...standardFieldProps};

    get items() {
        return this.props.record.data[this.props.name] || [];
    }

    get results() {
        return [
            {key: "ok", label: _t("Works"), tone: "success", icon: "fa-check"},
            {key: "faulty", label: _t("Faulty"), tone: "danger", icon: "fa-times"},
            {key: "absent", label: _t("Absent"), tone: "warning", icon: "fa-minus"},
            {
                key: "not_applicable",
                label: _t("Not fitted"),
                tone: "secondary",
                icon: "fa-ban",
            },
        ];
    }

    get remaining() {
        return this.items.filter((item) => item.required && !item.result).length;
    }

    /** A second tap takes an answer back; what was wrong is not said of what works. */
    tap(item, result) {
        const changed = item.result === result ? false : result;
        this.change(item, {
            result: changed,
            note: changed === "faulty" ? item.note : "",
        });
    }

    write(item, note) {
        this.change(item, {note});
    }

    change(item, values) {
        this.save(
            this.items.map((other) =>
                other.id === item.id ? {...other, ...values} : other
            )
        );
    }

    /** What is not tried yet works; exceptions are tapped before or after. */
    allWork() {
        this.save(this.items.map((item) => ({...item, result: item.result || "ok"})));
    }

    save(items) {
        this.props.record.update({[this.props.name]: items});
    }
}

registry.category("fields").add("emmaus_checklist", {
    component: ChecklistField,
    supportedTypes: ["json"],
});
