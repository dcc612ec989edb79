"""An invented mark table, and the ways in which people write what stands in it."""

import re

# Names follow the pattern of real ones; marks are chosen to lie around the limits.
SMALL_TABLE = b"""\
name;cores;cpumark;thread;tdp;socket;cat;cannonname
Intel Core i5-6300U @ 2.40GHz;2;3207;1600;15;BGA1;Laptop;x
Intel Core i5-6300HQ @ 2.30GHz;4;4677;1700;45;BGA1;Laptop;x
Intel Core i5-6200U @ 2.30GHz;2;2988;1500;15;BGA1;Laptop;x
Intel Core i3-6100 @ 3.70GHz;2;4108;2100;51;LGA1;Desktop;x
Intel Core i3-6100U @ 2.30GHz;2;2630;1300;15;BGA1;Laptop;x
Intel Core i5-8250U @ 1.60GHz;4;5801;1900;15;BGA1;Laptop;x
Intel Core i5-4310U @ 2.00GHz;2;2522;1400;15;BGA1;Laptop;x
Intel Core i5-520M @ 2.40GHz;2;1729;900;35;PGA1;Laptop;x
Intel Core2 Duo P8600 @ 2.40GHz;2;859;900;25;BGA1;Laptop;x
Intel Core2 Duo T7200 @ 2.00GHz;2;739;700;34;PGA1;Laptop;x
Spreadtrum T7200;8;2754;900;NA;Unknown;Mobile/Embedded;x
Intel Pentium T3200 @ 2.00GHz;2;669;700;35;PGA1;Laptop;x
Intel Celeron N4020 @ 1.10GHz;2;1536;1100;6;BGA1;Laptop;x
Intel Xeon E5-1620 @ 3.60GHz;4;5846;1700;130;LGA2;Server;x
Intel Xeon E5-1620 v3 @ 3.50GHz;4;6958;1900;140;LGA2;Server;x
[Dual CPU] Intel Xeon E5-1620 v3 @ 3.50GHz;8;12000;1900;140;LGA2;Server;x
AMD A8-7100 APU;4;1647;800;19;FP3;Laptop;x
AMD Ryzen 5 3500U;4;6843;1900;15;FP5;Laptop;x
AMD Ryzen 5 PRO 3500U;4;6917;1900;15;FP5;Laptop;x
Apple M1 8 Core 3200 MHz;8;14146;3600;15.1;Unknown;Laptop;x
Apple M1 Max 10 Core 3200 MHz;10;22151;3800;NA;Unknown;Laptop;x
Intel Pentium 4 3.00GHz;1;309;500;89;Unknown;Desktop;x
Intel Pentium 4 2.40GHz;1;180;400;89;Unknown;Desktop;x
"""


def _without_frequency(name):
    return re.sub(r"\s*@?\s*\d+(\.\d+)?\+?\s*[GM]Hz$", "", name) or name


def _bios(name):
    found = re.search(r" ?@ ?(\S+GHz)$", name)
    frequency = f" @ {found[1]}" if found else ""
    name = name[: found.start()] if found else name
    if "Intel " in name:
        name = name.replace("Intel ", "Intel(R) ").replace("Core2", "Core(TM)2")
        name = re.sub(r"\b(Core|Atom)(?= )", r"\1(TM)", name)
        name = re.sub(r"\b(Xeon|Pentium|Celeron)(?= )", r"\1(R)", name)
        return f"{name} CPU{frequency}"
    if "APU" in name:
        return f"{name} with Radeon(tm) HD Graphics"
    if "Ryzen" in name:
        return f"{name} with Radeon Vega Mobile Gfx"
    return f"{name} Processor" if name.startswith("AMD") else name + frequency


def _without_brand(name):
    brands = "Intel|AMD|Apple|ARM|Qualcomm|Media[Tt]ek|VIA|Samsung|Rockchip"
    return re.sub(rf"(^|\] )(?:{brands}) ", r"\1", name)


def _suffix_after(sign):
    def split(name):
        name = _without_frequency(name)
        return re.sub(r"(?<=\d)([A-Za-z]{1,3})\b", rf"{sign}\1", name)

    return split


def _family_glued(name):
    families = r"(Core i\d|Ryzen \d|Celeron|Pentium|Xeon|Athlon|Duo|Quad|Atom)[ -]"
    name = _without_brand(_without_frequency(name))
    return re.sub(families, lambda found: found[1].replace(" ", ""), name)


def _typed_zero(name):
    return re.sub(r"(?<=\d)0", "O", _without_frequency(name))


PERTURBATIONS = {
    "as it is": str,
    "BIOS": _bios,
    "lower case": str.lower,
    "no frequency": _without_frequency,
    "no brand": _without_brand,
    "no brand, no frequency": lambda name: _without_brand(_without_frequency(name)),
    "double spaces": lambda name: name.replace(" ", "  "),
    "hyphens to spaces": lambda name: _without_frequency(name).replace("-", " "),
    "no hyphens": lambda name: _without_frequency(name).replace("-", ""),
    "hyphens to slashes": lambda name: _without_frequency(name).replace("-", "/"),
    "glued to the family": _family_glued,
    "suffix after a space": _suffix_after(" "),
    "suffix after a hyphen": _suffix_after("-"),
    "suffix after a slash": _suffix_after("/ "),
    "letter O for zero": _typed_zero,
    "decimal comma": lambda name: re.sub(r"(\d)\.(\d+ ?GHz)", r"\1,\2", name),
}
