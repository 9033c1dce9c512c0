# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the scripts share: packages and build. Sourced by scripts that stop at the first error (set -e).

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# Tells on stderr what is being done.
say() {
  printf '\n== %s\n' "$*" >&2
}

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Runs a command as root, by sudo where needed.
as_root() {
  if [[ "$(id -u)" -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "'$*' needs root (neither root nor sudo here); install the packages of packages.txt by hand"
  fi
}

is_installed() {
  [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Prints the packages of packages.txt that are not installed, those of the named sections among them.
missing_packages() {
  local line package is_wanted=yes
  while IFS= read -r line; do
    line="${line%%#*}"
    if [[ "$line" =~ ^\[(.*)\]$ ]]; then
      is_wanted=no
      [[ " $* " == *" ${BASH_REMATCH[1]} "* ]] && is_wanted=yes
      continue
    fi
    [[ "$is_wanted" == yes ]] || continue
    if [[ "$line" == *:* ]]; then
      command -v "${line%%:*}" >/dev/null && continue
      line="${line#*:}"
    fi
    for package in $line; do
      is_installed "$package" || printf '%s\n' "$package"
    done
  done <"$root/packages.txt"
}

# Installs what is missing, with the named sections of packages.txt; asks nothing and does nothing when all is there.
install_packages() {
  command -v dpkg-query >/dev/null || fail "this is no Debian; install what packages.txt lists in your own way, then see docs/develop/building.md"
  local -a missing
  mapfile -t missing < <(missing_packages "$@")
  if [[ ${#missing[@]} -eq 0 ]]; then
    return
  fi
  say "Installing packages: ${missing[*]}"
  as_root apt-get update -qq </dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
}

# Configures and builds a preset of CMakePresets.json; further arguments go to the build.
build() {
  local preset="$1"
  shift
  say "Building ($preset)"
  (cd "$root" && cmake --preset "$preset" >/dev/null && cmake --build --preset "$preset" "$@")
}
