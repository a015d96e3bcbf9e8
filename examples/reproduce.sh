#!/usr/bin/env bash
# Two fresh copies of the commit that is checked out, each with an environment of its own made from the lock and an
# empty cache; both render the sample; every file is compared. Words after the name go to `workforce-grades run`.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for name in one two; do
  git clone --quiet . "$work/$name"
  make --silent -C "$work/$name" setup PYTHON="${PYTHON:-python3}"
  (cd "$work/$name" && WORKFORCE_GRADES_CACHE="$work/cache-$name" .venv/bin/workforce-grades run --out pages "$@")
done
# build.json holds timings: its hashes are compared through the files that they are of.
diff --recursive --brief --exclude build.json "$work/one/pages" "$work/two/pages"
count=$(find "$work/one/pages" -type f ! -name build.json | wc -l)
test "$count" -gt 1
echo "$count files of the sample, made twice in fresh environments: equal byte for byte"
