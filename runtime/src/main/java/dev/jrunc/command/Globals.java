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
 * @param cgroups false: none are made
 */
public record Globals(
        String root,
        boolean rootGiven,
        String log,
        boolean jsonLog,
        boolean debug,
        @Nullable Boolean rootless,
        boolean cgroups) {}
