/* Print where the newest run of a directory stands: cc status.c $(pkg-config --cflags --libs metaagent) */
#include <metaagent/metaagent.h>

#include <stdio.h>

int main(int argc, char **argv)
{
	ma_err err = { MA_OK, 0, "" };
	char *json = NULL;

	if (ma_status(argc > 1 ? argv[1] : ".", NULL, &json, &err)) {
		fprintf(stderr, "status: %s\n", err.msg);
		return 1;
	}
	puts(json);
	ma_string_free(json);
	return 0;
}
