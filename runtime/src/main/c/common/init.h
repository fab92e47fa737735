/* Entry point of the init stage, which the launcher's main hands over to. */
#pragma once

/* argv: PROGRAM init N F. Does not return when all goes well; else its exit status. */
int init_main(int argc, char **argv);
