package dev.jrunc.spec.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.User;
import dev.jrunc.spec.json.ConfigReader;
import dev.jrunc.spec.json.ProcessReader;
import dev.jrunc.spec.json.ResourcesReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each check once: a config without fault, one change to it (RFC 7396), and the one problem that must come of it. */
class ConfigValidatorTest {
    private static final String GOOD = """
            {'ociVersion': '1.3.0', 'root': {'path': 'rootfs'}, 'hostname': 'h', 'domainname': 'd',
             'process': {'cwd': '/', 'args': ['sh'], 'env': ['PATH=/bin', 'X==']},
             'linux': {'namespaces': [{'type': 'pid'}, {'type': 'network'}, {'type': 'mount'}, {'type': 'ipc'},
                                      {'type': 'uts'}, {'type': 'cgroup'}]}}
            """;
    private static final String NS = "'linux':{'namespaces':[{'type':'uts'},{'type':'mount'}";
    private static final String USERNS =
            "'linux':{'namespaces':[{'type':'uts'},{'type':'user'}],'gidMappings':[{'containerID':0,'hostID':1,'size':1}],"
                    + "'uidMappings':";
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void goodConfigHasNoProblem() throws Exception {
        assertEquals(List.of(), texts(ConfigValidator.validate(config("{}"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'ociVersion':null            | MUST /ociVersion: the version of the specification is missing; add "ociVersion": "1.3.0"
            'ociVersion':'invalid'       | MUST /ociVersion: "invalid" is no semantic version; write it as 1.3.0
            'ociVersion':'1.3'           | MUST /ociVersion: "1.3" is no semantic version; write it as 1.3.0
            'ociVersion':'2.0.0'         | MUST /ociVersion: version 2.0.0 is not supported, only 1.x.y is
            'ociVersion':'1.4.0'         | WARN /ociVersion: version 1.4.0 is newer than 1.3
            'root':null                  | MUST /root: root must be specified
            'root':{'path':null}         | MUST /root/path: root must be specified, but its path is empty or missing
            'annotations':{'':'x'}       | MUST /annotations/: an annotation must have a name
            'domainname':null,'linux':{'namespaces':[{'type':'pid'}]} | MUST /hostname: \
            unable to set hostname without a private UTS namespace; add {"type": "uts"} to linux.namespaces
            'hostname':null,'linux':null | MUST /domainname: \
            unable to set domainname without a private UTS namespace; add {"type": "uts"} to linux.namespaces
            'hostname':'0123456789012345678901234567890123456789012345678901234567890123x' | MUST /hostname: longer than 64 bytes
            'hostname':'äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöü' | MUST /hostname: longer than 64 bytes
            'hostname':null,'domainname':null,'root':{'readonly':true},'linux':null | WARN /root/readonly: \
            the root stays writable without a private MNT namespace: add {"type": "mount"} to linux.namespaces

            'process':null                    | MUST /process: process property must not be empty
            'process':{'args':[]}             | MUST /process/args: args must not be empty
            'process':{'cwd':null}            | MUST /process/cwd: Cwd property must not be empty
            'process':{'cwd':'tmp'}           | MUST /process/cwd: Cwd must be an absolute path, found "tmp"
            'process':{'env':['A=b','C']}     | MUST /process/env/1: invalid environment variable: missing '=' in "C"
            'process':{'env':['=b']}          | MUST /process/env/0: invalid environment variable: the name is empty in "=b"
            'process':{'oomScoreAdj':1001}    | MUST /process/oomScoreAdj: expected -1000 to 1000, found 1001
            'process':{'consoleSize':{'height':65536,'width':1}} | WARN /process/consoleSize: a terminal has at most 65535 rows and columns
            'process':{'user':{'uid':4294967295}} | MUST /process/user/uid: 4294967295 is no user id
            'process':{'user':{'gid':4294967295}} | MUST /process/user/gid: 4294967295 is no group id
            'process':{'user':{'additionalGids':[1,4294967295]}} | MUST /process/user/additionalGids/1: 4294967295 is no group id
            'process':{'user':{'umask':512}}  | WARN /process/user/umask: only the lowest nine bits of a umask have a meaning

            'process':{'rlimits':[{'type':'RLIMIT_BOGUS','soft':1,'hard':1}]}  | MUST /process/rlimits/0/type: wrong rlimit value: RLIMIT_BOGUS
            'process':{'rlimits':[{'type':'RLIMIT_NOFIL','soft':1,'hard':1}]}  | MUST /process/rlimits/0/type: wrong rlimit value: RLIMIT_NOFIL; did you mean "RLIMIT_NOFILE"?
            'process':{'rlimits':[{'type':'RLIMIT_AS','soft':1,'hard':1},{'type':'RLIMIT_AS','soft':1,'hard':1}]} | MUST /process/rlimits/1/type: RLIMIT_AS is there twice
            'process':{'rlimits':[{'type':'RLIMIT_AS','soft':18446744073709551615,'hard':9}]} | MUST /process/rlimits/0/soft: the soft limit 18446744073709551615 is above the hard limit 9
            'process':{'capabilities':{'bounding':['CAP_BOGUS']}}  | WARN /process/capabilities/bounding/0: ignoring unknown or unavailable capabilities: [CAP_BOGUS]
            'process':{'capabilities':{'inheritable':['CAP_CHWON']}} | WARN /process/capabilities/inheritable/0: ignoring unknown or unavailable capabilities: [CAP_CHWON]; did you mean "CAP_CHOWN"?
            'process':{'capabilities':{'effective':['CAP_KILL','CAP_BPF'],'permitted':['CAP_KILL']}} | WARN /process/capabilities/effective: in the effective set, but not in the permitted set: CAP_BPF
            'process':{'capabilities':{'ambient':['CAP_KILL'],'permitted':['CAP_KILL']}} | WARN /process/capabilities/ambient: in the ambient set, but not in the inheritable set: CAP_KILL

            'process':{'scheduler':{}}                          | MUST /process/scheduler/policy: scheduler policy is required
            'process':{'scheduler':{'policy':'SCHED_FIF'}}      | MUST /process/scheduler/policy: invalid scheduler policy: SCHED_FIF; did you mean "SCHED_FIFO"?
            'process':{'scheduler':{'policy':'SCHED_OTHER','nice':20}} | MUST /process/scheduler/nice: invalid scheduler.nice: expected -20 to 19, found 20
            'process':{'scheduler':{'policy':'SCHED_OTHER','priority':1}} | MUST /process/scheduler/priority: scheduler.priority is only for SCHED_FIFO and SCHED_RR
            'process':{'scheduler':{'policy':'SCHED_RR','priority':100}} | MUST /process/scheduler/priority: expected scheduler.priority from 1 to 99, found 100
            'process':{'scheduler':{'policy':'SCHED_BATCH','runtime':1}} | MUST /process/scheduler: scheduler runtime, deadline and period are only for SCHED_DEADLINE
            'process':{'scheduler':{'policy':'SCHED_DEADLINE','runtime':3,'deadline':2}} | MUST /process/scheduler: SCHED_DEADLINE needs 0 < runtime <= deadline <= period
            'process':{'scheduler':{'policy':'SCHED_IDLE','flags':['X']}} | MUST /process/scheduler/flags/0: invalid scheduler flag: X
            'process':{'ioPriority':{'class':'IOPRIO_CLASS_BEE'}} | MUST /process/ioPriority/class: invalid ioPriority.class: IOPRIO_CLASS_BEE; did you mean "IOPRIO_CLASS_BE"?
            'process':{'ioPriority':{'class':'IOPRIO_CLASS_RT','priority':8}} | MUST /process/ioPriority/priority: invalid ioPriority.priority: expected 0 to 7, found 8
            'process':{'execCPUAffinity':{'initial':'0-'}}      | MUST /process/execCPUAffinity/initial: "0-" is no list of CPUs such as 0-3,7
            'process':{'execCPUAffinity':{'final':'3-1'}}       | MUST /process/execCPUAffinity/final: "3-1" is no list of CPUs such as 0-3,7

            'hooks':{'prestart':[{}]}                           | MUST /hooks/prestart/0/path: the path of the hook is missing
            'hooks':{'createRuntime':[{'path':'rel'}]}          | MUST /hooks/createRuntime/0/path: the path of a hook must be absolute, found "rel"
            'hooks':{'createContainer':[{'path':'/a'},{'path':'b'}]} | MUST /hooks/createContainer/1/path: the path of a hook must be absolute, found "b"
            'hooks':{'startContainer':[{'path':'/a','timeout':0}]} | MUST /hooks/startContainer/0/timeout: the timeout of a hook must be greater than zero, found 0; leave it out for no limit
            'hooks':{'poststart':[{'path':'/a','timeout':-1}]}  | MUST /hooks/poststart/0/timeout: the timeout of a hook must be greater than zero, found -1; leave it out for no limit
            'hooks':{'poststop':[{'path':'/a','env':['X']}]}    | WARN /hooks/poststop/0/env/0: "X" is not of the form NAME=value

            'mounts':[{'type':'tmpfs'}]                         | MUST /mounts/0/destination: the destination of the mount is missing
            'mounts':[{'type':'tmpfs','destination':'rel'}]     | SHOULD /mounts/0/destination: mount destination rel is not absolute, using it as relative to /
            'mounts':[{'destination':'/a','options':['bind']}]  | MUST /mounts/0/source: the source of the bind mount is missing
            'mounts':[{'destination':'/a','source':'','options':['rbind']}] | MUST /mounts/0/source: the source of the bind mount is missing
            'mounts':[{'destination':'/a','source':'x'}]        | MUST /mounts/0/type: the type of the mount is missing; or add the option "bind"
            'mounts':[{'destination':'/a','source':'b','options':['bind','mode=1']}] | WARN /mounts/0/options/1: "mode=1" has no effect: a bind mount has no options of a filesystem
            'mounts':[{'destination':'/a','source':'b','options':['bind','idmap=uids=0-1000-1']}] | MUST /mounts/0/options/1: bind mounts cannot have any filesystem-specific options applied, found "idmap=uids=0-1000-1"
            'mounts':[{'destination':'/a','source':'b','options':['bind','z','Z','U','u']}] | MUST /mounts/0/options/4: bind mounts cannot have any filesystem-specific options applied, found "u"
            'mounts':[{'destination':'/a','source':'b','options':['rbind','nosiud']}] | MUST /mounts/0/options/1: bind mounts cannot have any filesystem-specific options applied, found "nosiud"; did you mean "nosuid"?
            'mounts':[{'destination':'/a','source':'b','options':['bind','idmap']}] | MUST /mounts/0/options: an id-mapped mount needs uidMappings and gidMappings, or a user namespace to take them from
            'mounts':[{'destination':'/a','source':'b','options':['bind','idmap'],'uidMappings':[{'containerID':0,'hostID':0,'size':1}]}] | MUST /mounts/0/gidMappings: uidMappings are given, but no gidMappings
            'mounts':[{'destination':'/a','source':'b','options':['bind','ridmap'],'gidMappings':[{'containerID':0,'hostID':0,'size':1}]}] | MUST /mounts/0/uidMappings: gidMappings are given, but no uidMappings
            'mounts':[{'destination':'/a','source':'b','options':['bind'],'uidMappings':[{'containerID':0,'hostID':0,'size':1}],'gidMappings':[{'containerID':0,'hostID':0,'size':1}]}] | SHOULD /mounts/0/options: mappings without the option "idmap" or "ridmap" are passed over by older runtimes
            'mounts':[{'destination':'/a','type':'tmpfs','options':['idmap'],'uidMappings':[{'containerID':0,'hostID':0,'size':1}],'gidMappings':[{'containerID':0,'hostID':0,'size':1}]}] | MUST /mounts/0: an id-mapped mount must be a bind mount
            """)
    void documentProcessHooksAndMounts(String patch, String expected) throws Exception {
        assertEquals(List.of(expected), texts(ConfigValidator.validate(config("{" + patch + "}"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            NS,{'type':'bogus'}]   | MUST /linux/namespaces/2/type: unknown namespace type "bogus": namespace {"bogus" ""} does not exist
            NS,{'type':'pidd'}]    | MUST /linux/namespaces/2/type: unknown namespace type "pidd": namespace {"pidd" ""} does not exist; did you mean "pid"?
            NS,{'type':'uts'}]     | MUST /linux/namespaces/2/type: malformed spec file: duplicated ns {"uts" ""}
            NS,{'type':'pid','path':'proc/1/ns/pid'}] | MUST /linux/namespaces/2/path: namespace path must be absolute, found "proc/1/ns/pid"
            NS],'gidMappings':[{'containerID':0,'hostID':0,'size':1}] | MUST /linux/gidMappings: user namespace mappings are given, but there is no user namespace; add {"type": "user"} to linux.namespaces
            USERNS[]               | MUST /linux/uidMappings: user namespaces enabled, but no uid mappings found
            USERNS[{'containerID':0,'hostID':1,'size':1}],'gidMappings':[] | MUST /linux/gidMappings: user namespaces enabled, but no gid mappings found
            NS,{'type':'user','path':'/proc/9/ns/user'}],'uidMappings':[{'containerID':0,'hostID':1,'size':1}] | WARN /linux/uidMappings: a user namespace that is joined has its mappings already; these must be the same
            USERNS[{'containerID':0,'hostID':1,'size':0}]          | MUST /linux/uidMappings/0/size: the size of a mapping must be greater than zero
            USERNS[{'containerID':0,'hostID':4294967295,'size':2}] | MUST /linux/uidMappings/0: the mapping ends beyond the largest id
            USERNS[{'containerID':0,'hostID':0,'size':9},{'containerID':8,'hostID':9,'size':9}] | MUST /linux/uidMappings/1/containerID: the ids overlap those of mapping 0
            USERNS[{'containerID':9,'hostID':0,'size':9},{'containerID':0,'hostID':8,'size':9}] | MUST /linux/uidMappings/1/hostID: the ids overlap those of mapping 0
            NS],'timeOffsets':{'boottime':{'secs':1}}              | MUST /linux/timeOffsets: time namespace offsets specified, but time namespace isn't enabled in the config; add {"type": "time"} to linux.namespaces
            NS,{'type':'time','path':'/t'}],'timeOffsets':{'boottime':{'secs':1}} | MUST /linux/timeOffsets: a time namespace that is joined by its path cannot be given offsets
            NS,{'type':'time'}],'timeOffsets':{'bootime':{'secs':1}} | MUST /linux/timeOffsets/bootime: unknown clock; did you mean "boottime"?
            NS,{'type':'time'}],'timeOffsets':{'monotonic':{'nanosecs':1000000000}} | MUST /linux/timeOffsets/monotonic/nanosecs: expected less than a second, found 1000000000

            NS],'rootfsPropagation':'bogus'                        | MUST /linux/rootfsPropagation: rootfsPropagation=bogus is not supported
            'linux':{'namespaces':[{'type':'uts'}],'rootfsPropagation':'shared' | MUST /linux/rootfsPropagation: unable to set rootfs propagation without a private MNT namespace; add {"type": "mount"} to linux.namespaces
            NS],'maskedPaths':['/a','b']                           | MUST /linux/maskedPaths/1: the path must be absolute, found "b"
            NS],'readonlyPaths':['']                               | MUST /linux/readonlyPaths/0: the path must be absolute, found ""
            'linux':{'namespaces':[{'type':'uts'}],'maskedPaths':['/a'] | MUST /linux/maskedPaths: unable to restrict sys entries without a private MNT namespace; add {"type": "mount"} to linux.namespaces

            NS],'sysctl':{'kernel.hostname':'x'}                   | MUST /linux/sysctl/kernel.hostname: sysctl "kernel.hostname" is not allowed as it conflicts with the OCI "hostname" field
            NS],'sysctl':{'vm.swappiness':'x'}                     | MUST /linux/sysctl/vm.swappiness: sysctl "vm.swappiness" is not in a separate kernel namespace
            NS],'sysctl':{'kernel/core_pattern':'x'}               | MUST /linux/sysctl/kernel~1core_pattern: sysctl "kernel/core_pattern" is not in a separate kernel namespace
            NS],'sysctl':{'net.core.somaxconn':'x'}                | MUST /linux/sysctl/net.core.somaxconn: sysctl "net.core.somaxconn" not allowed in host network namespace
            NS],'sysctl':{'fs.mqueue.msg_max':'x'}                 | MUST /linux/sysctl/fs.mqueue.msg_max: sysctl "fs.mqueue.msg_max" needs an IPC namespace
            NS],'sysctl':{'kernel.shmmax':'x'}                     | MUST /linux/sysctl/kernel.shmmax: sysctl "kernel.shmmax" needs an IPC namespace
            NS],'sysctl':{'user.max_user_namespaces':'x'}          | MUST /linux/sysctl/user.max_user_namespaces: sysctl "user.max_user_namespaces" needs a user namespace
            NS],'sysctl':{'net/../kernel/x':'x'}                   | MUST /linux/sysctl/net~1..~1kernel~1x: sysctl "net/../kernel/x" is no name below /proc/sys
            NS],'sysctl':{'net.//.x':'x'}                          | MUST /linux/sysctl/net.~1~1.x: sysctl "net.//.x" is no name below /proc/sys

            NS],'devices':[{'path':'a','type':'p'}]                | MUST /linux/devices/0/path: the path of a device must be absolute, found "a"
            NS],'devices':[{'path':'/a','type':'z'}]               | MUST /linux/devices/0/type: invalid device type "z"; known are c, b, u and p
            NS],'devices':[{'path':'/a','type':'c','major':1}]     | MUST /linux/devices/0/minor: the device number is missing
            NS],'devices':[{'path':'/a','type':'b','major':4096,'minor':0}] | MUST /linux/devices/0/major: expected 0 to 4095, found 4096
            NS],'devices':[{'path':'/a','type':'p','uid':4294967295}] | MUST /linux/devices/0/uid: 4294967295 is no id
            NS],'devices':[{'path':'/a','type':'p'},{'path':'/a','type':'p'}] | WARN /linux/devices/1/path: /a is there before as device 0
            NS],'devices':[{'path':'/a','type':'p'},{'path':'/a','type':'c','major':1,'minor':1}] | MUST /linux/devices/1/path: /a is there before as device 0, and is another device there
            NS],'devices':[{'path':'/a','type':'c','major':1,'minor':3},{'path':'/b','type':'c','major':1,'minor':3}] | SHOULD /linux/devices/1: the same device as 0 under another path

            NS],'netDevices':{'eth0':{}}                           | MUST /linux/netDevices: unable to move network devices without a NET namespace; add {"type": "network"} to linux.namespaces
            NS,{'type':'network'}],'netDevices':{'a:b':{}}         | MUST /linux/netDevices/a:b: invalid network device name "a:b"
            NS,{'type':'network'}],'netDevices':{'a':{'name':'0123456789abcdef'}} | MUST /linux/netDevices/a/name: invalid network device name "0123456789abcdef"
            NS,{'type':'network'}],'netDevices':{'a':{'name':'x'},'b':{'name':'x'}} | MUST /linux/netDevices/b: two devices would be named "x" in the container
            NS,{'type':'network'}],'netDevices':{'a':{'name':'x%s'}}  | MUST /linux/netDevices/a/name: "x%s" is no template of a name; write one %d where the number goes
            NS,{'type':'network'}],'netDevices':{'a':{'name':'%d%d'}} | MUST /linux/netDevices/a/name: "%d%d" is no template of a name; write one %d where the number goes

            NS],'intelRdt':{'l3CacheSchema':'MB:0=1'}              | SHOULD /linux/intelRdt/l3CacheSchema: expected a single line that begins with L3:
            NS],'intelRdt':{'closID':'a/b'}                        | MUST /linux/intelRdt/closID: invalid intelRdt.closID "a/b"
            NS],'intelRdt':{'closID':'..'}                         | MUST /linux/intelRdt/closID: invalid intelRdt.closID ".."
            NS],'intelRdt':{'memBwSchema':'L3:0=1'}                | MUST /linux/intelRdt/memBwSchema: the line must begin with MB:
            NS],'intelRdt':{'memBwSchema':'MB:0=1\\nL3:0=1'}       | MUST /linux/intelRdt/memBwSchema: expected a single line
            NS],'intelRdt':{'schemata':['MB:0=1','a\\nb']}         | MUST /linux/intelRdt/schemata/1: expected a single line
            NS],'memoryPolicy':{'mode':'MPOL_BOUND','nodes':'0'}   | MUST /linux/memoryPolicy/mode: invalid memory policy mode "MPOL_BOUND"; did you mean "MPOL_BIND"?
            NS],'memoryPolicy':{'mode':'MPOL_BIND','nodes':'x'}    | MUST /linux/memoryPolicy/nodes: invalid memory policy node list "x"
            NS],'memoryPolicy':{}                                  | MUST /linux/memoryPolicy/mode: invalid memory policy mode ""
            NS],'memoryPolicy':{'mode':'MPOL_BIND'}                | MUST /linux/memoryPolicy/nodes: invalid memory policy: MPOL_BIND mode requires at least one node
            NS],'memoryPolicy':{'mode':'MPOL_DEFAULT','nodes':'0-7'} | MUST /linux/memoryPolicy/nodes: invalid memory policy: MPOL_DEFAULT mode requires 0 nodes but got 8
            NS],'memoryPolicy':{'mode':'MPOL_BIND','nodes':'0','flags':['X']} | MUST /linux/memoryPolicy/flags/0: invalid memory policy flag "X"
            NS],'memoryPolicy':{'mode':'MPOL_BIND','nodes':'0','flags':['MPOL_F_STATIC_NODES','MPOL_F_RELATIVE_NODES']} | MUST /linux/memoryPolicy/flags: invalid memory policy: set_mempolicy: invalid argument: MPOL_F_RELATIVE_NODES and MPOL_F_STATIC_NODES exclude each other
            NS],'personality':{'domain':'LINUX64'}                 | MUST /linux/personality/domain: invalid personality domain "LINUX64"; did you mean "LINUX"?
            NS],'personality':{'domain':'LINUX','flags':['X']}     | WARN /linux/personality/flags: the specification defines no flags; they are ignored
            """)
    void linux(String patch, String expected) throws Exception {
        assertEquals(List.of(expected), texts(ConfigValidator.validate(config(linuxPatch(patch)))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'defaultAction':'SCMP_ACT_BOGUS'                       | MUST /defaultAction: string SCMP_ACT_BOGUS is not a valid action for seccomp
            'defaultAction':''                                     | MUST /defaultAction: the action is missing
            'defaultAction':'SCMP_ACT_NOTIFY','listenerPath':'/x'  | MUST /defaultAction: SCMP_ACT_NOTIFY cannot be used as default action; the runtime itself would wait for the agent for ever
            'defaultErrnoRet':1                                    | MUST /defaultErrnoRet: only SCMP_ACT_ERRNO and SCMP_ACT_TRACE return an errno, not SCMP_ACT_ALLOW
            'architectures':['SCMP_ARCH_X86_65']                   | MUST /architectures/0: string SCMP_ARCH_X86_65 is not a valid arch for seccomp; did you mean "SCMP_ARCH_X86_64"?
            'flags':['SECCOMP_FILTER_FLAG_LOGG']                   | MUST /flags/0: string SECCOMP_FILTER_FLAG_LOGG is not a valid flag for seccomp; did you mean "SECCOMP_FILTER_FLAG_LOG"?
            'listenerMetadata':'x'                                 | MUST /listenerMetadata: listenerMetadata must not be set without listenerPath
            'syscalls':[{'names':['x'],'action':'ALLOW'}]          | MUST /syscalls/0/action: string ALLOW is not a valid action for seccomp; did you mean "SCMP_ACT_ALLOW"?
            'syscalls':[{'names':[],'action':'SCMP_ACT_LOG'}]      | MUST /syscalls/0/names: a rule needs at least one name
            'syscalls':[{'names':['x'],'action':'SCMP_ACT_LOG','errnoRet':1}] | MUST /syscalls/0/errnoRet: only SCMP_ACT_ERRNO and SCMP_ACT_TRACE return an errno, not SCMP_ACT_LOG
            'syscalls':[{'names':['x'],'action':'SCMP_ACT_ERRNO','errnoRet':4096}] | MUST /syscalls/0/errnoRet: expected at most 4095, found 4096
            'syscalls':[{'names':['x'],'action':'SCMP_ACT_TRACE','errnoRet':65536}] | MUST /syscalls/0/errnoRet: expected at most 65535, found 65536
            'syscalls':[{'names':['x'],'action':'SCMP_ACT_NOTIFY'}] | MUST /listenerPath: a rule with SCMP_ACT_NOTIFY needs a listenerPath
            'listenerPath':'/x','syscalls':[{'names':['read','write'],'action':'SCMP_ACT_NOTIFY'}] | MUST /syscalls/0/names: SCMP_ACT_NOTIFY cannot be used for the write syscall; the runtime itself would wait for the agent for ever
            'syscalls':[{'names':['x'],'action':'SCMP_ACT_LOG','args':[{'index':6,'value':0,'op':'SCMP_CMP_EQ'}]}] | MUST /syscalls/0/args/0/index: a system call has the arguments 0 to 5, found 6
            'syscalls':[{'names':['x'],'action':'SCMP_ACT_LOG','args':[{'index':0,'value':0,'op':'SCMP_CMP_IN'}]}] | MUST /syscalls/0/args/0/op: string SCMP_CMP_IN is not a valid operator for seccomp
            """)
    void seccomp(String patch, String expected) throws Exception {
        String merged = "{'linux':{'seccomp':{'defaultAction':'SCMP_ACT_ALLOW'," + patch + "}}}";
        merged = patch.startsWith("'defaultAction'") ? merged.replace("'defaultAction':'SCMP_ACT_ALLOW',", "") : merged;
        assertEquals(
                List.of(expected.replaceFirst(" /", " /linux/seccomp/")),
                texts(ConfigValidator.validate(config(merged))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'devices':[{'allow':true,'type':'p'}]      | MUST /devices/0/type: invalid device type "p"; known are a, b and c
            'devices':[{'allow':true,'access':'rwa'}]  | MUST /devices/0/access: invalid device access "rwa"; known are r, w and m
            'devices':[{'allow':true,'access':'rx'}]   | MUST /devices/0/access: invalid device access "rx"; known are r, w and m
            'devices':[{'allow':true,'major':-2}]      | MUST /devices/0/major: expected a device number or -1 for any, found -2
            'memory':{'limit':-2}                      | MUST /memory/limit: expected bytes or -1 for no limit, found -2
            'memory':{'limit':9,'swap':8}              | MUST /memory/swap: memory+swap limit must not be below the memory limit: 8 < 9; swap counts memory and swap together
            'memory':{'swap':8}                        | WARN /memory/swap: a swap limit needs a memory limit
            'memory':{'limit':8,'reservation':9}       | WARN /memory/reservation: the reservation is above the limit
            'memory':{'swappiness':101}                | MUST /memory/swappiness: expected 0 to 100, found 101
            'memory':{'kernelTCP':1}                   | SHOULD /memory/kernelTCP: limits on kernel memory are not recommended, and new kernels have none
            'cpu':{'idle':2}                           | MUST /cpu/idle: expected 0 or 1, found 2
            'cpu':{'period':100}                       | MUST /cpu/period: expected 1000 to 1000000 microseconds, found 100
            'cpu':{'quota':999}                        | MUST /cpu/quota: expected at least 1000 microseconds, found 999
            'cpu':{'quota':1000,'burst':1001}          | WARN /cpu/burst: the burst is above the quota
            'cpu':{'realtimePeriod':1,'realtimeRuntime':2} | MUST /cpu/realtimeRuntime: the realtime runtime is above its period
            'cpu':{'cpus':'a'}                         | WARN /cpu/cpus: "a" is no list such as 0-3,7
            'cpu':{'mems':'1-0'}                       | WARN /cpu/mems: "1-0" is no list such as 0-3,7
            'pids':{}                                  | SHOULD /pids/limit: the limit is missing
            'blockIO':{'weight':9}                     | MUST /blockIO/weight: expected 10 to 1000, found 9
            'blockIO':{'weightDevice':[{'major':8,'minor':0}]} | MUST /blockIO/weightDevice/0: one of weight and leafWeight is required
            'blockIO':{'throttleReadBpsDevice':[{'major':8,'minor':-1,'rate':1}]} | MUST /blockIO/throttleReadBpsDevice/0: a device number must not be negative
            'hugepageLimits':[{'pageSize':'64kB','limit':1}] | MUST /hugepageLimits/0/pageSize: "64kB" is no page size; write it as 64KB, 2MB or 1GB
            'hugepageLimits':[{'pageSize':'2MB','limit':1},{'pageSize':'2MB','limit':1}] | WARN /hugepageLimits/1/pageSize: a limit for 2MB is there before
            'network':{'priorities':[{'name':'','priority':1}]} | MUST /network/priorities/0/name: the name of the interface is missing
            'rdma':{'mlx5_1':{}}                       | MUST /rdma/mlx5_1: one of hcaHandles and hcaObjects is required
            'unified':{'../x':'1'}                     | MUST /unified/..~1x: unified resource "../x" must be a file name (no slashes)
            'unified':{'..':'1'}                       | MUST /unified/..: unified resource ".." must be a file name (no slashes)
            'unified':{'high':'1'}                     | WARN /unified/high: "high" does not look like a cgroup v2 file such as memory.high
            """)
    void resources(String json, String expected) throws Exception {
        byte[] bytes = ("{" + json + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of(expected), texts(ConfigValidator.validate(ResourcesReader.read(bytes))));
        assertEquals(
                List.of(expected.replaceFirst(" /", " /linux/resources/")),
                texts(ConfigValidator.validate(config("{'linux':{'resources':{" + json + "}}}"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'ociVersion':'1.0.0'
            'ociVersion':'1.0.2-dev'
            'ociVersion':'1.0.0-rc.6'
            'ociVersion':'1.3.0-rc5-dev+meta.01'
            'ociVersion':'1.0.0+0a'
            'mounts':[{'destination':'/a','type':'tmpfs','options':['size=65536k','mode=755','whatever']}]
            'mounts':[{'destination':'/','options':['remount','ro']},{'destination':'/','options':['rslave']}]
            'mounts':[{'destination':'/a','source':'/a','type':'bind','options':['rbind','rprivate','rro','rnodev']}]
            'linux':{'intelRdt':{'closID':'/'}}
            'linux':{'sysctl':{'net.ipv4.conf.eth0/1.forwarding':'1','net/ipv4/conf/eth0.1/mtu':'1','kernel.sem':'','kernel.domainname':''}}
            'linux':{'netDevices':{'a':{'name':'eth%d'},'b':{'name':'eth%d'}}}
            'linux':{'memoryPolicy':{'mode':'MPOL_PREFERRED'}}
            'linux':{'rootfsPropagation':'rshared'}
            'linux':{'resources':{'cpu':{'quota':-1,'period':0,'cpus':'0-1, 3'},'memory':{'limit':-1,'swap':-1,'swappiness':18446744073709551615},'pids':{'limit':-1},'blockIO':{'weight':0}}}
            'linux':{'resources':{'devices':[{'allow':false,'access':'rwm'},{'allow':true,'type':'a','major':-1,'minor':-1,'access':''},{'allow':false,'access':'rwa'}]}}
            'linux':{'seccomp':{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':1,'listenerPath':'/x','syscalls':[{'names':['no_such'],'action':'SCMP_ACT_TRACE','errnoRet':2}]}}
            'process':{'execCPUAffinity':{'initial':'0-3,7','final':'1'}}
            'process':{'scheduler':{'policy':'SCHED_DEADLINE','runtime':1,'deadline':2,'period':2}}
            """)
    void goodOnesAreLeftAlone(String patch) throws Exception {
        assertEquals(List.of(), texts(ConfigValidator.validate(config("{" + patch + "}"))));
    }

    @Test
    void allProblemsComeAtOnceAndTheFirstIsWhatRuncWouldSay() throws Exception {
        List<Problem> problems = ConfigValidator.validate(
                config("{'ociVersion':'x','root':null,'process':{'args':[],'cwd':'a'},'linux':null}"));
        assertEquals(6, problems.size());
        Problem first = ConfigValidator.firstError(problems);
        assertTrue(first != null && first.message().startsWith("Cwd must be an absolute path"), problems.toString());
        assertNull(ConfigValidator.firstError(List.of()));
    }

    /** What is there n times is n problems, not one for each pair of them: a list may be as long as the file is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            devices                                   | {'path':'/%d','type':'c','major':1,'minor':3}
            devices                                   | {'path':'/a','type':'c','major':1,'minor':%d}
            devices                                   | {'path':'/a','type':'p'}
            namespaces                                | {'type':'uts'}
            """)
    void problemsOfLongListsAreNoMoreThanTheirMembers(String list, String member) throws Exception {
        int many = 4000;
        StringBuilder json = new StringBuilder("{'linux':{'namespaces':[{'type':'uts'}],'" + list + "':[");
        for (int i = 0; i < many; i++) {
            json.append(i == 0 ? "" : ",").append(member.replace("%d", String.valueOf(i)));
        }
        assertEquals(many - 1, ConfigValidator.validate(config(json + "]}}")).size());
    }

    @Test
    void moreGroupsThanTheKernelTakesAreRefused() throws Exception {
        String gids = "1" + ",1".repeat(65535);
        assertEquals(List.of(), texts(ConfigValidator.validate(withGroups(gids))));
        assertEquals(
                List.of("MUST /user/additionalGids: more than 65536 groups"),
                texts(ConfigValidator.validate(withGroups(gids + ",1"))));
    }

    private static Process withGroups(String gids) throws Exception {
        String json =
                "{\"cwd\":\"/\",\"args\":[\"sh\"],\"user\":{\"uid\":0,\"gid\":0,\"additionalGids\":[" + gids + "]}}";
        return ProcessReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void processOfExecIsCheckedAlone() throws Exception {
        byte[] json = "{\"cwd\":\"/\"}".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                List.of("MUST /args: args must not be empty"),
                texts(ConfigValidator.validate(ProcessReader.read(json))));
    }

    @Test
    void nulIsFoundInArgumentsThatCameNotFromJson() {
        User user = new User(0, 0, null, List.of());
        List<String> args = List.of("sh", "a\0b");
        Report report = new Report();
        ProcessChecks.check(
                new Process(
                        null, null, user, args, List.of(), "/", null, List.of(), null, null, null, null, null, null,
                        null),
                "/process",
                report);
        assertEquals(List.of("MUST /process/args/1: the string holds a NUL character"), texts(report.problems()));
    }

    @Test
    void everyProblemNamesItsSource() throws Exception {
        List<Problem> problems = ConfigValidator.validate(config("{'process':{'cwd':null},'root':null,'linux':null}"));
        assertEquals(4, problems.size(), problems.toString());
        for (Problem problem : problems) {
            assertTrue(problem.specAnchor().contains("#"), problem.toString());
        }
    }

    private static String linuxPatch(String patch) {
        return "{'hostname':null,'domainname':null,"
                + patch.replaceFirst("^NS", NS).replaceFirst("^USERNS", USERNS.replace("$", "\\$")) + "}}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'gid=5'         | MUST /mounts/0/options/0: gid=5 names an id that linux.gidMappings do not map; leave it out, or map the id
            'ro','uid=1000' | MUST /mounts/0/options/1: uid=1000 names an id that linux.uidMappings do not map; leave it out, or map the id
            'gid=4'         |
            'uid=999'       |
            'gid=05','uid=' |
            'bind','gid=5'  | WARN /mounts/0/options/1: "gid=5" has no effect: a bind mount has no options of a filesystem
            """)
    void ownersOfAFilesystemAreMapped(String options, @Nullable String expected) throws Exception {
        String patch = "{'linux':{'namespaces':[{'type':'uts'},{'type':'mount'},{'type':'user'}],"
                + "'uidMappings':[{'containerID':0,'hostID':5000,'size':1000}],"
                + "'gidMappings':[{'containerID':0,'hostID':0,'size':1},{'containerID':4,'hostID':4,'size':1}]},"
                + "'mounts':[{'destination':'/a','type':'tmpfs','source':'b','options':[" + options + "]}]}";
        assertEquals(expected == null ? List.of() : List.of(expected), texts(ConfigValidator.validate(config(patch))));
    }

    private Config config(String patch) throws Exception {
        JsonNode merged = merge(mapper.readTree(GOOD.replace('\'', '"')), mapper.readTree(patch.replace('\'', '"')));
        return ConfigReader.read(mapper.writeValueAsBytes(merged));
    }

    /** RFC 7396; a later property of the same name wins. */
    private static JsonNode merge(JsonNode target, JsonNode patch) throws IOException {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : changes.objectNode();
        for (var each : changes.properties()) {
            if (each.getValue().isNull()) {
                result.remove(each.getKey());
            } else {
                JsonNode before = result.path(each.getKey());
                result.set(each.getKey(), merge(before, each.getValue()));
            }
        }
        return result;
    }

    private static List<String> texts(List<Problem> problems) {
        List<String> texts = new ArrayList<>();
        for (Problem problem : problems) {
            texts.add(problem.level() + " " + problem.text());
        }
        return texts;
    }
}
