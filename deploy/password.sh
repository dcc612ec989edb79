# Read by backup.sh and restore.sh: the password of a container's secret, for libpq.
if [ -n "${PASSWORD_FILE:-}" ]; then
    PGPASSWORD=$(cat "$PASSWORD_FILE")
    export PGPASSWORD
fi
