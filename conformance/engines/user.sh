# shellcheck shell=sh
# An ordinary user with ids and devices of his own, for the engines that he may start.

make_user() {
    cp -a /etc "$SCRATCH/etc"
    # The first of a number gives it its name, and these are the last.
    sed -i '/^[^:]*:[^:]*:1000:/d' "$SCRATCH/etc/passwd" "$SCRATCH/etc/group"
    echo "engine:x:1000:1000::$SCRATCH/home:/bin/sh" >> "$SCRATCH/etc/passwd"
    echo 'engine:x:1000:' >> "$SCRATCH/etc/group"
    echo 'engine:100000:65536' | tee "$SCRATCH/etc/subuid" > "$SCRATCH/etc/subgid"
    mount --bind "$SCRATCH/etc" /etc
    own_devices
    for dir in home user; do install -d -m 700 -o engine -g engine "$SCRATCH/$dir"; done
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

as_user() {
    HOME=$SCRATCH/home USER=engine LOGNAME=engine XDG_RUNTIME_DIR=$SCRATCH/user \
        setpriv --reuid=engine --regid=engine --init-groups "$@"
}
