# shellcheck shell=sh
# Podman with conmon, without networks: those are the work of packages that have nothing to do with the runtime.
# shellcheck source=conformance/engines/cli.sh disable=SC2154 # set by world
. "$here/cli.sh"
export PODMAN_IGNORE_CGROUPSV1_WARNING=1 # of Podman 5, at every call

engine_start() {
    engine_configure runc
    engine load -i "$SCRATCH/image.tar"
    run box true # two runtimes that both fail would be alike too
}

# Of a runtime whose name it does not know Podman asks no JSON log; an installation adds the name, and so does this.
engine_configure() {
    cat > "$SCRATCH/containers.conf" <<END
[containers]
default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]
[engine]
runtime_supports_json = ["${1##*/}"]
END
}

engine_prepare() {
    engine_clean
    engine_configure "$RUNTIME"
}

engine_clean() {
    engine rm --all --force --time 0 > /dev/null
}

remove() {
    engine rm --force --time 0 "$1" > /dev/null
}

# A timer of systemd would do this; here there is none.
healthy() {
    engine healthcheck run "$1"
}

# Flags and no environment, for the clean-up that conmon calls knows only those.
engine() {
    CONTAINERS_CONF=$SCRATCH/containers.conf timeout -k 5 "$PATIENCE" podman --root "$SCRATCH/store" --runroot "$SCRATCH/run" \
        --tmpdir "$SCRATCH/tmp" --storage-driver vfs --cgroup-manager cgroupfs --events-backend file \
        --runtime "$RUNTIME" "$@"
}

# As started by a systemd socket unit: LISTEN_PID is Podman's.
listening() {
    # shellcheck disable=SC2016 # for the inner shell
    CONTAINERS_CONF=$SCRATCH/containers.conf timeout -k 5 "$PATIENCE" sh -c 'LISTEN_PID=$$; export LISTEN_PID; exec "$@"' listening \
        podman --root "$SCRATCH/store" --runroot "$SCRATCH/run" --tmpdir "$SCRATCH/tmp" --storage-driver vfs \
        --cgroup-manager cgroupfs --events-backend file --runtime "$RUNTIME" run --rm --network none box "$@"
}

# shown run WORD...: the command line of `engine` for another program to run.
shown() {
    echo "CONTAINERS_CONF=$SCRATCH/containers.conf timeout --foreground $PATIENCE podman --root $SCRATCH/store --runroot $SCRATCH/run" \
        "--tmpdir $SCRATCH/tmp --storage-driver vfs --cgroup-manager cgroupfs --events-backend file" \
        "--runtime $RUNTIME $(quoted "$@")"
}

checkpoint() {
    engine container checkpoint "$1"
}
