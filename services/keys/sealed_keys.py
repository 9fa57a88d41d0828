"""Private keys at rest: AES-GCM under a key derived from the master key, bound to the key's own ID."""

import base64
import json
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc.jwk import ECKey, RSAKey

from errors import SettingsError
from models import SigningKey
from services.keys import keys
from settings import Settings

Key = ECKey | RSAKey


def make(algorithm: str, values: Settings | None = None) -> SigningKey:
    """A new key for ES256 (P-256) or RS256 (2048 bits), not yet saved. Takes a tenth of a second: in a thread.

    Encrypted under the master key of `values`; without, the one in force.
    """
    key: Key = (
        ECKey.generate_key("P-256", private=True) if algorithm == "ES256" else RSAKey.generate_key(2048, private=True)
    )
    key_id = key.thumbprint()
    public = {**key.as_dict(private=False), "kid": key_id, "alg": algorithm, "use": "sig"}
    private = json.dumps(key.as_dict(private=True)).encode()
    sealed = _seal(key_id, private, _secret(values))
    return SigningKey(id=key_id, algorithm=algorithm, private_key=sealed, public_key=public)


def unseal(row: SigningKey) -> Key:
    """The key with its private part. The first time a tenth of a second: in a thread.

    Raises SettingsError where the master key is not the one that it was encrypted with.
    """
    return _unseal(row.id, row.algorithm, row.private_key, _secret())


def _secret(values: Settings | None = None) -> bytes:
    return keys.derive("signing keys", values)


def _seal(key_id: str, private: bytes, secret: bytes) -> str:
    nonce = os.urandom(12)
    return base64.b64encode(nonce + AESGCM(secret).encrypt(nonce, private, key_id.encode())).decode()


@lru_cache(maxsize=16)
def _unseal(key_id: str, algorithm: str, text: str, secret: bytes) -> Key:
    sealed = base64.b64decode(text)
    try:
        private = json.loads(AESGCM(secret).decrypt(sealed[:12], sealed[12:], key_id.encode()))
    except InvalidTag:
        raise SettingsError(
            "The signing keys can't be read: the master key is not the one that they were encrypted with. "
            "Bring it back (KEYLODGE_MASTER_KEY, or master.key in the data folder)."
        ) from None
    return (ECKey if algorithm == "ES256" else RSAKey).import_key({**private, "kid": key_id})
