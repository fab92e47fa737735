/* A JSON writer that escapes every byte that is not printable ASCII. */
#include "guest.h"

#include <stdio.h>

static bool first = true;

static void quoted(const char *text)
{
    putchar('"');
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
        if (*p == '"' || *p == '\\')
            printf("\\%c", *p);
        else if (*p < ' ' || *p > '~')
            printf("\\u%04x", *p);
        else
            putchar(*p);
    putchar('"');
}

static void name(const char *key)
{
    if (!first)
        putchar(',');
    first = false;
    if (key != NULL) {
        quoted(key);
        putchar(':');
    }
}

void json_open(const char *key, char bracket)
{
    name(key);
    putchar(bracket);
    first = true;
}

void json_close(char bracket)
{
    putchar(bracket);
    first = false;
}

void json_string(const char *key, const char *value)
{
    name(key);
    quoted(value);
}

void json_number(const char *key, long long value)
{
    name(key);
    printf("%lld", value);
}

void json_unsigned(const char *key, unsigned long long value)
{
    name(key);
    printf("%llu", value);
}

void json_flush(void)
{
    putchar('\n');
    fflush(stdout);
    first = true;
}
