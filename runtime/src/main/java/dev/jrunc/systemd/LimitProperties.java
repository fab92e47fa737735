package dev.jrunc.systemd;

import dev.jrunc.cgroup.LimitSink;
import dev.jrunc.plan.CpuMask;
import dev.jrunc.plan.Decimal;
import java.util.List;

/**
 * The limits of a unit, read off the writes to its cgroup: a file and the property that makes systemd write it have the
 * same value, wherever it comes from. What systemd has no property for is left to the file alone.
 */
public final class LimitProperties implements LimitSink {
    private static final long DEFAULT_PERIOD = 100_000;
    private static final long MICROSECONDS = 1_000_000;
    /** systemd keeps quotas in whole percents. */
    private static final long STEP = 10_000;

    private final int version;
    private final UnitProperties properties = new UnitProperties();
    private final DeviceList devices;
    private long quota;
    private long period;

    /**
     * Begins without any.
     *
     * @param version of systemd: newer ones know more
     * @param period of the quota where none is written; 0: the kernel's
     * @param devices the text of /proc/devices; only rules of cgroup v1 need it
     */
    public LimitProperties(int version, long period, String devices) {
        this.devices = new DeviceList(devices);
        this.version = version;
        this.period = period > 0 ? period : DEFAULT_PERIOD;
    }

    public UnitProperties properties() {
        return properties;
    }

    @Override
    public void put(String path, int flags, List<String> lines) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        String value = lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
        switch (file) {
            case "devices.allow" -> devices.write(true, lines, properties);
            case "devices.deny" -> devices.write(false, lines, properties);
            case "memory.max" -> amount("MemoryMax", value);
            case "memory.high" -> amount("MemoryHigh", value);
            case "memory.low" -> amount("MemoryLow", value);
            case "memory.min" -> amount("MemoryMin", value);
            case "memory.swap.max" -> amount("MemorySwapMax", value);
            case "memory.limit_in_bytes" -> amount("MemoryLimit", value);
            case "pids.max" -> amount("TasksMax", value);
            case "cpu.weight" -> amount("CPUWeight", value);
            case "cpu.shares" -> amount("CPUShares", value);
            case "cpu.idle" -> idle(value);
            case "cpu.max" -> bandwidth(value);
            case "cpu.cfs_quota_us" -> quota(value);
            case "cpu.cfs_period_us" -> period(value);
            case "cpuset.cpus" -> mask("AllowedCPUs", value);
            case "cpuset.mems" -> mask("AllowedMemoryNodes", value);
            case "io.weight" -> amount("IOWeight", value.startsWith("default ") ? value.substring(8) : value);
            case "blkio.weight" -> amount("BlockIOWeight", value);
            default -> {}
        }
    }

    private void amount(String name, String value) {
        if (value.equals("max") || value.startsWith("-")) {
            properties.set(name, Variant.unsigned(Variant.INFINITY));
            return;
        }
        long number = number(value);
        if (number >= 0) {
            properties.set(name, Variant.unsigned(number));
        }
    }

    /** -1 for what is none: the file will say why. */
    private static long number(String text) {
        return Decimal.parse(text, Long.MAX_VALUE);
    }

    private void idle(String value) {
        if (value.equals("1") && version >= 252) {
            properties.set("CPUWeight", Variant.unsigned(0));
        }
    }

    private void bandwidth(String value) {
        int space = value.indexOf(' ');
        if (space >= 0) {
            period(value.substring(space + 1).strip());
        }
        quota(space < 0 ? value : value.substring(0, space));
    }

    private void period(String value) {
        long number = number(value);
        if (number > 0) {
            period = number;
            if (version >= 242) {
                properties.set("CPUQuotaPeriodUSec", Variant.unsigned(number));
            }
            if (quota > 0) {
                perSecond();
            }
        }
    }

    private void quota(String value) {
        quota = value.equals("max") || value.startsWith("-") ? Variant.INFINITY : number(value);
        if (quota > 0) {
            perSecond();
        } else if (value.equals("max") || value.startsWith("-")) {
            properties.set("CPUQuotaPerSecUSec", Variant.unsigned(Variant.INFINITY));
        }
    }

    private void perSecond() {
        if (quota > Long.MAX_VALUE / MICROSECONDS) {
            return;
        }
        long each = quota * MICROSECONDS / period;
        properties.set("CPUQuotaPerSecUSec", Variant.unsigned((each + STEP - 1) / STEP * STEP));
    }

    /** Of an empty list nothing is left: all are allowed again. */
    private void mask(String name, String list) {
        byte[] mask = CpuMask.bits(list);
        if (mask != null && version >= 244) {
            properties.set(name, new Variant("ay", mask));
        }
    }

    @Override
    public void deviceProgram(String path, byte[] program) {
        // systemd leaves a program alone that is not its own.
    }
}
