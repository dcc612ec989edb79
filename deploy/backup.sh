#!/bin/sh
# One backup: $BACKUPS/NAME-DATE/{database.dump,files.tar,SHA256SUMS}.
# DATABASE, FILES (Odoo's data_dir) and BACKUPS say where; PGHOST and PGUSER as usual.
# Whatever fails leaves no folder that looks like a backup.
set -eu
: "${DATABASE:?}" "${FILES:?}" "${BACKUPS:?}"
. "$(dirname "$0")/password.sh"

name="$DATABASE-$(date -u +%Y%m%dT%H%M%SZ)"
building="$BACKUPS/.$name"
trap 'rm -rf "$building"' EXIT
mkdir -p "$building"

# The database first: a file that it names is there already and is never changed.
pg_dump -Fc -O -d "$DATABASE" -f "$building/database.dump"
store="$FILES/filestore/$DATABASE"
mkdir -p "$store"
tar -C "$store" -cf "$building/files.tar" .
(cd "$building" && sha256sum database.dump files.tar >SHA256SUMS)
sync
mv "$building" "$BACKUPS/$name"
echo "Backup made: $BACKUPS/$name"

# Old ones go, the newest never.
find "$BACKUPS" -maxdepth 1 -type d -name "$DATABASE-*" ! -name "$name" \
    -mtime "+${KEEP_DAYS:-14}" -exec rm -rf {} +
