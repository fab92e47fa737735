# shellcheck shell=sh
# containerd's CRI plugin as a kubelet would call it, over its socket, for Debian has no crictl. The numbers are the
# fields of runtime/v1/api.proto. Pods have the network of this place, those with a user namespace an empty one: CNI
# plugins are not the runtime's business.
# shellcheck source=conformance/engines/common.sh disable=SC2154 # set by world
. "$here/common.sh"
# shellcheck source=conformance/engines/grpc.sh
. "$here/grpc.sh"

engine_start() {
    cat > "$SCRATCH/config.toml" <<END
version = 2
root = "$SCRATCH/root"
state = "$SCRATCH/state"
[grpc]
address = "$SCRATCH/containerd.sock"
[ttrpc]
address = "$SCRATCH/containerd.sock.ttrpc"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "localhost/pause:latest"
stream_server_address = "127.0.0.1"
restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "$SCRATCH/cni"
conf_dir = "$SCRATCH/cni"
[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "native"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
BinaryName = "/usr/sbin/runc"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.tested]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.tested.options]
BinaryName = "$TESTED"
END
    no_network
    "$here/image" "$SCRATCH/pause.tar" pause '["/bin/sleep","1000000"]'
    containerd -c "$SCRATCH/config.toml" &
    soon cri Version '' > /dev/null
    for image in image pause; do
        ctr --address "$SCRATCH/containerd.sock" -n k8s.io images import --no-unpack "$SCRATCH/$image.tar"
    done
    for image in box pause; do
        soon known "localhost/$image:latest"
    done
}

# A CNI plugin that says it gave an address, and did nothing.
no_network() {
    mount -t tmpfs engines /var/lib # /var/lib/cni has what plugins gave
    mkdir "$SCRATCH/cni"
    cat > "$SCRATCH/cni/loopback" << 'END'
#!/bin/sh
[ "$CNI_COMMAND" != ADD ] || echo '{"cniVersion":"0.4.0","interfaces":[{"name":"'"$CNI_IFNAME"'","sandbox":"'"$CNI_NETNS"'"}],
    "ips":[{"version":"4","address":"192.0.2.2/24","interface":0}]}'
END
    chmod +x "$SCRATCH/cni/loopback"
    echo '{"cniVersion":"0.4.0","name":"none","plugins":[{"type":"loopback"}]}' > "$SCRATCH/cni/none.conflist"
}

engine_prepare() {
    engine_clean
    mkdir logs
}

# With a pod go its containers.
engine_clean() {
    while pod=$(cri ListPodSandbox '' | field 1 1) && [ -n "$pod" ]; do
        remove_pod
    done
}

# cri METHOD MESSAGE: the bytes of the reply.
cri() {
    call "$SCRATCH/containerd.sock" "runtime.v1.RuntimeService/$1" "$2"
}

known() {
    test -n "$(call "$SCRATCH/containerd.sock" runtime.v1.ImageService/ImageStatus "$(message 1 "$(text 1 "$1")")" | field 1 1)"
}

# The ids of a pod with a user namespace on the host.
ids=$(int 1 100000 && int 3 65536)

# pod NAME [OPTION]...: $pod is the id; $sandbox, $namespaces and $privileged are for its containers.
pod() {
    metadata=$(text 1 "$1" && text 2 "uid-$1" && text 3 default)
    shift
    namespaces=$(int 1 2 && int 2 1) # network: NODE, pid: CONTAINER
    privileged=
    more=
    while [ $# -gt 0 ]; do
        case $1 in
        --share-pids) namespaces=$(int 1 2) ;;
        --users) namespaces=$(int 2 1 && message 5 "$(message 2 "$ids" && message 3 "$ids")") ;;
        --privileged) privileged=$(int 6 1) ;;
        --sysctl)
            more=$more$(message 3 "$(text 1 "${2%%=*}" && text 2 "${2#*=}")")
            shift
            ;;
        esac
        shift
    done
    security=$(message 2 "$(message 1 "$namespaces")$privileged")
    sandbox=$(message 1 "$metadata" && text 3 "$PWD/logs" && message 8 "$(text 1 /pods)$security$more")
    pod=$(cri RunPodSandbox "$(message 1 "$sandbox" && text 2 "$(handler)")" | field 1)
    test -n "$pod"
}

handler() {
    if [ "$RUNTIME" = "$TESTED" ]; then echo tested; else echo runc; fi
}

stop_pod() {
    cri StopPodSandbox "$(text 1 "$pod")"
}

remove_pod() {
    stop_pod && cri RemovePodSandbox "$(text 1 "$pod")"
}

pod_status() {
    case $(cri PodSandboxStatus "$(text 1 "$pod")" | field 1 3) in
    '') echo ready ;;
    *) echo not ready ;;
    esac
}

# create NAME [OPTION]... -- COMMAND...: $container is the id.
create() {
    config=$(message 1 "$(text 1 "$1")" && message 2 "$(text 1 localhost/box:latest)" && text 11 "$1.log")
    shift
    resources=
    capabilities=
    security=$(message 3 "$namespaces")
    [ -z "$privileged" ] || security=$security$(int 2 1)
    while [ "$1" != -- ]; do
        two=yes
        case $1 in
        --cwd) config=$config$(text 5 "$2") ;;
        --env) config=$config$(message 6 "$(text 1 "${2%%=*}" && text 2 "${2#*=}")") ;;
        --mount) config=$config$(message 7 "$(text 1 "${2#*:}" && text 2 "${2%%:*}")") ;;
        --mount-ro) config=$config$(message 7 "$(text 1 "${2#*:}" && text 2 "${2%%:*}" && int 3 1)") ;;
        --mount-rro) config=$config$(message 7 "$(text 1 "${2#*:}" && text 2 "${2%%:*}" && int 3 1 && int 8 1)") ;;
        --mount-mapped)
            mapped=$(message 6 "$ids" && message 7 "$ids")
            config=$config$(message 7 "$(text 1 "${2#*:}" && text 2 "${2%%:*}")$mapped")
            ;;
        --device) config=$config$(message 8 "$(text 1 "$2" && text 2 "$2" && text 3 rwm)") ;;
        --quota) resources=$resources$(int 2 "$2") ;;
        --memory) resources=$resources$(int 4 "$2") ;;
        --cap-add) capabilities=$capabilities$(text 1 "$2") ;;
        --cap-drop) capabilities=$capabilities$(text 2 "$2") ;;
        --user) security=$security$(message 5 "$(int 1 "$2")") ;;
        --username) security=$security$(text 6 "$2") ;;
        --mask) security=$security$(text 13 "$2") ;;
        --seal) security=$security$(text 14 "$2") ;;
        --group) security=$security$(int 8 "$2") ;;
        *)
            two=
            case $1 in
            --tty) config=$config$(int 14 1) ;;
            --read-only) security=$security$(int 7 1) ;;
            --no-new-privileges) security=$security$(int 11 1) ;;
            --seccomp) security=$security$(message 15 "$(int 1 0)") ;; # RuntimeDefault
            esac
            ;;
        esac
        shift ${two:+2}
    done
    shift
    for word in "$@"; do config=$config$(text 3 "$word"); done
    security=$security$(message 1 "$capabilities")
    config=$config$(message 15 "$(message 1 "$resources" && message 2 "$security")")
    container=$(cri CreateContainer "$(text 1 "$pod" && message 2 "$config" && message 3 "$sandbox")" | field 1)
    test -n "$container"
}

start() {
    cri StartContainer "$(text 1 "$container")"
}

box() {
    create "$@" && start
}

# run NAME [OPTION]... -- COMMAND...: until it ends; prints its log.
run() {
    box "$@" || return
    soon stopped
    log "$1"
    cri RemoveContainer "$(text 1 "$container")"
    return "$code"
}

# stop SECONDS
stop() {
    cri StopContainer "$(text 1 "$container" && int 2 "$1")"
}

remove() {
    cri RemoveContainer "$(text 1 "$container")"
}

# execute [-t SECONDS] COMMAND...
execute() {
    limit=30
    if [ "$1" = -t ]; then
        limit=$2
        shift 2
    fi
    words=
    for word in "$@"; do words=$words$(text 2 "$word"); done
    cri ExecSync "$(text 1 "$container")$words$(int 3 "$limit")" > executed || return
    field 1 < executed
    field 2 < executed >&2
    exit_code=$(field 3 < executed)
    return "${exit_code:-0}"
}

# update MESSAGE: resources.
update() {
    cri UpdateContainerResources "$(text 1 "$container" && message 2 "$1")"
}

status() {
    state=$(cri ContainerStatus "$(text 1 "$container")" | field 1 3)
    case ${state:-0} in
    0) echo created ;;
    1) echo running ;;
    2) echo exited ;;
    *) echo "unknown $state" ;;
    esac
}

# $code is the exit code then.
stopped() {
    test "$(status)" = exited || return
    code=$(cri ContainerStatus "$(text 1 "$container")" | field 1 7)
    code=${code:-0}
}

reason() {
    cri ContainerStatus "$(text 1 "$container")" | field 1 10
}

# log NAME: which stream each line came by, whether it is whole, and the line.
log() {
    cut -d' ' -f2- "logs/$1.log"
}

logged() {
    log "$1" | grep -q "$2"
}
