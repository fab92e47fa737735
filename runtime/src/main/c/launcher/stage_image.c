#include "stage_image.h"

/* `stage` is made by the Makefile, in a directory where the assembler looks. */
__asm__(".pushsection .rodata.stage_image,\"a\",%progbits\n"
        ".balign 16\n"
        ".globl stage_image, stage_image_end\n"
        "stage_image: .incbin \"stage\"\n"
        "stage_image_end: .byte 0\n"
        ".popsection\n");
