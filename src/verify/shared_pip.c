/* What pip keeps: wheels, by the hashes of requirements.txt. */
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/fs.h"
#include "verify/shared.h"

struct wheel {
	const struct ma_packages *p;
	struct ma_str hex;
};

static bool offer_wheel(void *data, const char *file, bool is_dir)
{
	const struct wheel *w = data;
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), as = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&from, "sha256/%.2s/" MA_STR_FMT "/%s", w->hex.p, MA_STR_ARG(w->hex), file);
	ma_buf_addf(&as, "wheels/%s", file);
	if (!is_dir && ma_str_ends(ma_str(file), ".whl") && !from.rc && !as.rc &&
		ma_shared_is_whole(w->p, from.p, w->hex)) {
		ma_shared_link(w->p, from.p, as.p);
		ma_shared_use(w->p, from.p);
	}
	ma_buf_done(&from);
	ma_buf_done(&as);
	return true;
}

void ma_shared_offer_pip(const struct ma_packages *p, const struct ma_step *step)
{
	static const struct ma_str mark = MA_STR("--hash=sha256:");
	char *lock = ma_shared_lock(p, step, "requirements.txt");
	struct ma_str text = ma_str(lock);
	struct ma_buf dir = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct wheel w = { .p = p };
	ma_err ignored = { .code = MA_OK };
	ptrdiff_t at;

	while ((at = ma_str_find(text, mark)) >= 0) {
		text = ma_str_from(text, (size_t)at + mark.n);
		w.hex = ma_str_n(text.p, text.n < 64 ? text.n : 64);
		if (!ma_shared_is_sha256(w.hex))
			continue;
		ma_buf_clear(&dir);
		ma_buf_addf(
			&dir, "%s/sha256/%.2s/" MA_STR_FMT, p->shared, w.hex.p, MA_STR_ARG(w.hex));
		if (!dir.rc)
			(void)ma_fs_list(dir.p, offer_wheel, &w, &ignored); /* none is fine */
	}
	ma_buf_done(&dir);
	ma_free(lock);
}

void ma_shared_keep_pip(const struct ma_packages *p)
{
	ma_shared_each(p, false, "wheels", ma_shared_keep_sha256);
}
