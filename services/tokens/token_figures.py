"""What the OAuth endpoints gave and refused, for `/metrics`."""

from services.watch import figures

TOKENS = figures.tally("keylodge_tokens", "Answers with an access token, by grant type.", "grant")
REFUSALS = figures.tally("keylodge_refusals", "OAuth errors, by endpoint and error code.", "endpoint", "reason")
