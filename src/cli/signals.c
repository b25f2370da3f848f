/* Signals. */
#include "cli/signals.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

ma_rc signals_watch(int *fd_out, ma_err *err)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGWINCH);
	(void)sigaddset(&set, SIGCONT); /* none of these can fail with a valid set and signal */
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return ma_fail_sys(err, MA_EIO, errno, "blocking signals");
	*fd_out = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return *fd_out < 0 ? ma_fail_sys(err, MA_EIO, errno, "signalfd") : MA_OK;
}

int signals_next(int fd, struct view *view)
{
	struct signalfd_siginfo info;

	while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo != SIGWINCH && info.ssi_signo != SIGCONT)
			return (int)info.ssi_signo;
		if (!view)
			continue;
		if (info.ssi_signo == SIGWINCH)
			view_resized(view);
		else
			view_returned(view);
	}
	return 0;
}
