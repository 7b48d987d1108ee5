#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version, for the page of its release; fails where it says nothing, or no day of the release.
set -euo pipefail
version="$1"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
heading="$(grep -F "## [$version] - " CHANGELOG.md)"
if [[ ! "$heading" =~ \ -\ [0-9]{4}-[0-9]{2}-[0-9]{2}$ ]]; then
  echo "CHANGELOG.md has no day for $version: $heading" >&2
  exit 1
fi
notes="$(awk -v heading="$heading" '
  $0 == heading { inside = 1; next }
  /^## / { inside = 0 }
  inside { print }
' CHANGELOG.md)"
if [[ -z "${notes//[[:space:]]/}" ]]; then
  echo "CHANGELOG.md says nothing of $version" >&2
  exit 1
fi
printf '%s\n' "$notes" | sed '1{/^$/d}'
