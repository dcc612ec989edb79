import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

const menu = (name) => `.o_menu_sections [data-menu-xmlid="emmaus_connect.${name}"]`;
const button = (name) => `.o_statusbar_buttons button[name=${name}]:enabled`;
const stage = (value) =>
    `.o_statusbar_status [data-value=${value}].o_arrow_button_current`;
const line = (number, text) =>
    `.o_field_widget[name=line_ids] tr.o_data_row:has(td[name=number]:contains(/^${number}$/)):contains("${text}")`;
const figure = (name, value) =>
    `.o_field_widget[name=${name}_count]:contains(/^${value}$/)`;
const announced = (count) =>
    `.o_data_row:has(td[name=announced_qty]:contains(/^${count}$/))`;

/** Put a file of the test into the file field, as a person chooses it. */
const chooseFile = (name) => ({
    content: `choose ${name}`,
    trigger: ".o_field_widget[name=file] input.o_input_file:not(:visible)",
    async run() {
        const answer = await fetch(`/emmaus_story/${name}`);
        const transfer = new DataTransfer();
        transfer.items.add(new File([await answer.blob()], name));
        this.anchor.files = transfer.files;
        this.anchor.dispatchEvent(new Event("change", {bubbles: true}));
    },
});

const newImport = (name) => [
    {trigger: menu("emmaus_import_menu"), run: "click"},
    {trigger: ".o_list_view"},
    {trigger: ".o_list_button_add", run: "click"},
    chooseFile(name),
    {trigger: `.o_field_widget[name=file] input:value(${name})`},
];

const checkFile = [
    {trigger: button("action_dry_run"), run: "click"},
    {trigger: stage("checked")},
];

const applyFile = [
    {trigger: button("action_apply"), run: "click"},
    {trigger: stage("applied")},
];

const signIn = [
    {trigger: "input#login", run: "edit story_logistics"},
    {trigger: "input#password", run: "edit story_logistics"},
    {
        trigger: ".oe_login_form button[type=submit]",
        run: "click",
        expectUnloadPage: true,
    },
    {trigger: ".o_emmaus_home h1:contains(Lou Gistique):contains(Site of the Story)"},
];

const importSheet = [
    ...newImport("sheet.xlsx"),
    {
        trigger: ".o_field_widget[name=donor_id] input",
        run: "edit Ferme des Quatre Vents",
    },
    {
        trigger: ".ui-autocomplete .dropdown-item:contains(Ferme des Quatre Vents)",
        run: "click",
    },
    ...checkFile,
    {trigger: figure("created", 3)},
    {trigger: figure("refused", 1)},
    {trigger: line(5, "ZQ-R-001")},
    {trigger: line(6, "LENOVO")},
    {trigger: line(8, "names no device")},
    ...applyFile,
    {trigger: line(7, "New")},
    {trigger: line(8, "Refused")},
];

const importBolc = [
    ...newImport("bolc.csv"),
    ...checkFile,
    {trigger: figure("created", 2)},
    {trigger: figure("changed", 1)},
    {trigger: figure("refused", 1)},
    {trigger: line(3, "Batterie à changer")},
    {trigger: line(4, "No device is known as ZQPC26-0799")},
    ...applyFile,
];

const receive = [
    {trigger: menu("menu_emmaus_collection"), run: "click"},
    {trigger: ".o_data_row td:contains(L-7301)", run: "click"},
    {trigger: ".o_stat_text:contains(Devices)"},
    {trigger: button("action_collect"), run: "click"},
    {trigger: stage("collected")},
    {
        content: "nothing is counted yet",
        trigger: button("action_receive"),
        run: "click",
    },
    {trigger: ".modal:contains(Count the line) footer button", run: "click"},
    {trigger: "body:not(:has(.modal))"},
    {trigger: `${announced(3)} td[name=counted_qty]`, run: "click"},
    {trigger: `${announced(3)} td[name=counted_qty] input`, run: "edit 3"},
    {trigger: button("action_count_as_announced"), run: "click"},
    {trigger: `${announced(2)} td[name=counted_qty]:contains(2)`},
    {trigger: button("action_receive"), run: "click"},
    {trigger: stage("received")},
];

const printLabels = [
    {
        content: "read the document where the new tab would have",
        trigger: ".o_cp_action_menus button:has(.fa-cog)",
        run(helpers) {
            browser.open = (url) => {
                fetch(url).then((answer) => {
                    document.body.dataset.storyLabels =
                        answer.headers.get("Content-Type");
                });
                return {closed: false};
            };
            return helpers.click();
        },
    },
    {trigger: ".o-dropdown-item:contains(Print Labels)", run: "click"},
    {trigger: ".modal .o_field_widget[name=label_count]:contains(5)"},
    {trigger: ".modal button[name=action_print]", run: "click"},
    {trigger: 'body[data-story-labels="application/pdf"]:not(:has(.modal))'},
];

const findBySerial = [
    {trigger: menu("menu_emmaus_home"), run: "click"},
    {trigger: ".o_emmaus_code input", run: "edit pf1 a7k3  qx"},
    {trigger: ".o_emmaus_code button[type=submit]", run: "click"},
    {trigger: ".o_form_view .o_field_widget[name=model] input:value(ThinkPad T480)"},
    {trigger: stage("received")},
    {trigger: ".o_field_widget[name=location_id]:contains(ZQ/)"},
];

registry.category("web_tour.tours").add("emmaus_story", {
    steps: () => [
        ...signIn,
        ...importSheet,
        ...importBolc,
        ...receive,
        ...printLabels,
        ...findBySerial,
    ],
});

registry.category("web_tour.tours").add("emmaus_story_scan", {
    steps: () => [
        {
            trigger:
                ".o_form_view .o_field_widget[name=model] input:value(ThinkPad T480)",
        },
        {trigger: ".nav-link[name=identifiers]", run: "click"},
        {trigger: ".o_data_row td[name=value]:contains(PF1A7K3QX)"},
    ],
});
