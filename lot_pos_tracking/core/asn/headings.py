"""The headings of tables that mean a field, in English, German, French and Spanish: data."""

import re
import unicodedata
from typing import Any

_NAMES = {
    "document_number": "document|asn|asn number|despatch advice|dispatch advice|"
    "delivery note|delivery note number|shipment|shipment number|lieferschein|lieferscheinnummer|"
    "lieferschein nr|bon de livraison|numero bl|albaran",
    "function": "function|funktion|fonction",
    "purchase_order": "po|po number|order|order number|order reference|"
    "bestellung|bestellnummer|bestell nr|commande|numero de commande|pedido",
    "supplier": "supplier|vendor|supplier gln|vendor gln|lieferant|fournisseur|proveedor",
    "supplier_name": "supplier name|vendor name|lieferantenname",
    "ship_to": "ship to|ship to gln|deliver to|delivery gln|lieferadresse",
    "despatch_date": "despatch date|dispatch date|ship date|shipping date|shipped|versanddatum|"
    "lieferdatum|date d expedition|fecha de envio",
    "expected_date": "expected date|delivery date|arrival date|eta|expected|ankunft|"
    "date de livraison|fecha de entrega",
    "currency": "currency|wahrung|devise|moneda",
    "sscc": "sscc|nve|package|package number|"
    "pallet|pallet id|pallet number|logistic unit|palette|palettennummer",
    "line_number": "line|line no|line number|pos|position|ligne|linea",
    "gtin": "gtin|ean|ean13|ean code|ean upc|upc|barcode|bar code|strichcode|code barres|"
    "codigo de barras|item gtin",
    "vendor_code": "vendor code|supplier code|item|item code|item number|sku|article|"
    "article number|product code|artikel|artikelnummer|artikel nr|lieferantenartikelnummer|"
    "reference|reference article|referencia|codigo",
    "description": "description|product|product name|name|item description|bezeichnung|"
    "artikelbezeichnung|designation|libelle|descripcion|producto",
    "lot": "lot|lot serial number|serial|serial number|serial no|sn|seriennummer|numero de serie|"
    "lot number|lot no|lot code|batch|batch number|batch no|batch lot|vendor lot|charge|"
    "chargennummer|charge nr|losnummer|numero de lot|lote|no lote",
    "quantity": "quantity|qty|quantity shipped|shipped quantity|shipped qty|qty shipped|menge|"
    "liefermenge|stuck|quantite|qte|cantidad",
    "uom": "uom|unit|unit of measure|einheit|mengeneinheit|unite|unidad",
    "production_date": "production date|manufacture date|manufacturing date|mfg date|produced|"
    "produktionsdatum|herstelldatum|date de production|date de fabrication|fecha de produccion",
    "packaging_date": "packaging date|pack date|packing date|packed|verpackungsdatum|"
    "date d emballage",
    "best_before_date": "best before date|best before|bbd|bbe|best by|mhd|"
    "mindesthaltbarkeitsdatum|ddm|dluo|consumo preferente",
    "sell_by_date": "sell by date|sell by|verkaufsdatum",
    "expiration_date": "expiration date|expiry date|expiry|exp|exp date|expiration|expires|use by|"
    "use by date|verfallsdatum|verbrauchsdatum|ablaufdatum|dlc|date d expiration|caducidad|"
    "fecha de caducidad",
    "country_of_origin": "country of origin|origin|country|ursprungsland|herkunft|"
    "pays d origine|origine|pais de origen",
    "unit_cost": "unit cost|cost|price|unit price|net price|preis|einzelpreis|prix|"
    "prix unitaire|precio",
}


def plain_heading(text: Any) -> str:
    """A heading without accents, capitals and signs, as ``HEADINGS`` has it."""
    text = unicodedata.normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode()
    return " ".join(re.split(r"[^a-z0-9]+", text.lower())).strip()


#: {plain heading: field}
HEADINGS = {
    plain_heading(heading): name
    for name, headings in _NAMES.items()
    for heading in [name, *headings.split("|")]
}
