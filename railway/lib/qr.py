"""A QR code as a drawing."""

import re
from functools import lru_cache

import zxingcpp


@lru_cache(maxsize=256)
def qr_svg(text: str) -> str:
    """This function draws an address as a QR code (ISO/IEC 18004) with its quiet zone, for a page or a PDF.

    Given bytes the library would call them binary (ECI 899), and a telephone would not see an address in them.
    """
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_svg(add_quiet_zones=True)
    return re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<desc>.*?</desc>", "", drawn).strip()
