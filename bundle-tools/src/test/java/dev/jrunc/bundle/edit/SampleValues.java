package dev.jrunc.bundle.edit;

/** A value that each option takes, by what its value is called. */
final class SampleValues {
    private SampleValues() {}

    static String of(EditOption option) {
        return switch (option.label()) {
            case "" -> "";
            case "N", "GID" -> "1";
            case "BYTES" -> "1m";
            case "BOOL" -> "true";
            case "OCTAL" -> "022";
            case "W:H" -> "80:24";
            case "H:C:N" -> "1000:0:1";
            case "MAJOR:MINOR:N" -> "8:0:100";
            case "NAME:N" -> "eth0:1";
            case "SIZE:BYTES" -> "2MB:1";
            case "DEVICE:HANDLES:OBJECTS" -> "mlx:1:2";
            case "CLASS:N" -> "IOPRIO_CLASS_BE:4";
            case "TYPE:HARD:SOFT" -> "RLIMIT_NOFILE:1:1";
            case "CLOCK:SECS[:NANOS]" -> "boottime:1:2";
            case "ro|rw|no" -> "ro";
            case "KEY=value", "FILE=value", "NAME=value" -> "a.b=c";
            case "POINTER=JSON" -> "/hostname=\"a\"";
            case "POINTER" -> "/hostname";
            case "SOURCE:DIR[:OPTION…]" -> "/a:/b:ro:nosuid";
            case "DIR[:OPTION,…]" -> "/t:size=1m";
            case "PATH[:ARG…]" -> "/h:a";
            case "PATH:NAME=value" -> "/h:b=c";
            case "PATH:SECONDS" -> "/h:1";
            case "MOUNT" -> "/a:/b";
            case "HOOK" -> "/h:a:b=c:1";
            case "DEVICE" -> "c:1:3:/dev/x:uid=1,gid=2,fileMode=0600";
            case "allow|deny:TYPE:MAJOR:MINOR:rwm" -> "allow:c:1:*:rwm";
            case "FILE" -> option.name().equals("--env-file") ? "/dev/null" : "docker";
            default -> "x";
        };
    }
}
