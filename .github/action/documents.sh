#!/usr/bin/env bash
# Compares the documents with the published ones, and refreshes them if that is asked for.
# COMMAND: check or refresh; PROGRAM: how `cargo oas` is called, if not so; FAIL_ON; REPORT: the file of the report.
set -euo pipefail

read -ra oas <<< "${PROGRAM:-cargo oas}"

status=0
"${oas[@]}" check --format github --fail-on "$FAIL_ON" || status=$?
case "$status" in
  0)
    echo "drift=false" >> "$GITHUB_OUTPUT"
    exit 0
    ;;
  1 | 3) echo "drift=true" >> "$GITHUB_OUTPUT" ;;
  *) exit "$status" ;;
esac

if [[ "$COMMAND" == check ]]; then
  # 3: changes, none of which is a failure.
  if [[ "$status" == 3 ]]; then exit 0; fi
  exit "$status"
fi

# What is quoted from a document is not to be taken for a command of the workflow.
token="$(head -c 16 /dev/urandom | sha256sum | cut -d ' ' -f 1)"
echo "::stop-commands::$token"
status=0
"${oas[@]}" refresh --format markdown > "$REPORT" || status=$?
echo "::$token::"
# With 5 the report says what has to be adapted first. Without a report nobody would learn why.
case "$status" in
  0) echo "refreshed=true" >> "$GITHUB_OUTPUT" ;;
  5)
    test -s "$REPORT"
    echo "refreshed=false" >> "$GITHUB_OUTPUT"
    ;;
  *) exit "$status" ;;
esac
cat "$REPORT" >> "$GITHUB_STEP_SUMMARY"
