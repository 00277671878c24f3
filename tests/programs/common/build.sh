# SPDX-License-Identifier: Apache-2.0
# Sourced by the build scripts of the programs, with their arguments: `build OUT`.
# Environment: CC (gcc), CFLAGS (-O2). Every compiler command is printed before it runs.
set -eu
cd "$(dirname "$0")"
out=$1
cc=${CC:-gcc}
cflags="-g ${CFLAGS:--O2} -Wall -Wextra"
mkdir -p "$out"

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
