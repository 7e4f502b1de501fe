"""EPCIS 2.0: events as plain data, their JSON-LD form, and what is wrong with somebody's form.

Source: GS1 EPCIS 2.0 and CBV 2.0 (ISO/IEC 19987:2024, 19988:2024).
"""
