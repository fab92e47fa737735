package dev.jrunc.command;

/**
 * The options in front of the command.
 *
 * @param root absolute
 * @param log absolute path, "" for none
 */
public record Globals(String root, String log, boolean jsonLog, boolean debug) {}
