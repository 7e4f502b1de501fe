"""What a hold costs where stock is looked up most often."""

from tools.bench.registry import scenario

LOTS = 200


def _stock(env):
    product = env["product.product"].create(
        {"name": "Bench", "is_storable": True, "tracking": "lot", "use_expiration_date": True}
    )
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    lots = env["stock.lot"].create(
        [{"name": f"B{number}", "product_id": product.id} for number in range(LOTS)]
    )
    for lot in lots:
        env["stock.quant"]._update_available_quantity(product, location, 10, lot_id=lot)
    return product, location, lots


def _available(env, product, location):
    return lambda: env["stock.quant"]._get_available_quantity(product, location)


@scenario("available quantity of 200 lots", variant="no hold")
def no_hold(env):
    product, location, _lots = _stock(env)
    return _available(env, product, location)


@scenario("available quantity of 200 lots", variant="half on hold")
def half_on_hold(env):
    product, location, lots = _stock(env)
    reason = env["lot.hold.reason"].search([], limit=1)
    lots[: LOTS // 2].action_hold(reason.code, "bench")
    return _available(env, product, location)
