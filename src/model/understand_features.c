/* Features, by the phrases that ask for them, and what was asked to be left out. */
#include "model/understand.h"
#include "model/understand_parts.h"

static const char *const names[] = {
	"auth",
	"oauth",
	"roles",
	"search",
	"filter",
	"sort",
	"pagination",
	"upload",
	"cart",
	"checkout",
	"payments",
	"notifications",
	"email",
	"sms",
	"reminders",
	"dashboard",
	"charts",
	"export_csv",
	"import_csv",
	"calendar",
	"dark_mode",
	"i18n",
	"tags",
	"ratings",
	"version_history",
	"markdown",
	"audit_log",
	"drag_drop",
	"sharing",
	"docker",
	"api_docs",
	NULL,
};

/* What the templates of today build. The container and CI files belong to every project. */
static const char *const built[] = { "auth", "search", "filter", "sort", "pagination", "dashboard",
	"charts", "export_csv", "import_csv", "dark_mode", "tags", "ratings", "roles", "audit_log",
	"api_docs", "docker", "upload" };

struct phrase {
	const char *words, *feature;
};

/* Longer phrases of the same beginning first. A plural matches too. */
static const struct phrase phrases[] = {
	{ "user login", "auth" },
	{ "user log in", "auth" },
	{ "user account", "auth" },
	{ "user authentication", "auth" },
	{ "user registration", "auth" },
	{ "user management", "auth" },
	{ "user signup", "auth" },
	{ "user sign up", "auth" },
	{ "user auth", "auth" },
	{ "multi-user", "auth" },
	{ "multiple users", "auth" },
	{ "login", "auth" },
	{ "log in", "auth" },
	{ "logging in", "auth" },
	{ "logged in", "auth" },
	{ "logged-in", "auth" },
	{ "signin", "auth" },
	{ "sign in", "auth" },
	{ "signup", "auth" },
	{ "sign up", "auth" },
	{ "signing in", "auth" },
	{ "signing up", "auth" },
	{ "authentication", "auth" },
	{ "authenticated", "auth" },
	{ "authenticate", "auth" },
	{ "log on", "auth" },
	{ "auth", "auth" },
	{ "password protected", "auth" },
	{ "password-protected", "auth" },
	{ "password", "auth" },
	{ "registration", "auth" },
	{ "need an account", "auth" },
	{ "have an account", "auth" },
	{ "create an account", "auth" },
	{ "google account", "oauth" },
	{ "oauth", "oauth" },
	{ "google login", "oauth" },
	{ "social login", "oauth" },
	{ "sso", "oauth" },
	{ "single sign-on", "oauth" },
	{ "role-based access control", "roles" },
	{ "role-based access", "roles" },
	{ "role-based", "roles" },
	{ "user role", "roles" },
	{ "access control", "roles" },
	{ "permission", "roles" },
	{ "admin role", "roles" },
	{ "role", "roles" },
	{ "admin panel", "roles" },
	{ "admin area", "roles" },
	{ "full-text search", "search" },
	{ "full text search", "search" },
	{ "search bar", "search" },
	{ "search box", "search" },
	{ "search function", "search" },
	{ "searching", "search" },
	{ "searchable", "search" },
	{ "searched", "search" },
	{ "search", "search" },
	{ "filtering", "filter" },
	{ "filter", "filter" },
	{ "filtered", "filter" },
	{ "sorting", "sort" },
	{ "sortable", "sort" },
	{ "sorted", "sort" },
	{ "sort", "sort" },
	{ "pagination", "pagination" },
	{ "paging", "pagination" },
	{ "paginated", "pagination" },
	{ "paginate", "pagination" },
	{ "infinite scroll", "pagination" },
	{ "file upload", "upload" },
	{ "image upload", "upload" },
	{ "photo upload", "upload" },
	{ "upload", "upload" },
	{ "uploading", "upload" },
	{ "uploaded", "upload" },
	{ "attachment", "upload" },
	{ "shopping cart", "cart" },
	{ "shopping basket", "cart" },
	{ "cart", "cart" },
	{ "checkout", "checkout" },
	{ "online payment", "payments" },
	{ "payment processing", "payments" },
	{ "payment gateway", "payments" },
	{ "card payment", "payments" },
	{ "stripe payment", "payments" },
	{ "paypal payment", "payments" },
	{ "stripe", "payments" },
	{ "paypal", "payments" },
	{ "pay by card", "payments" },
	{ "pay online", "payments" },
	{ "push notification", "notifications" },
	{ "email notification", "email" },
	{ "email reminder", "reminders" },
	{ "email alert", "email" },
	{ "newsletter", "email" },
	{ "confirmation email", "email" },
	{ "email confirmation", "email" },
	{ "send an email", "email" },
	{ "send email", "email" },
	{ "by email", "email" },
	{ "emailed", "email" },
	{ "email when", "email" },
	{ "email once", "email" },
	{ "email as soon as", "email" },
	{ "notification", "notifications" },
	{ "alert", "notifications" },
	{ "sms notification", "sms" },
	{ "sms alert", "sms" },
	{ "text message", "sms" },
	{ "sms", "sms" },
	{ "reminder", "reminders" },
	{ "remind", "reminders" },
	{ "dashboard", "dashboard" },
	{ "statistics", "dashboard" },
	{ "analytics", "dashboard" },
	{ "chart", "charts" },
	{ "graph", "charts" },
	{ "csv import", "import_csv" },
	{ "import csv", "import_csv" },
	{ "import from csv", "import_csv" },
	{ "csv export", "export_csv" },
	{ "export csv", "export_csv" },
	{ "export to csv", "export_csv" },
	{ "csv", "export_csv" },
	{ "export as csv", "export_csv" },
	{ "export", "export_csv" },
	{ "exported", "export_csv" },
	{ "calendar view", "calendar" },
	{ "calendar", "calendar" },
	{ "dark mode", "dark_mode" },
	{ "dark theme", "dark_mode" },
	{ "light and dark", "dark_mode" },
	{ "internationalization", "i18n" },
	{ "internationalisation", "i18n" },
	{ "i18n", "i18n" },
	{ "multi-language", "i18n" },
	{ "multilingual", "i18n" },
	{ "bilingual", "i18n" },
	{ "several languages", "i18n" },
	{ "multiple languages", "i18n" },
	{ "two languages", "i18n" },
	{ "translations", "i18n" },
	{ "tagging", "tags" },
	{ "be tagged", "tags" },
	{ "tag", "tags" },
	{ "star rating", "ratings" },
	{ "rating", "ratings" },
	{ "rate", "ratings" },
	{ "version history", "version_history" },
	{ "older version", "version_history" },
	{ "earlier version", "version_history" },
	{ "previous version", "version_history" },
	{ "revision", "version_history" },
	{ "markdown note", "markdown" },
	{ "markdown support", "markdown" },
	{ "markdown", "markdown" },
	{ "audit log", "audit_log" },
	{ "audit trail", "audit_log" },
	{ "activity log", "audit_log" },
	{ "drag and drop", "drag_drop" },
	{ "drag-and-drop", "drag_drop" },
	{ "drag drop", "drag_drop" },
	{ "drag n drop", "drag_drop" },
	{ "drag-n-drop", "drag_drop" },
	{ "dragndrop", "drag_drop" },
	{ "drag & drop", "drag_drop" },
	{ "sharing", "sharing" },
	{ "share", "sharing" },
	{ "shared", "sharing" },
	{ "docker", "docker" },
	{ "dockerfile", "docker" },
	{ "api documentation", "api_docs" },
	{ "swagger doc", "api_docs" },
	{ "swagger documentation", "api_docs" },
	{ "openapi doc", "api_docs" },
	{ "openapi documentation", "api_docs" },
	{ "jwt auth", "auth" },
	{ "jwt authentication", "auth" },
	{ "token authentication", "auth" },
	{ "token auth", "auth" },
	{ "api docs", "api_docs" },
	{ "openapi", "api_docs" },
	{ "swagger", "api_docs" },
};

/* What applications are asked for and no contract can name; each is told. */
static const char *const others[] = { "pdf export", "export to pdf", "export as pdf", "pdf download",
	"pdf report", "pdf", "excel export", "export to excel", "qr code", "barcode scanning",
	"barcode scanner", "live chat", "video call", "video chat", "direct message", "map view",
	"google map", "interactive map", "on a map", "geolocation", "gps tracking", "offline mode",
	"offline support", "two-factor authentication", "two factor authentication", "2fa", "mfa",
	"captcha", "webhook", "leaderboard", "streak", "real-time update", "realtime update",
	"live update", "real-time collaboration", "recommendation engine", "machine learning",
	"multi-tenant", "multi-tenancy", "multi-currency", "gantt chart", "kanban view",
	"keyboard shortcut", "rate limiting", "follow each other" };

const char *const *ma_understand_features(void)
{
	return names;
}

int ma_feature_find(struct ma_str name)
{
	int i;

	for (i = 0; names[i]; i++)
		if (ma_str_is(name, names[i]))
			return i;
	return -1;
}

bool ma_feature_built(int index)
{
	size_t i;

	for (i = 0; i < MA_COUNT(built); i++)
		if (strcmp(built[i], names[index]) == 0)
			return true;
	return false;
}

static bool is_other(const struct ma_spec *spec, size_t at, size_t *n_out)
{
	size_t i, n;

	if (spec->kind != MA_KIND_APP && spec->kind != MA_KIND_API)
		return false;
	for (i = 0; i < MA_COUNT(others); i++) {
		n = ma_spec_match(spec, at, others[i]);
		if (n > 0) {
			*n_out = n;
			return true;
		}
	}
	return false;
}

int ma_spec_feature_at(const struct ma_spec *spec, size_t at, size_t *n_out)
{
	size_t i, n;

	for (i = 0; i < MA_COUNT(phrases); i++) {
		n = ma_spec_match(spec, at, phrases[i].words);
		if (n > 0) {
			*n_out = n;
			return ma_feature_find(ma_str(phrases[i].feature));
		}
	}
	return is_other(spec, at, n_out) ? MA_FEATURE_OTHER : -1;
}

/* "login is not needed" */
static bool refused_after(const struct ma_spec *spec, size_t at)
{
	if (at < spec->tokens_n && spec->tokens[at].flags & MA_W_AUX)
		at++;
	return at < spec->tokens_n && spec->tokens[at].flags & MA_W_NEG &&
		ma_str_is(spec->tokens[at].low, "not");
}

static bool ends_negation(const struct ma_token *t)
{
	if (t->kind != MA_TOKEN_WORD)
		return t->kind == MA_TOKEN_COMMA || t->kind == MA_TOKEN_STOP ||
			t->kind == MA_TOKEN_COLON;
	return ma_str_is(t->low, "but") || ma_str_is(t->low, "and") || t->flags & MA_W_WITH;
}

/* A noun after "without": no entity of that name. */
static void add_unwanted(struct ma_spec *spec, size_t at)
{
	struct ma_spec_text *t;

	if (spec->tokens[at].kind != MA_TOKEN_WORD || spec->tokens[at].flags & MA_W_CLOSED)
		return;
	t = ma_spec_alloc(spec, sizeof(*t));
	if (!t)
		return;
	t->text = ma_spec_name(spec, spec->tokens[at].low, MA_CASE_PASCAL, true);
	t->next = spec->unwanted;
	spec->unwanted = t;
}

static bool is_plain(const struct ma_token *t)
{
	return t->kind == MA_TOKEN_WORD && !(t->flags & MA_W_CLOSED) &&
		(!(t->flags & MA_W_VERBAL) || t->flags & MA_W_NOUN);
}

/* "due dates" after "without", from its first word on: no field of that name. */
static void add_unwanted_field(struct ma_spec *spec, size_t at)
{
	struct ma_spec_text *t;
	size_t to = at;

	while (to < at + 3 && is_plain(&spec->tokens[to]))
		to++;
	if (to == at || (at > 0 && is_plain(&spec->tokens[at - 1])) ||
		spec->unwanted_fields_n == MA_SPEC_UNWANTED)
		return;
	t = ma_spec_alloc(spec, sizeof(*t));
	if (!t)
		return;
	t->text = ma_spec_name(spec, ma_spec_words(spec, at, to), MA_CASE_PASCAL, true);
	t->next = spec->unwanted_fields;
	spec->unwanted_fields = t;
	spec->unwanted_fields_n++;
}

/* A phrase in use as part of a longer name is no request: "login history", "search term". */
static bool stands_alone(const struct ma_spec *spec, size_t at, size_t n)
{
	const struct ma_token *before = at > 0 ? &spec->tokens[at - 1] : NULL;

	if (ma_spec_is_any(spec, at, "role roles role-based permissions"))
		return true; /* "roles (admin, agent)" */
	if (before && before->kind == MA_TOKEN_WORD && before->possessive)
		return false;
	return at + n >= spec->tokens_n || spec->tokens[at + n].kind != MA_TOKEN_OPEN ||
		spec->tokens[at + n + 1].flags & MA_W_PRON || /* "dark mode (we sit in the dark)" */
		ma_spec_feature_at(spec, at + n + 1, &n) >= 0; /* "text messages (SMS)" */
}

/* "users can create ...": whose it is matters, so there are accounts. */
static bool is_able(const struct ma_spec *spec, size_t at, const char *who)
{
	return at + 1 < spec->tokens_n && spec->tokens[at].kind == MA_TOKEN_WORD &&
		ma_words_have(who, spec->tokens[at].low) &&
		spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
		spec->tokens[at + 1].flags & MA_W_MODAL &&
		!(at + 2 < spec->tokens_n && spec->tokens[at + 2].flags & MA_W_NEG);
}

static void warn_of_other(struct ma_spec *spec, size_t at, size_t n)
{
	struct ma_str words = ma_spec_words(spec, at, at + n);

	ma_spec_warn(spec, "understood but not built yet: " MA_STR_FMT, MA_STR_ARG(words));
}

/* "roles admin and editor", "roles: admin, editor": what else than an admin and a member is told, for those are what is built. */
static void check_roles(struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = spec->tokens;

	if (!ma_spec_is_any(spec, at, "roles"))
		return;
	for (at++; t[at].kind == MA_TOKEN_COLON || t[at].kind == MA_TOKEN_OPEN ||
		ma_spec_is_any(spec, at, "for of like such as are called named the");)
		at++;
	for (; !t[at].used &&
		(t[at].kind == MA_TOKEN_WORD || t[at].kind == MA_TOKEN_COMMA ||
			t[at].kind == MA_TOKEN_SLASH);
		at++) {
		size_t n = 0;

		if (t[at].kind != MA_TOKEN_WORD || ma_spec_is_any(spec, at, "and or a an the") ||
			ma_spec_is_any(spec, at,
				"admin admins administrator administrators member members user users"))
			continue;
		if (t[at].flags & (MA_W_CLOSED | MA_W_VERBAL) ||
			ma_spec_feature_at(spec, at, &n) >= 0)
			return;
		ma_spec_warn(spec,
			"understood but not built yet: the role " MA_STR_FMT
			" (there are admin and member)",
			MA_STR_ARG(t[at].low));
		ma_spec_take(spec, at, at + 1);
	}
}

/* "without", "leave out", and not "nobody without a password" */
static bool is_refusal(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];

	if (t->kind != MA_TOKEN_WORD || at == 0)
		return t->kind == MA_TOKEN_WORD && t->flags & MA_W_NEG;
	if (ma_spec_is_any(spec, at, "out"))
		return ma_spec_is_any(spec, at - 1, "leave leaving");
	return t->flags & MA_W_NEG && !ma_spec_is_any(spec, at - 1, "nobody noone");
}

void ma_spec_read_features(struct ma_spec *spec)
{
	bool negated = false;
	size_t at = 0, n;
	int feature;

	while (at < spec->tokens_n && !spec->rc) {
		const struct ma_token *t = &spec->tokens[at];

		n = 1;
		feature = ma_spec_feature_at(spec, at, &n);
		if (t->kind == MA_TOKEN_OPEN && t->match > at)
			n = t->match - at; /* fields are no features */
		else if (t->used)
			n = 1;
		else if (feature >= 0 && (negated || refused_after(spec, at + n)))
			spec->refused_features |= MA_FEATURE(feature);
		else if (feature == MA_FEATURE_OTHER && stands_alone(spec, at, n))
			warn_of_other(spec, at, n);
		else if (feature >= 0 && stands_alone(spec, at, n)) {
			spec->features |= MA_FEATURE(feature);
			check_roles(spec, at + n - 1);
		} else if (negated && feature < 0 && !t->rule) {
			add_unwanted(spec, at);
			add_unwanted_field(spec, at);
		}
		if ((negated && !t->rule) || feature >= 0)
			ma_spec_take(spec, at, at + n);
		if (is_able(spec, at, "user users") && ma_spec_is_any(spec, at + 2, "register"))
			ma_spec_take(spec, at, at + 3);
		if (is_able(spec, at, "user users"))
			spec->features |= MA_FEATURE(ma_feature_find(MA_STR("auth")));
		if (is_able(spec, at,
			    "admin admins administrator administrators moderator moderators"))
			spec->features |= MA_FEATURE(ma_feature_find(MA_STR("roles"))) |
				MA_FEATURE(ma_feature_find(MA_STR("auth")));
		if (is_refusal(spec, at) && !ma_str_starts(t->text, "isn") &&
			!ma_str_starts(t->text, "aren"))
			negated = true;
		else if (feature < 0 && ends_negation(t) &&
			!(at > 0 && ma_spec_is_any(spec, at - 1, "bother deal")))
			negated = false;
		at += n;
	}
	ma_spec_read_hints(spec);
	ma_spec_read_roles(spec);
	spec->features &= ~spec->refused_features;
}
