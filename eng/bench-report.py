"""Makes a section of bench/RESULTS.md of eng/bench's JSON lines: medians over the blocks, and ratios within a block.

bench-report.py [--write] SECTION BLOCKS <LINES     prints it; with --write it takes that section's place in the file, and no other's.
"""
import collections, datetime, json, pathlib, re, statistics, subprocess, sys

RESULTS = pathlib.Path(__file__).resolve().parent.parent / "bench" / "RESULTS.md"
INTRODUCTION = ("# Results of eng/bench\n\nLoad generator, server and disk share the machine, so only ratios within a run mean anything. "
                "Each section is of a run of its own; figures are medians over its back-to-back blocks, ratios are taken within each block.")
ORDER = ["SQLite", "PostgreSQL", "History", "Encryption", "Calls of grains"]


def median(rows, name):
    values = [row[name] for row in rows if row.get(name) is not None]
    return statistics.median(values) if values else None


def show(value, digits):
    return "" if value is None else f"{value:,.{digits}f}"


def share(value):
    return "" if value is None else f"{value:.0%}"


def ratio(rows, name, others):
    """The median over the blocks of one figure divided by the same block's other figure."""
    ours, theirs = ([row[name] for row in group if row.get(name) is not None] for group in (rows, others or []))
    pairs = [(a, b) for a, b in zip(ours, theirs) if b]
    return statistics.median(a / b for a, b in pairs) if pairs else None


def grouped(rows, *names):
    groups = collections.OrderedDict()
    for row in rows:
        if all(name in row for name in names):
            groups.setdefault(tuple(row[name] for name in names), []).append(row)
    return groups


def table(head, rows):
    return "\n".join(["| " + " | ".join(head) + " |", "|---" * len(head) + "|", *("| " + " | ".join(map(str, row)) + " |" for row in rows)])


def sqlite(rows):
    groups = grouped(rows, "scenario", "connections", "window", "system")
    yield table(
        ["scenario", "connections", "window", "system", "messages/s", "of SignalR", "p50 ms", "p99 ms", "server CPU s per 1,000",
         "rows per commit", "RSS MiB", "bytes per idle connection"],
        [[scenario, connections, window, system, show(median(rows, "rate"), 0),
          share(ratio(rows, "rate", groups.get((scenario, connections, window, "signalr")))), show(median(rows, "p50_ms"), 3),
          show(median(rows, "p99_ms"), 3), show(median(rows, "server_cpu_s_per_1000"), 4), show(median(rows, "rows_per_commit"), 1),
          show(median(rows, "rss_mb"), 0), show(median(rows, "bytes_per_connection"), 0)]
         for (scenario, connections, window, system), rows in groups.items() if scenario != "credential"])
    bare, ours = groups.get(("commit", 1, 1, "sqlite")), groups.get(("pairs", 2, 1, "contextexchange"))
    if bare and ours:
        yield f"One pair, p50 send to receive over a bare one-row durable commit: {ratio(ours, 'p50_ms', bare):.2f} times."
    keys = [(connections, rows) for (scenario, connections, _, _), rows in groups.items() if scenario == "credential"]
    for name, kind in (("p50_ms", "of a key in use"), ("cold_p50_ms", "of a key whose grain sleeps")):
        if len(keys) > 1:
            each = ", ".join(f"{median(rows, name) * 1000:.1f} us among {count:,}" for count, rows in keys)
            yield f"Check {kind}, p50: {each} keys; the most over the fewest {ratio(keys[-1][1], name, keys[0][1]):.2f} times."


def postgres(rows):
    for row in rows:
        if "server_cpu_s_per_1000" in row:
            row["cpu"] = row["server_cpu_s_per_1000"] + row.get("database_cpu_s_per_1000", 0)
    groups = grouped(rows, "connections", "window", "system")
    yield ("`postgres` is one silo, `postgres-3` three of one cluster with the clients spread over them, each on a PostgreSQL of its own that "
           "flushes what it commits. CPU is that of all silos, and of the database with all of its processes.")
    yield table(
        ["connections", "window", "system", "messages/s", "of SignalR", "p50 ms", "p99 ms", "CPU s per 1,000", "of it silos", "of it database",
         "rows per commit", "RSS MiB"],
        [[connections, window, system, show(median(rows, "rate"), 0), share(ratio(rows, "rate", groups.get((connections, window, "signalr")))),
          show(median(rows, "p50_ms"), 3), show(median(rows, "p99_ms"), 3), show(median(rows, "cpu"), 4),
          show(median(rows, "server_cpu_s_per_1000"), 4), show(median(rows, "database_cpu_s_per_1000"), 4), show(median(rows, "rows_per_commit"), 1),
          show(median(rows, "rss_mb"), 0)] for (connections, window, system), rows in groups.items()])
    goals = []
    for (connections, window, system), rows in groups.items():
        at = f"{connections:,} connections, window {window}"
        if system == "postgres":
            reached = ratio(rows, "rate", groups.get((connections, window, "signalr")))
            goals.append([f"messages/s of SignalR's, {at}", "at least 30 %", share(reached), reached >= 0.3])
        if system == "postgres" and window == 32:
            goals.append([f"CPU s per 1,000, {at}", "at most 0.05", show(median(rows, "cpu"), 4), median(rows, "cpu") <= 0.05])
        if system == "postgres-3":
            times = ratio(rows, "cpu", groups[connections, window, "postgres"])
            goals.append([f"CPU of three silos over one silo's, {at}", "at most 2 times", f"{times:.2f} times", times <= 2])
    yield table(["goal", "bound", "measured", "reached"], [[*goal, "yes" if reached else "**no**"] for *goal, reached in goals])


def history(rows):
    groups = grouped([row for row in rows if row["scenario"] == "pairs"], "system", "connections", "stored")
    yield ("Latency from send to receive, window 1, beside so many stored messages of a thousand other pairs. The histories are written by the "
           "stores' own append, four messages of a mailbox in a commit. Goal: at most 1.3 times.")
    cells = []
    for (system, connections, stored), large in groups.items():
        few = min(s for _, _, s in groups)
        if stored == few:
            continue
        small = groups[system, connections, few]
        times = ratio(large, "p50_ms", small)
        cells.append([system, connections, f"{few:,}", show(median(small, "p50_ms"), 3), show(median(small, "p99_ms"), 3), f"{stored:,}",
                      show(median(large, "p50_ms"), 3), show(median(large, "p99_ms"), 3), f"{times:.2f}",
                      f"{ratio(large, 'p99_ms', small):.2f}", "yes" if times <= 1.3 else "**no**"])
    yield table(["store", "connections", "stored", "p50 ms", "p99 ms", "stored", "p50 ms", "p99 ms", "times, p50", "times, p99", "reached"], cells)
    fills = [row for row in rows if row["scenario"] == "fill"]
    yield "Filling took " + ", ".join(f"{row['seconds']:,.0f} s for {row['stored']:,} on {row['system']}" for row in fills) + "."


def calls(rows):
    benches = collections.OrderedDict()
    for row in rows:
        if "ns" in row:
            benches.setdefault(row["bench"], {})[row["engine"]] = row
    yield "Engine and callers on one core (bench/Actors; no tiered compilation)."
    yield table(
        ["call", "embedded, ns", "calls/s", "bytes", "Orleans, ns", "calls/s", "bytes", "Orleans / embedded"],
        [[name, *(show(engines.get(engine, {}).get(figure), 0) for engine in ("embedded", "orleans") for figure in ("ns", "perSecond", "bytes")),
          f"{engines['orleans']['ns'] / engines['embedded']['ns']:.1f}" if len(engines) == 2 else ""] for name, engines in benches.items()])


# Microseconds that an operation may take.
LIMITS = {("seal and open inside an epoch, 1 KiB", "dotnet"): 300, ("seal and open inside an epoch, 1 KiB", "node"): 1500,
          ("open an epoch for 4 readers, and seal", "dotnet"): 2000}


def encryption(rows):
    yield ("Single calls on one thread, microseconds. Of Node the clock's and the processor's time: where others use the machine, the "
           "smaller counts.")
    cells = []
    for row in rows:
        limit = LIMITS.get((row["bench"], row["engine"]))
        spent = min(row["median_us"], row.get("processor_us", row["median_us"]))
        cells.append([row["bench"], {"dotnet": "C#", "node": "Node"}[row["engine"]], show(row["median_us"], 1), show(row.get("p99_us"), 1),
                      show(row.get("processor_us"), 1), show(row.get("bytes"), 0), "" if limit is None else f"at most {limit:,}",
                      "" if limit is None else "yes" if spent <= limit else "**no**"])
    yield table(["operation", "in", "median", "p99", "processor", "bytes", "goal", "reached"], cells)


def conditions(blocks):
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "unknown")
    cores = len([l for l in open("/proc/cpuinfo") if l.startswith("processor")])
    return f"{datetime.date.today()}, commit {commit}, {cores} cores ({model}), {blocks} block{'' if blocks == '1' else 's'}."


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--write"]
    heading, blocks = arguments
    rows = [json.loads(line) for line in sys.stdin]
    make = {"SQLite": sqlite, "PostgreSQL": postgres, "History": history, "Encryption": encryption,
            "Calls of grains": calls}[heading]
    section = "\n\n".join([conditions(blocks), *make(rows)])
    if "--write" not in sys.argv:
        print(f"## {heading}\n\n{section}")
        return
    text = RESULTS.read_text() if RESULTS.exists() else ""
    sections = dict(re.findall(r"^## (.+)\n\n((?:(?!^## ).*\n?)*)", text, re.MULTILINE))
    sections[heading] = section
    ordered = [name for name in ORDER if name in sections] + [name for name in sections if name not in ORDER]
    RESULTS.write_text(INTRODUCTION + "\n\n" + "\n\n".join(f"## {name}\n\n{sections[name].strip()}" for name in ordered) + "\n")


main()
