from . import stock_lot
from . import stock_quant
from . import stock_move
from . import stock_move_line
from . import stock_move_line_bulk
from . import stock_picking
from . import stock_picking_bulk
from . import stock_picking_obstacle
