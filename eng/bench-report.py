"""Turns eng/bench's JSON lines into bench/RESULTS.md: medians over the blocks, and ratios to the SignalR relay."""
import collections, datetime, json, pathlib, statistics, subprocess, sys

groups = collections.OrderedDict()
for line in open(sys.argv[1]):
    row = json.loads(line)
    groups.setdefault((row["scenario"], row["connections"], row["window"], row["system"]), []).append(row)


def median(rows, name):
    values = [row[name] for row in rows if name in row]
    return statistics.median(values) if values else None


def show(value, digits):
    return "" if value is None else f"{value:,.{digits}f}"


def ratio(rows, name, others):
    """The median over the blocks of one figure divided by the same block's other figure."""
    ours, theirs = ([row[name] for row in group if row.get(name) is not None] for group in (rows, others))
    pairs = [(a, b) for a, b in zip(ours, theirs) if b]
    return statistics.median(a / b for a, b in pairs) if pairs else None


commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "unknown")
cores = len([l for l in open("/proc/cpuinfo") if l.startswith("processor")])
print("# Results of eng/bench\n")
print(f"{datetime.date.today()}, commit {commit}, {cores} cores ({model}), {sys.argv[2]} back-to-back block(s); medians. Load generator, "
      "server and disk share the machine, so only ratios within a run mean anything.\n")
print("| scenario | connections | window | system | messages/s | of SignalR | p50 ms | p99 ms | server CPU s per 1,000 | rows per commit | RSS MiB | bytes per idle connection |")
print("|---|---|---|---|---|---|---|---|---|---|---|---|")
for (scenario, connections, window, system), rows in groups.items():
    if scenario == "credential":
        continue
    ceiling = groups.get((scenario, connections, window, "signalr"))
    share = ratio(rows, "rate", ceiling) if ceiling else None
    print(f"| {scenario} | {connections} | {window} | {system} | {show(median(rows, 'rate'), 0)} | "
          f"{'' if share is None else f'{share:.0%}'} | {show(median(rows, 'p50_ms'), 3)} | {show(median(rows, 'p99_ms'), 3)} | "
          f"{show(median(rows, 'server_cpu_s_per1000'), 4)} | {show(median(rows, 'rows_per_commit'), 1)} | {show(median(rows, 'rss_mb'), 0)} | "
          f"{show(median(rows, 'bytes_per_connection'), 0)} |")

bare, ours = groups.get(("commit", 1, 1, "sqlite")), groups.get(("pairs", 2, 1, "contextexchange"))
if bare and ours:
    print(f"\nOne pair, p50 send to receive over a bare one-row durable commit: {ratio(ours, 'p50_ms', bare):.2f} times.")
keys = [(connections, rows) for (scenario, connections, _, _), rows in groups.items() if scenario == "credential"]
for name, kind in (("p50_ms", "of a key in use"), ("cold_p50_ms", "of a key whose grain sleeps")):
    if len(keys) > 1:
        (few, small), (many, large) = keys[0], keys[-1]
        print(f"\nCheck {kind}, p50: {median(small, name) * 1000:.1f} us among {few:,} keys, "
              f"{median(large, name) * 1000:.1f} us among {many:,}: {ratio(large, name, small):.2f} times.")

calls = collections.OrderedDict()
for line in open(sys.argv[3]):
    row = json.loads(line)
    if "ns" in row:
        calls.setdefault(row["bench"], {})[row["engine"]] = row
if calls:
    print("\nCalls of grains, engine and callers on one core (bench/Actors; no tiered compilation):\n")
    print("| call | embedded, ns | calls/s | bytes | Orleans, ns | calls/s | bytes | Orleans / embedded |")
    print("|---|---|---|---|---|---|---|---|")
for name, engines in calls.items():
    embedded, orleans = engines.get("embedded", {}), engines.get("orleans", {})
    cells = [show(engine.get(figure), digits) for engine in (embedded, orleans)
             for figure, digits in (("ns", 0), ("perSecond", 0), ("bytes", 0))]
    times = f"{orleans['ns'] / embedded['ns']:.1f}" if embedded and orleans else ""
    print(f"| {name} | {' | '.join(cells)} | {times} |")
pathlib.Path("bench").mkdir(exist_ok=True)
