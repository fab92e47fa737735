/** Compiles {@code linux.cgroupsPath} and {@code linux.resources} into cgroup operations; asks nothing of the host. */
@NullMarked
package dev.jrunc.cgroup;

import org.jspecify.annotations.NullMarked;
