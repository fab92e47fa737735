package dev.jrunc.command;

import org.jspecify.annotations.Nullable;

/**
 * The options in front of the command.
 *
 * @param root absolute
 * @param rootGiven false: the default, which need not exist
 * @param log absolute path, "" for none
 * @param rootless whether a container may do without the cgroups that the caller has no right to; null: when the caller is
 *     not root
 * @param driver who makes the cgroups of new containers; those that exist remember theirs
 */
public record Globals(
        String root,
        boolean rootGiven,
        String log,
        boolean jsonLog,
        boolean debug,
        @Nullable Boolean rootless,
        CgroupDriver driver) {}
