# shellcheck shell=sh
# Podman as an ordinary user has it: it calls the runtime as root of a user namespace of its own.
# shellcheck source=conformance/engines/podman.sh disable=SC2154 # set by world
. "$here/podman.sh"
# shellcheck source=conformance/engines/user.sh
. "$here/user.sh"

engine_start() {
    make_user
    engine_configure runc
    engine load -i "$SCRATCH/image.tar"
    run box true # two runtimes that both fail would be alike too
}

engine_prepare() {
    engine_clean
    engine_configure "$RUNTIME"
    chown engine . # files come and go here
}

engine() {
    CONTAINERS_CONF=$SCRATCH/containers.conf as_user timeout -k 5 "$PATIENCE" podman --root "$SCRATCH/home/store" \
        --runroot "$SCRATCH/user/run" --storage-driver vfs --cgroup-manager cgroupfs --events-backend file \
        --runtime "$RUNTIME" "$@"
}

listening() {
    # shellcheck disable=SC2016 # for the inner shell
    CONTAINERS_CONF=$SCRATCH/containers.conf as_user timeout -k 5 "$PATIENCE" \
        sh -c 'LISTEN_PID=$$; export LISTEN_PID; exec "$@"' listening \
        podman --root "$SCRATCH/home/store" --runroot "$SCRATCH/user/run" --storage-driver vfs \
        --cgroup-manager cgroupfs --events-backend file --runtime "$RUNTIME" run --rm --network none box "$@"
}

# shown run WORD...: the command line of `engine` for another program to run.
shown() {
    echo "HOME=$SCRATCH/home USER=engine LOGNAME=engine XDG_RUNTIME_DIR=$SCRATCH/user" \
        "CONTAINERS_CONF=$SCRATCH/containers.conf timeout --foreground $PATIENCE setpriv --reuid=engine --regid=engine --init-groups" \
        "podman --root $SCRATCH/home/store --runroot $SCRATCH/user/run --storage-driver vfs --cgroup-manager cgroupfs" \
        "--events-backend file --runtime $RUNTIME $(quoted "$@")"
}
