#!/bin/sh
# A streaming replica: copies the primary the first time, follows it ever after.
set -eu
: "${PRIMARY:?}" "${PGDATA:?}"
if [ -n "${PASSWORD_FILE:-}" ]; then
    PGPASSWORD=$(cat "$PASSWORD_FILE")
    export PGPASSWORD
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    rm -rf "${PGDATA:?}"/*
    # -R writes the connection and standby.signal, the slot keeps the WAL it still needs.
    pg_basebackup -h "$PRIMARY" -U replicator -D "$PGDATA" -X stream -R -C -S "${SLOT:-replica}"
    chmod 700 "$PGDATA"
fi
exec postgres -D "$PGDATA" "$@"
