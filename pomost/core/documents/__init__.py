"""Documents for people: `pdf` (tagged, PDF/UA-1) and `docx`, both from one description (`card`)."""
