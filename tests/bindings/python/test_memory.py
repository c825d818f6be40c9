"""No growth over 200,000 compiles, with what goes before and behind them."""
import gc
import os
import unittest

import deskql

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * PAGE


@unittest.skipUnless(os.path.exists("/proc/self/statm"), "needs /proc")
class Growth(unittest.TestCase):
    def test_compiles(self):
        schemas = deskql.Schemas()
        query = deskql.prepare("agent = :agent and subject contains :text and status in :statuses", schemas=schemas)

        def work(number):
            for i in range(number):
                query.compile({"agent": i, "text": "x" * (i % 50), "statuses": (1, i)}).filter
                if i % 8 == 0:
                    self.assertRaises(deskql.DeskqlError, deskql.compile, "statu = 1", schemas=schemas)
                    self.assertRaises(deskql.DeskqlError, query.compile, {"agent": "x"})
                    deskql.parse("a: status==1;", schemas=schemas).fix()
                if i % 1000 == 0:
                    deskql.Schemas().add_values({"status": {"open": 1}})

        work(20_000)
        gc.collect()
        before = resident()
        work(200_000)
        gc.collect()
        growth = resident() - before
        print(f"growth over 200,000 compiles: {growth} bytes", flush=True)
        # A leak of one small block each would be 3.2 MB at least.
        self.assertLess(growth, 2_000_000)


if __name__ == "__main__":
    unittest.main()
