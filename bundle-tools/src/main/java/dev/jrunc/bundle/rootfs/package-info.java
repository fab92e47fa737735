/** Makes root filesystems and bundles out of archives and directories, whole or not at all. */
@NullMarked
package dev.jrunc.bundle.rootfs;

import org.jspecify.annotations.NullMarked;
