# shellcheck shell=sh
# Docker as an ordinary user has it: its daemon is root of a user namespace that rootlesskit makes.
# shellcheck source=conformance/engines/docker.sh disable=SC2154 # set by world
. "$here/docker.sh"
# shellcheck source=conformance/engines/user.sh
. "$here/user.sh"

dockerd() {
    as_user rootlesskit --state-dir "$SCRATCH/user/rootlesskit" --net host --copy-up /etc \
        --propagation rslave dockerd --rootless "$@"
}

engine_start() {
    make_user
    configure_daemon
    PATH=$SCRATCH/bin:$PATH daemon &
    await_daemon
}

engine_prepare() {
    engine_clean
    # shellcheck disable=SC2153 # set by world
    ln -sfn "$RUNTIME" "$SCRATCH/bin/runc"
    chown engine . # files come and go here
}
