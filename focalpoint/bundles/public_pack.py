"""The public pack: a bundle that everybody may open. It is signed and not secret. See docs/bundle-format.md.

It is sealed to one published age identity, so that it is opened, checked and refused as every other bundle.
"""

READER = "0" * 32  # the one reserved reader
# the key is SHA-256("focalpoint public pack 1"); whoever wants to may know it
IDENTITY = "AGE-SECRET-KEY-1J62THR3YSJL5YLQPCU9TT5JZH4060Y8ASRVX28FWKDXCZN75XCSQ5AASMW"
RECIPIENT = "age149zxvudsmldwagcae8pzxy73llm45mkpw0mn4uc26g5ve2ucdprsku0ln0"
