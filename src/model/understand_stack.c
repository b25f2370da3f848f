/* Techniques that were asked for and are not what projects are built with. */
#include "model/understand_parts.h"

struct use {
	const char *asked; /* words, each of them */
	const char *used;
};

static const struct use uses[] = {
	{ "vue angular svelte next.js nextjs nuxt jquery htmx ember", "React" },
	{ "django flask fastapi rails laravel spring symfony koa nestjs phoenix asp.net",
		"Express" },
	{ "python ruby php java kotlin golang rust c# scala elixir", "TypeScript" },
	{ "postgres postgresql mysql mariadb mongodb mongo redis supabase firebase dynamodb",
		"SQLite" },
	{ "bootstrap bulma material-ui mui chakra", "Tailwind CSS" },
	{ "jest mocha cypress playwright", "Vitest" },
	{ "graphql trpc grpc", "a REST API" },
	{ "ios android iphone ipad flutter react-native desktop electron",
		"a web application that fits phones and desktops" },
};

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
		else if (!negated && (!t->used || spec->kind == MA_KIND_API))
			check_word(spec, t);
	}
}
