from . import labels, qr
