/** Words of a receiver at the truck. */
export function scan(code) {
    return {
        content: `scan ${code}`,
        trigger: ".o_lot_scan",
        run: () => {
            const { barcode } = odoo.__WOWL_DEBUG__.root.env.services;
            barcode.bus.trigger("barcode_scanned", { barcode: code, target: document.body });
        },
    };
}

export function told(status, words) {
    return {
        content: `told ${status}: ${words}`,
        trigger: `.o_lot_scan_banner.o_lot_scan_${status}:contains(${words})`,
    };
}

export function counted(lot, received, announced) {
    return {
        content: `${received} of ${announced} counted of ${lot}`,
        trigger: `.o_lot_scan_row[data-lot="${lot}"] .fs-5:contains(/^${received} \\/ ${announced}$/)`,
    };
}

export function toSend(lot, count) {
    return {
        content: `${count} scans of ${lot} wait`,
        trigger: `.o_lot_scan_row[data-lot="${lot}"] .o_lot_scan_queued:contains(${count} to send)`,
    };
}

export function choose(label) {
    return {
        content: `answer ${label}`,
        trigger: `.o_lot_scan_choices button:contains(${label})`,
        run: "click",
    };
}

export function keyLot(lot) {
    return [
        { trigger: ".o_lot_scan_lot", run: `edit ${lot}` },
        { trigger: ".o_lot_scan_choices form button", run: "click" },
    ];
}

export function keyCode(code, quantity) {
    return [
        { trigger: ".o_lot_scan_code", run: `edit ${code}` },
        ...(quantity ? [{ trigger: ".o_lot_scan_quantity", run: `edit ${quantity}` }] : []),
        { trigger: ".o_lot_scan_enter", run: "click" },
    ];
}

export function press(button) {
    return {
        content: `press ${button}`,
        trigger: `.o_lot_scan_${button}:enabled`,
        run: "click",
    };
}

export function waiting(count) {
    return count
        ? { trigger: `.o_lot_scan_waiting:contains(${count} to send)` }
        : {
              content: "everything is sent, at the latest when the page looks for network again",
              trigger: ".o_lot_scan:not(:has(.o_lot_scan_waiting))",
              timeout: 30000,
          };
}
