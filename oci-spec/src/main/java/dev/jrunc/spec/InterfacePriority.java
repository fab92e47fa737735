package dev.jrunc.spec;

/** The priority of traffic on one network interface. */
public record InterfacePriority(String name, long priority) {}
