# shellcheck shell=sh
PATIENCE=${CONFORMANCE_PATIENCE:-60} # seconds for one call of an engine
export PATIENCE

# soon COMMAND...: waits until it succeeds, that long at most.
soon() {
    deadline=$(($(date +%s) + PATIENCE))
    until "$@"; do
        if [ "$(date +%s)" -gt "$deadline" ]; then
            echo "never: $*" >&3
            return 1
        fi
        sleep "$((PATIENCE / 300)).2" # each try costs where the processor is slow
    done 3>&2 2> /dev/null
}

# limits CGROUP: of memory and CPU time; no such cgroup: an error.
limits() {
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
        cat "/sys/fs/cgroup$1/memory.max" "/sys/fs/cgroup$1/cpu.max"
    else
        cat "/sys/fs/cgroup/memory$1/memory.limit_in_bytes" "/sys/fs/cgroup/cpu$1/cpu.cfs_quota_us"
    fi
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
