import {Component, onWillStart, useRef, useState} from "@odoo/owl";
import {scanBarcode} from "@web/core/barcode/barcode_dialog";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {formatInteger} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

/** What waits for the person who signs in, and a field that opens any code. */
export class EmmausHome extends Component {
    static template = "emmaus_connect.Home";
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.codeInput = useRef("code");
        this.canScan = isBarcodeScannerSupported();
        this.state = useState({home: null, code: "", message: "", busy: false});
        const barcode = useService("barcode");
        useBus(barcode.bus, "barcode_scanned", (ev) => this.open(ev.detail.barcode));
        onWillStart(() => this.load());
    }

    get greeting() {
        const {name, sites} = this.state.home;
        return [name, sites.join(", ")].filter(Boolean).join(" · ");
    }

    async load() {
        this.state.home = await this.orm.call("emmaus.home", "get_home", []);
    }

    formatCount(count) {
        return count === false ? "–" : formatInteger(count);
    }

    tileClass(tile) {
        return tile.count === 0 ? "o_emmaus_tile_done" : `o_emmaus_tile_${tile.tone}`;
    }

    async openTile(tile) {
        await this.action.doAction(tile.action, {additionalContext: tile.context});
        if (tile.key === "journal_health") {
            await this.load();
        }
    }

    /** Open what a code is stuck on; say so when it is on nothing. */
    async open(code) {
        const text = code.trim();
        if (!text || this.state.busy) {
            return;
        }
        Object.assign(this.state, {busy: true, message: ""});
        try {
            const found = await this.orm.call("emmaus.home", "open_code", [text]);
            if (found.action) {
                await this.action.doAction(found.action);
            } else {
                this.state.message = found.message;
                this.codeInput.el?.select();
            }
        } finally {
            this.state.busy = false;
        }
    }

    async scan() {
        try {
            await this.open(await scanBarcode(this.env));
        } catch {
            this.state.message = _t(
                "The camera cannot be used: type the code instead."
            );
        }
    }
}

registry.category("actions").add("emmaus_home", EmmausHome);
