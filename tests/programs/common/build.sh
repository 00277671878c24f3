# SPDX-License-Identifier: Apache-2.0
# Sourced by the build scripts of the programs, with their arguments: `build OUT`.
# Environment: CC (gcc), CFLAGS (-O2). Every compiler command is printed before it runs.
set -eu
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")"
cc=${CC:-gcc}
cflags="-g ${CFLAGS:--O2} -Wall -Wextra"

run() {
    echo "Execute: $*"
    "$@"
}

program() { # NAME SOURCE...: an ordinary executable OUT/NAME
    name=$1
    shift
    # shellcheck disable=SC2086
    run $cc $cflags -fPIE -pie -pthread -o "$out/$name" "$@"
}

patch() { # NAME SOURCE...: OUT/NAME.so, ready for nsb generate
    name=$1
    shift
    # shellcheck disable=SC2086
    run $cc $cflags -fPIC -shared -I../../../native/include -o "$out/$name.so" "$@"
}
