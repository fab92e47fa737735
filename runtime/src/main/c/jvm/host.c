/*
 * The process around the engine's JVM: what `java` is, without what the engine has no use for (its own library, a
 * second thread for main, looking for the main class by reflection): a millisecond of 20.
 *
 *   argv[0] JAVA, then as for java: options, the main class, its arguments
 *
 * JAVA is the absolute path of the JDK's `java`. Whatever is not as expected here is left to that one.
 *
 * A resident engine (its arguments end with --resident SECONDS) has no capability, so that whoever has its id could
 * trace it, root of a container with the host's pid namespace as well, and it decides what others do with theirs: it is
 * not dumpable from before it gives them up, and root's is not left to `java`, which would be.
 */
#include <dlfcn.h>
#include <jni.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "rights.h"

enum { MAX_OPTIONS = 64, LEAST_STACK = 1 << 20 };

typedef jint create_vm(JavaVM **vm, void **env, void *arguments);
typedef jclass find_class(JNIEnv *env, const char *name);

/* .../bin/java → .../lib/server/libjvm.so */
static void *open_jvm(const char *java)
{
    char path[PATH_MAX];
    if (!realpath(java, path))
        return NULL;
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(path, '/');
        if (!slash)
            return NULL;
        *slash = '\0';
    }
    size_t n = strlen(path);
    if ((size_t)snprintf(path + n, sizeof path - n, "/lib/server/libjvm.so") >= sizeof path - n)
        return NULL;
    return dlopen(path, RTLD_NOW | RTLD_GLOBAL);
}

/* Main runs on this thread, whose stack is the caller's limit; `java` makes one of its own. */
static int stack_is_small(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur < LEAST_STACK;
}

/* argv[first] is the main class. */
static int run_main(JNIEnv *env, find_class *from_boot_loader, int argc, char **argv, int first)
{
    char name[256];
    if ((size_t)snprintf(name, sizeof name, "%s", argv[first]) >= sizeof name)
        return 1;
    for (char *dot = name; (dot = strchr(dot, '.')) != NULL;)
        *dot = '/';
    jclass class = from_boot_loader ? from_boot_loader(env, name) : NULL;
    if (!class)
        class = (*env)->FindClass(env, name);
    jclass string = class ? (*env)->FindClass(env, "java/lang/String") : NULL;
    jmethodID method = string ? (*env)->GetStaticMethodID(env, class, "main", "([Ljava/lang/String;)V") : NULL;
    jobjectArray arguments = method ? (*env)->NewObjectArray(env, argc - first - 1, string, NULL) : NULL;
    for (int i = first + 1; arguments && i < argc; i++) {
        jstring argument = (*env)->NewStringUTF(env, argv[i]);
        if (argument)
            (*env)->SetObjectArrayElement(env, arguments, i - first - 1, argument);
    }
    if (arguments && !(*env)->ExceptionCheck(env))
        (*env)->CallStaticVoidMethod(env, class, method, arguments);
    if (!(*env)->ExceptionCheck(env))
        return arguments ? 0 : 1;
    (*env)->ExceptionDescribe(env);
    return 1;
}

static int is_resident(int argc, char **argv)
{
    return argc > 2 && strcmp(argv[argc - 2], "--resident") == 0;
}

int main(int argc, char **argv)
{
    JavaVMOption options[MAX_OPTIONS];
    JavaVMInitArgs init = {.version = JNI_VERSION_10, .options = options};
    JavaVM *vm;
    void *env;
    int first = 1;
    if (is_resident(argc, argv) && (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || drop_rights() != 0))
        return 1;
    for (; first < argc && argv[first][0] == '-' && first <= MAX_OPTIONS; first++)
        options[init.nOptions++] = (JavaVMOption){.optionString = argv[first]};
    void *jvm = first >= argc || argv[first][0] == '-' || stack_is_small() ? NULL : open_jvm(argv[0]);
    void *create = jvm ? dlsym(jvm, "JNI_CreateJavaVM") : NULL;
    if (!create) {
        if (!is_resident(argc, argv) || geteuid() != 0)
            execv(argv[0], argv);
        perror(argv[0]);
        return 127;
    }
    if (((create_vm *)(intptr_t)create)(&vm, &env, &init) != JNI_OK)
        return 1;
    find_class *from_boot_loader = (find_class *)(intptr_t)dlsym(jvm, "JVM_FindClassFromBootLoader");
    int status = run_main(env, from_boot_loader, argc, argv, first);
    if (status == 0)
        (*vm)->DestroyJavaVM(vm);
    _exit(status); /* as halt: no thread is waited for after a failure */
}
