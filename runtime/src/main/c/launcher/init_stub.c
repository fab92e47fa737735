/* Stands in until the init stage is linked. */
#include "common/init.h"

__attribute__((weak)) int init_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return 125;
}
