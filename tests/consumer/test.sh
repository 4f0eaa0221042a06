#!/usr/bin/env bash
# test.sh BUILD_DIRECTORY COMPILER BUILD_TYPE: installs Ravel from its build tree, builds this
# folder's project against what was installed, and looks at what its program says.
set -euo pipefail

build=$1 compiler=$2 build_type=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# expect STATUS TEXT COMMAND...: the command ends with this status and says this text on stdout.
expect() {
  local status=0 output
  output=$("${@:3}") || status=$?
  if [ "$status" -ne "$1" ]; then
    printf '%s\n' "$output" "FAILED: status $status instead of $1: ${*:3}"
    exit 1
  fi
  if ! grep -qF -- "$2" <<<"$output"; then
    printf '%s\n' "$output" "FAILED: no '$2' in the output of: ${*:3}"
    exit 1
  fi
}

# A copy outside the tree: nothing but the installed package may be found.
cp "$here/CMakeLists.txt" "$here/my_scenario.cpp" "$here/my_test.cpp" "$work"
cmake --install "$build" --prefix "$work/installed" >"$work/install.log"
cmake -S "$work" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/installed" \
  -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE="$build_type"
cmake --build "$work/build"
mine=$work/build/mine

expect 0 bank-careless "$mine" list
expect 0 bank-careful "$mine" list
expect 1 'a coin is lost' "$mine" check bank-careless
expect 0 'a coin is lost' "$mine" check --expected bank-careless
expect 0 complete: "$mine" check --require-complete bank-careful
expect 0 'balance=2' "$mine" run bank-careful
expect 0 '[  PASSED  ] 2 tests.' "$work/build/my_tests"
RAVEL_STRATEGY=nothing expect 1 'unknown strategy' "$work/build/my_tests" --gtest_filter=Bank.Keeps*
expect 0 'ticket-nolock-oversell' "$work/installed/bin/ravel" list
