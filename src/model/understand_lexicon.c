/*
 * What kinds of word a word can be. A word may stand in several rows ("list" is a
 * noun, a verb and a grouping); what is in none of them is taken for a noun.
 */
#include "model/understand_parts.h"

struct row {
	unsigned flags;
	const char *words;
};

static const struct row rows[] = {
	{ MA_W_DET,
		"a an the my our your their his her its this these those each every all some any many several multiple "
		"various different both few one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand dozen another own such per-user certain" },
	{ MA_W_PREP,
		"for of to in on at by from about as like using via into onto during over under between through against "
		"among across per within upon towards around along alongside beside beneath behind near inside outside than until till since before after" },
	{ MA_W_CONJ, "and or plus then nor" },
	{ MA_W_PRON,
		"i im ive we you he she it they me us him them myself themselves everyone anyone someone everything something "
		"nothing somebody anybody everybody nobody whoever" },
	{ MA_W_MODAL, "can could should must may might will would shall" },
	{ MA_W_AUX, "is are be been was were am being do does did" },
	{ MA_W_NEG, "no not without never except excluding minus" },
	{ MA_W_ADV,
		"yes fully highly truly simply also only just please too so very really when once if while there here again always well easily quickly "
		"already maybe perhaps possibly etc afterwards roughly obviously usually sometimes otherwise automatically currently else ideally optionally basically exactly eg ie e.g i.e vs thanks cheers" },
	{ MA_W_REL,
		"that which who whom whose where whether what how why because but called named" },
	{ MA_W_HAVE,
		"has have had carry carries contains contain includes include consists consist comprise comprises holds hold needs owns" },
	{ MA_W_WITH, "with including having containing featuring" },
	{ MA_W_BUILD,
		"build create make write develop generate design implement code want need give produce program construct "
		"deliver bootstrap scaffold start" },
	{ MA_W_KEEP,
		"track manage store organize organise record log list catalog catalogue keep save monitor maintain handle "
		"administer plan schedule add create edit update delete remove view browse see show display post publish "
		"book reserve register submit collect follow review buy sell rent borrow lend return enter assign order "
		"archive index inventory document count report capture define invoice bill organizing organising" },
	{ MA_W_VERB,
		"use come let lets allow allows enable support supports provide provides help helps search find filter sort "
		"share rate vote like comment sign join leave upload download export import send receive get set mark "
		"complete finish go run work open close move drag drop print check pay checkout compare choose select "
		"invite approve reject accept cancel attach link belong belongs belonging filled linked associated related "
		"assigned attached grouped referencing references read learn play watch cook call contact notify remind "
		"message chat ask answer enroll enrol teach attend visit apply participate meet serve treat earn spend "
		"hire recruit ship deliver request subscribe donate pledge volunteer study practice train bring give tell "
		"know find look get see deal charge host organise prepare talk speak win lose score discuss propose "
		"communicate depend appear happen become remain keep help turn print respond suggest recommend propose vouch nominate "
		"connect connects combine combines tie bind calculate compute convert parse compile sorts must-have place" },
	{ MA_W_VERB,
		"absorb accelerate accommodate accompany accomplish accumulate achieve acknowledge acquire activate adapt adjust admire "
		"admit adopt advertise advise afford allocate alter amend analyse analyze annotate announce anticipate apologize "
		"apportion appreciate arrange arrive assemble assess assist assume assure authenticate authorise authorize automate "
		"avoid await bake calibrate categorise categorize celebrate certify circulate clarify classify collaborate collate "
		"comply compose concentrate conclude configure confirm consider consult consume contribute convince coordinate "
		"correspond curate customise customize deactivate decide declare decline decorate dedicate deduct defend defer "
		"demonstrate deny deserve detect determine diagnose digitize disable disagree discard disclose discover dispatch "
		"dispense dispose distribute duplicate educate elect eliminate emit employ encourage encrypt endorse enforce engage "
		"enhance enjoy enquire ensure entertain erase escalate establish evaluate exceed exclude expand expect expire explain "
		"explore extend facilitate fertilize fetch finalise finalize fine-tune forbid forget forgive fulfil fulfill furnish "
		"gather greet guarantee highlight identify ignore illustrate improve increase indicate inform inherit inquire inspect "
		"instruct integrate interact introduce investigate involve irrigate jot justify listen locate maximize memorize merge "
		"migrate minimize moderate modify motivate navigate negotiate obtain occur onboard operate oppose optimise "
		"optimize outsource overcome override oversee overwrite paste persist personalise personalize postpone pre-fill predict "
		"prefer prefill prescribe preserve prevent prioritise prioritize procure promote protect prove provision qualify "
		"reactivate realize rearrange reassign rebook recall recognize reconcile recover redeem redirect redo reduce refer "
		"refill reflect regenerate rehearse rehome reimburse reinstate relate relocate rely remember rename render renew reopen "
		"reorder replenish reproduce require reschedule resell resend reside resign resolve respect restock restore "
		"restrict retain retrieve retry reuse revise revoke rewrite rotate satisfy scan scrape shorten shuffle simplify "
		"simulate skip snooze specify sterilize streamline strengthen succeed summarise summarize supervise suspend switch sync "
		"synchronise synchronize terminate thank toggle transcribe translate trigger troubleshoot unblock undergo undo "
		"uninstall unlink unlock unpin unsubscribe upsell urge utilise utilize vaccinate validate verify visualise visualize "
		"warn weigh wipe withdraw" },
	/* verbs that are as often nouns: the context decides */
	{ MA_W_NOUN,
		"list log record post book order review report plan schedule catalog catalogue inventory document index "
		"program code design start search filter sort share rate vote like comment upload download export import "
		"check pay move drop print checkout link contact message chat answer call play watch work run set invoice "
		"bill count view return display show archive cook rent update order sign buy use cancel read "
		"sell ask help support register mark leave complete finish open close place volunteer visit request deal charge "
		"host study practice train score talk" },
	/* -ing forms that name things */
	{ MA_W_NOUN,
		"booking meeting training building listing rating setting painting drawing recording landing shipping "
		"billing spending earning saving rating reading class-booking offering posting ordering budgeting" },
	{ MA_W_ADJ,
		"simple small modern basic full new compliant online personal responsive beautiful clean nice easy fast private "
		"public complete tiny minimal minimalist lightweight single full-stack fullstack real-time realtime "
		"production-ready following good great little big large custom digital local internal user-friendly "
		"friendly pretty elegant smart secure robust scalable working functional quick multi-user collaborative "
		"open-source free old main current upcoming past daily weekly monthly yearly recent favourite favorite "
		"latest popular important optional required mandatory unique separate main individual detailed similar "
		"common useful interactive dynamic powerful straightforward mobile-friendly web web-based online-based "
		"lost kind-of same other sleek professional comprehensive end-to-end typical usual little" },
	{ MA_W_CONTAINER,
		"app application webapp system website site platform portal tool software tracker manager planner "
		"organizer organiser dashboard cms crm erp service solution prototype mvp clone backend api frontend "
		"database program project-management webpage page interface crud pos" },
	{ MA_W_BOX,
		"box library board store shop log logbook journal diary catalog catalogue collection directory book list "
		"hub wiki register registry inventory archive notebook calendar blog forum marketplace planner shelf vault "
		"kitchen gallery index guide exchange desk center centre school clinic gym hotel restaurant company agency office" },
	{ MA_W_ROLE,
		"user users admin admins administrator administrators visitor visitors guest people person anyone everyone "
		"moderator moderators owner owners editor editors operator operators" },
	{ MA_W_GROUPING,
		"category list folder group collection album board project department section genre brand playlist "
		"notebook topic team league season shelf location warehouse" },
	{ MA_W_TECH,
		"docker-compose react vue angular svelte next.js nextjs nuxt express node node.js nodejs typescript javascript js ts tailwind "
		"tailwindcss vite webpack docker kubernetes stack postgres postgresql mysql sqlite sql mongodb endpoint endpoints redis prisma graphql "
		"rest restful swagger openapi fastify koa nestjs http https json jwt oauth2 html css bootstrap django flask fastapi rails laravel spring aws "
		"azure gcp firebase supabase vercel netlify heroku stripe github git jest vitest cypress playwright ci cd "
		"ios macos android iphone ipad flutter react-native npm pnpm yarn bun deno zod drizzle sequelize typeorm websocket websockets spa pwa ssr mern" },
	{ MA_W_LANGUAGE,
		"c c+ cpp c# rust go golang python java kotlin swift bash perl haskell ruby php scala lua fortran assembly "
		"cobol zig ocaml erlang elixir clojure matlab objective-c dart" },
	{ MA_W_UNSERVED,
		"driver compiler kernel interpreter emulator firmware bootloader debugger assembler linker cli script shell "
		"terminal daemon package sdk framework plugin plug-in extension addon add-on bot chatbot crawler scraper "
		"parser lexer regex algorithm function module game shader renderer poem essay story song letter "
		"paper joke summary translation proof query macro virus malware ransomware exploit keylogger botnet rootkit "
		"trojan worm hypervisor vm allocator decoder encoder codec simulator benchmark solver theorem novel speech "
		"haiku limerick tweet lyrics resume cv image picture logo video animation microcontroller protocol proxy "
		"server vpn firewall hacker cheat crack spreadsheet presentation slideshow" },
	{ MA_W_META,
		"entities entity models model tables table resources resource collections objects schema schemas data records "
		"types type interfaces" },
	{ MA_W_HEADING,
		"features feature requirements requirement functionality functionalities capabilities fields "
		"attributes properties columns stories story relations relationships associations" },
};

struct word {
	struct ma_str text;
	unsigned flags;
};

#define SLOTS 4096 /* a power of two, well above the number of words */

struct ma_lexicon {
	struct word slots[SLOTS];
};

static struct word *slot_of(struct word *slots, struct ma_str word)
{
	size_t i = ma_str_hash(word) & (SLOTS - 1);

	while (slots[i].flags && !ma_str_eq(slots[i].text, word))
		i = (i + 1) & (SLOTS - 1);
	return &slots[i];
}

struct ma_lexicon *ma_lexicon_new(struct ma_arena *arena)
{
	struct ma_lexicon *lexicon = ma_arena_new(arena, struct ma_lexicon);
	struct ma_str rest, word;
	struct word *slot;
	size_t i;

	for (i = 0; lexicon && i < MA_COUNT(rows); i++) {
		rest = ma_str(rows[i].words);
		while (ma_str_cut(&rest, ' ', &word)) {
			slot = slot_of(lexicon->slots, word);
			slot->text = word;
			slot->flags |= rows[i].flags;
		}
	}
	return lexicon;
}

static unsigned exact(const struct ma_lexicon *lexicon, struct ma_str word)
{
	return slot_of((struct word *)lexicon->slots, word)->flags;
}

/* The verb flags of a stem with `suffix` put on it. */
static unsigned stem_flags(const struct ma_lexicon *lexicon, struct ma_str stem, const char *suffix)
{
	char text[MA_SPEC_NAME];
	size_t n = strlen(suffix);

	if (stem.n < 2 || stem.n + n > sizeof(text))
		return 0;
	memcpy(text, stem.p, stem.n);
	memcpy(text + stem.n, suffix, n);
	return exact(lexicon, ma_str_n(text, stem.n + n)) & (MA_W_VERBAL | MA_W_NOUN);
}

/* "tracking", "managing", "planning". */
static unsigned ing_flags(const struct ma_lexicon *lexicon, struct ma_str word)
{
	struct ma_str stem = ma_str_n(word.p, word.n - 3);
	unsigned flags = stem_flags(lexicon, stem, "") | stem_flags(lexicon, stem, "e");

	if (!flags && stem.n > 2 && stem.p[stem.n - 1] == stem.p[stem.n - 2])
		flags = stem_flags(lexicon, ma_str_n(stem.p, stem.n - 1), "");
	flags &= MA_W_VERBAL;
	return flags ? flags | MA_W_ING : 0;
}

/* "tracks", "stores", "manages": the verb as well as a plural. */
static unsigned s_flags(const struct ma_lexicon *lexicon, struct ma_str word)
{
	unsigned flags = stem_flags(lexicon, ma_str_n(word.p, word.n - 1), "");

	if (!flags && ma_str_ends(word, "ies"))
		flags = stem_flags(lexicon, ma_str_n(word.p, word.n - 3), "y");
	if (!flags && ma_str_ends(word, "es"))
		flags = stem_flags(lexicon, ma_str_n(word.p, word.n - 2), "");
	return flags & MA_W_VERBAL ? flags | MA_W_NOUN : 0;
}

unsigned ma_lexicon_flags(const struct ma_lexicon *lexicon, struct ma_str word)
{
	unsigned flags = exact(lexicon, word);

	if (word.n > 5 && ma_str_ends(word, "ing"))
		flags |= ing_flags(lexicon, word);
	else if (!flags && word.n > 3 && ma_str_ends(word, "s") && !ma_str_ends(word, "ss"))
		flags = s_flags(lexicon, word);
	return flags;
}
