# shellcheck shell=sh
# containerd and its shim, by way of ctr.
# shellcheck source=conformance/engines/common.sh disable=SC2154 # set by world
. "$here/common.sh"

engine_start() {
    cat > "$SCRATCH/config.toml" <<END
version = 2
root = "$SCRATCH/root"
state = "$SCRATCH/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "$SCRATCH/containerd.sock"
[ttrpc]
address = "$SCRATCH/containerd.sock.ttrpc"
END
    mkdir "$SCRATCH/bin"
    ln -s /usr/sbin/runc "$SCRATCH/bin/runc"
    PATH=$SCRATCH/bin:$PATH containerd -c "$SCRATCH/config.toml" &
    soon ctr version
    ctr images import --no-unpack "$SCRATCH/image.tar"
    RUNTIME=/usr/sbin/runc run first -- /bin/true # two runtimes that both fail would be alike too
}

# With user namespaces ctr forgets --runc-binary, and the shim takes the `runc` in its PATH.
engine_prepare() {
    engine_clean
    ln -sfn "$RUNTIME" "$SCRATCH/bin/runc"
}

engine_clean() {
    for task in $(ctr tasks ls -q); do
        ctr tasks rm -f "$task" > /dev/null 2>&1
    done
    for container in $(ctr containers ls -q); do
        ctr containers rm "$container"
    done
}

ctr() {
    timeout -k 5 "$PATIENCE" ctr --address "$SCRATCH/containerd.sock" "$@"
}

# run NAME [OPTION]... -- COMMAND...: until it ends.
run() {
    with --rm "$@"
}

# box NAME [OPTION]... -- COMMAND...: in the background, with no output.
box() {
    with -d --null-io "$@"
}

# with OPTION... NAME [OPTION]... -- COMMAND...
with() {
    options=
    name=
    while [ "$1" != -- ]; do
        case $name$1 in
        -*) options="$options '$1'" ;;
        *)
            if [ -z "$name" ]; then name=$1; else options="$options '$1'"; fi
            ;;
        esac
        shift
    done
    shift
    eval "ctr run --snapshotter native --runc-binary \"\$RUNTIME\" $options localhost/box:latest $name \"\$@\""
}

# execute ID [OPTION]... -- COMMAND...
execute() {
    id=$1
    shift
    options=
    while [ "$1" != -- ]; do
        options="$options '$1'"
        shift
    done
    shift
    exec_count=$((${exec_count:-0} + 1))
    eval "ctr tasks exec --exec-id exec$exec_count $options $id \"\$@\""
}

status() {
    ctr tasks ls | awk -v id="$1" '$1 == id { print $3 }'
}

stopped() {
    test "$(status "$1")" = STOPPED
}

remove() {
    ctr tasks rm -f "$1" > /dev/null 2>&1
    ctr containers rm "$1"
}

# The task has that many lines in `ps`, a heading among them.
processes() {
    test "$(ctr tasks ps "$1" | wc -l)" = "$2"
}
