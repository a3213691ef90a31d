# What eng/bench and its parts share: builds, servers, one measurement. To be sourced at the top of the checkout; everything that is
# started and written lies in $work and ends with the script.
silo=src/Silo/bin/Release/net10.0/ContextExchange.Silo.dll
relay=bench/Relay/bin/Release/net10.0/ContextExchange.Relay.dll
generator=bench/LoadGenerator/bin/Release/net10.0/ContextExchange.LoadGenerator.dll

# The request limits are per address, and here one address plays a thousand agents. Everything else is as in production.
silo_limits=(--Limits:AnonymousPerMinute 1000000 --Limits:AnonymousPerHour 10000000 --Limits:SessionPerMinute 1000000
  --Limits:SignInsPerMinute 1000000 --Limits:InvitesPerMinute 1000000 --Limits:RegistrationsPerHour 1000000)

work=$(mktemp -d)
lines="$work/lines.json"
touch "$lines"
servers=() ports=() database=""
trap 'stop_servers; stop_postgres; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
joined() { local IFS=,; echo "$*"; }

# await COMMAND...: waits until it succeeds, as long as the server that was started last lives.
await() {
  for _ in $(seq 1200); do
    "$@" 2>/dev/null && return
    kill -0 "${servers[-1]}" 2>/dev/null || break
    sleep 0.05
  done
  cat "$work/server-${#servers[@]}.log" >&2
  exit 1
}
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }
ready() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3 && read -r line <&3 && [[ $line == *" 200 "* ]])
}

# start_relay MODE PORT, start_silo PORT [OPTION...]: each leaves its process id in $servers, its port in $ports and what it says in
# $work/server-N.log.
start_relay() {
  ports+=("$2")
  dotnet "$relay" "$1" "$2" >"$work/server-$((${#servers[@]} + 1)).log" 2>&1 &
  servers+=($!)
  await listens "$2"
}
start_silo() {
  ports+=("$1")
  dotnet "$silo" --port "$1" "${silo_limits[@]}" "${@:2}" >"$work/server-$((${#servers[@]} + 1)).log" 2>&1 &
  servers+=($!)
  await ready "$1"
}
stop_servers() {
  local server
  for server in "${servers[@]}"; do kill "$server" 2>/dev/null || true; done
  for server in "${servers[@]}"; do wait "$server" 2>/dev/null || true; done
  servers=() ports=()
}

# generate SCENARIO SYSTEM [OPTION...]: one measurement of the servers that run.
generate() {
  local scenario=$1 system=$2
  shift 2
  dotnet "$generator" "$scenario" --system "$system" --port "$(joined "${ports[@]:-0}")" --pid "$(joined "${servers[@]:-$$}")" \
    "$@" | tee -a "$lines"
}

# rows_per_commit SYSTEM CONNECTIONS WINDOW: what the stores said when they closed, over the whole life of their servers: registrations,
# which share few commits, included.
rows_per_commit() {
  sed -nE 's/.*The store is closed: ([0-9]+) writes in ([0-9]+) commits.*/\1 \2/p' "$work"/server-*.log \
    | awk -v name="$1" -v connections="$2" -v window="$3" '{ writes += $1; commits += $2 }
        END { if (commits) printf "{\"system\":\"%s\",\"scenario\":\"pairs\",\"connections\":%d,\"window\":%d,\"rows_per_commit\":%.1f}\n",
          name, connections, window, writes / commits }' | tee -a "$lines"
  rm -f "$work"/server-*.log
}

# --- a PostgreSQL of one's own --------------------------------------------------------------------------------------------------------
# On a local socket in $work/postgres, with the settings that it comes with: what is committed is flushed. $database is its process.
start_postgres() {
  postgres=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1 | xargs -r dirname)
  [ -n "$postgres" ] || { echo "PostgreSQL is missing: install Debian's package postgresql." >&2; exit 1; }
  as_postgres=()
  mkdir "$work/postgres"
  # It refuses to run as root; Debian's package makes a user for it.
  if [ "$(id -u)" -eq 0 ]; then
    as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups)
    chmod 711 "$work"
    chown postgres: "$work/postgres"
  fi
  "${as_postgres[@]}" "$postgres/initdb" -D "$work/postgres/data" -U cex --auth=trust --encoding=UTF8 --locale=C >"$work/initdb.log" 2>&1 \
    || { cat "$work/initdb.log" >&2; exit 1; }
  "${as_postgres[@]}" "$postgres/postgres" -D "$work/postgres/data" -k "$work/postgres" -h "" -c max_connections=300 \
    >"$work/postgres.log" 2>&1 &
  database=$!
  for _ in $(seq 600); do
    "$postgres/pg_isready" -q -h "$work/postgres" && return
    kill -0 "$database" 2>/dev/null || break
    sleep 0.1
  done
  cat "$work/postgres.log" >&2
  exit 1
}
stop_postgres() {
  [ -n "$database" ] || return 0
  # Its fast shutdown: it waits for nobody.
  kill -INT "$database" 2>/dev/null || true
  wait "$database" 2>/dev/null || true
  database=""
}
sql() { PGOPTIONS="-c client_min_messages=warning" "$postgres/psql" -h "$work/postgres" -U cex -d "$1" -v ON_ERROR_STOP=1 -tAqc "$2"; }
connection_string() { echo "Host=$work/postgres;Database=$1;Username=cex"; }

# An empty one; what the last one has left to write is written before, so that nobody else pays for it.
make_database() {
  sql postgres "DROP DATABASE IF EXISTS $1 (FORCE)"
  sql postgres "CREATE DATABASE $1 ENCODING 'UTF8' TEMPLATE template0"
  sql postgres CHECKPOINT
}

# --- the results ----------------------------------------------------------------------------------------------------------------------
# report SECTION BLOCKS: into its section of bench/RESULTS.md; of a quick run, which compares nothing, to be looked at only.
report() {
  if [ -n "$write" ]; then
    python3 eng/bench-report.py --write "$@" <"$lines"
    echo "bench/RESULTS.md written" >&2
  else
    python3 eng/bench-report.py "$@" <"$lines" >&2
    echo "bench/RESULTS.md is as it was: --write puts a quick run's figures there." >&2
  fi
}
