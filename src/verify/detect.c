/* Which packages a tree has. What is done with one is its kind's affair: kind_*.c. */
#include "verify/detect.h"

#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "codec/yaml.h"
#include "sys/fs.h"
#include "verify/detect_parts.h"

#define PACKAGES_MAX 64
#define STEPS_MAX (PACKAGES_MAX * 8)
#define WORDS_MAX 16 /* of a command */
#define LEVELS 2

/* In the order in which their steps are run. */
static const struct ma_kind *const kinds[] = { &ma_kind_node, &ma_kind_python, &ma_kind_cargo,
	&ma_kind_go, &ma_kind_maven, &ma_kind_gradle, &ma_kind_cmake, &ma_kind_meson };

/* What is often only the front door of something else: asked where no other kind has tests. */
static const struct ma_kind *const front_doors[] = { &ma_kind_make, &ma_kind_script };

/* Asked where there is nothing else: pages may be templates of a program. */
static const struct ma_kind *const last_ones[] = { &ma_kind_static };

struct ma_survey {
	const char *root;
	const struct ma_detect_how *how;
	struct ma_arena *arena;
	const struct ma_kind *const *kinds;
	size_t kinds_n;
	struct ma_step *steps;
	size_t n, packages_n;
	ma_rc rc;
	ma_err *err;
};

static void fail_nomem(struct ma_survey *s)
{
	if (!s->rc)
		s->rc = ma_fail_nomem(s->err);
}

/* The path of a file of a directory in the tree; NULL (and the failure kept) when memory is out. */
static char *path_of(struct ma_survey *s, const char *dir, const char *name)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *path;

	ma_buf_addf(&b, "%s/%s", s->root, strcmp(dir, ".") == 0 ? "" : dir);
	if (name)
		ma_buf_addf(&b, "/%s", name);
	path = ma_buf_take(&b);
	if (!path)
		fail_nomem(s);
	return path;
}

static bool is_there(const struct ma_site *site, const char *name, mode_t type)
{
	char *path = path_of(site->survey, site->dir, name);
	struct stat st;
	bool found = path && lstat(path, &st) == 0 && (st.st_mode & S_IFMT) == type;

	ma_free(path);
	return found;
}

bool ma_site_has(const struct ma_site *site, const char *name)
{
	return is_there(site, name, S_IFREG);
}

bool ma_site_has_dir(const struct ma_site *site, const char *name)
{
	return is_there(site, name, S_IFDIR);
}

struct wanted {
	const char *prefix, *suffix;
	bool found;
};

static bool on_name(void *data, const char *name, bool is_dir)
{
	struct wanted *w = data;

	w->found = !is_dir && ma_str_starts(ma_str(name), w->prefix) &&
		ma_str_ends(ma_str(name), w->suffix);
	return !w->found;
}

bool ma_site_any(const struct ma_site *site, const char *dir, const char *prefix, const char *suffix)
{
	struct wanted w = { prefix, suffix, false };
	char *path = ma_site_has_dir(site, dir) ? path_of(site->survey, site->dir, dir) : NULL;
	ma_err err = { .code = MA_OK };

	if (path && ma_fs_list(path, on_name, &w, &err))
		w.found = false; /* what cannot be listed holds nothing for us */
	ma_free(path);
	return w.found;
}

const char *ma_site_keep(const struct ma_site *site, struct ma_str text)
{
	const char *kept = ma_arena_dup(site->survey->arena, text);

	if (!kept)
		fail_nomem(site->survey);
	return kept;
}

const char *ma_site_keep_built(const struct ma_site *site, struct ma_buf *text)
{
	const char *kept = NULL;

	if (text->rc)
		fail_nomem(site->survey);
	else
		kept = ma_site_keep(site, ma_buf_str(text));
	ma_buf_done(text);
	return kept;
}

struct ma_str ma_site_read(const struct ma_site *site, const char *name)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err err = { .code = MA_OK };
	char *text = NULL;
	const char *kept = NULL;
	size_t size = 0;

	ma_path_join(
		&path, strcmp(site->dir, ".") == 0 ? MA_STR("") : ma_str(site->dir), ma_str(name));
	if (path.rc)
		fail_nomem(site->survey);
	/* what cannot be read is for its own tool to refuse, in its own words */
	else if (ma_fs_read_beneath(
			 site->survey->root, path.p, MA_LIMIT_CONFIG, &text, &size, &err) == MA_OK)
		kept = ma_site_keep(site, ma_str_n(text, size));
	ma_free(text);
	ma_buf_done(&path);
	return kept ? ma_str_n(kept, size) : MA_STR("");
}

json_t *ma_site_parse(const struct ma_site *site, const char *name)
{
	struct ma_str text = ma_site_read(site, name);
	ma_err err = { .code = MA_OK };
	json_t *json = NULL;

	/* what is no document says nothing; its own tools complain */
	if (text.n == 0 ||
		(ma_str_ends(ma_str(name), ".json") ? ma_json_parse(text, name, &json, &err)
						    : ma_yaml_parse(text, name, &json, &err)))
		return NULL;
	return json;
}

json_t *ma_site_own_settings(const struct ma_site *site)
{
	return site->misset ? NULL : ma_site_parse(site, MA_OWN_CONFIG);
}

const json_t *ma_site_settings(const struct ma_site *site)
{
	return site->survey->how->settings;
}

const char *ma_site_script(const struct ma_site *site, size_t i)
{
	return site->survey->how->scripts ? site->survey->how->scripts[i] : NULL;
}

bool ma_site_runs(const struct ma_site *site, const char *command)
{
	const struct ma_survey *s = site->survey;
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->steps[i].package, site->dir) == 0 &&
			strcmp(s->steps[i].command, command) == 0)
			return true;
	return false;
}

bool ma_text_has_line(struct ma_str text, const char *prefix)
{
	struct ma_str line;

	while (ma_str_line(&text, &line))
		if (ma_str_starts(ma_str_trim(line), prefix))
			return true;
	return false;
}

const char *const *ma_site_words(const struct ma_site *site, const char *command)
{
	struct ma_arena *arena = site->survey->arena;
	const char **words = ma_arena_new_n(arena, const char *, WORDS_MAX + 1);
	struct ma_str rest = ma_str(command), word;
	size_t n = 0;

	while (words && ma_str_cut(&rest, ' ', &word)) {
		MA_ASSERT(n < WORDS_MAX);
		words[n++] = ma_site_keep(site, word);
	}
	if (!words) {
		fail_nomem(site->survey);
		return NULL;
	}
	words[n] = NULL;
	return words;
}

const char *const *ma_site_list(const struct ma_site *site, const char *const *words)
{
	const char **list;
	size_t n = 0;

	while (words[n])
		n++;
	list = ma_arena_new_n(site->survey->arena, const char *, n + 1);
	if (!list) {
		fail_nomem(site->survey);
		return NULL;
	}
	memcpy(list, words, n * sizeof(*words));
	list[n] = NULL;
	return list;
}

static const char *package_of(const struct ma_site *site, const char *below)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (!below)
		return site->dir;
	if (strcmp(site->dir, ".") == 0)
		return below;
	ma_path_join(&b, ma_str(site->dir), ma_str(below));
	return ma_site_keep_built(site, &b);
}

void ma_site_add(const struct ma_site *site, const struct ma_step *row)
{
	struct ma_survey *s = site->survey;
	struct ma_step *step;

	if (s->rc)
		return;
	if (s->n == STEPS_MAX) {
		s->rc = ma_fail(s->err, MA_ELIMIT, "more than %d checks for one tree", STEPS_MAX);
		return;
	}
	step = &s->steps[s->n++];
	*step = *row;
	step->root = site->dir;
	step->package = package_of(site, row->below);
	step->kind = site->kind;
	if (!step->argv)
		step->argv = ma_site_words(site, step->command);
}

static unsigned all_of(const struct ma_survey *s)
{
	return (1u << s->kinds_n) - 1;
}

/* Its own settings are checked before they are read. Lets *wrong say what is not right with them; false: all is. */
static bool open_site(struct ma_survey *s, const char *dir, struct ma_site *site, ma_err *wrong)
{
	const char *name;
	ma_rc rc;

	*site = (struct ma_site){ s, dir, NULL, false };
	if (!s->how->check || !ma_site_has(site, MA_OWN_CONFIG))
		return false;
	name = package_of(site, MA_OWN_CONFIG);
	if (!name)
		return false;
	rc = s->how->check(s->how->data, ma_site_read(site, MA_OWN_CONFIG), name, wrong);
	if (rc == MA_ENOMEM)
		fail_nomem(s);
	site->misset = rc != MA_OK;
	return site->misset;
}

/* Gives the kinds that do not look at what lies below, a bit each. */
static unsigned survey_site(struct ma_survey *s, const char *dir, unsigned owned)
{
	const char *kept = ma_arena_dup(s->arena, ma_str(dir));
	struct ma_site site;
	ma_err wrong = { .code = MA_OK };
	bool any = false, below;
	size_t i;

	if (!kept) {
		fail_nomem(s);
		return owned;
	}
	(void)open_site(s, kept, &site,
		&wrong); /* what is wrong is told of packages alone: tell_misset() */
	for (i = 0; i < s->kinds_n && !s->rc; i++) {
		below = false;
		site.kind = s->kinds[i]->name;
		if ((owned & 1u << i) || !s->kinds[i]->survey(&site, &below))
			continue;
		any = true;
		if (below)
			owned |= 1u << i;
	}
	if (any && s->packages_n++ == PACKAGES_MAX && !s->rc)
		s->rc = ma_fail(
			s->err, MA_ELIMIT, "more than %d packages in one tree", PACKAGES_MAX);
	if (any && strcmp(dir, ".") != 0) /* what it holds is its own affair: fixtures, examples */
		return all_of(s);
	return owned;
}

static void search_below(struct ma_survey *s, const char *dir, int levels, unsigned owned);

struct listing {
	struct ma_survey *survey;
	const char *dir;
	int levels;
	unsigned owned;
};

static bool on_entry(void *data, const char *name, bool is_dir)
{
	struct listing *l = data;
	struct ma_survey *s = l->survey;
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (!is_dir || name[0] == '.' || strcmp(name, "node_modules") == 0)
		return true;
	ma_path_join(&b, strcmp(l->dir, ".") == 0 ? MA_STR("") : ma_str(l->dir), ma_str(name));
	if (ma_buf_check(&b, s->err))
		s->rc = b.rc;
	else
		search_below(s, b.p, l->levels - 1, survey_site(s, b.p, l->owned));
	ma_buf_done(&b);
	return s->rc == MA_OK;
}

static void search_below(struct ma_survey *s, const char *dir, int levels, unsigned owned)
{
	struct listing l = { s, dir, levels, owned };
	char *path;
	ma_rc rc;

	if (levels == 0 || s->rc || owned == all_of(s))
		return;
	path = path_of(s, dir, NULL);
	if (!path)
		return;
	rc = ma_fs_list(path, on_entry, &l, s->err);
	if (rc && !s->rc)
		s->rc = rc;
	ma_free(path);
}

static void search(struct ma_survey *s, const struct ma_kind *const *list, size_t n)
{
	s->kinds = list;
	s->kinds_n = n;
	search_below(s, ".", LEVELS, survey_site(s, ".", 0));
}

static bool has_tests(const struct ma_survey *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->steps[i].phase, "test") == 0)
			return true;
	return false;
}

/* As the user's own configuration in the tree has it. */
static void mark_tests(struct ma_survey *s)
{
	struct ma_site root;
	ma_err ignored = { .code = MA_OK };
	json_t *config = open_site(s, ".", &root, &ignored) ? NULL : ma_site_own_settings(&root);
	bool again = ma_json_bool(config, "rerun", ma_json_bool(s->how->settings, "rerun", false));
	size_t i;

	for (i = 0; i < s->n; i++)
		s->steps[i].again = again && strcmp(s->steps[i].phase, "test") == 0;
	json_decref(config);
}

/* A step that cannot be run, so that what the user asked for and did not get is seen, and the verdict is not `verified`. */
static void tell_misset(struct ma_survey *s, const char *dir)
{
	const char *words[] = { "meta-agent", "config", "check", NULL, NULL };
	struct ma_buf command = MA_BUF_INIT(MA_LIMIT_CONFIG), why = MA_BUF_INIT(8 * MA_KIB);
	struct ma_site site;
	ma_err wrong = { .code = MA_OK };
	struct ma_step row = { .phase = "settings" };

	if (!open_site(s, dir, &site, &wrong) || s->rc)
		return;
	site.kind = "settings";
	words[3] = package_of(&site, MA_OWN_CONFIG);
	ma_buf_addf(&command, "meta-agent config check %s", words[3] ? words[3] : "");
	row.command = ma_site_keep_built(&site, &command);
	ma_buf_addf(&why, "none of its settings is taken: %s", wrong.msg);
	row.missing = ma_site_keep_built(&site, &why);
	row.argv = ma_site_list(&site, words);
	if (!s->rc)
		ma_site_add(&site, &row);
}

static void tell_all_misset(struct ma_survey *s)
{
	size_t n = s->n, i, k;

	if (n > 0)
		tell_misset(s, ".");
	for (i = 0; i < n && !s->rc; i++) {
		for (k = 0; strcmp(s->steps[k].root, s->steps[i].root) != 0; k++)
			;
		if (k == i && strcmp(s->steps[i].root, ".") != 0)
			tell_misset(s, s->steps[i].root);
	}
}

ma_rc ma_detect(const char *dir, const struct ma_detect_how *how, struct ma_arena *arena,
	struct ma_step **out, size_t *n_out, ma_err *err)
{
	struct ma_survey s = { .root = dir, .how = how, .arena = arena, .err = err };

	s.steps = ma_arena_new_n(arena, struct ma_step, STEPS_MAX);
	if (!s.steps)
		return ma_fail_nomem(err);
	search(&s, kinds, MA_COUNT(kinds));
	if (!s.rc && !has_tests(&s))
		search(&s, front_doors, MA_COUNT(front_doors));
	if (!s.rc && s.n == 0)
		search(&s, last_ones, MA_COUNT(last_ones));
	if (!s.rc)
		mark_tests(&s);
	if (!s.rc)
		tell_all_misset(&s);
	if (s.rc)
		return s.rc;
	*out = s.steps;
	*n_out = s.n;
	return MA_OK;
}
