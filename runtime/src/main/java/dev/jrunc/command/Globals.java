package dev.jrunc.command;

/**
 * The options in front of the command.
 *
 * @param root absolute
 * @param rootGiven false: the default, which need not exist
 * @param log absolute path, "" for none
 */
public record Globals(String root, boolean rootGiven, String log, boolean jsonLog, boolean debug) {}
