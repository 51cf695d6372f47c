#!/bin/sh
# One morning: yesterday's digest, the site, and the headlines where PUSH_URLS says so.
# Exits with 0; 3: some papers failed, the rest is there; 6: a chat did not take the headlines; else as `ribao` does.
# With AT=HH:MM it goes on: each day at that time (TZ), for a container that has no cron.
set -u
# cron knows no PATH: the checkout's own ribao, where there is no other
command -v ribao >/dev/null || PATH=$(cd "$(dirname "$0")/.." && pwd)/.venv/bin:$PATH

morning() {
    code=0
    ribao run -q --date "${DATE:-yesterday}" || code=$?
    [ "$code" -eq 0 ] || [ "$code" -eq 3 ] || return "$code" # 3: some papers failed; the others are there
    ribao site build || return $?
    if [ -n "${PUSH_URLS:-}" ]; then ribao push || code=6; fi
    return "$code"
}

if [ -z "${AT:-}" ]; then
    morning
    exit
fi
while :; do
    now=$(date +%s) next=$(date -d "$AT" +%s)
    [ "$next" -gt "$now" ] || next=$(date -d "tomorrow $AT" +%s)
    echo "next: $(date -d "@$next")"
    sleep $((next - now))
    morning || echo "ended with $?"
done
