"""Readers of the files that refurbishers, donors and welcome points send.

Pure Python, no ORM: bytes in, rows and notes out. `read.read_file` is the door.
"""
