"""Schema migrations, made by `make migration`; read what is generated before it is committed."""
