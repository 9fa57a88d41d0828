"""Every rule: who may, what is valid, what is recorded, what is announced. Services own transactions."""
