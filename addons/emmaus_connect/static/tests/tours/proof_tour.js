import {registry} from "@web/core/registry";

const button = (name) => `.o_statusbar_buttons button[name=${name}]:enabled`;
const stage = (value) =>
    `.o_statusbar_status [data-value=${value}].o_arrow_button_current`;

/** Put a file of the test into a file input, as a person chooses it. */
const chooseFile = (area, name) => ({
    content: `choose ${name}`,
    trigger: `${area} input.o_input_file:not(:visible)`,
    async run() {
        const answer = await fetch(`/emmaus_proof/${name}`);
        const transfer = new DataTransfer();
        transfer.items.add(new File([await answer.blob()], name));
        this.anchor.files = transfer.files;
        this.anchor.dispatchEvent(new Event("change", {bubbles: true}));
    },
});

const sendTheAudit = [
    chooseFile(".o_emmaus_files", "latitude.json"),
    {trigger: ".o_emmaus_files .badge:contains(latitude.json)"},
    {trigger: button("action_send"), run: "click"},
    {trigger: ".o_data_row:contains(latitude.json):contains(Audit recorded)"},
    {trigger: ".o_data_row button[name=action_open]", run: "click"},
];

const seeTheDevice = [
    {trigger: stage("received")},
    {trigger: ".alert-danger:contains(Still to erase: SSD 240 GB ZQ0000T0UR)"},
    {trigger: ".o_notebook .nav-link:contains(Audit and Erasure)", run: "click"},
    {trigger: "[name=medium_ids] .o_data_row:contains(To erase)"},
];

const recordTheErasure = [
    {trigger: "[name=medium_ids] button[name=action_new_erasure]", run: "click"},
    {trigger: ".o_field_widget[name=medium_id] input:value(ZQ0000T0UR)"},
    {trigger: button("action_start"), run: "click"},
    {trigger: stage("running")},
    {content: "nothing proves it yet", trigger: button("action_pass"), run: "click"},
    {trigger: ".modal:contains(attach the report) footer button", run: "click"},
    {trigger: "body:not(:has(.modal))"},
    chooseFile(".o_field_widget[name=report]", "sanitize.txt"),
    {trigger: ".o_field_widget[name=report] input:value(sanitize.txt)"},
    {trigger: button("action_pass"), run: "click"},
    {trigger: stage("passed")},
];

const seeItProven = [
    {trigger: ".breadcrumb-item a:contains(ZQ), .o_back_button", run: "click"},
    {trigger: stage("erased")},
    {trigger: ".o_notebook .nav-link:contains(Audit and Erasure)", run: "click"},
    {trigger: ".alert-success:contains(Everything in it is erased, with proof)"},
    {trigger: "[name=medium_ids] .o_data_row:contains(Erased, with proof)"},
];

registry.category("web_tour.tours").add("emmaus_proof", {
    steps: () => [
        ...sendTheAudit,
        ...seeTheDevice,
        ...recordTheErasure,
        ...seeItProven,
    ],
});
