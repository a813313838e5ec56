"""What came back: noticing, waiting, taking, the ledger, one reader per format, identification. Imports `forms` only."""
