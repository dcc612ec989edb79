from . import test_concurrency
from . import test_equal_rows
from . import test_guard
from . import test_overrides
from . import test_stock_account
