/* The words that ask for features. */
#include "model/understand_features.h"

#define OTHER "" /* what applications are asked for and no contract can name; each is told */

const struct ma_feature_ask ma_feature_asks[] = {
	{ "auth",
		"user login|user log in|user account|user authentication|"
		"user registration|user management|user signup|user sign up|user auth|"
		"login/log~/signin/sign~/register~ ?in/on/up with/by/using/via email ?and ?password|"
		"email ?and password login/signin/auth/authentication|"
		"multi-user|multi user|multiple user|login|log~ in|logged-in|signin|"
		"sign~ in|signup|sign~ up|authentication|authenticate~|log~ on|auth|"
		"jwt auth|jwt authentication|token authentication|token auth|jwt|"
		"password protected|password-protected|protect~ by/with password|"
		"password|registration|need/needs/want/wants ?own account|have/has an account|"
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
		"ordered by due date|order/orders/ordering them/these/it by|"
		"ordering by|order~ list/table/everything/entries/records by|ranked by" },
	{ "pagination",
		"pagination|paging|paginate~ ?list/table|infinite scroll~|per page|"
		"page/pages/paging through|paged ?list|page by page|load more ?button|"
		"page of 10/20/25/30/50/100|10/20/25/30/50/100 at a time|split~ * into pages" },
	{ "upload",
		"file/image/photo/picture/document upload|upload~|attachment|file/document/image/photo attachment|"
		"attach~ * file/photo/picture/image/document/pdf/receipt/screenshot/scan" },
	{ "cart", "shopping cart/basket/bag|cart|add~/put~/place~ * basket/bag" },
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
		"email to user/customer/client/member/everyone|email is/are sent|mail~ * when/once" },
	{ "email reminders", "email reminder|reminder email/mail|email/mail * reminder" },
	{ "sms",
		"sms notification/alert|text message|sms|"
		"text me/us/them/him/her/everyone|text the/each/every patient/client/customer/member/guest/driver/parent/owner/user|"
		"text to customer/client/patient/user/member|send~/sent/receive~ * sms|send~/receive~ text message|"
		"send~/sent/receive~ ?me/us/them/him/her/you a text" },
	{ "sms reminders", "sms/text reminder|text message reminder|reminder sms" },
	{ "reminders", "reminder|remind~|nudge~ me/us/them/him/her/you/user/member" },
	{ "dashboard",
		"dashboard|statistics|analytics|key figure|home/start screen/page with ?key total/figure/number|"
		"overview of/with ?all total/figure/number" },
	{ "charts",
		"chart|graph|visualise~|visualize~|visualisation|visualization|"
		"data visualisation/visualization|bar/pie/line/donut/area chart|"
		"bar/line graph|show~/see/view/display~ * in/as graph/chart|histogram|trend line/chart|plot the/my/our|plot * over time" },
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
	{ "calendar",
		"calendar view|calendar|calendar-like|something calendar-like ?view|month/monthly/week/weekly/day/daily/agenda view" },
	{ "dark_mode",
		"dark/night mode/theme/design/skin/ui|darkmode|dark-mode|dark-theme|"
		"dark light|light dark|light and/or dark|dark and/or light" },
	{ "i18n",
		"internationalisation|internationalized|internationalised|%|% ui/interface/version|ui/interface/available/both in %|switch~ between %|"
		"multilingual/bilingual/trilingual/multi-language/i18n/translations ?in %|internationalization|i18n|multi-language|"
		"multi language|multilingual|bilingual|trilingual|"
		"several/multiple/two/three/different languages|translations|"
		"translated into|translatable|localization|localisation|localized|"
		"localised|language switch/switcher/selector/toggle|switch~ * language" },
	{ "tags", "tagging|be tagged|tag~|taggable|hashtag" },
	{ "ratings",
		"star rating|5/five star rating/review|5-star rating/review|rating|rate|rated by|be rated|give~ * star|star review|"
		"star out of five/5" },
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
		"change are/is logged/tracked/recorded|"
		"keep~ ?record/log/track/history of ?all/every/each change|"
		"record/log/history of ?all/every/each change" },
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
		"containerized|run~/ship~/deploy~ ?it in/as container" },
	{ "api_docs",
		"api doc/docs/documentation/reference|swagger doc/docs/documentation/ui|"
		"openapi doc/docs/documentation/spec/specification|openapi|swagger|"
		"docs/documentation for/of api|documented ?rest api" },
	{ NULL, NULL },
};

/* The same of applications alone. */
const struct ma_feature_ask ma_feature_paged_asks[] = {
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
	{ NULL, NULL },
};
