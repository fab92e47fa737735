# shellcheck shell=sh
PATIENCE=${CONFORMANCE_PATIENCE:-60} # seconds for one call of an engine
export PATIENCE

# soon COMMAND...: waits until it succeeds, half of that at most.
soon() {
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        if [ "$tries" -gt $((PATIENCE * 5 / 2)) ]; then
            echo "never: $*" >&3
            return 1
        fi
        sleep 0.2
    done 3>&2 2> /dev/null
}

# No process has this command line (a pattern).
gone() {
    ! pgrep -f "$1" > /dev/null
}

count() {
    test "$(pgrep -fc "$1")" = "$2"
}

# The words for a shell; none of them may hold a quote mark of this kind.
quoted() {
    printf "'%s' " "$@"
}
