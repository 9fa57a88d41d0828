"""Every rule: who may, what is valid, what is recorded, what is announced. Services own transactions.

What changes something takes the actor first and authorises; pages, API and commands change data in no other way.
"""
