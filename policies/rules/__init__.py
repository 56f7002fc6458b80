"""One rule per file; `policies.RULES` lists them."""
