#!/usr/bin/env bash
# Fetch the branch BASE and, in a shallow clone, as much history as leads to its merge base with HEAD.
set -euo pipefail

base=$1
name="refs/remotes/origin/$base"
branch="+refs/heads/$base:$name"

is_shallow() { [ "$(git rev-parse --is-shallow-repository)" = true ]; }
is_known() { git merge-base "$name" HEAD > /dev/null; }
# Where a shallow history ends, its commits seem to have no parents. The server knows these; HEAD may be yours alone.
deepen() { git rev-list --max-parents=0 "$name" HEAD | git fetch --quiet --no-tags "$1" --stdin origin; }

if is_shallow; then
  git fetch --quiet --no-tags --depth=1 origin "$branch"
  for commits in 16 64 256 1024; do
    if is_known || ! is_shallow; then break; fi
    deepen --deepen="$commits"
  done
  if is_shallow && ! is_known; then deepen --unshallow; fi
else
  git fetch --quiet --no-tags origin "$branch"
fi
is_known || { echo "::error::HEAD and $base have no common ancestor"; exit 2; }
