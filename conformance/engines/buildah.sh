# shellcheck shell=sh
# buildah, whose `run` and `RUN` call the runtime with no monitor between.
# shellcheck source=conformance/engines/common.sh disable=SC2154 # set by world
. "$here/common.sh"

engine_start() {
    cat > "$SCRATCH/containers.conf" <<END
[containers]
default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]
END
    engine pull "docker-archive:$SCRATCH/image.tar"
    RUNTIME=/usr/sbin/runc run "$(from --name first)" -- true # two runtimes that both fail would be alike too
}

engine_prepare() {
    engine_clean
}

engine_clean() {
    engine rm --all > /dev/null
}

engine() {
    CONTAINERS_CONF=$SCRATCH/containers.conf timeout -k 5 "$PATIENCE" buildah --root "$SCRATCH/store" --runroot "$SCRATCH/run" \
        --storage-driver vfs "$@"
}

# from [OPTION]...: prints the name of a working container.
from() {
    engine from --pull-never --isolation oci --network none "$@" localhost/box
}

# run CONTAINER [OPTION]... -- COMMAND...
run() {
    engine run --runtime "$RUNTIME" --isolation oci "$@"
}

# build [OPTION]...: of the Containerfile here.
build() {
    engine build --pull-never --network none --isolation oci --runtime "$RUNTIME" "$@" .
}
