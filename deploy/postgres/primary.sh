#!/bin/sh
# Run once by the image when the database is created: lets the replica follow.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
    -v password="$(cat "$POSTGRES_PASSWORD_FILE")" <<'SQL'
create role replicator login replication password :'password';
SQL
echo "host replication replicator samenet scram-sha-256" >>"$PGDATA/pg_hba.conf"
