from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """What one label says, whatever paper it ends up on.

    ``qr``: text of the QR code; ``title``: what people read first; ``lines``: less
    and less important details, dropped from the end when there is no room;
    ``code``: what to type when the QR code cannot be read; ``icon``: a key of
    ``pictograms.PICTOGRAMS`` (mode cards).
    """

    qr: str
    title: str = ""
    lines: tuple[str, ...] = ()
    code: str = ""
    icon: str = ""
