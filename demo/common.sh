# shellcheck shell=sh
# What the demos share: a directory of their own, containers in it, and that nothing of them stays.
# Any OCI runtime will do: JRUNC=/usr/sbin/runc BUNDLE=/path/to/bundle demo/isolation

here=$(cd "$(dirname "$0")" && pwd)
demo=$(basename "$0")
JRUNC=${JRUNC:-$here/../build/bin/jrunc}
BUNDLE=${BUNDLE:-$here/../bundle}

die() { echo "$demo: $*" >&2; exit 1; }
[ "$(id -u)" -eq 0 ] || die "these containers are started by root: try again with sudo"
[ -x "$JRUNC" ] || die "no runtime at $JRUNC: run make build"
[ -d "$BUNDLE/rootfs" ] || die "no bundle at $BUNDLE: run demo/make-bundle $BUNDLE"

# Root of the containers is uid 100000 out here, and must reach its files: not so in a private TMPDIR.
scratch=${TMPDIR:-/tmp}
setpriv --reuid=100000 --regid=100000 --clear-groups test -x "$scratch" || scratch=/tmp
work=$(mktemp -d "$scratch/jrunc-demo.XXXXXX")
state=$work/state
containers=
segment=

runtime() { "$JRUNC" --root "$state" "$@"; }

# Whatever happens, nothing stays: containers, the shared memory segment, files.
clean_up() {
    status=$?
    trap - EXIT
    for id in $containers; do runtime delete --force "$id" >/dev/null 2>&1 || true; done
    [ -z "$segment" ] || ipcrm -m "$segment" || true
    rm -rf "$work"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

case $("$JRUNC" --version) in runc\ version\ 1.[01].*) has_time= ;; *) has_time=yes ;; esac
[ -e /proc/self/ns/time ] || has_time=

chmod 711 "$work"
cp -a "$BUNDLE/rootfs" "$work/rootfs"
chown -R -h 100000:100000 "$work/rootfs"

# make_bundle ID HOSTNAME COMMAND: the config.json of `spec`, with user, cgroup and time namespaces besides.
make_bundle() {
    containers="$containers $1"
    mkdir "$work/$1"
    "$JRUNC" spec --bundle "$work/$1"
    more='{ "type": "user" }, { "type": "cgroup" }'
    [ -z "$has_time" ] || more="$more, { \"type\": \"time\" }"
    map='[ { "containerID": 0, "hostID": 100000, "size": 65536 } ]'
    change "$1" "s/\"hostname\": \".*\"/\"hostname\": \"$2\"/" \
        "s|\"path\": \"rootfs\"|\"path\": \"$work/rootfs\"|" \
        "s|^\(\t*\)\"sh\"\$|\1\"sh\", \"-c\", \"$3\"|" \
        "s|\"linux\": {|\"linux\": { \"uidMappings\": $map, \"gidMappings\": $map,|" \
        "s/\"namespaces\": \[/\"namespaces\": [ $more,/"
}

# change ID SED_COMMAND...: edits the config.json.
change() {
    bundle=$1
    shift
    for command in "$@"; do sed -i -e "$command" "$work/$bundle/config.json"; done
}
