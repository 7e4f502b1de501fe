from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from odoo import api, fields, models
from odoo.tools import SQL

from ...bridge import lot_dates, shop_zone
from ...core.lot_names import without_edges
from ...core.shelf_life import LotDates

SUGGESTIONS = 50


@dataclass(frozen=True, slots=True)
class ShelfLot:
    """What a till knows of one lot. Quantities in the product's unit of measure.

    ``quantity`` lies in the till's locations, ``reserved`` of it is promised to transfers and
    ``claimed`` to open orders of tills. ``holds`` has one entry per open hold:
    ``{"reason": id, "code": str, "allows": str}``. ``first``: among the first to take of its
    product.
    """

    id: int
    name: str
    product_id: int
    company_id: int | None
    tracking: str
    vendor_lot: str | None
    gtin: str | None
    dates: LotDates
    expiration_day: date | None
    lot_version: int
    quantity: float
    reserved: float
    claimed: float
    in_date: datetime | None
    holds: tuple[dict[str, Any], ...]
    first: bool

    @property
    def free(self) -> float:
        return self.quantity - self.reserved - self.claimed

    def permitted(self) -> tuple[frozenset[str], ...]:
        """The processes that each open hold still permits."""
        return tuple(
            frozenset(p.strip() for p in (hold["allows"] or "").split(",") if p.strip())
            for hold in self.holds
        )

    def has_recall_hold(self) -> bool:
        return any(hold["code"] == "recall" for hold in self.holds)


class LotShelf(models.AbstractModel):
    """What lies in the locations a till sells from. Every answer is one query.

    Reads past the access rights of the cashier: only lots, dates and quantities of the shop the
    till stands in leave here.
    """

    _name = "lot.shelf"
    _description = "Lots in the Locations of a Till"

    @api.model
    def _lots(
        self,
        config,
        lot_ids,
        *,
        at,
        product_ids=(),
        limit=SUGGESTIONS,
        except_order="",
        except_till=0,
    ):
        """What is known of the lots, and of the first lots to take of some products.

        Of ``product_ids`` the first to expire come along, those without a date after them, those
        whose date has passed last, and every lot on hold. The cost does not grow with the number
        of lots that a product has.

        :param at: naive UTC, the moment of the sale; claims that have ended by now never count
        :param limit: first lots for each product
        :param except_order: uuid of the order whose own claims do not count
        :param except_till: id of the ``pos.config`` whose own claims do not count
        :return: ``{lot id: ShelfLot}``, lots of other companies left out
        """
        if not lot_ids and not product_ids:
            return {}
        self._flush()
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH shelf AS MATERIALIZED (%(shelf)s),
                     first AS MATERIALIZED (%(first)s),
                     wanted AS MATERIALIZED (
                        SELECT unnest(%(lots)s::int[]) AS id
                         UNION SELECT id FROM first
                         UNION SELECT id FROM stock_lot
                                WHERE product_id = ANY(%(products)s::int[]) AND is_on_hold IS TRUE)
                SELECT lot.id, lot.name, lot.product_id, lot.company_id, lot.vendor_lot, lot.gtin,
                       lot.production_date, lot.best_before_date, lot.sell_by_date,
                       lot.use_by_date, lot.use_by_time, lot.expiration_date,
                       COALESCE(lot.lot_version, 0) AS lot_version,
                       template.tracking, template.use_expiration_date, template.lot_ignore_dates,
                       COALESCE(stock.quantity, 0) AS quantity,
                       COALESCE(stock.reserved, 0) AS reserved,
                       COALESCE(claim.quantity, 0) AS claimed,
                       stock.in_date, hold.holds,
                       lot.id IN (SELECT id FROM first) AS first
                  FROM stock_lot AS lot
                  JOIN product_product AS product ON product.id = lot.product_id
                  JOIN product_template AS template ON template.id = product.product_tmpl_id
             LEFT JOIN (SELECT lot_id, sum(quantity) AS quantity, min(in_date) AS in_date,
                               sum(reserved_quantity) AS reserved
                          FROM stock_quant
                         WHERE lot_id IN (SELECT id FROM wanted)
                           AND location_id IN (SELECT id FROM shelf)
                         GROUP BY lot_id) AS stock ON stock.lot_id = lot.id
             LEFT JOIN (SELECT lot_id, sum(quantity) AS quantity
                          FROM lot_claim
                         WHERE lot_id IN (SELECT id FROM wanted) AND expires_at > %(at)s
                           AND order_uuid != %(order)s AND config_id != %(till)s
                           AND location_id IN (SELECT id FROM shelf)
                         GROUP BY lot_id) AS claim ON claim.lot_id = lot.id
             LEFT JOIN (SELECT lot_id, json_agg(json_build_object(
                               'reason', reason.id, 'code', reason.code, 'allows', reason.allows)
                               ORDER BY hold.id) AS holds
                          FROM lot_hold AS hold
                          JOIN lot_hold_reason AS reason ON reason.id = hold.reason_id
                         WHERE hold.active AND lot_id IN (SELECT id FROM wanted)
                         GROUP BY lot_id) AS hold ON hold.lot_id = lot.id
                 WHERE lot.id IN (SELECT id FROM wanted)
                   AND (lot.company_id IS NULL OR lot.company_id = %(company)s)
                 ORDER BY lot.id
                """,
                shelf=self._shelf_query(config),
                first=self._first_query(config, product_ids, at, limit),
                lots=list(lot_ids),
                products=list(product_ids),
                at=max(at, fields.Datetime.now()),
                order=except_order,
                till=except_till,
                company=config.company_id.id,
            )
        )
        zone = shop_zone(config.company_id)
        return {row["id"]: self._shelf_lot(row, zone) for row in rows}

    @api.model
    def _first_query(self, config, product_ids, at, limit):
        """Ids of the lots with stock to take first; each branch runs only when it is needed."""
        if not product_ids:
            return SQL("SELECT NULL::int AS id WHERE FALSE")
        in_shop = SQL(
            "EXISTS (SELECT 1 FROM stock_quant AS quant WHERE quant.lot_id = lot.id "
            "AND quant.quantity > 0 AND quant.location_id IN (SELECT id FROM shelf))"
        )
        return SQL(
            """
            SELECT found.id
              FROM unnest(%(products)s::int[]) AS wanted(id)
        CROSS JOIN LATERAL (
                   (SELECT lot.id FROM stock_lot AS lot
                     WHERE lot.product_id = wanted.id AND lot.is_on_hold IS NOT TRUE
                       AND lot.expiration_date >= %(at)s AND %(in_shop)s
                     ORDER BY lot.expiration_date, lot.id LIMIT %(limit)s)
                    UNION ALL
                   (SELECT lot.id
                      FROM stock_quant AS quant
                      JOIN stock_lot AS lot ON lot.id = quant.lot_id
                     WHERE quant.product_id = wanted.id AND quant.quantity > 0
                       AND quant.location_id IN (SELECT id FROM shelf)
                       AND lot.expiration_date IS NULL AND lot.is_on_hold IS NOT TRUE
                     ORDER BY quant.in_date, lot.id LIMIT %(limit)s)
                    UNION ALL
                   (SELECT lot.id FROM stock_lot AS lot
                     WHERE lot.product_id = wanted.id AND lot.is_on_hold IS NOT TRUE
                       AND lot.expiration_date < %(at)s AND %(in_shop)s
                     ORDER BY lot.expiration_date DESC, lot.id LIMIT %(limit)s)
                     LIMIT %(limit)s
                   ) AS found
            """,
            products=list(product_ids),
            at=at,
            in_shop=in_shop,
            limit=limit,
        )

    @api.model
    def _shelf_lot(self, row, zone):
        dates = lot_dates(
            row,
            zone,
            uses_dates=row["use_expiration_date"],
            ignores_dates=row["lot_ignore_dates"],
        )
        return ShelfLot(
            id=row["id"],
            name=row["name"],
            product_id=row["product_id"],
            company_id=row["company_id"],
            tracking=row["tracking"],
            vendor_lot=row["vendor_lot"],
            gtin=row["gtin"],
            dates=dates,
            expiration_day=dates.expiration,
            lot_version=row["lot_version"],
            quantity=row["quantity"],
            reserved=row["reserved"],
            claimed=row["claimed"],
            in_date=row["in_date"],
            holds=tuple(row["holds"] or ()),
            first=row["first"],
        )

    @api.model
    def _shelf_query(self, config):
        """Ids of the locations the till sells from: its own and those below, no quarantine."""
        return SQL(
            """
            SELECT place.id
              FROM stock_location AS place
              JOIN stock_location AS root
                ON root.id = %s AND starts_with(place.parent_path, root.parent_path)
             WHERE place.usage = 'internal'
               AND NOT EXISTS (SELECT 1 FROM stock_location AS quarantine
                                WHERE quarantine.lot_quarantine
                                  AND starts_with(place.parent_path, quarantine.parent_path))
            """,
            config.picking_type_id.default_location_src_id.id,
        )

    @api.model
    def _flush(self):
        self.env["stock.lot"].flush_model()
        self.env["stock.quant"].flush_model()
        self.env["stock.location"].flush_model()
        self.env["product.template"].flush_model()
        self.env["lot.hold"].flush_model()
        self.env["lot.hold.reason"].flush_model()
        self.env["lot.claim"].flush_model()

    @api.model
    def _named(self, company, names):
        """Lots by what is printed on the pack: their own number, else the vendor's.

        Compared without blanks around and without case, an exact match before others.

        :param names: ``{(product id, name)}``
        :return: ``{(product id, name): lot id}``; a name that could mean several lots is left out
        """
        names = [(product_id, name) for product_id, name in names if product_id and name]
        if not names:
            return {}
        self.env["stock.lot"].flush_model()
        product_ids, texts = zip(*names, strict=True)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT wanted.product_id, wanted.name, lot.id,
                       CASE WHEN lot.name = wanted.name THEN 1
                            WHEN lower(trim(lot.name)) = lower(wanted.bare) THEN 2
                            WHEN lot.vendor_lot = wanted.name THEN 3
                            ELSE 4 END AS rank
                  FROM unnest(%(products)s::int[], %(names)s::text[], %(bare)s::text[])
                       AS wanted(product_id, name, bare)
                  JOIN stock_lot AS lot
                    ON lot.product_id = wanted.product_id
                   AND (lower(trim(lot.name)) = lower(wanted.bare)
                        OR lower(trim(lot.vendor_lot)) = lower(wanted.bare))
                   AND (lot.company_id IS NULL OR lot.company_id = %(company)s)
                """,
                products=list(product_ids),
                names=list(texts),
                bare=[without_edges(text) for text in texts],
                company=company.id,
            )
        )
        ranked = {}  # {(product id, name): {rank: [lot id]}}
        for product_id, name, lot_id, rank in rows:
            ranked.setdefault((product_id, name), {}).setdefault(rank, []).append(lot_id)
        found = {}
        for key, by_rank in ranked.items():
            best = by_rank[min(by_rank)]
            if len(best) == 1:
                found[key] = best[0]
        return found

    @api.model
    def _shop_lot_ids(self, config, *, at, limit):
        """The lots the till starts with: what lies in its locations, sold out or held as well.

        Plus lots of its open orders. Lots with stock come before sold out ones when there are
        more than ``limit``.
        """
        self._flush()
        self.env["pos.pack.operation.lot"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH shelf AS (%(shelf)s)
                SELECT found.lot_id
                  FROM (SELECT quant.lot_id, sum(quant.quantity) AS quantity
                          FROM stock_quant AS quant
                         WHERE quant.lot_id IS NOT NULL
                           AND quant.location_id IN (SELECT id FROM shelf)
                           AND quant.product_id = ANY(%(products)s::int[])
                         GROUP BY quant.lot_id
                         UNION ALL
                        SELECT pack.lot_id, 1
                          FROM pos_pack_operation_lot AS pack
                          JOIN pos_order_line AS line ON line.id = pack.pos_order_line_id
                          JOIN pos_order AS sale ON sale.id = line.order_id
                         WHERE pack.lot_id IS NOT NULL AND sale.config_id = %(config)s
                           AND sale.state = 'draft') AS found
                  JOIN stock_lot AS lot ON lot.id = found.lot_id
                 WHERE lot.company_id IS NULL OR lot.company_id = %(company)s
                 GROUP BY found.lot_id, lot.expiration_date
                 ORDER BY max(found.quantity) > 0 DESC, lot.expiration_date NULLS LAST,
                          found.lot_id
                 LIMIT %(limit)s
                """,
                shelf=self._shelf_query(config),
                products=self.env["lot.kit"]._products_with_lots(config).ids,
                config=config.id,
                company=config.company_id.id,
                limit=limit,
            )
        )
        return [lot_id for (lot_id,) in rows]
