/**
 * The graph of a trace as two lists to read from top to bottom: where a lot came from, and where
 * it went. Lots made of lots are told one level deeper; a lot told already is not told again.
 */

const CAME_BACK = "return";
const NOT_A_STEP = new Set(["on_hand", "transfer"]);

function byDate(a, b) {
    return (
        (a.date || "").localeCompare(b.date || "") ||
        (a.kind === CAME_BACK) - (b.kind === CAME_BACK) ||
        a.name.localeCompare(b.name)
    );
}

export class LotTraceTree {
    /** @param {{nodes: Object[], edges: Object[], truncated: boolean}} graph */
    constructor(graph) {
        this.nodes = Object.fromEntries(graph.nodes.map((node) => [node.id, node]));
        this.edges = graph.edges;
        this.truncated = graph.truncated;
        this.outgoing = group(graph.edges, "source");
        this.incoming = group(graph.edges, "target");
    }

    lots(ids) {
        return ids.map((id) => this.nodes[`lot:stock.lot:${id}`]).filter(Boolean);
    }

    /** @returns {Object[]} entries of where the lot came from, with their level */
    origins(lotId) {
        return this.tell(lotId, "up", 0, new Set([lotId]));
    }

    /** @returns {Object[]} entries of where the lot went, with what came back */
    fates(lotId) {
        return this.tell(lotId, "down", 0, new Set([lotId]));
    }

    /** What is where now: [{node, quantity, uom}] */
    places(lotId) {
        return (this.outgoing[lotId] || [])
            .filter((edge) => edge.kind === "on_hand")
            .map((edge) => ({
                node: this.nodes[edge.target],
                quantity: edge.quantity,
                uom: edge.uom,
            }));
    }

    /** Moves between places: [{key, from, to, quantity, uom, date}] */
    transfers(lotId) {
        const id = this.nodes[lotId].res_id;
        return this.edges
            .filter((edge) => edge.kind === "transfer" && edge.lot_id === id)
            .map((edge) => ({
                key: `${edge.source}>${edge.target}`,
                from: this.nodes[edge.source],
                to: this.nodes[edge.target],
                quantity: edge.quantity,
                uom: edge.uom,
                date: edge.date,
            }))
            .sort((a, b) => (a.date || "").localeCompare(b.date || ""));
    }

    tell(lotId, side, level, told) {
        const id = this.nodes[lotId].res_id;
        const steps = this.steps(lotId, side).map(({ edge, node }) => ({
            key: `${level}-${lotId}-${edge.kind}-${node.id}`,
            node,
            name: node.name,
            kind: edge.kind,
            level,
            quantity: edge.quantity,
            uom: edge.uom,
            date: edge.date || node.date,
            booked: edge.booked,
            people: this.people(node, id),
        }));
        const entries = [];
        for (const step of steps.sort(byDate)) {
            entries.push(step);
            for (const lot of this.lotsBehind(step.node, side)) {
                const isNew = !told.has(lot.id);
                entries.push({
                    key: `${step.key}-${lot.id}`,
                    node: lot,
                    name: lot.name,
                    kind: "lot",
                    level: level + 1,
                    people: [],
                    booked: true,
                });
                if (isNew) {
                    told.add(lot.id);
                    entries.push(...this.tell(lot.id, side, level + 2, told));
                }
            }
        }
        return entries;
    }

    /** The edges that tell one side of a lot's story, with the node at their other end. */
    steps(lotId, side) {
        const incoming = (this.incoming[lotId] || []).map((edge) => ({
            edge,
            node: this.nodes[edge.source],
        }));
        const outgoing = (this.outgoing[lotId] || []).map((edge) => ({
            edge,
            node: this.nodes[edge.target],
        }));
        const steps =
            side === "up"
                ? incoming.filter(({ edge }) => edge.kind !== CAME_BACK)
                : [...outgoing, ...incoming.filter(({ edge }) => edge.kind === CAME_BACK)];
        return steps.filter(({ edge }) => !NOT_A_STEP.has(edge.kind));
    }

    /** Lots on the far side of a production, or a lot that is itself the next step. */
    lotsBehind(node, side) {
        if (node.kind !== "production") {
            return [];
        }
        const edges = (side === "up" ? this.incoming : this.outgoing)[node.id] || [];
        return edges
            .map((edge) => this.nodes[side === "up" ? edge.source : edge.target])
            .filter((other) => other.kind === "lot");
    }

    /** Vendors and customers a document names for a lot. */
    people(node, lotResId) {
        const ends = [
            ...(this.incoming[node.id] || []).map((edge) => [edge, edge.source]),
            ...(this.outgoing[node.id] || []).map((edge) => [edge, edge.target]),
        ];
        const people = ends
            .filter(([edge]) => edge.lot_id === lotResId)
            .map(([, id]) => this.nodes[id])
            .filter((other) => other.kind === "vendor" || other.kind === "customer");
        return [...new Set(people)];
    }
}

function group(rows, key) {
    const groups = {};
    for (const row of rows) {
        (groups[row[key]] ||= []).push(row);
    }
    return groups;
}
