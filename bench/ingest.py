"""Audits sent to the endpoint, one after the other over one connection.

Each is a zip as the field's tool makes it (a line for the national tool, a report in
words), of a machine of its own, sent by HTTP on the loopback to Odoo's application with
an API key: the key's check, the form, the reading, the match, the device, its media and
its journal are all in the time, and each audit is a transaction that is committed.

- `new devices`: nobody knew them, each audit makes its device;
- `known devices`: all were announced before;
- `sent again`: the same bytes once more.

Vanilla does far less: the same number of serial numbers (`stock.lot`) by Odoo's own
`create`, in one call and one transaction, which the ratio compares with. Nearer to what
an audit does: `lots_one_by_one_s`, a call and a commit each; `odoo_receipt_ms`, one
serial number created and received by Odoo alone, committed (median).

Each audit is a sample of its own: one turn, of which the median and the 95th
percentile are told; the lots are medians of 3.
"""

import io
import statistics
import time
import zipfile

from bench.loopback import Caller, form_of, new_caller, serving
from bench.receipt import best
from bench.report import fresh_cursor, row
from bench.serials import QUIET, Ground

PATH = "/emmaus/api/upload/zip"
SIZE = 1_000
TITLES = (
    "Type de matériel,ID du matériel chez le reconditionneur,Statut,ID du stock,"
    "Numero de serie,IMEI 1,IMEI 2,ID ESN,Modèle,Marque,Processeur,Type disque dur 1,"
    "Taille disque dur 1,Type disque dur 2,Taille disque dur 2,RAM,Système"
    " d'exploitation,Catégorie,Lecteur DVD,Webcam,Commentaire"
)
LINE = (
    "ORDINATEUR_PORTABLE,{code},EN_COURS_DE_TRAITEMENT,,{serial},,,,EliteBook 840,HP,"
    "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz,SSD,256,,,8,Linux,B,NON,OUI,"
    "Indice CPU : 3233; Batterie : 82 %"
)
REPORT = """Audit {code}
Constructeur : HP
Modèle : EliteBook 840 G3
Numéro de série : {serial}
Processeur : Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz
Batterie : 82 %
"""
REPORT += "Observations : rien à signaler\n" * 60


def run(env, args):
    """Rows for the size given in `args`, by default 1,000."""
    size = next((int(word) for word in args if word.isdigit()), SIZE)
    bench = Bench(env, size)
    alone = bench.odoo_alone()
    with serving() as (port, application):
        bench.application = application
        bench.caller = Caller(port, bench.key, env.cr.dbname)
        bench.send(bench.machines(20))  # what any running server has loaded already
        new, known = bench.machines(size), bench.machines(size)
        bench.announce(known)
        cases = {
            "new devices": bench.send(new),
            "known devices": bench.send(known),
            "sent again": bench.send(new, expected=200),
        }
    return [bench.row_of(case, *measured, alone) for case, measured in cases.items()]


class Bench:
    def __init__(self, env, size):
        self.env, self.size = env, size
        self.ground = Ground(env)
        site = env["stock.warehouse"].create(
            {"name": "Bench", "code": "BNCH", "is_emmaus_site": True}
        )
        self.site_id = site.id
        self.key = new_caller(env, site, "logistics")
        env.cr.commit()

    def machines(self, size):
        """Return ``[(code, serial, form)]`` of machines that nobody knows."""
        return [(name, *_audit(name)) for name in self.ground.names(size)]

    def announce(self, machines):
        env = fresh_cursor(self.env)
        laptop = env.ref("emmaus_connect.device_category_laptop")
        vals = {"category_id": laptop.id, "warehouse_id": self.site_id}
        env["emmaus.device"]._create_bulk(
            [
                {**vals, "identifiers": {"refurbisher": code, "serial": serial}}
                for code, serial, _form in machines
            ]
        )
        env.cr.commit()
        env.cr.close()

    def send(self, machines, expected=201):
        """Return the seconds of each audit, and the queries of all."""
        before, seconds = self.application.queries, []
        for _code, _serial, form in machines:
            start = time.perf_counter()
            status, answer = self.caller.send(PATH, form)
            seconds.append(time.perf_counter() - start)
            assert (status, answer["state"]) == (expected, "matched"), answer
        return seconds, self.application.queries - before

    # Odoo alone

    def odoo_alone(self):
        """Return ``(lots at once, lots one by one, one receipt)`` in seconds."""
        at_once = [self.lots_at_once() for _turn in range(3)]
        one_by_one = [self.lots_one_by_one() for _turn in range(3)]
        receipts = [self.receipt() for _turn in range(min(self.size, 50))]
        return tuple(map(statistics.median, (at_once, one_by_one, receipts)))

    def receipt(self):
        env = fresh_cursor(self.env)
        env = env(context={**env.context, **QUIET})
        start = time.perf_counter()
        best(self.ground)(env, self.ground.names(1))
        env.cr.commit()
        seconds = time.perf_counter() - start
        env.cr.close()
        return seconds

    def lots_at_once(self):
        return self._timed(lambda env, lots: env["stock.lot"].create(lots))

    def lots_one_by_one(self):
        def create(env, lots):
            for vals in lots:
                env["stock.lot"].create(vals)
                env.cr.commit()

        return self._timed(create)

    def _timed(self, create):
        names = self.ground.names(self.size)
        lots = [{"name": n, "product_id": self.ground.product_id} for n in names]
        env = fresh_cursor(self.env)
        env = env(context={**env.context, **QUIET})
        env["stock.lot"].create({**lots[0], "name": f"{names[0]}-first"})
        env.cr.commit()
        start = time.perf_counter()
        create(env, lots)
        env.cr.commit()
        seconds = time.perf_counter() - start
        env.cr.close()
        return seconds

    def row_of(self, case, seconds, queries, alone):
        at_once, one_by_one, receipt = alone
        whole = sum(seconds)
        return row(
            f"{self.size:,} audits, {case}",
            ours_s=whole,
            vanilla_s=at_once,
            ratio=round(at_once / whole, 4),
            audits_per_s=round(self.size / whole, 1),
            queries_per_audit=round(queries / self.size, 1),
            median_ms=round(statistics.median(seconds) * 1000, 1),
            p95_ms=round(sorted(seconds)[int(len(seconds) * 0.95)] * 1000, 1),
            lots_one_by_one_s=round(one_by_one, 3),
            odoo_receipt_ms=round(receipt * 1000, 1),
        )


def _audit(name):
    """Return the serial number and the form of one machine's audit."""
    serial = f"5CG{name.replace('-', '')}"
    code = {"code": name, "serial": serial}
    line = f"{TITLES}\n{LINE.format(**code)}\n"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}/{name}.tect.csv", line)
        archive.writestr(f"{name}/{name}.audit.txt", REPORT.format(**code))
    return serial, form_of(name, f"{name}.zip", stream.getvalue())
