#!/usr/bin/env bash
# What generating the client in build.rs costs a user: a cold debug build of a program that depends on neoagent, against
# the same with the generated file checked in, so that neither build.rs nor oas-codegen is built.
#
#   benches/build.sh [ROUNDS]     3 rounds where nothing is said; the median counts
#
# Prints user seconds and wall seconds of both, and their ratio. Each build has two jobs and an empty target folder; what is to
# be downloaded is downloaded before. Nothing in the workspace is changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD rounds=${1:-3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The library as it is published, to be given the generated file in the place of what generates it.
cargo package --package neoagent --package oas-codegen --package neoagent-sandbox --package oas-runtime --package oas-source --no-verify --allow-dirty --quiet --target-dir "$scratch/package"
mkdir "$scratch/checked-in"
tar -xzf "$scratch"/package/package/neoagent-[0-9]*.crate -C "$scratch/checked-in" --strip-components 1
sed -i -e '/^\[build-dependencies/,/^$/d' -e 's/^build = .*/build = false/' "$scratch/checked-in/Cargo.toml"
sed -i 's/^include!.*/include!("generated.rs");/' "$scratch/checked-in/src/api.rs"

program() { # NAME LIBRARY
  mkdir -p "$scratch/$1/src"
  printf '[package]\nname = "program"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\nneoagent = { path = "%s" }\n\n[workspace]\n\n[patch.crates-io]\noas-runtime = { path = "%s/runtime" }\n' \
    "$2" "$root" >"$scratch/$1/Cargo.toml"
  echo 'fn main() { println!("{:?}", neoagent::Client::from_env().is_ok()); }' >"$scratch/$1/src/main.rs"
  cp Cargo.lock "$scratch/$1/"
  cargo fetch --quiet --manifest-path "$scratch/$1/Cargo.toml"
}
program "build.rs" "$root"
program "checked.in" "$scratch/checked-in"
cargo check --quiet --manifest-path "$scratch/build.rs/Cargo.toml" --target-dir "$scratch/target"
cp "$scratch"/target/debug/build/neoagent-*/out/api.rs "$scratch/checked-in/src/generated.rs"

for ((round = 1; round <= rounds; round++)); do
  for name in build.rs checked.in; do
    rm -rf "$scratch/target"
    TIMEFORMAT="$name %U %R"
    { time cargo build --quiet --offline --jobs 2 --manifest-path "$scratch/$name/Cargo.toml" --target-dir "$scratch/target" 2>"$scratch/log"; } \
      2>>"$scratch/times" || { cat "$scratch/log" >&2; exit 1; }
    tail -1 "$scratch/times" >&2
  done
done

median() { # NAME COLUMN
  grep "^$1 " "$scratch/times" | cut -d' ' -f"$2" | sort -n | sed -n "$(((rounds + 1) / 2))p"
}
printf '%-12s %8s %8s\n' "" "user s" "wall s"
for name in build.rs checked.in; do
  printf '%-12s %8s %8s\n' "$name" "$(median "$name" 2)" "$(median "$name" 3)"
done
for column in 2 3; do
  echo "$(median build.rs $column) $(median checked.in $column)"
done | awk '{ ratio = ratio sprintf(" %8.2f", $1 / $2) } END { printf "%-12s%s\n", "ratio", ratio }'
