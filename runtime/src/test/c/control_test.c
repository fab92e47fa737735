/* Which processes are the container's, and which of them go when a plan has failed. */
#include "check.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/message.h"
#include "launcher/control.h"

enum { CHILDREN = 300 }; /* their pids take more than a kilobyte */

static pid_t make_child(void)
{
    pid_t pid = fork();
    if (pid < 0)
        abort();
    if (pid == 0) {
        for (;;)
            pause();
    }
    return pid;
}

static int alive(const pid_t *pids)
{
    int n = 0;
    for (int i = 0; i < CHILDREN; i++)
        n += waitpid(pids[i], NULL, WNOHANG) == 0;
    return n;
}

/* A failed restore: who was there before CRIU stays, who came with it goes, however many both are. */
static void killsWhatCameWithCriuOnly(void)
{
    struct report report = {.log = -1};
    struct caller caller = {.trace = NULL};
    struct run r;
    pid_t before[CHILDREN];
    pid_t since[CHILDREN];
    run_init(&r, &caller, &report);
    for (int i = 0; i < CHILDREN; i++)
        before[i] = make_child();
    container_note_others(&r);
    for (int i = 0; i < CHILDREN; i++)
        since[i] = make_child();
    r.container.pid = since[0];
    container_abort(&r);
    buffer_free(&r.others);
    CHECK(alive(since) == 0);
    CHECK(alive(before) == CHILDREN);
    for (int i = 0; i < CHILDREN; i++)
        kill(before[i], SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        ;
}

/* Whoever can trace the stage has its control socket, and would have the launcher kill processes of the host's. */
static void strangersPidIsNotTheContainers(void)
{
    struct report report = {.log = -1};
    struct caller caller = {.trace = NULL};
    struct run r;
    int ends[2];
    pid_t child = make_child();
    run_init(&r, &caller, &report);
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    r.container.pid = child;
    r.container.control = ends[0];
    kill(child, SIGKILL);
    CHECK(message_send(ends[1], MESSAGE_PID, (uint32_t)getppid(), NULL, 0, -1) == 0);
    CHECK(control_turn(&r) == -1);
    CHECK(r.container.pid == child);
    r.container.pid = 0;
    close(ends[0]);
    close(ends[1]);
    waitpid(child, NULL, 0);
}

int main(void)
{
    strangersPidIsNotTheContainers();
    if (access("/proc/thread-self/children", R_OK) != 0) {
        puts("this kernel does not list children (CONFIG_PROC_CHILDREN)");
        return 77;
    }
    killsWhatCameWithCriuOnly();
    return finish_tests("control_test");
}
