/* What go keeps: modules, for each line of go.sum: "module version[/go.mod] h1:...". */
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "verify/shared.h"

static bool is_module(struct ma_str path)
{
	struct ma_str part;

	while (ma_str_cut(&path, '/', &part))
		if (!ma_shared_is_name(part))
			return false;
	return true;
}

/* As Go has it in its cache: "!x" for each "X". */
static void add_escaped(struct ma_buf *out, struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			ma_buf_addf(out, "!%c", s.p[i] - 'A' + 'a');
		else
			ma_buf_addc(out, s.p[i]);
	}
}

typedef void module_file_fn(const struct ma_packages *p, const char *name);

static void each_file_of(const struct ma_packages *p, struct ma_str module, struct ma_str version,
	module_file_fn *fn)
{
	static const char *const suffixes[] = { ".info", ".mod", ".zip" };
	struct ma_buf name = MA_BUF_INIT(MA_LIMIT_CONFIG);
	size_t i;

	for (i = 0; i < MA_COUNT(suffixes); i++) {
		ma_buf_clear(&name);
		add_escaped(&name, module);
		ma_buf_adds(&name, "/@v/");
		add_escaped(&name, version);
		ma_buf_adds(&name, suffixes[i]);
		if (!name.rc)
			fn(p, name.p);
	}
	ma_buf_done(&name);
}

static void each_module(const struct ma_packages *p, const struct ma_step *step, module_file_fn *fn)
{
	char *lock = ma_shared_lock(p, step, "go.sum");
	struct ma_str text = ma_str(lock), line, module, version;

	while (ma_str_line(&text, &line))
		if (ma_str_cut(&line, ' ', &module) && ma_str_cut(&line, ' ', &version) &&
			is_module(module) && ma_shared_is_name(version))
			each_file_of(p, module, version, fn);
	ma_free(lock);
}

static void offer_module_file(const struct ma_packages *p, const char *name)
{
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), as = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&from, "go/%s", name);
	ma_buf_addf(&as, "go-offer/%s", name);
	if (!from.rc && !as.rc) {
		ma_shared_link(p, from.p, as.p);
		ma_shared_use(p, from.p);
	}
	ma_buf_done(&from);
	ma_buf_done(&as);
}

static void keep_module_file(const struct ma_packages *p, const char *name)
{
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), as = MA_BUF_INIT(MA_LIMIT_CONFIG),
		      content = MA_BUF_INIT(MA_SHARED_FILE_MAX);

	ma_buf_addf(&from, "go/pkg/mod/cache/download/%s", name);
	ma_buf_addf(&as, "go/%s", name);
	if (!from.rc && !as.rc && ma_shared_read(p, from.p, &content))
		ma_shared_put(p, as.p, ma_buf_str(&content), false);
	ma_buf_done(&from);
	ma_buf_done(&as);
	ma_buf_done(&content);
}

static void drop_module_file(const struct ma_packages *p, const char *name)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&path, "%s/go/%s", p->shared, name);
	if (!path.rc)
		(void)unlink(path.p); /* it may not be there */
	ma_buf_done(&path);
}

void ma_shared_offer_go(const struct ma_packages *p, const struct ma_step *step)
{
	each_module(p, step, offer_module_file);
}

void ma_shared_keep_go(const struct ma_packages *p, const struct ma_step *step)
{
	each_module(p, step, keep_module_file);
}

void ma_shared_drop_go(const struct ma_packages *p, const struct ma_step *step)
{
	each_module(p, step, drop_module_file);
}
