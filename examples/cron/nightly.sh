#!/usr/bin/env bash
# nightly.sh DATA SITE: bring the publishers' files up to date in DATA and check them, make the pages that are out of
# date, publish them in SITE. A source that cannot be had today keeps its earlier file, and the run goes on with it.
# A run that fails leaves SITE as it was. SITE is a link that is turned over in one step; the folder before it is kept.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${1:?folder with the publishers files}
site=$(realpath --no-symlinks --canonicalize-missing "${2:?what the web server shows}")
run=${WORKFORCE_GRADES:-.venv/bin/workforce-grades}
out=${WORKFORCE_GRADES_OUT:-build/site}

mkdir -p "$(dirname "$out")"
exec 9>"$out.lock"
flock --nonblock 9 || { echo "another run is still going on" >&2; exit 75; }

"$run" data fetch --update --into "$data" || echo "some sources could not be had; the files before them stay" >&2
"$run" data check --data "$data"
"$run" run --data "$data" --out "$out"

published="$site-$(date -u +%Y%m%dT%H%M%SZ)"
cp -r "$out" "$published"
ln -sfn "$published" "$site.next"
before=$(readlink "$site" || true)
mv -T "$site.next" "$site"
if [ -n "$before" ]; then
  "$run" changes "$before" "$published" || echo "what changed cannot be told" >&2
fi
moment=$(printf '%s' dddddddd T dddddd Z | sed 's/d/[0-9]/g')
find "$(dirname "$site")" -maxdepth 1 -type d -name "$(basename "$site")-$moment" \
  ! -path "$published" ! -path "$before" -exec rm -r {} +
echo "published $published"
