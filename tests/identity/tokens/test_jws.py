"""What our signer writes is what joserfc reads and verifies."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from services.keys import jws

EC = ECKey.generate_key("P-256", private=True)
RSA = RSAKey.generate_key(2048, private=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CLAIMS = st.dictionaries(
    TEXTS, st.one_of(TEXTS, st.integers(-(2**53), 2**53), st.booleans(), st.lists(TEXTS)), max_size=8
)


@pytest.mark.parametrize(("key", "algorithm"), [(EC, "ES256"), (RSA, "RS256")])
@given(claims=CLAIMS)
def test_what_is_signed_verifies_and_reads_the_same(
    key: ECKey | RSAKey, algorithm: str, claims: dict[str, Any]
) -> None:
    assert key.private_key is not None
    text = jws.sign(claims, "at+jwt", key.private_key, "some-key")
    token = jwt.decode(text, key, algorithms=[algorithm])
    assert token.header == {"alg": algorithm, "typ": "at+jwt", "kid": "some-key"}
    assert token.claims == claims
