#!/usr/bin/env bash
# Installs and runs a real PostgreSQL (with pgvector) and Redis for tests, without containers and
# apart from any server of the system: own ports, own data, all under .services/.
#
#   scripts/services.sh start [postgres] [redis]   install what is missing, start (default: both)
#   scripts/services.sh stop  [postgres] [redis]   stop; data stays
#   scripts/services.sh status                     one line each; exits 1 if one is not running
#   scripts/services.sh env                        export lines for the services that run
#
# Root may install packages; anyone else needs the binaries to be there already.
set -euo pipefail

readonly ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
readonly SELF="$ROOT/scripts/services.sh"
readonly STATE="$ROOT/.services"
readonly DATABASE=rapport_test
readonly OWNER=rapport_owner
readonly LOGIN=rapport_login
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

main() {
  local command="${1:-}"
  [ $# -eq 0 ] || shift
  local services=("$@")
  [ ${#services[@]} -gt 0 ] || services=(postgres redis)
  local service
  for service in "${services[@]}"; do
    [[ "$service" == postgres || "$service" == redis ]] || usage
  done
  case "$command" in
    start) start_services "${services[@]}" ;;
    stop) stop_services "${services[@]}" ;;
    status) status_of_services "${services[@]}" ;;
    env) print_env ;;
    --start-one) "start_${services[0]}" ;;
    *) usage ;;
  esac
}

usage() {
  echo "usage: scripts/services.sh start|stop|status|env [postgres] [redis]" >&2
  exit 2
}

# ---- one command over several services ---------------------------------------------------------

start_services() {
  mkdir -p "$STATE"
  exec 9>"$STATE/lock"
  flock 9
  local failed=0
  for service in "$@"; do
    if "${service}_running"; then
      echo "service $service: already running on 127.0.0.1:$(port_of "$service")"
      continue
    fi
    rm -f "$STATE/reason"
    # A child process, so that "stop at the first error" holds inside it; the lock stays with us.
    if bash "$SELF" --start-one "$service" >"$STATE/$service-start.log" 2>&1 9>&- </dev/null; then
      echo "service $service: started on 127.0.0.1:$(port_of "$service")"
    else
      failed=1
      echo "service $service: could not start: $(reason_of "$service")"
    fi
  done
  return "$failed"
}

reason_of() {
  cat "$STATE/reason" 2>/dev/null || grep -v '^[[:space:]]*$' "$STATE/$1-start.log" | tail -n 1 ||
    echo "unknown, nothing was printed"
}

give_up() {
  printf '%s\n' "$*" >"$STATE/reason"
  exit 1
}

stop_services() {
  for service in "$@"; do
    if "${service}_running"; then
      "stop_$service" >/dev/null 2>&1 && echo "service $service: stopped" ||
        echo "service $service: did not stop"
    else
      echo "service $service: not running"
    fi
  done
}

status_of_services() {
  local missing=0
  for service in "$@"; do
    if "${service}_running"; then
      echo "service $service: running on 127.0.0.1:$(port_of "$service")"
    else
      echo "service $service: not running"
      missing=1
    fi
  done
  return "$missing"
}

print_env() {
  if postgres_running; then
    echo "export RAPPORT_TEST_DATABASE_URL='$(database_url "$LOGIN")'"
    echo "export RAPPORT_TEST_DATABASE_ADMIN_URL='$(database_url "$OWNER")'"
  fi
  if redis_running; then
    echo "export RAPPORT_TEST_REDIS_URL='redis://127.0.0.1:$(port_of redis)/0'"
  fi
}

database_url() {
  echo "postgres://$1:$(cat "$STATE/password")@127.0.0.1:$(port_of postgres)/$DATABASE"
}

# ---- PostgreSQL --------------------------------------------------------------------------------

postgres_running() {
  [ -s "$STATE/postgres.port" ] && [ -s "$STATE/password" ] && [ -n "$(postgres_bin)" ] &&
    PGPASSWORD="$(cat "$STATE/password")" "$(postgres_bin)/psql" -qAt -h 127.0.0.1 \
      -p "$(port_of postgres)" -U "$OWNER" -d "$DATABASE" -c 'select 1' >/dev/null 2>&1
}

start_postgres() {
  [ -n "$(postgres_bin)" ] || install_packages postgresql
  local bin data
  bin="$(postgres_bin)"
  [ -n "$bin" ] || give_up "no PostgreSQL server binaries were found after the installation"
  install_pgvector "$bin"
  data="$(postgres_data)"
  [ -s "$data/PG_VERSION" ] || create_cluster "$bin" "$data"
  choose_port postgres 54329
  as_postgres "$bin/pg_ctl" -D "$data" -w -t 60 -l "$data/server.log" \
    -o "-p $(port_of postgres)" start 9>&- ||
    give_up "$(tail -n 1 "$data/server.log" 2>/dev/null || echo "pg_ctl failed")"
  create_database "$bin"
}

stop_postgres() {
  as_postgres "$(postgres_bin)/pg_ctl" -D "$(postgres_data)" -w -m fast stop
}

# The newest server installed, in Debian's layout or wherever pg_config says.
postgres_bin() {
  local initdb
  initdb="$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1 || true)"
  [ -n "$initdb" ] || initdb="$(pg_config --bindir 2>/dev/null || true)/initdb"
  [ ! -x "$initdb" ] || dirname "$initdb"
}

# The server refuses to run as root, so root lends its work to the package's own user.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

# .services/postgres; where that user cannot reach the checkout, a place it can, linked from there.
postgres_data() {
  local link="$STATE/postgres"
  if [ ! -e "$link" ]; then
    mkdir -p "$link"
    if [ "$(id -u)" -eq 0 ]; then
      if ! as_postgres test -x "$link"; then
        rmdir "$link"
        local elsewhere="/var/tmp/rapport-services-$(printf %s "$ROOT" | cksum | cut -d ' ' -f 1)"
        rm -rf "$elsewhere"
        mkdir "$elsewhere"
        ln -s "$elsewhere" "$link"
      fi
      chown postgres: "$link/"
    fi
    chmod 700 "$link/"
  fi
  readlink -f "$link"
}

create_cluster() {
  local bin="$1" data="$2" password_file
  (umask 077 && od -An -N 18 -tx1 /dev/urandom | tr -d ' \n' >"$STATE/password")
  password_file="$(mktemp)"
  cat "$STATE/password" >"$password_file"
  [ "$(id -u)" -ne 0 ] || chown postgres "$password_file"
  as_postgres "$bin/initdb" -D "$data" -U "$OWNER" --pwfile="$password_file" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync ||
    { rm -f "$password_file"; rm -rf "${data:?}"/*; give_up "initdb failed"; }
  rm -f "$password_file"
  # Test data only: speed before safety against power loss.
  cat >>"$data/postgresql.conf" <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
CONF
}

create_database() {
  local bin="$1"
  export PGHOST=127.0.0.1 PGUSER="$OWNER" PGPASSWORD PGPORT
  PGPASSWORD="$(cat "$STATE/password")"
  PGPORT="$(port_of postgres)"
  [ -n "$("$bin/psql" -qAtX -d postgres -c "select 1 from pg_database where datname = '$DATABASE'")" ] ||
    "$bin/createdb" "$DATABASE" || give_up "the database $DATABASE could not be created"
  RAPPORT_RUNTIME_PASSWORD="$PGPASSWORD" "$bin/psql" -qX -d "$DATABASE" \
    -f "$ROOT/scripts/postgres-init.sql" || give_up "the runtime login could not be created"
}

# ---- pgvector: a package where the distribution has one, else built from Debian's own source -----

install_pgvector() {
  local bin="$1" config major
  config="$bin/pg_config"
  major="$("$bin/postgres" --version | grep -oE '[0-9]+' | head -n 1)"
  [ ! -f "/usr/share/postgresql/$major/extension/vector.control" ] || return 0
  [ "$(id -u)" -eq 0 ] || give_up "the extension vector is not installed and only root can install it"
  if [ -n "$(apt-cache search --names-only "^postgresql-$major-pgvector\$")" ]; then
    install_packages "postgresql-$major-pgvector"
    return 0
  fi
  local cached="$STATE/cache/pgvector-pg$major-$(dpkg --print-architecture).tar"
  [ -s "$cached" ] || build_pgvector "$config" "$major" "$cached"
  tar -xf "$cached" -C / --no-same-owner --no-overwrite-dir
}

build_pgvector() {
  local config="$1" major="$2" cached="$3" work
  install_packages dpkg-dev make gcc libc6-dev "postgresql-server-dev-$major"
  work="$(mktemp -d)"
  fetch_pgvector_source "$work"
  # No machine-specific instructions and no LLVM copy, so that the cached build fits other machines.
  make -s -C "$work/source" PG_CONFIG="$config" OPTFLAGS="" with_llvm=no -j 2 ||
    give_up "pgvector did not compile"
  make -s -C "$work/source" PG_CONFIG="$config" OPTFLAGS="" with_llvm=no \
    DESTDIR="$work/installed" install || give_up "pgvector did not compile"
  mkdir -p "$(dirname "$cached")"
  tar -cf "$cached.part" -C "$work/installed" --owner=0 --group=0 .
  mv "$cached.part" "$cached"
  rm -rf "$work"
}

# Debian's next release carries the source; its mirror and keys are the ones apt already trusts, and
# the extra list lives in a directory of its own, so the system's sources stay as they are.
fetch_pgvector_source() {
  local work="$1" codename mirror keys=/usr/share/keyrings/debian-archive-keyring.gpg
  codename="$(. /etc/os-release && echo "${VERSION_CODENAME:-}")"
  mirror="$(apt-get indextargets --format '$(REPO_URI)' "Origin: Debian" "Codename: $codename" \
    "Created-By: Packages" | head -n 1)"
  [ -n "$mirror" ] || give_up "apt names no Debian mirror for ${codename:-this system}"
  [ -f "$keys" ] || install_packages debian-archive-keyring
  mkdir -p "$work/lists/partial"
  echo "deb-src [signed-by=$keys] $mirror trixie main" >"$work/sources.list"
  local apt=(apt-get -q -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$work/lists" -o APT::Sandbox::User=root)
  "${apt[@]}" update || give_up "the source list of pgvector could not be read from $mirror"
  (cd "$work" && "${apt[@]}" source --download-only pgvector) ||
    give_up "the source package pgvector could not be fetched from $mirror"
  dpkg-source -x "$work"/pgvector_*.dsc "$work/source" ||
    give_up "the source package pgvector could not be unpacked"
}

# ---- Redis -------------------------------------------------------------------------------------

redis_running() {
  [ -s "$STATE/redis.port" ] && [ -s "$STATE/redis/server.pid" ] &&
    kill -0 "$(cat "$STATE/redis/server.pid")" 2>/dev/null &&
    [ "$(redis-cli -h 127.0.0.1 -p "$(port_of redis)" ping 2>/dev/null)" = PONG ]
}

start_redis() {
  command -v redis-server >/dev/null || install_packages redis-server
  mkdir -p "$STATE/redis"
  choose_port redis 63799
  redis-server --bind 127.0.0.1 --port "$(port_of redis)" --dir "$STATE/redis" \
    --daemonize yes --pidfile "$STATE/redis/server.pid" --logfile "$STATE/redis/server.log" \
    --save "" --appendonly no --maxmemory-policy noeviction 9>&- || give_up "redis-server failed"
  for _ in $(seq 50); do
    ! redis_running || return 0
    sleep 0.1
  done
  give_up "$(tail -n 1 "$STATE/redis/server.log" 2>/dev/null || echo "it does not answer")"
}

stop_redis() {
  redis-cli -h 127.0.0.1 -p "$(port_of redis)" shutdown nosave
}

# ---- shared ------------------------------------------------------------------------------------

port_of() { cat "$STATE/$1.port"; }

# Keeps the port of the last start while it is free, else takes the first free one from there on.
choose_port() {
  local port
  port="$(port_of "$1" 2>/dev/null || echo "$2")"
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    port=$((port + 1))
  done
  echo "$port" >"$STATE/$1.port"
}

install_packages() {
  [ "$(id -u)" -eq 0 ] || give_up "$* is not installed and only root can install it"
  command -v apt-get >/dev/null || give_up "$* is not installed and there is no apt-get"
  local policy=/usr/sbin/policy-rc.d own_policy=""
  # Packages must not start servers of their own on the system's ports.
  if [ ! -e "$policy" ]; then
    own_policy=1
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  local done_well=1
  apt-get -q update || true
  apt-get -q install -y --no-install-recommends "$@" || done_well=0
  [ -z "$own_policy" ] || rm -f "$policy"
  [ "$done_well" = 1 ] || give_up "apt-get could not install $*"
}

main "$@"
