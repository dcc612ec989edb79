"""The project's own command: `./emmaus`. Standard library only.

Reading order: __main__ (commands), run and test (what the two commands do), then the
steps they take: packages, source and debian (Odoo), postgres, databases, odoo.
"""
