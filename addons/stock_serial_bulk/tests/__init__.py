from . import test_equal_rows
