import {registry} from "@web/core/registry";

const item = (name) => `.o_emmaus_checklist_item:has(:contains("${name}"))`;
const answer = (name, label) => `${item(name)} button:contains("${label}")`;

registry.category("web_tour.tours").add("emmaus_checklist", {
    steps: () => [
        {trigger: ".o_statusbar_buttons button:contains(Checklist)", run: "click"},
        {trigger: answer("Keyboard", "Faulty"), run: "click"},
        {trigger: `${item("Keyboard")} input`, run: "edit Key A is stuck"},
        {trigger: answer("DVD drive", "Absent"), run: "click"},
        {trigger: ".o_emmaus_checklist button:contains(The rest works)", run: "click"},
        {trigger: ".o_emmaus_checklist:contains(Everything required was tried)"},
        {trigger: `${answer("DVD drive", "Absent")}[aria-pressed=true]`},
        {trigger: ".modal-footer button[name=action_save]", run: "click"},
        {trigger: ".o_notification:contains(Faulty)"},
    ],
});
