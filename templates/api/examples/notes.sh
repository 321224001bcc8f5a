#!/bin/sh
# Needs curl and jq. ANNOTATE_SITE is the site's address, ANNOTATE_TOKEN an access token.
set -eu
trial=${1:-NCT04561557}
quote=${2:-CT103A}

api() { # api METHOD PATH [JSON]
  curl --silent --show-error --fail-with-body --request "$1" "$ANNOTATE_SITE/api$2" \
    --header "Authorization: Bearer $ANNOTATE_TOKEN" ${3:+--header "Content-Type: application/json" --data "$3"}
}

# A note on a quote (write). Offsets count code points of the version's text; so does jq.
number=$(api GET "/trials/$trial" | jq .current_version)
passage=$(api GET "/trials/$trial/versions/$number" |
  jq --arg quote "$quote" '(.text | split($quote)[0] | length) as $start |
    {start: $start, end: ($start + ($quote | length)), exact: $quote}')
note=$(api POST "/trials/$trial/notes" "$(jq --null-input --argjson passage "$passage" --argjson version "$number" \
  '{client_key: "shell example", version: $version, passage: $passage, body: "Which dose?", tags: ["example"]}')" | jq --raw-output .id)
echo "note $note"

# All notes, page by page (read).
after=
while :; do
  page=$(api GET "/notes?limit=100&after=$after")
  echo "$page" | jq --raw-output '.notes[] | [.trial, .passage.exact // "whole trial", .body] | @tsv'
  after=$(echo "$page" | jq --raw-output '.next // empty')
  [ -n "$after" ] || break
done

# A link over the note for a week (share). The passcode is in this answer alone: send it by another way than the address.
api POST /links "$(jq --null-input --arg note "$note" --arg until "$(date --utc --date '7 days' +%Y-%m-%dT%H:%M:%SZ)" \
  '{client_key: "shell example", name: "Bob", notes: [$note], expires_at: $until}')" |
  jq --raw-output '"link \(.link.address)"'

# The replies under the note (read).
api GET "/threads?note=$note" | jq --raw-output '.threads[].replies[] | "\(.who): \(.body)"'

# All notes as a file (read).
api GET "/notes/export?format=csv" > notes.csv
echo "notes.csv"
