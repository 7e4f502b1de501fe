from odoo import fields, models

DECIDED = "lot_conflicts_decided"
"""Context key: the receiver has seen the conflicts of this validation."""


class StockPicking(models.Model):
    _inherit = "stock.picking"

    lot_shipment_ids = fields.Many2many(
        "lot.shipment", compute="_compute_lot_shipment_ids", string="Shipment Notices"
    )

    lot_channel_id = fields.Many2one(
        "lot.customer.channel",
        string="Customer Channel",
        check_company=True,
        copy=False,
        help="Whom the goods are for; the order's when empty, else whom the warehouse serves.",
    )
    lot_document_ids = fields.Many2many(
        "ir.attachment",
        relation="stock_picking_lot_document_rel",
        string="Certificates",
        copy=False,
        help="Documents that came with the lots, for example certificates of analysis.",
    )

    def _lot_document_names(self):
        """Names of the files that came with the lots of this receipt."""
        self.ensure_one()
        files = self.lot_document_ids | self.lot_shipment_ids.certificate_ids
        return tuple(files.mapped("name"))

    def _compute_lot_shipment_ids(self):
        for picking in self:
            shipments = picking.move_line_ids.shipment_line_id.shipment_id
            announced = picking.purchase_id.lot_shipment_ids
            picking.lot_shipment_ids = shipments | announced.filtered(
                lambda shipment: shipment.state != "cancelled"
            )

    def _get_lot_move_lines_for_sanity_check(self, none_done_picking_ids, separate_pickings=True):
        """Lines that a number rule will number need no number yet."""
        lines = super()._get_lot_move_lines_for_sanity_check(
            none_done_picking_ids, separate_pickings
        )
        asking = lines._arriving().filtered(lambda ml: ml._lacks_number())
        rules = self.env["lot.receiving"]._rules(asking)
        return lines - asking.filtered(lambda ml: rules[ml])

    def _pre_action_done_hook(self):
        result = super()._pre_action_done_hook()
        if result is not True or self.env.context.get(DECIDED):
            return result
        lines = self.move_line_ids.filtered("picked")._arriving()
        conflicts = self.env["lot.receiving"]._conflicts(lines)
        if conflicts:
            self.env["lot.receiving"]._check_arrival(lines)
        undecided = [line for line in conflicts if not line.lot_conflict]
        if undecided:
            return self.env["lot.conflict.wizard"]._open(self, conflicts)
        return True

    def lot_import_lots(self, content, filename=None):
        """Take over the lots of a file into this receipt.

        :param content: bytes, or a base64 string
        :return: the new move lines
        """
        self.check_access("write")
        return self.env["lot.receiving"]._import_lots(self, content, filename)

    def action_lot_upload(self):
        """Ask for a file that lists the lots of this receipt."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "lot_pos_tracking.lot_shipment_upload_action"
        )
        return {
            **action,
            "name": self.env._("Import Lots"),
            "context": {"default_picking_id": self.id},
        }

    def action_lot_scan(self):
        """Receive this transfer by scanning."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "lot_scan",
            "name": self.env._("Receive %(name)s", name=self.name),
            "params": {"picking_id": self.id},
        }
