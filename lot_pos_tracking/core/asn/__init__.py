"""Suppliers' shipment notices: seven syntaxes, one ``Shipment``.

``detect.read`` takes the bytes of a document and gives the shipment. A document whose syntax is
broken raises ``DocumentError`` and nothing else; whatever else is odd is an issue of the shipment.
"""
