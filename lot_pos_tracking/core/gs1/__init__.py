"""GS1 codes: what a scanner reads, what a label may print, how keys are written in links and URNs.

``table`` says what each application identifier (AI) looks like, ``checks`` judges one value,
``rules`` judges AIs together, ``elements`` reads a scan, ``digital_link`` and ``epc`` translate.
"""
