/* Every operation: its examples, and texts that end anywhere. Results are told as TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"

<% include "partials/examples.tpl" %>

/* A text that ends anywhere, in a block of its own size, so that a sanitizer sees what is read behind it. */
static void ends_anywhere(const struct example *e)
{
    size_t size, whole = strlen(e->input);

    for (size = 0; size <= whole; size++) {
        struct text out = { NULL, 0, 0 };
        char *input = malloc(size ? size : 1);

        if (!input)
            exit(99);
        memcpy(input, e->input, size);
        (void)e->run(e->words, input, size, &out); /* that there is a problem is as good */
        text_free(&out);
        free(input);
    }
}

int main(void)
{
    size_t i;

    for (i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
        test(examples[i].name, is_kept(&examples[i]));
        ends_anywhere(&examples[i]);
    }
    printf("1..%d\n", number);
    return failures > 0;
}
