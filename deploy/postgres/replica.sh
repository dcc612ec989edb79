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
    # No slot: a replica that is gone for good must not fill the disk of the primary.
    pg_basebackup -h "$PRIMARY" -U replicator -D "$PGDATA" -X stream -c fast -R
    chmod 700 "$PGDATA"
fi
exec postgres -D "$PGDATA" "$@"
