"""Migrations: turn the tables of an older version into this version's, with Alembic."""
