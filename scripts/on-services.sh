#!/usr/bin/env bash
# Runs tests on the PostgreSQL and Redis of scripts/services.sh, or on those that the environment names:
#   bash scripts/on-services.sh vitest run test/faults/
# Without them their tests would be skipped and the run look green, so that is refused.
set -euo pipefail

readonly ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
readonly NEEDED=(RAPPORT_TEST_DATABASE_URL RAPPORT_TEST_DATABASE_ADMIN_URL RAPPORT_TEST_REDIS_URL)

main() {
  if [ $# -eq 0 ]; then
    echo "usage: bash scripts/on-services.sh COMMAND…" >&2
    exit 2
  fi
  [ -n "$(given)" ] || eval "$(bash "$ROOT/scripts/services.sh" env)"
  local missing
  missing="$(missing)"
  if [ -n "$missing" ]; then
    echo "These tests need PostgreSQL and Redis. Not set:$missing." >&2
    echo "Start them with: scripts/services.sh start" >&2
    exit 1
  fi
  cd "$ROOT"
  export PATH="$ROOT/node_modules/.bin:$PATH"
  exec "$@"
}

# Those that the caller chose; then nothing is added to them.
given() {
  local name
  for name in "${NEEDED[@]}"; do
    [ -z "${!name:-}" ] || printf ' %s' "$name"
  done
}

missing() {
  local name
  for name in "${NEEDED[@]}"; do
    [ -n "${!name:-}" ] || printf ' %s' "$name"
  done
}

main "$@"
