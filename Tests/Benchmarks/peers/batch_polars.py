"""A batch job: the same three matrices from a file of events, with polars.

    python3 batch_polars.py events.jsonl

Of each session the last 30 events; the top 20 neighbours of each item. Prints events a second,
reading included. It has no state afterwards: tomorrow it begins anew.
"""

import sys
import time

import polars as pl

DAY = 86_400_000


def main(path: str) -> None:
    begin = time.perf_counter()
    events = pl.read_ndjson(
        path, schema={"session": pl.Int64, "aid": pl.Int32, "ts": pl.Int64, "type": pl.String}
    )
    tail = (
        events.with_columns(pl.col("type").is_in(["carts", "orders"]).alias("purchase"))
        .sort("session", "ts")
        .with_columns(pl.int_range(pl.len()).reverse().over("session").alias("age"))
        .filter(pl.col("age") < 30)
    )
    weight = pl.col("type_y").replace_strict({"clicks": 1.0, "carts": 6.0, "orders": 3.0})
    matrices = {"clicks": None, "carts-orders": None, "buy-to-buy": None}
    # In parts, as everybody does: all pairs at once do not fit into memory.
    parts = 10
    for part in range(parts):
        some = tail.filter(pl.col("session") % parts == part)
        buys = some.filter("purchase")
        near = some.join(some, on="session", suffix="_y").filter(
            (pl.col("aid") != pl.col("aid_y")) & ((pl.col("ts") - pl.col("ts_y")).abs() <= DAY)
        )
        bought = buys.join(buys, on="session", suffix="_y").filter(
            (pl.col("aid") != pl.col("aid_y"))
            & ((pl.col("ts") - pl.col("ts_y")).abs() <= 14 * DAY)
        )
        for name, pairs, value in [
            ("clicks", near, pl.lit(1.0)), ("carts-orders", near, weight),
            ("buy-to-buy", bought, pl.lit(1.0)),
        ]:
            counts = (
                pairs.with_columns(value.alias("weight"))
                .unique(["session", "aid", "aid_y"], keep="any")
                .group_by("aid", "aid_y")
                .agg(pl.col("weight").sum())
            )
            known = matrices[name]
            matrices[name] = counts if known is None else (
                pl.concat([known, counts]).group_by("aid", "aid_y").agg(pl.col("weight").sum())
            )
    rows = {
        name: counts.sort("weight", descending=True).group_by("aid").head(20)
        for name, counts in matrices.items()
    }
    seconds = time.perf_counter() - begin
    sizes = ", ".join(f"{name} {len(top)}" for name, top in rows.items())
    print(f"{len(events)} records, top pairs: {sizes} {len(events) / seconds:.0f} events/s")


main(sys.argv[1])
