/* Techniques that were asked for and are not what projects are built with. */
#include "model/understand_parts.h"

struct use {
	const char *asked; /* words, each of them */
	const char *used;
};

static const struct use uses[] = {
	{ "vue angular svelte next.js nextjs nuxt jquery htmx ember", "React" },
	{ "django flask fastapi fastify hapi rails laravel spring symfony koa nestjs phoenix asp.net",
		"Express" },
	{ "python ruby php java kotlin go golang rust c c+ c# scala elixir", "TypeScript" },
	{ "postgres postgresql mysql mariadb mongodb mongo redis supabase firebase dynamodb",
		"SQLite" },
	{ "bootstrap bulma material-ui mui chakra", "Tailwind CSS" },
	{ "jest mocha cypress playwright", "Vitest" },
	{ "graphql trpc grpc", "a REST API" },
	{ "ios android iphone ipad flutter react-native desktop electron",
		"a web application that fits phones and desktops" },
};

/* "Django app", "Go REST API": what it is made with, even where it is part of the name. */
static bool is_before_product(const struct ma_spec *spec, size_t at)
{
	static const char products[] = "app application api rest backend frontend server service "
				       "microservice project site website web program";

	return at + 1 < spec->tokens_n && spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
		ma_words_have(products, spec->tokens[at + 1].low);
}

/* Words of every day are names of techniques where they are written and used as such: "in Go", not "go to" or "spring projects". */
static bool is_meant(const struct ma_spec *spec, size_t at)
{
	static const char everyday[] = "go spring phoenix ember flask rails ruby rust scala mocha "
				       "cypress bootstrap";
	const struct ma_token *t = &spec->tokens[at];

	if (ma_words_have("c c+", t->low)) /* "grade A, B or C" */
		return t->text.p[0] == 'C' && at > 0 && ma_spec_is_any(spec, at - 1, "in");
	if (!ma_words_have(everyday, t->low))
		return true;
	return t->text.p[0] != t->low.p[0] &&
		(is_before_product(spec, at) ||
			(at > 0 &&
				ma_words_have("in with using by and or", spec->tokens[at - 1].low)));
}

static void check_word(struct ma_spec *spec, const struct ma_token *t)
{
	size_t i;

	for (i = 0; i < MA_COUNT(uses); i++)
		if (ma_words_have(uses[i].asked, t->low))
			ma_spec_warn(spec, MA_STR_FMT " is not used: the project is built with %s",
				(int)(t->text.n < 40 ? t->text.n : 40), t->text.p, uses[i].used);
}

void ma_spec_check_stack(struct ma_spec *spec)
{
	bool negated = false;
	size_t i;

	for (i = 0; i < spec->tokens_n && !spec->rc; i++) {
		const struct ma_token *t = &spec->tokens[i];

		if (t->kind != MA_TOKEN_WORD)
			negated = false;
		else if (t->flags & MA_W_NEG)
			negated = true;
		else if (!negated && is_meant(spec, i) &&
			(!t->used || spec->kind == MA_KIND_API || is_before_product(spec, i)))
			check_word(spec, t);
		if (t->kind == MA_TOKEN_WORD && t->flags & (MA_W_TECH | MA_W_LANGUAGE))
			ma_spec_take(spec, i, i + 1);
	}
}
