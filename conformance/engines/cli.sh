# shellcheck shell=sh
# What Podman and Docker have in common; `engine` is the engine's command.
# shellcheck source=conformance/engines/common.sh disable=SC2154 # set by world
. "$here/common.sh"

# run [OPTION]... IMAGE COMMAND...
run() {
    engine run --rm --network none "$@"
}

# box NAME [OPTION]... -- COMMAND...: in the background.
box() {
    name=$1
    shift
    options=
    while [ "$1" != -- ]; do
        options="$options '$1'"
        shift
    done
    shift
    eval "engine run -d --network none --name $name $options box \"\$@\"" > /dev/null
}

inspect() {
    engine inspect -f "$2" "$1"
}

stopped() {
    test "$(inspect "$1" '{{.State.Status}}')" = exited
}

logged() {
    engine logs "$1" 2>&1 | grep -q "$2"
}

log_lines() {
    test "$(engine logs "$1" 2>&1 | wc -l)" = "$2"
}

ended_with() {
    inspect "$1" '{{.State.ExitCode}}'
}

# The container has a process with this command line.
inside() {
    engine exec "$1" ps | grep -v grep | grep -q "$2"
}
