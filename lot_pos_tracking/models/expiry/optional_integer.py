from odoo import fields


class OptionalInteger(fields.Integer):
    """A whole number that may be unknown: None is not 0.

    Days left need it, where 0 is the last good day and a lot without a date has none.
    """

    falsy_value = None

    def convert_to_cache(self, value, record, validate=True):
        return None if value is None or value is False else int(value)

    def convert_to_record(self, value, record):
        return value

    def convert_to_read(self, value, record, use_display_name=True):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if value is None else value
