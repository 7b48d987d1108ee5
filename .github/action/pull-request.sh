#!/usr/bin/env bash
# Commits what changed in the work tree to a branch, and opens or updates the one pull request of it.
# BASE, BRANCH, TITLE; PATHS: what is committed, a path a line; REPORT: the text of the pull request; GH_TOKEN.
set -euo pipefail

cd "$(git rev-parse --show-toplevel)"
mapfile -t paths <<< "$PATHS"

# A branch of a fork may have the same name, and is somebody else's.
number="$(gh pr list --head "$BRANCH" --base "$BASE" --state open --json number,isCrossRepository \
  --jq 'map(select(.isCrossRepository | not)) | .[0].number // empty')"

# What changed is kept as a tree of git while another commit is checked out.
git add --all -- "${paths[@]}"
mapfile -d '' -t changed < <(git diff --cached --name-only --no-renames -z)
tree="$(git write-tree)"

# What people committed on the branch of an open pull request stays; a branch that is left over is begun anew.
if [[ -n "$number" ]]; then
  git fetch --quiet origin "+refs/heads/$BRANCH:refs/remotes/origin/$BRANCH"
  start="origin/$BRANCH"
else
  git fetch --quiet origin "+refs/heads/$BASE:refs/remotes/origin/$BASE"
  start="origin/$BASE"
fi
git switch --quiet --force --no-track --force-create "$BRANCH" "$start"
for path in "${changed[@]}"; do
  if git cat-file -e "$tree:$path" 2> /dev/null; then
    git restore --source="$tree" --staged --worktree -- "$path"
  else
    git rm --quiet --force --ignore-unmatch -- "$path"
  fi
done

pushed=false
if ! git diff --cached --quiet; then
  git -c user.name="github-actions[bot]" -c user.email="41898282+github-actions[bot]@users.noreply.github.com" \
    commit --quiet --message "$TITLE"
  if [[ -n "$number" ]]; then
    git push --quiet origin "$BRANCH"
  else
    git push --quiet --force origin "$BRANCH"
  fi
  pushed=true
fi
echo "pushed=$pushed" >> "$GITHUB_OUTPUT"

if [[ -n "$number" ]]; then
  gh pr edit "$number" --body-file "$REPORT"
elif [[ "$pushed" == true ]]; then
  gh pr create --head "$BRANCH" --base "$BASE" --title "$TITLE" --body-file "$REPORT"
fi
