# shellcheck shell=sh
# Podman as an ordinary user has it: it calls the runtime as root of a user namespace of its own.
# shellcheck source=conformance/engines/podman.sh disable=SC2154 # set by world
. "$here/podman.sh"

engine_start() {
    cp -a /etc "$SCRATCH/etc"
    echo "engine:x:1000:1000::$SCRATCH/home:/bin/sh" >> "$SCRATCH/etc/passwd"
    echo 'engine:x:1000:' >> "$SCRATCH/etc/group"
    echo 'engine:100000:65536' | tee "$SCRATCH/etc/subuid" > "$SCRATCH/etc/subgid"
    mount --bind "$SCRATCH/etc" /etc
    own_devices
    for dir in home user; do install -d -m 700 -o engine -g engine "$SCRATCH/$dir"; done
    engine_configure runc
    engine load -i "$SCRATCH/image.tar"
    run box true # two runtimes that both fail would be alike too
}

# The jail shows the host's read-only, and what is so can't be made writable from a user namespace.
own_devices() {
    mkdir "$SCRATCH/dev"
    mount -t tmpfs -o nosuid,noexec,mode=755 devices "$SCRATCH/dev"
    for device in null zero full random urandom tty; do cp -a "/dev/$device" "$SCRATCH/dev"; done
    ln -s /proc/self/fd "$SCRATCH/dev/fd"
    for dir in pts shm; do
        mkdir "$SCRATCH/dev/$dir"
        mount --rbind "/dev/$dir" "$SCRATCH/dev/$dir"
    done
    ln -s pts/ptmx "$SCRATCH/dev/ptmx"
    mount --rbind "$SCRATCH/dev" /dev
}

engine_prepare() {
    engine_clean
    engine_configure "$RUNTIME"
    chown engine . # files come and go here
}

engine() {
    as_user podman --root "$SCRATCH/home/store" --runroot "$SCRATCH/user/run" --storage-driver vfs \
        --cgroup-manager cgroupfs --events-backend file --runtime "${RUNTIME:-runc}" "$@"
}

as_user() {
    HOME=$SCRATCH/home USER=engine LOGNAME=engine XDG_RUNTIME_DIR=$SCRATCH/user CONTAINERS_CONF=$SCRATCH/containers.conf \
        timeout -k 5 60 setpriv --reuid=engine --regid=engine --init-groups "$@"
}

listening() {
    # shellcheck disable=SC2016 # for the inner shell
    as_user sh -c 'LISTEN_PID=$$; export LISTEN_PID; exec "$@"' listening \
        podman --root "$SCRATCH/home/store" --runroot "$SCRATCH/user/run" --storage-driver vfs \
        --cgroup-manager cgroupfs --events-backend file --runtime "$RUNTIME" run --rm --network none box "$@"
}

# shown run WORD...: the command line of `engine` for another program to run.
shown() {
    echo "HOME=$SCRATCH/home USER=engine LOGNAME=engine XDG_RUNTIME_DIR=$SCRATCH/user" \
        "CONTAINERS_CONF=$SCRATCH/containers.conf timeout --foreground 60 setpriv --reuid=engine --regid=engine --init-groups" \
        "podman --root $SCRATCH/home/store --runroot $SCRATCH/user/run --storage-driver vfs --cgroup-manager cgroupfs" \
        "--events-backend file --runtime $RUNTIME $(quoted "$@")"
}
