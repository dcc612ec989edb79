#!/bin/sh
# Restores a backup: restore.sh NAME (a folder of $BACKUPS). Stop Odoo first.
# The database of today is kept, renamed; a damaged backup changes nothing.
set -eu
: "${DATABASE:?}" "${FILES:?}" "${BACKUPS:?}"
. "$(dirname "$0")/password.sh"

fail() {
    echo "restore: $1" >&2
    exit 1
}
sql() {
    psql -X -q -t -A -v ON_ERROR_STOP=1 -d postgres -c "$1"
}

[ $# -eq 1 ] || fail "name one of: $(ls "$BACKUPS" | tr '\n' ' ')"
backup="$BACKUPS/$1"
[ -f "$backup/SHA256SUMS" ] || fail "$backup is no backup."
(cd "$backup" && sha256sum --check --quiet SHA256SUMS) || fail "$1 is damaged: nothing was changed."
users=$(sql "select count(*) from pg_stat_activity where datname = '$DATABASE'")
[ "$users" = 0 ] || fail "$users connections are open on $DATABASE: stop Odoo first."

fresh="${DATABASE}_restoring"
store="$FILES/filestore"
undo() {
    sql "drop database if exists \"$fresh\"" || true
    rm -rf "${store:?}/$fresh"
}
trap undo EXIT
undo
sql "create database \"$fresh\" template template0 encoding 'UTF8'"
pg_restore --exit-on-error --no-owner -d "$fresh" "$backup/database.dump"
mkdir -p "$store/$fresh"
tar -C "$store/$fresh" -xf "$backup/files.tar"
[ "$(id -u)" -ne 0 ] || chown -R --reference="$FILES" "$store/$fresh"

# From here on only renames.
if [ -n "$(sql "select 1 from pg_database where datname = '$DATABASE'")" ]; then
    before="${DATABASE}_before_$(date -u +%Y%m%d_%H%M%S)"
    sql "alter database \"$DATABASE\" rename to \"$before\""
    [ ! -d "$store/$DATABASE" ] || mv "$store/$DATABASE" "$store/$before"
    echo "The earlier database is kept as $before."
fi
sql "alter database \"$fresh\" rename to \"$DATABASE\""
mv "$store/$fresh" "$store/$DATABASE"
trap - EXIT
echo "Restored: $DATABASE from $1"
