/* Features, by the phrases that ask for them, and what was asked to be left out. */
#include <limits.h>

#include "model/understand.h"
#include "model/understand_parts.h"

#define OTHER ""  /* what applications are asked for and no contract can name; each is told */
#define GAP 6     /* words that * may be */
#define SKIPPED 3 /* articles and slashes before a word */

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
	"api_docs", "docker", "upload", "calendar", "drag_drop" };

/*
 * What asks for a feature: phrases, the longest of which is taken. Between their words articles may stand and slashes.
 * a/b is any of the words, ?a may be missing, * is some words, + one, % several languages, and a~ is a verb in any form. A plural matches too.
 */
struct ask {
	const char *features, *phrases;
};

static const struct ask asks[] = {
	{ "auth",
		"user login|user log in|user account|user authentication|"
		"user registration|user management|user signup|user sign up|user auth|"
		"login/log~/signin/sign~/register~ ?in/on/up with/by/using/via email ?and ?password|"
		"email ?and password login/signin/auth/authentication|"
		"multi-user|multi user|multiple user|login|log~ in|logged-in|signin|"
		"sign~ in|signup|sign~ up|authentication|authenticate~|log~ on|auth|"
		"jwt auth|jwt authentication|token authentication|token auth|jwt|"
		"password protected|password-protected|protect~ by/with password|"
		"password|registration|need/needs ?own account|have/has an account|"
		"have/has their/his/her/an own account|create~ ?own account|"
		"user/people/customer/visitor/everyone/anyone can register|"
		"let * register|account for team/staff/everyone/employee" },
	{ "auth oauth",
		""
		"login/signin/log~/sign~ ?in/on/up * google/github/facebook/apple/microsoft/gitlab/linkedin ?account|"
		"google/github/facebook/apple/microsoft/social login/signin|"
		"google/github/facebook/apple/microsoft/social sign in/on/up|"
		"google/github/facebook/apple/microsoft/social log in/on" },
	{ "oauth",
		"google account|oauth|oauth2|oauth/oauth2 * google/github/facebook|"
		"sso|single sign-on|single sign on" },
	{ "roles",
		"role-based access control|role-based access|role-based|user role|"
		"access control|permission|access right|access level|rbac|role|"
		"admin role|admin panel|admin area|admin/administrator and/or * role" },
	{ "search",
		"full-text search|full text search|search bar/box/function/field|search~|"
		"searchable ?list/table|find/finds/finding * by|lookup|look~ up" },
	{ "filter",
		"filter~|filterable ?list/table|narrow~ * down|narrow~ down|show ?me/us/you only" },
	{ "sort",
		"sort~|sortable ?list/table/column|"
		"newest/latest/oldest/recent/highest/lowest/cheapest first|"
		"recent/newest/latest ones first|alphabetically|alphabetical order|"
		"ordered by date/name/title/price/priority/newest/rating/popularity|"
		"ordered by due date|order/orders/ordering them/these/it by" },
	{ "pagination",
		"pagination|paging|paginate~ ?list/table|infinite scroll~|per page|"
		"page/pages/paging through|paged list|page by page" },
	{ "upload",
		"file/image/photo/picture/document upload|upload~|attachment|file/document/image/photo attachment|"
		"attach~ * file/photo/picture/image/document/pdf/receipt/screenshot/scan" },
	{ "cart", "shopping cart/basket|cart|add~/put~/place~ * basket/bag" },
	{ "checkout", "checkout" },
	{ "payments",
		"online payment|payment processing/gateway/integration/provider|"
		"card payment|credit card payment|"
		"stripe payment/checkout/billing/integration|paypal payment/integration|"
		"stripe|paypal|pay~/paid * card|pay~/paid * online|"
		"pay~/paid * stripe/paypal|payment * card/online/stripe/paypal|"
		"buy~/purchase~/purchases * credit/debit/paypal/stripe ?card|buy~/purchase~ * card|"
		"take~/accept~/process~/collect~ * payment ?online" },
	{ "notifications",
		"push notification|notification|alert|notify~|alerted|"
		"in-app notification|let/lets me/us/them/you/him/her know when/if/once" },
	{ "email",
		"email notification/alert/confirmation/digest/summary/update|newsletter|"
		"confirmation email/mail|welcome email|weekly/daily/monthly email|"
		"by/via email|emailed|email when/once/if|email as soon as|"
		"email me/us/them/him/her/everyone/everybody|"
		"email the/a/an/each/every/all * to|email goes/go/is/are out|"
		"mail me/us/them|mail the/a/an/each/every * to|"
		"send~/sent/get~/receive~ * email/mail|"
		"notify~/inform~/remind~ * email/mail|"
		"email to user/customer/client/member/everyone" },
	{ "email reminders", "email reminder|reminder email/mail|email/mail * reminder" },
	{ "sms",
		"sms notification/alert|text message|sms|"
		"text me/us/them/him/her/everyone|text the/each/every patient/client/customer/member/guest/driver/parent/owner/user|"
		"text to customer/client/patient/user/member|send~/sent/receive~ * sms|send~/receive~ text message|"
		"send~/sent/receive~ ?me/us/them/him/her/you a text" },
	{ "sms reminders", "sms/text reminder|text message reminder|reminder sms" },
	{ "reminders", "reminder|remind~" },
	{ "dashboard", "dashboard|statistics|analytics" },
	{ "charts",
		"chart|graph|visualise~|visualize~|visualisation|visualization|"
		"data visualisation/visualization|bar/pie/line/donut/area chart|"
		"bar/line graph|show~/see/view/display~ * in/as graph/chart|histogram|plot the/my/our|plot * over time" },
	{ "export_csv",
		"csv|csv export/download|export~|exportable|export~/download~ * csv|"
		"download~ as spreadsheet|exported" },
	{ "import_csv export_csv",
		"csv import and/or/plus/slash export|csv export and/or/plus import|"
		"import~ and/or export~ * csv|import~ and/or export~ csv|"
		"export~ and/or import~ * csv|import export * csv|import export csv|"
		"csv import export|csv export import" },
	{ "import_csv",
		"csv import/upload|import~/importable * csv/spreadsheet/excel|import csv|"
		"bulk import|upload~/load~ * csv" },
	{ "calendar", "calendar view|calendar|month/monthly/week/weekly/day/daily/agenda view" },
	{ "dark_mode",
		"dark/night mode/theme/design/skin/ui|darkmode|dark-mode|dark-theme|"
		"dark light|light dark|light and/or dark|dark and/or light" },
	{ "i18n",
		"internationalisation|%|% ui/interface/version|ui/interface/available/both in %|switch~ between %|"
		"multilingual/bilingual/trilingual/multi-language/i18n/translations ?in %|internationalization|i18n|multi-language|"
		"multi language|multilingual|bilingual|trilingual|"
		"several/multiple/two/three/different languages|translations|"
		"translated into|translatable|localization|localisation|localized|"
		"localised|language switch/switcher/selector/toggle|switch~ * language" },
	{ "tags", "tagging|be tagged|tag~|taggable|hashtag" },
	{ "ratings",
		"star rating|5/five star rating/review|5-star rating/review|rating|rate|rated by|be rated|give~ * star|star review" },
	{ "version_history",
		"version history|version control|versioning|versioned|"
		"old/older/earlier/previous/past version|"
		"keep~/see/store~ all/every/each version|revision|edit history|"
		"history of edit|history of every/each|full history|roll~ back" },
	{ "markdown",
		"markdown note/support/editor/formatting|markdown|"
		"md support/editor/formatting/notes" },
	{ "audit_log",
		"audit log/trail/logging/history|activity log/feed/history|"
		"change history|change log|keep~/see/show ?full history of ?all/every change|history of ?all/every change|"
		"log of ?all/every change|"
		"log~/track~/record~/see who changed/did/edited/added/deleted|who changed/did/edited/modified/updated/deleted what|"
		"log~/track~/record~ all/every/each change|log~ changes|"
		"change are/is logged/tracked/recorded" },
	{ "drag_drop",
		"drag and drop|drag-and-drop|drag drop|drag n drop|drag-n-drop|dragndrop|"
		"drag & drop|drag~|draggable ?card/task/item|drag~ * around/between/into/onto ?column/list/lane/stage|"
		"reorder~/move~/rearrange~ * by dragging|kanban view" },
	{ "sharing",
		"sharing|share|shared|public link|be/been shared with|"
		"share~ * by/via ?public link|shareable/sharable ?public link|shareable|"
		"sharable|public share link|share link" },
	{ "docker",
		"docker|dockerfile|docker-compose|docker compose/container/image/setup/file|"
		"docker-compose setup/file|dockerised|dockerized|containerised|"
		"containerized|run~/ship~ in container" },
	{ "api_docs",
		"api doc/docs/documentation/reference|swagger doc/docs/documentation/ui|"
		"openapi doc/docs/documentation/spec/specification|openapi|swagger|"
		"docs/documentation for/of api|documented ?rest api" },
};

/* The same of applications alone. */
static const struct ask paged[] = {
	{ "dashboard", "stats|kpi|overview page" },
	{ OTHER,
		"pdf export|export to pdf|export as pdf|pdf download|pdf report|pdf|"
		"excel export|export to excel|qr code|qr label|barcode scanning|"
		"barcode scanner|live chat|video call|video chat|direct message|map view|"
		"google map|interactive map|on a map|geolocation|gps tracking|"
		"offline mode|offline support|two-factor authentication|"
		"two factor authentication|2fa|mfa|captcha|webhook|leaderboard|streak|"
		"real-time update|realtime update|live update|real-time collaboration|"
		"recommendation engine|machine learning|multi-tenant|multi-tenancy|"
		"multi-currency|gantt chart|keyboard shortcut|rate limiting|"
		"follow each other|blockchain|nft|smart contract|cryptocurrency|"
		"crypto payment" },
};

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
	struct ma_str one = words;
	size_t i;

	one.n -= ma_str_ends(words, "s");
	for (i = 0; i < MA_COUNT(asks); i++)
		if (ma_str_lists(ma_str(asks[i].phrases), '|', words) ||
			ma_str_lists(ma_str(asks[i].phrases), '|', one))
			return true;
	return false;
}

/* What is left of a word behind its stem. */
static bool begins(struct ma_str word, struct ma_str stem, struct ma_str *rest_out)
{
	*rest_out = ma_str_from(word, stem.n);
	return word.n >= stem.n && memcmp(word.p, stem.p, stem.n) == 0;
}

/* "drags", "dragged", "sharing", "notifies" */
static bool is_form(struct ma_str word, struct ma_str verb)
{
	char last = verb.p[verb.n - 1];
	struct ma_str rest;

	if (begins(word, verb, &rest)) {
		if (rest.n > 2 && rest.p[0] == last && last != 'e')
			rest = ma_str_from(rest, 1);
		return rest.n == 0 || ma_words_have("s es d ed ing", rest);
	}
	verb.n--;
	return begins(word, verb, &rest) &&
		((last == 'e' && ma_str_is(rest, "ing")) ||
			(last == 'y' && ma_words_have("ies ied", rest)));
}

static bool is_word(const struct ma_token *t, struct ma_str word)
{
	struct ma_str low = t->low;

	if ((t->kind != MA_TOKEN_WORD && t->kind != MA_TOKEN_COMMA) || low.n == 0)
		return false;
	if (word.p[word.n - 1] == '~')
		return is_form(low, ma_str_n(word.p, word.n - 1));
	if (low.n == word.n + 1 && low.p[word.n] == 's')
		low.n--;
	return ma_str_eq(low, word);
}

static bool is_any_of(const struct ma_token *t, struct ma_str words)
{
	struct ma_str word;

	while (ma_str_cut(&words, '/', &word))
		if (is_word(t, word))
			return true;
	return false;
}

/* "English, French or German", "(English/French)" at `at`: behind them; 0 where there are not two. */
static size_t languages_end(const struct ma_spec *spec, size_t at)
{
	bool open = spec->tokens[at].kind == MA_TOKEN_OPEN;
	size_t n = 0, end = 0;

	for (at += open; at < spec->tokens_n; at++) {
		if (ma_spec_is_language(spec, at)) {
			end = at + 1;
			n++;
		} else if (end == 0 ||
			!(spec->tokens[at].kind == MA_TOKEN_COMMA ||
				spec->tokens[at].kind == MA_TOKEN_SLASH ||
				ma_spec_is_any(spec, at, "and or"))) {
			break;
		}
	}
	if (n < 2 || (open && spec->tokens[end].kind != MA_TOKEN_CLOSE))
		return 0;
	return end + open;
}

static size_t match(const struct ma_spec *spec, size_t at, struct ma_str phrase, bool first);

/* The rest of a phrase behind up to GAP words; 0 where it is not there. */
static size_t match_behind(const struct ma_spec *spec, size_t at, struct ma_str phrase)
{
	size_t last = at + GAP, end;

	for (; at <= last; at++) {
		end = match(spec, at, phrase, false);
		if (end > 0)
			return end;
		if (at >= spec->tokens_n || spec->tokens[at].kind != MA_TOKEN_WORD ||
			spec->tokens[at].flags & MA_W_HAVE)
			break;
	}
	return 0;
}

/* Where the phrase that begins at `at` ends; 0 where it is not there. */
static size_t match(const struct ma_spec *spec, size_t at, struct ma_str phrase, bool first)
{
	struct ma_str part, rest = phrase;
	const struct ma_token *t = &spec->tokens[at];
	size_t end, n;

	if (!ma_str_cut(&rest, ' ', &part))
		return at;
	if (ma_str_is(part, "%")) {
		end = languages_end(spec, at);
		return end > 0 ? match(spec, end, rest, false) : 0;
	}
	if (ma_str_is(part, "*"))
		return match_behind(spec, at, rest);
	if (at >= spec->tokens_n)
		return 0;
	if (part.p[0] == '?') {
		end = is_any_of(t, ma_str_from(part, 1)) ? match(spec, at + 1, rest, false) : 0;
		return end > 0 ? end : match(spec, at, rest, first);
	}
	for (n = 0; n <= SKIPPED; n++, t++, at++) {
		if (ma_str_is(part, "+") ? t->kind == MA_TOKEN_WORD && !(t->flags & MA_W_CLOSED)
					 : is_any_of(t, part))
			return match(spec, at + 1, rest, false);
		if (first || !(t->kind == MA_TOKEN_SLASH || ma_spec_is_a(spec, at, MA_W_DET)))
			break; /* the last token of all is a STOP */
	}
	return 0;
}

static uint64_t mask_of(struct ma_str features)
{
	struct ma_str name;
	uint64_t mask = 0;

	if (features.n == 0)
		return MA_FEATURE(MA_FEATURE_OTHER);
	while (ma_str_cut(&features, ' ', &name))
		mask |= MA_FEATURE(ma_feature_find(name));
	return mask;
}

/* A phrase among those that begin with the same letter. */
struct row {
	struct ma_str phrase;
	const char *features;
	bool of_pages;
	struct row *next;
};

#define ANY 0 /* the letter of phrases that any word may begin */

struct ma_asks {
	struct row *by[UCHAR_MAX + 1], *last[UCHAR_MAX + 1];
};

static bool add_row(
	struct ma_asks *asked, struct ma_arena *arena, unsigned char letter, struct row row)
{
	struct row *last = asked->last[letter], *added;

	if (last && last->phrase.p == row.phrase.p)
		return true;
	added = ma_arena_new(arena, struct row);
	if (!added)
		return false;
	*added = row;
	*(last ? &last->next : &asked->by[letter]) = added;
	asked->last[letter] = added;
	return true;
}

/* A phrase under each letter that it may begin with. */
static bool add_phrase(struct ma_asks *asked, struct ma_arena *arena, struct row row)
{
	struct ma_str rest = row.phrase, part, word;
	bool optional = true, ok = true;

	while (optional && ma_str_cut(&rest, ' ', &part)) {
		optional = part.p[0] == '?';
		part = ma_str_from(part, optional);
		if (ma_words_have("% * +", part)) {
			ok = ok && add_row(asked, arena, ANY, row);
			continue;
		}
		while (ma_str_cut(&part, '/', &word))
			ok = ok && add_row(asked, arena, (unsigned char)word.p[0], row);
	}
	return ok;
}

static bool add_list(struct ma_asks *asked, struct ma_arena *arena, const struct ask *list,
	size_t n, bool of_pages)
{
	struct row row = { .of_pages = of_pages };
	struct ma_str rest;
	size_t i;

	for (i = 0; i < n; i++) {
		row.features = list[i].features;
		for (rest = ma_str(list[i].phrases); ma_str_cut(&rest, '|', &row.phrase);)
			if (!add_phrase(asked, arena, row))
				return false;
	}
	return true;
}

struct ma_asks *ma_asks_new(struct ma_arena *arena)
{
	struct ma_asks *asked = ma_arena_new(arena, struct ma_asks);

	return asked && add_list(asked, arena, asks, MA_COUNT(asks), false) &&
			add_list(asked, arena, paged, MA_COUNT(paged), true)
		? asked
		: NULL;
}

struct found {
	const char *features; /* NULL: none */
	size_t end;
};

static void find_longest(
	struct found *f, const struct ma_spec *spec, size_t at, unsigned char letter)
{
	bool pages = spec->kind == MA_KIND_APP || spec->kind == MA_KIND_API;
	const struct row *row;
	size_t end;

	for (row = spec->asks->by[letter]; row; row = row->next) {
		end = row->of_pages && !pages ? 0 : match(spec, at, row->phrase, true);
		if (end > f->end)
			*f = (struct found){ row->features, end };
	}
}

uint64_t ma_spec_features_at(const struct ma_spec *spec, size_t at, size_t *n_out)
{
	struct found f = { NULL, at };

	if (at >= spec->tokens_n || spec->tokens[at].kind != MA_TOKEN_WORD)
		return 0;
	if (spec->tokens[at].low.n > 0)
		find_longest(&f, spec, at, (unsigned char)spec->tokens[at].low.p[0]);
	find_longest(&f, spec, at, ANY);
	if (!f.features)
		return 0;
	*n_out = f.end - at;
	return mask_of(ma_str(f.features));
}

int ma_spec_feature_at(const struct ma_spec *spec, size_t at, size_t *n_out)
{
	uint64_t mask = ma_spec_features_at(spec, at, n_out);
	int i;

	for (i = 0; mask > 0; i++)
		if (mask & MA_FEATURE(i))
			return i;
	return -1;
}
