from . import documents, labels, qr
from . import api, api_upload, api_materiel
from . import waste_register
