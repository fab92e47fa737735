/* The key of a command that may be kept: all of the request that its plan depends on. */
#pragma once

#include "kept.h"

/* Fills k->key and k->found; false when the plan depends on something that is in no key. */
bool kept_key(struct kept_request *k, const struct caller *c, const struct global_args *g);
/* The same of an exec for k->general: what is the same in all containers that are like this one. */
bool kept_general_key(struct kept_request *k, const struct caller *c, const struct global_args *g);
/* Whether the value of an option is the end of this word. */
bool kept_within(const char *value, const char *word);
