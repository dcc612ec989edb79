from . import models, wizard, controllers
from .hooks import post_init_hook
