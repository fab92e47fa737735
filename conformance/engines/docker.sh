# shellcheck shell=sh
# dockerd with a containerd of its own, without networks: those are the work of iptables.
# shellcheck source=conformance/engines/cli.sh disable=SC2154 # set by world
. "$here/cli.sh"

engine_start() {
    # It keeps a key in /etc/docker, and the host's /etc can only be read here.
    cp -a /etc "$SCRATCH/etc"
    mount --bind "$SCRATCH/etc" /etc
    configure_daemon
    PATH=$SCRATCH/bin:$PATH daemon --exec-opt native.cgroupdriver=cgroupfs &
    await_daemon
}

configure_daemon() {
    printf '{"runtimes":{"tested":{"path":"%s"}}}\n' "$TESTED" > "$SCRATCH/daemon.json"
    mkdir "$SCRATCH/bin"
    ln -s /usr/sbin/runc "$SCRATCH/bin/runc"
}

daemon() {
    dockerd --config-file "$SCRATCH/daemon.json" --data-root "$SCRATCH/data" --exec-root "$SCRATCH/exec" \
        --host "unix://$SCRATCH/docker.sock" --pidfile "$SCRATCH/docker.pid" --storage-driver vfs --bridge=none \
        --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false --userland-proxy=false --raw-logs "$@"
}

await_daemon() {
    soon engine ps -q
    engine load -i "$SCRATCH/image.tar" && engine tag localhost/box box
    RUNTIME=/usr/sbin/runc run box true # two runtimes that both fail would be alike too
}

# What builds images takes the `runc` in the daemon's PATH.
engine_prepare() {
    engine_clean
    # shellcheck disable=SC2153 # set by world
    ln -sfn "$RUNTIME" "$SCRATCH/bin/runc"
}

engine_clean() {
    all=$(engine ps -aq)
    # shellcheck disable=SC2086 # a list
    [ -z "$all" ] || engine rm -f $all > /dev/null
}

remove() {
    engine rm -f "$1" > /dev/null
}

healthy() {
    test "$(inspect "$1" '{{.State.Health.Status}}')" = healthy
}

# Docker knows runtimes by name; only `run` and `create` can say which.
engine() {
    command=$1
    shift
    case $command:$RUNTIME in
    run:"$TESTED" | create:"$TESTED") set -- --runtime tested "$@" ;;
    esac
    timeout -k 5 "$PATIENCE" docker --config "$SCRATCH" --host "unix://$SCRATCH/docker.sock" "$command" "$@"
}

# shown run WORD...: the command line of `engine` for another program to run.
shown() {
    shift
    runtime=
    [ "$RUNTIME" != "$TESTED" ] || runtime="--runtime tested"
    echo "timeout --foreground $PATIENCE docker --config $SCRATCH --host unix://$SCRATCH/docker.sock run $runtime $(quoted "$@")"
}

checkpoint() {
    engine checkpoint create "$1" one
}
