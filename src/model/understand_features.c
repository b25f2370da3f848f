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
	{ "access right", "roles" },
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
	{ "newest first", "sort" },
	{ "latest first", "sort" },
	{ "oldest first", "sort" },
	{ "alphabetically", "sort" },
	{ "alphabetical order", "sort" },
	{ "sort", "sort" },
	{ "pagination", "pagination" },
	{ "paging", "pagination" },
	{ "paginated", "pagination" },
	{ "paginate", "pagination" },
	{ "infinite scroll", "pagination" },
	{ "per page", "pagination" },
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
	{ "payment by card", "payments" },
	{ "paying by card", "payments" },
	{ "paying online", "payments" },
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
	{ "reminded", "reminders" },
	{ "reminding", "reminders" },
	{ "dashboard", "dashboard" },
	{ "statistics", "dashboard" },
	{ "analytics", "dashboard" },
	{ "chart", "charts" },
	{ "graph", "charts" },
	{ "visualise", "charts" },
	{ "visualize", "charts" },
	{ "visualisation", "charts" },
	{ "visualization", "charts" },
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
	{ "month view", "calendar" },
	{ "monthly view", "calendar" },
	{ "week view", "calendar" },
	{ "weekly view", "calendar" },
	{ "dark mode", "dark_mode" },
	{ "dark theme", "dark_mode" },
	{ "night mode", "dark_mode" },
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
	{ "change history", "audit_log" },
	{ "history of change", "audit_log" },
	{ "history of all change", "audit_log" },
	{ "log of change", "audit_log" },
	{ "log of all change", "audit_log" },
	{ "who changed what", "audit_log" },
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
	{ "public link", "sharing" },
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
static const char *const others[] = { "pdf export", "export to pdf", "export as pdf",
	"pdf download", "pdf report", "pdf", "excel export", "export to excel", "qr code",
	"qr label", "barcode scanning", "barcode scanner", "live chat", "video call", "video chat",
	"direct message", "map view", "google map", "interactive map", "on a map", "geolocation",
	"gps tracking", "offline mode", "offline support", "two-factor authentication",
	"two factor authentication", "2fa", "mfa", "captcha", "webhook", "leaderboard", "streak",
	"real-time update", "realtime update", "live update", "real-time collaboration",
	"recommendation engine", "machine learning", "multi-tenant", "multi-tenancy",
	"multi-currency", "gantt chart", "kanban view", "keyboard shortcut", "rate limiting",
	"follow each other" };

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

bool ma_feature_named(struct ma_str words)
{
	size_t i;

	for (i = 0; i < MA_COUNT(phrases); i++)
		if (ma_str_is(words, phrases[i].words) ||
			(ma_str_starts(words, phrases[i].words) &&
				ma_str_is(ma_str_from(words, strlen(phrases[i].words)), "s")))
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
