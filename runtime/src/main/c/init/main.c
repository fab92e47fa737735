/* The init stage as a program. The launcher has it inside (launcher/stage_image.c) and executes a sealed copy. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/init.h"
#include "common/stack.h"
#include "common/sys.h"
#include "common/text.h"

/* A seqpacket socket and a sealed memfd behind it: nobody but the launcher starts us so. */
static bool are_from_launcher(int control, int plan)
{
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(control, SOL_SOCKET, SO_TYPE, &type, &size) != 0 && errno != EBADF && errno != ENOTSOCK)
        _exit(125); /* nobody can tell: the launcher, if it was one, says so */
    return type == SOCK_SEQPACKET && (fcntl(plan, F_GET_SEALS) & F_SEAL_WRITE) == F_SEAL_WRITE;
}

static int stage_main(int argc, char **argv)
{
    static const char words[] = "init: this is the init stage of a container; it is started by the launcher\n";
    uint64_t preserve;
    uint64_t more;
    if (argc == 4 && strcmp(argv[1], "init") == 0 && text_to_u64(argv[2], 1 << 20, &preserve) &&
            text_to_u64(argv[3], INIT_FIFO | INIT_TRACE, &more) &&
            are_from_launcher(3 + (int)preserve, 4 + (int)preserve))
        init_main((int)preserve, (unsigned)more);
    (void)!write(STDERR_FILENO, words, sizeof words - 1);
    return 125;
}

int main(int argc, char **argv)
{
    return stack_run(stage_main, argc, argv);
}
