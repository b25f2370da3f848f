/* Which process this is, for those who meet its traces. */
#ifndef MA_SYS_SELF_H
#define MA_SYS_SELF_H

#include <stdbool.h>
#include <stddef.h>

#define MA_SELF_NAME_SIZE 96
#define MA_SELF_BOOT_SIZE 37

/* "pid 4711 on host", with its NUL; a long or odd host name is cut. */
void ma_self_name(char out[MA_SELF_NAME_SIZE]);

/* Names the start of this machine: another one after each reboot. "" when the kernel does not tell. */
void ma_self_boot(char out[MA_SELF_BOOT_SIZE]);

/* Whether the process of that name is, or was, on this host. */
bool ma_self_same_host(const char *name);

#endif
